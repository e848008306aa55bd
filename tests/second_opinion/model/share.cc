// A share of the people who hold a role (P5 to P10, R7, R8, R13, R14, R16), day by day.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

using event::v1::OfferingKind;
using event::v1::Role;

// Something one person did.
struct Item {
  Line line;
  // One of the four.
  const Session* session = nullptr;
  const Completion* completion = nullptr;
  const Recognition* recognition = nullptr;
  const ExternalTraining* external = nullptr;
  // Of the session or the completion.
  const Offering* offering = nullptr;
  // From when it would count: a recognition not before the window (R8).
  absl::CivilDay counts_from;
  // As in Line, while nothing is known of the roster; "COUNTED" = it may count.
  std::string reason;
  // More than its person needs.
  bool surplus = false;
};

class ShareJudge {
 public:
  ShareJudge(const Review& review, const Period& all_years, Row* row)
      : review_(review),
        row_(row),
        measure_(row->obligation->staff_share()),
        roles_(EnumsOf<Role>(measure_.denominator_roles())),
        stays_(StaysHere(review)),
        window_(measure_.times_rule() == rp::TIMES_RULE_ACROSS_YEARS ? all_years : row->year.real) {
  }

  void Run() {
    Opinion& opinion = row_->opinion;
    opinion.window = window_;
    GatherItems();
    for (absl::CivilDay day = window_.from; day < window_.until && day <= review_.at; ++day) {
      if (opinion.first_met_on.has_value()) break;
      had_roster_ |= !RosterOn(day).empty();
      if (MayBeMetOn(day) && Reached(day)) opinion.first_met_on = day;
    }
    const Share now = ShareOf(RosterOn(review_.at), review_.at);
    opinion.coverage_now = {now.trained, now.people};
    // R13: the day the numbers are those of; before it all begins, today.
    const bool begun = review_.at >= window_.from;
    shown_ =
        begun ? opinion.first_met_on.value_or(std::min(review_.at, window_.until - 1)) : review_.at;
    SetNumbers();
    if (!begun) {
      opinion.status = "open";
      AddFlag("not_started", &opinion.flags);
      return;
    }
    Settle();
    for (Item& item : items_) AddLine(item);
  }

 private:
  struct Share {
    uint32_t trained = 0;
    uint32_t people = 0;
  };

  // O3.
  bool MayBeMetOn(absl::CivilDay day) const {
    return measure_.moment() == rp::SHARE_MOMENT_ACHIEVED_ONCE || day == window_.until - 1;
  }

  bool IsEnough(const Share& share) const {
    return share.trained * measure_.share_denominator() >=
           share.people * measure_.share_numerator();
  }

  // P6, with P7: a day without a roster is passed over.
  bool Reached(absl::CivilDay day) const { return WouldBeReached(day, {}); }

  // If these people had done enough, too. O6: half of all, or half of each role that somebody has.
  bool WouldBeReached(absl::CivilDay day, const std::set<std::string>& too) const {
    const std::set<std::string> asked = AskedOn(day);
    if (asked.empty()) return false;
    if (!measure_.each_role()) return IsEnough(ShareOf(asked, day, too));
    for (const Role role : roles_) {
      if (!IsEnough(ShareOf(AskedOn(day, {role}), day, too))) return false;
    }
    return true;
  }

  // O3: the roster of the day, or everybody who was on it up to then.
  std::set<std::string> AskedOn(absl::CivilDay day) const { return AskedOn(day, roles_); }
  std::set<std::string> AskedOn(absl::CivilDay day, const std::vector<Role>& roles) const {
    if (measure_.moment() != rp::SHARE_MOMENT_WHOLE_WINDOW) return RosterOn(day, roles);
    std::set<std::string> asked = RosterOn(day, roles);
    for (absl::CivilDay d = window_.from; d <= day; ++d) asked.merge(RosterOn(d, roles));
    return asked;
  }

  std::set<std::string> RosterOn(absl::CivilDay day) const { return RosterOn(day, roles_); }
  std::set<std::string> RosterOn(absl::CivilDay day, const std::vector<Role>& roles) const {
    return RosterOf(stays_, day, roles);
  }

