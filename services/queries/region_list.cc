#include "services/queries/region_list.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/page_token.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

std::string TextOf(const AsKnown& known) {
  if (known.position.has_value()) return absl::StrCat("position ", *known.position);
  if (known.time.has_value()) return absl::StrCat("time ", absl::ToUnixNanos(*known.time));
  return "now";
}

absl::StatusOr<Snapshot> SnapshotOf(const Registers& registers, const ListQuestion& question,
                                    const ListPlace& place) {
  if (!place.position.has_value()) {
    return registers.At(question.known, question.region, question.keep_going);
  }
  // As long as nothing is recorded the live register is that very moment, and costs no fold.
  if (Snapshot now = registers.Now(); now.position == *place.position) return now;
  return registers.At({.position = place.position}, question.region, question.keep_going);
}

}  // namespace

absl::StatusOr<ListPlace> PlaceOf(const ListQuestion& question,
                                  const std::vector<std::string>& more) {
  std::vector<std::string> parts = {question.region,
                                    question.at.has_value() ? domain::ToIso(*question.at) : "",
                                    TextOf(question.known)};
  parts.insert(parts.end(), more.begin(), more.end());
  ListPlace place{.fingerprint = Fingerprint(parts)};
  if (question.page_token.empty()) return place;
  ASSIGN_OR_RETURN(const std::vector<std::string> fields,
                   DecodePageToken(question.page_token, place.fingerprint, 3));
  uint64_t position = 0;
  absl::CivilDay at;
  if (!absl::SimpleAtoi(fields[0], &place.offset) || !absl::SimpleAtoi(fields[1], &position) ||
      !absl::ParseCivilTime(fields[2], &at)) {
    return BadPageToken();
  }
  place.position = position;
  place.at = at;
  return place;
}

absl::StatusOr<Moment> MomentOf(const Registers& registers, const ListQuestion& question,
                                const ListPlace& place) {
  Moment moment;
  ASSIGN_OR_RETURN(moment.snapshot, SnapshotOf(registers, question, place));
  if (!moment.snapshot.reg->regions.contains(question.region)) {
    return UnknownRegion(question.region);
  }
  moment.at = place.at.has_value() ? *place.at : question.at.value_or(moment.snapshot.default_at);
  return moment;
}

std::string PageTokenAt(const ListPlace& place, const Moment& moment, size_t offset) {
  return EncodePageToken(place.fingerprint,
                         {absl::StrCat(offset), absl::StrCat(moment.snapshot.position),
                          absl::FormatCivilTime(moment.at)});
}

absl::Status VisitPractices(const domain::Register& reg, absl::string_view region,
                            absl::CivilDay at, const regioplan::EvaluateOptions& options,
                            const registrar::KeepGoing& keep_going, VisitPractice visit) {
  const auto coming = regioplan::GatherComing(reg, region, at);
  for (const std::string& id : reg.regions.find(region)->second->practice_ids) {
    if (keep_going) RETURN_IF_ERROR(keep_going());
    const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, id, coming);
    visit(facts, regioplan::Evaluate(facts, at, options));
  }
  return absl::OkStatus();
}

OpenStaff StaffOf(const regioplan::PracticeFacts& facts, const regioplan::OpenPerson& person,
                  absl::CivilDay at) {
  OpenStaff staff{.person_id = person.person_id, .items = person.items};
  for (const auto& record : facts.persons) {
    if (record->id != person.person_id) continue;
    for (const domain::Engagement& engagement : record->engagements) {
      if (engagement.practice_id == facts.practice->id && engagement.period.Contains(at)) {
        staff.roles.push_back(engagement.role);
      }
    }
  }
  return staff;
}

ObligationPeriod PeriodOf(const regioplan::Verdict& verdict) {
  return {.plan_id = verdict.plan->plan_id(),
          .obligation_id = verdict.obligation->id(),
          .period = verdict.programme_year,
          .label = verdict.obligation->label(),
          .strength = verdict.obligation->strength()};
}

bool GivesVerdict(const regioplan::Verdict& verdict) {
  return verdict.obligation->strength() == regioplan::v1::STRENGTH_REQUIRED;
}

bool NeedsSessions(const regioplan::Verdict& verdict) {
  const regioplan::v1::Obligation& obligation = *verdict.obligation;
  return obligation.has_staff_share() || obligation.has_session_count() ||
         obligation.has_quarter_count();
}

bool IsOpenNeed(const regioplan::Verdict& verdict) {
  const bool open =
      verdict.status == regioplan::Status::kOpen || verdict.status == regioplan::Status::kAtRisk;
  const auto& flags = verdict.flags;
  const bool begun =
      std::find(flags.begin(), flags.end(), regioplan::VerdictFlag::kNotStarted) == flags.end();
  return open && begun && verdict.missing > 0;
}

int64_t DaysLeft(const regioplan::Verdict& verdict, absl::CivilDay at) {
  return verdict.window.until - 1 - at;
}

}  // namespace logboek::queries
