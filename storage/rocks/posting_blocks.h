// Posting lists in sorted tables: blocks under schema.h's `tags`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/postings.h"
#include "storage/rocks/store.h"

namespace logboek::storage {

// Walks a list as the checkpoints have written it. The store must outlive it.
std::unique_ptr<PostingCursor> BlockCursor(const Store& store, absl::string_view list,
                                           bool backwards);

// The last block of each of many lists; lists asked for in ascending order share the way there. The
// store must outlive it. Not thread-safe.
class LastBlocks {
 public:
  explicit LastBlocks(const Store& store);

  // Empty: there is no such list.
  absl::StatusOr<std::vector<Posting>> Find(absl::string_view list);

 private:
  const std::unique_ptr<rocksdb::Iterator> it_;
};

}  // namespace logboek::storage
