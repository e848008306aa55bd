#include "services/api/disclosure.h"

#include <future>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/api/write.h"
#include "services/domain/dates.h"
#include "services/domain/disclosure.h"
#include "services/permission/rights.h"
#include "services/queries/page_token.h"
#include "services/queries/region_report.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

absl::Status NotRepeatable(const std::string& report_id) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "REPORT_NOT_REPEATABLE",
                         absl::StrCat("the report \"", report_id,
                                      "\" cannot be made again as it was recorded: it was recorded "
                                      "otherwise, or by another version; ask for a new one with "
                                      "another source_id"),
                         {{"report_id", report_id}});
}

absl::Status Overtaken(const std::string& report_id) {
  return base::MakeError(absl::StatusCode::kAborted, "REPORT_OVERTAKEN",
                         absl::StrCat("while the report \"", report_id,
                                      "\" was made, another one was recorded, so it is not given "
                                      "out; ask for a new one with another source_id"),
                         {{"report_id", report_id}});
}

// It asks for what was recorded under its origin.
absl::StatusOr<bool> AsksForTheSame(const Backend& backend, const Leaving& leaving,
                                    const event::v1::ReportIssued& report) {
  const command::v1::IssueReport& asked = leaving.command.issue_report();
  const bool same_at = !leaving.at.has_value() || *leaving.at == domain::FromProto(report.at());
  bool same_known = true;
  if (!leaving.known.IsNow()) {
    ASSIGN_OR_RETURN(const queries::Snapshot known, backend.registers->MomentOf(leaving.known));
    same_known = known.position == report.report_position();
  }
  return same_at && same_known && asked.scope() == report.scope() &&
         asked.recipient_class() == report.recipient_class() &&
         asked.recipient() == report.recipient() && asked.filter() == report.filter();
}

v1::Disclosure ToDisclosure(const event::v1::ReportIssued& report,
                            const registrar::Receipt& receipt) {
  v1::Disclosure disclosure;
  disclosure.set_report_id(report.report_id());
  disclosure.set_recorded_position(receipt.position);
  *disclosure.mutable_recorded_at() = ToProto(receipt.recorded_at);
  disclosure.set_recipient(report.recipient());
  disclosure.set_sha256(report.report_sha256());
  disclosure.set_repeated(receipt.repeated);
  return disclosure;
}

}  // namespace

std::string LineOf(const Backend& backend, const std::string& region) {
  bool known = false;
  backend.registrar->Read(
      [&](const domain::Register& reg) { known = reg.regions.contains(region); });
  return known ? region : "";
}

absl::Status CheckRecipient(const rpc::Call& call, const std::string& recipient,
                            event::v1::RecipientClass recipient_class) {
  const access::v1::Grant& grant = call.caller()->grant;
  if (grant.role() != access::v1::CALLER_ROLE_AUDITOR) return absl::OkStatus();
  if (recipient_class == event::v1::RECIPIENT_CLASS_INSURER && recipient == grant.principal()) {
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kPermissionDenied, "RECIPIENT_NOT_YOURS",
                         absl::StrCat("an auditor asks for an insurer, in its own name; give the "
                                      "recipient class insurer and the recipient ",
                                      grant.principal()));
}

absl::StatusOr<Leaving> LeavingOf(const rpc::Call& call, const v1::Origin* origin,
                                  const std::string& recipient,
                                  event::v1::RecipientClass recipient_class) {
  if (origin == nullptr) return MissingField("origin");
  RETURN_IF_ERROR(Require("recipient", recipient));
  RETURN_IF_ERROR(permission::CheckSource(*call.caller(), origin->source()));
  RETURN_IF_ERROR(permission::CheckActingFor(*call.caller(), origin->acting_for()));
  Leaving leaving;
  leaving.actor = call.actor();
  ASSIGN_OR_RETURN(leaving.command, CommandFrom(*origin));
  command::v1::IssueReport& report = *leaving.command.mutable_issue_report();
  // The same for every try.
  report.set_report_id(
      absl::StrCat("report-", queries::Fingerprint({origin->source(), origin->source_id()})));
  report.set_recipient(recipient);
  report.set_recipient_class(recipient_class);
  return leaving;
}

