// The facts about one practice, resolved once so that every measure reads them without look-ups.
// Lives as long as the PracticeFacts it was made from.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/repeated_field.h"
#include "services/domain/register.h"
#include "services/regioplan/facts.h"

namespace logboek::regioplan {

// One human being: a pseudonym and those linked to it.
struct PersonView {
  // The one that is kept; whose id stands in the evidence.
  const domain::Person* kept = nullptr;
  // All of them, the kept one included.
  absl::InlinedVector<const domain::Person*, 1> parts;
};

// Since when a fact of a merged practice is one of this practice; absent = it always was.
using MergedOn = std::optional<absl::CivilDay>;

// In what way something another practice did, or the practice itself, is done for the practice: on
// its own behalf, or on that of one merged into it.
struct Way {
  // On whose behalf, and since when that one is part of the practice.
  const domain::Practice* self = nullptr;
  MergedOn merged_on;
  // It is this one's own; else a partner's.
  bool own = false;
  // Joint plan or one-plan centre let the partner speak for this one on that day; whether the kind
  // of session allows it is for the measure to say.
  bool speaks = false;
  // The partner is in one health centre with this one on that day, whatever its plans (O13).
  bool same_centre = false;
  // The record names this one among those it represents (R6).
  bool listed = false;
};

// Somebody was, or has a place, at a session for some practice. Every way in which that may be for
// this one; never empty.
struct Voice {
  absl::string_view practice_id;
  absl::CivilDay date;
  absl::InlinedVector<Way, 1> ways;
};

// One record of attendance that may speak for the practice.
struct AttendanceFact {
  const domain::Attendance* record = nullptr;
  const domain::Session* session = nullptr;
  // Null when the register does not know who it is.
  const PersonView* person = nullptr;
  Voice voice;
  // The attendee had an engagement that day at the practice of the record (R7).
  bool engaged = false;
};

// Being on the roster of the practice in a role.
struct RosterStay {
  domain::Role role = domain::Role::ROLE_UNSPECIFIED;
  domain::DateRange period;
};

// Something a person did that may count for a share.
struct TrainingItem {
  // One of the four is set.
  const domain::Attendance* presence = nullptr;
  const domain::Completion* completion = nullptr;
  const domain::Recognition* recognition = nullptr;
  // Declared, and nobody has recognised it (yet).
  const domain::ExternalTraining* external = nullptr;
  const domain::Session* session = nullptr;
  const domain::Offering* offering = nullptr;
  // Of the session, of the completion, of the decision, of the external training.
  absl::CivilDay date;
  uint64_t position = 0;
  // As in AttendanceFact, an engagement at this practice serves too (P8).
  bool engaged = false;
  // Presence at this item may count like a completion: it is a meeting or coaching of an offering
  // that is on the menu that day (R14).
  bool presence_counts = false;
};

// Somebody who was ever engaged at the practice, or attended for it.
struct StaffMember {
  // The kept pseudonym.
  const domain::Person* person = nullptr;
  // Here only; at a merged practice since the merger.
  std::vector<RosterStay> stays;
  // Up to `at`, by date, then log position.
  std::vector<TrainingItem> items;
};

// A session of a series for which the practice, or a partner that may speak for it, had a place:
// its own or one of the whole series. A session that was cancelled since is one too.
struct EnrolledSeriesSession {
  const domain::Series* series = nullptr;
  const domain::Session* session = nullptr;
  Voice voice;
};

// A confirmed place at a session, not given up before it as far as `at` knows.
struct HeldPlace {
  absl::string_view person_id;
  Voice voice;
};

// An enrolment that came to nothing because the organiser cancelled the session.
struct CancelledByOrganiser {
  const domain::Session* session = nullptr;
  const domain::Series* series = nullptr;
  Voice voice;
};

class PracticeView {
 public:
  // `facts` has a region and a practice that takes part.
  PracticeView(const PracticeFacts& facts, absl::CivilDay at, bool with_evidence);

