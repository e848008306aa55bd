// Sessions at which a share of the day's roster was present (domain.md O4, second option). Who is
// asked, what is shown and what an empty roster means is as with other shares (P5, P7, R13, R14).
#include <algorithm>
#include <map>
#include <set>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

// A record of attendance of somebody who was here, at a session that may matter.
struct Presence {
  const StaffMember* member = nullptr;
  const TrainingItem* item = nullptr;
  Reason reason = Reason::kCounted;
};

bool StandsBefore(const Presence& a, const Presence& b) {
  return std::tie(a.item->date, a.item->position) < std::tie(b.item->date, b.item->position);
}

class SharePresent {
 public:
  SharePresent(const PracticeView& view, const v1::StaffShare& measure, Verdict* verdict)
      : view_(view),
        measure_(measure),
        verdict_(*verdict),
        window_(verdict->window),
        last_(std::min(view.at(), window_.until - 1)) {}

  void Evaluate() {
    for (const StaffMember& member : view_.staff()) Gather(member);
    std::stable_sort(presences_.begin(), presences_.end(), StandsBefore);
    verdict_.threshold = verdict_.denominator = std::max(measure_.times(), uint32_t{1});
    Count();
    SettleCount(
        view_, verdict_.threshold, [&] { return Bookable(); }, &verdict_);
    const bool anybody = AskedOn(last_) > 0;
    if (anybody && !RosterConfirmed(view_, *verdict_.plan, window_)) {
      verdict_.flags.push_back(VerdictFlag::kProvisional);
    }
    if (view_.at() < window_.from) return;
    if (verdict_.status != Status::kMet && !anybody) SettleEmpty();
    if (view_.with_evidence()) Show();
  }

 private:
  bool IsAsked(const StaffMember& member, absl::CivilDay day) const {
    const auto& roles = measure_.denominator_roles();
    return std::any_of(member.stays.begin(), member.stays.end(), [&](const RosterStay& stay) {
      return stay.period.Contains(day) &&
             std::find(roles.begin(), roles.end(), stay.role) != roles.end();
    });
  }

  uint32_t AskedOn(absl::CivilDay day) const {
    return static_cast<uint32_t>(
        std::count_if(view_.staff().begin(), view_.staff().end(),
                      [&](const StaffMember& member) { return IsAsked(member, day); }));
  }

  // The fewest of so many people that are the share.
  uint32_t Enough(uint32_t people) const {
    const uint64_t share = uint64_t{people} * measure_.share_numerator();
    const uint64_t parts = std::max(measure_.share_denominator(), uint32_t{1});
    return static_cast<uint32_t>((share + parts - 1) / parts);
  }

  void Gather(const StaffMember& member) {
    const bool here =
        std::any_of(member.stays.begin(), member.stays.end(), [&](const RosterStay& stay) {
          return stay.period.from <= view_.at() && window_.from < stay.period.until;
        });
    for (const TrainingItem& item : member.items) {
      if (item.presence == nullptr) continue;
      if (!here && item.presence->practice_id != view_.practice().id) continue;
      Screen(member, item);
    }
  }

  void Screen(const StaffMember& member, const TrainingItem& item) {
    const bool counted_kind = ContainsKind(measure_.session_kinds(), item.session->kind) &&
                              item.session->region == view_.practice().region;
    const bool in_window = window_.Contains(item.date);
    const bool voided = item.presence->voided;
    Presence presence{&member, &item};
    if (!counted_kind) {
      if (!in_window || voided || !domain::IsMeeting(item.session->kind)) return;
      presence.reason = Reason::kNotOnMenu;
    } else if (voided) {
      if (!in_window) return;
      presence.reason = Reason::kVoided;
    } else if (!in_window) {
      presence.reason = Reason::kOutsideWindow;
    } else if (item.presence->status != event::v1::ATTENDANCE_STATUS_PRESENT) {
      presence.reason = Reason::kAbsent;
    }
    presences_.push_back(presence);
  }

