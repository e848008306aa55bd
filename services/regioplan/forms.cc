// What is handed in, answered or held: plans, forms, surveys, visits, data on request (domain.md
// R4).
#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

// One time that something was given.
struct Given {
  domain::FactRef ref;
  absl::CivilDay on;
  std::string practice_id;
  bool kept_locally = false;
  bool yes = false;
  uint32_t count = 0;
};

std::string SubjectOf(const v1::Statement& measure) {
  switch (measure.form()) {
    case v1::STATEMENT_FORM_PRACTICE_PLAN:
      return "practice_plan";
    case v1::STATEMENT_FORM_FUND_USE:
      return "fund_use";
    case v1::STATEMENT_FORM_SURVEY:
      return absl::StrCat("survey:", measure.survey());
    case v1::STATEMENT_FORM_TRAINING_INTENT:
      return "training_intent";
    default:
      return "signed";
  }
}

void AddPlans(const domain::Practice& practice, uint32_t period, std::vector<Given>* given) {
  const auto found = practice.plans.find(period);
  if (found == practice.plans.end()) return;
  for (const domain::PracticePlan& plan : found->second) {
    given->push_back({.ref = plan.ref,
                      .on = plan.submitted_on,
                      .practice_id = practice.id,
                      .kept_locally = plan.kept_locally});
  }
}

void AddForms(const domain::Practice& practice, const domain::FormKey& key,
              std::vector<Given>* given) {
  const auto found = practice.forms.find(key);
  if (found == practice.forms.end()) return;
  for (const domain::FormAnswer& answer : found->second) {
    given->push_back({.ref = answer.ref,
                      .on = answer.given_on,
                      .practice_id = practice.id,
                      .yes = answer.yes,
                      .count = answer.count});
  }
}

// Up to `at`, in log order.
std::vector<Given> GivenFor(const PracticeView& view, const v1::Statement& measure,
                            const Period& period, const Verdict& verdict) {
  std::string about;
  if (measure.form() == v1::STATEMENT_FORM_SURVEY) about = measure.survey();
  if (measure.form() == v1::STATEMENT_FORM_SIGNED) about = verdict.obligation->id();
  std::vector<Given> given;
  for (const domain::Practice* practice : United(view, *verdict.plan, period)) {
    if (measure.form() == v1::STATEMENT_FORM_PRACTICE_PLAN) {
      AddPlans(*practice, period.number, &given);
    } else {
      AddForms(*practice, {measure.form(), about, period.number}, &given);
    }
  }
  std::erase_if(given, [&](const Given& one) { return one.on > view.at(); });
  std::stable_sort(given.begin(), given.end(),
                   [](const Given& a, const Given& b) { return a.ref.position < b.ref.position; });
  // A joint plan that united practices handed in together is one.
  given.erase(
      std::unique(given.begin(), given.end(),
                  [](const Given& a, const Given& b) { return a.ref.position == b.ref.position; }),
      given.end());
  return given;
}

bool Passes(const v1::Statement& measure, const Given& given) {
  if (measure.form() == v1::STATEMENT_FORM_PRACTICE_PLAN) {
    return !given.kept_locally || measure.kept_locally_counts();
  }
  if (measure.form() != v1::STATEMENT_FORM_SURVEY) return true;
  switch (measure.test()) {
    case v1::SURVEY_TEST_YES:
      return given.yes;
    case v1::SURVEY_TEST_COUNT:
      return given.count >= measure.minimum();
    default:
      return true;
  }
}

// The version that counts on the day: the last one in the log of those that came in time.
const Given* LastBy(const std::vector<Given>& given, const v1::Statement& measure,
                    const domain::DateRange& window, absl::CivilDay day) {
  const Given* last = nullptr;
  for (const Given& one : given) {
    const bool in_time = measure.may_come_after() || one.on < window.until;
    if (in_time && one.on <= day) last = &one;
  }
  return last;
}

// The first day of the window on which what counted then passed. A newer version does not change
// when that was.
std::optional<absl::CivilDay> FirstPassed(const std::vector<Given>& given,
                                          const v1::Statement& measure,
                                          const domain::DateRange& window) {
  std::set<absl::CivilDay> days;
  for (const Given& one : given) days.insert(std::max(one.on, window.from));
  for (const absl::CivilDay day : days) {
    const Given* last = LastBy(given, measure, window, day);
    if (last != nullptr && Passes(measure, *last)) return day;
  }
  return std::nullopt;
}

