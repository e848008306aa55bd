// What the standard health service answers: SERVING while commands are taken, NOT_SERVING when the
// log cannot be written or the server is stopping.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/health_check_service_interface.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace logboek::server {

// Thread-safe.
class Health {
 public:
  // Watches `writable` until Stop; `service` and `clock` must outlive that. Answers for the whole
  // server and for each of the `names`, full names of services.
  Health(grpc::HealthCheckServiceInterface* service, std::vector<std::string> names,
         const base::Clock* clock, std::function<bool()> writable);
  ~Health();

  // Since when it has answered SERVING without a break; absent while it does not.
  std::optional<absl::Time> serving_since() const {
    base::MutexLock lock(&mutex_);
    return serving_since_;
  }

  // NOT_SERVING for good. Idempotent.
  void Stop();

 private:
  void Run();
  void Tell(bool serving) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  grpc::HealthCheckServiceInterface* const service_;
  const std::vector<std::string> names_;
  const base::Clock* const clock_;
  const std::function<bool()> writable_;
  mutable base::Mutex mutex_;
  base::CondVar wake_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Time> serving_since_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace logboek::server
