// Practices: registration, codes, closing, merging, cohort, tracks, waivers.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

// The plan's track, or null.
const regioplan::v1::Track* FindTrack(const Region& region, absl::string_view id) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::Track& track : published->plan.tracks()) {
      if (track.id() == std::string(id)) return &track;
    }
  }
  return nullptr;
}

const regioplan::v1::Cohort* FindCohort(const Region& region, absl::string_view id) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::Cohort& cohort : published->plan.cohorts()) {
      if (cohort.id() == std::string(id)) return &cohort;
    }
  }
  return nullptr;
}

absl::Status CheckAgb(absl::string_view agb) {
  if (agb.empty()) return CheckIdentifier("agb", agb);
  if (agb.size() == 8 && std::all_of(agb.begin(), agb.end(), absl::ascii_isdigit)) {
    return absl::OkStatus();
  }
  return Invalid("BAD_AGB",
                 absl::StrCat("\"", agb,
                              "\" is no AGB code; it has exactly 8 digits, leading "
                              "zeros included"),
                 {{"field", "agb"}});
}

// When the practice holds the code, were it closed on that day.
std::vector<DateRange> RangesOfAgb(const Practice& practice, absl::string_view agb,
                                   absl::CivilDay closed_on) {
  const absl::CivilDay end = std::min(closed_on, practice.merged_on);
  const std::vector<AgbPeriod>& history = practice.agb_history;
  std::vector<DateRange> ranges;
  for (size_t i = 0; i < history.size(); ++i) {
    if (history[i].agb != agb) continue;
    const absl::CivilDay next = i + 1 < history.size() ? history[i + 1].from : kNoEnd;
    ranges.push_back({history[i].from, std::min(next, end)});
  }
  return ranges;
}

// ALREADY_EXISTS when another practice than `practice_id` holds the code on one of the days.
absl::Status CheckAgbFree(const Situation& s, const std::string& agb, const DateRange& asked,
                          absl::string_view practice_id) {
  const auto holders = s.reg.agb_practices.find(agb);
  if (holders == s.reg.agb_practices.end()) return absl::OkStatus();
  for (const std::string& id : holders->second) {
    const auto holder = Find(s.reg.practices, id);
    if (id == practice_id || holder == nullptr) continue;
    const std::vector<DateRange> held = RangesOfAgb(*holder, agb, holder->closed_on);
    const bool free = std::all_of(held.begin(), held.end(), [&](const DateRange& range) {
      return Intersect(range, asked).empty();
    });
    if (free) continue;
    // Not to which: it may be one of another region, which the sender is not to know.
    return Taken(
        "AGB_IN_USE",
        absl::StrCat("the AGB code ", agb, " belongs to another practice then; correct the code"),
        {{"agb", agb}});
  }
  return absl::OkStatus();
}

// A practice that closes later than was recorded first keeps its codes for longer; somebody else
// may have them by now.
absl::Status CheckAgbsFreeUntil(const Situation& s, const Practice& practice,
                                absl::CivilDay closed_on) {
  if (closed_on <= practice.closed_on) return absl::OkStatus();
  for (const AgbPeriod& period : practice.agb_history) {
    for (const DateRange& range : RangesOfAgb(practice, period.agb, closed_on)) {
      RETURN_IF_ERROR(CheckAgbFree(s, period.agb, range, practice.id));
    }
  }
  return absl::OkStatus();
}

// So many are named in a refusal.
constexpr size_t kNamedMax = 10;

std::string Named(std::vector<std::string> ids) {
  const size_t all = ids.size();
  if (all > kNamedMax) ids.resize(kNamedMax);
  return absl::StrCat("\"", absl::StrJoin(ids, "\", \""), "\"",
                      all > kNamedMax ? absl::StrCat(" and ", all - kNamedMax, " more") : "");
}

absl::Status StillRunning(absl::string_view reason, absl::string_view what,
                          const Practice& practice, absl::CivilDay closed_on,
                          const std::vector<std::string>& ids) {
  if (ids.empty()) return absl::OkStatus();
  return NotNow(
      reason,
      absl::StrCat("the practice \"", practice.id, "\" has ", ids.size(), " ", what,
                   " on or after ", ToIso(closed_on), ": ", Named(ids), "; end these first"),
      {{"practice_id", practice.id}, {"ids", Named(ids)}});
}

// Nobody works at the practice on the day or later.
absl::Status CheckNobodyEngaged(const Situation& s, const Practice& practice, absl::CivilDay day) {
  std::vector<std::string> running;
  for (const std::string& person_id : practice.person_ids) {
    for (const Engagement& engagement : Find(s.reg.persons, person_id)->engagements) {
      const bool runs = !engagement.period.empty() && engagement.period.until > day;
      if (engagement.practice_id == practice.id && runs) {
        running.push_back(engagement.engagement_id);
      }
    }
  }
  return StillRunning("ENGAGEMENTS_RUNNING", "engagements", practice, day, running);
}

