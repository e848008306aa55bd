// A stream that is not let in: it ends, and does nothing before.
#pragma once

#include <utility>

#include "grpcpp/grpcpp.h"
#include "services/rpc/chain.h"

namespace logboek::rpc {

// `Reactor` is gRPC's for the kind of stream. Deletes itself.
template <typename Reactor>
class RefusedStream final : public Reactor {
 public:
  // `begun.status` is the refusal.
  static Reactor* Start(Chain* chain, Chain::Begun begun) {
    auto* const stream = new RefusedStream(std::move(begun.call));
    chain->Refuse(begun.status, [stream, status = begun.status] { stream->End(status); });
    return stream;
  }

  void OnDone() override { delete this; }

 private:
  explicit RefusedStream(Call call) : call_(std::move(call)) {}
  void End(const absl::Status& status) { this->Finish(call_.End(status)); }

  Call call_;
};

}  // namespace logboek::rpc
