#include "clients/cli/import_report.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <utility>

#include "absl/strings/str_join.h"
#include "clients/cpp/errors.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

// In the order of the columns of a receipt.
std::vector<DataColumn> RowColumns() {
  return {{"row", Kind::kNumber},
          {"source_id", Kind::kCode},
          {"outcome", Kind::kWord},
          {"position", Kind::kNumber},
          {"events", Kind::kWord},
          {"reason", Kind::kCode},
          {"message"}};
}

std::string ReasonIn(const v1::PushResponse& response) {
  const auto reason = base::ReasonOf(client::ToAbslStatus(response.error()));
  return reason.has_value() ? reason->reason : "";
}

// A person in two rows of a list, or known from elsewhere, is no mistake of the list.
bool IsKnownPerson(const command::v1::Command& command, const v1::PushResponse& response) {
  return command.has_register_person() && ReasonIn(response) == "ALREADY_REGISTERED";
}

std::string OutcomeKey(const std::optional<Outcome>& outcome) {
  return outcome.has_value() ? OutcomeSlug(*outcome) : "unanswered";
}

}  // namespace

void ImportReport::AddRow(uint64_t line, std::vector<command::v1::Command> commands) {
  rows_.push_back({.line = line, .first = commands_.size(), .count = commands.size()});
  for (command::v1::Command& command : commands) commands_.push_back({std::move(command), {}, {}});
}

void ImportReport::AddBadRow(uint64_t line, const absl::Status& why) {
  rows_.push_back({.line = line, .bad = why});
}

void ImportReport::Answered(size_t index, const v1::PushResponse& response) {
  commands_[index].response = response;
  ++answered_;
  if (response.has_error() && !IsKnownPerson(commands_[index].command, response)) ++refused_;
}

void ImportReport::TriedOut(size_t first, const v1::DryRunResponse& response) {
  checked_at_ = response.position();
  for (int i = 0; i < response.outcomes_size(); ++i) {
    const v1::DryRunOutcome& outcome = response.outcomes(i);
    const v1::DryRunAccepted& accepted = outcome.accepted();
    v1::PushResponse answer;
    if (outcome.has_error()) {
      *answer.mutable_error() = outcome.error();
    } else {
      v1::Receipt& receipt = *answer.mutable_receipt();
      receipt.set_repeated(accepted.repeated());
      receipt.set_position(accepted.recorded_position());
      receipt.set_enrolment_state(accepted.enrolment_state());
      receipt.set_waiting_rank(accepted.waiting_rank());
      *receipt.mutable_promoted_enrolment_ids() = accepted.promoted_enrolment_ids();
      *receipt.mutable_flags() = accepted.flags();
    }
    Answered(first + static_cast<size_t>(i), answer);
    commands_[first + static_cast<size_t>(i)].event_types = {accepted.event_types().begin(),
                                                             accepted.event_types().end()};
  }
}

const ImportReport::Item* ImportReport::TellingItem(const Row& row) const {
  const Item* telling = nullptr;
  for (size_t i = row.first; i < row.first + row.count; ++i) {
    const Item& item = commands_[i];
    telling = &item;
    if (!item.response.has_value()) return telling;
    if (item.response->has_error() && !IsKnownPerson(item.command, *item.response)) return telling;
  }
  return telling;
}

std::optional<Outcome> ImportReport::OutcomeOfRow(const Row& row) const {
  if (!row.bad.ok()) return Outcome::kMalformed;
  const Item* const telling = TellingItem(row);
  if (telling == nullptr || !telling->response.has_value()) return std::nullopt;
  if (telling->response->has_error()) return Outcome::kRefused;
  for (size_t i = row.first; i < row.first + row.count; ++i) {
    // Something of it is new.
    if (OutcomeOf(*commands_[i].response) == Outcome::kNew) return Outcome::kNew;
  }
  return Outcome::kRepeated;
}

bool ImportReport::troubled() const {
  return std::any_of(rows_.begin(), rows_.end(), [this](const Row& row) {
    const auto outcome = OutcomeOfRow(row);
    return outcome == Outcome::kRefused || outcome == Outcome::kMalformed;
  });
}

DataRow ImportReport::DataOf(const Context& context, const Row& row) const {
  const Texts& texts = context.texts;
  const std::optional<Outcome> outcome = OutcomeOfRow(row);
  const std::string key = OutcomeKey(outcome);
  const Value word = WordValue{key, texts.Get("import.outcome." + key)};
  const Item* const item = TellingItem(row);
  if (item == nullptr) {
    const auto reason = base::ReasonOf(row.bad);
    return {row.line,
            Value(),
            word,
            Value(),
            Value(),
            reason.has_value() ? reason->reason : "",
            std::string(row.bad.message())};
  }
  WordValue events;
  for (size_t i = row.first; i < row.first + row.count; ++i) {
    for (const std::string& type : commands_[i].event_types) {
      events.slug += (events.slug.empty() ? "" : " ") + type;
      events.word += (events.word.empty() ? "" : ", ") + texts.EventType(type);
    }
  }
  const v1::PushResponse response = item->response.value_or(v1::PushResponse());
  const uint64_t position = response.receipt().position();
  std::string message = NoteOf(texts, response.receipt());
  if (response.has_error()) message = response.error().message();
  return {row.line, item->command.source_id(), word,   NumberIf(position > 0, position),
          events,   ReasonIn(response),        message};
}

int ImportReport::Tell(const Context& context, bool dry_run) const {
  const bool all = dry_run || context.output != Output::kTable;
  DataTable table{.title = context.texts.Get("import.sheet"), .columns = RowColumns()};
  for (const Row& row : rows_) {
    const auto outcome = OutcomeOfRow(row);
    const bool well = outcome == Outcome::kNew || outcome == Outcome::kRepeated;
    if (all || !well) table.rows.push_back(DataOf(context, row));
  }
  int code = kExitOk;
  if (IsData(context.output)) {
    code = ShowData(context, table, {.position = checked_at_});
  } else if (context.output == Output::kJson) {
    *context.out << ToJsonText(table);
  } else if (!table.rows.empty()) {
    *context.out << ToTable(context.texts, table).Render(context.style);
  }
  context.out->flush();
  TellSums(context, dry_run);
  return code;
}

void ImportReport::TellSums(const Context& context, bool dry_run) const {
  std::map<std::string, size_t> sums;
  for (const Row& row : rows_) ++sums[OutcomeKey(OutcomeOfRow(row))];
  *context.err << context.texts.Get(dry_run ? "import.dry_summary" : "import.summary", rows_.size(),
                                    sums["new"], sums["repeated"], sums["refused"],
                                    sums["malformed"], checked_at_)
               << "\n";
  if (sums["unanswered"] > 0) {
    *context.err << context.texts.Get("import.unanswered", sums["unanswered"]) << "\n";
  }
  context.err->flush();
}

void ImportReport::WriteCsv(const Context& context, std::ostream* file) const {
  Context receipts = context;
  receipts.out = file;
  receipts.output = Output::kCsv;
  DataTable table{.columns = RowColumns()};
  for (const Row& row : rows_) table.rows.push_back(DataOf(context, row));
  ShowData(receipts, table, {});
}

}  // namespace logboek::cli
