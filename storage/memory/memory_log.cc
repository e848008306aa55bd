#include "storage/memory/memory_log.h"

#include <utility>

#include "storage/append_check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"
#include "storage/read_plan.h"
#include "storage/store_id.h"

namespace logboek::storage {
namespace {

absl::Status DiskFailed() {
  return base::MakeError(absl::StatusCode::kUnavailable, "DISK_FAILED",
                         "the log could not be written; it must recover before it takes more");
}

}  // namespace

MemoryEventLog::MemoryEventLog(MemoryLogOptions options)
    : store_id_(options.store_id.empty() ? NewStoreId() : std::move(options.store_id)) {}

void MemoryEventLog::FailNextAppend(FailureLeaves leaves) {
  base::MutexLock lock(&mutex_);
  next_failure_ = leaves;
}

void MemoryEventLog::FailPurges(bool fail) {
  base::MutexLock lock(&mutex_);
  fail_purges_ = fail;
}

absl::Status MemoryEventLog::Append(AppendRequest request) {
  {
    base::MutexLock lock(&mutex_);
    if (failed_) return DiskFailed();
  }
  RETURN_IF_ERROR(CheckAppend(request, head()));
  {
    base::MutexLock lock(&mutex_);
    if (next_failure_.has_value()) {
      failed_ = true;
      if (*next_failure_ == FailureLeaves::kWholeGroup) limbo_ = std::move(request);
      next_failure_.reset();
      return DiskFailed();
    }
  }
  Keep(std::move(request));
  return absl::OkStatus();
}

void MemoryEventLog::Keep(AppendRequest request) {
  const Position last{request.first.value + request.records.size() - 1};
  {
    base::MutexLock lock(&mutex_);
    for (std::string& record : request.records) {
      records_.push_back(std::move(record));
    }
    for (KeyEntry& key : request.keys) keys_[key.id] = std::move(key.wrapped);
    for (const std::string& id : request.destroyed_keys) keys_.erase(id);
    purge_wanted_ |= !request.destroyed_keys.empty();
  }
  index_.Add(request.index);
  head_ = last.value;
  listeners_.Notify(last);
}

absl::StatusOr<ReadPage> MemoryEventLog::Read(const ReadOptions& options) const {
  ASSIGN_OR_RETURN(const ReadPlan plan, PlanRead(options, head()));
  const std::vector<uint64_t> positions =
      plan.everything ? AllPositions(plan.query) : index_.Match(plan.query);
  PageBuilder page(plan);
  base::MutexLock lock(&mutex_);
  for (const uint64_t position : positions) {
    if (!page.Add(position, records_[position - 1])) break;
  }
  return page.Finish();
}

absl::StatusOr<std::optional<PushRecord>> MemoryEventLog::FindPush(
    absl::string_view source, absl::string_view source_id) const {
  const uint64_t durable = head().value;
  std::optional<PushRecord> found = index_.FindPush(PushKey(source, source_id));
  // A group enters the index before the head moves over it.
  if (!found.has_value() || found->first.value + found->count - 1 > durable) {
    return std::optional<PushRecord>();
  }
  return found;
}

absl::StatusOr<std::optional<std::string>> MemoryEventLog::FindKey(absl::string_view id) const {
  base::MutexLock lock(&mutex_);
  const auto found = keys_.find(std::string(id));
  if (found == keys_.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

absl::StatusOr<std::vector<KeyEntry>> MemoryEventLog::ListKeys() const {
  base::MutexLock lock(&mutex_);
  std::vector<KeyEntry> keys;
  for (const auto& [id, wrapped] : keys_) keys.push_back({id, wrapped});
  return keys;
}

absl::Status MemoryEventLog::ChangeKeys(const KeyChange& change) {
  base::MutexLock lock(&mutex_);
  if (failed_) return DiskFailed();
  for (const KeyEntry& key : change.replaced) {
    if (!keys_.contains(key.id)) return UnknownKey();
  }
  if (next_failure_.has_value()) {
    failed_ = true;
    next_failure_.reset();
    return DiskFailed();
  }
  for (const KeyEntry& key : change.replaced) keys_[key.id] = key.wrapped;
  for (const std::string& id : change.destroyed) keys_.erase(id);
  purge_wanted_ = true;
  return absl::OkStatus();
}

absl::Status MemoryEventLog::PurgeDestroyedKeys() {
  base::MutexLock lock(&mutex_);
  if (purge_wanted_ && fail_purges_) return DiskFailed();
  purge_wanted_ = false;
  return absl::OkStatus();
}

absl::Status MemoryEventLog::Recover() {
  std::optional<AppendRequest> kept;
  {
    base::MutexLock lock(&mutex_);
    failed_ = false;
    kept = std::exchange(limbo_, std::nullopt);
  }
  if (kept.has_value()) Keep(*std::move(kept));
  return absl::OkStatus();
}

std::unique_ptr<EventLog::Subscription> MemoryEventLog::Subscribe(HeadListener listener) {
  return listeners_.Subscribe(std::move(listener));
}

std::unique_ptr<MemoryEventLog> NewMemoryLog(MemoryLogOptions options) {
  return std::make_unique<MemoryEventLog>(std::move(options));
}

}  // namespace logboek::storage
