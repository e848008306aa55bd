#include "tests/second_opinion/random_plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/domain/interpretations.h"
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
// A conversation model with a course for new staff, and four other rows.
const std::vector<std::string> kSlugs = {"alpha", "alpha-new", "beta", "gamma", "delta", "own"};
const std::vector<std::string> kSurveys = {"habit", "number"};

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

// Other readings of the plans' texts in some plans (domain.md §7 and §8).
void FillReadings(Random& random, rp::StaffShare* share) {
  if (OneIn(random, 6)) share->set_moment(rp::SHARE_MOMENT_WHOLE_WINDOW);
  if (OneIn(random, 6)) share->set_times_rule(rp::TIMES_RULE_ACROSS_YEARS);
  if (share->session_kinds_size() > 0 && OneIn(random, 6)) {
    share->set_times_rule(rp::TIMES_RULE_SHARE_PRESENT);
  }
  share->set_each_role(OneIn(random, 4));
  if (OneIn(random, 3)) {
    share->set_prior_training(
        static_cast<rp::PriorTraining>(rp::PRIOR_TRAINING_WHEN_RECOGNISED + Upto(random, 2)));
  }
  if (OneIn(random, 4)) share->set_recognition_counts_from(rp::RECOGNITION_DATE_DONE);
}

void FillQuarters(Random& random, rp::QuarterCount* count) {
  for (const ev::OfferingKind kind : SomeOf(random, kMeetings)) count->add_session_kinds(kind);
  count->set_track("kbz");
  count->set_sessions_max(1 + Upto(random, 3));
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
  count->set_may_serve_two_years(OneIn(random, 4));
  count->set_only_listed(OneIn(random, 6));
  count->set_centre_always_unit(OneIn(random, 4));
  count->set_joint_plan_whole_year(OneIn(random, 4));
}

// How many rows of the menu each core element has.
std::map<int, uint32_t> RowsByElement(const rp::RegionPlan& plan) {
  std::map<int, uint32_t> rows;
  for (const rp::MenuItem& item : plan.menu()) ++rows[item.core_element()];
  return rows;
}

void FillRule(Random& random, uint32_t lines_max, rp::ChoiceRule* rule) {
  rule->set_lines(1 + Upto(random, static_cast<int>(std::min(lines_max, 2U)) - 1));
  rule->set_cumulative(OneIn(random, 2));
  if (OneIn(random, 3)) {
    rule->set_mode(OneIn(random, 2) ? ev::CHOICE_MODE_NEW : ev::CHOICE_MODE_DEEPEN);
  }
  if (rule->mode() != ev::CHOICE_MODE_NEW) {
    rule->set_deepening_needs_justification(OneIn(random, 2));
  }
}

void FillChoice(Random& random, const rp::RegionPlan& plan, const rp::Applicability& applies,
                rp::InterventionChoice* choice) {
  const std::map<int, uint32_t> rows = RowsByElement(plan);
  std::vector<int> elements;
  for (const auto& [element, count] : rows) elements.push_back(element);
  uint32_t lines_max = 2;
  for (const int element : SomeOf(random, elements)) {
    choice->add_core_elements(static_cast<rp::CoreElement>(element));
    lines_max = std::min(lines_max, rows.at(element));
  }
  FillRule(random, lines_max, choice->add_rules());
  choice->mutable_rules(0)->set_per_calendar_year(applies.has_plan_period() && OneIn(random, 3));
  if (applies.years_size() > 1 && OneIn(random, 2)) {
    rp::ChoiceRule* rule = choice->add_rules();
    FillRule(random, lines_max, rule);
    rule->add_years(applies.years(applies.years_size() - 1));
  }
  if (OneIn(random, 3)) choice->add_new_only_cohort_ids("late");
}

void FillStatement(Random& random, rp::Statement* statement) {
  statement->set_form(
      static_cast<rp::StatementForm>(rp::STATEMENT_FORM_PRACTICE_PLAN + Upto(random, 4)));
  statement->set_may_come_after(OneIn(random, 2));
  if (statement->form() == rp::STATEMENT_FORM_PRACTICE_PLAN) {
    statement->set_kept_locally_counts(OneIn(random, 2));
  }
  if (statement->form() != rp::STATEMENT_FORM_SURVEY) return;
  statement->set_survey(Pick(random, kSurveys));
  statement->set_test(static_cast<rp::SurveyTest>(rp::SURVEY_TEST_ANSWERED + Upto(random, 2)));
  if (statement->test() == rp::SURVEY_TEST_COUNT) statement->set_minimum(1 + Upto(random, 4));
}