void Show(const PracticeView& view, const domain::FactRef& ref, absl::CivilDay date,
          const std::string& practice_id, const std::string& subject, Reason reason,
          Verdict* verdict) {
  if (!view.with_evidence() || view.at() < verdict->window.from) return;
  Evidence& evidence = verdict->evidence.emplace_back();
  evidence.ref = ref;
  evidence.date = date;
  evidence.practice_id = practice_id;
  evidence.subject = subject;
  evidence.reason = reason;
}

void SortEvidence(Verdict* verdict) {
  std::sort(verdict->evidence.begin(), verdict->evidence.end(),
            [](const Evidence& a, const Evidence& b) {
              return std::tie(a.date, a.ref.position) < std::tie(b.date, b.ref.position);
            });
}

// The first invitation for the period; absent = none by `at`. Nobody can be asked any more for a
// period that is over.
std::optional<absl::CivilDay> InvitedOn(const PracticeView& view, const Period& period,
                                        const Verdict& verdict) {
  std::optional<absl::CivilDay> invited;
  for (const domain::Practice* practice : United(view, *verdict.plan, period)) {
    for (const domain::Invitation& invitation : practice->invitations) {
      if (invitation.invited_on > view.at()) continue;
      if (invitation.invited_on >= verdict.window.until) continue;
      const bool meant = invitation.period.has_value()
                             ? *invitation.period == period.number
                             : verdict.window.Contains(invitation.invited_on);
      if (meant) invited = std::min(invited.value_or(invitation.invited_on), invitation.invited_on);
    }
  }
  return invited;
}

// Absent = the visit is not about this period.
std::optional<Reason> ReasonOf(const v1::Visit& measure, const Period& period,
                               const std::optional<absl::CivilDay>& invited,
                               const domain::Visit& visit) {
  const bool meant = visit.period.has_value() ? *visit.period == period.number
                                              : period.real.Contains(visit.held_on);
  if (!meant) return std::nullopt;
  // Held before the period it names it still counts (R4), before the invitation it does not.
  const bool too_early =
      measure.only_when_invited() && (!invited.has_value() || visit.held_on < *invited);
  if (visit.held_on >= period.real.until || too_early) return Reason::kOutsideWindow;
  const auto& topics = visit.topics;
  const bool discussed = measure.topic().empty() ||
                         std::find(topics.begin(), topics.end(), measure.topic()) != topics.end();
  return discussed ? Reason::kCounted : Reason::kNotOnMenu;
}

// The first day on which every request made by then was answered; all are by now.
absl::CivilDay FirstAnswered(const std::vector<const domain::DataRequest*>& requests) {
  std::set<absl::CivilDay> days;
  for (const domain::DataRequest* request : requests) days.insert(request->answered_on);
  for (const absl::CivilDay day : days) {
    const bool open = std::any_of(requests.begin(), requests.end(), [&](const auto* request) {
      return request->requested_on <= day && day < request->answered_on;
    });
    if (!open) return day;
  }
  return *days.rbegin();
}

}  // namespace

std::vector<const domain::Practice*> United(const PracticeView& view, const v1::RegionPlan& plan,
                                            const Period& period) {
  std::vector<const domain::Practice*> practices = {&view.practice()};
  for (const MergedPractice& merged : view.merged()) {
    if (Unites(plan, merged.since, period)) practices.push_back(merged.practice.get());
  }
  return practices;
}

void SettleForm(const PracticeView& view, Verdict* verdict) {
  verdict->missing =
      verdict->threshold > verdict->numerator ? verdict->threshold - verdict->numerator : 0;
  if (view.at() < verdict->window.from) {
    verdict->status = Status::kOpen;
    verdict->flags.push_back(VerdictFlag::kNotStarted);
    verdict->first_met_on.reset();
  } else if (verdict->missing == 0) {
    verdict->status = Status::kMet;
    if (verdict->numerator > verdict->threshold) verdict->flags.push_back(VerdictFlag::kSurplus);
  } else {
    verdict->status = view.at() < verdict->window.until ? Status::kOpen : Status::kNotMet;
  }
}

