// The facts about one practice, resolved once so that every measure reads them without look-ups.
// Lives as long as the PracticeFacts it was made from.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"
#include "services/regioplan/facts.h"

namespace logboek::regioplan {

// One record of attendance that may speak for the practice.
struct AttendanceFact {
  const domain::Attendance* record = nullptr;
  const domain::Session* session = nullptr;
  // Null when the register does not know who it is.
  const domain::Person* person = nullptr;
  // Recorded for the practice itself, not for a partner.
  bool own = false;
  // Own, or joint plan or centre let the partner speak for the practice on that day; whether the
  // kind of session allows it is for the measure to say.
  bool speaks = false;
  // The attendee had an engagement that day at the practice of the record (R7).
  bool engaged = false;
};

// Something a person did that may count for a share.
struct TrainingItem {
  // One of the three is set.
  const domain::Attendance* presence = nullptr;
  const domain::Completion* completion = nullptr;
  const domain::Recognition* recognition = nullptr;
  const domain::Session* session = nullptr;
  const domain::Offering* offering = nullptr;
  // Of the session, of the completion, of the decision.
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
  const domain::Person* person = nullptr;
  // Here only.
  std::vector<const domain::Engagement*> engagements;
  // Up to `at`, by date, then log position.
  std::vector<TrainingItem> items;
};

// A session of a series for which the practice, or a partner that speaks for it on that day, had a
// place: its own or one of the whole series. A session that was cancelled since is one too.
struct EnrolledSeriesSession {
  const domain::Series* series = nullptr;
  const domain::Session* session = nullptr;
  bool own = false;
};

// A confirmed place at a session, not given up before it as far as `at` knows.
struct HeldPlace {
  absl::string_view person_id;
  bool own = false;
};

// An enrolment that came to nothing because the organiser cancelled the session.
struct CancelledByOrganiser {
  const domain::Session* session = nullptr;
  const domain::Series* series = nullptr;
  bool own = false;
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
  // The practice confirmed its roster on or before `at` (R9).
  bool roster_confirmed() const { return roster_confirmed_; }
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
  // The row of the region's menu, valid on the day; null when there is none.
  const v1::MenuItem* MenuRow(absl::string_view slug, absl::CivilDay day) const;

 private:
  void ResolvePartners();
  void AddPartnerPeriods(absl::string_view partner_id, const domain::DateRange& period);
  // Somebody of the partner speaks for the practice on the day (P13, R6).
  bool PartnerSpeaks(absl::string_view partner_id, absl::CivilDay day) const;
  void ResolveAttendances();
  void AddAttendance(const domain::Attendance& record, bool own);
  void ResolveStaff();
  void AddItems(bool worked_here, StaffMember* member);
  void AddPresence(const domain::Attendance& record, StaffMember* member);
  void ResolveEnrolments();
  void ResolveEnrolment(const domain::EnrolmentRecord& enrolment);
  bool IsOnMenu(const domain::Offering& offering, absl::CivilDay day) const;
  const domain::Person* PersonOf(absl::string_view id) const;

  const PracticeFacts& facts_;
  const absl::CivilDay at_;
  const bool with_evidence_;
  const domain::ParticipationPeriod* const participation_;
  bool roster_confirmed_ = false;
  // When each partner speaks for the practice; several periods may overlap.
  absl::flat_hash_map<absl::string_view, std::vector<domain::DateRange>> partner_periods_;
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
