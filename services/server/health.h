// What the standard health service answers: SERVING while commands are taken, NOT_SERVING when the
// log cannot be written or the server is stopping.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "grpcpp/health_check_service_interface.h"
#include "storage/base/mutex.h"

namespace logboek::server {

// Thread-safe.
class Health {
 public:
  // Watches `writable` until Stop; `service` must outlive that. Answers for the whole server and
  // for each of the `names`, full names of services.
  Health(grpc::HealthCheckServiceInterface* service, std::vector<std::string> names,
         std::function<bool()> writable);
  ~Health();

  // NOT_SERVING for good. Idempotent.
  void Stop();

 private:
  void Run();
  void Tell(bool serving);

  grpc::HealthCheckServiceInterface* const service_;
  const std::vector<std::string> names_;
  const std::function<bool()> writable_;
  base::Mutex mutex_;
  base::CondVar wake_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace logboek::server
