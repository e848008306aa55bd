// What becomes of the rows of a list.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/cli/data_table.h"
#include "clients/cli/receipts.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/registration_service.pb.h"

namespace logboek::cli {

// For one thread at a time. Rows are added first, then answered.
class ImportReport {
 public:
  void AddRow(uint64_t line, std::vector<command::v1::Command> commands);
  // A row that no command can be made of.
  void AddBadRow(uint64_t line, const absl::Status& why);

  // The commands of all rows, in order.
  size_t commands() const { return commands_.size(); }
  const command::v1::Command& command(size_t index) const { return commands_[index].command; }

  void Answered(size_t index, const v1::PushResponse& response);
  // The answer about the commands from `first` on.
  void TriedOut(size_t first, const v1::DryRunResponse& response);

  uint64_t answered() const { return answered_; }
  uint64_t refused() const { return refused_; }
  // A row was refused or could not be read.
  bool troubled() const;

  // The rows in the form asked for (in a table, after a real run, only those with trouble), then
  // the sums on standard error; what to exit with if all else went well.
  int Tell(const Context& context, bool dry_run) const;

  // A receipt for each row, as CSV for programs.
  void WriteCsv(const Context& context, std::ostream* file) const;

 private:
  struct Item {
    command::v1::Command command;
    std::optional<v1::PushResponse> response;
    // Only of a dry run.
    std::vector<std::string> event_types;
  };
  struct Row {
    uint64_t line = 0;
    size_t first = 0;
    size_t count = 0;
    absl::Status bad;
  };

  // What became of a row as a whole; nothing when the answer is missing.
  std::optional<Outcome> OutcomeOfRow(const Row& row) const;
  // The command that tells it; null when there is none.
  const Item* TellingItem(const Row& row) const;
  DataRow DataOf(const Context& context, const Row& row) const;
  void TellSums(const Context& context, bool dry_run) const;

  std::vector<Item> commands_;
  std::vector<Row> rows_;
  uint64_t answered_ = 0;
  uint64_t refused_ = 0;
  uint64_t checked_at_ = 0;
};

}  // namespace logboek::cli