  // How many distinct things that count the person did, up to and with the day.
  uint32_t DoneBy(const std::string& person, absl::CivilDay day) const {
    uint32_t done = 0;
    for (const Item& item : items_) {
      if (item.line.person == person && item.reason == "COUNTED" && item.counts_from <= day) ++done;
    }
    return done;
  }

  // P8: who of these people had done enough by then, or is one of those.
  Share ShareOf(const std::set<std::string>& people, absl::CivilDay day,
                const std::set<std::string>& too = {}) const {
    Share share;
    for (const std::string& person : people) {
      ++share.people;
      if (too.count(person) > 0 || DoneBy(person, day) >= measure_.times()) ++share.trained;
    }
    return share;
  }

  bool IsConfirmed() const { return IsRosterConfirmed(review_, *row_->plan, window_); }

  uint32_t ThresholdOf(const Share& share) const {
    uint32_t threshold = 0;
    while (threshold * measure_.share_denominator() < share.people * measure_.share_numerator()) {
      ++threshold;
    }
    return threshold;
  }

  // Every set of these people.
  static std::vector<std::set<std::string>> AllSets(const std::set<std::string>& people) {
    std::vector<std::set<std::string>> sets = {{}};
    for (const std::string& person : people) {
      for (size_t i = 0, before = sets.size(); i < before; ++i) {
        std::set<std::string> with = sets[i];
        with.insert(person);
        sets.push_back(with);
      }
    }
    return sets;
  }

  // The size of the smallest set of these people that will do; none need be enough when there is
  // nobody.
  template <typename WillDo>
  static uint32_t FewestFor(const WillDo& will_do, const std::set<std::string>& people) {
    size_t fewest = people.size();
    for (const std::set<std::string>& some : AllSets(people)) {
      if (some.size() < fewest && will_do(some)) fewest = some.size();
    }
    return static_cast<uint32_t>(fewest);
  }

  void SetNumbers() {
    Opinion& opinion = row_->opinion;
    const Share share = ShareOf(AskedOn(shown_), shown_);
    opinion.numerator = share.trained;
    opinion.denominator = share.people;
    opinion.threshold = ThresholdOf(share);
    opinion.missing = opinion.threshold - std::min(opinion.threshold, share.trained);
    if (measure_.each_role()) {
      // O6: who has two of the roles counts in both, so the fewest people are looked for.
      std::set<std::string> untrained;
      for (const std::string& person : AskedOn(shown_)) {
        if (DoneBy(person, shown_) < measure_.times()) untrained.insert(person);
      }
      opinion.threshold = FewestFor(
          [&](const std::set<std::string>& some) {
            for (const Role role : roles_) {
              const std::set<std::string> people = AskedOn(shown_, {role});
              Share part{.people = static_cast<uint32_t>(people.size())};
              for (const std::string& person : people) part.trained += some.count(person);
              if (!IsEnough(part)) return false;
            }
            return true;
          },
          AskedOn(shown_));
      opinion.missing =
          FewestFor([&](const std::set<std::string>& some) { return WouldBeReached(shown_, some); },
                    untrained);
    }
    if (share.people > 0 && !IsConfirmed()) AddFlag("provisional", &opinion.flags);
  }

  void Settle() {
    Opinion& opinion = row_->opinion;
    if (opinion.first_met_on.has_value()) {
      opinion.status = "met";
    } else if (opinion.denominator == 0) {
      opinion.status = IsConfirmed() ? "not_applicable" : "undetermined";
      if (had_roster_) AddFlag("roster_emptied", &opinion.flags);
    } else if (review_.at >= window_.until) {
      opinion.status = "not_met";
    } else {
      opinion.status = opinion.missing == 0 || CanStillBeMet() ? "open" : "at_risk";
    }
  }

  // ---- what people did ------------------------------------------------------------------------

  bool WorkedHere(const std::string& person) const {
    for (const Stay& stay : stays_) {
      if (stay.person == person) return true;
    }
    return false;
  }

