// Practices: registration, cohort, tracks, waivers.
#include <algorithm>

#include "absl/strings/ascii.h"
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

const regioplan::v1::Obligation* FindObligation(const Region& region, absl::string_view id) {
  for (const auto& [plan_id, published] : region.plans) {
    for (const regioplan::v1::Obligation& obligation : published->plan.obligations()) {
      if (obligation.id() == std::string(id)) return &obligation;
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

// ALREADY_EXISTS when another practice than `practice_id` holds the code on the day, or some day
// after it.
absl::Status CheckAgbFree(const Situation& s, const std::string& agb, absl::CivilDay from,
                          absl::string_view practice_id) {
  const auto holders = s.reg.agb_practices.find(agb);
  if (holders == s.reg.agb_practices.end()) return absl::OkStatus();
  for (const std::string& id : holders->second) {
    const auto holder = Find(s.reg.practices, id);
    if (id == practice_id || holder == nullptr) continue;
    const auto& history = holder->agb_history;
    const bool free =
        !HoldsAgb(*holder, agb, from) &&
        std::none_of(history.begin(), history.end(), [&](const AgbPeriod& period) {
          return period.agb == agb && period.from >= from && HoldsAgb(*holder, agb, period.from);
        });
    if (free) continue;
    return Taken("AGB_IN_USE",
                 absl::StrCat("the AGB code ", agb, " belongs to the practice \"", id,
                              "\" then; correct the code"),
                 {{"agb", agb}, {"practice_id", id}});
  }
  return absl::OkStatus();
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
  RETURN_IF_ERROR(CheckAgbFree(s, command.agb(), FromProto(command.from()), ""));
  ProposedEvent proposed = Propose(region->id, FromProto(command.from()));
  ev::PracticeRegistered& event = *proposed.event.mutable_practice_registered();
  event.set_practice_id(command.practice_id());
  event.set_agb(command.agb());
  event.set_region(region->id);
  event.set_name(command.name());
  *event.mutable_from() = command.from();
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
  ProposedEvent proposed = Propose(practice->region, FromProto(cohort->start_on()));
  ev::CohortAssigned& event = *proposed.event.mutable_cohort_assigned();
  event.set_practice_id(practice->id);
  event.set_cohort_id(cohort->id());
  *event.mutable_start_on() = cohort->start_on();
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
  const regioplan::v1::Obligation* obligation = FindObligation(*region, command.obligation_id());
  if (obligation == nullptr) return Unknown("obligation", command.obligation_id());
  const auto& years = obligation->applies().years();
  if (std::find(years.begin(), years.end(), command.programme_year()) == years.end()) {
    return Invalid("NOT_IN_YEAR",
                   absl::StrCat(obligation->id(), " does not hold in programme year ",
                                command.programme_year(), "; correct programme_year"),
                   {{"field", "programme_year"}});
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
