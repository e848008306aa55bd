#include "tests/second_opinion/history.h"

#include "absl/strings/str_cat.h"
#include "services/domain/decide.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/regioplan/evaluate.h"

namespace logboek::second_opinion {
namespace {

using regioplan::Evidence;
using regioplan::Reason;
using regioplan::Status;
using regioplan::Verdict;
using regioplan::VerdictFlag;

std::string WordOf(Status status) {
  switch (status) {
    case Status::kMet:
      return "met";
    case Status::kOpen:
      return "open";
    case Status::kAtRisk:
      return "at_risk";
    case Status::kNotMet:
      return "not_met";
    case Status::kNotApplicable:
      return "not_applicable";
    case Status::kUndetermined:
      return "undetermined";
    case Status::kWaived:
      return "waived";
    case Status::kReported:
      return "reported";
  }
  return absl::StrCat("status ", static_cast<int>(status));
}

std::string WordOf(Reason reason) {
  switch (reason) {
    case Reason::kCounted:
      return "COUNTED";
    case Reason::kOutsideWindow:
      return "OUTSIDE_WINDOW";
    case Reason::kAbsent:
      return "ABSENT";
    case Reason::kVoided:
      return "VOIDED";
    case Reason::kDuplicate:
      return "DUPLICATE";
    case Reason::kNotOnMenu:
      return "NOT_ON_MENU";
    case Reason::kRoleNotCounted:
      return "ROLE_NOT_COUNTED";
    case Reason::kNotOnRoster:
      return "NOT_ON_ROSTER";
    case Reason::kNotRepresented:
      return "NOT_REPRESENTED";
    case Reason::kAlreadyCredited:
      return "ALREADY_CREDITED";
    case Reason::kNotRecognised:
      return "NOT_RECOGNISED";
    default:
      break;
  }
  return absl::StrCat("reason ", static_cast<int>(reason));
}

std::string WordOf(VerdictFlag flag) {
  switch (flag) {
    case VerdictFlag::kProvisional:
      return "provisional";
    case VerdictFlag::kNotStarted:
      return "not_started";
    case VerdictFlag::kSurplus:
      return "surplus";
    case VerdictFlag::kRosterEmptied:
      return "roster_emptied";
    case VerdictFlag::kCrossSeries:
      return "cross_series";
    case VerdictFlag::kSameQuarter:
      return "same_quarter";
    case VerdictFlag::kEmptyQuarter:
      return "empty_quarter";
    case VerdictFlag::kOrganiserCancelled:
      return "organiser_cancelled";
    case VerdictFlag::kUnusualRole:
      return "unusual_role";
    case VerdictFlag::kAwaitingAnswer:
      return "awaiting_answer";
    case VerdictFlag::kParticipationEnded:
      return "participation_ended";
    case VerdictFlag::kMerged:
      return "merged";
  }
  return absl::StrCat("flag ", static_cast<int>(flag));
}

std::vector<std::string> WordsOf(const std::vector<VerdictFlag>& flags) {
  std::vector<std::string> words;
  for (const VerdictFlag flag : flags) words.push_back(WordOf(flag));
  return words;
}

std::string WhatOf(const Evidence& evidence) {
  if (!evidence.session_id.empty()) return "session " + evidence.session_id;
  if (!evidence.offering_id.empty()) return "offering " + evidence.offering_id;
  if (!evidence.subject.empty()) return evidence.subject;
  return "menu " + evidence.menu_slug;
}

Opinion InOurWords(const Verdict& verdict) {
  Opinion opinion;
  opinion.plan = verdict.plan->plan_id();
  opinion.version = verdict.plan->version();
  opinion.obligation = verdict.obligation->id();
  opinion.measure = verdict.obligation->GetDescriptor()
                        ->FindFieldByNumber(verdict.obligation->measure_case())
                        ->name();
  opinion.year = verdict.programme_year;
  opinion.status = WordOf(verdict.status);
  opinion.computed_status = WordOf(verdict.computed_status);
  opinion.waiver_ground = verdict.waiver_ground;
  opinion.numerator = verdict.numerator;
  opinion.denominator = verdict.denominator;
  opinion.threshold = verdict.threshold;
  opinion.window = {verdict.window.from, verdict.window.until};
  opinion.first_met_on = verdict.first_met_on;
  if (verdict.coverage_now.has_value()) {
    opinion.coverage_now = {verdict.coverage_now->numerator, verdict.coverage_now->denominator};
  }
  opinion.missing = verdict.missing;
  opinion.bookable = verdict.bookable;
  opinion.flags = WordsOf(verdict.flags);
  for (const Evidence& evidence : verdict.evidence) {
    opinion.lines.push_back({evidence.date, evidence.ref.position, evidence.person_id,
                             evidence.practice_id, WhatOf(evidence), WordOf(evidence.reason),
                             WordsOf(evidence.flags), evidence.credited_year});
  }
  return opinion;
}

}  // namespace

bool History::Offer(const TimedCommand& timed) {
  const auto decided = domain::Decide(reg_, timed.command, timed.now);
  if (!decided.ok()) return false;
  const std::vector<event::v1::Envelope> envelopes =
      domain::MakeEnvelopes(timed.command, *decided,
                            {.first_position = reg_.position + 1,
                             .recorded_at = timed.now,
                             .actor = "local",
                             .command_digest = "digest"});
  for (const event::v1::Envelope& envelope : envelopes) domain::Evolve(envelope, &reg_);
  events_.insert(events_.end(), envelopes.begin(), envelopes.end());
  commands_.push_back(timed);
  return true;
}

History Play(const std::vector<TimedCommand>& commands) {
  History history;
  for (const TimedCommand& timed : commands) history.Offer(timed);
  return history;
}

domain::Register Fold(const std::vector<event::v1::Envelope>& events) {
  domain::Register reg;
  for (const event::v1::Envelope& event : events) domain::Evolve(event, &reg);
  return reg;
}

std::vector<Opinion> AskSystem(const domain::Register& reg, absl::string_view practice,
                               absl::CivilDay at) {
  const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, practice, at);
  if (facts.practice == nullptr) return {};
  std::vector<Opinion> opinions;
  for (const Verdict& verdict : regioplan::Evaluate(facts, at)) {
    opinions.push_back(InOurWords(verdict));
  }
  return opinions;
}

}  // namespace logboek::second_opinion
