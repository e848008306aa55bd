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

}  // namespace

bool PresenceMayCount(domain::OfferingKind kind) {
  return domain::IsMeeting(kind) || kind == event::v1::OFFERING_KIND_COACHING;
}

PracticeView::PracticeView(const PracticeFacts& facts, absl::CivilDay at, bool with_evidence)
    : facts_(facts),
      at_(at),
      with_evidence_(with_evidence),
      participation_(domain::ParticipationOn(*facts.practice, at)) {
  ResolvePeople();
  AddSelf(practice(), std::nullopt);
  for (const MergedPractice& merged : facts_.merged) {
    // Not before its day.
    if (merged.since > at) continue;
    merged_.push_back(merged);
    AddSelf(*merged.practice, merged.since);
  }
  ResolveAttendances();
  ResolveStaff();
  ResolveEnrolments();
}

bool PracticeView::RosterConfirmed(const std::optional<domain::DateRange>& range) const {
  const auto& confirmations = practice().confirmations;
  return std::any_of(confirmations.begin(), confirmations.end(),
                     [&](const domain::RosterConfirmation& confirmation) {
                       return confirmation.as_of <= at_ &&
                              (!range.has_value() || range->Contains(confirmation.as_of));
                     });
}

bool PracticeView::JoinedLater(const domain::Practice& self, absl::string_view partner_id,
                               absl::CivilDay day, const domain::DateRange& window) const {
  if (!window.Contains(day)) return false;
  for (const auto& plan : facts_.joint_plans) {
    if (plan->submitted_on > day) continue;
    const auto is_member = [&](absl::string_view id, const auto& when) {
      return std::any_of(plan->members.begin(), plan->members.end(),
                         [&](const domain::GroupMember& member) {
                           return member.practice_id == id && when(member.period);
                         });
    };
    const bool partner = is_member(
        partner_id, [&](const domain::DateRange& period) { return period.Contains(day); });
    const bool joined = is_member(self.id, [&](const domain::DateRange& period) {
      return period.from > day && !domain::Intersect(period, window).empty();
    });
    if (partner && joined) return true;
  }
  return false;
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

void PracticeView::AddSelf(const domain::Practice& practice, MergedOn merged_on) {
  Self& self = selves_.emplace_back();
  self.practice = &practice;
  self.merged_on = merged_on;
  ResolvePartners(&self);
}

void PracticeView::ResolvePartners(Self* self) const {
  const std::string& own_id = self->practice->id;
  const auto add = [&](Partners* partners, absl::string_view partner_id,
                       const domain::DateRange& period) {
    if (!period.empty()) (*partners)[partner_id].push_back(period);
    self->members.insert(partner_id);
  };
  for (const auto& plan : facts_.joint_plans) {
    for (const domain::GroupMember& own : plan->members) {
      if (own.practice_id != own_id) continue;
      // Membership before the plan was handed in gives nothing (P13).
      const domain::DateRange since{.from = std::max(own.period.from, plan->submitted_on),
                                    .until = own.period.until};
      for (const domain::GroupMember& other : plan->members) {
        if (other.practice_id == own_id) continue;
        add(&self->partners, other.practice_id, domain::Intersect(since, other.period));
      }
    }
  }
  for (const auto& centre : facts_.health_centres) {
    for (const domain::CentreMember& own : centre->members) {
      if (own.practice_id != own_id) continue;
      for (const domain::CentreMember& other : centre->members) {
        if (other.practice_id == own_id) continue;
        const domain::DateRange both = domain::Intersect(own.period, other.period);
        add(&self->centre_partners, other.practice_id, both);
        if (own.single_plan && other.single_plan) add(&self->partners, other.practice_id, both);
      }
    }
  }
}

Voice PracticeView::VoiceOf(absl::string_view practice_id, absl::CivilDay date,
                            const std::vector<std::string>& represents) const {
  Voice voice{practice_id, date, {}};
  for (const Self& self : selves_) {
    const bool own = self.practice->id == practice_id;
    if (!own && !self.members.contains(practice_id)) continue;
    Way way{.self = self.practice, .merged_on = self.merged_on, .own = own};
    way.speaks = SpeaksOn(self.partners, practice_id, date);
    way.same_centre = SpeaksOn(self.centre_partners, practice_id, date);
    way.listed =
        std::find(represents.begin(), represents.end(), self.practice->id) != represents.end();
    voice.ways.push_back(way);
  }
  return voice;
}

bool PracticeView::SpeaksOn(const Partners& partners, absl::string_view partner_id,
                            absl::CivilDay day) {
  const auto found = partners.find(partner_id);
  if (found == partners.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const domain::DateRange& period) { return period.Contains(day); });
}

