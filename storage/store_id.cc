#include "storage/store_id.h"

#include <random>

#include "absl/strings/str_cat.h"

namespace logboek::storage {

std::string NewStoreId() {
  std::random_device device;
  std::string id;
  for (int word = 0; word < 4; ++word) {
    absl::StrAppend(&id, absl::Hex(static_cast<uint32_t>(device()), absl::kZeroPad8));
  }
  return id;
}

}  // namespace logboek::storage
