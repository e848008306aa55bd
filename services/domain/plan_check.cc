#include "services/domain/plan_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/domain/fields.h"
#include "services/domain/plan_check_internal.h"
#include "services/domain/retention.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;

DateRange ValidityOf(const rp::MenuItem& item) {
  return {IsAbsent(item.valid_from()) ? absl::CivilDay::min() : FromProto(item.valid_from()),
          UntilFromProto(item.valid_until())};
}

bool Overlap(const DateRange& a, const DateRange& b) { return !Intersect(a, b).empty(); }

class PlanChecker {
 public:
  explicit PlanChecker(PlanReview* review)
      : review_(*review), plan_(review->plan()), known_(review->known()) {}

  void Run() {
    CheckHead();
    CheckCohorts();
    CheckTracks();
    CheckSeries();
    CheckMenu();
    CheckSessionRules();
    CheckSurveys();
    CheckObligations(&review_);
    CheckRows();
    CheckInterpretations(&review_);
  }

 private:
  void CheckHead() {
    review_.Take("region", CheckIdentifier("region", plan_.region()));
    const bool plain = std::all_of(plan_.region().begin(), plan_.region().end(), [](char c) {
      return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
    });
    if (!plain)
      review_.Report("region", "BAD_CHARACTERS",
                     "a region is named in lower case letters, digits and _");
    review_.Take("plan_id", CheckIdentifier("plan_id", plan_.plan_id()));
    review_.Take("version", CheckIdentifier("version", plan_.version()));
    review_.Take("source", CheckText("source", plan_.source()));
    review_.Take("valid_from", CheckDate("valid_from", plan_.valid_from()));
    review_.CheckBoth("title", plan_.title());
    review_.CheckBoth("region_name", plan_.region_name());
    review_.Take("disclosure", CheckEnum("disclosure", plan_.disclosure(), rp::Disclosure_IsValid));
    if (!rp::MergeScope_IsValid(plan_.merge_scope())) {
      review_.Take("merge_scope", UnknownEnum("merge_scope", plan_.merge_scope()));
    }
    if (plan_.has_retention_years() &&
        (plan_.retention_years() < 1 || plan_.retention_years() > kRetentionYearsMax)) {
      review_.Report("retention_years", "NUMBER_OUT_OF_RANGE",
                     absl::StrCat("names are kept for 1 to ", kRetentionYearsMax, " years, not ",
                                  plan_.retention_years()));
    }
    for (int i = 0; i < plan_.year_overrides_size(); ++i) {
      const rp::YearOverride& over = plan_.year_overrides(i);
      review_.CheckYear(At("year_overrides", i, "year"), over.year());
      const std::string field = At("year_overrides", i, "starts_on");
      review_.Take(field, CheckDate(field, over.starts_on()));
    }
  }

