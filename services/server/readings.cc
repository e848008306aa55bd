#include "services/server/readings.h"

#include <sys/statvfs.h>

#include <optional>

#include "services/api/convert.h"

namespace logboek::server {
namespace {

void ReadFilesystem(const std::string& folder, metrics::Readings* readings) {
  struct statvfs found = {};
  if (folder.empty() || statvfs(folder.c_str(), &found) != 0) return;
  readings->filesystem_size_bytes = uint64_t{found.f_blocks} * found.f_frsize;
  readings->filesystem_free_bytes = uint64_t{found.f_bavail} * found.f_frsize;
}

}  // namespace

Limits LimitsOf(const ServerOptions& options) {
  return {.store = options.engine == Engine::kRocksDb ? options.store : "",
          .requests = options.chain.unary_calls_max,
          .streams = options.chain.streams_max,
          .commands = options.registrar.queue_max,
          .questions = options.worker_queue_max};
}

metrics::Readings Read(const Parts& parts, const Limits& limits) {
  metrics::Readings readings;
  readings.version = LOGBOEK_VERSION;
  readings.engine = std::string(parts.log->engine());
  readings.now = parts.clock->Now();
  readings.open_requests = parts.chain->open_calls();
  readings.max_open_requests = limits.requests;
  readings.open_streams = parts.chain->open_streams();
  readings.max_open_streams = limits.streams;
  readings.queued_commands = parts.registrar->queue_depth();
  readings.max_queued_commands = limits.commands;
  readings.queued_questions = parts.pool->queue_depth();
  readings.max_queued_questions = limits.questions;
  readings.queued_access_records = parts.access_log->queue_depth();
  readings.access_log_healthy = parts.access_log->healthy();
  // The register before the log, so that it is never seen ahead of it.
  readings.register_position = parts.registrar->position();
  readings.log_position = parts.log->head().value;
  readings.writable = parts.registrar->writable();
  readings.serving = parts.health->serving_since().has_value();
  readings.checkpoint = parts.log->checkpoint();
  readings.engine_stats = parts.log->engine_stats();
  ReadFilesystem(limits.store, &readings);
  return readings;
}

void FillOperation(const Parts& parts, const Limits& limits, const metrics::Metrics& metrics,
                   v1::OperationStatus* status) {
  if (const std::optional<absl::Time> since = parts.health->serving_since()) {
    *status->mutable_serving_since() = api::ToProto(*since);
  }
  status->set_open_requests(static_cast<uint32_t>(parts.chain->open_calls()));
  status->set_open_streams(static_cast<uint32_t>(parts.chain->open_streams()));
  status->set_queue_max(static_cast<uint32_t>(limits.commands));
  status->set_queued_questions(static_cast<uint32_t>(parts.pool->queue_depth()));
  status->set_refused_requests(metrics.refused_calls());
  status->set_refused_commands(metrics.refused_commands());
  if (const auto checkpoint = parts.log->checkpoint()) {
    status->set_checkpoint_position(checkpoint->position.value);
    *status->mutable_checkpoint_at() = api::ToProto(checkpoint->at);
  }
}

}  // namespace logboek::server
