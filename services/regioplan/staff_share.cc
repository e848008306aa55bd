// At least a share of the people with a counted role did something (domain.md P5-P10, R7, R8, R13,
// R14).
#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

// An item that has something to say for this share.
struct Candidate {
  const TrainingItem* item = nullptr;
  // When it counts from; for a recognition not before the window.
  absl::CivilDay date;
  // kCounted = it counts if its person is on the roster on the day that is looked at.
  Reason reason = Reason::kCounted;
  // More than its person needs.
  bool surplus = false;
};

// One person, as far as this share goes.
struct Trainee {
  const StaffMember* member = nullptr;
  // With a counted role: ordered, apart from each other.
  std::vector<domain::DateRange> stays;
  // The same by role, for shares that are reached in each role (O6).
  std::vector<RosterStay> by_role;
  std::vector<Candidate> candidates;
  // Distinct items that count.
  uint32_t items = 0;
  // The day of the last item needed.
  std::optional<absl::CivilDay> done_on;

  bool OnRoster(absl::CivilDay day) const {
    return std::any_of(stays.begin(), stays.end(),
                       [&](const domain::DateRange& stay) { return stay.Contains(day); });
  }
};

// The roster changes on this day, or somebody on it is done.
struct Change {
  absl::CivilDay day;
  int32_t numerator = 0;
  int32_t denominator = 0;
};

class Share {
 public:
  Share(const PracticeView& view, const v1::StaffShare& measure, Verdict* verdict)
      : view_(view),
        measure_(measure),
        verdict_(*verdict),
        window_(verdict->window),
        last_(std::min(view.at(), window_.until - 1)),
        whole_window_(measure.moment() == v1::SHARE_MOMENT_WHOLE_WINDOW),
        strict_(whole_window_ || measure.moment() == v1::SHARE_MOMENT_SNAPSHOT_END) {}

  void Evaluate() {
    for (const StaffMember& member : view_.staff()) Add(member);
    verdict_.coverage_now = CoverageOn(view_.at());
    if (view_.with_evidence()) ShowPeople();
    if (view_.at() < window_.from) {
      SetNumbers(*verdict_.coverage_now, view_.at());
      verdict_.missing = verdict_.threshold;
      verdict_.status = Status::kOpen;
      verdict_.flags.push_back(VerdictFlag::kNotStarted);
      FlagUnconfirmed();
      return;
    }
    Sweep();
    Settle();
    if (view_.with_evidence()) ShowEvidence(verdict_.first_met_on.value_or(last_));
  }

 private:
  void Add(const StaffMember& member) {
    Trainee trainee;
    trainee.member = &member;
    // Later than the window too: coverage_now asks who is here on `at`.
    bool here = false;
    for (const RosterStay& stay : member.stays) {
      here |= stay.period.from <= view_.at() && window_.from < stay.period.until;
      const auto& roles = measure_.denominator_roles();
      if (std::find(roles.begin(), roles.end(), stay.role) == roles.end()) continue;
      if (stay.period.empty()) continue;
      trainee.stays.push_back(stay.period);
      trainee.by_role.push_back(stay);
    }
    MergeStays(&trainee.stays);
    for (const TrainingItem& item : member.items) {
      // Of people who were elsewhere all that time only what was recorded for this practice is
      // looked at.
      if (!here && !RecordedHere(item)) continue;
      std::optional<Candidate> candidate = Screen(item, member);
      if (candidate.has_value()) trainee.candidates.push_back(*candidate);
    }
    CountItems(&trainee);
    if (trainee.stays.empty() && trainee.candidates.empty()) return;
    trainees_.push_back(std::move(trainee));
  }

  // Two roles at once are one person (P5).
  static void MergeStays(std::vector<domain::DateRange>* stays) {
    std::sort(stays->begin(), stays->end(),
              [](const auto& a, const auto& b) { return a.from < b.from; });
    size_t kept = 0;
    for (size_t i = 1; i < stays->size(); ++i) {
      if ((*stays)[i].from <= (*stays)[kept].until) {
        (*stays)[kept].until = std::max((*stays)[kept].until, (*stays)[i].until);
      } else {
        (*stays)[++kept] = (*stays)[i];
      }
    }
    if (!stays->empty()) stays->resize(kept + 1);
  }

  bool RecordedHere(const TrainingItem& item) const {
    const std::string& practice_id = view_.practice().id;
    if (item.presence != nullptr) return item.presence->practice_id == practice_id;
    return item.completion != nullptr && item.completion->practice_id == practice_id;
  }

