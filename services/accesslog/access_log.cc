#include "services/accesslog/access_log.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::accesslog {
namespace {

constexpr size_t kPageSizeMax = 1'000;
// A page is one message, in which there is room for other things.
constexpr size_t kPageBytesMax = 3 << 20;
// Records in memory at once while old ones are erased.
constexpr size_t kErasedAtOnce = 100;
// Attempts of a stop at a disk that fails, with the interval between them.
constexpr int kFailuresAtStopMax = 3;
constexpr absl::Duration kEraseInterval = absl::Hours(24);

// Numbers of one process go up by one; where they begin differs between processes, whose clocks may
// say the same.
uint64_t FirstNumber() {
  std::random_device device;
  return uint64_t{device()} << 32;
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp stamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  stamp.set_seconds(seconds);
  stamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return stamp;
}

std::vector<std::string> IndexKeys(const access::v1::AccessRecord& record, RecordId id) {
  std::vector<std::string> keys;
  if (!record.principal().empty()) keys.push_back(IndexKey(UserPrefix(record.principal()), id));
  for (const std::string& person : record.person_ids()) {
    keys.push_back(IndexKey(PersonPrefix(person), id));
  }
  for (const std::string& practice : record.practice_ids()) {
    keys.push_back(IndexKey(PracticePrefix(practice), id));
  }
  return keys;
}

std::string EndOfPrefix(std::string prefix) {
  ++prefix.back();
  return prefix;
}

absl::Status BadQuery(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message);
}

size_t PageSizeOf(const AccessQuery& query) {
  return std::clamp<size_t>(query.page_size, 1, kPageSizeMax);
}

// The lists in which the records stand that are asked for.
absl::StatusOr<std::vector<std::string>> PrefixesOf(const AccessQuery& query) {
  const int named = (query.person_ids.empty() ? 0 : 1) + (query.principal.empty() ? 0 : 1) +
                    (query.practice_id.empty() ? 0 : 1);
  if (named != 1) {
    return BadQuery("ONE_KIND_OF_LOOKS",
                    "name the people who were looked at, or the user who looked, or the practice");
  }
  if (!query.principal.empty()) return std::vector<std::string>{UserPrefix(query.principal)};
  if (!query.practice_id.empty()) {
    return std::vector<std::string>{PracticePrefix(query.practice_id)};
  }
  std::vector<std::string> prefixes;
  for (const std::string& person : query.person_ids) prefixes.push_back(PersonPrefix(person));
  return prefixes;
}

// The keys of one list that a page may hold, and one more.
absl::StatusOr<storage::SideScan> PageScan(const AccessQuery& query, const std::string& prefix) {
  storage::SideScan scan{.from = IndexKey(prefix, {absl::ToUnixMicros(query.from), 0}),
                         .until = EndOfPrefix(prefix),
                         .backwards = true};
  if (query.until != absl::InfiniteFuture()) {
    scan.until = IndexKey(prefix, {absl::ToUnixMicros(query.until), 0});
  }
  scan.entries_max = PageSizeOf(query) + 1;
  if (query.page.empty()) return scan;
  const std::string key = absl::HexStringToBytes(query.page);
  const std::optional<RecordId> last = IdOfKey(key);
  // abseil takes any sign for a digit.
  if (!last.has_value() || query.page.size() != 32 || absl::BytesToHexString(key) != query.page) {
    return BadQuery("BAD_PAGE_TOKEN", "the page token is none; begin again without one");
  }
  scan.until = std::min(scan.until, IndexKey(prefix, *last));
  return scan;
}

}  // namespace

AccessLog::AccessLog(AccessLogOptions options, storage::SideStore* store, const base::Clock* clock)
    : options_(std::move(options)),
      store_(store),
      clock_(clock),
      next_number_(FirstNumber()),
      flushed_at_(clock->Now()),
      erase_at_(absl::InfinitePast()),
      thread_([this] { Run(); }) {}

AccessLog::~AccessLog() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    work_.SignalAll();
  }
  thread_.join();
}

absl::Status AccessLog::Note(access::v1::AccessRecord record) {
  absl::Time at = clock_->Now();
  if (record.has_at()) at = TimeOf(record.at());
  *record.mutable_at() = TimestampOf(at);
  while (static_cast<size_t>(record.person_ids_size()) > kPersonsPerRecordMax) {
    access::v1::AccessRecord part = record;
    part.mutable_person_ids()->DeleteSubrange(
        kPersonsPerRecordMax, part.person_ids_size() - static_cast<int>(kPersonsPerRecordMax));
    record.mutable_person_ids()->DeleteSubrange(0, kPersonsPerRecordMax);
    RETURN_IF_ERROR(NoteOne(std::move(part), at));
  }
  return NoteOne(std::move(record), at);
}

