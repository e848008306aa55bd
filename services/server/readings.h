// The numbers that can be looked at, gathered from the parts of a server.
#pragma once

#include <string>

#include "logboek/v1/admin_service.pb.h"
#include "services/accesslog/access_log.h"
#include "services/metrics/metrics.h"
#include "services/registrar/registrar.h"
#include "services/rpc/chain.h"
#include "services/rpc/worker_pool.h"
#include "services/server/health.h"
#include "services/server/server.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace logboek::server {

// What the numbers are held against; constant while the server runs.
struct Limits {
  // Folder of the store; "" when it is in memory.
  std::string store;
  size_t requests = 0;
  size_t streams = 0;
  size_t commands = 0;
  size_t questions = 0;
};

Limits LimitsOf(const ServerOptions& options);

// Of a server that serves; none is null. All of it is thread-safe.
struct Parts {
  const rpc::Chain* chain = nullptr;
  const rpc::WorkerPool* pool = nullptr;
  const registrar::Registrar* registrar = nullptr;
  const storage::EventLog* log = nullptr;
  const accesslog::AccessLog* access_log = nullptr;
  const Health* health = nullptr;
  const base::Clock* clock = nullptr;
};

// Takes short locks, and asks the file system how full it is.
metrics::Readings Read(const Parts& parts, const Limits& limits);

// The few of them that an administrator is told over the network. Takes short locks.
void FillOperation(const Parts& parts, const Limits& limits, const metrics::Metrics& metrics,
                   v1::OperationStatus* status);

}  // namespace logboek::server
