// Verdicts as people and programs read them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/data_table.h"
#include "logboek/v1/compliance_service.pb.h"

namespace logboek::cli {

// An obligation that gives a number, or a tick, and no verdict.
bool IsReported(const v1::Verdict& verdict);
std::string StatusWord(const Texts& texts, const v1::Verdict& verdict);
// "programme year 2", "calendar year 2026", "plan period"; and short, for columns.
std::string PeriodText(const Texts& texts, uint32_t period);
std::string PeriodShort(const Texts& texts, uint32_t period);
// One sign for it, for narrow tables.
std::string StatusSymbol(const v1::Verdict& verdict);
std::string StatusSymbol(v1::VerdictStatus status);
Tone StatusTone(const v1::Verdict& verdict);
Tone StatusTone(v1::VerdictStatus status);

// The plan's short label, or the id when it has none.
std::string LabelOf(const Texts& texts, const v1::Verdict& verdict);

// One practice: the verdicts in a table, then each with its evidence if `explain`.
void ShowPracticeCompliance(const Context& context,
                            const v1::GetPracticeComplianceResponse& response, bool explain);

// Every piece of evidence of one verdict with its reason, and what is still missing by when.
std::string ExplainVerdict(const Context& context, const std::string& practice_id,
                           const v1::Verdict& verdict);

// A region: a row for each practice, a column for each obligation and year, the counts below.
void ShowRegionCompliance(const Context& context, const v1::ListRegionComplianceResponse& response,
                          bool explain);

// All pages as one answer. Every page has the same counts, and tells its own position.
absl::StatusOr<v1::ListRegionComplianceResponse> FetchRegion(
    client::Client& client, v1::ListRegionComplianceRequest request);

// "plan version" of every verdict, each once, in order.
std::vector<std::string> PlansIn(const std::vector<v1::PracticeCompliance>& practices);

// The columns are the same for one practice and for a region: a row for each verdict, or for each
// piece of evidence if `with_evidence`; the position of a piece of evidence is not that of the
// answer. What to exit with comes back.
int ShowComplianceData(const Context& context, const std::vector<v1::PracticeCompliance>& practices,
                       const Provenance& provenance, bool with_evidence);

}  // namespace logboek::cli
