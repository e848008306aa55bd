// How far the erasure of a human is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/domain/retention.h"
#include "services/queries/known.h"

namespace logboek::queries {

// A step as it was recorded.
struct ErasureStep {
  domain::ErasureState state = domain::ErasureState::kNone;
  absl::CivilDay on = {};
  std::string decided_by = {};
  // Of a request.
  std::string ground = {};
  std::string requested_by = {};
  std::string override_ground = {};
  // Of a destruction.
  bool after_restore = false;
  uint64_t position = 0;
};

struct HumanErasure {
  // Also of the pseudonyms, the kept one first.
  domain::Retention retention = {};
  // The retention has ended on the day.
  bool ended = false;
  domain::ErasureState state = domain::ErasureState::kNone;
  // In log order.
  std::vector<ErasureStep> steps = {};
};

struct ErasureQuestion {
  // Any pseudonym.
  std::string person_id = {};
  registrar::KeepGoing keep_going = {};
};

struct ErasureAnswer {
  HumanErasure erasure = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Reads the log. NOT_FOUND, UNKNOWN_PERSON.
absl::StatusOr<ErasureAnswer> Ask(const Registers& registers, const ErasureQuestion& question);

// The furthest that any pseudonym of the human is.
domain::ErasureState ErasureOf(const domain::Register& reg,
                               const std::vector<std::string>& pseudonyms);

// The steps among the events.
std::vector<ErasureStep> StepsIn(const std::vector<event::v1::Envelope>& events);

// Which events of whom are read.
struct HumanEvents {
  const std::vector<std::string>& pseudonyms;
  uint64_t until = 0;
  // Names of event types; empty = all.
  std::vector<absl::string_view> types = {};
  const registrar::KeepGoing& keep_going;
};

// The events that name one of the pseudonyms, in log order, each once.
absl::StatusOr<std::vector<event::v1::Envelope>> ReadHuman(const Registers& registers,
                                                           const HumanEvents& wanted);

}  // namespace logboek::queries
