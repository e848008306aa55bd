#include "services/regioplan/practice_view.h"

#include <algorithm>
#include <tuple>

namespace logboek::regioplan {
namespace {

// The record behind an id, or null.
template <typename Map>
auto FindIn(const Map& records, absl::string_view id) -> decltype(records.begin()->second.get()) {
  const auto found = records.find(id);
  return found == records.end() ? nullptr : found->second.get();
}

bool EngagedAt(const domain::Person& person, absl::string_view practice_id, absl::CivilDay day) {
  return std::any_of(person.engagements.begin(), person.engagements.end(),
                     [&](const domain::Engagement& engagement) {
                       return engagement.practice_id == practice_id &&
                              engagement.period.Contains(day);
                     });
}

}  // namespace

bool PresenceMayCount(domain::OfferingKind kind) {
  return domain::IsMeeting(kind) || kind == event::v1::OFFERING_KIND_COACHING;
}

PracticeView::PracticeView(const PracticeFacts& facts, absl::CivilDay at, bool with_evidence)
    : facts_(facts),
      at_(at),
      with_evidence_(with_evidence),
      participation_(domain::ParticipationOn(*facts.practice, at)) {
  const auto& confirmations = practice().confirmations;
  roster_confirmed_ = std::any_of(
      confirmations.begin(), confirmations.end(),
      [&](const domain::RosterConfirmation& confirmation) { return confirmation.as_of <= at; });
  ResolvePartners();
  ResolveAttendances();
  ResolveStaff();
  ResolveEnrolments();
}

const std::vector<HeldPlace>* PracticeView::HeldAt(const domain::Session& session) const {
  const auto found = held_.find(session.id);
  return found == held_.end() ? nullptr : &found->second;
}

const domain::Series* PracticeView::SeriesOf(const domain::Session& session) const {
  return session.series_id.empty() ? nullptr : FindIn(facts_.series, session.series_id);
}

std::vector<domain::DateRange> PracticeView::OnTrack(absl::string_view track) const {
  std::vector<domain::DateRange> periods;
  for (const domain::TrackPeriod& membership : practice().tracks) {
    if (membership.track == track && !membership.period.empty()) {
      periods.push_back(membership.period);
    }
  }
  std::sort(periods.begin(), periods.end(),
            [](const auto& a, const auto& b) { return a.from < b.from; });
  std::vector<domain::DateRange> merged;
  for (const domain::DateRange& period : periods) {
    if (!merged.empty() && period.from <= merged.back().until) {
      merged.back().until = std::max(merged.back().until, period.until);
    } else {
      merged.push_back(period);
    }
  }
  return merged;
}

const v1::MenuItem* PracticeView::MenuRow(absl::string_view slug, absl::CivilDay day) const {
  for (const auto& [id, versions] : facts_.region->plan_versions) {
    for (const v1::MenuItem& row : domain::PlanOn(versions, day).menu()) {
      if (row.slug() != slug) continue;
      if (!domain::IsAbsent(row.valid_from()) && day < domain::FromProto(row.valid_from()))
        continue;
      if (day >= domain::UntilFromProto(row.valid_until())) continue;
      return &row;
    }
  }
  return nullptr;
}

void PracticeView::AddPartnerPeriods(absl::string_view partner_id,
                                     const domain::DateRange& period) {
  if (!period.empty()) partner_periods_[partner_id].push_back(period);
}

void PracticeView::ResolvePartners() {
  const absl::string_view own_id = practice().id;
  for (const auto& plan : facts_.joint_plans) {
    for (const domain::GroupMember& own : plan->members) {
      if (own.practice_id != own_id) continue;
      // Membership before the plan was handed in gives nothing (P13).
      const domain::DateRange since{.from = std::max(own.period.from, plan->submitted_on),
                                    .until = own.period.until};
      for (const domain::GroupMember& other : plan->members) {
        if (other.practice_id == own_id) continue;
        AddPartnerPeriods(other.practice_id, domain::Intersect(since, other.period));
      }
    }
  }
  for (const auto& centre : facts_.health_centres) {
    for (const domain::CentreMember& own : centre->members) {
      if (own.practice_id != own_id || !own.single_plan) continue;
      for (const domain::CentreMember& other : centre->members) {
        if (other.practice_id == own_id || !other.single_plan) continue;
        AddPartnerPeriods(other.practice_id, domain::Intersect(own.period, other.period));
      }
    }
  }
}

bool PracticeView::PartnerSpeaks(absl::string_view partner_id, absl::CivilDay day) const {
  const auto found = partner_periods_.find(partner_id);
  if (found == partner_periods_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const domain::DateRange& period) { return period.Contains(day); });
}

const domain::Person* PracticeView::PersonOf(absl::string_view id) const {
  const auto found = std::lower_bound(
      facts_.persons.begin(), facts_.persons.end(), id,
      [](const auto& person, absl::string_view wanted) { return person->id < wanted; });
  return found == facts_.persons.end() || (*found)->id != id ? nullptr : found->get();
}

void PracticeView::AddAttendance(const domain::Attendance& record, bool own) {
  const domain::Session* session = FindIn(facts_.sessions, record.session_id);
  if (session == nullptr || session->date > at_) return;
  const domain::Person* person = PersonOf(record.person_id);
  attendances_.push_back(
      {.record = &record,
       .session = session,
       .person = person,
       .own = own,
       .speaks = own || PartnerSpeaks(record.practice_id, session->date),
       .engaged = person != nullptr && EngagedAt(*person, record.practice_id, session->date)});
}