  bool IsWantedSlug(absl::string_view slug) const {
    const auto& slugs = measure_.menu_slugs();
    return std::any_of(slugs.begin(), slugs.end(),
                       [&](const std::string& wanted) { return wanted == slug; });
  }

  // Some wanted menu row of the offering is valid on the day.
  bool OffersWanted(const TrainingItem& item) const {
    if (item.offering == nullptr || item.offering->region != view_.practice().region) return false;
    const auto& slugs = item.offering->menu_slugs;
    return std::any_of(slugs.begin(), slugs.end(), [&](const std::string& slug) {
      return IsWantedSlug(slug) && view_.MenuRow(slug, item.date) != nullptr;
    });
  }

  // Absent = not worth naming.
  std::optional<Candidate> Screen(const TrainingItem& item, const StaffMember& member) const {
    if (item.presence != nullptr) return ScreenPresence(item, member);
    if (measure_.menu_slugs().empty()) return std::nullopt;
    if (item.completion != nullptr) return ScreenCompletion(item, member);
    if (item.external != nullptr) return ScreenExternal(item);
    return ScreenRecognition(item);
  }

  std::optional<Candidate> ScreenPresence(const TrainingItem& item,
                                          const StaffMember& member) const {
    const domain::Session& session = *item.session;
    const bool by_kind = ContainsKind(measure_.session_kinds(), session.kind) &&
                         session.region == view_.practice().region;
    const bool wanted = OffersWanted(item);
    const bool by_slug = wanted && item.presence_counts;
    const bool in_window = window_.Contains(item.date);
    const bool voided = item.presence->voided;
    if (wanted && !by_slug && !by_kind) return ScreenCourseSession(item, member);
    if (!by_kind && !by_slug) {
      const bool comparable =
          (!measure_.session_kinds().empty() && domain::IsMeeting(session.kind)) ||
          (!measure_.menu_slugs().empty() && item.presence_counts);
      return comparable && in_window && !voided ? Because(item, Reason::kNotOnMenu) : std::nullopt;
    }
    if (voided) return in_window ? Because(item, Reason::kVoided) : std::nullopt;
    if (!in_window) return Because(item, Reason::kOutsideWindow);
    if (item.presence->status != event::v1::ATTENDANCE_STATUS_PRESENT) {
      return Because(item, Reason::kAbsent);
    }
    if (!item.engaged && verdict_.plan->attendee_must_be_engaged()) {
      return Because(item, Reason::kNotOnRoster);
    }
    return Because(item, Reason::kCounted);
  }

  // Somebody sat in a wanted course, which counts once it is completed (R14). The completion says
  // so itself; until there is one, what the course lacks is that anybody recognised it. The other
  // reasons would be untrue: it is on the menu, in time, and the person was there.
  std::optional<Candidate> ScreenCourseSession(const TrainingItem& item,
                                               const StaffMember& member) const {
    const bool present = item.presence->status == event::v1::ATTENDANCE_STATUS_PRESENT;
    const bool completed =
        std::any_of(member.items.begin(), member.items.end(), [&](const TrainingItem& other) {
          return other.completion != nullptr && other.offering == item.offering;
        });
    if (!present || completed || item.presence->voided || !window_.Contains(item.date)) {
      return std::nullopt;
    }
    return Because(item, Reason::kNotRecognised);
  }

  std::optional<Candidate> ScreenCompletion(const TrainingItem& item,
                                            const StaffMember& member) const {
    const bool in_window = window_.Contains(item.date);
    if (!OffersWanted(item)) {
      const bool worth_naming = in_window && !item.completion->revoked;
      return worth_naming ? Because(item, Reason::kNotOnMenu) : std::nullopt;
    }
    if (item.completion->revoked) return in_window ? Because(item, Reason::kVoided) : std::nullopt;
    if (in_window) return Because(item, Reason::kCounted);
    if (item.date >= window_.until) return Because(item, Reason::kOutsideWindow);
    if (measure_.prior_training() == v1::PRIOR_TRAINING_ALWAYS) {
      return MakeCandidate(item, window_.from, Reason::kCounted);
    }
    // The decision is what counts; the course itself then is the same thing once more.
    return Because(item, IsRecognised(item, member) ? Reason::kDuplicate : Reason::kNotRecognised);
  }

