// The log: bytes at positions 1, 2, 3 ..., found again by tag, type and push key. It knows no
// business word.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/backup.h"

namespace logboek::storage {

// 1 for the first event; 0 means "before the first".
struct Position {
  uint64_t value = 0;
  auto operator<=>(const Position&) const = default;
};

// Stored: the numbers are never reused.
enum class TagKind : uint8_t {
  kRegion = 1,
  kPractice = 2,
  kPerson = 3,
  kSession = 4,
  kAcademy = 5,
};

struct Tag {
  TagKind kind;
  // 1 to 128 bytes without NUL.
  std::string value;
  auto operator<=>(const Tag&) const = default;
};

// What the log must find an event back by. Derived from the event's bytes, never stored with them.
struct IndexEntry {
  std::vector<Tag> tags;
  // Number of the event's type; stable.
  uint32_t type = 0;
  // The push this event came by, and its place in it: 0 for the first of `push_count` events.
  std::string source;
  std::string source_id;
  std::string command_digest;
  uint32_t push_index = 0;
  uint32_t push_count = 1;
};

// Reads the index entry out of stored bytes. Pure and thread-safe; DATA_LOSS when the bytes are no
// event.
using Indexer = std::function<absl::StatusOr<IndexEntry>(absl::string_view bytes)>;

// A wrapped key that must be durable together with the event that needs it. Opaque here.
struct KeyEntry {
  std::string id;
  std::string wrapped;
};

struct AppendRequest {
  // The position of records[0]; must be head + 1.
  Position first;
  // Stored and served as given, 1 byte to 1 MiB each.
  std::vector<std::string> records;
  // Index entries of the records, in the same order, equal to what the log's Indexer says of them.
  std::vector<IndexEntry> index;
  std::vector<KeyEntry> keys;
  // Ids of wrapped keys that go in the same step, after `keys` came; one that is not there does not
  // matter.
  std::vector<std::string> destroyed_keys;
};

// A change of wrapped keys that no event goes with.
struct KeyChange {
  // Another wrapped form of keys that are there.
  std::vector<KeyEntry> replaced;
  // One that is not there does not matter.
  std::vector<std::string> destroyed;
};

struct StoredEvent {
  Position position;
  std::string bytes;
};

struct ReadOptions {
  // Forwards: events behind `after`. Backwards: events before `before`. 0 in `before` = from the
  // head.
  Position after;
  Position before;
  // Nothing behind this position; 0 = the head at the moment of the call. Forwards only.
  Position until;
  bool backwards = false;
  // Only events that have all of these tags; empty = every event.
  std::vector<Tag> tags;
  // Only events of one of these types; empty = all.
  std::vector<uint32_t> types;
  // The page ends at whichever comes first; at least one event is returned when there is one.
  size_t events_max = 500;
  size_t bytes_max = 1 << 20;
};

struct ReadPage {
  std::vector<StoredEvent> events;
  // Where to go on: `after` (forwards) or `before` (backwards) of the next call. Every matching
  // event up to (or down to) here has been returned.
  Position resume;
  // No more matching events up to `until` (forwards) or the beginning (backwards).
  bool done = false;
};

// An earlier push, found by its key.
struct PushRecord {
  Position first;
  uint32_t count = 0;
  std::string command_digest;
};

// The last checkpoint of what is derived: an opening log indexes only the events behind it.
struct CheckpointState {
  Position position;
  // When it was written; when the log was opened, if none was written since.
  absl::Time at;
};

// How the engine below the log is doing. Totals are since the log was opened, or recovered.
struct EngineStats {
  uint64_t block_cache_hits = 0;
  uint64_t block_cache_misses = 0;
  uint64_t block_cache_bytes = 0;
  uint64_t memtable_bytes = 0;
  uint64_t live_data_bytes = 0;
  uint64_t pending_compaction_bytes = 0;
  uint64_t wal_syncs = 0;
  uint64_t wal_bytes = 0;
  // Writes were held back for so long.
  absl::Duration stalled;
  // Writes wait until the engine has caught up.
  bool write_stopped = false;
};

// Called after each append is durable, with the new head, from the appending thread. Must not block
// or call back into the log.
using HeadListener = std::function<void(Position head)>;

// Thread-safe, except that Append, ChangeKeys and Recover must be called by one thread at a time.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // Appends all or nothing: records and keys become durable together, with one sync, and destroyed
  // keys are gone with it, from view; from the disk after PurgeDestroyedKeys. When it returns OK
  // all that survives the loss of the process and of power. FAILED_PRECONDITION: `first` is
  // not head + 1. INVALID_ARGUMENT: an empty or too large record, or index and records differ in
  // number. UNAVAILABLE: the disk failed; it is not known whether the group was kept, every later
  // Append is refused the same way until Recover succeeds.
  virtual absl::Status Append(AppendRequest request) = 0;

