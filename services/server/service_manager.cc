#include "services/server/service_manager.h"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/log.h"

namespace logboek::server {
namespace {

// How often the status is looked at when nobody wants to know whether the server is alive.
constexpr absl::Duration kStatusInterval = absl::Seconds(1);
// Looks in the time after which the manager restarts a server that it hears nothing of. An answer
// is told at the look after it came, so a server that answers at once is told of every second one.
constexpr int kLooksInTimeout = 4;

constexpr char kNotWritable[] =
    "the log cannot be written; questions are answered, commands are refused";

// A manager that went away is no reason to stop serving.
void Notify(const std::string& lines) {
  const int sent = sd_notify(/*unset_environment=*/0, lines.c_str());
  if (sent < 0) base::LogWarning("service manager not told", {{"errno", -sent}});
}

std::string ServingText(const Watched& watched) {
  return absl::StrCat("serving at ", watched.address);
}

}  // namespace

struct ServiceManager::Shared {
  base::Mutex mutex;
  base::CondVar wake;
  bool stopped ABSL_GUARDED_BY(mutex) = false;
  // A question is out.
  bool asked ABSL_GUARDED_BY(mutex) = false;
  // The server worked, which the manager does not know yet.
  bool alive ABSL_GUARDED_BY(mutex) = false;
};

ServiceManager::ServiceManager()
    : managed_(std::getenv("NOTIFY_SOCKET") != nullptr),
      interval_(kStatusInterval),
      shared_(std::make_shared<Shared>()) {
  uint64_t timeout_usec = 0;
  if (sd_watchdog_enabled(/*unset_environment=*/0, &timeout_usec) <= 0) return;
  watchdog_ = true;
  interval_ = absl::Microseconds(timeout_usec) / kLooksInTimeout;
}

ServiceManager::~ServiceManager() { StopWatching(); }

void ServiceManager::TellStatus(absl::string_view text) const {
  if (managed_) Notify(absl::StrCat("STATUS=", text));
}

void ServiceManager::TellReady(Watched watched) {
  if (!managed_) return;
  watched_ = std::move(watched);
  Notify(absl::StrCat("READY=1\nSTATUS=", ServingText(watched_)));
  thread_ = std::thread([this] { Watch(); });
}

void ServiceManager::TellStopping() {
  if (!managed_) return;
  StopWatching();
  Notify("STOPPING=1\nSTATUS=stopping");
}

void ServiceManager::StopWatching() {
  {
    base::MutexLock lock(&shared_->mutex);
    shared_->stopped = true;
    shared_->wake.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

// One question at a time: who does not answer is not asked again.
void ServiceManager::AskAgain() {
  {
    base::MutexLock lock(&shared_->mutex);
    if (std::exchange(shared_->asked, true)) return;
  }
  watched_.probe([shared = shared_](bool works) {
    base::MutexLock lock(&shared->mutex);
    shared->asked = false;
    shared->alive = shared->alive || works;
  });
}

void ServiceManager::Watch() {
  bool was_writable = true;
  while (true) {
    const bool writable = watched_.writable();
    if (std::exchange(was_writable, writable) != writable) {
      TellStatus(writable ? ServingText(watched_) : kNotWritable);
    }
    if (watchdog_) AskAgain();
    bool alive = false;
    {
      base::MutexLock lock(&shared_->mutex);
      if (!shared_->stopped) shared_->wake.WaitFor(&shared_->mutex, interval_);
      if (shared_->stopped) return;
      alive = std::exchange(shared_->alive, false);
    }
    if (alive) Notify("WATCHDOG=1");
  }
}

}  // namespace logboek::server