void EvaluateStatement(const PracticeView& view, const v1::Statement& measure, const Period& period,
                       Verdict* verdict) {
  verdict->window = period.real;
  const std::vector<Given> given = GivenFor(view, measure, period, *verdict);
  const Given* const last = LastBy(given, measure, verdict->window, view.at());
  const bool counts_number =
      measure.form() == v1::STATEMENT_FORM_SURVEY && measure.test() == v1::SURVEY_TEST_COUNT;
  const bool passes = last != nullptr && Passes(measure, *last);
  verdict->threshold = counts_number ? measure.minimum() : 1;
  verdict->denominator = verdict->threshold;
  verdict->numerator = passes ? 1 : 0;
  if (counts_number) verdict->numerator = last == nullptr ? 0 : last->count;
  if (passes) verdict->first_met_on = FirstPassed(given, measure, verdict->window);
  for (const Given& one : given) {
    Reason reason = Reason::kDuplicate;
    const bool in_time = measure.may_come_after() || one.on < verdict->window.until;
    if (!in_time) reason = Reason::kOutsideWindow;
    if (&one == last) reason = passes ? Reason::kCounted : Reason::kNotRecognised;
    Show(view, one.ref, one.on, one.practice_id, SubjectOf(measure), reason, verdict);
  }
  SortEvidence(verdict);
  SettleForm(view, verdict);
  const bool unanswered = last == nullptr && measure.form() == v1::STATEMENT_FORM_SURVEY;
  if (unanswered && verdict->status == Status::kNotMet) {
    verdict->flags.push_back(VerdictFlag::kAwaitingAnswer);
  }
}

void EvaluateVisit(const PracticeView& view, const v1::Visit& measure, const Period& period,
                   Verdict* verdict) {
  verdict->window = period.real;
  verdict->threshold = verdict->denominator = std::max(measure.visits(), uint32_t{1});
  const std::optional<absl::CivilDay> invited = InvitedOn(view, period, *verdict);
  if (measure.only_when_invited()) {
    if (!invited.has_value() && view.at() >= verdict->window.from) {
      verdict->status = Status::kNotApplicable;
      return;
    }
    if (invited.has_value()) verdict->window.from = std::max(verdict->window.from, *invited);
  }
  std::vector<absl::CivilDay> held;
  for (const domain::Practice* practice : United(view, *verdict->plan, period)) {
    for (const domain::Visit& visit : practice->visits) {
      if (visit.held_on > view.at()) continue;
      const auto reason = ReasonOf(measure, period, invited, visit);
      if (!reason.has_value()) continue;
      if (*reason == Reason::kCounted) held.push_back(visit.held_on);
      Show(view, visit.ref, visit.held_on, practice->id, "visit", *reason, verdict);
    }
  }
  SortEvidence(verdict);
  std::sort(held.begin(), held.end());
  verdict->numerator = static_cast<uint32_t>(held.size());
  if (held.size() >= verdict->threshold) {
    verdict->first_met_on = std::max(held[verdict->threshold - 1], verdict->window.from);
  }
  SettleForm(view, verdict);
}

void EvaluateDataDelivery(const PracticeView& view, const Period& period, Verdict* verdict) {
  verdict->window = period.real;
  bool overdue = false;
  std::vector<const domain::DataRequest*> requests;
  for (const domain::Practice* practice : United(view, *verdict->plan, period)) {
    for (const domain::DataRequest& request : practice->data_requests) {
      if (request.requested_on > view.at() || !period.real.Contains(request.requested_on)) continue;
      ++verdict->denominator;
      requests.push_back(&request);
      if (request.answered_on > view.at()) {
        overdue |= request.due_on < view.at();
        continue;
      }
      ++verdict->numerator;
      Show(view, request.ref, request.answered_on, practice->id,
           absl::StrCat("data_request:", request.request_id), Reason::kCounted, verdict);
    }
  }
  SortEvidence(verdict);
  verdict->threshold = verdict->denominator;
  verdict->missing = verdict->denominator - verdict->numerator;
  if (view.at() < period.real.from) {
    verdict->status = Status::kOpen;
    verdict->flags.push_back(VerdictFlag::kNotStarted);
  } else if (verdict->denominator == 0) {
    verdict->status = Status::kNotApplicable;
  } else if (verdict->missing == 0) {
    verdict->status = Status::kMet;
    verdict->first_met_on = FirstAnswered(requests);
  } else {
    verdict->status = overdue ? Status::kNotMet : Status::kOpen;
  }
}

}  // namespace logboek::regioplan
