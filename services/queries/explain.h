// Why a practice does not comply, and the one step that would help most.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/compliance.h"

namespace logboek::queries {

// The numbers are those of logboek.v1.FixKind, which says what each means.
enum class FixKind : uint8_t {
  kAskWaiver = 1,
  kConfirmRoster = 2,
  kRecordCompletion = 3,
  kRecordAttendance = 4,
  kAttendSession = 5,
  kBookSession = 6,
  kTrainPerson = 7,
  kAskSession = 8,
  kSubmitPlan = 9,
  kChooseIntervention = 10,
  kJustifyIntervention = 11,
  kHandInForm = 12,
  kHoldVisit = 13,
  kAnswerDataRequest = 14,
};

struct Fix {
  FixKind kind = FixKind::kAskWaiver;
  std::string session_id = {};
  std::string offering_id = {};
  std::string person_id = {};
  // Of the session, or when a data request is due.
  std::optional<absl::CivilDay> date = {};
  regioplan::v1::StatementForm form = regioplan::v1::STATEMENT_FORM_UNSPECIFIED;
  // A survey, a line or a data request.
  std::string item_id = {};
};

// The fix of one verdict that is not met, at risk, open or undetermined, evaluated with openings.
Fix NearestFix(const regioplan::PracticeFacts& facts, const regioplan::Verdict& verdict,
               absl::CivilDay at);

struct ExplainQuestion {
  std::string practice_id = {};
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  registrar::KeepGoing keep_going = {};
};

struct Explanation {
  // Of ExplainAnswer::practice.
  const regioplan::Verdict* verdict = nullptr;
  Fix fix = {};
};

struct ExplainAnswer {
  PracticeVerdicts practice = {};
  // What is not met, at risk, open, undetermined, in that order; only rows that give a verdict and
  // have begun.
  std::vector<Explanation> explanations = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// NOT_FOUND, UNKNOWN_PRACTICE. May read the log when `known` is not now.
absl::StatusOr<ExplainAnswer> Ask(const Registers& registers, const ExplainQuestion& question);

}  // namespace logboek::queries
