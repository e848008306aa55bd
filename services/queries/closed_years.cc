#include "services/queries/closed_years.h"

#include <algorithm>
#include <utility>

#include "services/domain/dates.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

const event::v1::ClosedVerdict* FindClosed(const event::v1::YearClosed& closed,
                                           const std::string& obligation_id) {
  for (const event::v1::ClosedVerdict& verdict : closed.verdicts()) {
    if (verdict.obligation_id() == obligation_id) return &verdict;
  }
  return nullptr;
}

VerdictNumbers NumbersOf(const event::v1::ClosedVerdict& closed) {
  return {.status = static_cast<regioplan::Status>(closed.status()),
          .numerator = closed.numerator(),
          .denominator = closed.denominator()};
}

// A threshold was not kept, so it is no difference.
bool Differs(const Verdict& verdict, const event::v1::ClosedVerdict* closed) {
  return closed == nullptr || static_cast<uint32_t>(verdict.status) != closed->status() ||
         verdict.numerator != closed->numerator() || verdict.denominator != closed->denominator();
}

class Differences {
 public:
  explicit Differences(ClosedYearsAnswer* answer) : answer_(*answer) {}

  void Add(const regioplan::PracticeFacts& facts, const std::vector<Verdict>& verdicts) {
    for (const auto& [period, year] : facts.practice->closed_years) {
      ++answer_.closed_periods;
      const size_t first = answer_.rows.size();
      for (const Verdict& verdict : verdicts) {
        if (verdict.programme_year == period) Compare(facts, verdict, year);
      }
      AddDropped(facts, verdicts, period, year);
      std::sort(answer_.rows.begin() + static_cast<std::ptrdiff_t>(first), answer_.rows.end(),
                [](const ClosedYearDifference& a, const ClosedYearDifference& b) {
                  return a.change.obligation.obligation_id < b.change.obligation.obligation_id;
                });
    }
  }

 private:
  static ClosedYearDifference RowOf(const regioplan::PracticeFacts& facts,
                                    const domain::ClosedYear& year) {
    ClosedYearDifference row{.closed_on = domain::FromProto(year.closed.closed_on()),
                             .closed_position = year.ref.position,
                             .verdict_position = year.closed.verdict_position(),
                             .version = year.closed.version()};
    row.change.practice = facts.practice;
    return row;
  }

  void Compare(const regioplan::PracticeFacts& facts, const Verdict& verdict,
               const domain::ClosedYear& year) {
    const event::v1::ClosedVerdict* const closed =
        FindClosed(year.closed, verdict.obligation->id());
    if (!Differs(verdict, closed)) return;
    ClosedYearDifference row = RowOf(facts, year);
    row.change.obligation = PeriodOf(verdict);
    row.change.after = queries::NumbersOf(verdict);
    if (closed != nullptr) row.change.before = NumbersOf(*closed);
    answer_.rows.push_back(std::move(row));
  }

  // What a corrected plan no longer asks of that period.
  void AddDropped(const regioplan::PracticeFacts& facts, const std::vector<Verdict>& verdicts,
                  uint32_t period, const domain::ClosedYear& year) {
    for (const event::v1::ClosedVerdict& closed : year.closed.verdicts()) {
      const bool there = std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
        return verdict.programme_year == period &&
               verdict.obligation->id() == closed.obligation_id();
      });
      if (there) continue;
      ClosedYearDifference row = RowOf(facts, year);
      row.change.obligation = {.obligation_id = closed.obligation_id(), .period = period};
      row.change.before = NumbersOf(closed);
      answer_.rows.push_back(std::move(row));
    }
  }

  ClosedYearsAnswer& answer_;
};

}  // namespace

absl::StatusOr<ClosedYearsAnswer> Ask(const Registers& registers,
                                      const ClosedYearsQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"closed years"}));
  ClosedYearsAnswer answer{.at = list.at(), .position = list.position()};
  Differences differences(&answer);
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<Verdict>& verdicts) {
    differences.Add(facts, verdicts);
  };
  RETURN_IF_ERROR(VisitPractices(list, {.with_evidence = false}, visit));
  answer.rows_total = answer.rows.size();
  answer.next_page_token =
      list.Cut([](const ClosedYearDifference& row) { return WeightOf(row.change); }, &answer.rows);
  return answer;
}

}  // namespace logboek::queries