  // Why the presence alone does not count that day (R13).
  Reason RosterReason(const StaffMember& member, absl::CivilDay day) const {
    if (IsAsked(member, day)) return Reason::kCounted;
    const bool here =
        std::any_of(member.stays.begin(), member.stays.end(),
                    [&](const RosterStay& stay) { return stay.period.Contains(day); });
    return here ? Reason::kRoleNotCounted : Reason::kNotOnRoster;
  }

  void Count() {
    std::map<std::pair<absl::CivilDay, std::string>, std::set<const StaffMember*>> present;
    for (Presence& presence : presences_) {
      if (presence.reason != Reason::kCounted) continue;
      const absl::CivilDay day = presence.item->date;
      presence.reason = RosterReason(*presence.member, day);
      std::set<const StaffMember*>& people = present[{day, presence.item->session->id}];
      if (presence.reason != Reason::kCounted) continue;
      if (!people.insert(presence.member).second) presence.reason = Reason::kDuplicate;
    }
    for (const auto& [session, people] : present) {
      const bool reached = !people.empty() && people.size() >= Enough(AskedOn(session.first));
      if (!reached) continue;
      reached_.insert(session.second);
      if (++verdict_.numerator == verdict_.threshold) verdict_.first_met_on = session.first;
      if (verdict_.numerator > verdict_.threshold) surplus_.insert(session.second);
    }
  }

  // Nobody is left who could be asked.
  void SettleEmpty() {
    const bool confirmed = RosterConfirmed(view_, *verdict_.plan, window_);
    verdict_.status = confirmed ? Status::kNotApplicable : Status::kUndetermined;
    verdict_.missing = verdict_.bookable = 0;
    const domain::DateRange looked_at{.from = window_.from, .until = last_ + 1};
    const auto& staff = view_.staff();
    const bool had_roster = std::any_of(staff.begin(), staff.end(), [&](const StaffMember& member) {
      const auto& roles = measure_.denominator_roles();
      return std::any_of(member.stays.begin(), member.stays.end(), [&](const RosterStay& stay) {
        return std::find(roles.begin(), roles.end(), stay.role) != roles.end() &&
               !domain::Intersect(stay.period, looked_at).empty();
      });
    });
    if (had_roster) verdict_.flags.push_back(VerdictFlag::kRosterEmptied);
  }

  // Sessions to which enough of today's roster can still go.
  uint32_t Bookable() const {
    std::vector<PersonalNeed> people;
    for (const StaffMember& member : view_.staff()) {
      if (IsAsked(member, last_)) people.push_back({.member = &member, .items = 1});
    }
    const auto enough = Enough(static_cast<uint32_t>(people.size()));
    return OpenSessions(
        SessionsWithPlacesForMany(view_, measure_.session_kinds(), window_, people, enough),
        &verdict_);
  }

  void Show() const {
    for (const Presence& presence : presences_) {
      const TrainingItem& item = *presence.item;
      Evidence& evidence = verdict_.evidence.emplace_back();
      evidence.ref = item.presence->ref;
      evidence.date = item.date;
      evidence.person_id = presence.member->person->id;
      evidence.practice_id = item.presence->practice_id;
      evidence.session_id = item.session->id;
      evidence.reason = presence.reason;
      if (evidence.reason != Reason::kCounted) continue;
      // There were too few colleagues.
      if (reached_.count(item.session->id) == 0) evidence.reason = Reason::kNotRecognised;
      if (surplus_.count(item.session->id) != 0) evidence.flags.push_back(VerdictFlag::kSurplus);
    }
  }

  const PracticeView& view_;
  const v1::StaffShare& measure_;
  Verdict& verdict_;
  const domain::DateRange window_;
  // The last day of the window that is looked at.
  const absl::CivilDay last_;
  std::vector<Presence> presences_;
  // Sessions at which the share was there, and those of them that are more than needed.
  std::set<std::string> reached_;
  std::set<std::string> surplus_;
};

}  // namespace

void EvaluateSharePresent(const PracticeView& view, const v1::StaffShare& measure,
                          Verdict* verdict) {
  SharePresent(view, measure, verdict).Evaluate();
}

}  // namespace logboek::regioplan
