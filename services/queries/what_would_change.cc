#include "services/queries/what_would_change.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/queries/refusals.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

// What the outcomes leave of a message.
constexpr size_t kChangesBytesMax = 2 << 20;

using LinesByPractice = std::map<std::string, std::vector<VerdictLine>>;

absl::StatusOr<LinesByPractice> LinesIn(const domain::Register& reg, const WhatIfQuestion& question,
                                        absl::CivilDay at) {
  LinesByPractice lines;
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<regioplan::Verdict>& verdicts) {
    lines[facts.practice->id] = LinesOf(verdicts);
  };
  RETURN_IF_ERROR(VisitPractices(reg, question.region, at, {.with_evidence = false},
                                 question.dry_run.keep_going, visit));
  return lines;
}

absl::Status CheckCount(size_t commands) {
  if (commands <= kWhatIfCommandsMax) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kInvalidArgument, "LIST_TOO_LONG",
                         absl::StrCat("field commands has ", commands, " entries, limit ",
                                      kWhatIfCommandsMax, "; ask in parts"),
                         {{"field", "commands"},
                          {"entries", absl::StrCat(commands)},
                          {"limit", absl::StrCat(kWhatIfCommandsMax)}});
}

}  // namespace

absl::StatusOr<WhatIfAnswer> Ask(const Registers& registers, const WhatIfQuestion& question) {
  RETURN_IF_ERROR(CheckCount(question.commands.size()));
  const Snapshot now = registers.Now();
  if (!now.reg->regions.contains(question.region)) return UnknownRegion(question.region);
  WhatIfAnswer answer{.at = question.at.value_or(now.default_at), .position = now.position};
  ASSIGN_OR_RETURN(DryRunAnswer run, DryRun(now, question.commands, question.dry_run));
  answer.outcomes = std::move(run.outcomes);
  ASSIGN_OR_RETURN(const LinesByPractice before, LinesIn(*now.reg, question, answer.at));
  ASSIGN_OR_RETURN(const LinesByPractice after, LinesIn(*run.reg, question, answer.at));
  size_t bytes = 0;
  // No practice leaves a region.
  for (const auto& [id, lines] : after) {
    const auto former = before.find(id);
    const auto changes =
        ChangesBetween(domain::Find(run.reg->practices, id),
                       former == before.end() ? std::vector<VerdictLine>() : former->second, lines);
    answer.changes_total += changes.size();
    for (const VerdictChange& change : changes) {
      bytes += WeightOf(change);
      const bool full = answer.changes.size() == kWhatIfChangesMax || bytes > kChangesBytesMax;
      if (!full) answer.changes.push_back(change);
    }
  }
  return answer;
}

}  // namespace logboek::queries
