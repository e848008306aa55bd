// The side store in memory, for tests and servers without a disk.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/side_store.h"

namespace logboek::storage {

class MemorySideStore final : public SideStore {
 public:
  absl::Status Write(const SideWrite& write) override;
  absl::StatusOr<std::optional<std::string>> Find(absl::string_view key) const override;
  absl::StatusOr<std::vector<SideEntry>> Scan(const SideScan& scan) const override;
  absl::Status EraseRange(absl::string_view from, absl::string_view until) override;
  absl::Status Flush() override { return absl::OkStatus(); }

 private:
  mutable base::Mutex mutex_;
  std::map<std::string, std::string, std::less<>> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::storage
