// Decisions: what a command becomes, given the register as it is. Pure: no clock, no I/O, no
// threads.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/event.pb.h"
#include "services/domain/register.h"

namespace logboek::domain {

// An event that a command became, before the log gives it a position.
struct ProposedEvent {
  event::v1::Event event;
  absl::CivilDay effective_on;
  std::string region;
  // The event id it corrects; empty otherwise.
  std::string supersedes;
};

// The events of an accepted command, at least one, or a refusal that changes nothing. `now` is the
// moment of the decision; "today" is its date in Amsterdam.
//
// Refusals carry a stable reason (storage/base/error.h). INVALID_ARGUMENT: the command is wrong by
// itself. NOT_FOUND: it names a practice, person, session ... the register does not know.
// ALREADY_EXISTS: the fact or the identifier is taken. FAILED_PRECONDITION: the register as it is
// does not allow it. RESOURCE_EXHAUSTED: no place left and no waiting line.
absl::StatusOr<std::vector<ProposedEvent>> Decide(const Register& reg,
                                                  const command::v1::Command& command,
                                                  absl::Time now);

}  // namespace logboek::domain