  void CheckCohorts() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.cohorts_size(); ++i) {
      const rp::Cohort& cohort = plan_.cohorts(i);
      review_.CheckUnique(At("cohorts", i, "id"), cohort.id(), &seen);
      const std::string field = At("cohorts", i, "start_on");
      review_.Take(field, CheckDate(field, cohort.start_on()));
      review_.CheckBoth(At("cohorts", i, "name"), cohort.name());
      for (const RegionPlan* other : review_.others()) {
        for (const rp::Cohort& theirs : other->cohorts()) {
          if (theirs.id() != cohort.id() || !Differ(theirs, cohort)) continue;
          review_.ReportOther(At("cohorts", i, "id"), cohort.id(), *other);
        }
      }
    }
    if (known_.cohorts.empty()) {
      review_.Report("cohorts", "NOTHING_NAMED",
                     "the region has no cohort; a practice takes part through one");
    }
  }

  void CheckTracks() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.tracks_size(); ++i) {
      review_.CheckUnique(At("tracks", i, "id"), plan_.tracks(i).id(), &seen);
      review_.CheckBoth(At("tracks", i, "name"), plan_.tracks(i).name());
    }
  }

  void CheckSeries() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.series_size(); ++i) {
      const rp::PrintedSeries& series = plan_.series(i);
      review_.CheckUnique(At("series", i, "id"), series.id(), &seen);
      review_.CheckYear(At("series", i, "programme_year"), series.programme_year());
      for (const std::string& cohort : series.cohort_ids()) {
        review_.CheckKnown(At("series", i, "cohort_ids"), cohort, "cohort", known_.cohorts);
      }
      for (const google::type::Date& date : series.dates()) {
        review_.Take(At("series", i, "dates"), CheckDate("dates", date));
      }
    }
  }

  void CheckMenu() {
    // The rows of each slug whose dates can be compared.
    std::map<std::string, std::vector<int>> rows;
    for (int i = 0; i < plan_.menu_size(); ++i) {
      const rp::MenuItem& item = plan_.menu(i);
      review_.Take(At("menu", i, "slug"), CheckIdentifier("slug", item.slug()));
      const bool comparable = (!item.has_valid_from() || IsRealDate(item.valid_from())) &&
                              (!item.has_valid_until() || IsRealDate(item.valid_until()));
      if (comparable) rows[item.slug()].push_back(i);
      review_.CheckBoth(At("menu", i, "name"), item.name());
      const std::string element = At("menu", i, "core_element");
      review_.Take(element, CheckEnum(element, item.core_element(), rp::CoreElement_IsValid));
      const std::string from = At("menu", i, "valid_from");
      const std::string until = At("menu", i, "valid_until");
      review_.Take(from, CheckOptionalDate(from, item.valid_from()));
      review_.Take(until, CheckOptionalDate(until, item.valid_until()));
      if (item.has_valid_from() && item.has_valid_until() && IsRealDate(item.valid_from()) &&
          IsRealDate(item.valid_until())) {
        review_.Take(until, CheckOrder(until, item.valid_from(), item.valid_until()));
      }
      if (!rp::Funding_IsValid(item.funding())) {
        review_.Take(At("menu", i, "funding"), UnknownEnum("funding", item.funding()));
      }
    }
    for (auto& [slug, indices] : rows) CheckOneRowADay(&indices);
    CheckMenuOfOthers(rows);
  }

  // A slug may come back later, but on any day it is one row.
  void CheckOneRowADay(std::vector<int>* indices) {
    const auto validity = [&](int i) { return ValidityOf(plan_.menu(i)); };
    std::stable_sort(indices->begin(), indices->end(),
                     [&](int a, int b) { return validity(a).from < validity(b).from; });
    for (size_t k = 1; k < indices->size(); ++k) {
      const int i = (*indices)[k];
      if (!Overlap(validity((*indices)[k - 1]), validity(i))) continue;
      review_.Report(
          At("menu", i, "slug"), "NAMED_TWICE",
          absl::StrCat("\"", plan_.menu(i).slug(),
                       "\" stands twice on the same day; end the one row before the other"));
    }
  }

  void CheckMenuOfOthers(const std::map<std::string, std::vector<int>>& rows) {
    for (const RegionPlan* other : review_.others()) {
      for (const rp::MenuItem& theirs : other->menu()) {
        const auto found = rows.find(theirs.slug());
        if (found == rows.end()) continue;
        for (const int i : found->second) {
          const rp::MenuItem& ours = plan_.menu(i);
          if (!Overlap(ValidityOf(theirs), ValidityOf(ours)) || !Differ(theirs, ours)) continue;
          review_.ReportOther(At("menu", i, "slug"), ours.slug(), *other);
        }
      }
    }
  }

  void CheckSessionRules() {
    std::set<int> seen;
    for (int i = 0; i < plan_.session_rules_size(); ++i) {
      const rp::SessionRule& rule = plan_.session_rules(i);
      review_.CheckKind(At("session_rules", i, "kind"), rule.kind());
      if (!seen.insert(rule.kind()).second) {
        review_.Report(At("session_rules", i, "kind"), "NAMED_TWICE",
                       "a kind has one rule; merge them");
      }
      for (const int role : rule.counted_roles()) {
        review_.CheckRole(At("session_rules", i, "counted_roles"), role);
      }
    }
  }

  void CheckSurveys() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.surveys_size(); ++i) {
      const rp::Survey& survey = plan_.surveys(i);
      review_.CheckUnique(At("surveys", i, "id"), survey.id(), &seen);
      review_.CheckBoth(At("surveys", i, "question"), survey.question());
      for (const RegionPlan* other : review_.others()) {
        for (const rp::Survey& theirs : other->surveys()) {
          if (theirs.id() != survey.id() || !Differ(theirs, survey)) continue;
          review_.ReportOther(At("surveys", i, "id"), survey.id(), *other);
        }
      }
    }
  }

  void CheckRows() {
    // A row of the paper is either measured or explained.
    std::set<std::string> seen;
    for (const rp::Obligation& obligation : plan_.obligations()) seen.insert(obligation.id());
    for (int i = 0; i < plan_.rows_size(); ++i) {
      const rp::Row& row = plan_.rows(i);
      review_.CheckUnique(At("rows", i, "id"), row.id(), &seen);
      review_.CheckBoth(At("rows", i, "text"), row.text());
      review_.Take(At("rows", i, "kind"), CheckEnum("kind", row.kind(), rp::RowKind_IsValid));
    }
  }

  PlanReview& review_;
  const RegionPlan& plan_;
  const KnownNames& known_;
};

}  // namespace

std::vector<PlanProblem> CheckPlan(const RegionPlan& plan, const Region* region) {
  PlanReview review(plan, region);
  PlanChecker(&review).Run();
  return review.TakeProblems();
}

}  // namespace logboek::domain
