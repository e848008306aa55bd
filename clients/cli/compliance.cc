#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/json.h"
#include "google/protobuf/repeated_field.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

// A row with its evidence is some hundred times as large, and an answer is at most 4 MiB.
constexpr int kPageSizeWithEvidence = 20;

struct ComplianceFlags {
  std::string practice;
  std::string region;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
  std::vector<int> statuses;
  std::vector<std::string> obligations;
  bool explain = false;
  bool no_explain = false;
  bool exit_status = false;
};

bool Wanted(const ComplianceFlags& flags, const v1::Verdict& verdict) {
  const auto& statuses = flags.statuses;
  const auto& obligations = flags.obligations;
  return (statuses.empty() ||
          std::find(statuses.begin(), statuses.end(), verdict.status()) != statuses.end()) &&
         (obligations.empty() || std::find(obligations.begin(), obligations.end(),
                                           verdict.obligation_id()) != obligations.end());
}

void Filter(const ComplianceFlags& flags, v1::PracticeCompliance* compliance) {
  auto* const verdicts = compliance->mutable_verdicts();
  const auto rest = std::remove_if(verdicts->begin(), verdicts->end(),
                                   [&](const v1::Verdict& v) { return !Wanted(flags, v); });
  verdicts->erase(rest, verdicts->end());
}

// As the register refuses it for a region: a mistyped id must not look like a practice without
// trouble.
absl::Status CheckObligations(const ComplianceFlags& flags,
                              const v1::PracticeCompliance& compliance) {
  std::set<std::string> known;
  for (const auto& verdict : compliance.verdicts()) known.insert(verdict.obligation_id());
  for (const std::string& id : flags.obligations) {
    if (known.contains(id)) continue;
    return base::MakeError(
        absl::StatusCode::kNotFound, "UNKNOWN_OBLIGATION",
        absl::StrCat(
            "practice \"", compliance.practice_id(), "\" has no verdict about \"", id,
            "\"; it has verdicts about: ", known.empty() ? "nothing" : absl::StrJoin(known, ", ")),
        {{"obligation_id", id}, {"practice_id", compliance.practice_id()}});
  }
  return absl::OkStatus();
}

// Only what has a verdict: a reported number is nobody's failure.
bool IsTrouble(const v1::Verdict& verdict) {
  return !IsReported(verdict) && (verdict.status() == v1::VERDICT_STATUS_NOT_MET ||
                                  verdict.status() == v1::VERDICT_STATUS_AT_RISK);
}

int ExitOf(const ComplianceFlags& flags, const std::vector<v1::PracticeCompliance>& practices) {
  if (!flags.exit_status) return kExitOk;
  for (const auto& practice : practices) {
    const auto& verdicts = practice.verdicts();
    if (std::any_of(verdicts.begin(), verdicts.end(), IsTrouble)) return kExitNotCompliant;
  }
  return kExitOk;
}

template <typename Response>
Provenance ProvenanceOf(const ComplianceFlags& flags, const Response& response,
                        const std::vector<v1::PracticeCompliance>& practices) {
  return {.at = response.at(),
          .known = flags.known_at.value_or(v1::AsKnown()),
          .position = response.position(),
          .plans = PlansIn(practices)};
}

int RunPractice(Context& context, const ComplianceFlags& flags) {
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id(flags.practice);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  auto response = context.client->GetPracticeCompliance(request);
  if (!response.ok()) return Fail(context, response.status());
  const absl::Status known = CheckObligations(flags, response->compliance());
  if (!known.ok()) return Fail(context, known);
  Filter(flags, response->mutable_compliance());
  const std::vector<v1::PracticeCompliance> practices = {response->compliance()};
  if (IsData(context.output)) {
    const int code = ShowComplianceData(context, practices,
                                        ProvenanceOf(flags, *response, practices), flags.explain);
    if (code != kExitOk) return code;
  } else if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else {
    ShowPracticeCompliance(context, *response, !flags.no_explain);
  }
  return ExitOf(flags, practices);
}

v1::ListRegionComplianceRequest RegionRequest(const ComplianceFlags& flags) {
  v1::ListRegionComplianceRequest request;
  request.set_region(flags.region);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request.mutable_known() = *flags.known_at;
  for (const int status : flags.statuses) {
    request.add_statuses(static_cast<v1::VerdictStatus>(status));
  }
  for (const std::string& id : flags.obligations) request.add_obligation_ids(id);
  request.set_with_evidence(flags.explain);
  request.set_page_size(flags.explain ? kPageSizeWithEvidence : kPracticesPerPage);
  return request;
}

int RunRegion(Context& context, const ComplianceFlags& flags) {
  auto response = FetchRegion(*context.client, RegionRequest(flags));
  if (!response.ok()) return Fail(context, response.status());
  // The register chose the practices that have such a verdict, and sends all verdicts of each.
  for (auto& practice : *response->mutable_practices()) Filter(flags, &practice);
  const std::vector<v1::PracticeCompliance> practices(response->practices().begin(),
                                                      response->practices().end());
  if (IsData(context.output)) {
    const int code = ShowComplianceData(context, practices,
                                        ProvenanceOf(flags, *response, practices), flags.explain);
    if (code != kExitOk) return code;
  } else if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else {
    ShowRegionCompliance(context, *response, flags.explain);
  }
  return ExitOf(flags, practices);
}

int RunCompliance(Context& context, const ComplianceFlags& flags) {
  if (flags.practice.empty() == flags.region.empty()) {
    return FailUsage(context, context.texts.Get("compliance.one_of"));
  }
  return flags.region.empty() ? RunPractice(context, flags) : RunRegion(context, flags);
}

}  // namespace

absl::StatusOr<v1::ListRegionComplianceResponse> FetchRegion(
    client::Client& client, v1::ListRegionComplianceRequest request) {
  auto all = client.ListRegionCompliance(request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    const auto page = client.ListRegionCompliance(request);
    if (!page.ok()) return page.status();
    all->mutable_practices()->MergeFrom(page->practices());
    all->set_next_page_token(page->next_page_token());
  }
  return all;
}

void AddCompliance(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "compliance", "compliance");
  const auto flags = std::make_shared<ComplianceFlags>();
  menu.Argument(command, "practice", &flags->practice, "compliance.practice")->required(false);
  menu.Text(command, "--region", &flags->region, "compliance.region", "region");
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
  menu.Enums(command, "--status", &flags->statuses, *v1::VerdictStatus_descriptor(),
             "compliance.status", "status");
  menu.TextList(command, "--obligation", &flags->obligations, "compliance.obligation",
                "obligation");
  menu.Flag(command, "--explain", &flags->explain, "compliance.explain");
  menu.Flag(command, "--no-explain", &flags->no_explain, "compliance.no_explain");
  menu.Flag(command, "--exit-status", &flags->exit_status, "compliance.exit_status");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunCompliance(context, *flags); };
  });
}

}  // namespace logboek::cli
