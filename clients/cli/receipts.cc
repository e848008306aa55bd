#include "clients/cli/receipts.h"

#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cpp/errors.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

std::string Positions(const v1::Receipt& receipt) {
  if (receipt.first_position() == receipt.position()) return absl::StrCat(receipt.position());
  return absl::StrCat(receipt.first_position(), "-", receipt.position());
}

}  // namespace

Outcome OutcomeOf(const v1::PushResponse& response) {
  if (response.has_error()) return Outcome::kRefused;
  return response.receipt().repeated() ? Outcome::kRepeated : Outcome::kNew;
}

std::string OutcomeSlug(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNew:
      return "new";
    case Outcome::kRepeated:
      return "repeated";
    case Outcome::kRefused:
      return "refused";
    case Outcome::kMalformed:
      break;
  }
  return "malformed";
}

std::string OutcomeWord(const Texts& texts, Outcome outcome) {
  return texts.Get("outcome." + OutcomeSlug(outcome));
}

Tone OutcomeTone(Outcome outcome) {
  if (outcome == Outcome::kNew) return Tone::kGood;
  return outcome == Outcome::kRepeated ? Tone::kDim : Tone::kBad;
}

std::string NoteOf(const Texts& texts, const v1::Receipt& receipt) {
  std::vector<std::string> notes;
  if (receipt.enrolment_state() != v1::ENROLMENT_STATE_UNSPECIFIED) {
    notes.push_back(texts.Word(receipt.enrolment_state()));
  }
  if (receipt.waiting_rank() > 0) {
    notes.push_back(texts.Get("receipt.rank", receipt.waiting_rank()));
  }
  for (const std::string& id : receipt.promoted_enrolment_ids()) {
    notes.push_back(texts.Get("receipt.promoted", id));
  }
  for (const int flag : receipt.flags()) {
    notes.push_back(texts.Word(static_cast<event::v1::Flag>(flag)));
  }
  return absl::StrJoin(notes, "; ");
}

std::string NoteOf(const Texts& texts, const google::rpc::Status& error) {
  const absl::Status status = client::ToAbslStatus(error);
  const auto reason = base::ReasonOf(status);
  if (!reason.has_value()) return std::string(status.message());
  return absl::StrCat(texts.ErrorReason(reason->reason), ": ", status.message());
}

std::vector<DataColumn> ReceiptColumns() {
  return {{"result", Kind::kWord},
          {"source", Kind::kCode},
          {"source_id", Kind::kCode},
          {"first_position", Kind::kNumber},
          {"position", Kind::kNumber},
          {"recorded_at", Kind::kInstant},
          {"enrolment_state", Kind::kWord},
          {"waiting_rank", Kind::kNumber},
          {"flags", Kind::kWord},
          {"error_reason", Kind::kCode},
          {"error_message"}};
}

DataRow ReceiptRow(const Texts& texts, Outcome outcome, const v1::PushResponse& response) {
  const v1::Receipt& receipt = response.receipt();
  const absl::Status error = client::ToAbslStatus(response.error());
  const auto reason = base::ReasonOf(error);
  const bool recorded = response.has_receipt();
  const bool enrolment = receipt.enrolment_state() != v1::ENROLMENT_STATE_UNSPECIFIED;
  return {WordValue{OutcomeSlug(outcome), OutcomeWord(texts, outcome)},
          response.source(),
          response.source_id(),
          NumberIf(recorded, receipt.first_position()),
          NumberIf(recorded, receipt.position()),
          receipt.recorded_at(),
          enrolment ? WordOf(texts, receipt.enrolment_state()) : Value(),
          NumberIf(receipt.waiting_rank() > 0, receipt.waiting_rank()),
          WordsOf<event::v1::Flag>(texts, receipt.flags()),
          reason.has_value() ? reason->reason : "",
          std::string(error.message())};
}

int ShowReceipt(const Context& context, const v1::Receipt& receipt) {
  v1::PushResponse response;
  response.set_source(receipt.source());
  response.set_source_id(receipt.source_id());
  *response.mutable_receipt() = receipt;
  const Outcome outcome = OutcomeOf(response);
  const Texts& texts = context.texts;
  if (IsData(context.output)) {
    return ShowData(context,
                    {.title = texts.Get("receipt.sheet"),
                     .columns = ReceiptColumns(),
                     .rows = {ReceiptRow(texts, outcome, response)}},
                    {.position = receipt.position()});
  }
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(receipt) << "\n";
  } else {
    *context.out << KeyValues(
        {{texts.Get("label.result"), OutcomeWord(texts, outcome)},
         {texts.Get("label.source"), absl::StrCat(receipt.source(), " ", receipt.source_id())},
         {texts.Get("label.position"), Positions(receipt)},
         {texts.Get("label.recorded"), SecondText(receipt.recorded_at())},
         {texts.Get("label.note"), NoteOf(texts, receipt)},
         {texts.Get("label.events"), absl::StrJoin(receipt.event_ids(), " ")}});
  }
  return kExitOk;
}

}  // namespace logboek::cli