absl::StatusOr<std::optional<domain::IssuedReport>> Disclosures::FindRecorded(
    const command::v1::Command& command) const {
  const auto receipt = backend_->registrar->LookUp(command.source(), command.source_id());
  if (absl::IsNotFound(receipt.status())) return std::nullopt;
  if (!receipt.ok()) return receipt.status();
  std::optional<domain::IssuedReport> found;
  backend_->registrar->Read([&](const domain::Register& reg) {
    const auto region = reg.regions.find(command.issue_report().region());
    if (region == reg.regions.end()) return;
    for (const domain::IssuedReport& issued : region->second->reports) {
      if (issued.ref.position == receipt->position) found = issued;
    }
  });
  if (!found.has_value()) return registrar::Conflict(command, receipt->first_position);
  return found;
}

absl::Status Disclosures::CheckStillReleased(const event::v1::ReportIssued& report) const {
  if (report.recipient_class() != event::v1::RECIPIENT_CLASS_INSURER) return absl::OkStatus();
  std::shared_ptr<const domain::Region> region;
  backend_->registrar->Read(
      [&](const domain::Register& reg) { region = reg.regions.find(report.region())->second; });
  return domain::CheckDisclosure(*region, report.scope());
}

absl::StatusOr<v1::Disclosure> Disclosures::Repeat(const Leaving& leaving,
                                                   const domain::IssuedReport& issued,
                                                   const Make& make) const {
  const event::v1::ReportIssued& report = issued.report;
  ASSIGN_OR_RETURN(const bool same, AsksForTheSame(*backend_, leaving, report));
  if (!same) return registrar::Conflict(leaving.command, issued.ref.position);
  RETURN_IF_ERROR(CheckStillReleased(report));
  ASSIGN_OR_RETURN(const Made made, make({.report_id = report.report_id(),
                                          .at = domain::FromProto(report.at()),
                                          .known = {.position = report.report_position()},
                                          .recorded = issued.ref.position}));
  if (made.sha256 != report.report_sha256()) return NotRepeatable(report.report_id());
  ASSIGN_OR_RETURN(
      const registrar::Receipt receipt,
      backend_->registrar->LookUp(leaving.command.source(), leaving.command.source_id()));
  return ToDisclosure(report, receipt);
}

absl::StatusOr<registrar::Receipt> Disclosures::Record(const Leaving& leaving,
                                                       const Made& made) const {
  command::v1::Command command = leaving.command;
  command::v1::IssueReport& report = *command.mutable_issue_report();
  *report.mutable_at() = domain::ToProto(made.at);
  report.set_report_position(made.position);
  report.set_report_sha256(made.sha256);
  // Shared only because std::function wants to be copyable; it is called once.
  auto recorded = std::make_shared<std::promise<absl::StatusOr<registrar::Receipt>>>();
  auto result = recorded->get_future();
  backend_->registrar->Submit(std::move(command), {.actor = leaving.actor},
                              [recorded](absl::StatusOr<registrar::Receipt> receipt) {
                                recorded->set_value(std::move(receipt));
                              });
  return result.get();
}

absl::StatusOr<v1::Disclosure> Disclosures::Disclose(const Leaving& leaving,
                                                     const Make& make) const {
  ASSIGN_OR_RETURN(const std::optional<domain::IssuedReport> before, FindRecorded(leaving.command));
  if (before.has_value()) return Repeat(leaving, *before, make);
  command::v1::IssueReport report = leaving.command.issue_report();
  const std::vector<uint64_t> earlier =
      queries::ReportsBefore(*backend_->registers, report.region(), UINT64_MAX);
  ASSIGN_OR_RETURN(
      const Made made,
      make({.report_id = report.report_id(), .at = leaving.at, .known = leaving.known}));
  ASSIGN_OR_RETURN(const registrar::Receipt receipt, Record(leaving, made));
  // Somebody else may record reports, too.
  const bool overtaken =
      report.scope() == event::v1::REPORT_SCOPE_REGION &&
      queries::ReportsBefore(*backend_->registers, report.region(), receipt.position) != earlier;
  if (overtaken) return Overtaken(report.report_id());
  event::v1::ReportIssued issued;
  issued.set_report_id(report.report_id());
  issued.set_recipient(report.recipient());
  issued.set_report_sha256(made.sha256);
  return ToDisclosure(issued, receipt);
}

}  // namespace logboek::api
