#include "clients/cli/push_report.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/json.h"
#include "clients/cpp/errors.h"

namespace logboek::cli {
namespace {

// The receipts of a push come one by one, so their columns have fixed widths; longer content moves
// the rest.
constexpr size_t kLineColumns = 8;
constexpr size_t kOutcomeColumns = 10;
constexpr size_t kPositionColumns = 10;
constexpr size_t kSourceColumns = 32;

std::string ReceiptJson(uint64_t line, const v1::PushResponse& response) {
  return absl::StrCat("{\"line\":", line, ",\"response\":", ToJson(response), "}\n");
}

std::string Row(const std::string& line, const std::string& outcome, const std::string& position,
                const std::string& source) {
  return absl::StrCat(PadLeft(line, kLineColumns), "  ", outcome, "  ",
                      PadLeft(position, kPositionColumns), "  ", source);
}

}  // namespace

PushReport::PushReport(const Context* context, PushReportOptions options, std::ostream* receipts)
    : context_(context),
      options_(options),
      receipts_(receipts),
      progress_(context, options.progress) {}

void PushReport::Answered(const client::PushAnswer& answer) {
  base::MutexLock lock(&mutex_);
  v1::PushResponse response = answer.response;
  // Of the run, where the server numbers each connection from 1; as the line, which says more.
  response.set_sequence(counts_.total() - counts_.malformed + 1);
  const Outcome outcome = OutcomeOf(response);
  switch (outcome) {
    case Outcome::kNew:
      ++counts_.recorded;
      break;
    case Outcome::kRepeated:
      ++counts_.repeated;
      if (answer.sends > 1) ++counts_.repeated_after_break;
      break;
    default:
      ++counts_.refused;
  }
  Tell(answer.tag, outcome, response);
  ShowProgress();
}

void PushReport::Malformed(uint64_t line, const absl::Status& why) {
  base::MutexLock lock(&mutex_);
  ++counts_.malformed;
  v1::PushResponse response;
  *response.mutable_error() = client::ToRpcStatus(why);
  Tell(line, Outcome::kMalformed, response);
  ShowProgress();
}

void PushReport::Read(uint64_t bytes) {
  base::MutexLock lock(&mutex_);
  bytes_read_ = bytes;
  ShowProgress();
}

int PushReport::Finish() {
  base::MutexLock lock(&mutex_);
  progress_.Erase();
  if (receipts_ != nullptr) receipts_->flush();
  int code = kExitOk;
  // A file without a line is a file of text, but no workbook.
  if (context_->output == Output::kXlsx || writer_ != nullptr) {
    code = FinishData(*context_, &Writer(), {.position = last_position_});
  }
  context_->out->flush();
  return code;
}

DataWriter& PushReport::Writer() {
  if (writer_ == nullptr) {
    std::vector<DataColumn> columns = ReceiptColumns();
    columns.insert(columns.begin(), {"line", Kind::kNumber});
    writer_ = StartData(*context_, context_->texts.Get("receipt.sheet"), std::move(columns));
  }
  return *writer_;
}

PushCounts PushReport::counts() const {
  base::MutexLock lock(&mutex_);
  return counts_;
}

bool PushReport::writable() const {
  base::MutexLock lock(&mutex_);
  return context_->out->good() && (receipts_ == nullptr || receipts_->good());
}

void PushReport::ShowProgress() {
  progress_.Update({.answered = counts_.total(),
                    .bytes_read = bytes_read_,
                    .bytes_total = options_.bytes_total,
                    .troubled = counts_.troubled()});
}

void PushReport::Tell(uint64_t line, Outcome outcome, const v1::PushResponse& response) {
  if (receipts_ != nullptr) *receipts_ << ReceiptJson(line, response);
  last_position_ = std::max(last_position_, response.receipt().position());
  if (receipts_ != nullptr && options_.flush_each) receipts_->flush();
  const bool troubled = outcome == Outcome::kRefused || outcome == Outcome::kMalformed;
  if (options_.only_troubled && !troubled) return;
  progress_.Erase();
  switch (context_->output) {
    case Output::kJson:
      *context_->out << ReceiptJson(line, response);
      break;
    case Output::kTable:
      TellInTable(line, outcome, response);
      header_told_ = true;
      break;
    default: {
      DataRow row = ReceiptRow(context_->texts, outcome, response);
      row.insert(row.begin(), line);
      Writer().Add(row);
    }
  }
  if (options_.flush_each) context_->out->flush();
}

void PushReport::TellInTable(uint64_t line, Outcome outcome, const v1::PushResponse& response) {
  const Texts& texts = context_->texts;
  const bool colour = context_->style.colour;
  if (!header_told_) {
    const std::string header =
        Row(texts.Get("column.line"), PadRight(texts.Get("column.result"), kOutcomeColumns),
            texts.Get("column.position"),
            absl::StrCat(PadRight(texts.Get("column.source"), kSourceColumns), "  ",
                         texts.Get("column.note")));
    *context_->out << Paint(header, Tone::kBold, colour) << "\n";
  }
  const std::string word = PadRight(OutcomeWord(texts, outcome), kOutcomeColumns);
  const std::string position =
      response.has_receipt() ? absl::StrCat(response.receipt().position()) : "";
  const std::string note = Printable(response.has_error() ? NoteOf(texts, response.error())
                                                          : NoteOf(texts, response.receipt()));
  std::string source = Printable(absl::StrCat(response.source(), " ", response.source_id()));
  if (!note.empty()) source = absl::StrCat(PadRight(source, kSourceColumns), "  ", note);
  *context_->out << Row(absl::StrCat(line), Paint(word, OutcomeTone(outcome), colour), position,
                        source)
                 << "\n";
}

}  // namespace logboek::cli
