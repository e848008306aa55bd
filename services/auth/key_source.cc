#include "services/auth/key_source.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/auth/read_file.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

// What changes when a file does.
struct FileState {
  absl::Time modified;
  int64_t bytes = 0;
  uint64_t inode = 0;

  bool operator==(const FileState& other) const = default;
};

// Nothing when there is no such file.
std::optional<FileState> StateOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return std::nullopt;
  return FileState{.modified = absl::TimeFromTimespec(info.st_mtim),
                   .bytes = info.st_size,
                   .inode = info.st_ino};
}

absl::StatusOr<KeySetPtr> ReadKeySet(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kKeySetBytesMax));
  return KeySet::Parse(text);
}

class KeyFile final : public KeySource {
 public:
  KeyFile(std::string path, const base::Clock* clock) : path_(std::move(path)), clock_(clock) {}

  absl::Status Read() {
    base::MutexLock lock(&mutex_);
    state_ = StateOf(path_);
    looked_at_ = clock_->Now();
    ASSIGN_OR_RETURN(keys_, ReadKeySet(path_));
    return absl::OkStatus();
  }

  absl::StatusOr<KeySetPtr> Keys() override {
    base::MutexLock lock(&mutex_);
    LookAgain();
    return keys_;
  }

  bool WantNewer() override { return false; }
  void AwaitFetch() override {}

 private:
  void LookAgain() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Time now = clock_->Now();
    if (now - looked_at_ < kKeyFileLookedAtEvery) return;
    looked_at_ = now;
    const std::optional<FileState> state = StateOf(path_);
    if (state == state_) return;
    state_ = state;
    absl::StatusOr<KeySetPtr> keys = ReadKeySet(path_);
    if (keys.ok()) {
      keys_ = *std::move(keys);
      base::LogInfo("key file read again", {{"path", path_}, {"keys", keys_->size()}});
    } else {
      base::LogWarning("key file not usable, former keys stay",
                       {{"path", path_}, {"error", keys.status().message()}});
    }
  }

  const std::string path_;
  const base::Clock* const clock_;
  base::Mutex mutex_;
  std::optional<FileState> state_ ABSL_GUARDED_BY(mutex_);
  absl::Time looked_at_ ABSL_GUARDED_BY(mutex_);
  KeySetPtr keys_ ABSL_GUARDED_BY(mutex_);
};

class FetchedKeys final : public KeySource {
 public:
  FetchedKeys(std::string url, FetchFunction fetch, const base::Clock* clock)
      : url_(std::move(url)), fetch_(std::move(fetch)), clock_(clock) {
    thread_ = std::thread([this] { Run(); });
  }

  ~FetchedKeys() override {
    {
      base::MutexLock lock(&mutex_);
      stopped_ = true;
      changed_.SignalAll();
    }
    thread_.join();
  }

  absl::StatusOr<KeySetPtr> Keys() override {
    base::MutexLock lock(&mutex_);
    const absl::Duration age = clock_->Now() - fetched_at_;
    if (age >= kKeysFetchedEvery) WantFetch();
    if (keys_ != nullptr && age < kKeysAgeMax) return keys_;
    return base::MakeError(
        absl::StatusCode::kUnavailable, "KEYS_NOT_FETCHED",
        "the keys of the issuer of the access token are not there yet; send again in a minute");
  }

  bool WantNewer() override {
    base::MutexLock lock(&mutex_);
    WantFetch();
    return wanted_;
  }

  void AwaitFetch() override {
    base::MutexLock lock(&mutex_);
    while (wanted_ && !stopped_) changed_.Wait(&mutex_);
  }

 private:
  void WantFetch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (wanted_ || clock_->Now() - tried_at_ < kKeysFetchedAtMostEvery) return;
    wanted_ = true;
    changed_.SignalAll();
  }

  void Run() {
    while (AwaitWish()) {
      absl::StatusOr<std::string> text = fetch_(url_);
      absl::StatusOr<KeySetPtr> keys =
          text.ok() ? KeySet::Parse(*text) : absl::StatusOr<KeySetPtr>(text.status());
      if (!keys.ok()) {
        base::LogWarning("keys of an issuer not fetched",
                         {{"url", url_}, {"error", keys.status().message()}});
      }
      TakeOver(std::move(keys));
    }
  }

  // False when there is nothing more to do.
  bool AwaitWish() {
    base::MutexLock lock(&mutex_);
    while (!wanted_ && !stopped_) changed_.Wait(&mutex_);
    tried_at_ = clock_->Now();
    return !stopped_;
  }

  void TakeOver(absl::StatusOr<KeySetPtr> keys) {
    base::MutexLock lock(&mutex_);
    if (keys.ok()) {
      keys_ = *std::move(keys);
      fetched_at_ = tried_at_;
    }
    wanted_ = false;
    changed_.SignalAll();
  }

  const std::string url_;
  const FetchFunction fetch_;
  const base::Clock* const clock_;
  base::Mutex mutex_;
  base::CondVar changed_;
  // From the wish until the fetch has ended.
  bool wanted_ ABSL_GUARDED_BY(mutex_) = true;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time tried_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time fetched_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  KeySetPtr keys_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<KeySource>> OpenKeyFile(const std::string& path,
                                                       const base::Clock* clock) {
  auto file = std::make_unique<KeyFile>(path, clock);
  if (absl::Status status = file->Read(); !status.ok()) return status;
  return std::unique_ptr<KeySource>(std::move(file));
}

std::unique_ptr<KeySource> FetchKeys(std::string url, FetchFunction fetch,
                                     const base::Clock* clock) {
  return std::make_unique<FetchedKeys>(std::move(url), std::move(fetch), clock);
}

}  // namespace logboek::auth