// The enrolment takes a place, or waits for one, at a session of the day or later.
bool IsForSessionFrom(const Situation& s, const EnrolmentRecord& enrolment, absl::CivilDay day) {
  if (enrolment.status != EnrolmentStatus::kConfirmed &&
      enrolment.status != EnrolmentStatus::kWaiting) {
    return false;
  }
  const auto is_later = [&](const std::string& session_id) {
    const auto session = Find(s.reg.sessions, session_id);
    return session != nullptr && !session->cancelled && session->date >= day;
  };
  if (enrolment.series_id.empty()) return is_later(enrolment.session_id);
  const auto series = Find(s.reg.series, enrolment.series_id);
  return std::any_of(series->session_ids.begin(), series->session_ids.end(), is_later);
}

absl::Status CheckNobodyEnrolled(const Situation& s, const Practice& practice, absl::CivilDay day) {
  std::vector<std::string> active;
  for (const std::string& id : practice.enrolment_ids) {
    if (IsForSessionFrom(s, *Find(s.reg.enrolments, id), day)) active.push_back(id);
  }
  return StillRunning("ENROLMENTS_ACTIVE", "enrolments for sessions", practice, day, active);
}

absl::Status CheckNotMerged(const Practice& practice) {
  if (practice.merged_into.empty()) return absl::OkStatus();
  return Taken(
      "ALREADY_MERGED",
      absl::StrCat("the practice \"", practice.id, "\" became part of \"", practice.merged_into,
                   "\" on ", ToIso(practice.merged_on), "; name that practice"),
      {{"practice_id", practice.id}, {"merged_into", practice.merged_into}});
}

// A practice that can become part of `into` on the day.
absl::Status CheckMergeable(const Practice& practice, const Practice& into,
                            absl::CivilDay effective_on) {
  RETURN_IF_ERROR(CheckSameRegion(practice.id, practice.region, into.region));
  RETURN_IF_ERROR(CheckNotMerged(practice));
  return CheckRegisteredBy(practice, "effective_on", effective_on);
}

// The obligation in the version of its plan that has it for the period, the newest first.
absl::StatusOr<const regioplan::v1::Obligation*> FindForPeriod(const Region& region,
                                                               const std::string& id,
                                                               uint32_t period) {
  const regioplan::v1::Obligation* found = nullptr;
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
      for (const regioplan::v1::Obligation& obligation : version->second->plan.obligations()) {
        if (obligation.id() != id) continue;
        if (NamesPeriod(obligation, period)) return &obligation;
        found = &obligation;
      }
    }
  }
  if (found == nullptr) return Unknown("obligation", id);
  return Invalid("NOT_IN_YEAR",
                 absl::StrCat(id, " does not hold in the period ", period,
                              "; correct programme_year (a calendar year from 2000, 0 = the "
                              "period of the plan)"),
                 {{"field", "programme_year"}});
}

}  // namespace