absl::Status AccessLog::NoteOne(access::v1::AccessRecord record, absl::Time at) {
  const size_t bytes = record.ByteSizeLong();
  Entry entry{.id = {.micros = absl::ToUnixMicros(at), .number = 0},
              .bytes = bytes,
              .record = std::move(record)};
  {
    base::MutexLock lock(&mutex_);
    entry.id.number = next_number_++;
    if (Enqueue(1, &entry)) return absl::OkStatus();
  }
  if (WriteEntries(absl::MakeConstSpan(&entry, 1)).ok()) return absl::OkStatus();
  base::MutexLock lock(&mutex_);
  if (Enqueue(kQueuesWhileFailing, &entry)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kUnavailable, "ACCESS_LOG_FULL",
      absl::StrCat("who looks at people cannot be recorded, and ", queue_.size(),
                   " looks wait for the disk already; until it works, people are shown to nobody. "
                   "Ask again later"));
}

bool AccessLog::Enqueue(size_t queues, Entry* entry) {
  if (queue_.size() >= queues * options_.queue_max ||
      queue_bytes_ >= queues * options_.queue_bytes_max) {
    return false;
  }
  // A pause after a failure is not cut short by the looks that come meanwhile.
  if (queue_.empty() && last_.ok()) work_.Signal();
  queue_bytes_ += entry->bytes;
  queue_.push_back(std::move(*entry));
  return true;
}

absl::Status AccessLog::WriteEntries(absl::Span<const Entry> entries) {
  storage::SideWrite write{.put = {}, .erase = {}, .durable = false};
  for (const Entry& entry : entries) {
    write.put.push_back({MainKey(entry.id), entry.record.SerializeAsString()});
    for (std::string& key : IndexKeys(entry.record, entry.id)) {
      write.put.push_back({std::move(key), ""});
    }
  }
  return store_->Write(write);
}

void AccessLog::Run() {
  bool ended = false;
  while (!ended) {
    const Turn turn = AwaitTurn();
    ended = EndTurn(turn, DoWork(turn.flush));
  }
}

AccessLog::Turn AccessLog::AwaitTurn() {
  base::MutexLock lock(&mutex_);
  const bool failing = !last_.ok();
  // What failed is tried again, but not at once: when somebody asks for it, or after a pause, which
  // a stop makes, too.
  if (waiting_.empty() && (failing || (queue_.empty() && !stopping_))) Pause(failing);
  while (unwritten_.size() < options_.batch_max && !queue_.empty()) {
    queue_bytes_ -= queue_.front().bytes;
    unwritten_.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  Turn turn{.caught_up = queue_.empty(), .stopping = stopping_, .flushes = waiting_.size()};
  turn.flush = turn.caught_up && (turn.stopping || turn.flushes > 0);
  return turn;
}

void AccessLog::Pause(bool failing) {
  if (failing && options_.pause_while_failing) return options_.pause_while_failing();
  work_.WaitFor(&mutex_, options_.flush_interval);
}

bool AccessLog::EndTurn(const Turn& turn, const absl::Status& done) {
  if (!done.ok()) {
    base::LogError("the access log cannot be written",
                   {{"records", unwritten_.size()}, {"error", done.ToString()}});
  }
  size_t lost = 0;
  {
    base::MutexLock lock(&mutex_);
    last_ = done;
    if (turn.caught_up || !done.ok()) AnswerFlushes(turn.flushes, done);
    failures_at_stop_ = turn.stopping && !done.ok() ? failures_at_stop_ + 1 : 0;
    if (done.ok()) return turn.stopping && turn.caught_up;
    if (failures_at_stop_ < kFailuresAtStopMax) return false;
    lost = unwritten_.size() + queue_.size();
  }
  base::LogError("the access log was closed while it could not be written",
                 {{"records_lost", lost}, {"records_undurable", undurable_}});
  return true;
}

void AccessLog::AnswerFlushes(size_t count, const absl::Status& done) {
  for (size_t i = 0; i < count; ++i) waiting_[i]->answer = done;
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  flushed_.SignalAll();
}

absl::Status AccessLog::DoWork(bool flush) {
  if (!unwritten_.empty()) {
    RETURN_IF_ERROR(WriteEntries(unwritten_));
    undurable_ += unwritten_.size();
    unwritten_.clear();
  }
  const absl::Time now = clock_->Now();
  const bool due =
      undurable_ > 0 && (now - flushed_at_ >= options_.flush_interval || now < flushed_at_);
  if (flush || due) {
    RETURN_IF_ERROR(store_->Flush());
    undurable_ = 0;
    flushed_at_ = now;
  }
  if (now < erase_at_) return absl::OkStatus();
  RETURN_IF_ERROR(EraseOlderThan(now));
  erase_at_ = now + kEraseInterval;
  return absl::OkStatus();
}

absl::Status AccessLog::Flush() {
  base::MutexLock lock(&mutex_);
  WaitingFlush flush;
  waiting_.push_back(&flush);
  work_.Signal();
  while (!flush.answer.has_value()) flushed_.Wait(&mutex_);
  return *flush.answer;
}

bool AccessLog::healthy() const {
  base::MutexLock lock(&mutex_);
  return last_.ok();
}

absl::StatusOr<std::vector<RecordId>> AccessLog::FindIds(const AccessQuery& query) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> prefixes, PrefixesOf(query));
  // One record may be about several of the people.
  std::set<RecordId, std::greater<>> ids;
  for (const std::string& prefix : prefixes) {
    ASSIGN_OR_RETURN(const storage::SideScan scan, PageScan(query, prefix));
    ASSIGN_OR_RETURN(const std::vector<storage::SideEntry> entries, store_->Scan(scan));
    for (const storage::SideEntry& entry : entries) {
      const std::optional<RecordId> id = IdOfKey(entry.key);
      if (!id.has_value()) return absl::DataLossError("a key of the access log is too short");
      ids.insert(*id);
    }
  }
  std::vector<RecordId> found(ids.begin(), ids.end());
  if (found.size() > PageSizeOf(query)) found.resize(PageSizeOf(query) + 1);
  return found;
}

