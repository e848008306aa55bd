#include "services/queries/seats.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

using Kinds = std::set<domain::OfferingKind>;
using Sort = std::pair<Kinds, std::set<std::string>>;

Kinds KindsOf(const google::protobuf::RepeatedField<int>& numbers) {
  Kinds kinds;
  for (const int number : numbers) kinds.insert(static_cast<domain::OfferingKind>(number));
  return kinds;
}

// Empty when no session fills what the row asks for.
Sort SortOf(const regioplan::v1::Obligation& obligation) {
  if (obligation.has_session_count()) {
    return {KindsOf(obligation.session_count().session_kinds()), {}};
  }
  if (obligation.has_quarter_count()) {
    return {KindsOf(obligation.quarter_count().session_kinds()), {}};
  }
  if (!obligation.has_staff_share()) return {};
  const auto& slugs = obligation.staff_share().menu_slugs();
  return {KindsOf(obligation.staff_share().session_kinds()), {slugs.begin(), slugs.end()}};
}

// What a practice needs of one sort of session.
struct Need {
  uint32_t places = 0;
  uint32_t held = 0;
};

bool HoldsPlace(const domain::Session& session, const domain::Register& reg,
                const std::string& practice_id) {
  return std::any_of(session.active_enrolments.begin(), session.active_enrolments.end(),
                     [&](const auto& active) {
                       const auto enrolment = domain::Find(reg.enrolments, active.second);
                       return enrolment != nullptr && enrolment->practice_id == practice_id &&
                              enrolment->status == domain::EnrolmentStatus::kConfirmed;
                     });
}

bool IsConfirmed(const domain::Session& session, const domain::Register& reg,
                 const std::string& person_id) {
  const auto active = session.active_enrolments.find(person_id);
  if (active == session.active_enrolments.end()) return false;
  const auto enrolment = domain::Find(reg.enrolments, active->second);
  return enrolment != nullptr && enrolment->status == domain::EnrolmentStatus::kConfirmed;
}

// A place for each of the sessions that are missing; those with a place of the practice are held.
Need NeedOfCount(const domain::Register& reg, const std::string& practice_id,
                 const Verdict& verdict) {
  Need need{.places = verdict.missing};
  for (const domain::Session* session : verdict.openings->sessions) {
    need.held += HoldsPlace(*session, reg, practice_id);
  }
  need.held = std::min(need.held, need.places);
  return need;
}

// The people who are nearest, as many as are missing: what they need and what they hold.
Need NeedOfShare(const domain::Register& reg, const Verdict& verdict) {
  std::vector<Need> people;
  for (const regioplan::OpenPerson& person : verdict.openings->people) {
    Need need{.places = person.items};
    for (const domain::Session* session : verdict.openings->sessions) {
      need.held += IsConfirmed(*session, reg, person.person_id);
    }
    need.held = std::min(need.held, need.places);
    people.push_back(need);
  }
  std::stable_sort(people.begin(), people.end(), [](const Need& a, const Need& b) {
    return a.places - a.held < b.places - b.held;
  });
  Need all;
  for (size_t i = 0; i < people.size() && i < verdict.missing; ++i) {
    all.places += people[i].places;
    all.held += people[i].held;
  }
  return all;
}

class Counting {
 public:
  explicit Counting(const List& list)
      : reg_(list.reg()),
        region_(list.region()),
        coming_(regioplan::GatherComing(reg_, region_.id, list.at())) {}

  void Add(const regioplan::PracticeFacts& facts, const std::vector<Verdict>& verdicts) {
    std::set<Sort> counted;
    for (const Verdict& verdict : verdicts) {
      if (!GivesVerdict(verdict) || !IsOpenNeed(verdict)) continue;
      const Sort sort = SortOf(*verdict.obligation);
      if (sort == Sort()) continue;
      const Need need = !verdict.openings->people.empty()
                            ? NeedOfShare(reg_, verdict)
                            : NeedOfCount(reg_, facts.practice->id, verdict);
      Row& row = rows_[sort];
      row.seats.obligation_ids.insert(verdict.obligation->id());
      row.seats.practices += counted.insert(sort).second;
      row.seats.need += need.places;
      row.seats.held += need.held;
      row.until = std::max(row.until, verdict.window.until);
    }
  }