Decision Decide(const Situation& s, const cmd::RegisterPractice& command) {
  RETURN_IF_ERROR(CheckIdentifier("practice_id", command.practice_id()));
  RETURN_IF_ERROR(CheckAgb(command.agb()));
  RETURN_IF_ERROR(CheckText("name", command.name()));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  if (Find(s.reg.practices, command.practice_id()) != nullptr) {
    return Taken("ALREADY_REGISTERED",
                 absl::StrCat("the practice \"", command.practice_id(), "\" is registered already"),
                 {{"id", command.practice_id()}});
  }
  RETURN_IF_ERROR(CheckAgbFree(s, command.agb(), {.from = FromProto(command.from())}, ""));
  ProposedEvent proposed = Propose(region->id, FromProto(command.from()));
  ev::PracticeRegistered& event = *proposed.event.mutable_practice_registered();
  event.set_practice_id(command.practice_id());
  event.set_agb(command.agb());
  event.set_region(region->id);
  event.set_name(command.name());
  *event.mutable_from() = command.from();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ChangePracticeIdentifier& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckAgb(command.agb()));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  const absl::CivilDay from = FromProto(command.from());
  RETURN_IF_ERROR(CheckRegisteredBy(*practice, "from", from));
  RETURN_IF_ERROR(CheckOpen(*practice, from));
  const AgbPeriod& last = practice->agb_history.back();
  if (from < last.from) {
    return NotNow("AGB_CHANGED_LATER",
                  absl::StrCat("the practice \"", practice->id, "\" has the code ", last.agb,
                               " since ", ToIso(last.from), "; a change comes after the last one"),
                  {{"practice_id", practice->id}, {"from", ToIso(last.from)}});
  }
  if (command.agb() == last.agb) {
    return NotNow(
        "AGB_UNCHANGED",
        absl::StrCat("the practice \"", practice->id, "\" has the code ", last.agb, " already"),
        {{"practice_id", practice->id}, {"agb", last.agb}});
  }
  RETURN_IF_ERROR(CheckAgbFree(s, command.agb(), {.from = from}, practice->id));
  ProposedEvent proposed = Propose(practice->region, from);
  ev::PracticeIdentifierChanged& event = *proposed.event.mutable_practice_identifier_changed();
  event.set_practice_id(practice->id);
  event.set_agb(command.agb());
  event.set_previous_agb(last.agb);
  *event.mutable_from() = command.from();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ClosePractice& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("closed_on", command.closed_on()));
  const absl::CivilDay closed_on = FromProto(command.closed_on());
  RETURN_IF_ERROR(CheckRegisteredBy(*practice, "closed_on", closed_on));
  // Another day corrects the first.
  if (practice->closed_on == closed_on) {
    return Taken("ALREADY_CLOSED",
                 absl::StrCat("the practice \"", practice->id, "\" is closed since ",
                              ToIso(closed_on), " already"),
                 {{"practice_id", practice->id}});
  }
  RETURN_IF_ERROR(CheckAgbsFreeUntil(s, *practice, closed_on));
  RETURN_IF_ERROR(CheckNobodyEngaged(s, *practice, closed_on));
  RETURN_IF_ERROR(CheckNobodyEnrolled(s, *practice, closed_on));
  ProposedEvent proposed = Propose(practice->region, closed_on);
  ev::PracticeClosed& event = *proposed.event.mutable_practice_closed();
  event.set_practice_id(practice->id);
  *event.mutable_closed_on() = command.closed_on();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::MergePractices& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> into,
                   GetPractice(s, command.into_practice_id()));
  RETURN_IF_ERROR(CheckDate("effective_on", command.effective_on()));
  RETURN_IF_ERROR(CheckCount("from_practice_ids", command.from_practice_ids_size()));
  if (command.from_practice_ids().empty()) return CheckIdentifier("from_practice_ids", "");
  const absl::CivilDay effective_on = FromProto(command.effective_on());
  RETURN_IF_ERROR(CheckMergeable(*into, *into, effective_on));
  RETURN_IF_ERROR(CheckOpen(*into, effective_on));
  ProposedEvent proposed = Propose(into->region, effective_on);
  ev::PracticesMerged& event = *proposed.event.mutable_practices_merged();
  event.set_into_practice_id(into->id);
  *event.mutable_effective_on() = command.effective_on();
  std::set<std::string> seen{into->id};
  for (const std::string& id : command.from_practice_ids()) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Practice> from, GetPractice(s, id));
    if (!seen.insert(id).second) {
      return Invalid("MERGE_CIRCLE",
                     absl::StrCat("\"", id,
                                  "\" is named twice; a practice merges once, and not "
                                  "into itself"),
                     {{"field", "from_practice_ids"}, {"practice_id", id}});
    }
    RETURN_IF_ERROR(CheckMergeable(*from, *into, effective_on));
    event.add_from_practice_ids(id);
  }
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::AssignCohort& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckIdentifier("cohort_id", command.cohort_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice->region));
  const regioplan::v1::Cohort* cohort = FindCohort(*region, command.cohort_id());
  if (cohort == nullptr) return Unknown("cohort", command.cohort_id());
  if (!practice->participations.empty()) {
    const ParticipationPeriod& last = practice->participations.back();
    if (FromProto(cohort->start_on()) < last.period.until) {
      return Taken(
          "ALREADY_ASSIGNED",
          absl::StrCat("the practice \"", practice->id, "\" takes part in cohort ", last.cohort_id,
                       " from ", ToIso(last.period.from), " until ",
                       last.period.until == kNoEnd ? "further notice" : ToIso(last.period.until),
                       "; end that participation first"),
          {{"practice_id", practice->id}, {"cohort_id", last.cohort_id}});
    }
  }
  RETURN_IF_ERROR(CheckOpen(*practice, FromProto(cohort->start_on())));
  ProposedEvent proposed = Propose(practice->region, FromProto(cohort->start_on()));
  ev::CohortAssigned& event = *proposed.event.mutable_cohort_assigned();
  event.set_practice_id(practice->id);
  event.set_cohort_id(cohort->id());
  *event.mutable_start_on() = cohort->start_on();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::EndParticipation& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("ended_on", command.ended_on()));
  RETURN_IF_ERROR(CheckText("reason", command.reason()));
  if (practice->participations.empty() || practice->participations.back().period.until != kNoEnd) {
    return NotNow(
        "NOT_PARTICIPATING",
        absl::StrCat(
            "the practice \"", practice->id, "\" takes no part",
            practice->participations.empty()
                ? ""
                : absl::StrCat(" from ", ToIso(practice->participations.back().period.until)),
            "; there is nothing to end"),
        {{"practice_id", practice->id}});
  }
  const absl::CivilDay from = practice->participations.back().period.from;
  if (FromProto(command.ended_on()) <= from) {
    return Invalid("END_BEFORE_START",
                   absl::StrCat("the practice \"", practice->id, "\" takes part from ", ToIso(from),
                                "; ended_on is a day after that"),
                   {{"field", "ended_on"}, {"from", ToIso(from)}});
  }
  ProposedEvent proposed = Propose(practice->region, FromProto(command.ended_on()));
  ev::ParticipationEnded& event = *proposed.event.mutable_participation_ended();
  event.set_practice_id(practice->id);
  *event.mutable_ended_on() = command.ended_on();
  event.set_reason(command.reason());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::StartTrack& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckIdentifier("track", command.track()));
  RETURN_IF_ERROR(CheckDate("from", command.from()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice->region));
  if (FindTrack(*region, command.track()) == nullptr) return Unknown("track", command.track());
  RETURN_IF_ERROR(CheckOptionalDate("until", command.until()));
  RETURN_IF_ERROR(CheckOrder("until", command.from(), command.until()));
  const DateRange asked{FromProto(command.from()), UntilFromProto(command.until())};
  for (const TrackPeriod& period : practice->tracks) {
    if (period.track != command.track() || Intersect(period.period, asked).empty()) continue;
    return NotNow(
        "TRACK_OVERLAP",
        absl::StrCat("the practice \"", practice->id, "\" is on the track ", command.track(),
                     " from ", ToIso(period.period.from), "; end that first"),
        {{"practice_id", practice->id}, {"from", ToIso(period.period.from)}});
  }
  ProposedEvent proposed = Propose(practice->region, asked.from);
  ev::TrackStarted& event = *proposed.event.mutable_track_started();
  event.set_practice_id(practice->id);
  event.set_track(command.track());
  *event.mutable_from() = command.from();
  if (!IsAbsent(command.until())) *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::EndTrack& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckIdentifier("track", command.track()));
  RETURN_IF_ERROR(CheckDate("until", command.until()));
  const absl::CivilDay until = FromProto(command.until());
  const DateRange* ended = EndedPeriod(practice->tracks, until, [&](const TrackPeriod& period) {
    return period.track == command.track();
  });
  if (ended == nullptr) {
    return NotNow("NOT_ON_TRACK",
                  absl::StrCat("the practice \"", practice->id, "\" is not on the track ",
                               command.track(), " on ", ToIso(until), "; there is nothing to end"),
                  {{"practice_id", practice->id}, {"track", command.track()}});
  }
  RETURN_IF_ERROR(CheckOrder("until", ToProto(ended->from), command.until()));
  ProposedEvent proposed = Propose(practice->region, FromProto(command.until()));
  ev::TrackEnded& event = *proposed.event.mutable_track_ended();
  event.set_practice_id(practice->id);
  event.set_track(command.track());
  *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::WaiveRequirement& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckIdentifier("obligation_id", command.obligation_id()));
  RETURN_IF_ERROR(CheckDecided("ground", command.ground(), command.decided_by()));
  ASSIGN_OR_RETURN(absl::CivilDay decided_on,
                   PastDateOrToday(s, "decided_on", command.decided_on()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice->region));
  ASSIGN_OR_RETURN(const regioplan::v1::Obligation* obligation,
                   FindForPeriod(*region, command.obligation_id(), command.programme_year()));
  if (obligation->strength() != regioplan::v1::STRENGTH_REQUIRED) {
    return Invalid("NO_VERDICT",
                   absl::StrCat(obligation->id(),
                                " is reported or stated only and gives no verdict; there is "
                                "nothing to waive"),
                   {{"field", "obligation_id"}});
  }
  for (const Waiver& waiver : practice->waivers) {
    if (waiver.obligation_id == command.obligation_id() &&
        waiver.programme_year == command.programme_year()) {
      return Taken("ALREADY_WAIVED",
                   absl::StrCat(waiver.obligation_id, " is waived for \"", practice->id,
                                "\" in that year already"),
                   {{"event_id", waiver.ref.event_id}});
    }
  }
  ProposedEvent proposed = Propose(practice->region, decided_on);
  ev::RequirementWaived& event = *proposed.event.mutable_requirement_waived();
  event.set_practice_id(practice->id);
  event.set_obligation_id(command.obligation_id());
  event.set_programme_year(command.programme_year());
  event.set_ground(command.ground());
  event.set_decided_by(command.decided_by());
  *event.mutable_decided_on() = ToProto(decided_on);
  return Events{proposed};
}

}  // namespace logboek::domain
