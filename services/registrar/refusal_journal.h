// Commands that were refused, for who asks later. A refusal is no event and leaves no trace in the
// log; the journal stands beside it, is bounded, and forgets the oldest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "storage/base/clock.h"

namespace logboek::registrar {

// Ids, numbers and the words of the refusal; never what the command said besides its key.
struct Refusal {
  // 1, 2, 3 ... in the order they were noted; set by the journal, like `time`.
  uint64_t sequence = 0;
  absl::Time time = absl::InfinitePast();
  std::string source = {};
  std::string source_id = {};
  // The name of the command's field, for example "record_attendance"; empty when it had none.
  std::string command = {};
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason = {};
  std::string message = {};
  std::string actor = {};
};

// The command is at fault, not the moment: sent again, it would be refused again.
bool IsRefusal(const absl::Status& status);

// `command` needs no more than its key and its kind.
Refusal RefusalOf(const command::v1::Command& command, absl::string_view actor,
                  const absl::Status& status);

// Thread-safe.
class RefusalJournal {
 public:
  // Writes out what waits, as Stop() does.
  virtual ~RefusalJournal() = default;

  // Takes the refusal; texts are cut to what the journal holds of them. Never waits for the disk.
  virtual void Note(Refusal refusal) = 0;

  struct ReadOptions {
    // Behind this sequence.
    uint64_t after = 0;
    // Empty = every source.
    std::string source = {};
    // [from, until).
    absl::Time from = absl::InfinitePast();
    absl::Time until = absl::InfiniteFuture();
    size_t refusals_max = 100;
  };
  struct Page {
    // Oldest first.
    std::vector<Refusal> refusals = {};
    bool more = false;
    // Refusals up to this instant may have been forgotten; absent = none was.
    std::optional<absl::Time> forgotten_until = {};
  };
  virtual Page Read(const ReadOptions& options) const = 0;

  // Writes out what waits and ends the writer; what is noted later is kept in memory only.
  // Idempotent.
  virtual void Stop() = 0;
};

struct RefusalJournalOptions {
  // The file; a full one becomes "<path>.1" in place of the one before. Empty = in memory only.
  std::string path = {};
  // Refusals in memory, which is what Read sees.
  size_t refusals_max = 20'000;
  // Of one file.
  size_t file_bytes_max = 8 << 20;
  // Refusals that wait for the writer; more are kept in memory only.
  size_t waiting_max = 10'000;
  // Must outlive the journal.
  const base::Clock* clock = nullptr;
};

// Reads back what the files hold; a line that cannot be read is passed over. UNAVAILABLE,
// JOURNAL_NOT_OPENED: the file can be neither read nor made.
absl::StatusOr<std::unique_ptr<RefusalJournal>> OpenRefusalJournal(RefusalJournalOptions options);

}  // namespace logboek::registrar
