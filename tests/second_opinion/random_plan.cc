#include "tests/second_opinion/random_plan.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/second_opinion/model/opinion.h"
#include "tests/testing/commands/commands.h"

namespace logboek::second_opinion {
namespace {

namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

const std::vector<ev::Role> kRoles = {ev::ROLE_GP_OWNER, ev::ROLE_GP_LOCUM_PERMANENT,
                                      ev::ROLE_PRACTICE_NURSE, ev::ROLE_MEDICAL_ASSISTANT};
const std::vector<ev::OfferingKind> kMeetings = {
    ev::OFFERING_KIND_EXCHANGE_MEETING, ev::OFFERING_KIND_KBZ_MEETING,
    ev::OFFERING_KIND_REFLECTION_MEETING, ev::OFFERING_KIND_INTERVISION};
const std::vector<std::string> kSlugs = {"alpha", "beta", "gamma"};

void Say(const std::string& words, rp::Text* text) {
  text->set_nl(words);
  text->set_en(words);
}

// Some of the list, at least one.
template <typename List>
List SomeOf(Random& random, const List& list) {
  List some;
  for (const auto& entry : list) {
    if (OneIn(random, 2)) some.push_back(entry);
  }
  if (some.empty()) some.push_back(Pick(random, list));
  return some;
}

void FillShare(Random& random, rp::StaffShare* share) {
  for (const ev::Role role : SomeOf(random, kRoles)) share->add_denominator_roles(role);
  const int what = Upto(random, 2);
  if (what != 0) {
    for (const std::string& slug : SomeOf(random, kSlugs)) share->add_menu_slugs(slug);
  }
  if (what != 1) {
    for (const ev::OfferingKind kind : SomeOf(random, kMeetings)) share->add_session_kinds(kind);
  }
  share->set_times(OneIn(random, 3) ? 2 : 1);
  share->set_share_denominator(2 + Upto(random, 2));
  share->set_share_numerator(1 + Upto(random, static_cast<int>(share->share_denominator()) - 2));
  share->set_moment(OneIn(random, 3) ? rp::SHARE_MOMENT_SNAPSHOT_END
                                     : rp::SHARE_MOMENT_ACHIEVED_ONCE);
}

// Other readings of the plans' texts in some plans (domain.md §7 and §8). Not drawn, so not
// compared yet: O2, O6, O13, O14, a share that is present (O4), and R6 by list.
void FillReadings(Random& random, rp::StaffShare* share) {
  if (OneIn(random, 6)) share->set_moment(rp::SHARE_MOMENT_WHOLE_WINDOW);
  if (OneIn(random, 6)) share->set_times_rule(rp::TIMES_RULE_ACROSS_YEARS);
  if (OneIn(random, 3)) {
    share->set_prior_training(
        static_cast<rp::PriorTraining>(rp::PRIOR_TRAINING_WHEN_RECOGNISED + Upto(random, 2)));
  }
  if (OneIn(random, 4)) share->set_recognition_counts_from(rp::RECOGNITION_DATE_DONE);
}

void FillReadings(Random& random, rp::QuarterCount* count) {
  count->set_spread_required(OneIn(random, 4));
  count->set_late_start_in_full(OneIn(random, 4));
  count->set_represented(OneIn(random, 4));
}

void FillCount(Random& random, rp::SessionCount* count) {
  count->set_sessions(1 + Upto(random, 2));
  for (const ev::OfferingKind kind : SomeOf(random, kMeetings)) {
    count->add_session_kinds(kind);
    if (OneIn(random, 2)) count->add_represented_kinds(kind);
  }
  if (OneIn(random, 2)) count->set_credit_pool("pool");
  count->set_series_credit(OneIn(random, 2));
  count->set_distinct_dates(OneIn(random, 2));
  if (OneIn(random, 2)) count->add_expected_roles(Pick(random, kRoles));
}

void FillObligation(Random& random, int number, rp::Obligation* obligation) {
  obligation->set_id(absl::StrCat("R-", number));
  Say(absl::StrCat("row ", number), obligation->mutable_label());
  Say("a row", obligation->mutable_text());
  obligation->set_section("1");
  obligation->set_strength(OneIn(random, 6) ? rp::STRENGTH_REPORTED : rp::STRENGTH_REQUIRED);
  rp::Applicability* applies = obligation->mutable_applies();
  for (uint32_t year = 1; year <= 4; ++year) {
    if (OneIn(random, 2)) applies->add_years(year);
  }
  if (applies->years_size() == 0) applies->add_years(1 + Upto(random, 3));
  if (OneIn(random, 4)) applies->add_cohort_ids("early");
  if (OneIn(random, 6)) applies->add_except_cohort_ids("late");
  switch (Upto(random, 2)) {
    case 0:
      applies->set_no_deadline(OneIn(random, 6));
      FillShare(random, obligation->mutable_staff_share());
      return FillReadings(random, obligation->mutable_staff_share());
    case 1:
      if (OneIn(random, 3)) {
        applies->set_replaced_by_track("kbz");
        applies->set_replaced_when_partly(OneIn(random, 3));
      }
      return FillCount(random, obligation->mutable_session_count());
    default:
      applies->set_required_track("kbz");
      for (const ev::OfferingKind kind : SomeOf(random, kMeetings)) {
        obligation->mutable_quarter_count()->add_session_kinds(kind);
      }
      obligation->mutable_quarter_count()->set_track("kbz");
      obligation->mutable_quarter_count()->set_sessions_max(1 + Upto(random, 3));
      FillReadings(random, obligation->mutable_quarter_count());
  }
}

void AddCohort(const std::string& id, absl::CivilDay start, rp::RegionPlan* plan) {
  rp::Cohort* cohort = plan->add_cohorts();
  cohort->set_id(id);
  *cohort->mutable_start_on() = test::Date(start);
  Say(id, cohort->mutable_name());
}

void AddMenu(Random& random, rp::RegionPlan* plan) {
  for (const std::string& slug : kSlugs) {
    rp::MenuItem* item = plan->add_menu();
    item->set_slug(slug);
    Say(slug, item->mutable_name());
    item->set_core_element(
        static_cast<rp::CoreElement>(rp::CORE_ELEMENT_WORK_DIFFERENTLY + Upto(random, 3)));
    if (OneIn(random, 4)) *item->mutable_valid_from() = test::Date(absl::CivilDay(2025, 3, 30));
    if (OneIn(random, 4)) *item->mutable_valid_until() = test::Date(absl::CivilDay(2025, 10, 26));
  }
}

}  // namespace

int Upto(Random& random, int most) {
  // The library's distributions differ from one library to another.
  return static_cast<int>(random() % (static_cast<uint64_t>(most) + 1));
}

bool OneIn(Random& random, int of) { return Upto(random, of - 1) == 0; }

rp::RegionPlan RandomPlan(Random& random) {
  rp::RegionPlan plan;
  plan.set_region("random");
  plan.set_plan_id("plan");
  plan.set_version("1");
  Say("Plan", plan.mutable_title());
  Say("Region", plan.mutable_region_name());
  plan.set_source("nobody");
  plan.set_disclosure(rp::DISCLOSURE_REGION_REPORT);
  *plan.mutable_valid_from() = test::Date(absl::CivilDay(2024, 1, 1));
  const std::vector<absl::CivilDay> starts = {
      absl::CivilDay(2024, 1, 1), absl::CivilDay(2024, 4, 1), absl::CivilDay(2024, 2, 29),
      absl::CivilDay(2024, 3, 31), absl::CivilDay(2024, 7, 15)};
  AddCohort("early", Pick(random, starts), &plan);
  AddCohort("late", absl::CivilDay(2024, 10, 1), &plan);
  plan.add_tracks()->set_id("kbz");
  Say("Track", plan.mutable_tracks(0)->mutable_name());
  AddMenu(random, &plan);
  plan.set_attendee_must_be_engaged(OneIn(random, 2));
  plan.set_roster_confirmed_within_window(OneIn(random, 4));
  if (OneIn(random, 3)) {
    rp::YearOverride* over = plan.add_year_overrides();
    over->set_year(2 + Upto(random, 2));
    *over->mutable_starts_on() = test::Date(absl::CivilDay(2026, 4, 1));
  }
  if (OneIn(random, 3)) {
    rp::SessionRule* rule = plan.add_session_rules();
    rule->set_kind(Pick(random, kMeetings));
    rule->set_capacity_max(1 + Upto(random, 2));
    if (OneIn(random, 2)) rule->add_counted_roles(Pick(random, kRoles));
  }
  const int obligations = 1 + Upto(random, 3);
  for (int i = 1; i <= obligations; ++i) FillObligation(random, i, plan.add_obligations());
  return plan;
}

rp::RegionPlan NextVersion(Random& random, int number, rp::RegionPlan plan) {
  plan.set_version(absl::StrCat(plan.version(), "-", number));
  const std::vector<absl::CivilDay> days = {absl::CivilDay(2024, 4, 1), absl::CivilDay(2025, 4, 1),
                                            absl::CivilDay(2025, 7, 1), absl::CivilDay(2026, 4, 1),
                                            absl::CivilDay(2026, 4, 2)};
  // The valid_from it had corrects that version.
  if (!OneIn(random, 4)) *plan.mutable_valid_from() = test::Date(Pick(random, days));
  for (rp::Obligation& obligation : *plan.mutable_obligations()) {
    if (OneIn(random, 2)) continue;
    if (obligation.has_staff_share()) {
      rp::StaffShare& share = *obligation.mutable_staff_share();
      share.set_times(1 + Upto(random, 1));
      share.set_moment(OneIn(random, 2) ? rp::SHARE_MOMENT_SNAPSHOT_END
                                        : rp::SHARE_MOMENT_ACHIEVED_ONCE);
    } else if (obligation.has_session_count()) {
      obligation.mutable_session_count()->set_sessions(1 + Upto(random, 2));
      obligation.mutable_session_count()->set_distinct_dates(OneIn(random, 2));
    } else if (obligation.has_quarter_count()) {
      obligation.mutable_quarter_count()->set_sessions_max(1 + Upto(random, 3));
    }
  }
  return plan;
}

}  // namespace logboek::second_opinion
