#include "tests/second_opinion/generator.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/domain/interpretations.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "tests/second_opinion/random_plan.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"

namespace logboek::second_opinion {
namespace {

namespace cmd = logboek::command::v1;
namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

// More programme years than any history is about.
constexpr int kYearsMax = 6;

// The regions that are shipped, each with all its plans, by name.
const std::vector<std::vector<rp::RegionPlan>>& ShippedRegions() {
  static const auto* const regions = [] {
    std::map<std::string, std::vector<rp::RegionPlan>> by_region;
    for (const rp::RegionPlan& plan : test::DeployedPlans())
      by_region[plan.region()].push_back(plan);
    auto* list = new std::vector<std::vector<rp::RegionPlan>>;
    for (auto& [region, plans] : by_region) list->push_back(std::move(plans));
    return list;
  }();
  return *regions;
}

template <typename Values>
void AddAll(const Values& values, std::set<int>* all) {
  all->insert(values.begin(), values.end());
}

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  Generated Run() {
    ChoosePlans();
    ChooseEdges();
    ChooseOperations();
    SetUp();
    const int operations = 30 + Upto(random_, 120);
    std::vector<absl::CivilDay> todays;
    for (int i = 0; i < operations; ++i) todays.push_back(AnyDay());
    std::sort(todays.begin(), todays.end());
    for (const absl::CivilDay today : todays) {
      today_ = everything_late_ ? end_ : today;
      about_ = today;
      (this->*Pick(random_, operations_))();
    }
    ChooseLooks();
    return std::move(generated_);
  }

 private:
  using Operation = void (Generator::*)();

  // ---- choices for the whole history -----------------------------------------------------------

  void ChoosePlans() {
    const int regions = static_cast<int>(ShippedRegions().size());
    const int region = Upto(random_, regions + 1);
    if (region < regions) {
      plans_ = ShippedRegions()[region];
    } else {
      plans_ = {RandomPlan(random_)};
    }
    std::set<int> kinds;
    std::set<int> roles;
    for (const rp::RegionPlan& plan : plans_) {
      for (const rp::Cohort& cohort : plan.cohorts()) cohorts_.push_back(cohort);
      for (const rp::Track& track : plan.tracks()) tracks_.push_back(track.id());
      for (const rp::Survey& survey : plan.surveys()) surveys_.push_back(survey.id());
      for (const rp::MenuItem& item : plan.menu()) {
        if (!Contains(menu_, item.slug())) menu_.push_back(item.slug());
      }
      for (const rp::Obligation& obligation : plan.obligations()) {
        AddAll(obligation.session_count().session_kinds(), &kinds);
        AddAll(obligation.quarter_count().session_kinds(), &kinds);
        AddAll(obligation.staff_share().session_kinds(), &kinds);
        AddAll(obligation.staff_share().denominator_roles(), &roles);
        AddAll(obligation.session_count().expected_roles(), &roles);
        AddAll(obligation.new_staff_training().roles(), &roles);
        AddPeriods(obligation.applies());
        AddSlugs(plan, obligation);
        measures_.insert(obligation.measure_case());
        asks_of_choosers_ |= !obligation.applies().chosen_slug().empty();
        obligations_.push_back(obligation.id());
      }
    }
    for (const int kind : kinds) kinds_.push_back(static_cast<ev::OfferingKind>(kind));
    for (const int role : roles) roles_.push_back(static_cast<ev::Role>(role));
    if (slugs_.empty() && !menu_.empty()) slugs_.push_back(menu_[0]);
    kinds_.push_back(ev::OFFERING_KIND_COURSE_OPEN);
    kinds_.push_back(ev::OFFERING_KIND_COACHING);
    roles_.push_back(ev::ROLE_GP_EMPLOYED);
  }

  void AddPeriods(const rp::Applicability& applies) {
    AddAll(applies.years(), &years_);
    AddAll(applies.years(), &periods_);
    for (const uint32_t year : applies.calendar_years()) {
      fixed_periods_.emplace_back(absl::CivilDay(year, 1, 1), absl::CivilDay(year + 1, 1, 1));
      periods_.insert(static_cast<int>(year));
    }
    if (applies.by_programme_year()) {
      for (int year = 1; year <= kYearsMax; ++year) periods_.insert(year);
    }
    if (!applies.has_plan_period()) return;
    fixed_periods_.emplace_back(DateOf(applies.plan_period().from()),
                                DateOf(applies.plan_period().until()));
    periods_.insert(0);
  }

  // What people may be trained in so that something comes of it.
  void AddSlugs(const rp::RegionPlan& plan, const rp::Obligation& obligation) {
    for (const std::string& slug : obligation.staff_share().menu_slugs()) slugs_.push_back(slug);
    if (!obligation.has_new_staff_training()) return;
    const rp::CoreElement element = obligation.new_staff_training().core_element();
    for (const rp::MenuItem& item : plan.menu()) {
      if (item.core_element() == element) slugs_.push_back(item.slug());
    }
  }

  bool IsMeasuredBy(rp::Obligation::MeasureCase measure) const {
    return measures_.count(measure) > 0;
  }

