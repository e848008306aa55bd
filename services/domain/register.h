// The register: everything the log has told so far, in the shape that decisions and verdicts need.
//
// A Register changes only through Evolve (evolve.h), the same for live use, replay and tests. Its
// records are copy on write: whoever holds a shared_ptr to one keeps seeing it as it was. The
// Register itself is not thread-safe; copying pointers out of it under a shared lock is all a
// reader needs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "logboek/event/v1/event.pb.h"
#include "logboek/event/v1/vocabulary.pb.h"
#include "logboek/regioplan/v1/plan.pb.h"
#include "services/domain/dates.h"

namespace logboek::domain {

using event::v1::AttendanceStatus;
using event::v1::ChoiceMode;
using event::v1::Flag;
using event::v1::OfferingKind;
using event::v1::Participation;
using event::v1::Role;
using regioplan::v1::RegionPlan;

// Where a fact stands in the log.
struct FactRef {
  uint64_t position = 0;
  std::string event_id;
};

// A plan that is in force.
struct PublishedPlan {
  FactRef ref;
  // As it was written, with the changes of its menu since and the options that were decided on; the
  // fields are those of each interpretation's first option.
  RegionPlan written;
  // The same with the fields as the options have them: what everybody goes by.
  RegionPlan plan;
};

// The versions of one plan, by valid_from; a later publication with the same valid_from took the
// place of the earlier one. Never empty.
using PlanVersions = absl::btree_map<absl::CivilDay, std::shared_ptr<const PublishedPlan>>;

// The last version that was valid on the day, else the oldest.
const RegionPlan& PlanOn(const PlanVersions& versions, absl::CivilDay day);

struct Waiver {
  FactRef ref;
  std::string obligation_id;
  uint32_t programme_year = 0;
  std::string ground;
  std::string decided_by;
  absl::CivilDay decided_on;
};

// An AGB code from a day on.
struct AgbPeriod {
  std::string agb;
  absl::CivilDay from;
};

// Taking part in the programme, in a cohort, from the cohort's start until it was ended.
struct ParticipationPeriod {
  std::string cohort_id;
  DateRange period;
};

struct TrackPeriod {
  std::string track;
  DateRange period;
};

// Membership of a joint plan or health centre, as the practice sees it.
struct GroupPeriod {
  std::string group_id;
  DateRange period;
};

struct RosterConfirmation {
  FactRef ref;
  absl::CivilDay as_of;
};

// One record of attendance, active or voided. Shared by the session, the person and the practice.
struct Attendance {
  // The event that made it what it is now (recorded or last corrected, or voided).
  FactRef ref;
  // The event that first recorded it.
  FactRef first_ref;
  std::string session_id;
  std::string person_id;
  std::string practice_id;
  std::vector<std::string> represents;
  AttendanceStatus status = AttendanceStatus::ATTENDANCE_STATUS_UNSPECIFIED;
  std::vector<Flag> flags;
  bool voided = false;
  bool corrected = false;
};
using AttendancePtr = std::shared_ptr<const Attendance>;

// (session id, person id).
using AttendanceKey = std::pair<std::string, std::string>;

// A practice plan that was handed in.
struct PracticePlan {
  FactRef ref;
  absl::CivilDay submitted_on;
  std::string joint_plan_id;
  bool kept_locally = false;
};

// What a line of a practice plan is since a day.
struct LineVersion {
  FactRef ref;
  absl::CivilDay since;
  std::string menu_slug;
  ChoiceMode mode = ChoiceMode::CHOICE_MODE_UNSPECIFIED;
  // The text that works it out was handed in.
  bool has_text = false;
  bool withdrawn = false;
  // Of that text.
  std::string text_sha256;
};

struct InterventionLine {
  std::string line_id;
  std::string joint_plan_id;
  uint32_t period = 0;
  // In log order; never empty.
  std::vector<LineVersion> versions;