  // By a decision that counts here.
  bool IsRecognised(const TrainingItem& course, const StaffMember& member) const {
    return std::any_of(member.items.begin(), member.items.end(), [&](const TrainingItem& item) {
      return item.recognition != nullptr && IsWanted(item) &&
             ReasonOf(*item.recognition) == Reason::kCounted && IsAbout(*item.recognition, course);
    });
  }

  // The day the recognised training counts from (R8).
  absl::CivilDay DateOf(const domain::Recognition& recognition) const {
    const bool by_day_done = measure_.recognition_counts_from() == v1::RECOGNITION_DATE_DONE ||
                             measure_.prior_training() == v1::PRIOR_TRAINING_ALWAYS ||
                             recognition.done_on >= window_.from;
    return std::max(by_day_done ? recognition.done_on : recognition.decided_on, window_.from);
  }

  Reason ReasonOf(const domain::Recognition& recognition) const {
    const bool earlier = recognition.done_on < window_.from;
    if (earlier && measure_.prior_training() == v1::PRIOR_TRAINING_NEVER) {
      return Reason::kNotRecognised;
    }
    return window_.Contains(DateOf(recognition)) ? Reason::kCounted : Reason::kOutsideWindow;
  }

  std::optional<Candidate> ScreenExternal(const TrainingItem& item) const {
    const bool wanted =
        item.external->region == view_.practice().region && IsWantedSlug(item.external->menu_slug);
    if (!wanted || item.date >= window_.until) return std::nullopt;
    return Because(item, Reason::kNotRecognised);
  }

  bool IsWanted(const TrainingItem& recognised) const {
    return recognised.recognition->region == view_.practice().region &&
           IsWantedSlug(recognised.recognition->menu_slug);
  }

  static bool IsAbout(const domain::Recognition& recognition, const TrainingItem& training) {
    if (training.offering == nullptr || recognition.done_on != training.date) return false;
    const auto& slugs = training.offering->menu_slugs;
    return std::find(slugs.begin(), slugs.end(), recognition.menu_slug) != slugs.end();
  }

  std::optional<Candidate> ScreenRecognition(const TrainingItem& item) const {
    if (!IsWanted(item)) {
      return window_.Contains(item.date) ? Because(item, Reason::kNotOnMenu) : std::nullopt;
    }
    return MakeCandidate(item, DateOf(*item.recognition), ReasonOf(*item.recognition));
  }

  static Candidate MakeCandidate(const TrainingItem& item, absl::CivilDay date, Reason reason) {
    Candidate candidate;
    candidate.item = &item;
    candidate.date = date;
    candidate.reason = reason;
    return candidate;
  }

  static std::optional<Candidate> Because(const TrainingItem& item, Reason reason) {
    return MakeCandidate(item, item.date, reason);
  }

  // The same thing once more: the course and a session of it, what was done and the decision about
  // it, or the same decision twice.
  static bool IsSameThing(const TrainingItem& a, const TrainingItem& b) {
    if (a.recognition != nullptr && b.recognition != nullptr) {
      return a.recognition->menu_slug == b.recognition->menu_slug;
    }
    if (a.recognition != nullptr) return IsAbout(*a.recognition, b);
    if (b.recognition != nullptr) return IsAbout(*b.recognition, a);
    if (a.completion != nullptr || b.completion != nullptr) return a.offering == b.offering;
    return a.session == b.session;
  }

