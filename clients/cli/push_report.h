// What a push has to tell: a receipt for each line, the progress, the sums.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/cli/data_table.h"
#include "clients/cli/progress.h"
#include "clients/cli/receipts.h"
#include "clients/cpp/push_stream.h"
#include "storage/base/mutex.h"

namespace logboek::cli {

struct PushCounts {
  uint64_t recorded = 0;
  uint64_t repeated = 0;
  uint64_t refused = 0;
  uint64_t malformed = 0;
  // Of the repeated: sent twice by this run, so perhaps recorded by it.
  uint64_t repeated_after_break = 0;

  uint64_t troubled() const { return refused + malformed; }
  uint64_t total() const { return recorded + repeated + troubled(); }
};

struct PushReportOptions {
  // Only refused and malformed lines get a receipt on standard output.
  bool only_troubled = false;
  bool progress = true;
  // Each receipt is written at once: whoever sends line by line waits for it.
  bool flush_each = false;
  // 0 = not known.
  uint64_t bytes_total = 0;
};

// Thread-safe.
class PushReport {
 public:
  // `receipts` takes a JSON line for each line of input; may be null. Both must outlive the report.
  PushReport(const Context* context, PushReportOptions options, std::ostream* receipts);

  void Answered(const client::PushAnswer& answer);
  void Malformed(uint64_t line, const absl::Status& why);
  void Read(uint64_t bytes);
  // The last call: no more progress after it. What to exit with if all else went well.
  int Finish();
  PushCounts counts() const;
  // False once a receipt could not be written, there or in the file.
  bool writable() const;

 private:
  void Tell(uint64_t line, Outcome outcome, const v1::PushResponse& response)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TellInTable(uint64_t line, Outcome outcome, const v1::PushResponse& response)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // For the forms of data; begins with the first receipt.
  DataWriter& Writer() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ShowProgress() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Context* const context_;
  const PushReportOptions options_;
  std::ostream* const receipts_;
  mutable base::Mutex mutex_;
  Progress progress_ ABSL_GUARDED_BY(mutex_);
  PushCounts counts_ ABSL_GUARDED_BY(mutex_);
  uint64_t bytes_read_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t last_position_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<DataWriter> writer_ ABSL_GUARDED_BY(mutex_);
  bool header_told_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace logboek::cli