void FillVisit(Random& random, rp::Visit* visit) {
  visit->set_visits(1 + Upto(random, 1));
  visit->set_only_when_invited(OneIn(random, 2));
  if (OneIn(random, 4)) visit->set_topic("time-out");
}

void FillNewStaff(Random& random, const rp::RegionPlan& plan, rp::NewStaffTraining* training) {
  training->set_core_element(Pick(random, plan.menu()).core_element());
  if (OneIn(random, 2)) {
    for (const ev::Role role : SomeOf(random, kRoles)) training->add_roles(role);
  }
  training->set_share_denominator(2);
  training->set_share_numerator(1 + Upto(random, 1));
}

void FillPeriods(Random& random, rp::Applicability* applies) {
  switch (Upto(random, 5)) {
    case 0:
      for (uint32_t year = 2024; year <= 2026; ++year) {
        if (OneIn(random, 2)) applies->add_calendar_years(year);
      }
      if (applies->calendar_years_size() == 0) applies->add_calendar_years(2025);
      return applies->set_by_programme_year(OneIn(random, 3));
    case 1: {
      const std::vector<absl::CivilDay> days = {
          absl::CivilDay(2024, 7, 1), absl::CivilDay(2025, 1, 1), absl::CivilDay(2025, 3, 30),
          absl::CivilDay(2026, 1, 1), absl::CivilDay(2026, 10, 26)};
      const int from = Upto(random, 2);
      const int until = from + 1 + Upto(random, 1);
      *applies->mutable_plan_period()->mutable_from() = test::Date(days[from]);
      *applies->mutable_plan_period()->mutable_until() = test::Date(days[until]);
      return;
    }
    default:
      for (uint32_t year = 1; year <= 4; ++year) {
        if (OneIn(random, 2)) applies->add_years(year);
      }
      if (applies->years_size() == 0) applies->add_years(1 + Upto(random, 3));
  }
}

void FillMeasure(Random& random, const rp::RegionPlan& plan, rp::Obligation* obligation) {
  rp::Applicability* applies = obligation->mutable_applies();
  switch (Upto(random, 10)) {
    case 0:
    case 1:
      FillShare(random, obligation->mutable_staff_share());
      return FillReadings(random, obligation->mutable_staff_share());
    case 2:
    case 3:
      if (OneIn(random, 3)) {
        applies->set_replaced_by_track("kbz");
        applies->set_replaced_when_partly(OneIn(random, 3));
      }
      return FillCount(random, obligation->mutable_session_count());
    case 4:
    case 5:
      applies->set_required_track("kbz");
      return FillQuarters(random, obligation->mutable_quarter_count());
    case 6:
      return FillStatement(random, obligation->mutable_statement());
    case 7:
      return FillVisit(random, obligation->mutable_visit());
    case 8:
      obligation->mutable_data_delivery();
      return;
    case 9:
      return FillNewStaff(random, plan, obligation->mutable_new_staff_training());
    default:
      return FillChoice(random, plan, *applies, obligation->mutable_intervention_choice());
  }
}

rp::Strength SomeStrength(Random& random) {
  return OneIn(random, 6) ? rp::STRENGTH_REPORTED : rp::STRENGTH_REQUIRED;
}

void FillObligation(Random& random, int number, const rp::RegionPlan& plan,
                    rp::Obligation* obligation) {
  obligation->set_id(absl::StrCat("R-", number));
  Say(absl::StrCat("row ", number), obligation->mutable_label());
  Say("a row", obligation->mutable_text());
  obligation->set_section("1");
  obligation->set_strength(SomeStrength(random));
  rp::Applicability* applies = obligation->mutable_applies();
  FillPeriods(random, applies);
  if (OneIn(random, 4)) applies->add_cohort_ids("early");
  if (OneIn(random, 6)) applies->add_except_cohort_ids("late");
  if (OneIn(random, 8)) applies->set_chosen_slug(Pick(random, kSlugs));
  FillMeasure(random, plan, obligation);
  // The quarters, or the years, of a window that never closes would be counted for ever.
  bool by_time = obligation->has_quarter_count();
  for (const rp::ChoiceRule& rule : obligation->intervention_choice().rules()) {
    by_time |= rule.per_calendar_year();
  }
  if (!by_time) applies->set_no_deadline(OneIn(random, 12));
  // What nothing measures can only be ticked.
  if ((obligation->has_statement() || obligation->has_visit()) && OneIn(random, 6)) {
    obligation->set_strength(rp::STRENGTH_STATEMENT);
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
    item->set_needs_text(slug == "own");
    if (OneIn(random, 4)) *item->mutable_valid_from() = test::Date(absl::CivilDay(2025, 3, 30));
    if (OneIn(random, 4)) *item->mutable_valid_until() = test::Date(absl::CivilDay(2025, 10, 26));
  }
}