  // Days at which verdicts change: edges of years, changes of the clock, ends of months.
  void ChooseEdges() {
    begin_ = absl::CivilDay::max();
    end_ = absl::CivilDay::min();
    for (const rp::Cohort& cohort : cohorts_) {
      for (const int year : years_) {
        Cover(OtherYear(StartOf(cohort), year - 1), OtherYear(StartOf(cohort), year));
      }
    }
    for (const auto& [from, until] : fixed_periods_) Cover(from, until);
    begin_ -= 120;
    end_ += 60;
    for (const rp::Cohort& cohort : cohorts_) {
      for (int year = 0; year <= kYearsMax; ++year) AddEdge(OtherYear(StartOf(cohort), year));
    }
    for (const auto& [from, until] : fixed_periods_) {
      AddEdge(from);
      AddEdge(until);
    }
    for (const rp::RegionPlan& plan : plans_) {
      AddEdge(test::Day("2025-04-01"));
      for (const rp::YearOverride& over : plan.year_overrides()) AddEdge(DateOf(over.starts_on()));
    }
    for (const char* day : {"2025-03-30", "2025-10-26", "2026-03-29", "2026-04-01", "2024-02-29"}) {
      AddEdge(test::Day(day));
    }
    for (absl::CivilMonth month(begin_); month < absl::CivilMonth(end_); month += 3) {
      AddEdge(absl::CivilDay(month));
    }
    everything_late_ = OneIn(random_, 4);
    late_evening_ = OneIn(random_, 4);
  }

  // The history is about these days, too.
  void Cover(absl::CivilDay from, absl::CivilDay until) {
    begin_ = std::min(begin_, from);
    end_ = std::max(end_, until);
  }

  static absl::CivilDay DateOf(const google::type::Date& date) {
    return absl::CivilDay(date.year(), date.month(), date.day());
  }
  static absl::CivilDay StartOf(const rp::Cohort& cohort) { return DateOf(cohort.start_on()); }
  static absl::CivilDay OtherYear(absl::CivilDay day, int years) {
    return absl::CivilDay(day.year() + years, day.month(), day.day());
  }

  void AddEdge(absl::CivilDay day) {
    if (begin_ <= day && day <= end_) edges_.push_back(day);
  }

  absl::CivilDay NearEdge() {
    const absl::CivilDay edge = Pick(random_, edges_);
    return edge + Upto(random_, 2) - 1;
  }

  absl::CivilDay AnyDay() {
    const absl::CivilDay day =
        OneIn(random_, 3) ? NearEdge() : begin_ + Upto(random_, static_cast<int>(end_ - begin_));
    return std::clamp(day, begin_, end_);
  }

  // Mostly about the day of the command, sometimes long before, sometimes an edge or a day on which
  // something else was.
  absl::CivilDay SomeDay() {
    const absl::CivilDay day = AnotherDay();
    days_said_.push_back(day);
    return day;
  }
  absl::CivilDay AnotherDay() {
    switch (Upto(random_, 6)) {
      case 0:
        return AnyDay();
      case 1:
        return std::max(begin_, about_ - Upto(random_, 200));
      case 2:
        return NearEdge();
      case 3:
        return days_said_.empty() ? about_ : Pick(random_, days_said_);
      default:
        return about_ + Upto(random_, 20) - 10;
    }
  }
  std::string SomeIso() { return Iso(SomeDay()); }

  // Kinds of operation stay together: what a history is about happens often in it.
  void ChooseOperations() {
    using G = Generator;
    AddGroup({1, 3},
             {{&G::Hire, 4}, {&G::ChangeRole, 2}, {&G::Dismiss, 2}, {&G::ConfirmRoster, 3}});
    AddGroup({1, 1, 3}, {{&G::PublishOffering, 2},
                         {&G::ScheduleSession, 5},
                         {&G::GoRegularly, 3},
                         {&G::Attend, 12},
                         {&G::Correct, 3},
                         {&G::Void, 2},
                         {&G::CloseList, 1}});
    AddGroup({0, 1, 2}, {{&G::DefineSeries, 3},
                         {&G::EnrolInSeries, 5},
                         {&G::MoveSession, 2},
                         {&G::CancelSession, 1}});
    AddGroup({0, 1, 3}, {{&G::Crowd, 2},
                         {&G::Enrol, 5},
                         {&G::CancelEnrolment, 3},
                         {&G::Reject, 1},
                         {&G::Substitute, 1},
                         {&G::ChangeCapacity, 1},
                         {&G::MoveSession, 1},
                         {&G::CancelSession, 1}});
    AddGroup({0, 1, 2},
             {{&G::Complete, 7}, {&G::Revoke, 1}, {&G::Recognise, 2}, {&G::DeclareTraining, 1}});
    AddGroup({0, 1, 2}, {{&G::MakeJointPlan, 2},
                         {&G::JoinPlan, 2},
                         {&G::LeavePlan, 1},
                         {&G::LinkCentre, 2},
                         {&G::LeaveCentre, 1}});
    AddGroup({0, 1, 2}, {{&G::StartTrack, 2}, {&G::EndTrack, 1}});
    AddGroup({0, 0, 1}, {{&G::Leave, 1}, {&G::Rejoin, 1}, {&G::CloseDown, 1}});
    AddGroup({0, 0, 1, 2}, {{&G::Merge, 1}, {&G::LinkPersons, 1}});
    AddGroup({0, 1, 2}, {{&G::PublishVersion, 1},
                         {&G::AddMenuRow, 1},
                         {&G::RetireMenuRow, 1},
                         {&G::DecideReading, 2}});
    AddGroup({1}, {{&G::Waive, 1}, {&G::Repeat, 1}});
    AddFormOperations();
    if (operations_.empty()) operations_.push_back(&G::Attend);
  }

  // One of the factors for all of them; each is left out in some histories.
  void AddGroup(const std::vector<int>& factors,
                const std::vector<std::pair<Operation, int>>& group) {
    const int factor = Pick(random_, factors);
    for (const auto& [operation, weight] : group) {
      if (OneIn(random_, 5)) continue;
      for (int i = 0; i < weight * factor; ++i) operations_.push_back(operation);
    }
  }

