// A log in memory whose disk a test can hold back or break.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/memory/memory_log.h"

namespace logboek::test {

// Thread-safe, as far as an EventLog is.
class GatedLog final : public storage::EventLog {
 public:
  explicit GatedLog(storage::MemoryLogOptions options = {}) : log_(std::move(options)) {}

  // Every append waits until Release.
  void Hold();
  void Release();
  // The next append fails and keeps nothing, and the log does not recover until Mend.
  void Break();
  void Mend();
  // Purges of destroyed keys wait until ReleasePurges.
  void HoldPurges();
  void ReleasePurges();
  // Returns once a purge waits.
  void AwaitPurge();
  // Purges fail until told otherwise.
  void FailPurges(bool fail) { log_.FailPurges(fail); }

  absl::Status Append(storage::AppendRequest request) override;
  storage::Position head() const override { return log_.head(); }
  std::string store_id() const override { return log_.store_id(); }
  absl::string_view engine() const override { return log_.engine(); }
  absl::StatusOr<storage::ReadPage> Read(const storage::ReadOptions& options) const override {
    return log_.Read(options);
  }
  absl::StatusOr<std::optional<storage::PushRecord>> FindPush(
      absl::string_view source, absl::string_view source_id) const override {
    return log_.FindPush(source, source_id);
  }
  absl::StatusOr<std::optional<std::string>> FindKey(absl::string_view id) const override {
    return log_.FindKey(id);
  }
  absl::StatusOr<std::vector<storage::KeyEntry>> ListKeys() const override {
    return log_.ListKeys();
  }
  absl::Status ChangeKeys(const storage::KeyChange& change) override {
    return log_.ChangeKeys(change);
  }
  absl::Status PurgeDestroyedKeys() override;
  absl::Status Recover() override;
  std::unique_ptr<Subscription> Subscribe(storage::HeadListener listener) override {
    return log_.Subscribe(std::move(listener));
  }

 private:
  storage::MemoryEventLog log_;
  base::Mutex mutex_;
  base::CondVar changed_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool purges_held_ ABSL_GUARDED_BY(mutex_) = false;
  int purges_waiting_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace logboek::test
