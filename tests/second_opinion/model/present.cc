// O4, second reading: sessions at which enough of the day's roster was present.
#include <algorithm>
#include <map>
#include <set>

#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

using event::v1::OfferingKind;
using event::v1::Role;

class PresentJudge {
 public:
  PresentJudge(const Review& review, Row* row)
      : review_(review),
        row_(row),
        measure_(row->obligation->staff_share()),
        roles_(EnumsOf<Role>(measure_.denominator_roles())),
        stays_(StaysHere(review)),
        window_(row->year.real),
        last_(std::min(review.at, window_.until - 1)) {}

  void Run() {
    Opinion& opinion = row_->opinion;
    opinion.window = window_;
    opinion.denominator = opinion.threshold = measure_.times();
    CountSessions();
    opinion.missing = opinion.threshold - std::min(opinion.threshold, opinion.numerator);
    const bool somebody = !RosterOn(last_).empty();
    const bool confirmed = IsRosterConfirmed(review_, *row_->plan, window_);
    if (somebody && !confirmed) AddFlag("provisional", &opinion.flags);
    if (review_.at < window_.from) {
      opinion.status = "open";
      AddFlag("not_started", &opinion.flags);
      return;
    }
    if (opinion.missing == 0) {
      opinion.status = "met";
      if (opinion.numerator > opinion.threshold) AddFlag("surplus", &opinion.flags);
    } else if (!somebody) {
      // P5, P7.
      opinion.missing = 0;
      opinion.status = confirmed ? "not_applicable" : "undetermined";
      if (HadRoster()) AddFlag("roster_emptied", &opinion.flags);
    } else if (review_.at >= window_.until) {
      opinion.status = "not_met";
    } else {
      opinion.bookable = Bookable();
      opinion.status = opinion.missing > opinion.bookable ? "at_risk" : "open";
    }
    // In log order: of two pseudonyms of one person the second is the duplicate.
    std::map<uint64_t, const Attendance*> in_order;
    for (const Attendance& record : review_.world.attendances) {
      if (!record.moved_away) in_order[record.position] = &record;
    }
    for (const auto& [position, record] : in_order) AddLine(*record);
  }

 private:
  std::set<std::string> RosterOn(absl::CivilDay day) const { return RosterOf(stays_, day, roles_); }

  bool HadRoster() const {
    for (absl::CivilDay day = window_.from; day <= last_; ++day) {
      if (!RosterOn(day).empty()) return true;
    }
    return false;
  }

  bool IsShare(size_t some, size_t all) const {
    return some * measure_.share_denominator() >= all * measure_.share_numerator();
  }

  bool IsOfCountedKind(const Session& session) const {
    return Contains(EnumsOf<OfferingKind>(measure_.session_kinds()), session.kind);
  }

  // Of the roster of that day.
  std::set<std::string> PresentAt(const Session& session) const {
    const std::set<std::string> roster = RosterOn(session.date);
    std::set<std::string> present;
    for (const Attendance& record : review_.world.attendances) {
      const bool there = record.session == session.id && record.active() && record.present;
      if (there && roster.count(record.person) > 0) present.insert(record.person);
    }
    return present;
  }

  void CountSessions() {
    std::vector<const Session*> sessions;
    for (const Session& session : review_.world.sessions) {
      const bool held = session.date <= review_.at && window_.Has(session.date);
      if (held && IsOfCountedKind(session)) sessions.push_back(&session);
    }
    std::sort(sessions.begin(), sessions.end(), [](const Session* a, const Session* b) {
      return std::pair(a->date, a->id) < std::pair(b->date, b->id);
    });
    Opinion& opinion = row_->opinion;
    for (const Session* session : sessions) {
      const std::set<std::string> present = PresentAt(*session);
      if (present.empty() || !IsShare(present.size(), RosterOn(session->date).size())) continue;
      place_[session->id] = ++opinion.numerator;
      if (opinion.numerator == opinion.threshold) opinion.first_met_on = session->date;
    }
  }

  // R16: enough of today's people can go.
  uint32_t Bookable() const {
    const std::set<std::string> roster = RosterOn(last_);
    uint32_t bookable = 0;
    for (const Session* session : ComingSessions(review_)) {
      if (!window_.Has(session->date) || !IsOfCountedKind(*session)) continue;
      size_t can_go = 0;
      for (const std::string& person : roster) can_go += IsSureOfPlace(review_, *session, person);
      const uint32_t taken = PlacesTaken(review_.world, *session);
      if (IsOpenToUs(review_, *session) && session->capacity > taken) {
        can_go += std::min<size_t>(roster.size() - can_go, session->capacity - taken);
      }
      bookable += IsShare(can_go, roster.size());
    }
    return bookable;
  }

  // Here in the window up to `at`, in whatever role.
  bool WasHere(const std::string& person) const {
    for (const Stay& stay : stays_) {
      if (stay.person == person && stay.period.from <= review_.at &&
          window_.from < stay.period.until) {
        return true;
      }
    }
    return false;
  }

  std::string ReasonOf(const Attendance& record, const Session& session) {
    const bool inside = window_.Has(session.date);
    if (!IsOfCountedKind(session)) {
      return inside && record.active() && IsMeeting(session.kind) ? "NOT_ON_MENU" : "";
    }
    if (!record.active()) return inside ? "VOIDED" : "";
    if (!inside) return "OUTSIDE_WINDOW";
    if (!record.present) return "ABSENT";
    if (!WorksAt(review_, record.person, review_.practice, session.date)) return "NOT_ON_ROSTER";
    if (RosterOn(session.date).count(record.person) == 0) return "ROLE_NOT_COUNTED";
    // Another pseudonym of the same person (R14).
    if (!seen_.insert({session.id, record.person}).second) return "DUPLICATE";
    // There were too few colleagues.
    return place_.count(session.id) > 0 ? "COUNTED" : "NOT_RECOGNISED";
  }

  void AddLine(const Attendance& record) {
    const Session* session = Find(review_.world.sessions, record.session);
    if (session->date > review_.at) return;
    if (record.practice != review_.practice && !WasHere(record.person)) return;
    const std::string reason = ReasonOf(record, *session);
    if (reason.empty()) return;
    Line line{session->date,   record.position,          record.person,
              record.practice, "session " + session->id, reason};
    if (reason == "COUNTED" && place_.at(session->id) > measure_.times()) {
      AddFlag("surplus", &line.flags);
    }
    row_->opinion.lines.push_back(line);
  }

  const Review& review_;
  Row* const row_;
  const rp::StaffShare& measure_;
  const std::vector<Role> roles_;
  const std::vector<Stay> stays_;
  const Period window_;
  // The last day of the window that is looked at.
  const absl::CivilDay last_;
  // Sessions that count: the how many-th each is.
  std::map<std::string, uint32_t> place_;
  std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

void JudgeSharePresent(const Review& review, Row* row) { PresentJudge(review, row).Run(); }

}  // namespace logboek::second_opinion