  // What the plans do not ask for is not done.
  void AddFormOperations() {
    using G = Generator;
    const bool lines = IsMeasuredBy(rp::Obligation::kInterventionChoice) ||
                       IsMeasuredBy(rp::Obligation::kNewStaffTraining) || asks_of_choosers_;
    if (lines) {
      AddGroup({1, 2}, {{&G::ChooseLine, 6}, {&G::ChangeLine, 3}, {&G::JustifyLine, 3}});
    }
    if (IsMeasuredBy(rp::Obligation::kStatement)) {
      AddGroup({1, 1, 2}, {{&G::HandIn, 4},
                           {&G::AnswerSurvey, 4},
                           {&G::StateFundUse, 2},
                           {&G::DeclareIntent, 1},
                           {&G::Sign, 3}});
    }
    if (IsMeasuredBy(rp::Obligation::kVisit)) {
      AddGroup({1, 2}, {{&G::Invite, 3}, {&G::Visit, 5}});
    }
    if (IsMeasuredBy(rp::Obligation::kDataDelivery)) {
      AddGroup({1, 2}, {{&G::RequestData, 3}, {&G::AnswerData, 4}});
    }
  }

  void ChooseLooks() {
    std::vector<absl::CivilDay>& days = generated_.days;
    days.push_back(Pick(random_, edges_));
    days.push_back(Pick(random_, edges_) - 1);
    days.push_back(AnyDay());
    if (!session_days_.empty()) days.push_back(Pick(random_, session_days_));
    days.push_back(end_);
  }

  // ---- saying it -------------------------------------------------------------------------------

  bool Say(const cmd::Command& command) {
    const absl::Time now =
        late_evening_ ? absl::FromCivil(
                            absl::CivilMinute(today_.year(), today_.month(), today_.day(), 23, 30),
                            base::Amsterdam())
                      : test::Morning(today_);
    return generated_.history.Offer(
        {now, test::With(command, "generator", absl::StrCat("c", ++commands_))});
  }

  const domain::Register& reg() const { return generated_.history.reg(); }

  void SetUp() {
    today_ = begin_;
    for (const rp::RegionPlan& plan : plans_) {
      CHECK(Say(test::PublishPlan(plan)), "a plan to begin with was refused");
    }
    region_ = plans_[0].region();
    const int practices = OneIn(random_, 6) ? 1 : 2 + Upto(random_, 2);
    for (int i = 1; i <= practices; ++i) {
      const std::string id = absl::StrCat("p", i);
      cmd::Command command = test::RegisterPractice(id, region_);
      *command.mutable_register_practice()->mutable_from() = test::Date(test::Day("2020-01-01"));
      Say(command);
      Say(test::AssignCohort(id, Pick(random_, cohorts_).id()));
      generated_.practices.push_back(id);
      const int people = Upto(random_, 4);
      for (int p = 0; p < people; ++p) HireAt(id, "2022-01-01");
      if (OneIn(random_, 2)) Confirm(id, begin_);
      if (!tracks_.empty() && OneIn(random_, 2)) {
        Say(test::StartTrack(id, Pick(random_, tracks_), Iso(begin_)));
      }
    }
    about_ = begin_;
    PublishOffering();
    PublishOffering();
  }

  const std::string& SomePractice() { return Pick(random_, generated_.practices); }

  // ---- people ----------------------------------------------------------------------------------

  std::string NewPerson() {
    const std::string id = absl::StrCat("a", people_.size() + 1);
    Say(test::RegisterPerson(id, "", region_));
    people_.push_back(id);
    return id;
  }

  // Somebody who works, or worked, at the practice; anybody in one of four cases.
  std::string SomebodyOf(const std::string& practice) {
    const auto record = domain::Find(reg().practices, practice);
    if (record->person_ids.empty() || OneIn(random_, 6)) {
      return people_.empty() ? NewPerson() : Pick(random_, people_);
    }
    return Pick(random_,
                std::vector<std::string>(record->person_ids.begin(), record->person_ids.end()));
  }

  // Mostly somebody who works there on the day.
  std::string SomebodyOn(const std::string& practice, absl::CivilDay day) {
    std::vector<std::string> staff;
    for (const std::string& id : domain::Find(reg().practices, practice)->person_ids) {
      for (const domain::Engagement& part : domain::Find(reg().persons, id)->engagements) {
        if (part.practice_id == practice && part.period.Contains(day)) staff.push_back(id);
      }
    }
    return staff.empty() || OneIn(random_, 5) ? SomebodyOf(practice) : Pick(random_, staff);
  }
  absl::CivilDay DayOf(const std::string& session) const {
    return domain::Find(reg().sessions, session)->date;
  }

  void HireAt(const std::string& practice, const std::string& from) {
    const bool known = !people_.empty() && OneIn(random_, 4);
    if (!known && people_.size() >= 9) return;
    const std::string person = known ? Pick(random_, people_) : NewPerson();
    const std::string until =
        OneIn(random_, 4) ? Iso(test::Day(from) + 1 + Upto(random_, 700)) : "";
    cmd::Command command =
        test::StartEngagement(person, practice, Pick(random_, roles_), from, until);
    std::string id = absl::StrCat(person, "@", practice);
    while (Contains(engagements_, id)) id += "'";
    command.mutable_start_engagement()->set_engagement_id(id);
    if (Say(command)) engagements_.push_back(id);
  }

  static bool Contains(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }

