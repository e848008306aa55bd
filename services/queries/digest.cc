#include "services/queries/digest.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "services/queries/canonical_writer.h"
#include "services/queries/refusals.h"
#include "services/queries/sha256.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Evidence;
using regioplan::Verdict;

void WriteFlags(const std::vector<regioplan::VerdictFlag>& flags, CanonicalWriter* writer) {
  writer->U32(flags.size());
  for (const regioplan::VerdictFlag flag : flags) writer->U8(static_cast<uint8_t>(flag));
}

void WriteEvidence(const Evidence& evidence, CanonicalWriter* writer) {
  writer->U64(evidence.ref.position);
  writer->Str(evidence.ref.event_id);
  writer->Date(evidence.date);
  writer->Str(evidence.person_id);
  writer->Str(evidence.practice_id);
  writer->Str(evidence.session_id);
  writer->Str(evidence.offering_id);
  writer->Str(evidence.menu_slug);
  writer->Str(evidence.subject);
  writer->U8(static_cast<uint8_t>(evidence.reason));
  WriteFlags(evidence.flags, writer);
  writer->U32(evidence.credited_year);
}

void WriteVerdict(const Verdict& verdict, CanonicalWriter* writer) {
  writer->Str(verdict.plan->plan_id());
  writer->Str(verdict.plan->version());
  writer->Str(verdict.obligation->id());
  writer->U32(verdict.programme_year);
  writer->U8(static_cast<uint8_t>(verdict.status));
  writer->U8(static_cast<uint8_t>(verdict.computed_status));
  writer->Str(verdict.waiver_ground);
  writer->U32(verdict.numerator);
  writer->U32(verdict.denominator);
  writer->U32(verdict.threshold);
  writer->Date(verdict.window.from);
  writer->Date(verdict.window.until);
  writer->U8(verdict.first_met_on.has_value() ? 1 : 0);
  if (verdict.first_met_on.has_value()) writer->Date(*verdict.first_met_on);
  writer->U8(verdict.coverage_now.has_value() ? 1 : 0);
  if (verdict.coverage_now.has_value()) {
    writer->U32(verdict.coverage_now->numerator);
    writer->U32(verdict.coverage_now->denominator);
  }
  writer->U32(verdict.missing);
  writer->U32(verdict.bookable);
  WriteFlags(verdict.flags, writer);
  writer->U32(verdict.evidence.size());
  for (const Evidence& evidence : verdict.evidence) WriteEvidence(evidence, writer);
}

}  // namespace

absl::StatusOr<RegionDigest> DigestRegion(const domain::Register& reg, absl::string_view region,
                                          absl::CivilDay at,
                                          const registrar::KeepGoing& keep_going) {
  const auto found = reg.regions.find(region);
  if (found == reg.regions.end()) return UnknownRegion(region);
  RegionDigest digest{.region = std::string(region)};
  const auto coming = regioplan::GatherComing(reg, region, at);
  Sha256 hash;
  CanonicalWriter writer;
  writer.Raw("logboek-verdicts-2");
  writer.Str(region);
  writer.Date(at);
  writer.U32(found->second->practice_ids.size());
  for (const std::string& practice_id : found->second->practice_ids) {
    if (keep_going) RETURN_IF_ERROR(keep_going());
    const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, practice_id, coming);
    const std::vector<Verdict> verdicts = regioplan::Evaluate(facts, at);
    writer.Str(practice_id);
    writer.U32(verdicts.size());
    for (const Verdict& verdict : verdicts) WriteVerdict(verdict, &writer);
    hash.Update(writer.Take());
    ++digest.practices;
    digest.verdicts += static_cast<uint32_t>(verdicts.size());
  }
  hash.Update(writer.Take());
  digest.sha256 = absl::BytesToHexString(hash.Finish());
  return digest;
}

std::string DigestPeriod(absl::string_view practice_id, const std::vector<Verdict>& verdicts,
                         absl::CivilDay at) {
  CanonicalWriter writer;
  writer.Raw("logboek-period-1");
  writer.Str(practice_id);
  writer.Date(at);
  writer.U32(verdicts.size());
  for (const Verdict& verdict : verdicts) WriteVerdict(verdict, &writer);
  Sha256 hash;
  hash.Update(writer.Take());
  return hash.Finish();
}

std::string DigestAll(const std::vector<RegionDigest>& regions, absl::CivilDay at) {
  CanonicalWriter writer;
  writer.Raw("logboek-regions-1");
  writer.Date(at);
  writer.U32(regions.size());
  for (const RegionDigest& region : regions) {
    writer.Str(region.region);
    writer.Raw(absl::HexStringToBytes(region.sha256));
  }
  Sha256 hash;
  hash.Update(writer.Take());
  return absl::BytesToHexString(hash.Finish());
}

absl::StatusOr<DigestAnswer> Ask(const Registers& registers, const DigestQuestion& question) {
  ASSIGN_OR_RETURN(
      const Snapshot snapshot,
      question.from_zero
          ? registers.FromFirstEvent(question.known, question.region, question.keep_going)
          : registers.At(question.known, question.region, question.keep_going));
  DigestAnswer answer{.at = question.at.value_or(snapshot.default_at),
                      .position = snapshot.position,
                      .recorded_at = snapshot.recorded_at};
  std::vector<std::string> names;
  if (question.region.empty()) {
    for (const auto& [name, region] : snapshot.reg->regions) names.push_back(name);
  } else {
    names.push_back(question.region);
  }
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(RegionDigest digest,
                     DigestRegion(*snapshot.reg, name, answer.at, question.keep_going));
    answer.regions.push_back(std::move(digest));
  }
  answer.sha256 = DigestAll(answer.regions, answer.at);
  return answer;
}

}  // namespace logboek::queries
