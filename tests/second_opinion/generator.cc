#include "tests/second_opinion/generator.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
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
    const int operations = 30 + Upto(random_, 110);
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
      for (const rp::Obligation& obligation : plan.obligations()) {
        AddAll(obligation.session_count().session_kinds(), &kinds);
        AddAll(obligation.quarter_count().session_kinds(), &kinds);
        AddAll(obligation.staff_share().session_kinds(), &kinds);
        AddAll(obligation.staff_share().denominator_roles(), &roles);
        AddAll(obligation.session_count().expected_roles(), &roles);
        AddAll(obligation.applies().years(), &years_);
        for (const std::string& slug : obligation.staff_share().menu_slugs()) {
          slugs_.push_back(slug);
        }
        obligations_.push_back(obligation.id());
      }
    }
    for (const int kind : kinds) kinds_.push_back(static_cast<ev::OfferingKind>(kind));
    for (const int role : roles) roles_.push_back(static_cast<ev::Role>(role));
    if (slugs_.empty() && plans_[0].menu_size() > 0) slugs_.push_back(plans_[0].menu(0).slug());
    kinds_.push_back(ev::OFFERING_KIND_COURSE_OPEN);
    kinds_.push_back(ev::OFFERING_KIND_COACHING);
    roles_.push_back(ev::ROLE_GP_EMPLOYED);
    if (years_.empty()) years_.insert(1);
  }

  // Days at which verdicts change: edges of years, changes of the clock, ends of months.
  void ChooseEdges() {
    const auto [first, last] = std::minmax_element(
        cohorts_.begin(), cohorts_.end(),
        [](const rp::Cohort& a, const rp::Cohort& b) { return StartOf(a) < StartOf(b); });
    const int first_year = *years_.begin() - 1;
    const int last_year = *years_.rbegin();
    begin_ = OtherYear(StartOf(*first), first_year) - 120;
    end_ = OtherYear(StartOf(*last), last_year) + 60;
    for (const rp::Cohort& cohort : cohorts_) {
      for (int year = first_year; year <= last_year; ++year) {
        AddEdge(OtherYear(StartOf(cohort), year));
      }
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
    everything_late_ = OneIn(random_, 3);
    late_evening_ = OneIn(random_, 4);
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

  absl::CivilDay AnyDay() {
    const absl::CivilDay day = OneIn(random_, 3)
                                   ? Pick(random_, edges_) + Upto(random_, 2) - 1
                                   : begin_ + Upto(random_, static_cast<int>(end_ - begin_));
    return std::clamp(day, begin_, end_);
  }

  // Mostly about the day of the command, sometimes long before, sometimes an edge.
  absl::CivilDay SomeDay() {
    switch (Upto(random_, 5)) {
      case 0:
        return AnyDay();
      case 1:
        return std::max(begin_, about_ - Upto(random_, 200));
      case 2:
        return Pick(random_, edges_) + Upto(random_, 2) - 1;
      default:
        return about_ + Upto(random_, 20) - 10;
    }
  }
  std::string SomeIso() { return Iso(SomeDay()); }

  void ChooseOperations() {
    using G = Generator;
    const std::vector<std::pair<Operation, int>> all = {
        {&G::Hire, 4},           {&G::ChangeRole, 2},      {&G::Dismiss, 2},
        {&G::ConfirmRoster, 3},  {&G::PublishOffering, 2}, {&G::ScheduleSession, 6},
        {&G::DefineSeries, 3},   {&G::MoveSession, 2},     {&G::CancelSession, 1},
        {&G::Enrol, 5},          {&G::EnrolInSeries, 4},   {&G::CancelEnrolment, 3},
        {&G::Attend, 14},        {&G::Correct, 3},         {&G::Void, 2},
        {&G::CloseList, 1},      {&G::Complete, 7},        {&G::Revoke, 1},
        {&G::Recognise, 2},      {&G::Waive, 1},           {&G::StartTrack, 2},
        {&G::EndTrack, 1},       {&G::MakeJointPlan, 2},   {&G::JoinPlan, 2},
        {&G::LeavePlan, 1},      {&G::LinkCentre, 2},      {&G::LeaveCentre, 1},
        {&G::PublishVersion, 1}, {&G::Repeat, 1},          {&G::ChangeCapacity, 1},
        {&G::Substitute, 1}};
    for (const auto& [operation, weight] : all) {
      if (OneIn(random_, 4)) continue;
      for (int i = 0; i < weight; ++i) operations_.push_back(operation);
    }
    if (operations_.empty()) operations_.push_back(&G::Attend);
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
    const int practices = 1 + Upto(random_, 3);
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
    Say(test::ChangeRole(Pick(random_, engagements_), Pick(random_, roles_), SomeIso()));
  }

  void Dismiss() {
    if (engagements_.empty()) return;
    Say(test::EndEngagement(Pick(random_, engagements_), SomeIso()));
  }

  void Confirm(const std::string& practice, absl::CivilDay as_of) {
    std::map<ev::Role, std::set<std::string>> people;
    for (const std::string& id : people_) {
      for (const domain::Engagement& part : domain::Find(reg().persons, id)->engagements) {
        if (part.practice_id == practice && part.period.Contains(as_of)) {
          people[part.role].insert(id);
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
    const std::vector<int> years(years_.begin(), years_.end());
    const std::string id = absl::StrCat("r", series_.size() + 1);
    const uint32_t year = static_cast<uint32_t>(Pick(random_, years));
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

  void Enrol() {
    if (sessions_.empty()) return;
    const std::string practice = SomePractice();
    SayEnrolment(test::Enrol(SomebodyOf(practice), practice, Pick(random_, sessions_)));
  }

  void EnrolInSeries() {
    if (series_.empty()) return;
    const std::string practice = SomePractice();
    SayEnrolment(test::EnrolInSeries(SomebodyOf(practice), practice, Pick(random_, series_),
                                     Iso(std::min(today_, SomeDay()))));
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
      const std::string person = SomebodyOf(practice);
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
    Say(test::RecogniseTraining(SomebodyOf(SomePractice()), Pick(random_, slugs_), Iso(done),
                                Iso(decided), region_));
  }

  void Waive() {
    const std::vector<int> years(years_.begin(), years_.end());
    cmd::Command command = test::WaiveRequirement(SomePractice(), Pick(random_, obligations_),
                                                  static_cast<uint32_t>(Pick(random_, years)));
    if (OneIn(random_, 2)) {
      *command.mutable_waive_requirement()->mutable_decided_on() =
          test::Date(std::min(today_, SomeDay()));
    }
    Say(command);
  }

  // ---- tracks, joint plans, centres, plans -----------------------------------------------------

  void StartTrack() {
    if (tracks_.empty()) return;
    cmd::Command command = test::StartTrack(SomePractice(), Pick(random_, tracks_), SomeIso());
    if (OneIn(random_, 2)) {
      cmd::StartTrack& start = *command.mutable_start_track();
      *start.mutable_until() = test::Date(DateOf(start.from()) + 1 + Upto(random_, 500));
    }
    Say(command);
  }

  void EndTrack() {
    if (!tracks_.empty()) Say(test::EndTrack(SomePractice(), Pick(random_, tracks_), SomeIso()));
  }

  void MakeJointPlan() {
    std::vector<std::string> members;
    for (const std::string& practice : generated_.practices) {
      if (OneIn(random_, 2)) members.push_back(practice);
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
    Say(test::AddJointPlanMember(Pick(random_, joint_plans_), SomePractice(), SomeIso()));
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
  std::vector<std::string> slugs_;
  std::vector<std::string> obligations_;
  std::vector<ev::OfferingKind> kinds_;
  std::vector<ev::Role> roles_;
  std::set<int> years_;
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
  int commands_ = 0;
  int versions_ = 0;
  std::vector<std::string> people_;
  std::vector<std::string> engagements_;
  std::vector<std::string> offerings_;
  std::vector<std::string> sessions_;
  std::vector<absl::CivilDay> session_days_;
  std::vector<std::string> series_;
  std::vector<std::string> enrolments_;
  std::vector<std::string> joint_plans_;
  std::vector<std::pair<std::string, std::string>> attended_;
  std::vector<std::pair<std::string, std::string>> completed_;
};

}  // namespace

Generated Generate(uint64_t seed) { return Generator(seed).Run(); }

}  // namespace logboek::second_opinion
