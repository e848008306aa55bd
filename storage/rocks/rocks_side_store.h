// The side store on disk: a small RocksDB of its own.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/side_store.h"

namespace rocksdb {
class FileSystem;
}  // namespace rocksdb

namespace logboek::storage {

// Opens the store, or makes one in a folder that is missing or empty; the folder's parent must be
// there. After a failed write the next one opens the database again first, so a disk that works
// again is used again; what was durable is kept.
//
// DATA_LOSS: the store is damaged. FAILED_PRECONDITION: the folder holds another database.
// UNAVAILABLE: another process has it open (STORE_IN_USE), or the disk fails.
//
// `file_system`: null = the machine's own. For fault tests.
absl::StatusOr<std::unique_ptr<SideStore>> OpenRocksSideStore(
    std::string path, std::shared_ptr<rocksdb::FileSystem> file_system = nullptr);

}  // namespace logboek::storage
