// What the register holds, for those who run it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "services/domain/register.h"
#include "services/registrar/registrar.h"

namespace logboek::queries {

struct StatusAnswer {
  uint64_t position = 0;
  // InfinitePast when nothing is recorded.
  absl::Time recorded_at = absl::InfinitePast();
  bool writable = false;
  size_t queue_depth = 0;
  size_t persons = 0;
  // In order of name.
  std::vector<std::shared_ptr<const domain::Region>> regions;
};

StatusAnswer AskStatus(const registrar::Registrar& registrar);

}  // namespace logboek::queries
