#include "services/registrar/refusal_journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"

namespace logboek::registrar {
namespace {

// Identifiers have 128 bytes at most; what is longer was refused for it.
constexpr size_t kIdBytesMax = 128;
constexpr size_t kMessageBytesMax = 512;
constexpr size_t kFields = 9;

// Ends before a byte that only continues a character.
void Cut(size_t bytes_max, std::string* text) {
  if (text->size() <= bytes_max) return;
  size_t size = bytes_max;
  while (size > 0 && (static_cast<unsigned char>((*text)[size]) & 0xC0) == 0x80) --size;
  text->resize(size);
}

std::string LineOf(const Refusal& refusal) {
  std::vector<std::string> fields = {absl::StrCat(refusal.sequence),
                                     absl::StrCat(absl::ToUnixNanos(refusal.time)),
                                     absl::StrCat(static_cast<int>(refusal.code))};
  for (const std::string* text : {&refusal.source, &refusal.source_id, &refusal.command,
                                  &refusal.reason, &refusal.message, &refusal.actor}) {
    fields.push_back(absl::CEscape(*text));
  }
  return absl::StrCat(absl::StrJoin(fields, "\t"), "\n");
}

std::optional<Refusal> ParseLine(absl::string_view line) {
  const std::vector<std::string> fields = absl::StrSplit(line, '\t');
  Refusal refusal;
  int64_t nanos = 0;
  int code = 0;
  if (fields.size() != kFields || !absl::SimpleAtoi(fields[0], &refusal.sequence) ||
      !absl::SimpleAtoi(fields[1], &nanos) || !absl::SimpleAtoi(fields[2], &code)) {
    return std::nullopt;
  }
  refusal.time = absl::FromUnixNanos(nanos);
  refusal.code = static_cast<absl::StatusCode>(code);
  size_t next = 3;
  for (std::string* text : {&refusal.source, &refusal.source_id, &refusal.command, &refusal.reason,
                            &refusal.message, &refusal.actor}) {
    if (!absl::CUnescape(fields[next++], text)) return std::nullopt;
  }
  return refusal;
}

std::string RotatedPath(const std::string& path) { return absl::StrCat(path, ".1"); }

// The file being written, by one thread.
class File {
 public:
  File(std::string path, size_t bytes_max) : path_(std::move(path)), bytes_max_(bytes_max) {}
  ~File() { Close(); }

  absl::Status Open() {
    fd_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct stat found = {};
    if (fd_ < 0 || fstat(fd_, &found) != 0) {
      const int error = errno;
      return base::MakeError(
          absl::StatusCode::kUnavailable, "JOURNAL_NOT_OPENED",
          absl::StrCat("cannot open the journal of refusals ", path_, ": ", std::strerror(error)));
    }
    bytes_ = static_cast<size_t>(found.st_size);
    return absl::OkStatus();
  }

  // A line that was torn off by a crash must not swallow the next one.
  void EndLine() {
    if (bytes_ > 0) Write("\n");
  }

  void Write(absl::string_view text) {
    if (bytes_ > 0 && bytes_ + text.size() > bytes_max_) Rotate();
    while (fd_ >= 0 && !text.empty()) {
      const ssize_t written = write(fd_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return Complain(errno);
      bytes_ += static_cast<size_t>(written);
      text.remove_prefix(static_cast<size_t>(written));
    }
  }

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  void Rotate() {
    Close();
    if (std::rename(path_.c_str(), RotatedPath(path_).c_str()) != 0) Complain(errno);
    bytes_ = 0;
    if (const absl::Status opened = Open(); !opened.ok()) {
      base::LogError("the journal of refusals cannot go on", {{"error", opened.ToString()}});
    }
  }

  void Complain(int error) {
    base::LogError("the journal of refusals cannot be written", {{"error", std::strerror(error)}});
    Close();
  }

  const std::string path_;
  const size_t bytes_max_;
  int fd_ = -1;
  size_t bytes_ = 0;
};

class JournalImpl final : public RefusalJournal {
 public:
  explicit JournalImpl(RefusalJournalOptions options) : options_(std::move(options)) {
    CHECK(options_.clock != nullptr);
  }
  ~JournalImpl() override { Stop(); }

  absl::Status Open() {
    if (options_.path.empty()) return absl::OkStatus();
    {
      base::MutexLock lock(&mutex_);
      const bool rotated = ReadBack(RotatedPath(options_.path));
      ReadBack(options_.path);
      // What stood in the file before that one is gone.
      if (rotated && !ring_.empty()) Forget(ring_.front().time);
    }
    file_ = std::make_unique<File>(options_.path, options_.file_bytes_max);
    RETURN_IF_ERROR(file_->Open());
    file_->EndLine();
    writer_ = std::thread([this] { RunWriter(); });
    return absl::OkStatus();
  }