  const PracticeFacts& facts() const { return facts_; }
  const domain::Practice& practice() const { return *facts_.practice; }
  absl::CivilDay at() const { return at_; }
  // The participation that counts on `at`.
  const domain::ParticipationPeriod& participation() const { return *participation_; }
  bool with_evidence() const { return with_evidence_; }
  // Practices that were merged into this one by `at`.
  const std::vector<MergedPractice>& merged() const { return merged_; }
  // The practice confirmed its roster for a day on or before `at` (R9); with a range, for one of
  // its days.
  bool RosterConfirmed(const std::optional<domain::DateRange>& range) const;
  // Up to `at`, by date, then log position.
  const std::vector<AttendanceFact>& attendances() const { return attendances_; }
  const std::vector<StaffMember>& staff() const { return staff_; }
  const std::vector<EnrolledSeriesSession>& enrolled_series() const { return enrolled_series_; }
  const std::vector<CancelledByOrganiser>& cancelled() const { return cancelled_; }
  // The places held at a session; null when there are none.
  const std::vector<HeldPlace>* HeldAt(const domain::Session& session) const;
  // Null when the register does not know it.
  const domain::Series* SeriesOf(const domain::Session& session) const;
  // When the practice is on the track: ordered, apart from each other, not empty.
  std::vector<domain::DateRange> OnTrack(absl::string_view track) const;
  // `self` joined a joint plan with the partner later than `day`, but inside the window, and the
  // plan was handed in by then (O14).
  bool JoinedLater(const domain::Practice& self, absl::string_view partner_id, absl::CivilDay day,
                   const domain::DateRange& window) const;
  // The person has one of the roles, or any when there are none, at the practice on the day. Those
  // merged by then are one practice.
  bool WorksAt(const PersonView& person, absl::string_view practice_id, absl::CivilDay day,
               const google::protobuf::RepeatedField<int>& roles) const;
  // The row of the region's menu, valid on the day; null when there is none.
  const v1::MenuItem* MenuRow(absl::string_view slug, absl::CivilDay day) const;

 private:
  // When each partner speaks for a practice, by its id; several periods may overlap.
  using Partners = absl::flat_hash_map<absl::string_view, std::vector<domain::DateRange>>;

  // The practice itself, or one merged into it.
  struct Self {
    const domain::Practice* practice = nullptr;
    MergedOn merged_on;
    // By joint plan or one-plan centre (P13, R6), and by any centre (O13).
    Partners partners;
    Partners centre_partners;
    // Members of its joint plans and centres at any time.
    absl::flat_hash_set<absl::string_view> members;
  };

  void ResolvePeople();
  // The kept pseudonym of the person, as far as the facts know it.
  const domain::Person* KeptOf(const domain::Person& person) const;
  void AddSelf(const domain::Practice& practice, MergedOn merged_on);
  void ResolvePartners(Self* self) const;
  // Empty ways = it has nothing to do with the practice.
  Voice VoiceOf(absl::string_view practice_id, absl::CivilDay date,
                const std::vector<std::string>& represents) const;
  static bool SpeaksOn(const Partners& partners, absl::string_view partner_id, absl::CivilDay day);
  void ResolveAttendances();
  void AddAttendances(const domain::Practice& practice);
  void AddAttendance(const domain::Attendance& record);
  void ResolveStaff();
  StaffMember StaffMemberOf(const PersonView& person) const;
  void AddItems(const PersonView& person, bool worked_here, StaffMember* member) const;
  void AddPresence(const PersonView& person, const domain::Attendance& record,
                   StaffMember* member) const;
  static void AddExternal(const domain::Person& person, absl::CivilDay at, StaffMember* member);
  void ResolveEnrolments();
  void ResolveEnrolment(const domain::EnrolmentRecord& enrolment);
  bool IsOnMenu(const domain::Offering& offering, absl::CivilDay day) const;
  const domain::Person* RecordOf(absl::string_view id) const;
  const PersonView* PersonOf(absl::string_view id) const;
  // Whether it is the practice itself, or one merged into it; `merged_on` says since when.
  bool IsOwn(absl::string_view practice_id, MergedOn* merged_on) const;
  // In any role.
  bool EngagedAt(const PersonView& person, absl::string_view practice_id, absl::CivilDay day) const;

  const PracticeFacts& facts_;
  const absl::CivilDay at_;
  const bool with_evidence_;
  const domain::ParticipationPeriod* const participation_;
  // In order of the kept id; stays as it is once made.
  std::vector<PersonView> people_;
  absl::flat_hash_map<absl::string_view, const PersonView*> person_of_;
  std::vector<MergedPractice> merged_;
  // The practice first.
  std::vector<Self> selves_;
  std::vector<AttendanceFact> attendances_;
  std::vector<StaffMember> staff_;
  std::vector<EnrolledSeriesSession> enrolled_series_;
  std::vector<CancelledByOrganiser> cancelled_;
  absl::flat_hash_map<absl::string_view, std::vector<HeldPlace>> held_;
};

// Presence at a session of this kind may count at all: not at a course, where completion does
// (R14).
bool PresenceMayCount(domain::OfferingKind kind);

}  // namespace logboek::regioplan
