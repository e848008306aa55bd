// A practice's own evidence: fetched, signed, into a file; and such a file verified.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/dates.h"
#include "clients/cli/evidence_file.h"
#include "clients/cli/json.h"
#include "clients/cli/leaving.h"
#include "clients/cli/output_file.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

struct EvidenceFlags {
  std::string practice;
  std::vector<std::string> obligations;
  std::string file;
  LeavingFlags leaving;
};

absl::StatusOr<v1::GetEvidenceRequest> RequestOf(const Context& context,
                                                 const EvidenceFlags& flags) {
  v1::GetEvidenceRequest request;
  request.set_practice_id(flags.practice);
  for (const std::string& id : flags.obligations) request.add_obligation_ids(id);
  LeavingFlags leaving = flags.leaving;
  // By itself it is for the practice.
  if (leaving.recipient.empty()) leaving.recipient = flags.practice;
  SetLeaving(leaving, &request);
  const std::string which =
      flags.obligations.empty() ? "all" : absl::StrJoin(flags.obligations, ",");
  ASSIGN_OR_RETURN(
      *request.mutable_origin(),
      OriginOf(context, absl::StrCat("evidence/", flags.practice, "/", which), leaving));
  return request;
}

int FailFile(const Context& context, const std::string& file, const char* text,
             const std::string& why) {
  *context.err << "logboek: " << context.texts.Get(text, file, why) << std::endl;
  return kExitOutput;
}

int RunEvidence(Context& context, const EvidenceFlags& flags) {
  const auto request = RequestOf(context, flags);
  if (!request.ok()) return Fail(context, request.status());
  const auto answer = context.client->Ask(&v1::ReportService::Stub::GetEvidence, *request);
  if (!answer.ok()) return Fail(context, answer.status());
  OutputFile file(flags.file);
  *file.stream() << ToPrettyJson(answer->evidence()) << "\n" << std::flush;
  if (!file.stream()->good()) {
    return FailFile(context, flags.file, "error.write", WhyUnwritable(file.stream()));
  }
  if (!file.Keep()) return FailFile(context, flags.file, "error.write", std::strerror(errno));
  auto rows = DisclosureRows(context, answer->disclosure());
  rows.emplace_back(context.texts.Get("label.signing_key"),
                    absl::BytesToHexString(answer->evidence().public_key()));
  *context.out << context.texts.Get("evidence.written", flags.file,
                                    answer->evidence().bundle().verdicts_size())
               << "\n"
               << KeyValues(rows);
  return kExitOk;
}

struct VerifyFlags {
  std::string file;
  std::string key;
};

void ShowEvidence(const Context& context, const v1::SignedEvidence& evidence) {
  const Texts& texts = context.texts;
  const v1::EvidenceBundle& bundle = evidence.bundle();
  *context.out << KeyValues(
      {{texts.Get("data.practice_id"),
        absl::StrCat(bundle.practice_id(), " ", Printable(bundle.practice_name()))},
       {texts.Get("label.at"), DateText(bundle.at())},
       {texts.Get("label.position"), absl::StrCat(bundle.position())},
       {texts.Get("label.store"), bundle.store_id()},
       {texts.Get("provenance.plans"), absl::StrJoin(bundle.plans(), ", ")},
       {texts.Get("label.digest"), bundle.verdict_digest()},
       {texts.Get("label.signing_key"), absl::BytesToHexString(evidence.public_key())}});
}

// The verdicts of the file in the form asked for.
int ShowVerified(const Context& context, const v1::SignedEvidence& evidence) {
  v1::PracticeCompliance practice;
  practice.set_practice_id(evidence.bundle().practice_id());
  practice.set_practice_name(evidence.bundle().practice_name());
  practice.set_region(evidence.bundle().region());
  *practice.mutable_verdicts() = evidence.bundle().verdicts();
  if (IsData(context.output)) {
    return ShowComplianceData(
        context, {practice},
        {.at = evidence.bundle().at(),
         .position = evidence.bundle().position(),
         .plans = {evidence.bundle().plans().begin(), evidence.bundle().plans().end()}},
        /*with_evidence=*/true);
  }
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(evidence.bundle()) << "\n";
    return kExitOk;
  }
  ShowEvidence(context, evidence);
  v1::GetPracticeComplianceResponse response;
  *response.mutable_compliance() = practice;
  *response.mutable_at() = evidence.bundle().at();
  response.set_position(evidence.bundle().position());
  *context.out << "\n";
  ShowPracticeCompliance(context, response, /*explain=*/false);
  return kExitOk;
}

int RunVerify(Context& context, const VerifyFlags& flags) {
  const Texts& texts = context.texts;
  std::ifstream file(flags.file);
  std::stringstream text;
  if (!file.good()) return FailFile(context, flags.file, "error.read", std::strerror(errno));
  text << file.rdbuf();
  const auto evidence = ReadEvidence(text.str());
  if (!evidence.ok()) {
    return FailUsage(context, texts.Get("verify.unreadable", flags.file,
                                        std::string(evidence.status().message())));
  }
  const std::vector<std::string> problems =
      ProblemsOf(texts, *evidence, absl::AsciiStrToLower(flags.key));
  if (!problems.empty()) {
    *context.err << "logboek: " << texts.Get("verify.changed", flags.file) << "\n";
    for (const std::string& problem : problems) *context.err << "  " << Printable(problem) << "\n";
    *context.err << std::flush;
    return kExitRefused;
  }
  *context.err << texts.Get(flags.key.empty() ? "verify.no_key" : "verify.as_signed") << std::endl;
  return ShowVerified(context, *evidence);
}

}  // namespace

void AddEvidence(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "evidence", "evidence");
  const auto flags = std::make_shared<EvidenceFlags>();
  menu.Text(command, "--practice", &flags->practice, "evidence.practice", "practice")->required();
  menu.Text(command, "--out", &flags->file, "evidence.out", "file")->required();
  menu.TextList(command, "--obligation", &flags->obligations, "evidence.obligation", "obligation");
  AddLeaving(menu, command, &flags->leaving);
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunEvidence(context, *flags); };
  });
}

void AddVerify(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "verify", "verify");
  const auto flags = std::make_shared<VerifyFlags>();
  menu.Argument(command, "file", &flags->file, "verify.file");
  menu.Text(command, "--key", &flags->key, "verify.key", "key");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunVerify(context, *flags); };
  });
}

}  // namespace logboek::cli
