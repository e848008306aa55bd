#include "services/queries/missing_documents.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "services/queries/menu.h"

namespace logboek::queries {
namespace {

using regioplan::Status;
using regioplan::Verdict;

std::optional<absl::CivilDay> LastReminder(const domain::Practice& practice,
                                           const std::string& obligation_id, uint32_t period,
                                           absl::CivilDay at) {
  std::optional<absl::CivilDay> last;
  for (const domain::Reminder& reminder : practice.reminders) {
    if (reminder.obligation_id != obligation_id || reminder.sent_on > at) continue;
    // A reminder about the roster names no period that matters.
    if (!obligation_id.empty() && reminder.period != period) continue;
    if (!last.has_value() || reminder.sent_on > *last) last = reminder.sent_on;
  }
  return last;
}

bool HasPlan(const domain::Practice& practice, uint32_t period, absl::CivilDay at) {
  const auto plans = practice.plans.find(period);
  return plans != practice.plans.end() &&
         std::any_of(plans->second.begin(), plans->second.end(),
                     [at](const domain::PracticePlan& plan) { return plan.submitted_on <= at; });
}

// The line as it was on the day; null = not chosen yet.
const domain::LineVersion* VersionOn(const domain::InterventionLine& line, absl::CivilDay day) {
  const domain::LineVersion* on_day = nullptr;
  for (const domain::LineVersion& version : line.versions) {
    if (version.since <= day) on_day = &version;
  }
  return on_day;
}

// What is asked of the lines of a period.
bool AsksForGrounds(const regioplan::v1::InterventionChoice& choice, uint32_t period) {
  const regioplan::v1::ChoiceRule* rule = nullptr;
  for (const regioplan::v1::ChoiceRule& candidate : choice.rules()) {
    const auto& years = candidate.years();
    if (std::find(years.begin(), years.end(), period) != years.end()) rule = &candidate;
    if (years.empty() && rule == nullptr) rule = &candidate;
  }
  return rule != nullptr && rule->deepening_needs_justification();
}

class Finder {
 public:
  Finder(const List& list, std::shared_ptr<const domain::Practice> practice)
      : list_(list), practice_(std::move(practice)) {}

  std::vector<MissingDocumentRow> Find(const std::vector<Verdict>& verdicts) {
    AddRoster();
    for (const Verdict& verdict : verdicts) {
      if (!verdict.window.Contains(list_.at())) continue;
      if (verdict.status == Status::kWaived || verdict.status == Status::kNotApplicable) continue;
      const regioplan::v1::Obligation& obligation = *verdict.obligation;
      if (obligation.has_statement() &&
          obligation.statement().form() == regioplan::v1::STATEMENT_FORM_PRACTICE_PLAN) {
        AddPlan(verdict);
      } else if (obligation.has_intervention_choice()) {
        AddLines(verdict);
      }
    }
    return std::move(rows_);
  }

 private:
  void AddRoster() {
    const domain::ParticipationPeriod* const participation =
        domain::ParticipationOn(*practice_, list_.at());
    if (participation == nullptr || !participation->period.Contains(list_.at())) return;
    const absl::CivilDay start = participation->period.from;
    const uint32_t year = regioplan::RunningYear(list_.region(), start, list_.at());
    absl::CivilDay since = absl::CivilDay::min();
    if (year != 0 && ConfirmsEachYear()) {
      since = regioplan::YearOf(list_.region(), start, year).real.from;
    }
    const auto& confirmations = practice_->confirmations;
    const bool confirmed = std::any_of(confirmations.begin(), confirmations.end(),
                                       [&](const domain::RosterConfirmation& given) {
                                         return since <= given.as_of && given.as_of <= list_.at();
                                       });
    if (confirmed) return;
    rows_.push_back({.practice = practice_,
                     .document = MissingDocument::kRoster,
                     .period = year,
                     .last_reminder_on = LastReminder(*practice_, "", year, list_.at())});
  }

  // R9.
  bool ConfirmsEachYear() const {
    const auto& plans = list_.region().plans;
    return std::any_of(plans.begin(), plans.end(), [](const auto& plan) {
      return plan.second->plan.roster_confirmed_within_window();
    });
  }

  MissingDocumentRow RowOf(MissingDocument document, const Verdict& verdict) const {
    return {.practice = practice_,
            .document = document,
            .obligation_id = verdict.obligation->id(),
            .period = verdict.programme_year,
            .deadline = verdict.window.until - 1,
            .last_reminder_on = LastReminder(*practice_, verdict.obligation->id(),
                                             verdict.programme_year, list_.at())};
  }

  void AddPlan(const Verdict& verdict) {
    if (verdict.status == Status::kMet) return;
    if (HasPlan(*practice_, verdict.programme_year, list_.at())) return;
    rows_.push_back(RowOf(MissingDocument::kPracticePlan, verdict));
  }

  void AddLines(const Verdict& verdict) {
    const auto& choice = verdict.obligation->intervention_choice();
    const bool grounds = AsksForGrounds(choice, verdict.programme_year);
    for (const domain::InterventionLine& line : practice_->lines) {
      if (line.period != verdict.programme_year) continue;
      const domain::LineVersion* const version = VersionOn(line, list_.at());
      if (version == nullptr || version->withdrawn || version->has_text) continue;
      const auto* const row = MenuRowOn(list_.region(), version->menu_slug, version->since);
      const auto& elements = choice.core_elements();
      if (row == nullptr ||
          std::find(elements.begin(), elements.end(), row->core_element()) == elements.end()) {
        continue;
      }
      const bool deepens = version->mode == event::v1::CHOICE_MODE_DEEPEN;
      if (!(grounds && deepens) && !row->needs_text()) continue;
      MissingDocumentRow missing = RowOf(MissingDocument::kJustification, verdict);
      missing.line_id = line.line_id;
      missing.menu_slug = version->menu_slug;
      rows_.push_back(std::move(missing));
    }
  }

  const List& list_;
  const std::shared_ptr<const domain::Practice> practice_;
  std::vector<MissingDocumentRow> rows_;
};

}  // namespace

absl::StatusOr<ListAnswer<MissingDocumentRow>> Ask(const Registers& registers,
                                                   const MissingDocumentsQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"missing documents"}));
  const ListVerdicts verdicts(list);
  return list.Page<MissingDocumentRow>(list.region().practice_ids, [&](const std::string& id) {
    return Finder(list, domain::Find(list.reg().practices, id))
        .Find(verdicts.Of(id, /*with_evidence=*/false));
  });
}

}  // namespace logboek::queries
