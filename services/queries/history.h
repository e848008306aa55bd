// The events about one fact or one subject, as they were recorded.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/queries/lists.h"

namespace logboek::queries {

enum class HistorySubject : uint8_t {
  // The fact that the event with this id is about, as the next four; else the event alone.
  kEvent,
  // The presence of `person_id` at session `id`.
  kAttendance,
  kEnrolment,
  // A line of a practice plan.
  kLine,
  // Offering `id` completed by `person_id`.
  kCompletion,
  // Everything about it.
  kPractice,
  kPerson,
  kSession,
};

struct HistoryQuestion {
  // With `at`, only events that take effect on or before it.
  ListFrame frame = {};
  HistorySubject subject = HistorySubject::kEvent;
  std::string id = {};
  std::string person_id = {};
  // Whether the event that is asked about by its id is one the asker may see; one it may not is
  // answered as one that is not there. Empty = all are.
  std::function<bool(const event::v1::Envelope&)> may_see = {};
};

struct HistoryRow {
  event::v1::Envelope envelope = {};
  // Who decided, declared or signed, and why; as the event has it, empty when it does not say.
  std::string decided_by = {};
  std::string reason = {};
};

struct HistoryAnswer {
  // In log order: an original stands before its corrections.
  std::vector<HistoryRow> rows = {};
  // Empty on the last page.
  std::string next_page_token = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Reads the log; by event id all of it. NOT_FOUND, UNKNOWN_EVENT, UNKNOWN_ENROLMENT, UNKNOWN_LINE,
// UNKNOWN_PRACTICE, UNKNOWN_PERSON, UNKNOWN_SESSION; no rows when a person was never present or
// completed nothing. POSITION_AHEAD; BAD_PAGE_TOKEN.
absl::StatusOr<HistoryAnswer> Ask(const Registers& registers, const HistoryQuestion& question);

}  // namespace logboek::queries
