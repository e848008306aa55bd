// The calendar and who came: the half of History that speaks of sessions.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/history.h"
#include "storage/base/check.h"

namespace logboek::demo {
namespace {

// A calendar is out this long before a session.
constexpr int kPublishedDaysBefore = 90;

absl::CivilMinute StartOf(const SessionSpec& spec) {
  return absl::CivilMinute(spec.date.year(), spec.date.month(), spec.date.day(), spec.hour,
                           spec.minute);
}

}  // namespace

History::Session& History::SessionAt(absl::string_view session_id) {
  const auto found = sessions_.find(session_id);
  CHECK(found != sessions_.end(), "the session was scheduled");
  return found->second;
}

const History::Session& History::SessionAt(absl::string_view session_id) const {
  const auto found = sessions_.find(session_id);
  CHECK(found != sessions_.end(), "the session was scheduled");
  return found->second;
}

void History::PublishOffering(absl::string_view offering_id, OfferingKind kind,
                              absl::string_view title, const std::vector<std::string>& menu_slugs,
                              absl::CivilDay on) {
  CHECK(offerings_.emplace(std::string(offering_id), std::vector<std::string>()).second);
  auto* offering =
      Add(std::min(on, kLastDay), options_.academy, absl::StrCat("offering/", offering_id))
          .mutable_publish_offering();
  offering->set_offering_id(std::string(offering_id));
  offering->set_region(options_.region);
  offering->set_academy(options_.academy);
  offering->set_kind(kind);
  offering->set_title(std::string(title));
  for (const std::string& slug : menu_slugs) offering->add_menu_slugs(slug);
}

void History::ScheduleSession(const SessionSpec& spec) {
  const auto offering = offerings_.find(spec.offering_id);
  CHECK(offering != offerings_.end());
  offering->second.push_back(spec.id);
  const bool is_announced = spec.published_on != absl::CivilDay();
  const absl::CivilDay announced_on =
      is_announced ? spec.published_on : spec.date - kPublishedDaysBefore;
  Session session{.spec = spec,
                  .published_on = std::min(announced_on, kLastDay),
                  .cancelled = false,
                  .list_closed = false,
                  .attendances = {},
                  .last_push = {}};
  auto* scheduled = Add(session.published_on, options_.academy, absl::StrCat("session/", spec.id))
                        .mutable_schedule_session();
  scheduled->set_session_id(spec.id);
  scheduled->set_offering_id(spec.offering_id);
  *scheduled->mutable_starts_at() = ToProto(StartOf(spec));
  *scheduled->mutable_ends_at() = ToProto(StartOf(spec) + spec.minutes);
  scheduled->set_capacity(spec.capacity);
  scheduled->set_without_waiting_list(spec.without_waiting_list);
  CHECK(sessions_.emplace(spec.id, std::move(session)).second);
}

void History::DefineSeries(absl::string_view series_id, uint32_t programme_year,
                           const std::vector<std::string>& cohort_ids,
                           const std::vector<std::string>& session_ids) {
  absl::CivilDay on = SessionAt(session_ids.front()).published_on;
  for (const std::string& id : session_ids) on = std::max(on, SessionAt(id).published_on);
  // Both dates of a series are announced together, well before the first.
  CHECK(on < SessionAt(session_ids.front()).spec.date);
  CHECK(series_.emplace(std::string(series_id), session_ids).second);
  auto* series =
      Add(on, options_.academy, absl::StrCat("series/", series_id)).mutable_define_series();
  series->set_series_id(std::string(series_id));
  series->set_region(options_.region);
  series->set_programme_year(programme_year);
  for (const std::string& id : cohort_ids) series->add_cohort_ids(id);
  for (const std::string& id : session_ids) series->add_session_ids(id);
}

void History::MoveSession(absl::string_view session_id, absl::CivilDay to, absl::CivilDay on) {
  Session& session = SessionAt(session_id);
  CHECK(!session.cancelled && session.attendances.empty() && session.published_on <= on);
  session.spec.date = to;
  for (const auto& [id, enrolment] : enrolments_) {
    if (!enrolment.active || !IsEnrolledAt(enrolment.guest.person_id, session_id)) continue;
    CHECK(IsEngaged(enrolment.guest.person_id, enrolment.guest.practice_id, to));
  }
  auto* move = Add(on, options_.academy, absl::StrCat("move/", session_id, "/", ToIso(to)))
                   .mutable_move_session();
  move->set_session_id(std::string(session_id));
  *move->mutable_starts_at() = ToProto(StartOf(session.spec));
  *move->mutable_ends_at() = ToProto(StartOf(session.spec) + session.spec.minutes);
}

void History::CancelSession(absl::string_view session_id, absl::string_view reason,
                            absl::CivilDay on) {
  Session& session = SessionAt(session_id);
  CHECK(!session.cancelled && session.attendances.empty() && session.published_on <= on);
  session.cancelled = true;
  auto* cancel =
      Add(on, options_.academy, absl::StrCat("cancel/", session_id)).mutable_cancel_session();
  cancel->set_session_id(std::string(session_id));
  cancel->set_reason(std::string(reason));
}

void History::ChangeCapacity(absl::string_view session_id, uint32_t capacity, absl::CivilDay on) {
  Session& session = SessionAt(session_id);
  CHECK(!session.cancelled && session.published_on <= on && capacity != session.spec.capacity);
  // Pushed after the session everybody has a place, those told of later on not yet.
  CHECK(capacity == 0 || capacity >= EnrolledAt(session_id));
  session.spec.capacity = capacity;
  auto* change = Add(on, options_.academy, absl::StrCat("capacity/", session_id, "/", capacity))
                     .mutable_change_session_capacity();
  change->set_session_id(std::string(session_id));
  change->set_capacity(capacity);
}

std::optional<absl::CivilDay> History::UnitedFrom(const std::vector<Member>& members,
                                                  const Guest& guest, absl::string_view other,
                                                  absl::CivilDay day) {
  const auto since = [&](absl::string_view practice_id) -> std::optional<absl::CivilDay> {
    for (const Member& member : members) {
      const bool runs = member.from <= day && day < member.until;
      if (runs && member.practice_id == practice_id) return member.from;
    }
    return std::nullopt;
  };
  const auto own = since(guest.practice_id);
  const auto others = since(other);
  if (!own.has_value() || !others.has_value()) return std::nullopt;
  return std::max(*own, *others);
}

absl::CivilDay History::RepresentsFrom(const Guest& guest, absl::CivilDay day) const {
  absl::CivilDay from;
  for (const std::string& other : guest.represents) {
    std::optional<absl::CivilDay> united;
    for (const auto* units : {&joint_plans_, &centres_}) {
      for (const auto& [id, members] : *units) {
        if (!united.has_value()) united = UnitedFrom(members, guest, other, day);
      }
    }
    CHECK(united.has_value(),
          "only a joint plan or a centre with one plan lets somebody represent");
    from = std::max(from, *united);
  }
  return from;
}

std::string History::EnrolAt(const Guest& guest, std::vector<std::string> session_ids,
                             absl::string_view series_id, absl::CivilDay requested_on,
                             Participation participation) {
  const absl::CivilDay first = DateOf(session_ids.front());
  absl::CivilDay pushed_on = requested_on;
  for (const std::string& id : session_ids) {
    const Session& session = SessionAt(id);
    CHECK(!session.cancelled && !IsEnrolledAt(guest.person_id, id));
    CHECK(session.spec.date < GoneOn(guest.practice_id));
    const Engagement& engagement =
        EngagementOn(guest.person_id, guest.practice_id, session.spec.date);
    pushed_on = std::max({pushed_on, session.published_on, engagement.pushed_on,
                          RepresentsFrom(guest, session.spec.date)});
  }
  const std::string id = absl::StrFormat("%s-e-%05d", options_.prefix, ++enrolment_count_);
  auto* enrol = Add(pushed_on, options_.academy, absl::StrCat("enrol/", id)).mutable_enrol();
  enrol->set_enrolment_id(id);
  if (series_id.empty()) {
    enrol->set_session_id(session_ids.front());
  } else {
    enrol->set_series_id(std::string(series_id));
  }
  enrol->set_person_id(guest.person_id);
  enrol->set_practice_id(guest.practice_id);
  for (const std::string& other : guest.represents) enrol->add_represents(other);
  if (participation != Participation::PARTICIPATION_PARTICIPANT) {
    enrol->set_participation(participation);
  }
  *enrol->mutable_requested_on() = ToProto(std::min(pushed_on, first));
  enrolments_[id] = {.guest = guest,
                     .session_ids = std::move(session_ids),
                     .pushed_on = pushed_on,
                     .active = true};
  return id;
}

std::string History::Enrol(const Guest& guest, absl::string_view session_id,
                           absl::CivilDay requested_on, Participation participation) {
  return EnrolAt(guest, {std::string(session_id)}, "", requested_on, participation);
}

std::string History::EnrolSeries(const Guest& guest, absl::string_view series_id,
                                 absl::CivilDay requested_on) {
  return EnrolAt(guest, series_.find(series_id)->second, series_id, requested_on,
                 Participation::PARTICIPATION_PARTICIPANT);
}

History::Enrolment& History::ActiveEnrolment(absl::string_view enrolment_id) {
  const auto found = enrolments_.find(enrolment_id);
  CHECK(found != enrolments_.end() && found->second.active);
  return found->second;
}

void History::CancelEnrolment(absl::string_view enrolment_id, absl::CivilDay on) {
  Enrolment& enrolment = ActiveEnrolment(enrolment_id);
  const absl::CivilDay cancelled_on = std::max(on, enrolment.pushed_on);
  for (const std::string& id : enrolment.session_ids) CHECK(cancelled_on < DateOf(id));
  enrolment.active = false;
  auto* cancel = Add(cancelled_on, options_.academy, absl::StrCat("sign-off/", enrolment_id))
                     .mutable_cancel_enrolment();
  cancel->set_enrolment_id(std::string(enrolment_id));
  *cancel->mutable_cancelled_on() = ToProto(cancelled_on);
}

void History::RejectEnrolment(absl::string_view enrolment_id, absl::string_view reason,
                              absl::CivilDay on) {
  Enrolment& enrolment = ActiveEnrolment(enrolment_id);
  CHECK(enrolment.pushed_on <= on);
  enrolment.active = false;
  auto* rejection =
      Add(on, options_.academy, absl::StrCat("reject/", enrolment_id)).mutable_reject_enrolment();
  rejection->set_enrolment_id(std::string(enrolment_id));
  rejection->set_reason(std::string(reason));
}

void History::Substitute(absl::string_view enrolment_id, absl::string_view person_id,
                         absl::CivilDay on) {
  Enrolment& enrolment = ActiveEnrolment(enrolment_id);
  CHECK(enrolment.pushed_on <= on);
  for (const std::string& id : enrolment.session_ids) {
    CHECK(on < DateOf(id) && !IsEnrolledAt(person_id, id));
    CHECK(EngagementOn(person_id, enrolment.guest.practice_id, DateOf(id)).pushed_on <= on);
  }
  enrolment.guest.person_id = std::string(person_id);
  auto* substitution =
      Add(on, options_.academy, absl::StrCat("substitute/", enrolment_id, "/", person_id))
          .mutable_substitute_participant();
  substitution->set_enrolment_id(std::string(enrolment_id));
  substitution->set_person_id(std::string(person_id));
}

void History::Attend(const Guest& guest, absl::string_view session_id, AttendanceStatus status,
                     absl::CivilDay late_on) {
  Session& session = SessionAt(session_id);
  CHECK(!session.cancelled && session.spec.date < kLastDay);
  CHECK(RepresentsFrom(guest, session.spec.date) <= session.spec.date);
  absl::CivilDay on = std::max(session.spec.date + 1, late_on);
  on = std::max(on, practices_.find(guest.practice_id)->second.entered_on);
  // The person may have been entered after a session that the academy pushes late.
  for (const Engagement& engagement : engagements_) {
    if (engagement.person_id == guest.person_id && engagement.practice_id == guest.practice_id &&
        engagement.from <= session.spec.date) {
      on = std::max(on, std::min(engagement.pushed_on, session.spec.date + 60));
    }
  }
  CHECK(session.attendances.emplace(guest.person_id, status).second, "one record a person");
  session.last_push = std::max(session.last_push, on);
  auto* attendance =
      Add(on, options_.academy, absl::StrCat("attendance/", session_id, "/", guest.person_id))
          .mutable_record_attendance();
  attendance->set_session_id(std::string(session_id));
  attendance->set_person_id(guest.person_id);
  attendance->set_practice_id(guest.practice_id);
  for (const std::string& other : guest.represents) attendance->add_represents(other);
  attendance->set_status(status);
}

void History::CorrectAttendance(const Guest& guest, absl::string_view session_id,
                                AttendanceStatus status, const Decision& decision) {
  Session& session = SessionAt(session_id);
  CHECK(session.last_push <= decision.on && session.attendances.count(guest.person_id) == 1);
  session.attendances[guest.person_id] = status;
  auto* correction = Add(decision.on, options_.coordinator,
                         absl::StrCat("correction/", session_id, "/", guest.person_id))
                         .mutable_correct_attendance();
  correction->set_session_id(std::string(session_id));
  correction->set_person_id(guest.person_id);
  correction->set_practice_id(guest.practice_id);
  correction->set_status(status);
  correction->set_reason(decision.reason);
  correction->set_decided_by(decision.decided_by);
}

void History::VoidAttendance(absl::string_view person_id, absl::string_view session_id,
                             const Decision& decision) {
  Session& session = SessionAt(session_id);
  // The count of a list speaks of the day it was closed, so it's closed first.
  CHECK(session.last_push <= decision.on && session.list_closed);
  CHECK(session.attendances.erase(std::string(person_id)) == 1);
  auto* voided =
      Add(decision.on, options_.coordinator, absl::StrCat("void/", session_id, "/", person_id))
          .mutable_void_attendance();
  voided->set_session_id(std::string(session_id));
  voided->set_person_id(std::string(person_id));
  voided->set_reason(decision.reason);
  voided->set_decided_by(decision.decided_by);
}

void History::CloseList(absl::string_view session_id) {
  Session& session = SessionAt(session_id);
  CHECK(!session.list_closed && !session.attendances.empty());
  session.list_closed = true;
  auto* list = Add(std::min(session.last_push + 2, kLastDay), options_.academy,
                   absl::StrCat("list/", session_id))
                   .mutable_close_attendance_list();
  list->set_session_id(std::string(session_id));
  list->set_count(static_cast<uint32_t>(session.attendances.size()));
}

void History::Complete(absl::string_view offering_id, const Guest& guest,
                       absl::CivilDay completed_on) {
  absl::CivilDay on = std::min(completed_on + 3, kLastDay);
  for (const std::string& id : offerings_.find(offering_id)->second) {
    const Session& session = SessionAt(id);
    const auto record = session.attendances.find(guest.person_id);
    CHECK(record != session.attendances.end() &&
              record->second == AttendanceStatus::ATTENDANCE_STATUS_PRESENT,
          "a course is completed by whoever was at all of it");
    on = std::max(on, session.last_push);
  }
  on = std::max(on, EngagementOn(guest.person_id, guest.practice_id, completed_on).pushed_on);
  CHECK(completed_on <= on);
  CHECK(completions_.emplace(std::string(offering_id), guest.person_id).second);
  auto* completion =
      Add(on, options_.academy, absl::StrCat("completion/", offering_id, "/", guest.person_id))
          .mutable_complete_course();
  completion->set_offering_id(std::string(offering_id));
  completion->set_person_id(guest.person_id);
  completion->set_practice_id(guest.practice_id);
  *completion->mutable_completed_on() = ToProto(completed_on);
  completion->set_certificate_ref(absl::StrCat("cert/", offering_id, "/", guest.person_id));
}

void History::RevokeCompletion(absl::string_view offering_id, absl::string_view person_id,
                               const Decision& decision) {
  CHECK(completions_.erase({std::string(offering_id), std::string(person_id)}) == 1);
  auto* revocation =
      Add(decision.on, options_.academy, absl::StrCat("revocation/", offering_id, "/", person_id))
          .mutable_revoke_completion();
  revocation->set_offering_id(std::string(offering_id));
  revocation->set_person_id(std::string(person_id));
  revocation->set_reason(decision.reason);
  revocation->set_decided_by(decision.decided_by);
}

void History::RecognisePriorTraining(absl::string_view person_id, absl::string_view menu_slug,
                                     absl::CivilDay done_on, const Decision& decision) {
  CHECK(done_on < decision.on);
  auto* recognition = Add(decision.on, options_.coordinator,
                          absl::StrCat("recognition/", person_id, "/", menu_slug))
                          .mutable_recognise_prior_training();
  recognition->set_person_id(std::string(person_id));
  recognition->set_region(options_.region);
  recognition->set_menu_slug(std::string(menu_slug));
  *recognition->mutable_done_on() = ToProto(done_on);
  *recognition->mutable_decided_on() = ToProto(decision.on);
  recognition->set_decided_by(decision.decided_by);
}

void History::Waive(absl::string_view practice_id, absl::string_view obligation_id,
                    uint32_t programme_year, const Decision& decision) {
  auto* waiver = Add(decision.on, options_.coordinator,
                     absl::StrCat("waiver/", practice_id, "/", obligation_id, "/", programme_year))
                     .mutable_waive_requirement();
  waiver->set_practice_id(std::string(practice_id));
  waiver->set_obligation_id(std::string(obligation_id));
  waiver->set_programme_year(programme_year);
  waiver->set_ground(decision.reason);
  waiver->set_decided_by(decision.decided_by);
  *waiver->mutable_decided_on() = ToProto(decision.on);
}

absl::CivilDay History::DateOf(absl::string_view session_id) const {
  return SessionAt(session_id).spec.date;
}

uint32_t History::CapacityOf(absl::string_view session_id) const {
  return SessionAt(session_id).spec.capacity;
}

size_t History::EnrolledAt(absl::string_view session_id) const {
  return static_cast<size_t>(
      std::count_if(enrolments_.begin(), enrolments_.end(), [&](const auto& entry) {
        const std::vector<std::string>& ids = entry.second.session_ids;
        return entry.second.active && std::find(ids.begin(), ids.end(), session_id) != ids.end();
      }));
}

bool History::IsEnrolledAt(absl::string_view person_id, absl::string_view session_id) const {
  return std::any_of(enrolments_.begin(), enrolments_.end(), [&](const auto& entry) {
    const std::vector<std::string>& ids = entry.second.session_ids;
    return entry.second.active && entry.second.guest.person_id == person_id &&
           std::find(ids.begin(), ids.end(), session_id) != ids.end();
  });
}

}  // namespace logboek::demo
