// People: registration, engagements, roster, pseudonyms of one person.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

absl::Status CheckPersonalData(const ev::PersonalData& data) {
  RETURN_IF_ERROR(CheckOptionalText("personal_data.name", data.name()));
  RETURN_IF_ERROR(CheckOptionalText("personal_data.email", data.email()));
  if (!data.email().empty() && data.email().find('@') == std::string::npos) {
    return Invalid("BAD_EMAIL", "the field personal_data.email holds no e-mail address (no @)",
                   {{"field", "personal_data.email"}});
  }
  const std::string& big = data.big_number();
  const bool digits = std::all_of(big.begin(), big.end(), absl::ascii_isdigit);
  if (!big.empty() && (big.size() != 11 || !digits)) {
    return Invalid("BAD_BIG_NUMBER",
                   "the field personal_data.big_number is no BIG number; it has exactly 11 digits",
                   {{"field", "personal_data.big_number"}});
  }
  return absl::OkStatus();
}

// FAILED_PRECONDITION when the person already has this role at the practice in part of the period.
// The engagement `except` is left out of the comparison.
absl::Status CheckNoOverlap(const Person& person, absl::string_view practice_id, Role role,
                            const DateRange& period, const Engagement* except) {
  for (const Engagement& other : person.engagements) {
    if (&other == except || other.practice_id != practice_id || other.role != role) continue;
    if (Intersect(other.period, period).empty()) continue;
    return NotNow("OVERLAPPING_ENGAGEMENT",
                  absl::StrCat("\"", person.id, "\" has this role at \"", practice_id, "\" from ",
                               ToIso(other.period.from), " (engagement \"", other.engagement_id,
                               "\"); end that first"),
                  {{"person_id", person.id}, {"engagement_id", other.engagement_id}});
  }
  return absl::OkStatus();
}

// The practice is there and open during all of the period. People of a practice that becomes part
// of another may go on in its name, but nobody comes to it any more.
absl::Status CheckRunsWhileOpen(const Practice& practice, const DateRange& period) {
  RETURN_IF_ERROR(CheckRegisteredBy(practice, "from", period.from));
  RETURN_IF_ERROR(CheckOpen(practice, period.from));
  if (period.until <= practice.closed_on) return absl::OkStatus();
  return NotNow("PRACTICE_CLOSED",
                absl::StrCat("the practice \"", practice.id, "\" is closed from ",
                             ToIso(practice.closed_on), " on; give an `until` not after that"),
                {{"practice_id", practice.id}, {"closed_on", ToIso(practice.closed_on)}});
}

absl::Status CheckNotLinked(const Person& person) {
  if (person.linked_to.empty()) return absl::OkStatus();
  return Taken("ALREADY_LINKED",
               absl::StrCat("\"", person.id, "\" is known to be \"", person.linked_to,
                            "\" already; name that pseudonym"),
               {{"person_id", person.id}, {"linked_to", person.linked_to}});
}

struct FoundEngagement {
  std::shared_ptr<const Person> person;
  // The first and the last part of it, inside `person`.
  const Engagement* first = nullptr;
  const Engagement* last = nullptr;
};

absl::StatusOr<FoundEngagement> GetEngagement(const Situation& s, const std::string& id) {
  RETURN_IF_ERROR(CheckIdentifier("engagement_id", id));
  const auto holder = s.reg.engagement_persons.find(id);
  if (holder == s.reg.engagement_persons.end()) return Unknown("engagement", id);
  FoundEngagement found{.person = Find(s.reg.persons, holder->second)};
  const auto& parts = found.person->engagements;
  found.first = &*std::find_if(parts.begin(), parts.end(),
                               [&](const Engagement& part) { return part.engagement_id == id; });
  found.last = LastPart(*found.person, id);
  return found;
}

// The region of the engagement's practice: the one the event belongs to.
std::string RegionOf(const Situation& s, const Engagement& engagement) {
  const auto practice = Find(s.reg.practices, engagement.practice_id);
  return practice == nullptr ? "" : practice->region;
}