  void Note(Refusal refusal) override;
  Page Read(const ReadOptions& options) const override;
  void Stop() override;

 private:
  // False when there is no such file.
  bool ReadBack(const std::string& path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Keep(Refusal refusal) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Forget(absl::Time time) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    forgotten_until_ = std::max(forgotten_until_.value_or(time), time);
  }
  void RunWriter();

  const RefusalJournalOptions options_;
  // The writer's own once it runs.
  std::unique_ptr<File> file_;
  std::thread writer_;

  mutable base::Mutex mutex_;
  base::CondVar wake_;
  // By sequence.
  std::deque<Refusal> ring_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Time> forgotten_until_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_sequence_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Refusal> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

bool JournalImpl::ReadBack(const std::string& path) {
  std::ifstream file(path);
  if (!file.is_open()) return false;
  for (std::string line; std::getline(file, line);) {
    std::optional<Refusal> refusal = ParseLine(line);
    if (!refusal.has_value() || refusal->sequence <= last_sequence_) continue;
    last_sequence_ = refusal->sequence;
    Keep(*std::move(refusal));
  }
  return true;
}

void JournalImpl::Keep(Refusal refusal) {
  ring_.push_back(std::move(refusal));
  while (ring_.size() > options_.refusals_max) {
    Forget(ring_.front().time);
    ring_.pop_front();
  }
}

void JournalImpl::Note(Refusal refusal) {
  for (std::string* text :
       {&refusal.source, &refusal.source_id, &refusal.command, &refusal.reason, &refusal.actor}) {
    Cut(kIdBytesMax, text);
  }
  Cut(kMessageBytesMax, &refusal.message);
  base::MutexLock lock(&mutex_);
  refusal.sequence = ++last_sequence_;
  refusal.time = options_.clock->Now();
  if (!options_.path.empty() && !stopping_ && waiting_.size() < options_.waiting_max) {
    waiting_.push_back(refusal);
    wake_.Signal();
  }
  Keep(std::move(refusal));
}

RefusalJournal::Page JournalImpl::Read(const ReadOptions& options) const {
  base::MutexLock lock(&mutex_);
  Page page{.forgotten_until = forgotten_until_};
  const auto first = std::upper_bound(
      ring_.begin(), ring_.end(), options.after,
      [](uint64_t after, const Refusal& refusal) { return after < refusal.sequence; });
  for (auto refusal = first; refusal != ring_.end(); ++refusal) {
    if (!options.source.empty() && refusal->source != options.source) continue;
    if (refusal->time < options.from || refusal->time >= options.until) continue;
    if (page.refusals.size() == options.refusals_max) {
      page.more = true;
      return page;
    }
    page.refusals.push_back(*refusal);
  }
  return page;
}

void JournalImpl::RunWriter() {
  bool more = true;
  while (more) {
    std::vector<Refusal> taken;
    {
      base::MutexLock lock(&mutex_);
      while (waiting_.empty() && !stopping_) wake_.Wait(&mutex_);
      taken.swap(waiting_);
      more = !stopping_;
    }
    for (const Refusal& refusal : taken) file_->Write(LineOf(refusal));
  }
  file_->Close();
}

void JournalImpl::Stop() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  if (writer_.joinable()) writer_.join();
}

}  // namespace

bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

Refusal RefusalOf(const command::v1::Command& command, absl::string_view actor,
                  const absl::Status& status) {
  Refusal refusal{.source = command.source(),
                  .source_id = command.source_id(),
                  .code = status.code(),
                  .message = std::string(status.message()),
                  .actor = std::string(actor)};
  const auto* const kind =
      command::v1::Command::descriptor()->FindFieldByNumber(static_cast<int>(command.kind_case()));
  if (kind != nullptr) refusal.command = kind->name();
  if (const auto reason = base::ReasonOf(status); reason.has_value()) {
    refusal.reason = reason->reason;
  }
  return refusal;
}

absl::StatusOr<std::unique_ptr<RefusalJournal>> OpenRefusalJournal(RefusalJournalOptions options) {
  auto journal = std::make_unique<JournalImpl>(std::move(options));
  RETURN_IF_ERROR(journal->Open());
  return std::unique_ptr<RefusalJournal>(std::move(journal));
}

}  // namespace logboek::registrar
