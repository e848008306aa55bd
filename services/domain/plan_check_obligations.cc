#include <algorithm>
#include <optional>
#include <utility>

#include "services/domain/dates.h"
#include "services/domain/plan_check_internal.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;
namespace ev = logboek::event::v1;

constexpr size_t kLabelCharactersMax = 18;

// Characters, not bytes, of UTF-8 text.
size_t Characters(absl::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

template <typename List, typename Value>
bool Contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The numbers that name the periods of an obligation.
std::set<uint32_t> PeriodsOf(const rp::Applicability& applies) {
  std::set<uint32_t> periods(applies.years().begin(), applies.years().end());
  periods.insert(applies.calendar_years().begin(), applies.calendar_years().end());
  if (applies.has_plan_period()) periods.insert(0);
  return periods;
}

class ObligationChecker {
 public:
  ObligationChecker(PlanReview* review, int index)
      : review_(*review),
        obligation_(review->plan().obligations(index)),
        at_(At("obligations", index, "")) {}

  void Run(std::set<std::string>* seen) {
    review_.CheckUnique(at_ + ".id", obligation_.id(), seen);
    CheckLabel();
    review_.CheckBoth(at_ + ".text", obligation_.text());
    Take("section", CheckText(at_ + ".section", obligation_.section()));
    CheckValue("strength", obligation_.strength(), rp::Strength_IsValid);
    CheckPeriods(obligation_.applies());
    CheckPractices(obligation_.applies());
    CheckMeasure();
    CheckStrength();
  }

 private:
  std::string Field(absl::string_view name) const { return absl::StrCat(at_, ".", name); }
  static std::string Nth(absl::string_view list, int index) { return At(list, index, ""); }

  void Report(absl::string_view name, absl::string_view reason, std::string message) {
    review_.Report(Field(name), reason, std::move(message));
  }

  void Take(absl::string_view name, const absl::Status& status) {
    review_.Take(Field(name), status);
  }

  // A named value.
  template <typename Enum>
  void CheckValue(absl::string_view name, Enum value, bool (*is_valid)(int)) {
    Take(name, CheckEnum(Field(name), value, is_valid));
  }

  // A named value or none.
  template <typename Enum>
  void CheckOptional(absl::string_view name, Enum value, bool (*is_valid)(int)) {
    if (value != 0) CheckValue(name, value, is_valid);
  }

  void CheckLabel() {
    review_.CheckBoth(Field("label"), obligation_.label());
    for (const std::string& text : {obligation_.label().nl(), obligation_.label().en()}) {
      if (Characters(text) <= kLabelCharactersMax) continue;
      Report("label", "TEXT_TOO_LONG",
             absl::StrCat("\"", text, "\" has ", Characters(text), " characters, limit ",
                          kLabelCharactersMax, "; it heads a column"));
    }
  }

  void CheckPeriods(const rp::Applicability& applies) {
    const int kinds = (applies.years().empty() ? 0 : 1) +
                      (applies.calendar_years().empty() ? 0 : 1) +
                      (applies.has_plan_period() ? 1 : 0);
    if (kinds == 0) {
      Report("applies.years", "PERIOD_UNCLEAR",
             "no period is given; name at least one programme year, or calendar_years or "
             "plan_period");
    } else if (kinds > 1) {
      Report("applies", "PERIOD_UNCLEAR",
             absl::StrCat("there are ", kinds,
                          " kinds of period; give only one of years, calendar_years and "
                          "plan_period, and the rest in an obligation of its own"));
    }
    for (const uint32_t year : applies.years()) review_.CheckYear(Field("applies.years"), year);
    CheckOnce("applies.years", applies.years());
    CheckCalendarYears(applies);
    CheckPlanPeriod(applies);
  }

  template <typename Years>
  void CheckOnce(absl::string_view name, const Years& years) {
    std::set<uint32_t> seen;
    for (const uint32_t year : years) {
      if (seen.insert(year).second) continue;
      Report(name, "NAMED_TWICE", absl::StrCat("year ", year, " stands twice; name it once"));
    }
  }

  void CheckCalendarYears(const rp::Applicability& applies) {
    for (const uint32_t year : applies.calendar_years()) {
      if (year >= kYearMin && year <= kYearMax) continue;
      Report("applies.calendar_years", "YEAR_OUT_OF_RANGE",
             absl::StrCat(year, " is no calendar year; calendar years lie in ", kYearMin, " to ",
                          kYearMax));
    }
    CheckOnce("applies.calendar_years", applies.calendar_years());
    if (applies.by_programme_year() && applies.calendar_years().empty()) {
      Report("applies.by_programme_year", "FIELDS_CONTRADICT",
             "by_programme_year reads calendar years; name calendar_years or leave it out");
    }
  }

  void CheckPlanPeriod(const rp::Applicability& applies) {
    if (!applies.has_plan_period()) return;
    const rp::DatePeriod& period = applies.plan_period();
    Take("applies.plan_period.from", CheckDate(Field("applies.plan_period.from"), period.from()));
    Take("applies.plan_period.until",
         CheckDate(Field("applies.plan_period.until"), period.until()));
    if (!IsRealDate(period.from()) || !IsRealDate(period.until())) return;
    if (FromProto(period.from()) < FromProto(period.until())) return;
    Report("applies.plan_period.until", "END_BEFORE_START",
           absl::StrCat("the period ends on ", ToIso(FromProto(period.until())),
                        ", not after its start on ", ToIso(FromProto(period.from())),
                        "; `until` is the first day after it"));
  }

  void CheckPractices(const rp::Applicability& applies) {
    const KnownNames& known = review_.known();
    CheckNames("applies.cohort_ids", applies.cohort_ids(), "cohort", known.cohorts);
    CheckNames("applies.except_cohort_ids", applies.except_cohort_ids(), "cohort", known.cohorts);
    for (int i = 0; i < applies.except_cohort_ids_size(); ++i) {
      if (!Contains(applies.cohort_ids(), applies.except_cohort_ids(i))) continue;
      Report(Nth("applies.except_cohort_ids", i), "FIELDS_CONTRADICT",
             absl::StrCat("\"", applies.except_cohort_ids(i),
                          "\" is in cohort_ids as well; name it in one of them"));
    }
    for (const auto& [name, track] :
         {std::pair("applies.required_track", applies.required_track()),
          std::pair("applies.replaced_by_track", applies.replaced_by_track())}) {
      if (!track.empty()) review_.CheckKnown(Field(name), track, "track", known.tracks);
    }
    if (applies.replaced_when_partly() && applies.replaced_by_track().empty()) {
      Report("applies.replaced_when_partly", "FIELDS_CONTRADICT",
             "nothing replaces the obligation; name replaced_by_track or leave it out");
    }
    if (!applies.chosen_slug().empty()) {
      review_.CheckKnown(Field("applies.chosen_slug"), applies.chosen_slug(), "menu item",
                         known.menu);
    }
  }

  template <typename Names>
  void CheckNames(absl::string_view list, const Names& names, absl::string_view what,
                  const std::set<std::string>& known) {
    for (int i = 0; i < names.size(); ++i) {
      review_.CheckKnown(Field(Nth(list, i)), names.Get(i), what, known);
    }
  }

  void CheckMeasure() {
    switch (obligation_.measure_case()) {
      case rp::Obligation::kStaffShare:
        return CheckShare(obligation_.staff_share());
      case rp::Obligation::kSessionCount:
        return CheckCount(obligation_.session_count());
      case rp::Obligation::kQuarterCount:
        return CheckQuarters(obligation_.quarter_count());
      case rp::Obligation::kInterventionChoice:
        return CheckChoice(obligation_.intervention_choice());
      case rp::Obligation::kStatement:
        return CheckStatement(obligation_.statement());
      case rp::Obligation::kVisit:
        return CheckVisit(obligation_.visit());
      case rp::Obligation::kNewStaffTraining:
        return CheckNewStaff(obligation_.new_staff_training());
      case rp::Obligation::kDataDelivery:
        return;
      case rp::Obligation::MEASURE_NOT_SET:
        return review_.Report(at_, "MISSING_FIELD", "the obligation has no measure; set one");
    }
  }

  // A tick is all that can be shown for what is not measured.
  void CheckStrength() {
    if (obligation_.strength() != rp::STRENGTH_STATEMENT) return;
    if (obligation_.has_statement() || obligation_.has_visit()) return;
    Report("strength", "FIELDS_CONTRADICT",
           "only a statement or a visit can be a tick without a verdict; measure it by one of "
           "them, or make it required or reported");
  }

  void CheckKinds(absl::string_view list, const google::protobuf::RepeatedField<int>& kinds) {
    for (int i = 0; i < kinds.size(); ++i) review_.CheckKind(Field(Nth(list, i)), kinds.Get(i));
  }

  void CheckRoles(absl::string_view list, const google::protobuf::RepeatedField<int>& roles) {
    for (int i = 0; i < roles.size(); ++i) review_.CheckRole(Field(Nth(list, i)), roles.Get(i));
  }

  void CheckSessionKinds(absl::string_view list,
                         const google::protobuf::RepeatedField<int>& kinds) {
    if (kinds.empty()) Report(list, "NOTHING_NAMED", "name at least one kind of session");
    CheckKinds(list, kinds);
  }

  void CheckAtLeastOne(absl::string_view name, uint32_t number) {
    if (number > 0) return;
    Report(name, "NUMBER_OUT_OF_RANGE",
           absl::StrCat(name.substr(name.rfind('.') + 1), " is at least 1"));
  }

  void CheckFraction(absl::string_view name, uint32_t numerator, uint32_t denominator) {
    if (numerator > 0 && numerator <= denominator) return;
    Report(name, "NUMBER_OUT_OF_RANGE",
           absl::StrCat("the share ", numerator, "/", denominator,
                        " is not above 0 and at most 1; half is 1/2"));
  }

  void CheckShare(const rp::StaffShare& share) {
    if (share.denominator_roles().empty()) {
      Report("staff_share.denominator_roles", "NOTHING_NAMED", "name at least one role");
    }
    CheckRoles("staff_share.denominator_roles", share.denominator_roles());
    CheckNames("staff_share.menu_slugs", share.menu_slugs(), "menu item", review_.known().menu);
    CheckKinds("staff_share.session_kinds", share.session_kinds());
    if (share.menu_slugs().empty() && share.session_kinds().empty()) {
      Report("staff_share", "NOTHING_NAMED", "nothing counts; name menu_slugs or session_kinds");
    }
    CheckAtLeastOne("staff_share.times", share.times());
    CheckFraction("staff_share.share_numerator", share.share_numerator(),
                  share.share_denominator());
    CheckValue("staff_share.moment", share.moment(), rp::ShareMoment_IsValid);
    CheckOptional("staff_share.times_rule", share.times_rule(), rp::TimesRule_IsValid);
    CheckOptional("staff_share.prior_training", share.prior_training(), rp::PriorTraining_IsValid);
    CheckOptional("staff_share.recognition_counts_from", share.recognition_counts_from(),
                  rp::RecognitionDate_IsValid);
  }

  void CheckCount(const rp::SessionCount& count) {
    CheckAtLeastOne("session_count.sessions", count.sessions());
    CheckSessionKinds("session_count.session_kinds", count.session_kinds());
    CheckKinds("session_count.represented_kinds", count.represented_kinds());
    for (int i = 0; i < count.represented_kinds_size(); ++i) {
      if (Contains(count.session_kinds(), count.represented_kinds(i))) continue;
      Report(Nth("session_count.represented_kinds", i), "FIELDS_CONTRADICT",
             "nobody can be spoken for at a kind that does not count; name it in session_kinds "
             "too");
    }
    CheckRoles("session_count.expected_roles", count.expected_roles());
  }

  void CheckQuarters(const rp::QuarterCount& quarters) {
    CheckSessionKinds("quarter_count.session_kinds", quarters.session_kinds());
    CheckAtLeastOne("quarter_count.sessions_max", quarters.sessions_max());
    review_.CheckKnown(Field("quarter_count.track"), quarters.track(), "track",
                       review_.known().tracks);
  }

  void CheckChoice(const rp::InterventionChoice& choice) {
    const std::string elements = "intervention_choice.core_elements";
    if (choice.core_elements().empty()) {
      Report(elements, "NOTHING_NAMED", "name at least one core element");
    }
    std::set<int> seen;
    for (int i = 0; i < choice.core_elements_size(); ++i) {
      const auto element = static_cast<rp::CoreElement>(choice.core_elements(i));
      CheckValue(Nth(elements, i), element, rp::CoreElement_IsValid);
      if (seen.insert(element).second) continue;
      Report(Nth(elements, i), "NAMED_TWICE", "the core element stands twice; name it once");
    }
    CheckNames("intervention_choice.new_only_cohort_ids", choice.new_only_cohort_ids(), "cohort",
               review_.known().cohorts);
    CheckRules(choice);
  }

  void CheckRules(const rp::InterventionChoice& choice) {
    const std::set<uint32_t> periods = PeriodsOf(obligation_.applies());
    std::set<uint32_t> named;
    std::optional<int> general;
    for (int i = 0; i < choice.rules_size(); ++i) {
      const std::string rule = Nth("intervention_choice.rules", i);
      CheckRule(rule, choice, choice.rules(i));
      CheckRuleYears(rule + ".years", choice.rules(i), periods, &named);
      if (!choice.rules(i).years().empty()) continue;
      if (general.has_value()) {
        Report(rule, "NAMED_TWICE",
               absl::StrCat("rule ", *general,
                            " holds for every other period already; name years in one of them"));
      }
      general = i;
    }
    for (const uint32_t period : periods) {
      if (general.has_value() || named.count(period) != 0) continue;
      Report("intervention_choice.rules", "NOTHING_NAMED",
             absl::StrCat("no rule holds for period ", period,
                          "; add one, or leave the period out of `applies`"));
    }
  }

  void CheckRule(const std::string& rule, const rp::InterventionChoice& choice,
                 const rp::ChoiceRule& checked) {
    CheckAtLeastOne(rule + ".lines", checked.lines());
    for (const int element : choice.core_elements()) {
      const auto rows = review_.known().elements.find(element);
      const size_t count = rows == review_.known().elements.end() ? 0 : rows->second.size();
      if (element == 0 || checked.lines() <= count) continue;
      Report(
          rule + ".lines", "NUMBER_OUT_OF_RANGE",
          absl::StrCat(checked.lines(), " lines cannot be chosen: the menu has ", count,
                       " rows of ", rp::CoreElement_Name(element), "; ask for less or add rows"));
    }
    CheckOptional(rule + ".mode", checked.mode(), ev::ChoiceMode_IsValid);
    if (checked.deepening_needs_justification() && checked.mode() == ev::CHOICE_MODE_NEW) {
      Report(rule + ".deepening_needs_justification", "FIELDS_CONTRADICT",
             "only new lines count by this rule; leave it or the mode out");
    }
    if (checked.per_calendar_year() && !obligation_.applies().has_plan_period()) {
      Report(rule + ".per_calendar_year", "FIELDS_CONTRADICT",
             "calendar years are counted inside a plan period only; give applies.plan_period or "
             "leave it out");
    }
  }

  void CheckRuleYears(const std::string& field, const rp::ChoiceRule& rule,
                      const std::set<uint32_t>& periods, std::set<uint32_t>* named) {
    for (const uint32_t year : rule.years()) {
      if (periods.count(year) == 0) {
        Report(field, "YEAR_OUT_OF_RANGE",
               absl::StrCat("the obligation does not hold for year ", year,
                            "; name it in `applies` or leave it out here"));
      }
      if (!named->insert(year).second) {
        Report(field, "NAMED_TWICE",
               absl::StrCat("year ", year, " has a rule already; name it once"));
      }
    }
  }

  void CheckStatement(const rp::Statement& statement) {
    CheckValue("statement.form", statement.form(), rp::StatementForm_IsValid);
    if (statement.form() == rp::STATEMENT_FORM_SURVEY) {
      CheckSurvey(statement);
    } else {
      CheckNoSurvey(statement);
    }
    if (statement.kept_locally_counts() && statement.form() != rp::STATEMENT_FORM_PRACTICE_PLAN) {
      Report("statement.kept_locally_counts", "FIELDS_CONTRADICT",
             "only a practice plan can stay at the practice; leave it out or ask for a practice "
             "plan");
    }
  }

  void CheckSurvey(const rp::Statement& statement) {
    review_.CheckKnown(Field("statement.survey"), statement.survey(), "survey",
                       review_.known().surveys);
    CheckValue("statement.test", statement.test(), rp::SurveyTest_IsValid);
    if (statement.test() == rp::SURVEY_TEST_COUNT) {
      CheckAtLeastOne("statement.minimum", statement.minimum());
    } else if (statement.minimum() != 0) {
      Report("statement.minimum", "FIELDS_CONTRADICT",
             "only a number has a minimum; test SURVEY_TEST_COUNT or leave it out");
    }
  }

  void CheckNoSurvey(const rp::Statement& statement) {
    const absl::string_view mend = "; ask for STATEMENT_FORM_SURVEY or leave it out";
    if (!statement.survey().empty()) {
      Report("statement.survey", "FIELDS_CONTRADICT",
             absl::StrCat("only a survey has a question", mend));
    }
    if (statement.test() != 0) {
      Report("statement.test", "FIELDS_CONTRADICT",
             absl::StrCat("only the answer to a survey is tested", mend));
    }
    if (statement.minimum() != 0) {
      Report("statement.minimum", "FIELDS_CONTRADICT",
             absl::StrCat("only the answer to a survey has a minimum", mend));
    }
  }

  void CheckVisit(const rp::Visit& visit) {
    CheckAtLeastOne("visit.visits", visit.visits());
    Take("visit.topic", CheckOptionalIdentifier(Field("visit.topic"), visit.topic()));
  }

  void CheckNewStaff(const rp::NewStaffTraining& training) {
    CheckValue("new_staff_training.core_element", training.core_element(), rp::CoreElement_IsValid);
    CheckRoles("new_staff_training.roles", training.roles());
    // Without a verdict there need not be a share, unless O17 may ask for one later.
    const bool wanted = obligation_.strength() == rp::STRENGTH_REQUIRED || MayGetThreshold();
    if (!wanted && training.share_numerator() == 0 && training.share_denominator() == 0) return;
    CheckFraction("new_staff_training.share_numerator", training.share_numerator(),
                  training.share_denominator());
  }

  bool MayGetThreshold() const {
    const auto& listed = review_.plan().interpretations();
    return std::any_of(listed.begin(), listed.end(), [&](const rp::Interpretation& listing) {
      return listing.id() == "O17" && Contains(listing.obligation_ids(), obligation_.id());
    });
  }

  PlanReview& review_;
  const rp::Obligation& obligation_;
  const std::string at_;
};

}  // namespace

void CheckObligations(PlanReview* review) {
  std::set<std::string> seen = review->known().foreign_obligations;
  for (int i = 0; i < review->plan().obligations_size(); ++i) {
    ObligationChecker(review, i).Run(&seen);
  }
}

}  // namespace logboek::domain
