// Who looked at whom, beside the event log.
//
// A look is noted when its answer is made and costs the one who looks no disk: it goes into a queue
// that one thread writes out. When the queue is full the caller writes it itself. While the disk
// fails ten times that queue is kept in memory; beyond it a look is not taken, and must not be
// answered. What was taken is lost only when the process dies before it is durable (a few seconds,
// or for as long as the disk fails), or stops while the disk fails: then the log says how many.
// Records are kept for five years (NEN 7513), then erased.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "logboek/access/v1/access_record.pb.h"
#include "services/accesslog/access_keys.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"
#include "storage/side_store.h"

namespace logboek::accesslog {

inline constexpr int kYearsKept = 5;
// A record of more is written as several.
inline constexpr size_t kPersonsPerRecordMax = 1'000;

// While the disk fails, so many times the queue is kept in memory.
inline constexpr size_t kQueuesWhileFailing = 10;

struct AccessLogOptions {
  // Records that wait to be written, beside the one batch that is being written.
  size_t queue_max = 10'000;
  // Of those records as they are stored; in memory they take about three times that. The last one
  // may go beyond.
  size_t queue_bytes_max = 8 << 20;
  // Records in one write.
  size_t batch_max = 500;
  // The longest that a written record stays undurable, and between attempts at a failing disk.
  absl::Duration flush_interval = absl::Seconds(3);
  // For tests: takes the place of that wait between attempts. Called with a lock held, so it must
  // not call the log.
  std::function<void()> pause_while_failing = nullptr;
};

// Exactly one of person_ids, principal and practice_id.
struct AccessQuery {
  // Looks at any of these people.
  std::vector<std::string> person_ids;
  std::string principal;
  // Looks at people of this practice, as the records have it; those from before records had it are
  // not found.
  std::string practice_id;
  // Looks at [from, until).
  absl::Time from = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();
  // A page ends early when its records are large; it has at least one.
  size_t page_size = 100;
  // `next` of the page before; empty = the first page.
  std::string page = {};
};

struct AccessPage {
  // Newest first.
  std::vector<access::v1::AccessRecord> records;
  // Empty = there are no more.
  std::string next;
};

// Thread-safe.
class AccessLog {
 public:
  // `store` and `clock` must outlive it; nobody else writes into the store.
  AccessLog(AccessLogOptions options, storage::SideStore* store, const base::Clock* clock);

  // Writes what waits and makes it durable. While the disk fails it tries three times, an interval
  // apart, then logs how many records are lost, or were written and may be.
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Takes a record in; without `at` it gets the time of the clock. Does not wait for the disk, but
  // for when the queue is full: then it writes (and does not sync). UNAVAILABLE, ACCESS_LOG_FULL:
  // the disk fails and the memory for records is used up; the record, or part of its people, was
  // not taken.
  absl::Status Note(access::v1::AccessRecord record);

  // What was noted before is durable, and what is too old is gone, when it returns OK. UNAVAILABLE:
  // an attempt at the disk failed that began after the call; the thread goes on trying.
  absl::Status Flush();

  // INVALID_ARGUMENT: the page token is none, or not exactly one of people, user and practice is
  // named.
  absl::StatusOr<AccessPage> Find(const AccessQuery& query) const;

  // Erases records from before `now` minus five years, by whole local days. Its thread does this
  // once a day.
  absl::Status EraseOlderThan(absl::Time now);

  // False while the disk refuses records: they are kept in memory, callers are held up, and then
  // refused.
  bool healthy() const;

  // Records that wait to be written.
  size_t queue_depth() const {
    base::MutexLock lock(&mutex_);
    return queue_.size();
  }

 private:
  struct Entry {
    RecordId id;
    size_t bytes = 0;
    access::v1::AccessRecord record;
  };

  // Stands on the stack of who waits.
  struct WaitingFlush {
    std::optional<absl::Status> answer;
  };

  void Run();
  // One turn of the thread: what is to be written, and how it ends.
  struct Turn {
    // Everything that was noted before is among what is written now.
    bool caught_up = false;
    bool stopping = false;
    bool flush = false;
    // Of those that wait, the first ones, which it answers.
    size_t flushes = 0;
  };
  Turn AwaitTurn() ABSL_LOCKS_EXCLUDED(mutex_);
  void Pause(bool failing) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes, flushes and erases what is due.
  absl::Status DoWork(bool flush);
  // True when it was the last one.
  bool EndTurn(const Turn& turn, const absl::Status& done) ABSL_LOCKS_EXCLUDED(mutex_);
  void AnswerFlushes(size_t count, const absl::Status& done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status NoteOne(access::v1::AccessRecord record, absl::Time at);
  // False when there is no room within so many times the queue; then the entry stays as it was.
  bool Enqueue(size_t queues, Entry* entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status WriteEntries(absl::Span<const Entry> entries);
  // Newest first; one more than the page holds when there are more.
  absl::StatusOr<std::vector<RecordId>> FindIds(const AccessQuery& query) const;

  const AccessLogOptions options_;
  storage::SideStore* const store_;
  const base::Clock* const clock_;

  mutable base::Mutex mutex_;
  base::CondVar work_;
  base::CondVar flushed_;
  std::deque<Entry> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t next_number_ ABSL_GUARDED_BY(mutex_);
  // In the order in which they came.
  std::deque<WaitingFlush*> waiting_ ABSL_GUARDED_BY(mutex_);
  absl::Status last_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // In a row.
  int failures_at_stop_ ABSL_GUARDED_BY(mutex_) = 0;

  // The thread's own.
  std::vector<Entry> unwritten_;
  // Records it wrote since the last flush.
  size_t undurable_ = 0;
  absl::Time flushed_at_;
  absl::Time erase_at_;

  std::thread thread_;
};

}  // namespace logboek::accesslog