  // On some day from the begin of the window up to `at`.
  bool WorkedHereLately(const std::string& person) const {
    for (const Stay& stay : stays_) {
      if (stay.person == person && stay.period.from <= review_.at &&
          window_.from < stay.period.until) {
        return true;
      }
    }
    return false;
  }

  bool IsWantedSlug(const std::string& slug) const { return Contains(measure_.menu_slugs(), slug); }

  // A wanted row of the menu of that day is one of the offering's.
  bool IsWanted(const Offering* offering, absl::CivilDay day) const {
    if (offering == nullptr || offering->region != review_.region) return false;
    for (const std::string& slug : offering->slugs) {
      if (IsWantedSlug(slug) && OnMenu(review_, slug, day)) return true;
    }
    return false;
  }

  bool IsOnAnyMenu(const Offering* offering, absl::CivilDay day) const {
    if (offering == nullptr) return false;
    for (const std::string& slug : offering->slugs) {
      if (OnMenu(review_, slug, day)) return true;
    }
    return false;
  }

  void GatherItems() {
    for (const Attendance& record : review_.world.attendances) {
      const bool here = record.practice == review_.practice;
      if (!record.moved_away && (here || WorkedHereLately(record.person))) AddPresence(record);
    }
    const bool by_menu = measure_.menu_slugs_size() > 0;
    for (const Completion& completion : review_.world.completions) {
      // Of somebody who worked here once, what was reported by the practice.
      const bool here = WorkedHere(completion.person) && completion.practice == review_.practice;
      if (by_menu && (here || WorkedHereLately(completion.person))) AddCompletion(completion);
    }
    for (const Recognition& recognition : review_.world.recognitions) {
      if (by_menu && WorkedHereLately(recognition.person)) AddRecognition(recognition);
    }
    for (const ExternalTraining& external : review_.world.externals) {
      if (by_menu && WorkedHereLately(external.person)) AddExternal(external);
    }
    std::sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) {
      return std::tuple(a.counts_from, a.line.date, a.line.position) <
             std::tuple(b.counts_from, b.line.date, b.line.position);
    });
    for (Item& item : items_) MarkRepeated(&item);
  }

  void AddItem(const Item& item) {
    if (!item.reason.empty()) items_.push_back(item);
  }

  void AddPresence(const Attendance& record) {
    const Session* session = Find(review_.world.sessions, record.session);
    if (session == nullptr || session->date > review_.at) return;
    Item item;
    item.session = session;
    item.offering = Find(review_.world.offerings, session->offering);
    item.line = {session->date, record.position, record.person, record.practice,
                 "session " + session->id};
    item.counts_from = session->date;
    item.reason = ReasonOfPresence(record, *session, item.offering);
    AddItem(item);
  }

  // R7, R14. Empty = not worth a line.
  std::string ReasonOfPresence(const Attendance& record, const Session& session,
                               const Offering* offering) const {
    const bool inside = window_.Has(session.date);
    const bool wanted = IsWanted(offering, session.date);
    const bool presence_counts =
        IsMeeting(session.kind) || session.kind == event::v1::OFFERING_KIND_COACHING;
    const bool by_kind = Contains(EnumsOf<OfferingKind>(measure_.session_kinds()), session.kind);
    if (!by_kind && wanted && !presence_counts) return ReasonOfCourseSession(record, session);
    if (!by_kind && !wanted) {
      const bool of_a_kind = measure_.session_kinds_size() > 0 && IsMeeting(session.kind);
      const bool of_a_menu =
          measure_.menu_slugs_size() > 0 && presence_counts && IsOnAnyMenu(offering, session.date);
      return inside && record.active() && (of_a_kind || of_a_menu) ? "NOT_ON_MENU" : "";
    }
    if (!record.active()) return inside ? "VOIDED" : "";
    if (!inside) return "OUTSIDE_WINDOW";
    if (!record.present) return "ABSENT";
    const bool engaged = WorksAt(review_, record.person, record.practice, session.date) ||
                         WorksAt(review_, record.person, review_.practice, session.date);
    if (row_->plan->attendee_must_be_engaged() && !engaged) return "NOT_ON_ROSTER";
    return "COUNTED";
  }

  // Who sat in a wanted course and has not completed it, has nothing yet (R14).
  std::string ReasonOfCourseSession(const Attendance& record, const Session& session) const {
    if (!record.active() || !record.present || !window_.Has(session.date)) return "";
    for (const Completion& completion : review_.world.completions) {
      if (completion.person == record.person && completion.offering == session.offering &&
          completion.date <= review_.at && WorkedHere(record.person)) {
        return "";
      }
    }
    return "NOT_RECOGNISED";
  }

  void AddCompletion(const Completion& completion) {
    if (completion.date > review_.at) return;
    Item item;
    item.completion = &completion;
    item.offering = Find(review_.world.offerings, completion.offering);
    item.line = {completion.date, completion.position, completion.person, completion.practice,
                 "offering " + completion.offering};
    item.counts_from = completion.date;
    item.reason = ReasonOfCompletion(completion, item.offering);
    // O12: earlier training counts as if it was done on the first day.
    if (item.reason == "COUNTED") item.counts_from = std::max(completion.date, window_.from);
    AddItem(item);
  }

  // P9, R14.
  std::string ReasonOfCompletion(const Completion& completion, const Offering* offering) const {
    const bool inside = window_.Has(completion.date);
    if (!IsWanted(offering, completion.date)) {
      return inside && !completion.revoked ? "NOT_ON_MENU" : "";
    }
    if (completion.revoked) return inside ? "VOIDED" : "";
    if (inside) return "COUNTED";
    if (completion.date >= window_.until) return "OUTSIDE_WINDOW";
    if (measure_.prior_training() == rp::PRIOR_TRAINING_ALWAYS) return "COUNTED";
    if (measure_.prior_training() == rp::PRIOR_TRAINING_NEVER) return "NOT_RECOGNISED";
    for (const Recognition& recognition : review_.world.recognitions) {
      // The decision is what counts, the course is the same thing once more.
      if (recognition.person == completion.person && recognition.decided_on <= review_.at &&
          ReasonOfRecognition(recognition) == "COUNTED" &&
          IsAbout(recognition, offering, completion.date)) {
        return "DUPLICATE";
      }
    }
    return "NOT_RECOGNISED";
  }

  // R8: earlier training counts from the decision on, or as if done on the first day. What was done
  // in the window is no earlier training (TW-13): it counts from that day, however late decided.
  absl::CivilDay CountsFrom(const Recognition& recognition) const {
    const bool earlier = recognition.done_on < window_.from;
    const bool from_done = !earlier ||
                           measure_.recognition_counts_from() == rp::RECOGNITION_DATE_DONE ||
                           measure_.prior_training() == rp::PRIOR_TRAINING_ALWAYS;
    return std::max(from_done ? recognition.done_on : recognition.decided_on, window_.from);
  }

  std::string ReasonOfRecognition(const Recognition& recognition) const {
    if (recognition.region != review_.region || !IsWantedSlug(recognition.slug)) {
      return window_.Has(recognition.decided_on) ? "NOT_ON_MENU" : "";
    }
    const bool earlier = recognition.done_on < window_.from;
    if (earlier && measure_.prior_training() == rp::PRIOR_TRAINING_NEVER) return "NOT_RECOGNISED";
    return window_.Has(CountsFrom(recognition)) ? "COUNTED" : "OUTSIDE_WINDOW";
  }

  void AddRecognition(const Recognition& recognition) {
    if (recognition.decided_on > review_.at) return;
    Item item;
    item.recognition = &recognition;
    item.line = {recognition.decided_on, recognition.position, recognition.person, "",
                 "menu " + recognition.slug};
    item.reason = ReasonOfRecognition(recognition);
    item.counts_from =
        item.reason == "NOT_ON_MENU" ? recognition.decided_on : CountsFrom(recognition);
    AddItem(item);
  }

  // TW-13: what nobody has recognised yet. Once somebody has, the decision speaks for it.
  void AddExternal(const ExternalTraining& external) {
    if (external.region != review_.region || !IsWantedSlug(external.slug)) return;
    if (external.done_on > review_.at || external.done_on >= window_.until) return;
    for (const Recognition& recognition : review_.world.recognitions) {
      if (recognition.person == external.person && recognition.region == external.region &&
          recognition.slug == external.slug && recognition.done_on == external.done_on &&
          recognition.decided_on <= review_.at) {
        return;
      }
    }
    Item item;
    item.external = &external;
    item.line = {external.done_on, external.position, external.person, external.practice,
                 "menu " + external.slug};
    item.counts_from = external.done_on;
    item.reason = "NOT_RECOGNISED";
    AddItem(item);
  }

  // The decision is about what was done on that day under one of the offering's rows.
  static bool IsAbout(const Recognition& recognition, const Offering* offering,
                      absl::CivilDay done_on) {
    return offering != nullptr && recognition.done_on == done_on &&
           Contains(offering->slugs, recognition.slug);
  }

  // One course and a session of it, one thing and the decision about it, one decision twice.
  static bool IsSameThing(const Item& a, const Item& b) {
    if (a.recognition != nullptr && b.recognition != nullptr) {
      return a.recognition->slug == b.recognition->slug;
    }
    if (a.recognition != nullptr) return IsAbout(*a.recognition, b.offering, b.line.date);
    if (b.recognition != nullptr) return IsAbout(*b.recognition, a.offering, a.line.date);
    if (a.session != nullptr && b.session != nullptr) return a.session == b.session;
    return a.offering == b.offering;
  }

  // Compared with what comes before it in the list.
  void MarkRepeated(Item* item) {
    if (item->reason != "COUNTED") return;
    uint32_t done = 0;
    for (Item& earlier : items_) {
      if (&earlier == item) break;
      if (earlier.line.person != item->line.person || earlier.reason != "COUNTED") continue;
      ++done;
      if (IsSameThing(earlier, *item)) item->reason = "DUPLICATE";
    }
    item->surplus = done >= measure_.times();
  }

  // R13, P8: the roster of the day the numbers are those of decides about what could count.
  void AddLine(const Item& item) {
    Line line = item.line;
    line.reason = item.reason;
    if (item.reason == "COUNTED") {
      const bool asked = AskedOn(shown_).count(line.person) > 0;
      if (!asked && !WorksAt(review_, line.person, review_.practice, shown_)) {
        line.reason = "NOT_ON_ROSTER";
      } else if (!asked) {
        line.reason = "ROLE_NOT_COUNTED";
      } else if (item.surplus || item.counts_from > shown_) {
        line.flags.push_back("surplus");
      }
    }
    row_->opinion.lines.push_back(line);
  }

  // ---- R16: places that can still be had ------------------------------------------------------

  // Something that can still be done: a session to be present at, or a course with all its
  // sessions.
  struct Place {
    // Who holds one already or can come beside the capacity, who has done it, and how many more can
    // come.
    std::set<std::string> sure;
    std::set<std::string> done;
    uint32_t free = 0;
  };

  bool IsOfCountedKind(const Session& session) const {
    return Contains(EnumsOf<OfferingKind>(measure_.session_kinds()), session.kind);
  }

  // Of a kind that counts, or of a row that is on the menu that day.
  bool IsUseful(const Session& session) const {
    return IsOfCountedKind(session) ||
           IsWanted(Find(review_.world.offerings, session.offering), session.date);
  }

  // R14: what counts there is to complete the course, however many sessions it has.
  bool IsPartOfCourse(const Session& session) const {
    return !IsOfCountedKind(session) && !IsMeeting(session.kind) &&
           session.kind != event::v1::OFFERING_KIND_COACHING;
  }

  // What the session would bring the person has been done already.
  bool HasDone(const std::string& person, const Session& session) const {
    for (const Item& item : items_) {
      if (item.line.person != person || item.reason != "COUNTED" || item.offering == nullptr) {
        continue;
      }
      const bool whole = item.completion != nullptr || IsPartOfCourse(session);
      if (whole && item.offering->id == session.offering) return true;
    }
    return false;
  }

  void AddPlaces(const Session& session, const std::set<std::string>& people, Place* place) const {
    const bool open = IsOpenToUs(review_, session);
    const uint32_t taken = PlacesTaken(review_.world, session);
    if (open && session.capacity > taken) place->free += session.capacity - taken;
    for (const std::string& person : people) {
      if (HasDone(person, session)) {
        place->done.insert(person);
      } else if (IsSureOfPlace(review_, session, person)) {
        place->sure.insert(person);
      }
    }
  }

  std::vector<Place> PlacesFor(const std::set<std::string>& people) const {
    std::map<std::string, Place> places;
    for (const Session* session : ComingSessions(review_)) {
      if (!window_.Has(session->date) || !IsUseful(*session)) continue;
      const bool part = IsPartOfCourse(*session);
      AddPlaces(*session, people,
                &places[part ? "course " + session->offering : "session " + session->id]);
    }
    std::vector<Place> list;
    for (const auto& [what, place] : places) list.push_back(place);
    return list;
  }

  // Who sits where: for each place the people who take one of its free seats.
  using Seats = std::vector<std::set<std::string>>;

  // Gives the person one more place, if need be by letting somebody else go elsewhere. `asked`:
  // places that were asked already.
  bool Seat(const std::string& person, const std::vector<Place>& places, std::set<size_t>* asked,
            Seats* seats) const {
    for (size_t s = 0; s < places.size(); ++s) {
      const bool is_there = places[s].sure.count(person) > 0 || (*seats)[s].count(person) > 0;
      if (is_there || places[s].done.count(person) > 0 || !asked->insert(s).second) continue;
      if ((*seats)[s].size() < places[s].free) {
        (*seats)[s].insert(person);
        return true;
      }
      const std::set<std::string> sitting = (*seats)[s];
      for (const std::string& other : sitting) {
        if (!Seat(other, places, asked, seats)) continue;
        (*seats)[s].erase(other);
        (*seats)[s].insert(person);
        return true;
      }
    }
    return false;
  }

  // Whether these people can each have as many places as they need, one a session.
  bool AllServed(const std::vector<std::string>& people, const std::vector<Place>& places) const {
    Seats seats(places.size());
    for (const std::string& person : people) {
      uint32_t need = needs_.at(person);
      for (const Place& place : places) need -= need > 0 && place.sure.count(person) > 0 ? 1 : 0;
      for (; need > 0; --need) {
        std::set<size_t> asked;
        if (!Seat(person, places, &asked, &seats)) return false;
      }
    }
    return true;
  }

  // Tries every choice of people.
  bool CanStillBeMet() {
    Opinion& opinion = row_->opinion;
    std::set<std::string> people;
    for (const std::string& person : RosterOn(shown_)) {
      const uint32_t done = DoneBy(person, shown_);
      if (done >= measure_.times()) continue;
      people.insert(person);
      needs_[person] = measure_.times() - done;
    }
    // Too few people left: no place helps.
    if (!WouldBeReached(shown_, people)) return false;
    const std::vector<Place> places = PlacesFor(people);
    for (const Place& place : places) {
      const size_t others = people.size() - place.sure.size() - place.done.size();
      opinion.bookable +=
          static_cast<uint32_t>(place.sure.size() + std::min<size_t>(others, place.free));
    }
    for (const std::set<std::string>& some : AllSets(people)) {
      // More of them help only where it depends on who they are.
      if (!measure_.each_role() && some.size() != opinion.missing) continue;
      if (WouldBeReached(shown_, some) && AllServed({some.begin(), some.end()}, places)) {
        return true;
      }
    }
    return false;
  }

  const Review& review_;
  Row* const row_;
  const rp::StaffShare& measure_;
  const std::vector<Role> roles_;
  const std::vector<Stay> stays_;
  const Period window_;
  std::vector<Item> items_;
  bool had_roster_ = false;
  absl::CivilDay shown_;
  std::map<std::string, uint32_t> needs_;
};

}  // namespace

void JudgeStaffShare(const Review& review, const Period& all_years, Row* row) {
  ShareJudge(review, all_years, row).Run();
}

}  // namespace logboek::second_opinion
