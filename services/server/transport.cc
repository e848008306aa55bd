#include "services/server/transport.h"

#include <sys/resource.h>

#include "grpcpp/resource_quota.h"

namespace logboek::server {
namespace {

// What clients are told to use (clients/cpp): a ping this often is no attack.
constexpr int kClientPingMillisMin = 10'000;

int Millis(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

}  // namespace

void SetTransport(const TransportOptions& options, grpc::ServerBuilder* builder) {
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Millis(options.handshake_max));
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Millis(options.idle_max));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Millis(options.silence_max));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Millis(options.answer_max));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              kClientPingMillisMin);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.calls_a_connection);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                              static_cast<int>(options.metadata_bytes_max));
  // Otherwise a second server would share the port in silence.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("logboek");
  quota.Resize(options.memory_max);
  builder->SetResourceQuota(quota);
}

size_t RaiseFileLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : before;
}

NetworkThread::~NetworkThread() {
  queue_->Shutdown();
  thread_.joinable() ? thread_.join() : Run();
}

void NetworkThread::Start() {
  thread_ = std::thread([this] { Run(); });
}

void NetworkThread::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) continue;
}

}  // namespace logboek::server
