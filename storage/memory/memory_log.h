// The log in memory: for tests and dry runs, and the twin that the stored log is compared with.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/head_listeners.h"
#include "storage/tail_index.h"

namespace logboek::storage {

struct MemoryLogOptions {
  // Empty: a random one.
  std::string store_id;
};

// "Durable" means kept until the object is destroyed.
class MemoryEventLog final : public EventLog {
 public:
  explicit MemoryEventLog(MemoryLogOptions options = {});

  // What a failed disk leaves behind is not known before Recover.
  enum class FailureLeaves { kNothing, kWholeGroup };
  // The next Append fails as a disk would: UNAVAILABLE, and so is every Append until Recover. After
  // Recover the group is there or not, as told.
  void FailNextAppend(FailureLeaves leaves);
  // PurgeDestroyedKeys fails, as it does on a full disk, until told otherwise.
  void FailPurges(bool fail);

  absl::Status Append(AppendRequest request) override;
  Position head() const override { return Position{head_.load()}; }
  std::string store_id() const override { return store_id_; }
  absl::string_view engine() const override { return "memory"; }
  absl::StatusOr<ReadPage> Read(const ReadOptions& options) const override;
  absl::StatusOr<std::optional<PushRecord>> FindPush(absl::string_view source,
                                                     absl::string_view source_id) const override;
  absl::StatusOr<std::optional<std::string>> FindKey(absl::string_view id) const override;
  absl::StatusOr<std::vector<KeyEntry>> ListKeys() const override;
  absl::Status ChangeKeys(const KeyChange& change) override;
  absl::Status PurgeDestroyedKeys() override;
  absl::Status Recover() override;
  std::unique_ptr<Subscription> Subscribe(HeadListener listener) override;

 private:
  // Makes the group visible and tells the listeners.
  void Keep(AppendRequest request);

  const std::string store_id_;
  HeadListeners listeners_;
  std::atomic<uint64_t> head_ = 0;
  TailIndex index_{Position{0}};
  mutable base::Mutex mutex_;
  // Position p at [p - 1].
  std::vector<std::string> records_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string, std::less<>> keys_ ABSL_GUARDED_BY(mutex_);
  std::optional<FailureLeaves> next_failure_ ABSL_GUARDED_BY(mutex_);
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool fail_purges_ ABSL_GUARDED_BY(mutex_) = false;
  // Destroyed or replaced, and not purged yet.
  bool purge_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  // The group that a failed disk kept; seen after Recover.
  std::optional<AppendRequest> limbo_ ABSL_GUARDED_BY(mutex_);
};

std::unique_ptr<MemoryEventLog> NewMemoryLog(MemoryLogOptions options = {});

}  // namespace logboek::storage
