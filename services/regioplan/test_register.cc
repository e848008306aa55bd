#include "services/regioplan/test_register.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "google/protobuf/text_format.h"
#include "services/domain/evolve.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"

namespace logboek::regioplan {
namespace {

domain::DateRange RangeOf(const Stay& stay) {
  return {.from = Day(stay.from), .until = stay.until.empty() ? domain::kNoEnd : Day(stay.until)};
}

// The record to be changed, made when it is not there. Nobody else holds it while a test builds.
template <typename T>
T& Edit(domain::Records<T>* records, absl::string_view id) {
  auto [entry, inserted] = records->try_emplace(std::string(id));
  if (inserted) {
    auto made = std::make_shared<T>();
    made->id = std::string(id);
    entry->second = std::move(made);
  }
  return const_cast<T&>(*entry->second);
}

absl::string_view NameOf(Status status) {
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
  return "?";
}

absl::string_view NameOf(Reason reason) {
  static constexpr const char* kNames[] = {"?",
                                           "COUNTED",
                                           "OUTSIDE_WINDOW",
                                           "ABSENT",
                                           "VOIDED",
                                           "DUPLICATE",
                                           "NOT_ON_MENU",
                                           "ROLE_NOT_COUNTED",
                                           "NOT_ON_ROSTER",
                                           "NOT_REPRESENTED",
                                           "ALREADY_CREDITED",
                                           "NOT_RECOGNISED"};
  return kNames[static_cast<size_t>(reason)];
}

absl::string_view NameOf(VerdictFlag flag) {
  static constexpr const char* kNames[] = {"?",
                                           "provisional",
                                           "not_started",
                                           "surplus",
                                           "roster_emptied",
                                           "cross_series",
                                           "same_quarter",
                                           "empty_quarter",
                                           "organiser_cancelled",
                                           "unusual_role",
                                           "awaiting_answer",
                                           "participation_ended",
                                           "merged"};
  return kNames[static_cast<size_t>(flag)];
}

std::string NamesOf(const std::vector<VerdictFlag>& flags) {
  return absl::StrJoin(
      flags, " ", [](std::string* out, VerdictFlag flag) { absl::StrAppend(out, NameOf(flag)); });
}

}  // namespace

absl::CivilDay Day(absl::string_view iso) {
  absl::CivilDay day;
  CHECK(absl::ParseCivilTime(iso, &day), "a date of a test");
  return day;
}

v1::RegionPlan ReadPlan(absl::string_view name) {
  std::ifstream file(absl::StrCat("deploy/regioplans/", name, ".textproto"));
  CHECK(file.good(), "tests run in the top folder");
  std::stringstream text;
  text << file.rdbuf();
  v1::RegionPlan plan;
  CHECK(google::protobuf::TextFormat::ParseFromString(text.str(), &plan), "a plan of the project");
  return plan;
}

TestRegister::TestRegister(std::initializer_list<absl::string_view> plans) {
  for (const absl::string_view name : plans) Publish(ReadPlan(name));
}

TestRegister::TestRegister(v1::RegionPlan plan) { Publish(std::move(plan)); }

domain::FactRef TestRegister::NextRef() {
  ++position_;
  return {.position = position_, .event_id = absl::StrCat("e", position_)};
}

domain::Region& TestRegister::region() {
  auto& slot = register_.regions[region_id_];
  if (slot == nullptr) {
    auto made = std::make_shared<domain::Region>();
    made->id = region_id_;
    slot = std::move(made);
  }
  return const_cast<domain::Region&>(*slot);
}

domain::Person& TestRegister::person(absl::string_view id) {
  domain::Person& person = Edit(&register_.persons, id);
  person.region = region_id_;
  return person;
}

TestRegister& TestRegister::Publish(v1::RegionPlan plan) {
  region_id_ = plan.region();
  auto published = std::make_shared<domain::PublishedPlan>();
  published->ref = NextRef();
  published->written = published->plan = std::move(plan);
  const std::string plan_id = published->plan.plan_id();
  domain::PlanVersions& versions = region().plan_versions[plan_id];
  versions[domain::FromProto(published->plan.valid_from())] = std::move(published);
  region().plans[plan_id] = versions.rbegin()->second;
  return *this;
}

TestRegister& TestRegister::Strict() {
  const auto plans = region().plans;
  for (const auto& [id, published] : plans) {
    v1::RegionPlan plan = published->plan;
    for (v1::Obligation& obligation : *plan.mutable_obligations()) {
      if (!obligation.has_staff_share()) continue;
      obligation.mutable_staff_share()->set_moment(v1::SHARE_MOMENT_SNAPSHOT_END);
    }
    Publish(std::move(plan));
  }
  return *this;
}

TestRegister& TestRegister::Practice(absl::string_view id, absl::string_view cohort) {
  domain::Practice& practice = Edit(&register_.practices, id);
  practice.region = region_id_;
  practice.from = Day("2020-01-01");
  practice.participations.push_back({std::string(cohort), {.from = Day(cohort)}});
  region().practice_ids.insert(practice.id);
  return *this;
}

TestRegister& TestRegister::Confirm(absl::string_view practice, absl::string_view as_of) {
  Edit(&register_.practices, practice).confirmations.push_back({NextRef(), Day(as_of)});
  return *this;
}

TestRegister& TestRegister::Track(absl::string_view practice, absl::string_view track, Stay stay) {
  Edit(&register_.practices, practice).tracks.push_back({std::string(track), RangeOf(stay)});
  return *this;
}

TestRegister& TestRegister::Waive(absl::string_view practice, absl::string_view obligation,
                                  uint32_t year, absl::string_view decided_on,
                                  absl::string_view ground) {
  Edit(&register_.practices, practice)
      .waivers.push_back({NextRef(), std::string(obligation), year, std::string(ground), "board",
                          Day(decided_on)});
  return *this;
}

TestRegister& TestRegister::Engage(absl::string_view person_id, absl::string_view practice,
                                   domain::Role role, Stay stay) {
  person(person_id).engagements.push_back(
      {absl::StrCat("g", ++position_), std::string(practice), role, RangeOf(stay)});
  Edit(&register_.practices, practice).person_ids.insert(std::string(person_id));
  return *this;
}

TestRegister& TestRegister::JointPlan(
    absl::string_view id, absl::string_view submitted_on,
    const std::vector<std::pair<absl::string_view, Stay>>& members) {
  domain::JointPlan& plan = Edit(&register_.joint_plans, id);
  plan.region = region_id_;
  plan.submitted_on = Day(submitted_on);
  for (const auto& [practice, stay] : members) {
    plan.members.push_back({std::string(practice), RangeOf(stay)});
    Edit(&register_.practices, practice).joint_plans.push_back({plan.id, RangeOf(stay)});
  }
  return *this;
}

TestRegister& TestRegister::Link(absl::string_view centre, absl::string_view practice,
                                 bool single_plan, Stay stay) {
  domain::HealthCentre& record = Edit(&register_.health_centres, centre);
  record.members.push_back({std::string(practice), RangeOf(stay), single_plan});
  Edit(&register_.practices, practice).health_centres.push_back({record.id, RangeOf(stay)});
  return *this;
}

TestRegister& TestRegister::Offering(absl::string_view id, domain::OfferingKind kind,
                                     std::initializer_list<absl::string_view> slugs) {
  domain::Offering& offering = Edit(&register_.offerings, id);
  offering.region = region_id_;
  offering.kind = kind;
  for (const absl::string_view slug : slugs) offering.menu_slugs.emplace_back(slug);
  return *this;
}

TestRegister& TestRegister::Session(absl::string_view id, domain::OfferingKind kind,
                                    absl::string_view date, uint32_t capacity) {
  Offering(id, kind);
  return SessionOf(id, id, date, capacity);
}

TestRegister& TestRegister::SessionOf(absl::string_view offering, absl::string_view id,
                                      absl::string_view date, uint32_t capacity) {
  domain::Session& session = Edit(&register_.sessions, id);
  session.offering_id = std::string(offering);
  session.region = region_id_;
  session.kind = Edit(&register_.offerings, offering).kind;
  session.date = Day(date);
  session.starts_at = absl::FromCivil(absl::CivilHour(session.date) + 17, base::Amsterdam());
  session.capacity = capacity;
  region().sessions_by_date.emplace(session.date, session.id);
  return *this;
}

TestRegister& TestRegister::TakePlaces(absl::string_view session, uint32_t places) {
  Edit(&register_.sessions, session).places_taken += places;
  return *this;
}

TestRegister& TestRegister::CountRoles(absl::string_view session, std::vector<domain::Role> roles) {
  Edit(&register_.sessions, session).counted_roles = std::move(roles);
  return *this;
}

TestRegister& TestRegister::CancelSession(absl::string_view session) {
  domain::Session& record = Edit(&register_.sessions, session);
  record.cancelled = true;
  for (const std::string& id : record.enrolment_ids) {
    domain::EnrolmentRecord& enrolment = Edit(&register_.enrolments, id);
    if (!enrolment.session_id.empty()) enrolment.status = domain::EnrolmentStatus::kCancelled;
  }
  return *this;
}

TestRegister& TestRegister::Series(absl::string_view id, uint32_t year,
                                   std::initializer_list<absl::string_view> cohorts,
                                   std::initializer_list<absl::string_view> sessions) {
  domain::Series& series = Edit(&register_.series, id);
  series.region = region_id_;
  series.programme_year = year;
  for (const absl::string_view cohort : cohorts) series.cohort_ids.emplace_back(cohort);
  for (const absl::string_view session : sessions) {
    series.session_ids.emplace_back(session);
    Edit(&register_.sessions, session).series_id = series.id;
  }
  return *this;
}

domain::EnrolmentRecord& TestRegister::AddEnrolment(absl::string_view person,
                                                    absl::string_view practice, Stay stay) {
  const domain::FactRef ref = NextRef();
  domain::EnrolmentRecord& enrolment =
      Edit(&register_.enrolments, absl::StrCat("enrolment-", ref.position));
  enrolment.ref = ref;
  enrolment.person_id = std::string(person);
  enrolment.practice_id = std::string(practice);
  enrolment.confirmed_on = Day(stay.from);
  if (!stay.until.empty()) {
    enrolment.ended_on = Day(stay.until);
    enrolment.status = domain::EnrolmentStatus::kCancelled;
  }
  Edit(&register_.practices, practice).enrolment_ids.push_back(enrolment.id);
  return enrolment;
}

void TestRegister::TakePlace(absl::string_view session, const domain::EnrolmentRecord& enrolment) {
  domain::Session& record = Edit(&register_.sessions, session);
  record.enrolment_ids.push_back(enrolment.id);
  record.places_taken += enrolment.status == domain::EnrolmentStatus::kConfirmed;
}

TestRegister& TestRegister::Enrol(absl::string_view session, absl::string_view person,
                                  absl::string_view practice, Stay stay) {
  domain::EnrolmentRecord& enrolment = AddEnrolment(person, practice, stay);
  enrolment.session_id = std::string(session);
  TakePlace(session, enrolment);
  return *this;
}

TestRegister& TestRegister::EnrolSeries(absl::string_view series, absl::string_view person,
                                        absl::string_view practice, Stay stay) {
  domain::EnrolmentRecord& enrolment = AddEnrolment(person, practice, stay);
  enrolment.series_id = std::string(series);
  for (const std::string& id : Edit(&register_.series, series).session_ids) {
    TakePlace(id, enrolment);
  }
  return *this;
}

TestRegister& TestRegister::Wait(absl::string_view session_or_series, absl::string_view person,
                                 absl::string_view practice) {
  domain::EnrolmentRecord& enrolment = AddEnrolment(person, practice, {"2020-01-01"});
  enrolment.status = domain::EnrolmentStatus::kWaiting;
  enrolment.confirmed_on = domain::kNoEnd;
  const bool for_series = register_.series.contains(session_or_series);
  (for_series ? enrolment.series_id : enrolment.session_id) = std::string(session_or_series);
  if (!for_series) TakePlace(session_or_series, enrolment);
  return *this;
}

TestRegister& TestRegister::Attend(absl::string_view session, absl::string_view person_id,
                                   absl::string_view practice, domain::AttendanceStatus status) {
  auto record = std::make_shared<domain::Attendance>();
  record->ref = NextRef();
  record->first_ref = record->ref;
  record->session_id = std::string(session);
  record->person_id = std::string(person_id);
  record->practice_id = std::string(practice);
  record->status = status;
  person(person_id).attendances[record->session_id] = record;
  Edit(&register_.sessions, session).attendances[record->person_id] = record;
  Edit(&register_.practices, practice).attendances[{record->session_id, record->person_id}] =
      record;
  return *this;
}

TestRegister& TestRegister::Void(absl::string_view session, absl::string_view person_id) {
  domain::Person& attendee = person(person_id);
  const auto found = attendee.attendances.find(session);
  CHECK(found != attendee.attendances.end());
  auto kept = std::make_shared<domain::Attendance>(*found->second);
  kept->ref = NextRef();
  kept->voided = true;
  attendee.attendances.erase(found);
  attendee.former_attendances.push_back(kept);
  Edit(&register_.sessions, session).attendances.erase(kept->person_id);
  domain::Practice& practice = Edit(&register_.practices, kept->practice_id);
  practice.attendances.erase({kept->session_id, kept->person_id});
  practice.former_attendances.push_back(kept);
  return *this;
}

TestRegister& TestRegister::Complete(absl::string_view offering, absl::string_view person_id,
                                     absl::string_view date) {
  person(person_id).completions.push_back({.ref = NextRef(),
                                           .offering_id = std::string(offering),
                                           .practice_id = "",
                                           .completed_on = Day(date)});
  return *this;
}

TestRegister& TestRegister::Revoke(absl::string_view offering, absl::string_view person_id) {
  for (domain::Completion& completion : person(person_id).completions) {
    if (completion.offering_id == offering) completion.revoked = true;
  }
  return *this;
}

TestRegister& TestRegister::Recognise(absl::string_view slug, absl::string_view person_id,
                                      absl::string_view done_on, absl::string_view decided_on) {
  person(person_id).recognitions.push_back(
      {NextRef(), region_id_, std::string(slug), Day(done_on), Day(decided_on)});
  return *this;
}

TestRegister& TestRegister::Apply(event::v1::Event event, absl::string_view date) {
  event::v1::Envelope envelope;
  const domain::FactRef ref = NextRef();
  envelope.set_position(ref.position);
  envelope.set_event_id(ref.event_id);
  envelope.set_region(region_id_);
  *envelope.mutable_effective_on() = domain::ToProto(Day(date));
  *envelope.mutable_event() = std::move(event);
  domain::Evolve(envelope, &register_);
  return *this;
}

TestRegister& TestRegister::Apply(absl::string_view type, absl::string_view fields,
                                  absl::string_view date) {
  event::v1::Event event;
  const std::string text = absl::StrCat(type, " { ", fields, " }");
  CHECK(google::protobuf::TextFormat::ParseFromString(text, &event), "an event of a test");
  return Apply(std::move(event), date);
}

std::vector<Verdict> TestRegister::All(absl::string_view practice, absl::string_view at) const {
  return Evaluate(GatherFacts(register_, practice, Day(at)), Day(at));
}

bool TestRegister::Has(absl::string_view practice, absl::string_view obligation, uint32_t year,
                       absl::string_view at) const {
  const std::vector<Verdict> verdicts = All(practice, at);
  return std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
    return verdict.obligation->id() == obligation && verdict.programme_year == year;
  });
}