// How many people hold each role at the practice on the day; pseudonyms of one human are one.
std::map<Role, uint32_t> CountRoster(const Situation& s, const Practice& practice,
                                     absl::CivilDay day) {
  std::map<Role, std::set<std::string>> people;
  for (const std::string& person_id : practice.person_ids) {
    for (const Engagement& engagement : Find(s.reg.persons, person_id)->engagements) {
      if (engagement.practice_id == practice.id && engagement.period.Contains(day)) {
        people[engagement.role].insert(KeptPseudonym(s, person_id));
      }
    }
  }
  std::map<Role, uint32_t> counts;
  for (const auto& [role, ids] : people) counts[role] = static_cast<uint32_t>(ids.size());
  return counts;
}

std::string Describe(const std::map<Role, uint32_t>& counts) {
  if (counts.empty()) return "nobody";
  std::vector<std::string> parts;
  for (const auto& [role, people] : counts) {
    absl::string_view name = ev::Role_Name(role);
    absl::ConsumePrefix(&name, "ROLE_");
    parts.push_back(absl::StrCat(people, " ", absl::AsciiStrToLower(name)));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace

Decision Decide(const Situation& s, const cmd::RegisterPerson& command) {
  RETURN_IF_ERROR(CheckIdentifier("person_id", command.person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckPersonalData(command.personal_data()));
  const auto known = Find(s.reg.persons, command.person_id());
  if (known != nullptr && known->registered) {
    return Taken("ALREADY_REGISTERED",
                 absl::StrCat("the person \"", command.person_id(), "\" is registered already"),
                 {{"id", command.person_id()}});
  }
  // The sealed personal data is added by the writer, which has the keys.
  ProposedEvent proposed = Propose(region->id, s.today);
  ev::PersonRegistered& event = *proposed.event.mutable_person_registered();
  event.set_person_id(command.person_id());
  event.set_region(region->id);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::StartEngagement& command) {
  RETURN_IF_ERROR(CheckIdentifier("engagement_id", command.engagement_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> person, GetPerson(s, command.person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckEnum("role", command.role(), ev::Role_IsValid));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  RETURN_IF_ERROR(CheckOptionalDate("until", command.until()));
  RETURN_IF_ERROR(CheckOrder("until", command.from(), command.until()));
  if (s.reg.engagement_persons.contains(command.engagement_id())) {
    return Taken(
        "ALREADY_REGISTERED",
        absl::StrCat("the engagement \"", command.engagement_id(), "\" is registered already"),
        {{"id", command.engagement_id()}});
  }
  const DateRange period{FromProto(command.from()), UntilFromProto(command.until())};
  RETURN_IF_ERROR(CheckNotForgotten(*person));
  RETURN_IF_ERROR(CheckRunsWhileOpen(*practice, period));
  RETURN_IF_ERROR(CheckNoOverlap(*person, practice->id, command.role(), period, nullptr));
  ProposedEvent proposed = Propose(practice->region, period.from);
  ev::EngagementStarted& event = *proposed.event.mutable_engagement_started();
  event.set_engagement_id(command.engagement_id());
  event.set_person_id(person->id);
  event.set_practice_id(practice->id);
  event.set_role(command.role());
  *event.mutable_from() = command.from();
  if (!IsAbsent(command.until())) *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ChangeEngagementRole& command) {
  ASSIGN_OR_RETURN(FoundEngagement found, GetEngagement(s, command.engagement_id()));
  RETURN_IF_ERROR(CheckEnum("role", command.role(), ev::Role_IsValid));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  const absl::CivilDay from = FromProto(command.from());
  const Engagement& last = *found.last;
  if (from <= last.period.from || from >= last.period.until) {
    return NotNow(
        "OUTSIDE_ENGAGEMENT",
        absl::StrCat("the engagement \"", last.engagement_id, "\" runs in its last role ", "from ",
                     ToIso(last.period.from), " until ", ToIso(last.period.until),
                     "; a change lies inside it, not on ", ToIso(from)),
        {{"engagement_id", last.engagement_id}, {"from", ToIso(from)}});
  }
  if (last.role == command.role()) {
    return NotNow("ROLE_UNCHANGED",
                  absl::StrCat("the engagement \"", last.engagement_id, "\" has that role already"),
                  {{"engagement_id", last.engagement_id}});
  }
  RETURN_IF_ERROR(CheckNoOverlap(*found.person, last.practice_id, command.role(),
                                 {from, last.period.until}, &last));
  ProposedEvent proposed = Propose(RegionOf(s, last), from);
  ev::EngagementRoleChanged& event = *proposed.event.mutable_engagement_role_changed();
  event.set_engagement_id(last.engagement_id);
  event.set_person_id(found.person->id);
  event.set_practice_id(last.practice_id);
  event.set_role(command.role());
  *event.mutable_from() = command.from();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::EndEngagement& command) {
  ASSIGN_OR_RETURN(FoundEngagement found, GetEngagement(s, command.engagement_id()));
  RETURN_IF_ERROR(CheckDate("until", command.until()));
  const Engagement& last = *found.last;
  RETURN_IF_ERROR(CheckOrder("until", ToProto(found.first->period.from), command.until()));
  const absl::CivilDay until = FromProto(command.until());
  if (until >= last.period.until) {
    return NotNow("ENGAGEMENT_ENDED",
                  absl::StrCat("the engagement \"", last.engagement_id, "\" ended on ",
                               ToIso(last.period.until), " already; start a new one instead"),
                  {{"engagement_id", last.engagement_id}, {"until", ToIso(last.period.until)}});
  }
  ProposedEvent proposed = Propose(RegionOf(s, last), until);
  ev::EngagementEnded& event = *proposed.event.mutable_engagement_ended();
  event.set_engagement_id(last.engagement_id);
  event.set_person_id(found.person->id);
  event.set_practice_id(last.practice_id);
  *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ConfirmRoster& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("as_of", command.as_of()));
  ASSIGN_OR_RETURN(const absl::CivilDay as_of, PastDateOrToday(s, "as_of", command.as_of()));
  RETURN_IF_ERROR(CheckCount("counts", command.counts_size()));
  std::map<Role, uint32_t> confirmed;
  for (const ev::RoleCount& count : command.counts()) {
    RETURN_IF_ERROR(CheckEnum("counts.role", count.role(), ev::Role_IsValid));
    if (count.people() > 0) confirmed[count.role()] += count.people();
  }
  const std::map<Role, uint32_t> registered = CountRoster(s, *practice, as_of);
  if (confirmed != registered) {
    return NotNow("ROSTER_DIFFERS",
                  absl::StrCat("on ", ToIso(as_of), " the register has ", Describe(registered),
                               " at \"", practice->id, "\", the confirmation says ",
                               Describe(confirmed), "; correct the engagements or the counts"),
                  {{"registered", Describe(registered)}, {"confirmed", Describe(confirmed)}});
  }
  ProposedEvent proposed = Propose(practice->region, as_of);
  ev::RosterConfirmed& event = *proposed.event.mutable_roster_confirmed();
  event.set_practice_id(practice->id);
  *event.mutable_as_of() = command.as_of();
  for (const auto& [role, people] : registered) {
    ev::RoleCount& count = *event.add_counts();
    count.set_role(role);
    count.set_people(people);
  }
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::LinkPersons& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> kept, GetPerson(s, command.kept_person_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Person> dropped,
                   GetPerson(s, command.dropped_person_id()));
  RETURN_IF_ERROR(CheckIdentifier("decided_by", command.decided_by()));
  if (kept->id == dropped->id) {
    return Invalid("LINK_CIRCLE",
                   absl::StrCat("\"", kept->id, "\" is named twice; link two pseudonyms"),
                   {{"field", "dropped_person_id"}});
  }
  // The kept one is linked to nobody, so no chain leads back to it.
  RETURN_IF_ERROR(CheckNotLinked(*kept));
  RETURN_IF_ERROR(CheckNotLinked(*dropped));
  // A name that was not asked about would stay behind the pseudonym.
  RETURN_IF_ERROR(CheckNotForgotten(*kept));
  RETURN_IF_ERROR(CheckNotForgotten(*dropped));
  ProposedEvent proposed = Propose(kept->region, s.today);
  ev::PersonsLinked& event = *proposed.event.mutable_persons_linked();
  event.set_kept_person_id(kept->id);
  event.set_dropped_person_id(dropped->id);
  event.set_decided_by(command.decided_by());
  return Events{proposed};
}

}  // namespace logboek::domain
