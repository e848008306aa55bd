#include "storage/rocks/rocks_log.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "storage/append_check.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"
#include "storage/head_listeners.h"
#include "storage/read_plan.h"
#include "storage/rocks/checkpoint.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/engine_stats.h"
#include "storage/rocks/event_table.h"
#include "storage/rocks/key_purge.h"
#include "storage/rocks/posting_blocks.h"
#include "storage/rocks/rocks_backup.h"
#include "storage/rocks/store.h"
#include "storage/tail_index.h"

namespace logboek::storage {
namespace {

absl::Status RefusedUntilRecover() {
  return base::MakeError(absl::StatusCode::kUnavailable, "DISK_FAILED",
                         "the log could not be written; it must recover before it takes more");
}

absl::Status NotOpen() {
  return base::MakeError(absl::StatusCode::kUnavailable, "LOG_RECOVERING",
                         "the log is being opened again after a failure; try again shortly");
}

// Tells when the last holder of a store has let go of it and the database is closed.
class Closing {
 public:
  void Closed() {
    base::MutexLock lock(&mutex_);
    closed_ = true;
    changed_.SignalAll();
  }
  void Wait() {
    base::MutexLock lock(&mutex_);
    while (!closed_) changed_.Wait(&mutex_);
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// The store and what is derived from it. A copy sees every event up to `head`: those up to
// `checkpoint` through the store's families, the others through the tails.
struct View {
  std::shared_ptr<const Store> store;
  uint64_t checkpoint = 0;
  // Being written by a checkpoint; null when there is none. Nothing is added to it any more.
  std::shared_ptr<TailIndex> frozen;
  // Added to by the appending thread only.
  std::shared_ptr<TailIndex> active;
  uint64_t head = 0;
};

class RocksLog final : public EventLog {
 public:
  explicit RocksLog(RocksLogOptions options) : options_(std::move(options)) {}
  ~RocksLog() override;

  // Once, before anything else.
  absl::Status Start();

  absl::Status Append(AppendRequest request) override;
  Position head() const override { return Position{head_.load(std::memory_order_acquire)}; }
  std::string store_id() const override { return store_id_; }
  absl::string_view engine() const override { return "rocksdb"; }
  std::optional<CheckpointState> checkpoint() const override;
  std::optional<EngineStats> engine_stats() const override;
  absl::StatusOr<ReadPage> Read(const ReadOptions& options) const override;
  absl::StatusOr<std::optional<PushRecord>> FindPush(absl::string_view source,
                                                     absl::string_view source_id) const override;
  absl::StatusOr<std::optional<std::string>> FindKey(absl::string_view id) const override;
  absl::StatusOr<std::vector<KeyEntry>> ListKeys() const override;
  absl::Status ChangeKeys(const KeyChange& change) override;
  absl::Status PurgeDestroyedKeys() override;
  absl::Status Recover() override;
  absl::StatusOr<LogBackup> BackUp(const BackupOptions& options) override;
  std::unique_ptr<Subscription> Subscribe(HeadListener listener) override {
    return listeners_.Subscribe(std::move(listener));
  }

 private:
  absl::StatusOr<View> Load(const std::shared_ptr<Closing>& closing) const;
  absl::Status Replay(uint64_t head, View* view) const;
  void Publish(View view, std::shared_ptr<Closing> closing);
  // Lets go of the store and waits until everybody else has.
  void CloseStore();
  // The copying part of BackUp, which holds on to the store.
  absl::StatusOr<DatabaseBackup> Copy(const BackupOptions& options);

  // UNAVAILABLE while there is no open store.
  absl::StatusOr<View> Look() const;
  absl::StatusOr<std::vector<uint64_t>> Match(const View& view, const PostingQuery& query) const;

  // The open store for a change; what an earlier failure forbids.
  absl::StatusOr<View> LookToWrite() const;
  absl::Status Write(const Store& store, const AppendRequest& request);
  // Synced; `destroys` = wrapped forms go with it, which must be purged later.
  absl::Status WriteBatch(const Store& store, bool destroys, rocksdb::WriteBatch* batch);
  // Refuses every change from now on until Recover.
  absl::Status Fail(absl::string_view doing, const absl::Status& why);
  // Freezes the tail when it is long enough and wakes the checkpoint thread.
  void MaybeBeginCheckpoint();
  void CheckpointLoop();
  void LastCheckpoint();

  absl::Time Now() const {
    return options_.clock != nullptr ? options_.clock->Now() : base::SystemClock().Now();
  }

  const RocksLogOptions options_;
  // Constant after Start.
  std::string store_id_;
  HeadListeners listeners_;
  std::atomic<uint64_t> head_ = 0;

  mutable base::Mutex mutex_;
  base::CondVar checkpoint_wanted_changed_;
  View view_ ABSL_GUARDED_BY(mutex_);
  absl::Time checkpoint_at_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Closing> closing_ ABSL_GUARDED_BY(mutex_);
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool checkpoint_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  // A frozen tail whose checkpoint failed is tried again when the active tail is this long.
  uint64_t retry_at_events_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread checkpoint_thread_;

  // Held during a purge, so that there is one at a time and whoever asks meanwhile waits for his.
  base::Mutex purge_mutex_;
  // A backup copies files, which must stay until it is done.
  bool copying_ ABSL_GUARDED_BY(purge_mutex_) = false;
  // Whoever copies is to let go of the store.
  std::atomic<bool> closing_store_ = false;
  // Held while the mark of a purge is set or taken back, together with what it stands for.
  base::Mutex mark_mutex_;
  // Changes that destroyed keys since the log was opened.
  uint64_t destructions_ ABSL_GUARDED_BY(mark_mutex_) = 0;
};

absl::Status RocksLog::Start() {
  auto closing = std::make_shared<Closing>();
  ASSIGN_OR_RETURN(View view, Load(closing));
  store_id_ = view.store->store_id();
  Publish(std::move(view), std::move(closing));
  checkpoint_thread_ = std::thread([this] { CheckpointLoop(); });
  return absl::OkStatus();
}

absl::StatusOr<View> RocksLog::Load(const std::shared_ptr<Closing>& closing) const {
  ASSIGN_OR_RETURN(std::unique_ptr<Store> store, Store::Open(options_));
  View view;
  view.checkpoint = store->checkpoint();
  view.store = std::shared_ptr<const Store>(store.release(), [closing](const Store* closed) {
    delete closed;
    closing->Closed();
  });
  ASSIGN_OR_RETURN(view.head, VerifiedHead(*view.store));
  if (view.head < view.checkpoint) {
    return Damaged(absl::StrCat("event ", view.checkpoint,
                                " was acknowledged but the last event there is ", view.head));
  }
  RETURN_IF_ERROR(Replay(view.head, &view));
  return view;
}

absl::Status RocksLog::Replay(uint64_t head, View* view) const {
  view->active = std::make_shared<TailIndex>(Position{view->checkpoint});
  return VisitRange(
      *view->store, view->checkpoint + 1, head, /*backwards=*/false, /*once=*/true,
      [this, view](uint64_t position, absl::string_view bytes) -> absl::StatusOr<bool> {
        absl::StatusOr<IndexEntry> entry = options_.indexer(bytes);
        if (!entry.ok()) {
          return absl::Status(entry.status().code(),
                              absl::StrCat("event ", position, ": ", entry.status().message()));
        }
        const absl::Status fits = CheckIndexEntry(*entry, Position{position});
        if (!fits.ok()) return Damaged(fits.message());
        view->active->Add(absl::MakeConstSpan(&*entry, 1));
        if (view->active->size() < options_.checkpoint_events) return true;
        // A rebuild of everything keeps no more in memory than a running log does.
        RETURN_IF_ERROR(WriteCheckpoint(*view->store, *view->active));
        view->checkpoint = position;
        view->active = std::make_shared<TailIndex>(Position{position});
        return true;
      });
}

void RocksLog::Publish(View view, std::shared_ptr<Closing> closing) {
  base::MutexLock lock(&mutex_);
  head_.store(view.head, std::memory_order_release);
  view_ = std::move(view);
  checkpoint_at_ = Now();
  closing_ = std::move(closing);
  closing_store_ = false;
  failed_ = false;
  retry_at_events_ = 0;
}

absl::StatusOr<View> RocksLog::Look() const {
  base::MutexLock lock(&mutex_);
  if (view_.store == nullptr) return NotOpen();
  // The head moves after the tail has its events, and the tail is exchanged under this mutex: the
  // copy is whole.
  View view = view_;
  view.head = head_.load(std::memory_order_acquire);
  return view;
}

std::optional<CheckpointState> RocksLog::checkpoint() const {
  base::MutexLock lock(&mutex_);
  if (view_.store == nullptr) return std::nullopt;
  return CheckpointState{.position = {view_.checkpoint}, .at = checkpoint_at_};
}

std::optional<EngineStats> RocksLog::engine_stats() const {
  const absl::StatusOr<View> view = Look();
  if (!view.ok()) return std::nullopt;
  return StatsOf(*view->store);
}

absl::StatusOr<View> RocksLog::LookToWrite() const {
  {
    base::MutexLock lock(&mutex_);
    if (failed_ || view_.store == nullptr) return RefusedUntilRecover();
  }
  return Look();
}

absl::Status RocksLog::Fail(absl::string_view doing, const absl::Status& why) {
  base::LogError(absl::StrCat(doing, " failed"), {{"error", why.ToString()}});
  base::MutexLock lock(&mutex_);
  failed_ = true;
  return base::MakeError(absl::StatusCode::kUnavailable, "DISK_FAILED", why.message());
}

absl::Status RocksLog::Append(AppendRequest request) {
  ASSIGN_OR_RETURN(const View view, LookToWrite());
  RETURN_IF_ERROR(CheckAppend(request, head()));
  const absl::Status written = Write(*view.store, request);
  if (!written.ok()) return Fail(absl::StrCat("append at ", request.first.value), written);
  view.active->Add(request.index);
  const Position last{request.first.value + request.records.size() - 1};
  CHECK_EQ(view.active->last().value, last.value);
  head_.store(last.value, std::memory_order_release);
  MaybeBeginCheckpoint();
  listeners_.Notify(last);
  return absl::OkStatus();
}

absl::Status RocksLog::Write(const Store& store, const AppendRequest& request) {
  size_t bytes = 0;
  for (const std::string& record : request.records) bytes += record.size() + 32;
  rocksdb::WriteBatch batch(bytes);
  rocksdb::ColumnFamilyHandle* events = store.family(FamilyId::kEvents);
  rocksdb::ColumnFamilyHandle* keys = store.family(FamilyId::kKeys);
  uint64_t position = request.first.value;
  for (const std::string& record : request.records) {
    RETURN_IF_ERROR(FromRocks(batch.Put(events, EncodePosition(position++), record), "append"));
  }
  for (const KeyEntry& key : request.keys) {
    RETURN_IF_ERROR(FromRocks(batch.Put(keys, key.id, key.wrapped), "append"));
  }
  for (const std::string& id : request.destroyed_keys) {
    RETURN_IF_ERROR(FromRocks(batch.Delete(keys, id), "append"));
  }
  return WriteBatch(store, !request.destroyed_keys.empty(), &batch);
}

absl::Status RocksLog::WriteBatch(const Store& store, bool destroys, rocksdb::WriteBatch* batch) {
  rocksdb::WriteOptions options;
  options.sync = options_.sync;
  if (!destroys) return FromRocks(store.db()->Write(options, batch), "writing to the log");
  RETURN_IF_ERROR(FromRocks(batch->Put(store.family(FamilyId::kMeta), kMetaPurge, ""), "a mark"));
  // A purge that ends just now must not take this mark back.
  base::MutexLock lock(&mark_mutex_);
  ++destructions_;
  return FromRocks(store.db()->Write(options, batch), "writing to the log");
}

absl::StatusOr<std::vector<uint64_t>> RocksLog::Match(const View& view,
                                                      const PostingQuery& query) const {
  // The three parts follow each other: checkpoint, frozen tail, active tail; backwards the other
  // way round.
  std::vector<uint64_t> matches;
  const auto in_store = [&]() -> absl::Status {
    PostingQuery part = query;
    // A checkpoint that ends just now may already show more; that is in our tails.
    part.high = std::min(query.high, view.checkpoint);
    part.positions_max = query.positions_max - matches.size();
    ASSIGN_OR_RETURN(const std::vector<uint64_t> found,
                     MatchPostings(part, [&view](absl::string_view list, bool backwards) {
                       return BlockCursor(*view.store, list, backwards);
                     }));
    matches.insert(matches.end(), found.begin(), found.end());
    return absl::OkStatus();
  };
  const auto in_tail = [&](const TailIndex* tail) {
    if (tail == nullptr || matches.size() >= query.positions_max) return;
    PostingQuery part = query;
    part.positions_max = query.positions_max - matches.size();
    const std::vector<uint64_t> found = tail->Match(part);
    matches.insert(matches.end(), found.begin(), found.end());
  };
  if (!query.backwards) RETURN_IF_ERROR(in_store());
  in_tail(query.backwards ? view.active.get() : view.frozen.get());
  in_tail(query.backwards ? view.frozen.get() : view.active.get());
  if (query.backwards) RETURN_IF_ERROR(in_store());
  return matches;
}

absl::StatusOr<ReadPage> RocksLog::Read(const ReadOptions& options) const {
  ASSIGN_OR_RETURN(const View view, Look());
  ASSIGN_OR_RETURN(const ReadPlan plan, PlanRead(options, Position{view.head}));
  PageBuilder page(plan);
  const auto add = [&page](uint64_t position, absl::string_view bytes) -> absl::StatusOr<bool> {
    return page.Add(position, bytes);
  };
  if (plan.everything) {
    RETURN_IF_ERROR(VisitRange(*view.store, plan.query.low, plan.query.high, plan.query.backwards,
                               /*once=*/false, add));
  } else {
    ASSIGN_OR_RETURN(const std::vector<uint64_t> positions, Match(view, plan.query));
    RETURN_IF_ERROR(VisitPositions(*view.store, positions, add));
  }
  return page.Finish();
}

absl::StatusOr<std::optional<PushRecord>> RocksLog::FindPush(absl::string_view source,
                                                             absl::string_view source_id) const {
  ASSIGN_OR_RETURN(const View view, Look());
  const std::string key = PushKey(source, source_id);
  if (auto found = view.active->FindPush(key); found.has_value()) {
    // A group enters the index before the head moves over it.
    if (found->first.value + found->count - 1 > view.head) return std::optional<PushRecord>();
    return found;
  }
  if (view.frozen != nullptr) {
    if (auto found = view.frozen->FindPush(key); found.has_value()) return found;
  }
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = view.store->db()->Get(
      rocksdb::ReadOptions(), view.store->family(FamilyId::kDedupe), key, &value);
  if (status.IsNotFound()) return std::optional<PushRecord>();
  RETURN_IF_ERROR(FromRocks(status, "finding a push"));
  ASSIGN_OR_RETURN(PushRecord push, DecodePush(ToView(value)));
  return std::optional<PushRecord>(std::move(push));
}

absl::StatusOr<std::optional<std::string>> RocksLog::FindKey(absl::string_view id) const {
  ASSIGN_OR_RETURN(const View view, Look());
  std::string wrapped;
  const rocksdb::Status status = view.store->db()->Get(
      rocksdb::ReadOptions(), view.store->family(FamilyId::kKeys), ToSlice(id), &wrapped);
  if (status.IsNotFound()) return std::optional<std::string>();
  RETURN_IF_ERROR(FromRocks(status, "finding a key"));
  return std::optional<std::string>(std::move(wrapped));
}

absl::StatusOr<std::vector<KeyEntry>> RocksLog::ListKeys() const {
  ASSIGN_OR_RETURN(const View view, Look());
  std::vector<KeyEntry> keys;
  const std::unique_ptr<rocksdb::Iterator> it(
      view.store->db()->NewIterator(rocksdb::ReadOptions(), view.store->family(FamilyId::kKeys)));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    keys.push_back({it->key().ToString(), it->value().ToString()});
  }
  RETURN_IF_ERROR(FromRocks(it->status(), "listing the keys"));
  return keys;
}

absl::Status RocksLog::ChangeKeys(const KeyChange& change) {
  ASSIGN_OR_RETURN(const View view, LookToWrite());
  rocksdb::ColumnFamilyHandle* keys = view.store->family(FamilyId::kKeys);
  rocksdb::WriteBatch batch;
  for (const KeyEntry& key : change.replaced) {
    ASSIGN_OR_RETURN(const std::optional<std::string> old, FindKey(key.id));
    if (!old.has_value()) return UnknownKey();
    RETURN_IF_ERROR(FromRocks(batch.Put(keys, key.id, key.wrapped), "changing keys"));
  }
  for (const std::string& id : change.destroyed) {
    RETURN_IF_ERROR(FromRocks(batch.Delete(keys, id), "changing keys"));
  }
  const absl::Status written = WriteBatch(*view.store, /*destroys=*/true, &batch);
  return written.ok() ? written : Fail("changing keys", written);
}

absl::Status RocksLog::PurgeDestroyedKeys() {
  base::MutexLock one_at_a_time(&purge_mutex_);
  if (copying_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "KEYS_NOT_PURGED",
                           "a backup is being taken, which needs the files as they are; try again "
                           "when it is done");
  }
  ASSIGN_OR_RETURN(const View view, Look());
  uint64_t destructions = 0;
  {
    base::MutexLock lock(&mark_mutex_);
    destructions = destructions_;
  }
  ASSIGN_OR_RETURN(const bool wanted, PurgeIsWanted(*view.store));
  if (!wanted) return absl::OkStatus();
  RETURN_IF_ERROR(PurgeKeys(*view.store));
  base::MutexLock lock(&mark_mutex_);
  // What was destroyed meanwhile may not be purged yet; whoever did that asks for it.
  return destructions == destructions_ ? TakeBackPurgeMark(*view.store) : absl::OkStatus();
}

void RocksLog::CloseStore() {
  std::shared_ptr<Closing> closing;
  View old;
  {
    base::MutexLock lock(&mutex_);
    old = std::exchange(view_, View{});
    closing = std::exchange(closing_, nullptr);
  }
  old = View{};
  closing_store_ = true;
  // Readers and a running checkpoint hold the store too; they end soon, and new ones find none.
  if (closing != nullptr) closing->Wait();
}

absl::Status RocksLog::Recover() {
  {
    base::MutexLock lock(&mutex_);
    if (!failed_ && view_.store != nullptr) return absl::OkStatus();
  }
  CloseStore();
  auto closing = std::make_shared<Closing>();
  ASSIGN_OR_RETURN(View view, Load(closing));
  const uint64_t before = head_.load();
  if (view.head < before) {
    return Damaged(absl::StrCat("event ", before, " was acknowledged but the last event there is ",
                                view.head));
  }
  if (view.store->store_id() != store_id_) return Damaged("another store lies in its place");
  const Position head{view.head};
  Publish(std::move(view), std::move(closing));
  base::LogInfo("log recovered", {{"head", head.value}, {"head_before", before}});
  if (head.value > before) listeners_.Notify(head);
  return absl::OkStatus();
}

absl::StatusOr<DatabaseBackup> RocksLog::Copy(const BackupOptions& options) {
  {
    base::MutexLock lock(&purge_mutex_);
    if (std::exchange(copying_, true)) {
      return base::MakeError(absl::StatusCode::kUnavailable, "BACKUP_RUNNING",
                             "a backup is being taken; try again when it is done");
    }
  }
  const absl::Cleanup done = [this] {
    base::MutexLock lock(&purge_mutex_);
    copying_ = false;
  };
  ASSIGN_OR_RETURN(const View view, Look());
  BackupOptions stoppable = options;
  stoppable.go_on = [this, &options](uint64_t bytes_copied) {
    return !closing_store_.load() && options.go_on(bytes_copied);
  };
  return CopyDatabase(view.store->db(), view.store->env(), stoppable);
}

absl::StatusOr<LogBackup> RocksLog::BackUp(const BackupOptions& options) {
  LogBackup backup;
  ASSIGN_OR_RETURN(backup.database, Copy(options));
  RETURN_IF_ERROR(VerifyDatabaseBackup(options.folder, backup.database.id));
  // Only the copy itself can say what is in it: appending went on.
  ASSIGN_OR_RETURN(backup.facts, ReadLogBackup(options.folder, backup.database.id));
  return backup;
}

void RocksLog::MaybeBeginCheckpoint() {
  base::MutexLock lock(&mutex_);
  const uint64_t events = view_.active->size();
  if (checkpoint_wanted_ || events < options_.checkpoint_events) return;
  if (view_.frozen == nullptr) {
    view_.frozen = view_.active;
    view_.active = std::make_shared<TailIndex>(view_.frozen->last());
  } else if (events < retry_at_events_) {
    return;
  }
  checkpoint_wanted_ = true;
  checkpoint_wanted_changed_.Signal();
}

void RocksLog::CheckpointLoop() {
  while (true) {
    std::shared_ptr<const Store> store;
    std::shared_ptr<TailIndex> frozen;
    {
      base::MutexLock lock(&mutex_);
      while (!checkpoint_wanted_ && !stopping_) checkpoint_wanted_changed_.Wait(&mutex_);
      if (stopping_) return;
      store = view_.store;
      frozen = view_.frozen;
    }
    absl::Status status;
    if (store != nullptr && frozen != nullptr) status = WriteCheckpoint(*store, *frozen);
    if (!status.ok()) {
      base::LogWarning("checkpoint failed", {{"error", status.ToString()}});
    }
    // The store is let go of last: whoever waits for that finds this checkpoint published.
    base::MutexLock lock(&mutex_);
    checkpoint_wanted_ = false;
    if (view_.frozen == nullptr || view_.frozen != frozen) continue;
    if (status.ok()) {
      view_.checkpoint = frozen->last().value;
      checkpoint_at_ = Now();
      view_.frozen = nullptr;
      retry_at_events_ = 0;
    } else {
      retry_at_events_ = view_.active->size() + options_.checkpoint_events;
    }
  }
}

void RocksLog::LastCheckpoint() {
  View view;
  {
    base::MutexLock lock(&mutex_);
    if (failed_ || view_.store == nullptr) return;
    view = view_;
  }
  for (const auto& tail : {view.frozen, view.active}) {
    if (tail == nullptr || tail->size() == 0) continue;
    const absl::Status status = WriteCheckpoint(*view.store, *tail);
    if (status.ok()) continue;
    // The next start reads the events again instead.
    base::LogWarning("last checkpoint failed", {{"error", status.ToString()}});
    return;
  }
}

RocksLog::~RocksLog() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    checkpoint_wanted_changed_.SignalAll();
  }
  if (checkpoint_thread_.joinable()) checkpoint_thread_.join();
  LastCheckpoint();
  CloseStore();
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventLog>> OpenRocksLog(RocksLogOptions options) {
  CHECK(options.indexer != nullptr);
  CHECK(options.checkpoint_events >= 1);
  auto log = std::make_unique<RocksLog>(std::move(options));
  RETURN_IF_ERROR(log->Start());
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace logboek::storage