void PracticeView::ResolveAttendances() {
  const auto add = [&](const domain::Practice& practice, bool own) {
    for (const auto& [key, record] : practice.attendances) AddAttendance(*record, own);
    for (const domain::AttendancePtr& record : practice.former_attendances) {
      AddAttendance(*record, own);
    }
  };
  add(practice(), true);
  for (const auto& [id, partner] : facts_.partners) add(*partner, false);
  std::sort(attendances_.begin(), attendances_.end(),
            [](const AttendanceFact& a, const AttendanceFact& b) {
              return std::tie(a.session->date, a.record->ref.position) <
                     std::tie(b.session->date, b.record->ref.position);
            });
}

bool PracticeView::IsOnMenu(const domain::Offering& offering, absl::CivilDay day) const {
  return std::any_of(offering.menu_slugs.begin(), offering.menu_slugs.end(),
                     [&](const std::string& slug) { return MenuRow(slug, day) != nullptr; });
}

void PracticeView::AddPresence(const domain::Attendance& record, StaffMember* member) {
  const domain::Session* session = FindIn(facts_.sessions, record.session_id);
  if (session == nullptr || session->date > at_) return;
  TrainingItem item{.presence = &record,
                    .session = session,
                    .offering = FindIn(facts_.offerings, session->offering_id),
                    .date = session->date,
                    .position = record.ref.position};
  item.engaged = EngagedAt(*member->person, record.practice_id, item.date) ||
                 EngagedAt(*member->person, practice().id, item.date);
  item.presence_counts = item.offering != nullptr && PresenceMayCount(session->kind) &&
                         IsOnMenu(*item.offering, item.date);
  member->items.push_back(item);
}

void PracticeView::AddItems(bool worked_here, StaffMember* member) {
  const domain::Person& person = *member->person;
  // Of somebody who never worked here only what was recorded for the practice is of interest.
  const auto wanted = [&](const domain::AttendancePtr& record) {
    return worked_here || record->practice_id == practice().id;
  };
  for (const auto& [session_id, record] : person.attendances) {
    if (wanted(record)) AddPresence(*record, member);
  }
  for (const domain::AttendancePtr& record : person.former_attendances) {
    if (wanted(record)) AddPresence(*record, member);
  }
  if (worked_here) {
    for (const domain::Completion& completion : person.completions) {
      if (completion.completed_on > at_) continue;
      member->items.push_back({.completion = &completion,
                               .offering = FindIn(facts_.offerings, completion.offering_id),
                               .date = completion.completed_on,
                               .position = completion.ref.position});
    }
    for (const domain::Recognition& recognition : person.recognitions) {
      if (recognition.decided_on > at_) continue;
      member->items.push_back({.recognition = &recognition,
                               .date = recognition.decided_on,
                               .position = recognition.ref.position});
    }
  }
  std::sort(member->items.begin(), member->items.end(),
            [](const TrainingItem& a, const TrainingItem& b) {
              return std::tie(a.date, a.position) < std::tie(b.date, b.position);
            });
}

void PracticeView::ResolveStaff() {
  staff_.reserve(facts_.persons.size());
  for (const auto& person : facts_.persons) {
    StaffMember member;
    member.person = person.get();
    for (const domain::Engagement& engagement : person->engagements) {
      if (engagement.practice_id == practice().id) member.engagements.push_back(&engagement);
    }
    AddItems(!member.engagements.empty(), &member);
    if (member.engagements.empty() && member.items.empty()) continue;
    staff_.push_back(std::move(member));
  }
}

void PracticeView::ResolveEnrolment(const domain::EnrolmentRecord& enrolment) {
  if (enrolment.confirmed_on > at_) return;
  const bool own = enrolment.practice_id == practice().id;
  const auto look_at = [&](absl::string_view session_id) {
    const domain::Session* session = FindIn(facts_.sessions, session_id);
    if (session == nullptr) return;
    if (!own && !PartnerSpeaks(enrolment.practice_id, session->date)) return;
    // Whoever signs off keeps what was enrolled in before that day.
    if (enrolment.ended_on <= at_ && enrolment.ended_on <= session->date) return;
    const domain::Series* series = SeriesOf(*session);
    // A place at one session of a series is a place in that series too, for that date.
    if (series != nullptr) {
      enrolled_series_.push_back({.series = series, .session = session, .own = own});
    }
    if (session->cancelled) {
      cancelled_.push_back({.session = session, .series = series, .own = own});
    } else if (enrolment.participation != event::v1::PARTICIPATION_FACILITATOR) {
      held_[session->id].push_back({.person_id = enrolment.person_id, .own = own});
    }
  };
  if (!enrolment.session_id.empty()) return look_at(enrolment.session_id);
  if (const domain::Series* series = FindIn(facts_.series, enrolment.series_id)) {
    for (const std::string& id : series->session_ids) look_at(id);
  }
}

void PracticeView::ResolveEnrolments() {
  for (const auto& [id, enrolment] : facts_.enrolments) ResolveEnrolment(*enrolment);
}

}  // namespace logboek::regioplan