Verdict TestRegister::Get(absl::string_view practice, absl::string_view obligation, uint32_t year,
                          absl::string_view at) const {
  for (Verdict& verdict : All(practice, at)) {
    if (verdict.obligation->id() == obligation && verdict.programme_year == year) return verdict;
  }
  CHECK(false, "no such row");
}

std::string TestRegister::Line(absl::string_view practice, absl::string_view obligation,
                               uint32_t year, absl::string_view at) const {
  return Summary(Get(practice, obligation, year, at));
}

std::vector<std::string> TestRegister::Why(absl::string_view practice, absl::string_view obligation,
                                           uint32_t year, absl::string_view at) const {
  return EvidenceOf(Get(practice, obligation, year, at));
}

std::string Summary(const Verdict& verdict) {
  std::string line =
      absl::StrCat(NameOf(verdict.status), " ", verdict.numerator, "/", verdict.denominator);
  if (verdict.first_met_on.has_value()) {
    absl::StrAppend(&line, " since ", domain::ToIso(*verdict.first_met_on));
  }
  if (verdict.coverage_now.has_value()) {
    absl::StrAppend(&line, " now ", verdict.coverage_now->numerator, "/",
                    verdict.coverage_now->denominator);
  }
  if (verdict.missing > 0) absl::StrAppend(&line, " missing ", verdict.missing);
  if (verdict.bookable > 0) absl::StrAppend(&line, " bookable ", verdict.bookable);
  if (!verdict.flags.empty()) absl::StrAppend(&line, " [", NamesOf(verdict.flags), "]");
  return line;
}

std::vector<std::string> EvidenceOf(const Verdict& verdict) {
  std::vector<std::string> lines;
  for (const Evidence& item : verdict.evidence) {
    std::string line =
        absl::StrCat(domain::ToIso(item.date), " ", item.person_id, " ", item.session_id,
                     item.offering_id, item.menu_slug, item.subject, " ", NameOf(item.reason));
    if (item.credited_year > 0) absl::StrAppend(&line, " ", item.credited_year);
    if (!item.flags.empty()) absl::StrAppend(&line, " (", NamesOf(item.flags), ")");
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace logboek::regioplan
