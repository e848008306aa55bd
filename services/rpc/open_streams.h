// The streams that are open, and what ends them before their clients do: a server that stops, and a
// caller who would not be let in any more.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "services/auth/principal.h"
#include "services/rpc/gatekeeper.h"
#include "storage/base/mutex.h"

namespace logboek::rpc {

// A stream that the server can end. Thread-safe.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Soon and in good order: what is due is written first. Never blocks. Once more changes nothing.
  virtual void EndBecause(absl::Status status) = 0;
};

// Who opened a stream, and with what.
struct Opener {
  grpc::CallbackServerContext* context = nullptr;
  auth::PrincipalPtr caller;
};

// Thread-safe.
class OpenStreams {
 public:
  // Looks again every `interval`, on a thread of its own; infinite = only when it is told to.
  // `gatekeeper` must outlive it.
  OpenStreams(Gatekeeper* gatekeeper, absl::Duration interval);
  ~OpenStreams();

  // The opener's context must live until the stream is removed. Not under a lock that EndBecause
  // takes.
  void Add(const std::shared_ptr<OpenStream>& stream, Opener opener);
  // The context is of no use to anybody here afterwards.
  void Remove(const OpenStream* stream);

  // Ends the streams of callers who would not be let in any more (Gatekeeper::Recheck). One that is
  // still there after some more looks, for its client takes nothing, is cut off.
  void LookAgain();

  // Ends all streams; nobody is looked at any more by itself.
  void EndAll(const absl::Status& status);

 private:
  struct Entry {
    std::weak_ptr<OpenStream> stream;
    Opener opener;
    // How often it was told to end.
    int told = 0;
  };

  void Run();
  void StopLooking();
  std::vector<std::shared_ptr<OpenStream>> All();
  void LookAt(const OpenStream* key);

  Gatekeeper* const gatekeeper_;
  const absl::Duration interval_;
  base::Mutex mutex_;
  base::CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const OpenStream*, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace logboek::rpc