  // As the log has it last.
  const LineVersion& now() const { return versions.back(); }
};

// A form about a period, as it was given once.
struct FormAnswer {
  FactRef ref;
  absl::CivilDay given_on;
  // Surveys only.
  bool yes = false;
  uint32_t count = 0;
};
// (form, what it is about: a survey or an obligation, period).
using FormKey = std::tuple<regioplan::v1::StatementForm, std::string, uint32_t>;

struct DataRequest {
  FactRef ref;
  std::string request_id;
  absl::CivilDay requested_on;
  absl::CivilDay due_on;
  // kNoEnd = not yet.
  absl::CivilDay answered_on = kNoEnd;
};

struct Invitation {
  FactRef ref;
  absl::CivilDay invited_on;
  std::optional<uint32_t> period;
};

struct Visit {
  FactRef ref;
  absl::CivilDay held_on;
  std::optional<uint32_t> period;
  std::vector<std::string> topics;
};

// The last closing of a period.
struct ClosedYear {
  FactRef ref;
  event::v1::YearClosed closed;
};

struct Reminder {
  FactRef ref;
  // Empty = about the roster.
  std::string obligation_id;
  uint32_t period = 0;
  absl::CivilDay sent_on;
};

struct Practice {
  std::string id;
  // The code of its last AgbPeriod.
  std::string agb;
  std::vector<AgbPeriod> agb_history;
  std::string region;
  std::string name;
  absl::CivilDay from;
  // The first day it is no longer open.
  absl::CivilDay closed_on = kNoEnd;
  // In order of time, apart from each other; empty until the practice takes part.
  std::vector<ParticipationPeriod> participations;
  // The practice it was merged into, and since when; empty = none.
  std::string merged_into;
  absl::CivilDay merged_on = kNoEnd;
  FactRef merged_ref;
  // Practices that were merged into this one, in log order.
  std::vector<std::string> merged_from;
  std::vector<TrackPeriod> tracks;
  std::vector<GroupPeriod> joint_plans;
  std::vector<GroupPeriod> health_centres;
  std::vector<RosterConfirmation> confirmations;
  std::vector<Waiver> waivers;
  // Everybody who ever had an engagement here.
  absl::btree_set<std::string> person_ids;
  // Active attendance recorded for this practice.
  absl::btree_map<AttendanceKey, AttendancePtr> attendances;
  // Voided records, and records corrected to another practice, in log order.
  std::vector<AttendancePtr> former_attendances;
  // Enrolments ever made for this practice, in log order.
  std::vector<std::string> enrolment_ids;
  // By period; its versions in log order.
  absl::btree_map<uint32_t, std::vector<PracticePlan>> plans;
  // In log order of their first choice; withdrawn ones included.
  std::vector<InterventionLine> lines;
  // Versions in log order.
  absl::btree_map<FormKey, std::vector<FormAnswer>> forms;
  std::vector<DataRequest> data_requests;
  std::vector<Invitation> invitations;
  std::vector<Visit> visits;
  // By period.
  absl::btree_map<uint32_t, ClosedYear> closed_years;
  std::vector<Reminder> reminders;
};

// One role of one person at one practice; a change of role makes a second one with the same
// engagement_id.
struct Engagement {
  std::string engagement_id;
  std::string practice_id;
  Role role = Role::ROLE_UNSPECIFIED;
  DateRange period;
};

struct Completion {
  FactRef ref;
  std::string offering_id;
  std::string practice_id;
  absl::CivilDay completed_on;
  bool revoked = false;
};

struct Recognition {
  FactRef ref;
  std::string region;
  std::string menu_slug;
  absl::CivilDay done_on;
  absl::CivilDay decided_on;
};

// Training outside the academies that somebody declared, and what became of it.
struct ExternalTraining {
  FactRef ref;
  std::string region;
  std::string practice_id;
  std::string menu_slug;
  absl::CivilDay done_on;
  std::string declared_by;
  // A Recognition says that it was recognised.
  bool refused = false;
};

// How far the erasure of a human is; in this order.
enum class ErasureState { kNone, kRequested, kKeyDestroyed, kConfirmed };

struct Person {
  std::string id;
  std::string region;
  // Empty when nothing personal was given, or it was erased.
  event::v1::SealedPersonalData sealed;
  // False for a person only seen in another region's events.
  bool registered = false;
  absl::CivilDay registered_on;
  // The same for every pseudonym of the human.
  ErasureState erasure = ErasureState::kNone;
  std::vector<Engagement> engagements;
  std::vector<Completion> completions;
  std::vector<Recognition> recognitions;
  std::vector<ExternalTraining> external_trainings;
  // The pseudonym whose facts these are; empty = its own.
  std::string linked_to;
  // Pseudonyms that were linked to this one.
  std::vector<std::string> linked_from;
  // Active attendance by session.
  absl::btree_map<std::string, AttendancePtr> attendances;
  std::vector<AttendancePtr> former_attendances;
};

struct Offering {
  std::string id;
  std::string region;
  std::string academy;
  OfferingKind kind = OfferingKind::OFFERING_KIND_UNSPECIFIED;
  std::string title;
  std::vector<std::string> menu_slugs;
  // In log order, cancelled ones included.
  std::vector<std::string> session_ids;
};

enum class EnrolmentStatus { kConfirmed, kWaiting, kCancelled, kRejected };

struct EnrolmentRecord {
  FactRef ref;
  std::string id;
  // One of the two is set.
  std::string session_id;
  std::string series_id;
  std::string person_id;
  std::string practice_id;
  std::vector<std::string> represents;
  Participation participation = Participation::PARTICIPATION_PARTICIPANT;
  Role role = Role::ROLE_UNSPECIFIED;
  absl::CivilDay requested_on;
  EnrolmentStatus status = EnrolmentStatus::kConfirmed;
  // The day it got a place, at once or from the waiting line; kNoEnd = never.
  absl::CivilDay confirmed_on = kNoEnd;
  // The day it was cancelled or rejected; kNoEnd = not, or the organiser cancelled the session,
  // which then says so itself.
  absl::CivilDay ended_on = kNoEnd;
};

struct Session {
  std::string id;
  std::string offering_id;
  std::string region;
  std::string academy;
  OfferingKind kind = OfferingKind::OFFERING_KIND_UNSPECIFIED;
  absl::Time starts_at;
  absl::Time ends_at;
  // The local date of starts_at.
  absl::CivilDay date;
  // 0 = no limit.
  uint32_t capacity = 0;
  std::vector<Role> counted_roles;
  bool without_waiting_list = false;
  bool cancelled = false;
  // How often it was given another time.
  uint32_t moves = 0;
  // Empty when in no series.
  std::string series_id;
  bool list_closed = false;
  // Confirmed enrolments that take a place, those of the series included.
  uint32_t places_taken = 0;
  // Enrolments of this session and of its series, in log order, ended ones included.
  std::vector<std::string> enrolment_ids;
  // The active enrolment (confirmed or waiting) of each person, by person id.
  absl::flat_hash_map<std::string, std::string> active_enrolments;
  // Waiting enrolments, of the session and of its series, by log position.
  absl::btree_map<uint64_t, std::string> waiting;
  absl::btree_map<std::string, AttendancePtr> attendances;

