// What is on offer: offerings, series, sessions and their places.
#include <algorithm>
#include <set>

#include "absl/strings/str_join.h"
#include "services/domain/decide_internal.h"
#include "services/domain/plan_check.h"
#include "storage/base/clock.h"

namespace logboek::domain {
namespace {

// The region's rule for sessions of this kind, or null.
const regioplan::v1::SessionRule* FindRule(const Region& region, OfferingKind kind) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::SessionRule& rule : published->plan.session_rules()) {
      if (rule.kind() == kind) return &rule;
    }
  }
  return nullptr;
}

absl::Status CheckTimes(bool has_start, const google::protobuf::Timestamp& start, bool has_end,
                        const google::protobuf::Timestamp& end) {
  RETURN_IF_ERROR(CheckTimestamp("starts_at", has_start, start));
  RETURN_IF_ERROR(CheckTimestamp("ends_at", has_end, end));
  if (FromProtoTime(end) > FromProtoTime(start)) return absl::OkStatus();
  return Invalid("END_BEFORE_START",
                 absl::StrCat("the session ends at ", absl::FormatTime(FromProtoTime(end)),
                              ", not after its start at ", absl::FormatTime(FromProtoTime(start))),
                 {{"field", "ends_at"}});
}

// The places a session gets: as asked, within the region's limit for its kind.
absl::StatusOr<uint32_t> CheckCapacity(uint32_t asked, const regioplan::v1::SessionRule* rule) {
  if (rule == nullptr || rule->capacity_max() == 0) return asked;
  if (asked > rule->capacity_max()) {
    return Invalid(
        "CAPACITY_ABOVE_LIMIT",
        absl::StrCat("capacity ", asked, " is above the region's limit of ", rule->capacity_max(),
                     " for this kind of session; lower it"),
        {{"capacity", absl::StrCat(asked)}, {"limit", absl::StrCat(rule->capacity_max())}});
  }
  return asked == 0 ? rule->capacity_max() : asked;
}

bool IsOnMenu(const Region& region, const std::string& slug, absl::CivilDay day) {
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const auto& [valid_from, published] : versions) {
      const auto& menu = published->plan.menu();
      if (std::any_of(menu.begin(), menu.end(), [&](const regioplan::v1::MenuItem& item) {
            return item.slug() == slug && ValidityOf(item).Contains(day);
          })) {
        return true;
      }
    }
  }
  return false;
}

// A session still to come of an offering that teaches rows of the menu is on a day on which one of
// them is valid: nobody enrols for what cannot count. What has been held is taken as it was (P15).
absl::Status CheckOnMenu(const Situation& s, const Region& region, const Offering& offering,
                         const google::protobuf::Timestamp& starts_at) {
  const absl::CivilDay day = base::LocalDate(FromProtoTime(starts_at));
  if (offering.menu_slugs.empty() || FromProtoTime(starts_at) <= s.now ||
      std::any_of(offering.menu_slugs.begin(), offering.menu_slugs.end(),
                  [&](const std::string& slug) { return IsOnMenu(region, slug, day); })) {
    return absl::OkStatus();
  }
  const std::string slugs = absl::StrJoin(offering.menu_slugs, ", ");
  return NotNow("NOT_ON_MENU",
                absl::StrCat("nothing that the offering \"", offering.id, "\" teaches (", slugs,
                             ") is on the menu of ", region.id, " on ", ToIso(day),
                             "; choose another day, or extend the row of the menu first"),
                {{"offering_id", offering.id}, {"menu_slugs", slugs}, {"date", ToIso(day)}});
}

}  // namespace

