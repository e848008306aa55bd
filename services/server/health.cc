#include "services/server/health.h"

#include <utility>

#include "storage/base/log.h"

namespace logboek::server {
namespace {

// The registrar does not announce that a disk has failed, so it is looked at this often.
constexpr absl::Duration kLookInterval = absl::Milliseconds(100);

}  // namespace

Health::Health(grpc::HealthCheckServiceInterface* service, std::vector<std::string> names,
               const base::Clock* clock, std::function<bool()> writable)
    : service_(service), names_(std::move(names)), clock_(clock), writable_(std::move(writable)) {
  {
    base::MutexLock lock(&mutex_);
    Tell(true);
  }
  thread_ = std::thread([this] { Run(); });
}

Health::~Health() { Stop(); }

void Health::Tell(bool serving) {
  for (const std::string& name : names_) service_->SetServingStatus(name, serving);
  // The whole server, and every name once more.
  service_->SetServingStatus(serving);
  serving_since_.reset();
  if (serving) serving_since_ = clock_->Now();
}

void Health::Run() {
  bool serving = true;
  while (true) {
    const bool writable = writable_();
    {
      base::MutexLock lock(&mutex_);
      if (stopped_) return;
      if (writable != serving) Tell(writable);
    }
    if (writable != serving) {
      base::Log(writable ? base::LogLevel::kInfo : base::LogLevel::kError, "health changed",
                {{"serving", writable ? "yes" : "no"}});
    }
    serving = writable;
    base::MutexLock lock(&mutex_);
    if (!stopped_) wake_.WaitFor(&mutex_, kLookInterval);
  }
}

void Health::Stop() {
  {
    base::MutexLock lock(&mutex_);
    if (!stopped_) Tell(false);
    stopped_ = true;
    wake_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace logboek::server