  void CountItems(Trainee* trainee) const {
    // A recognition counts from the window's start at the earliest, so the order may have changed.
    std::stable_sort(trainee->candidates.begin(), trainee->candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.date < b.date; });
    const uint32_t times = std::max(measure_.times(), uint32_t{1});
    auto& candidates = trainee->candidates;
    for (auto current = candidates.begin(); current != candidates.end(); ++current) {
      if (current->reason != Reason::kCounted) continue;
      const bool again = std::any_of(candidates.begin(), current, [&](const Candidate& earlier) {
        return earlier.reason == Reason::kCounted && IsSameThing(*earlier.item, *current->item);
      });
      if (again) {
        current->reason = Reason::kDuplicate;
        continue;
      }
      if (++trainee->items == times) trainee->done_on = current->date;
      current->surplus = trainee->items > times;
    }
  }

  // `is_on` says who is asked.
  template <typename IsOn>
  Coverage CoverageOn(absl::CivilDay day, const IsOn& is_on) const {
    Coverage coverage;
    for (const Trainee& trainee : trainees_) {
      if (!is_on(trainee)) continue;
      ++coverage.denominator;
      coverage.numerator += trainee.done_on.has_value() && *trainee.done_on <= day;
    }
    return coverage;
  }

  Coverage CoverageOn(absl::CivilDay day) const {
    return CoverageOn(day, [&](const Trainee& trainee) { return trainee.OnRoster(day); });
  }

  // On some day of the window up to the one looked at.
  bool WasOnRoster(const Trainee& trainee) const {
    const domain::DateRange looked_at{.from = window_.from, .until = last_ + 1};
    return std::any_of(trainee.stays.begin(), trainee.stays.end(), [&](const auto& stay) {
      return !domain::Intersect(stay, looked_at).empty();
    });
  }

  // Everybody who was asked at some time (O3).
  Coverage CoverageOfWindow() const {
    return CoverageOn(last_, [&](const Trainee& trainee) { return WasOnRoster(trainee); });
  }

  // The roles, by their place in the measure, in which somebody is asked on the day.
  uint32_t RolesOf(const Trainee& trainee, absl::CivilDay day) const {
    const domain::DateRange asked{.from = whole_window_ ? std::min(window_.from, day) : day,
                                  .until = day + 1};
    uint32_t roles = 0;
    for (int i = 0; i < measure_.denominator_roles_size(); ++i) {
      for (const RosterStay& stay : trainee.by_role) {
        const bool here = !domain::Intersect(stay.period, asked).empty();
        if (stay.role == measure_.denominator_roles(i) && here) roles |= 1U << i;
      }
    }
    return roles;
  }

  // How many people each role needs so that it reaches the share, and how many it has (O6).
  struct RoleNeeds {
    // Everybody who is asked, and those who are not done.
    RoleGroups asked;
    RoleGroups open;
    std::vector<uint32_t> thresholds;
    std::vector<uint32_t> missing;
  };

  RoleNeeds RoleNeedsOn(absl::CivilDay day) const {
    const size_t count = measure_.denominator_roles_size();
    RoleNeeds needs{{}, {}, std::vector<uint32_t>(count), std::vector<uint32_t>(count)};
    std::vector<Coverage> coverage(count);
    for (const Trainee& trainee : trainees_) {
      const uint32_t roles = RolesOf(trainee, day);
      if (roles == 0) continue;
      const bool done = trainee.done_on.has_value() && *trainee.done_on <= day;
      ++needs.asked[roles];
      if (!done) ++needs.open[roles];
      for (size_t role = 0; role < count; ++role) {
        if ((roles >> role & 1U) == 0) continue;
        ++coverage[role].denominator;
        coverage[role].numerator += done ? 1 : 0;
      }
    }
    for (size_t role = 0; role < count; ++role) {
      needs.thresholds[role] = ThresholdOf(coverage[role].denominator);
      needs.missing[role] =
          needs.thresholds[role] - std::min(needs.thresholds[role], coverage[role].numerator);
    }
    return needs;
  }

  // Every role that somebody holds on the day reaches the share (O6).
  bool EachRoleReached(absl::CivilDay day) const {
    const std::vector<uint32_t> missing = RoleNeedsOn(day).missing;
    return std::all_of(missing.begin(), missing.end(), [](uint32_t people) { return people == 0; });
  }

  bool ReachedOn(absl::CivilDay day, int64_t numerator, int64_t denominator) const {
    if (measure_.each_role()) return denominator > 0 && EachRoleReached(day);
    return Reached(numerator, denominator);
  }

  // In order of id, as the staff is.
  void ShowPeople() {
    for (const Trainee& trainee : trainees_) {
      if (!trainee.OnRoster(view_.at())) continue;
      verdict_.people.push_back({.person_id = trainee.member->person->id, .items = trainee.items});
    }
  }

  bool Reached(int64_t numerator, int64_t denominator) const {
    return denominator > 0 &&
           numerator * measure_.share_denominator() >= denominator * measure_.share_numerator();
  }

  // The fewest of so many people that are the share.
  uint32_t ThresholdOf(uint32_t people) const {
    const uint64_t share = uint64_t{people} * measure_.share_numerator();
    const uint64_t parts = std::max(measure_.share_denominator(), uint32_t{1});
    return static_cast<uint32_t>((share + parts - 1) / parts);
  }

  // `day` is the one the coverage is of.
  void SetNumbers(const Coverage& coverage, absl::CivilDay day) {
    verdict_.numerator = coverage.numerator;
    verdict_.denominator = coverage.denominator;
    verdict_.threshold = ThresholdOf(coverage.denominator);
    verdict_.missing = verdict_.threshold - std::min(verdict_.threshold, coverage.numerator);
    if (!measure_.each_role()) return;
    // Who holds two roles counts in both.
    const RoleNeeds needs = RoleNeedsOn(day);
    verdict_.threshold = FewestPeople(needs.asked, needs.thresholds);
    verdict_.missing = FewestPeople(needs.open, needs.missing);
  }

  std::vector<Change> Changes() const {
    std::vector<Change> changes;
    for (const Trainee& trainee : trainees_) {
      for (const domain::DateRange& stay : trainee.stays) {
        const absl::CivilDay from = std::max(stay.from, window_.from);
        if (from > last_ || stay.until <= from) continue;
        changes.push_back({.day = from, .denominator = 1});
        changes.push_back({.day = stay.until, .denominator = -1});
        if (!trainee.done_on.has_value() || *trainee.done_on >= stay.until) continue;
        changes.push_back({.day = std::max(from, *trainee.done_on), .numerator = 1});
        changes.push_back({.day = stay.until, .numerator = -1});
      }
      if (!measure_.each_role()) continue;
      // Another role changes no sum, but perhaps what is reached.
      for (const RosterStay& stay : trainee.by_role) {
        changes.push_back({.day = std::max(stay.period.from, window_.from)});
        changes.push_back({.day = std::max(stay.period.until, window_.from)});
      }
    }
    std::sort(changes.begin(), changes.end(),
              [](const Change& a, const Change& b) { return a.day < b.day; });
    return changes;
  }

  // Looks at every day on which something changes, up to last_: numbers and roster stand still in
  // between.
  void Sweep() {
    int32_t numerator = 0;
    int32_t denominator = 0;
    const std::vector<Change> changes = Changes();
    for (size_t i = 0; i < changes.size() && changes[i].day <= last_;) {
      const absl::CivilDay day = changes[i].day;
      for (; i < changes.size() && changes[i].day == day; ++i) {
        numerator += changes[i].numerator;
        denominator += changes[i].denominator;
      }
      had_roster_ |= denominator > 0;
      if (strict_ || !ReachedOn(day, numerator, denominator)) continue;
      verdict_.first_met_on = day;
      break;
    }
    Coverage coverage{static_cast<uint32_t>(numerator), static_cast<uint32_t>(denominator)};
    if (whole_window_) coverage = CoverageOfWindow();
    SetNumbers(coverage, verdict_.first_met_on.value_or(last_));
    if (strict_ && last_ == window_.until - 1 &&
        ReachedOn(last_, coverage.numerator, coverage.denominator)) {
      verdict_.first_met_on = last_;
    }
  }

  // Names nobody has confirmed are believed, but said to be so (P5).
  void FlagUnconfirmed() {
    if (verdict_.denominator > 0 && !RosterConfirmed(view_, *verdict_.plan, window_)) {
      verdict_.flags.push_back(VerdictFlag::kProvisional);
    }
  }

  void Settle() {
    FlagUnconfirmed();
    if (verdict_.first_met_on.has_value()) {
      verdict_.status = Status::kMet;
    } else if (verdict_.denominator == 0) {
      // Nobody there is only believed of a practice that said so (P5).
      verdict_.status = RosterConfirmed(view_, *verdict_.plan, window_) ? Status::kNotApplicable
                                                                        : Status::kUndetermined;
      if (had_roster_) verdict_.flags.push_back(VerdictFlag::kRosterEmptied);
    } else if (view_.at() >= window_.until) {
      verdict_.status = Status::kNotMet;
    } else {
      SettleOpen();
    }
  }

  PersonalNeed NeedOf(const Trainee& trainee, uint32_t items) const {
    PersonalNeed need{.member = trainee.member, .items = items};
    if (measure_.each_role()) need.roles = RolesOf(trainee, last_);
    for (const Candidate& candidate : trainee.candidates) {
      const domain::Offering* offering = candidate.item->offering;
      if (candidate.reason != Reason::kCounted || offering == nullptr) continue;
      auto& done = candidate.item->completion != nullptr ? need.completed : need.attended;
      done.push_back(offering);
    }
    return need;
  }

  void SettleOpen() {
    verdict_.status = Status::kOpen;
    if (verdict_.missing == 0) return;
    const uint32_t times = std::max(measure_.times(), uint32_t{1});
    std::vector<PersonalNeed> needs;
    for (const Trainee& trainee : trainees_) {
      if (!trainee.OnRoster(last_) || trainee.items >= times) continue;
      needs.push_back(NeedOf(trainee, times - trainee.items));
    }
    OpenShare(view_, measure_, needs, &verdict_);
    const std::vector<uint32_t> missing =
        measure_.each_role() ? RoleNeedsOn(last_).missing : std::vector{verdict_.missing};
    const BookablePlaces found = FindPlaces(view_, measure_, window_, std::move(needs), missing);
    verdict_.bookable = found.places;
    if (!found.enough) verdict_.status = Status::kAtRisk;
  }

  // What the roster of the day says of a person (R13).
  Reason RosterReason(const Trainee& trainee, absl::CivilDay day) const {
    if (trainee.OnRoster(day)) return Reason::kCounted;
    if (whole_window_ && WasOnRoster(trainee)) return Reason::kCounted;
    const auto& stays = trainee.member->stays;
    const bool here = std::any_of(stays.begin(), stays.end(), [&](const RosterStay& stay) {
      return stay.period.Contains(day);
    });
    return here ? Reason::kRoleNotCounted : Reason::kNotOnRoster;
  }

  void ShowEvidence(absl::CivilDay day) {
    std::vector<std::pair<const Trainee*, const Candidate*>> shown;
    for (const Trainee& trainee : trainees_) {
      for (const Candidate& candidate : trainee.candidates) shown.push_back({&trainee, &candidate});
    }
    std::sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) {
      return std::tie(a.second->item->date, a.second->item->position) <
             std::tie(b.second->item->date, b.second->item->position);
    });
    verdict_.evidence.reserve(shown.size());
    for (const auto& [trainee, candidate] : shown) Show(*trainee, *candidate, day);
  }

  void Show(const Trainee& trainee, const Candidate& candidate, absl::CivilDay day) {
    const TrainingItem& item = *candidate.item;
    Evidence& evidence = verdict_.evidence.emplace_back();
    // Of the decision itself, also when it counts from a later day.
    evidence.date = item.date;
    evidence.person_id = trainee.member->person->id;
    if (item.presence != nullptr) {
      evidence.ref = item.presence->ref;
      evidence.practice_id = item.presence->practice_id;
      evidence.session_id = item.session->id;
    } else if (item.completion != nullptr) {
      evidence.ref = item.completion->ref;
      evidence.practice_id = item.completion->practice_id;
      evidence.offering_id = item.completion->offering_id;
    } else if (item.external != nullptr) {
      evidence.ref = item.external->ref;
      evidence.practice_id = item.external->practice_id;
      evidence.menu_slug = item.external->menu_slug;
    } else {
      evidence.ref = item.recognition->ref;
      evidence.menu_slug = item.recognition->menu_slug;
    }
    evidence.reason =
        candidate.reason == Reason::kCounted ? RosterReason(trainee, day) : candidate.reason;
    // The numbers are those of `day`; what came later was more than needed.
    const bool surplus = candidate.surplus || candidate.date > day;
    if (evidence.reason == Reason::kCounted && surplus) {
      evidence.flags.push_back(VerdictFlag::kSurplus);
    }
  }

  const PracticeView& view_;
  const v1::StaffShare& measure_;
  Verdict& verdict_;
  const domain::DateRange window_;
  // The last day of the window that is looked at.
  const absl::CivilDay last_;
  const bool whole_window_;
  // Only the last day counts.
  const bool strict_;
  std::vector<Trainee> trainees_;
  // Somebody held a counted role on some day looked at.
  bool had_roster_ = false;
};

}  // namespace

bool RosterConfirmed(const PracticeView& view, const v1::RegionPlan& plan,
                     const domain::DateRange& window) {
  if (!plan.roster_confirmed_within_window()) return view.RosterConfirmed(std::nullopt);
  return view.RosterConfirmed(window);
}

void EvaluateStaffShare(const PracticeView& view, const v1::StaffShare& measure,
                        const domain::DateRange& window, Verdict* verdict) {
  verdict->window = window;
  if (measure.times_rule() == v1::TIMES_RULE_SHARE_PRESENT) {
    return EvaluateSharePresent(view, measure, verdict);
  }
  Share(view, measure, verdict).Evaluate();
}

}  // namespace logboek::regioplan
