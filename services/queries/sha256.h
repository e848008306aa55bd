// SHA-256 of what is written into it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace logboek::queries {

// One hash; not thread-safe.
class Sha256 {
 public:
  static constexpr size_t kBytes = 32;

  Sha256();
  ~Sha256();

  void Update(absl::string_view bytes);
  // The 32 bytes; nothing may be written afterwards.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace logboek::queries
