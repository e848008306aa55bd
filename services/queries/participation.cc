#include "services/queries/participation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/queries/canonical_writer.h"
#include "services/queries/names.h"
#include "services/queries/refusals.h"
#include "services/queries/region_report.h"
#include "services/queries/sha256.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

ParticipationRow RowOf(const domain::Register& reg, const domain::Practice& practice,
                       const regioplan::Verdict& verdict) {
  std::set<std::string> people;
  std::set<std::string> sessions;
  std::set<std::string> courses;
  for (const regioplan::Evidence& evidence : verdict.evidence) {
    if (evidence.reason != regioplan::Reason::kCounted) continue;
    if (!evidence.session_id.empty()) sessions.insert(evidence.session_id);
    if (!evidence.offering_id.empty()) courses.insert(evidence.offering_id);
    // A course is the person's own; a session may have been attended for a partner.
    const bool own = evidence.practice_id.empty() || evidence.practice_id == practice.id;
    if (own && !evidence.person_id.empty())
      people.insert(domain::KeptPseudonym(reg, evidence.person_id));
  }
  return {.practice_id = practice.id,
          .practice_name = practice.name,
          .obligation = PeriodOf(verdict),
          .person_ids = {people.begin(), people.end()},
          .sessions = static_cast<uint32_t>(sessions.size()),
          .courses = static_cast<uint32_t>(courses.size())};
}

void AddNames(const domain::Register& reg, const vault::Vault& vault, ParticipationRow* row) {
  for (const std::string& id : row->person_ids) {
    const auto person = domain::Find(reg.persons, id);
    std::string name = person == nullptr ? "" : NameOf(*person, vault);
    if (!name.empty()) row->names.push_back(std::move(name));
  }
  std::sort(row->names.begin(), row->names.end());
}

}  // namespace

absl::StatusOr<Participation> Ask(const Registers& registers,
                                  const ParticipationQuestion& question) {
  ASSIGN_OR_RETURN(const Snapshot snapshot,
                   registers.At(question.known, question.region, question.keep_going));
  const domain::Register& reg = *snapshot.reg;
  if (!reg.regions.contains(question.region)) return UnknownRegion(question.region);
  Participation list{.region = question.region,
                     .period = question.period,
                     .with_names = question.with_names,
                     .at = question.at.value_or(snapshot.default_at),
                     .position = snapshot.position};
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<regioplan::Verdict>& verdicts) {
    for (const regioplan::Verdict& verdict : verdicts) {
      const bool wanted =
          question.period.value_or(verdict.programme_year) == verdict.programme_year &&
          NeedsSessions(verdict) && verdict.status != regioplan::Status::kNotApplicable;
      if (!wanted) continue;
      ParticipationRow row = RowOf(reg, *facts.practice, verdict);
      if (question.with_names && question.names_from != nullptr)
        AddNames(reg, *question.names_from, &row);
      list.rows.push_back(std::move(row));
    }
  };
  RETURN_IF_ERROR(
      VisitPractices(reg, question.region, list.at, /*options=*/{}, question.keep_going, visit));
  return list;
}

std::string Sha256Of(const Participation& list) {
  CanonicalWriter writer;
  writer.Raw("logboek-participation-1");
  writer.Str(list.region);
  writer.Str(FilterOf(list.period));
  writer.U8(list.with_names ? 1 : 0);
  writer.Date(list.at);
  writer.U64(list.position);
  writer.U32(list.rows.size());
  for (const ParticipationRow& row : list.rows) {
    writer.Str(row.practice_id);
    writer.Str(row.obligation.plan_id);
    writer.Str(row.obligation.obligation_id);
    writer.U32(row.obligation.period);
    writer.U32(row.person_ids.size());
    writer.U32(row.sessions);
    writer.U32(row.courses);
    if (!list.with_names) continue;
    for (const std::string& id : row.person_ids) writer.Str(id);
  }
  Sha256 hash;
  hash.Update(writer.Take());
  return hash.Finish();
}

}  // namespace logboek::queries
