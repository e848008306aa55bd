// How connections are held in bounds before there is a call on them: who does not speak, speaks too
// long, is gone, or never reads.
#pragma once

#include <cstddef>
#include <memory>
#include <thread>

#include "absl/time/time.h"
#include "grpcpp/server_builder.h"

namespace logboek::server {

struct TransportOptions {
  // For TLS and the first frame of HTTP/2; who has not sent them by then is closed.
  absl::Duration handshake_max = absl::Seconds(10);
  // A connection without calls is closed after it; clients connect again by themselves.
  absl::Duration idle_max = absl::Minutes(15);
  // A peer that is silent for so long is asked whether it is there, and closed without an answer.
  absl::Duration silence_max = absl::Minutes(1);
  absl::Duration answer_max = absl::Seconds(20);
  // Calls under way over one connection; the client's library makes more wait.
  int calls_a_connection = 128;
  // Metadata of one call; more is refused RESOURCE_EXHAUSTED.
  size_t metadata_bytes_max = 16 << 10;
  // Of messages on their way in and of connections; a connection that would go beyond it waits or
  // is closed.
  size_t memory_max = 512 << 20;
};

void SetTransport(const TransportOptions& options, grpc::ServerBuilder* builder);

// Each connection takes a file of this process: as many as the system lets it have. The number.
size_t RaiseFileLimit();

// A thread that takes in what comes over the network, and nothing else. gRPC's own threads look at
// the network when no reaction waits for them; beside streams that always have something to do that
// is seconds later, for everybody.
class NetworkThread {
 public:
  // Before the server is built.
  explicit NetworkThread(grpc::ServerBuilder* builder) : queue_(builder->AddCompletionQueue()) {}
  // After the server was shut down, or was never built.
  ~NetworkThread();
  // Once the server is built.
  void Start();

 private:
  void Run();

  // Nothing is ever asked of it.
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread thread_;
};

}  // namespace logboek::server