absl::StatusOr<AccessPage> AccessLog::Find(const AccessQuery& query) const {
  ASSIGN_OR_RETURN(std::vector<RecordId> found, FindIds(query));
  AccessPage page;
  if (found.size() > PageSizeOf(query)) {
    found.resize(PageSizeOf(query));
    page.next = absl::BytesToHexString(IndexKey("", found.back()));
  }
  size_t bytes_taken = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    ASSIGN_OR_RETURN(const std::optional<std::string> bytes, store_->Find(MainKey(found[i])));
    // Erased since the scan.
    if (!bytes.has_value()) continue;
    bytes_taken += bytes->size();
    if (bytes_taken > kPageBytesMax && !page.records.empty()) {
      page.next = absl::BytesToHexString(IndexKey("", found[i - 1]));
      return page;
    }
    if (!page.records.emplace_back().ParseFromString(*bytes)) {
      return absl::DataLossError("a record of the access log cannot be read");
    }
  }
  return page;
}

absl::Status AccessLog::EraseOlderThan(absl::Time now) {
  const absl::CivilDay today = base::LocalDate(now);
  const absl::CivilDay first_kept(today.year() - kYearsKept, today.month(), today.day());
  const std::string end =
      MainKeyAt(absl::ToUnixMicros(absl::FromCivil(first_kept, base::Amsterdam())));
  storage::SideScan scan{.from = kMainPrefix, .until = end, .entries_max = kErasedAtOnce};
  size_t erased = 0;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<storage::SideEntry> found, store_->Scan(scan));
    if (found.empty()) break;
    // The indexes first: while a record stands, what points to it can be found again.
    storage::SideWrite write{.put = {}, .erase = {}, .durable = false};
    for (const storage::SideEntry& entry : found) {
      access::v1::AccessRecord record;
      const std::optional<RecordId> id = IdOfKey(entry.key);
      if (!id.has_value() || !record.ParseFromString(entry.value)) continue;
      for (std::string& key : IndexKeys(record, *id)) write.erase.push_back(std::move(key));
    }
    RETURN_IF_ERROR(store_->Write(write));
    erased += found.size();
    scan.from = found.back().key + '\0';
  }
  if (erased == 0) return absl::OkStatus();
  RETURN_IF_ERROR(store_->EraseRange(kMainPrefix, end));
  base::LogInfo("old records of the access log were erased", {{"records", erased}});
  return store_->Flush();
}

}  // namespace logboek::accesslog