  // The last durable position.
  virtual Position head() const = 0;

  // Random 128 bits in hex, made when the store was made.
  virtual std::string store_id() const = 0;

  // "rocksdb" or "memory".
  virtual absl::string_view engine() const = 0;

  // Absent: this log writes no checkpoints, or is being opened again after a failure.
  virtual std::optional<CheckpointState> checkpoint() const { return std::nullopt; }

  // Absent: there is no engine below, or it is being opened again. Reads counters, no disk.
  virtual std::optional<EngineStats> engine_stats() const { return std::nullopt; }

  // One page of durable events. DATA_LOSS: stored bytes are damaged. OUT_OF_RANGE: `until` lies
  // behind the head.
  virtual absl::StatusOr<ReadPage> Read(const ReadOptions& options) const = 0;

  // Absent: no durable event came by this push.
  virtual absl::StatusOr<std::optional<PushRecord>> FindPush(absl::string_view source,
                                                             absl::string_view source_id) const = 0;

  // Absent: there is no such key (any more).
  virtual absl::StatusOr<std::optional<std::string>> FindKey(absl::string_view id) const = 0;

  // Every wrapped key, in the order of the ids. All of them in memory: for the change of a master
  // key and the start of a server, not for a question.
  virtual absl::StatusOr<std::vector<KeyEntry>> ListKeys() const = 0;

  // All or nothing, durable when it returns OK. FAILED_PRECONDITION, UNKNOWN_KEY: one that is to be
  // replaced is not there. UNAVAILABLE: as for Append.
  virtual absl::Status ChangeKeys(const KeyChange& change) = 0;

  // When it returns OK, the wrapped forms that were destroyed or replaced before the call stand in
  // no file of the log any more. Quick when there are none since the last time; else it writes
  // everything in memory to disk and the keys anew, while reading and appending go on. What is to
  // be purged is remembered over restarts. UNAVAILABLE: not all is known to be gone; call again.
  virtual absl::Status PurgeDestroyedKeys() = 0;

  // Makes the log usable again after a failed Append or ChangeKeys: what is durable decides what
  // head is. OK when Append may be called again.
  virtual absl::Status Recover() = 0;

  // Copies the log as it is at one moment into a folder of backups, while reading and appending go
  // on, and checks the checksum of every file of the copy. While it copies, PurgeDestroyedKeys is
  // refused, for old files must stay. CANCELLED: broken off, also by Recover and the end of the
  // log. FAILED_PRECONDITION, NOT_ON_DISK: this log has no files, which is what this class answers.
  // UNAVAILABLE: DISK_FAILED (nothing that was in the folder before is harmed), or BACKUP_RUNNING.
  // DATA_LOSS, BACKUP_DAMAGED: a file that an earlier backup brought is no longer what it was.
  // storage/rocks/rocks_backup.h reads what this writes.
  virtual absl::StatusOr<LogBackup> BackUp(const BackupOptions& options);

  // The listener is called until the returned handle is destroyed; destroying it waits for a
  // running call.
  class Subscription {
   public:
    virtual ~Subscription() = default;
  };
  virtual std::unique_ptr<Subscription> Subscribe(HeadListener listener) = 0;
};

}  // namespace logboek::storage