  std::vector<SeatsRow> Take() {
    std::vector<SeatsRow> rows;
    for (auto& [sort, row] : rows_) {
      row.seats.kinds = sort.first;
      row.seats.menu_slugs = sort.second;
      CountSeats(&row);
      rows.push_back(std::move(row.seats));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const SeatsRow& a, const SeatsRow& b) { return a.shortage > b.shortage; });
    return rows;
  }

 private:
  struct Row {
    SeatsRow seats;
    // The end of the last window with a need.
    absl::CivilDay until;
  };

  void CountSeats(Row* row) const {
    SeatsRow& seats = row->seats;
    for (const auto& session : ComingOf(seats)) {
      if (session->date >= row->until) continue;
      ++seats.sessions;
      seats.unlimited |= session->capacity == 0;
      if (session->HasPlace() && session->capacity > 0) {
        seats.free_seats += session->capacity - session->places_taken;
      }
    }
    const uint32_t at_hand = seats.held + seats.free_seats;
    if (!seats.unlimited && seats.need > at_hand) seats.shortage = seats.need - at_hand;
    seats.usual_capacity = UsualCapacity(seats);
    if (seats.usual_capacity > 0) {
      seats.extra_sessions = (seats.shortage + seats.usual_capacity - 1) / seats.usual_capacity;
    } else if (seats.shortage == 0) {
      seats.extra_sessions = 0;
    }
  }

  std::set<std::shared_ptr<const domain::Session>> ComingOf(const SeatsRow& seats) const {
    std::set<std::shared_ptr<const domain::Session>> sessions;
    for (const domain::OfferingKind kind : seats.kinds) {
      const auto found = coming_->by_kind.find(kind);
      if (found != coming_->by_kind.end()) {
        sessions.insert(found->second.begin(), found->second.end());
      }
    }
    for (const std::string& slug : seats.menu_slugs) {
      const auto found = coming_->by_slug.find(slug);
      if (found != coming_->by_slug.end()) {
        sessions.insert(found->second.begin(), found->second.end());
      }
    }
    // One in a practice is not for others.
    std::erase_if(sessions, [](const auto& session) {
      return session->kind == event::v1::OFFERING_KIND_COURSE_INCOMPANY;
    });
    return sessions;
  }

  bool Serves(const SeatsRow& seats, const domain::Session& session) const {
    if (seats.kinds.contains(session.kind)) return true;
    const auto offering = domain::Find(reg_.offerings, session.offering_id);
    if (offering == nullptr || session.kind == event::v1::OFFERING_KIND_COURSE_INCOMPANY) {
      return false;
    }
    return std::any_of(offering->menu_slugs.begin(), offering->menu_slugs.end(),
                       [&](const std::string& slug) { return seats.menu_slugs.contains(slug); });
  }

  uint32_t UsualCapacity(const SeatsRow& seats) const {
    std::vector<uint32_t> capacities;
    for (const auto& [date, id] : region_.sessions_by_date) {
      const auto session = domain::Find(reg_.sessions, id);
      if (session == nullptr || session->cancelled || session->capacity == 0) continue;
      if (Serves(seats, *session)) capacities.push_back(session->capacity);
    }
    if (capacities.empty()) return CapacityByPlan(seats);
    const auto middle = capacities.begin() + static_cast<std::ptrdiff_t>(capacities.size() / 2);
    std::nth_element(capacities.begin(), middle, capacities.end());
    return *middle;
  }

  uint32_t CapacityByPlan(const SeatsRow& seats) const {
    uint32_t capacity = 0;
    for (const auto& [plan_id, published] : region_.plans) {
      for (const auto& rule : published->plan.session_rules()) {
        if (seats.kinds.contains(rule.kind())) capacity = std::max(capacity, rule.capacity_max());
      }
    }
    return capacity;
  }

  const domain::Register& reg_;
  const domain::Region& region_;
  const std::shared_ptr<const regioplan::ComingSessions> coming_;
  std::map<Sort, Row> rows_;
};

}  // namespace

absl::StatusOr<SeatsAnswer> Ask(const Registers& registers, const SeatsQuestion& question) {
  ASSIGN_OR_RETURN(const List list,
                   List::Open(registers, question.frame, question.region, {"seats"}));
  Counting counting(list);
  RETURN_IF_ERROR(
      VisitPractices(list, {.with_evidence = false, .with_openings = true},
                     [&](const regioplan::PracticeFacts& facts,
                         const std::vector<Verdict>& verdicts) { counting.Add(facts, verdicts); }));
  return SeatsAnswer{.rows = counting.Take(), .at = list.at(), .position = list.position()};
}

}  // namespace logboek::queries