void PracticeView::ResolvePeople() {
  people_.reserve(facts_.persons.size());
  absl::flat_hash_map<const domain::Person*, size_t> groups;
  for (const auto& person : facts_.persons) {
    const domain::Person* kept = KeptOf(*person);
    const auto [group, inserted] = groups.try_emplace(kept, people_.size());
    if (inserted) people_.push_back({.kept = kept});
    people_[group->second].parts.push_back(person.get());
  }
  for (const PersonView& person : people_) {
    for (const domain::Person* part : person.parts) person_of_[part->id] = &person;
  }
}

const domain::Person* PracticeView::KeptOf(const domain::Person& person) const {
  const domain::Person* kept = &person;
  while (!kept->linked_to.empty()) {
    const domain::Person* next = RecordOf(kept->linked_to);
    if (next == nullptr) break;
    kept = next;
  }
  return kept;
}

bool PracticeView::IsOwn(absl::string_view practice_id, MergedOn* merged_on) const {
  if (practice_id == practice().id) return true;
  for (const MergedPractice& merged : merged_) {
    if (merged.practice->id != practice_id) continue;
    *merged_on = merged.since;
    return true;
  }
  return false;
}

bool PracticeView::WorksAt(const PersonView& person, absl::string_view practice_id,
                           absl::CivilDay day,
                           const google::protobuf::RepeatedField<int>& roles) const {
  const auto is_one_by_then = [&](absl::string_view id) {
    return std::any_of(selves_.begin(), selves_.end(), [&](const Self& self) {
      return self.practice->id == id && (!self.merged_on.has_value() || *self.merged_on <= day);
    });
  };
  const bool here = is_one_by_then(practice_id);
  const auto works = [&](const domain::Engagement& engagement) {
    const bool there =
        engagement.practice_id == practice_id || (here && is_one_by_then(engagement.practice_id));
    return there && engagement.period.Contains(day) &&
           (roles.empty() || std::find(roles.begin(), roles.end(), engagement.role) != roles.end());
  };
  return std::any_of(person.parts.begin(), person.parts.end(), [&](const domain::Person* part) {
    return std::any_of(part->engagements.begin(), part->engagements.end(), works);
  });
}

bool PracticeView::EngagedAt(const PersonView& person, absl::string_view practice_id,
                             absl::CivilDay day) const {
  return WorksAt(person, practice_id, day, {});
}

const domain::Person* PracticeView::RecordOf(absl::string_view id) const {
  const auto found = std::lower_bound(
      facts_.persons.begin(), facts_.persons.end(), id,
      [](const auto& person, absl::string_view wanted) { return person->id < wanted; });
  return found == facts_.persons.end() || (*found)->id != id ? nullptr : found->get();
}

const PersonView* PracticeView::PersonOf(absl::string_view id) const {
  const auto found = person_of_.find(id);
  return found == person_of_.end() ? nullptr : found->second;
}

void PracticeView::AddAttendance(const domain::Attendance& record) {
  const domain::Session* session = FindIn(facts_.sessions, record.session_id);
  if (session == nullptr || session->date > at_) return;
  AttendanceFact fact{.record = &record,
                      .session = session,
                      .person = PersonOf(record.person_id),
                      .voice = VoiceOf(record.practice_id, session->date, record.represents)};
  if (fact.voice.ways.empty()) return;
  fact.engaged =
      fact.person != nullptr && EngagedAt(*fact.person, record.practice_id, session->date);
  attendances_.push_back(std::move(fact));
}

void PracticeView::AddAttendances(const domain::Practice& practice) {
  for (const auto& [key, record] : practice.attendances) AddAttendance(*record);
  for (const domain::AttendancePtr& record : practice.former_attendances) AddAttendance(*record);
}