Decision Decide(const Situation& s, const cmd::PublishOffering& command) {
  RETURN_IF_ERROR(CheckIdentifier("offering_id", command.offering_id()));
  RETURN_IF_ERROR(CheckIdentifier("academy", command.academy()));
  RETURN_IF_ERROR(CheckEnum("kind", command.kind(), ev::OfferingKind_IsValid));
  RETURN_IF_ERROR(CheckText("title", command.title()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  if (Find(s.reg.offerings, command.offering_id()) != nullptr) {
    return Taken("ALREADY_PUBLISHED",
                 absl::StrCat("the offering \"", command.offering_id(), "\" is published already"),
                 {{"id", command.offering_id()}});
  }
  ProposedEvent proposed = Propose(region->id, s.today);
  ev::OfferingPublished& event = *proposed.event.mutable_offering_published();
  event.set_offering_id(command.offering_id());
  event.set_region(region->id);
  event.set_academy(command.academy());
  event.set_kind(command.kind());
  event.set_title(command.title());
  RETURN_IF_ERROR(CheckCount("menu_slugs", command.menu_slugs_size()));
  for (const std::string& slug : command.menu_slugs()) {
    RETURN_IF_ERROR(CheckIdentifier("menu_slugs", slug));
    // An offering lives for years; the row's validity is looked at for the day of each session.
    const bool on_menu =
        std::any_of(region->plans.begin(), region->plans.end(), [&](const auto& plan) {
          const auto& menu = plan.second->plan.menu();
          return std::any_of(menu.begin(), menu.end(),
                             [&](const auto& item) { return item.slug() == slug; });
        });
    if (!on_menu) return Unknown("menu item", slug);
    event.add_menu_slugs(slug);
  }
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::DefineSeries& command) {
  RETURN_IF_ERROR(CheckIdentifier("series_id", command.series_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  if (Find(s.reg.series, command.series_id()) != nullptr) {
    return Taken("ALREADY_PUBLISHED",
                 absl::StrCat("the series \"", command.series_id(), "\" is defined already"),
                 {{"id", command.series_id()}});
  }
  if (command.programme_year() == 0 || command.programme_year() > kProgrammeYearMax) {
    return Invalid("BAD_PROGRAMME_YEAR",
                   absl::StrCat("programme_year is ", command.programme_year(),
                                "; it lies in 1 to ", kProgrammeYearMax),
                   {{"field", "programme_year"}});
  }
  RETURN_IF_ERROR(CheckCount("cohort_ids", command.cohort_ids_size()));
  RETURN_IF_ERROR(CheckCount("session_ids", command.session_ids_size()));
  for (const std::string& cohort : command.cohort_ids()) {
    if (!HasCohort(*region, cohort)) return Unknown("cohort", cohort);
  }
  std::set<std::string> sessions;
  for (const std::string& id : command.session_ids()) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Session> session, GetSession(s, id));
    RETURN_IF_ERROR(CheckSameRegion(session->id, session->region, region->id));
    if (!session->series_id.empty() || !sessions.insert(id).second) {
      return NotNow(
          "SESSION_IN_SERIES",
          absl::StrCat("the session \"", id, "\" is in the series \"",
                       session->series_id.empty() ? command.series_id() : session->series_id,
                       "\" already; a session is in one series, once"),
          {{"session_id", id}});
    }
  }
  if (sessions.empty()) return CheckIdentifier("session_ids", "");
  ProposedEvent proposed = Propose(region->id, s.today);
  ev::SeriesDefined& event = *proposed.event.mutable_series_defined();
  event.set_series_id(command.series_id());
  event.set_region(region->id);
  event.set_programme_year(command.programme_year());
  *event.mutable_cohort_ids() = command.cohort_ids();
  *event.mutable_session_ids() = command.session_ids();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ScheduleSession& command) {
  RETURN_IF_ERROR(CheckIdentifier("session_id", command.session_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Offering> offering, GetOffering(s, command.offering_id()));
  RETURN_IF_ERROR(CheckTimes(command.has_starts_at(), command.starts_at(), command.has_ends_at(),
                             command.ends_at()));
  if (Find(s.reg.sessions, command.session_id()) != nullptr) {
    return Taken("ALREADY_PUBLISHED",
                 absl::StrCat("the session \"", command.session_id(),
                              "\" is scheduled already; "
                              "move it to change its time"),
                 {{"id", command.session_id()}});
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, offering->region));
  RETURN_IF_ERROR(CheckOnMenu(s, *region, *offering, command.starts_at()));
  const regioplan::v1::SessionRule* rule = FindRule(*region, offering->kind);
  ASSIGN_OR_RETURN(uint32_t capacity, CheckCapacity(command.capacity(), rule));
  ProposedEvent proposed =
      Propose(offering->region, base::LocalDate(FromProtoTime(command.starts_at())));
  ev::SessionScheduled& event = *proposed.event.mutable_session_scheduled();
  event.set_session_id(command.session_id());
  event.set_offering_id(offering->id);
  event.set_region(offering->region);
  event.set_kind(offering->kind);
  event.set_academy(offering->academy);
  *event.mutable_starts_at() = command.starts_at();
  *event.mutable_ends_at() = command.ends_at();
  event.set_capacity(capacity);
  if (rule != nullptr) *event.mutable_counted_roles() = rule->counted_roles();
  event.set_without_waiting_list(command.without_waiting_list());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::MoveSession& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Session> session, GetSession(s, command.session_id()));
  RETURN_IF_ERROR(CheckTimes(command.has_starts_at(), command.starts_at(), command.has_ends_at(),
                             command.ends_at()));
  if (session->cancelled) {
    return NotNow(
        "SESSION_CANCELLED",
        absl::StrCat("the session \"", session->id, "\" was cancelled; schedule a new one"),
        {{"session_id", session->id}});
  }
  const absl::CivilDay date = base::LocalDate(FromProtoTime(command.starts_at()));
  if (!session->attendances.empty() && FromProtoTime(command.starts_at()) > s.now) {
    return NotNow("SESSION_HELD",
                  absl::StrCat("the session \"", session->id,
                               "\" has recorded attendance and "
                               "cannot move into the future; void the attendance first"),
                  {{"session_id", session->id}});
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const Offering> offering, GetOffering(s, session->offering_id));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, session->region));
  RETURN_IF_ERROR(CheckOnMenu(s, *region, *offering, command.starts_at()));
  ProposedEvent proposed = Propose(session->region, date);
  ev::SessionMoved& event = *proposed.event.mutable_session_moved();
  event.set_session_id(session->id);
  *event.mutable_starts_at() = command.starts_at();
  *event.mutable_ends_at() = command.ends_at();
  Events events{proposed};
  // Places that came free after its former start had nobody to go to.
  SessionChanges changes{.moved = session->id, .starts_at = FromProtoTime(command.starts_at())};
  AppendPromotions(s, {session->id}, &changes, &events);
  return events;
}