  void Hire() { HireAt(SomePractice(), SomeIso()); }

  void ChangeRole() {
    if (engagements_.empty()) return;
    const std::string& engagement = Pick(random_, engagements_);
    const ev::Role role = Pick(random_, roles_);
    Say(test::ChangeRole(engagement, role, SomeIso()));
  }

  void Dismiss() {
    if (engagements_.empty()) return;
    const std::string& engagement = Pick(random_, engagements_);
    Say(test::EndEngagement(engagement, SomeIso()));
  }

  // The pseudonym as which this one counts.
  std::string KeptOf(const std::string& id) {
    std::string kept = id;
    while (!domain::Find(reg().persons, kept)->linked_to.empty()) {
      kept = domain::Find(reg().persons, kept)->linked_to;
    }
    return kept;
  }

  void Confirm(const std::string& practice, absl::CivilDay as_of) {
    std::map<ev::Role, std::set<std::string>> people;
    for (const std::string& id : people_) {
      for (const domain::Engagement& part : domain::Find(reg().persons, id)->engagements) {
        if (part.practice_id == practice && part.period.Contains(as_of)) {
          people[part.role].insert(KeptOf(id));
        }
      }
    }
    std::vector<std::pair<ev::Role, int>> counts;
    for (const auto& [role, ids] : people) counts.emplace_back(role, static_cast<int>(ids.size()));
    Say(test::ConfirmRoster(practice, Iso(as_of), counts));
  }

  void ConfirmRoster() { Confirm(SomePractice(), std::min(today_, SomeDay())); }

  // ---- the calendar ----------------------------------------------------------------------------

  void PublishOffering() {
    std::vector<std::string> slugs;
    for (const std::string& slug : slugs_) {
      if (OneIn(random_, 2)) slugs.push_back(slug);
    }
    const std::string id = absl::StrCat("o", offerings_.size() + 1);
    if (Say(test::PublishOffering(id, Pick(random_, kinds_), slugs, region_))) {
      offerings_.push_back(id);
    }
  }