void PracticeView::ResolveAttendances() {
  AddAttendances(practice());
  // One that is merged later may be a partner until then.
  for (const MergedPractice& merged : facts_.merged) AddAttendances(*merged.practice);
  for (const auto& [id, partner] : facts_.partners) AddAttendances(*partner);
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

void PracticeView::AddPresence(const PersonView& person, const domain::Attendance& record,
                               StaffMember* member) const {
  const domain::Session* session = FindIn(facts_.sessions, record.session_id);
  if (session == nullptr || session->date > at_) return;
  TrainingItem item{.presence = &record,
                    .session = session,
                    .offering = FindIn(facts_.offerings, session->offering_id),
                    .date = session->date,
                    .position = record.ref.position};
  item.engaged = EngagedAt(person, record.practice_id, item.date) ||
                 EngagedAt(person, practice().id, item.date);
  item.presence_counts = item.offering != nullptr && PresenceMayCount(session->kind) &&
                         IsOnMenu(*item.offering, item.date);
  member->items.push_back(item);
}

void PracticeView::AddExternal(const domain::Person& person, absl::CivilDay at,
                               StaffMember* member) {
  for (const domain::ExternalTraining& training : person.external_trainings) {
    // Once it is recognised, the decision speaks for it.
    const bool recognised = std::any_of(person.recognitions.begin(), person.recognitions.end(),
                                        [&](const domain::Recognition& recognition) {
                                          return recognition.region == training.region &&
                                                 recognition.menu_slug == training.menu_slug &&
                                                 recognition.done_on == training.done_on &&
                                                 recognition.decided_on <= at;
                                        });
    if (recognised || training.done_on > at) continue;
    member->items.push_back(
        {.external = &training, .date = training.done_on, .position = training.ref.position});
  }
}

void PracticeView::AddItems(const PersonView& person, bool worked_here, StaffMember* member) const {
  // Of somebody who never worked here only what was recorded for the practice is of interest.
  const auto wanted = [&](const domain::AttendancePtr& record) {
    MergedOn since;
    return worked_here || IsOwn(record->practice_id, &since);
  };
  for (const domain::Person* part : person.parts) {
    for (const auto& [session_id, record] : part->attendances) {
      if (wanted(record)) AddPresence(person, *record, member);
    }
    for (const domain::AttendancePtr& record : part->former_attendances) {
      if (wanted(record)) AddPresence(person, *record, member);
    }
    if (!worked_here) continue;
    for (const domain::Completion& completion : part->completions) {
      if (completion.completed_on > at_) continue;
      member->items.push_back({.completion = &completion,
                               .offering = FindIn(facts_.offerings, completion.offering_id),
                               .date = completion.completed_on,
                               .position = completion.ref.position});
    }
    for (const domain::Recognition& recognition : part->recognitions) {
      if (recognition.decided_on > at_) continue;
      member->items.push_back({.recognition = &recognition,
                               .date = recognition.decided_on,
                               .position = recognition.ref.position});
    }
    AddExternal(*part, at_, member);
  }
  std::sort(member->items.begin(), member->items.end(),
            [](const TrainingItem& a, const TrainingItem& b) {
              return std::tie(a.date, a.position) < std::tie(b.date, b.position);
            });
}

StaffMember PracticeView::StaffMemberOf(const PersonView& person) const {
  StaffMember member{.person = person.kept};
  for (const domain::Person* part : person.parts) {
    for (const domain::Engagement& engagement : part->engagements) {
      MergedOn since;
      if (!IsOwn(engagement.practice_id, &since)) continue;
      RosterStay stay{engagement.role, engagement.period};
      // Rosters are one from the merger on (R10).
      if (since.has_value()) stay.period.from = std::max(stay.period.from, *since);
      if (!since.has_value() || !stay.period.empty()) member.stays.push_back(stay);
    }
  }
  return member;
}

void PracticeView::ResolveStaff() {
  staff_.reserve(people_.size());
  for (const PersonView& person : people_) {
    StaffMember member = StaffMemberOf(person);
    AddItems(person, !member.stays.empty(), &member);
    if (member.stays.empty() && member.items.empty()) continue;
    staff_.push_back(std::move(member));
  }
}

void PracticeView::ResolveEnrolment(const domain::EnrolmentRecord& enrolment) {
  if (enrolment.confirmed_on > at_) return;
  const PersonView* person = PersonOf(enrolment.person_id);
  const absl::string_view person_id = person == nullptr ? enrolment.person_id : person->kept->id;
  const auto look_at = [&](absl::string_view session_id) {
    const domain::Session* session = FindIn(facts_.sessions, session_id);
    if (session == nullptr) return;
    // Whoever signs off keeps what was enrolled in before that day.
    if (enrolment.ended_on <= at_ && enrolment.ended_on <= session->date) return;
    const Voice voice = VoiceOf(enrolment.practice_id, session->date, enrolment.represents);
    if (voice.ways.empty()) return;
    const domain::Series* series = SeriesOf(*session);
    // A place at one session of a series is a place in that series too, for that date.
    if (series != nullptr) {
      enrolled_series_.push_back({.series = series, .session = session, .voice = voice});
    }
    if (session->cancelled) {
      cancelled_.push_back({.session = session, .series = series, .voice = voice});
    } else if (enrolment.participation != event::v1::PARTICIPATION_FACILITATOR) {
      held_[session->id].push_back({.person_id = person_id, .voice = voice});
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
