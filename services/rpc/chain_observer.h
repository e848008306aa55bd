// Told of every call that has ended: how it can be counted without the chain knowing by whom.
#pragma once

#include <chrono>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace logboek::rpc {

struct EndedCall {
  // Its row in Methods().
  size_t method = 0;
  absl::StatusCode code = absl::StatusCode::kOk;
  // Of the error (storage/base/error.h); "" when it has none.
  absl::string_view reason;
  // From its beginning to its answer; of a stream, for as long as it was open.
  std::chrono::nanoseconds duration{};
};

// Thread-safe. Called on the thread that ends the call, before the client knows; must not block.
class ChainObserver {
 public:
  virtual ~ChainObserver() = default;
  virtual void CallEnded(const EndedCall& call) = 0;
};

}  // namespace logboek::rpc