Decision Decide(const Situation& s, const cmd::CancelSession& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Session> session, GetSession(s, command.session_id()));
  RETURN_IF_ERROR(CheckText("reason", command.reason()));
  if (session->cancelled) {
    return NotNow("SESSION_CANCELLED",
                  absl::StrCat("the session \"", session->id, "\" is cancelled already"),
                  {{"session_id", session->id}});
  }
  if (!session->attendances.empty()) {
    return NotNow("SESSION_HELD",
                  absl::StrCat("the session \"", session->id,
                               "\" has recorded attendance, so it was "
                               "held; void the attendance first"),
                  {{"session_id", session->id}});
  }
  ProposedEvent proposed = Propose(session->region, session->date);
  ev::SessionCancelled& event = *proposed.event.mutable_session_cancelled();
  event.set_session_id(session->id);
  event.set_reason(command.reason());
  Events events{proposed};
  // Who waited for the series only because this session was full may have a place now.
  SessionChanges changes{.cancelled = session->id};
  AppendPromotions(s, {session->id}, &changes, &events);
  return events;
}

Decision Decide(const Situation& s, const cmd::ChangeSessionCapacity& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Session> session, GetSession(s, command.session_id()));
  if (session->cancelled) {
    return NotNow(
        "SESSION_CANCELLED",
        absl::StrCat("the session \"", session->id, "\" was cancelled; schedule a new one"),
        {{"session_id", session->id}});
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, session->region));
  ASSIGN_OR_RETURN(const uint32_t capacity,
                   CheckCapacity(command.capacity(), FindRule(*region, session->kind)));
  if (capacity == session->capacity) {
    return NotNow("CAPACITY_UNCHANGED",
                  absl::StrCat("the session \"", session->id, "\" has that capacity already"),
                  {{"session_id", session->id}, {"capacity", absl::StrCat(capacity)}});
  }
  const bool too_few = capacity != 0 && capacity < session->places_taken;
  if (too_few && !command.force()) {
    return NotNow("CAPACITY_BELOW_CONFIRMED",
                  absl::StrCat("the session \"", session->id, "\" has ", session->places_taken,
                               " confirmed places, more than ", capacity,
                               "; cancel enrolments first, or set force"),
                  {{"session_id", session->id},
                   {"confirmed", absl::StrCat(session->places_taken)},
                   {"capacity", absl::StrCat(capacity)}});
  }
  ProposedEvent proposed = Propose(session->region, s.today);
  ev::SessionCapacityChanged& event = *proposed.event.mutable_session_capacity_changed();
  event.set_session_id(session->id);
  event.set_capacity(capacity);
  event.set_previous_capacity(session->capacity);
  if (too_few) event.add_flags(ev::FLAG_CAPACITY_BELOW_CONFIRMED);
  Events events{proposed};
  SessionChanges changes{.resized = session->id, .capacity = capacity};
  AppendPromotions(s, {session->id}, &changes, &events);
  return events;
}

}  // namespace logboek::domain