// Whether the interpretation can be asked about the obligation without asking for endless work:
// O9 counts calendar years, O11 ends no window.
bool MayBeRead(absl::string_view id, const rp::Obligation& obligation) {
  const rp::Applicability& applies = obligation.applies();
  if (id == "O9" && (!applies.has_plan_period() || applies.no_deadline())) return false;
  if (id == "O10" && applies.calendar_years_size() == 0) return false;
  if (id == "O11" && !obligation.has_staff_share() && !obligation.has_session_count()) return false;
  return domain::Concerns(id, obligation);
}

// Some interpretations are open in the plan, some of them read otherwise from the start.
void AddReadings(Random& random, rp::RegionPlan* plan) {
  for (const domain::InterpretationEntry& entry : domain::Interpretations()) {
    if (!OneIn(random, 8)) continue;
    rp::Interpretation listed;
    listed.set_id(std::string(entry.id));
    for (const rp::Obligation& obligation : plan->obligations()) {
      const bool concerned = !entry.of_plan && MayBeRead(entry.id, obligation);
      if (concerned && OneIn(random, 2)) listed.add_obligation_ids(obligation.id());
    }
    if (entry.of_plan || listed.obligation_ids_size() > 0) *plan->add_interpretations() = listed;
  }
  // The fields of a plan are those of the first options.
  domain::ApplyInterpretations(plan);
  for (rp::Interpretation& listed : *plan->mutable_interpretations()) {
    const auto* entry = domain::FindInterpretation(listed.id());
    if (OneIn(random, 3)) listed.set_option(std::string(Pick(random, entry->options)));
  }
}

// Another number somewhere.
void Change(Random& random, rp::Obligation* obligation) {
  if (obligation->has_staff_share()) {
    rp::StaffShare& share = *obligation->mutable_staff_share();
    share.set_times(1 + Upto(random, 1));
    share.set_moment(OneIn(random, 2) ? rp::SHARE_MOMENT_SNAPSHOT_END
                                      : rp::SHARE_MOMENT_ACHIEVED_ONCE);
  } else if (obligation->has_session_count()) {
    obligation->mutable_session_count()->set_sessions(1 + Upto(random, 2));
    obligation->mutable_session_count()->set_distinct_dates(OneIn(random, 2));
  } else if (obligation->has_quarter_count()) {
    obligation->mutable_quarter_count()->set_sessions_max(1 + Upto(random, 3));
  } else if (obligation->has_intervention_choice()) {
    rp::ChoiceRule& rule = *obligation->mutable_intervention_choice()->mutable_rules(0);
    rule.set_cumulative(OneIn(random, 2));
  } else if (obligation->has_statement()) {
    obligation->mutable_statement()->set_may_come_after(OneIn(random, 2));
  } else if (obligation->has_visit()) {
    FillVisit(random, obligation->mutable_visit());
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
  for (const std::string& survey : kSurveys) {
    plan.add_surveys()->set_id(survey);
    Say(survey, plan.mutable_surveys(plan.surveys_size() - 1)->mutable_question());
  }
  const int obligations = 1 + Upto(random, 4);
  for (int i = 1; i <= obligations; ++i) FillObligation(random, i, plan, plan.add_obligations());
  if (OneIn(random, 3)) plan.set_merge_scope(rp::MERGE_SCOPE_ALL);
  if (OneIn(random, 2)) AddReadings(random, &plan);
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
    if (OneIn(random, 2)) Change(random, &obligation);
  }
  return plan;
}

}  // namespace logboek::second_opinion