  bool Counts(Role role, Participation participation) const;
  // A place is free, or there is no limit.
  bool HasPlace() const { return capacity == 0 || places_taken < capacity; }
};

struct Series {
  std::string id;
  std::string region;
  uint32_t programme_year = 0;
  std::vector<std::string> cohort_ids;
  std::vector<std::string> session_ids;
  std::vector<std::string> enrolment_ids;
};

struct GroupMember {
  std::string practice_id;
  DateRange period;
};

// A joint plan.
struct JointPlan {
  std::string id;
  std::string region;
  absl::CivilDay submitted_on;
  std::vector<GroupMember> members;
};

// A member of a centre; single_plan is said with each link, the centre is one unit while it is.
struct CentreMember {
  std::string practice_id;
  DateRange period;
  bool single_plan = false;
};

struct HealthCentre {
  std::string id;
  std::vector<CentreMember> members;
};

// A release of practice rows or names to insurers.
struct Release {
  FactRef ref;
  event::v1::ReportScope scope = event::v1::REPORT_SCOPE_UNSPECIFIED;
  absl::CivilDay decided_on;
  bool released = false;
};

struct IssuedReport {
  FactRef ref;
  event::v1::ReportIssued report;
};

struct Region {
  std::string id;
  // The version of each plan with the latest valid_from, by plan id: what new commands go by.
  absl::btree_map<std::string, std::shared_ptr<const PublishedPlan>> plans;
  // Every version, by plan id: what verdicts go by. A decision about an interpretation makes a
  // version, too.
  absl::btree_map<std::string, PlanVersions> plan_versions;
  // Every version ever published: (plan id, version).
  absl::btree_set<std::pair<std::string, std::string>> versions;
  absl::btree_set<std::string> practice_ids;
  absl::btree_set<std::string> offering_ids;
  // Cancelled ones included.
  absl::btree_set<std::pair<absl::CivilDay, std::string>> sessions_by_date;
  // In log order.
  std::vector<Release> releases;
  std::vector<IssuedReport> reports;
};

template <typename T>
using Records = absl::flat_hash_map<std::string, std::shared_ptr<const T>>;

struct Register {
  // The last event applied.
  uint64_t position = 0;
  absl::Time recorded_at = absl::InfinitePast();

  absl::btree_map<std::string, std::shared_ptr<const Region>> regions;
  Records<Practice> practices;
  Records<Person> persons;
  Records<Offering> offerings;
  Records<Session> sessions;
  Records<Series> series;
  Records<JointPlan> joint_plans;
  Records<HealthCentre> health_centres;
  Records<EnrolmentRecord> enrolments;
  // Which person an engagement id belongs to.
  absl::flat_hash_map<std::string, std::string> engagement_persons;
  // Which practices hold or held an AGB code, in log order.
  absl::flat_hash_map<std::string, std::vector<std::string>> agb_practices;
  // Whose line, data request an id is: practices.
  absl::flat_hash_map<std::string, std::vector<std::string>> line_practices;
  absl::flat_hash_map<std::string, std::string> data_request_practices;
  absl::flat_hash_set<std::string> report_ids;
};

// The practice holds the code on the day.
bool HoldsAgb(const Practice& practice, absl::string_view agb, absl::CivilDay day);

// The participation that counts on the day: the last one that began by then, else the first. Null
// when the practice never takes part.
const ParticipationPeriod* ParticipationOn(const Practice& practice, absl::CivilDay day);

// The record, or null.
template <typename T>
std::shared_ptr<const T> Find(const Records<T>& records, absl::string_view id) {
  const auto found = records.find(id);
  return found == records.end() ? nullptr : found->second;
}

// The pseudonym as which this one counts: itself, unless it was linked to another.
std::string KeptPseudonym(const Register& reg, const std::string& pseudonym);
// Every pseudonym of the same human, the kept one first.
std::vector<std::string> PseudonymsOf(const Register& reg, const std::string& pseudonym);

// The last part of an engagement: of those that last a day at least, else of all. Null when there
// is none.
const Engagement* LastPart(const Person& person, absl::string_view engagement_id);

// Whether the kind is a meeting, where presence counts, and not a course, where only completion
// does (R14).
bool IsMeeting(OfferingKind kind);

}  // namespace logboek::domain