  // Ten in the morning, or near midnight, or in the hour the clock skips or repeats.
  absl::Time SomeHour(absl::CivilDay day) {
    const std::vector<std::pair<int, int>> hours = {{10, 0}, {10, 0}, {0, 15}, {2, 30}, {23, 30}};
    const auto [hour, minute] = Pick(random_, hours);
    return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute),
                           base::Amsterdam());
  }

  template <typename Message>
  void SetTimes(absl::CivilDay day, Message* message) {
    const int64_t begins = absl::ToUnixSeconds(SomeHour(day));
    message->mutable_starts_at()->set_seconds(begins);
    message->mutable_ends_at()->set_seconds(begins + 5400);
    session_days_.push_back(day);
  }

  void ScheduleSession() {
    if (offerings_.empty()) return;
    const std::string id = absl::StrCat("s", sessions_.size() + 1);
    const uint32_t capacity = OneIn(random_, 2) ? 0 : 1 + Upto(random_, 2);
    const absl::CivilDay day = OneIn(random_, 2) ? about_ + Upto(random_, 300) : SomeDay();
    cmd::Command command = test::ScheduleSession(id, Pick(random_, offerings_), Iso(day), capacity);
    SetTimes(day, command.mutable_schedule_session());
    command.mutable_schedule_session()->set_without_waiting_list(OneIn(random_, 4));
    if (Say(command)) sessions_.push_back(id);
  }

  // Some meetings of one kind, one after the other; the same practice comes to most of them.
  void GoRegularly() {
    if (offerings_.empty()) return;
    const std::string practice = SomePractice();
    const std::string offering = Pick(random_, offerings_);
    absl::CivilDay day = SomeDay();
    const std::string person = SomebodyOn(practice, day);
    // In each quarter, or on one day (R2), or at any distance.
    const std::vector<int> distances = {90, 90, 0, 1 + Upto(random_, 110)};
    const int distance = Pick(random_, distances);
    for (int i = 1 + Upto(random_, 4); i > 0; --i, day += distance) {
      const std::string id = absl::StrCat("s", sessions_.size() + 1);
      cmd::Command command = test::ScheduleSession(id, offering, Iso(day));
      SetTimes(day, command.mutable_schedule_session());
      if (!Say(command)) return;
      sessions_.push_back(id);
      if (day > today_ || OneIn(random_, 5)) continue;
      const std::string other = OneIn(random_, 3) ? SomebodyOn(practice, day) : person;
      if (Say(test::RecordAttendance(id, other, practice))) attended_.emplace_back(id, other);
    }
  }

  void DefineSeries() {
    while (sessions_.size() < 2) {
      const size_t before = sessions_.size();
      ScheduleSession();
      if (sessions_.size() == before) return;
    }
    std::vector<std::string> some;
    for (int i = 0; i < 2; ++i) {
      const std::string& id = Pick(random_, sessions_);
      if (!Contains(some, id)) some.push_back(id);
    }
    std::vector<std::string> cohorts;
    for (const rp::Cohort& cohort : cohorts_) {
      if (OneIn(random_, 2)) cohorts.push_back(cohort.id());
    }
    const std::string id = absl::StrCat("r", series_.size() + 1);
    // Where no programme year is asked for, any will do.
    const std::vector<int> years(years_.begin(), years_.end());
    const auto year = static_cast<uint32_t>(years.empty() ? 1 : Pick(random_, years));
    if (Say(test::DefineSeries(id, some, cohorts, year, region_))) series_.push_back(id);
  }

  void MoveSession() {
    if (sessions_.empty()) return;
    const absl::CivilDay day = SomeDay();
    cmd::Command command = test::MoveSession(Pick(random_, sessions_), Iso(day));
    SetTimes(day, command.mutable_move_session());
    Say(command);
  }

  void CancelSession() {
    if (!sessions_.empty()) Say(test::CancelSession(Pick(random_, sessions_)));
  }

  void ChangeCapacity() {
    if (sessions_.empty()) return;
    cmd::Command command;
    cmd::ChangeSessionCapacity* change = command.mutable_change_session_capacity();
    change->set_session_id(Pick(random_, sessions_));
    change->set_capacity(Upto(random_, 3));
    change->set_force(OneIn(random_, 2));
    Say(command);
  }

  // ---- places ----------------------------------------------------------------------------------

  void SayEnrolment(cmd::Command command) {
    std::string id = command.enrol().enrolment_id();
    while (Contains(enrolments_, id)) id += "'";
    command.mutable_enrol()->set_enrolment_id(id);
    if (OneIn(random_, 3)) {
      *command.mutable_enrol()->mutable_requested_on() = test::Date(std::min(today_, SomeDay()));
    }
    if (OneIn(random_, 12))
      command.mutable_enrol()->set_participation(ev::PARTICIPATION_FACILITATOR);
    if (Say(command)) enrolments_.push_back(id);
  }

  // Mostly one that is still to come.
  const std::string& SomeSession() {
    const std::string* session = &Pick(random_, sessions_);
    for (int tries = 0; tries < 3; ++tries) {
      if (DayOf(*session) > today_) break;
      session = &Pick(random_, sessions_);
    }
    return *session;
  }

  void Enrol() {
    if (sessions_.empty()) return;
    const std::string practice = SomePractice();
    const std::string session = SomeSession();
    SayEnrolment(test::Enrol(SomebodyOn(practice, DayOf(session)), practice, session));
  }

  // More people than a session has places, so that some wait.
  void Crowd() {
    if (offerings_.empty()) return;
    const std::string id = absl::StrCat("s", sessions_.size() + 1);
    const absl::CivilDay day = today_ + 1 + Upto(random_, 200);
    const std::string& offering = Pick(random_, offerings_);
    const auto places = static_cast<uint32_t>(1 + Upto(random_, 1));
    cmd::Command command = test::ScheduleSession(id, offering, Iso(day), places);
    SetTimes(day, command.mutable_schedule_session());
    if (!Say(command)) return;
    sessions_.push_back(id);
    for (int i = 1 + Upto(random_, 4); i > 0; --i) {
      const std::string practice = SomePractice();
      SayEnrolment(test::Enrol(SomebodyOn(practice, day), practice, id));
    }
  }

  void EnrolInSeries() {
    if (series_.empty()) return;
    const std::string practice = SomePractice();
    const std::string person = SomebodyOn(practice, today_);
    const std::string& series = Pick(random_, series_);
    const absl::CivilDay day = std::min(today_, SomeDay());
    SayEnrolment(test::EnrolInSeries(person, practice, series, Iso(day)));
  }

  void CancelEnrolment() {
    if (enrolments_.empty()) return;
    cmd::Command command = test::CancelEnrolment(Pick(random_, enrolments_));
    if (OneIn(random_, 2)) {
      *command.mutable_cancel_enrolment()->mutable_cancelled_on() =
          test::Date(std::min(today_, SomeDay()));
    }
    Say(command);
  }

  void Reject() {
    if (enrolments_.empty()) return;
    cmd::Command command;
    command.mutable_reject_enrolment()->set_enrolment_id(Pick(random_, enrolments_));
    command.mutable_reject_enrolment()->set_reason("not for this group");
    Say(command);
  }

  void Substitute() {
    if (enrolments_.empty()) return;
    cmd::Command command;
    command.mutable_substitute_participant()->set_enrolment_id(Pick(random_, enrolments_));
    command.mutable_substitute_participant()->set_person_id(SomebodyOf(SomePractice()));
    Say(command);
  }

  // ---- attendance and training -----------------------------------------------------------------

  void Attend() {
    if (sessions_.empty()) return;
    const std::string session = Pick(random_, sessions_);
    const int people = 1 + Upto(random_, 1);
    for (int i = 0; i < people; ++i) {
      const std::string practice = SomePractice();
      const std::string person = SomebodyOn(practice, DayOf(session));
      cmd::Command command = test::RecordAttendance(session, person, practice, !OneIn(random_, 6));
      if (OneIn(random_, 6)) command.mutable_record_attendance()->add_represents(SomePractice());
      if (Say(command)) attended_.emplace_back(session, person);
    }
  }

  void Correct() {
    if (attended_.empty()) return;
    const auto& [session, person] = Pick(random_, attended_);
    cmd::Command command = test::CorrectAttendance(session, person, OneIn(random_, 2));
    if (OneIn(random_, 3)) command.mutable_correct_attendance()->set_practice_id(SomePractice());
    Say(command);
  }

  void Void() {
    if (attended_.empty()) return;
    const auto& [session, person] = Pick(random_, attended_);
    Say(test::VoidAttendance(session, person));
  }

  void CloseList() {
    if (sessions_.empty()) return;
    const std::string& id = Pick(random_, sessions_);
    const auto session = domain::Find(reg().sessions, id);
    Say(test::CloseList(id, static_cast<uint32_t>(session->attendances.size())));
  }

  void Complete() {
    if (offerings_.empty()) return;
    const std::string practice = SomePractice();
    const std::string person = SomebodyOf(practice);
    const std::string offering = Pick(random_, offerings_);
    const absl::CivilDay day = std::min(today_, SomeDay());
    cmd::Command command = test::CompleteCourse(offering, person, Iso(day));
    if (OneIn(random_, 2)) command.mutable_complete_course()->set_practice_id(practice);
    if (Say(command)) completed_.emplace_back(offering, person);
  }

  void Revoke() {
    if (completed_.empty()) return;
    const auto& [offering, person] = Pick(random_, completed_);
    Say(test::RevokeCompletion(offering, person));
  }

  void Recognise() {
    if (slugs_.empty()) return;
    const absl::CivilDay decided = std::min(today_, SomeDay());
    const absl::CivilDay done = decided - Upto(random_, 900);
    const std::string person = SomebodyOf(SomePractice());
    const std::string& slug = Pick(random_, slugs_);
    Say(test::RecogniseTraining(person, slug, Iso(done), Iso(decided), region_));
  }

  void Waive() {
    const std::string& practice = SomePractice();
    const std::string& obligation = Pick(random_, obligations_);
    cmd::Command command = test::WaiveRequirement(practice, obligation, SomePeriod());
    if (OneIn(random_, 2)) {
      *command.mutable_waive_requirement()->mutable_decided_on() =
          test::Date(std::min(today_, SomeDay()));
    }
    Say(command);
  }

  // ---- lines, forms, visits --------------------------------------------------------------------

  uint32_t SomePeriod() {
    return static_cast<uint32_t>(Pick(random_, std::vector<int>(periods_.begin(), periods_.end())));
  }

  // The day of a form, in half of the cases said and not simply today.
  template <typename SetDay>
  void SayDay(const SetDay& set_day) {
    if (OneIn(random_, 2)) *set_day() = test::Date(std::min(today_, SomeDay()));
  }

  // Of one practice, sometimes of a joint plan.
  template <typename Body>
  void SetUnit(Body* body) {
    if (!joint_plans_.empty() && OneIn(random_, 4)) {
      body->set_joint_plan_id(Pick(random_, joint_plans_));
    } else {
      body->set_practice_id(SomePractice());
    }
  }

  void ChooseLine() {
    const ev::ChoiceMode mode = OneIn(random_, 2) ? ev::CHOICE_MODE_NEW : ev::CHOICE_MODE_DEEPEN;
    const std::string& slug = Pick(random_, menu_);
    cmd::Command command = test::ChooseLine("", "", SomePeriod(), slug, mode);
    cmd::ChooseIntervention& body = *command.mutable_choose_intervention();
    SetUnit(&body);
    std::string id = absl::StrCat(body.practice_id(), body.joint_plan_id(), "/", body.period(), "/",
                                  body.menu_slug());
    while (Contains(lines_, id)) id += "'";
    body.set_line_id(id);
    if (OneIn(random_, 3)) body.set_text_sha256(test::Sha256());
    SayDay([&] { return body.mutable_chosen_on(); });
    if (Say(command)) lines_.push_back(id);
  }

  void ChangeLine() {
    if (lines_.empty()) return;
    cmd::Command command;
    cmd::ChangeIntervention& body = *command.mutable_change_intervention();
    body.set_line_id(Pick(random_, lines_));
    SayDay([&] { return body.mutable_changed_on(); });
    if (OneIn(random_, 3)) {
      body.set_withdraw(true);
    } else {
      if (OneIn(random_, 2)) body.set_menu_slug(Pick(random_, menu_));
      if (OneIn(random_, 2)) {
        body.set_mode(OneIn(random_, 2) ? ev::CHOICE_MODE_NEW : ev::CHOICE_MODE_DEEPEN);
      }
      if (OneIn(random_, 3)) body.set_text_sha256(test::Sha256());
    }
    Say(command);
  }

  void JustifyLine() {
    if (lines_.empty()) return;
    cmd::Command command = test::JustifyLine(Pick(random_, lines_));
    SayDay([&] { return command.mutable_justify_intervention()->mutable_justified_on(); });
    Say(command);
  }

  void HandIn() {
    cmd::Command command = test::SubmitPlan("", SomePeriod());
    cmd::SubmitPracticePlan& body = *command.mutable_submit_practice_plan();
    SetUnit(&body);
    body.set_kept_locally(OneIn(random_, 3));
    SayDay([&] { return body.mutable_submitted_on(); });
    Say(command);
  }

  void AnswerSurvey() {
    if (surveys_.empty()) return;
    // Yes, no, or a number.
    const bool number = OneIn(random_, 2);
    const bool yes = number || OneIn(random_, 2);
    const auto count = number ? static_cast<uint32_t>(1 + Upto(random_, 6)) : 0;
    const std::string& practice = SomePractice();
    const std::string& survey = Pick(random_, surveys_);
    cmd::Command command = test::AnswerSurvey(practice, survey, SomePeriod(), yes, count);
    SayDay([&] { return command.mutable_answer_survey()->mutable_answered_on(); });
    Say(command);
  }

  void StateFundUse() {
    const std::string& practice = SomePractice();
    cmd::Command command = test::StateFundUse(practice, SomePeriod());
    SayDay([&] { return command.mutable_state_fund_use()->mutable_stated_on(); });
    Say(command);
  }

  void DeclareIntent() {
    const std::string& practice = SomePractice();
    const uint32_t period = SomePeriod();
    cmd::Command command = test::DeclareIntent(practice, period, {Pick(random_, menu_)});
    SayDay([&] { return command.mutable_declare_training_intent()->mutable_declared_on(); });
    Say(command);
  }

  void Sign() {
    const std::string& practice = SomePractice();
    const std::string& obligation = Pick(random_, obligations_);
    cmd::Command command = test::SignStatement(practice, obligation, SomePeriod());
    SayDay([&] { return command.mutable_sign_statement()->mutable_signed_on(); });
    Say(command);
  }

  void Invite() {
    cmd::Command command = test::InvitePractice(SomePractice());
    SayDay([&] { return command.mutable_invite_practice()->mutable_invited_on(); });
    if (OneIn(random_, 2)) command.mutable_invite_practice()->set_period(SomePeriod());
    Say(command);
  }

  void Visit() {
    const std::string topic = OneIn(random_, 2) ? "time-out" : "other";
    const std::string& practice = SomePractice();
    const absl::CivilDay day = std::min(today_, SomeDay());
    cmd::Command command = test::RecordVisit(practice, Iso(day), {topic});
    if (OneIn(random_, 2)) command.mutable_record_practice_visit()->set_period(SomePeriod());
    Say(command);
  }

  void RequestData() {
    const std::string id = absl::StrCat("d", requests_.size() + 1);
    const absl::CivilDay day = std::min(today_, SomeDay());
    const std::string& practice = SomePractice();
    cmd::Command command = test::RequestData(id, practice, Iso(day + Upto(random_, 90)));
    *command.mutable_request_data()->mutable_requested_on() = test::Date(day);
    if (Say(command)) requests_.push_back(id);
  }

  void AnswerData() {
    if (requests_.empty()) return;
    cmd::Command command = test::AnswerData(Pick(random_, requests_));
    SayDay([&] { return command.mutable_answer_data_request()->mutable_answered_on(); });
    Say(command);
  }

  // ---- tracks, joint plans, centres, plans -----------------------------------------------------

  void StartTrack() {
    if (tracks_.empty()) return;
    const std::string& practice = SomePractice();
    const std::string& track = Pick(random_, tracks_);
    cmd::Command command = test::StartTrack(practice, track, SomeIso());
    if (OneIn(random_, 2)) {
      cmd::StartTrack& start = *command.mutable_start_track();
      *start.mutable_until() = test::Date(DateOf(start.from()) + 1 + Upto(random_, 500));
    }
    Say(command);
  }

  void EndTrack() {
    if (tracks_.empty()) return;
    const std::string& practice = SomePractice();
    const std::string& track = Pick(random_, tracks_);
    Say(test::EndTrack(practice, track, SomeIso()));
  }

  void MakeJointPlan() {
    std::vector<std::string> members = generated_.practices;
    // Some of the others may join later.
    while (members.size() > 2 && OneIn(random_, 2)) {
      members.erase(members.begin() + Upto(random_, static_cast<int>(members.size()) - 1));
    }
    const std::string id = absl::StrCat("j", joint_plans_.size() + 1);
    cmd::Command command = test::RegisterJointPlan(id, members, SomeIso(), region_);
    for (ev::JointPlanMember& member : *command.mutable_register_joint_plan()->mutable_members()) {
      if (OneIn(random_, 3)) *member.mutable_from() = test::Date(SomeDay());
      if (OneIn(random_, 4)) *member.mutable_until() = test::Date(SomeDay());
    }
    if (Say(command)) joint_plans_.push_back(id);
  }

  void JoinPlan() {
    if (joint_plans_.empty()) return;
    const std::string& joint_plan =
        OneIn(random_, 2) ? joint_plans_.back() : Pick(random_, joint_plans_);
    const std::string& practice = SomePractice();
    Say(test::AddJointPlanMember(joint_plan, practice, SomeIso()));
  }

  void LeavePlan() {
    if (joint_plans_.empty()) return;
    cmd::Command command;
    cmd::RemoveJointPlanMember* leave = command.mutable_remove_joint_plan_member();
    leave->set_joint_plan_id(Pick(random_, joint_plans_));
    leave->set_practice_id(SomePractice());
    *leave->mutable_until() = test::Date(SomeDay());
    Say(command);
  }

  void LinkCentre() {
    cmd::Command command;
    cmd::LinkHealthCentre* link = command.mutable_link_health_centre();
    link->set_centre_id(OneIn(random_, 3) ? "h2" : "h1");
    link->set_practice_id(SomePractice());
    link->set_single_plan(!OneIn(random_, 3));
    *link->mutable_from() = test::Date(SomeDay());
    Say(command);
  }

  void LeaveCentre() {
    cmd::Command command;
    cmd::UnlinkHealthCentre* leave = command.mutable_unlink_health_centre();
    leave->set_centre_id(OneIn(random_, 3) ? "h2" : "h1");
    leave->set_practice_id(SomePractice());
    *leave->mutable_until() = test::Date(SomeDay());
    Say(command);
  }

  // ---- practices and people that change --------------------------------------------------------

  void Leave() {
    const std::string& practice = SomePractice();
    Say(test::EndParticipation(practice, SomeIso()));
  }

  void Rejoin() {
    const std::string& practice = SomePractice();
    Say(test::AssignCohort(practice, Pick(random_, cohorts_).id()));
  }

  // Everybody goes, and then the practice is closed.
  void CloseDown() {
    if (!OneIn(random_, 2)) return;
    const std::string practice = SomePractice();
    const std::string day = SomeIso();
    for (const std::string& engagement : engagements_) {
      const size_t at = engagement.find('@');
      if (engagement.substr(at + 1, practice.size()) == practice) {
        Say(test::EndEngagement(engagement, day));
      }
    }
    for (const std::string& id : enrolments_) {
      const auto enrolment = domain::Find(reg().enrolments, id);
      if (enrolment->practice_id == practice) Say(test::CancelEnrolment(id));
    }
    Say(test::ClosePractice(practice, day));
  }

  void Merge() {
    std::vector<std::string> from = {SomePractice()};
    if (OneIn(random_, 4)) from.push_back(SomePractice());
    const std::string& into = SomePractice();
    Say(test::MergePractices(from, into, SomeIso()));
  }

  void LinkPersons() {
    if (people_.empty()) return;
    const std::string& kept = Pick(random_, people_);
    Say(test::LinkPersons(kept, Pick(random_, people_)));
  }

  void DeclareTraining() {
    if (slugs_.empty()) return;
    const std::string practice = SomePractice();
    const std::string done = Iso(std::min(today_, SomeDay()));
    const std::string person = SomebodyOf(practice);
    const std::string& slug = Pick(random_, slugs_);
    if (!Say(test::DeclareTraining(person, practice, slug, done)) || !OneIn(random_, 2)) return;
    // Recognised as it was declared, or not.
    Say(test::RecogniseTraining(person, slug, done, Iso(today_), region_));
  }

  // ---- the menu and its readings between versions ----------------------------------------------

  void AddMenuRow() {
    const rp::RegionPlan& plan = Pick(random_, plans_);
    const std::string slug = absl::StrCat("alpha-", ++menu_rows_);
    cmd::Command command =
        test::PublishMenuItem(slug, OneIn(random_, 2) ? SomeIso() : "", plan.plan_id());
    cmd::PublishMenuItem& body = *command.mutable_publish_menu_item();
    body.set_region(region_);
    body.mutable_item()->set_core_element(
        static_cast<rp::CoreElement>(rp::CORE_ELEMENT_WORK_DIFFERENTLY + Upto(random_, 3)));
    for (const rp::Obligation& obligation : plan.obligations()) {
      if (obligation.has_staff_share() && OneIn(random_, 2)) {
        body.add_obligation_ids(obligation.id());
      }
    }
    if (!Say(command)) return;
    menu_.push_back(slug);
    slugs_.push_back(slug);
  }

  void RetireMenuRow() {
    if (menu_.empty()) return;
    const std::string& slug = Pick(random_, menu_);
    cmd::Command command = test::RetireMenuItem(slug, SomeIso());
    command.mutable_retire_menu_item()->set_region(region_);
    Say(command);
  }

  void DecideReading() {
    std::vector<std::string> open;
    for (const auto& [id, published] : reg().regions.at(region_)->plans) {
      for (const auto& listed : published->plan.interpretations()) open.push_back(listed.id());
    }
    if (open.empty()) return;
    const std::string& id = Pick(random_, open);
    const std::string option(Pick(random_, domain::FindInterpretation(id)->options));
    cmd::Command command = test::DecideInterpretation(id, option, SomeIso());
    command.mutable_decide_interpretation()->set_region(region_);
    Say(command);
  }

  void PublishVersion() {
    rp::RegionPlan& plan = plans_[Upto(random_, static_cast<int>(plans_.size()) - 1)];
    const rp::RegionPlan next = NextVersion(random_, ++versions_, plan);
    if (Say(test::PublishPlan(next)) && OneIn(random_, 2)) plan = next;
  }

  // The same once more, under another key.
  void Repeat() {
    const std::vector<TimedCommand>& said = generated_.history.commands();
    if (said.empty()) return;
    const cmd::Command command = Pick(random_, said).command;
    if (!command.has_start_engagement() && !command.has_enrol()) Say(command);
  }

  Random random_;
  Generated generated_;
  std::vector<rp::RegionPlan> plans_;
  std::string region_;
  std::vector<rp::Cohort> cohorts_;
  std::vector<std::string> tracks_;
  // Rows of the menu that count for shares, and all of them.
  std::vector<std::string> slugs_;
  std::vector<std::string> menu_;
  std::vector<std::string> surveys_;
  std::vector<std::string> obligations_;
  std::set<rp::Obligation::MeasureCase> measures_;
  // Something is asked only of practices that chose a row of the menu.
  bool asks_of_choosers_ = false;
  std::vector<ev::OfferingKind> kinds_;
  std::vector<ev::Role> roles_;
  // Programme years, the other periods, and the names of all.
  std::set<int> years_;
  std::vector<std::pair<absl::CivilDay, absl::CivilDay>> fixed_periods_;
  std::set<int> periods_;
  absl::CivilDay begin_;
  absl::CivilDay end_;
  std::vector<absl::CivilDay> edges_;
  std::vector<Operation> operations_;
  // Everything is recorded when it is all over.
  bool everything_late_ = false;
  bool late_evening_ = false;

  absl::CivilDay today_;
  // What the command is mostly about.
  absl::CivilDay about_;
  std::vector<absl::CivilDay> days_said_;
  int commands_ = 0;
  int versions_ = 0;
  int menu_rows_ = 0;
  std::vector<std::string> people_;
  std::vector<std::string> engagements_;
  std::vector<std::string> offerings_;
  std::vector<std::string> sessions_;
  std::vector<absl::CivilDay> session_days_;
  std::vector<std::string> series_;
  std::vector<std::string> enrolments_;
  std::vector<std::string> joint_plans_;
  std::vector<std::string> lines_;
  std::vector<std::string> requests_;
  std::vector<std::pair<std::string, std::string>> attended_;
  std::vector<std::pair<std::string, std::string>> completed_;
};

}  // namespace

Generated Generate(uint64_t seed) { return Generator(seed).Run(); }

}  // namespace logboek::second_opinion
