// Between events and the bytes and tags of the log.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/domain/decide.h"

namespace logboek::domain {

// The tags an event is found by (storage::TagKind has the same five).
struct EventTags {
  std::vector<std::string> practices;
  std::vector<std::string> persons;
  std::vector<std::string> sessions;
  std::vector<std::string> academies;
};

// What makes an envelope besides the event itself.
struct EnvelopeContext {
  // Position of the first event.
  uint64_t first_position = 0;
  absl::Time recorded_at;
  std::string actor;
  std::string command_digest;
};

// Envelopes for the events of one command, at consecutive positions.
std::vector<event::v1::Envelope> MakeEnvelopes(const command::v1::Command& command,
                                               const std::vector<ProposedEvent>& events,
                                               const EnvelopeContext& context);

// The number of the event's field in logboek.event.v1.Event; 0 when none is set.
uint32_t TypeNumber(const event::v1::Event& event);

// The name of that field, for example "attendance_recorded"; empty for an unknown number.
std::string TypeName(uint32_t number);

// The number of a type name; 0 = there is no such type.
uint32_t TypeNumberOf(absl::string_view name);

EventTags TagsOf(const event::v1::Event& event);

// DATA_LOSS when the bytes are no envelope with an event.
absl::StatusOr<event::v1::Envelope> DecodeEnvelope(absl::string_view bytes);

}  // namespace logboek::domain
