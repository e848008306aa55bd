// What was destroyed leaves the disk: the files in which a wrapped key stood are written anew
// without it, and the old ones deleted.
//
// RocksDB deletes by hiding: a deleted value stays in write-ahead logs until each family has
// written what stands there into tables, and in tables until they are compacted. The blocks of a
// deleted file are the file system's; a change of the master key makes what may be left there
// useless.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/rocks/store.h"

namespace logboek::storage {

// Keys were destroyed that may still stand in a file.
absl::StatusOr<bool> PurgeIsWanted(const Store& store);

// No file that is there when this begins and may hold a wrapped key is there when it returns OK.
// One thread at a time; reads and writes go on meanwhile. UNAVAILABLE: the disk fails, or a reader
// holds on to a file.
absl::Status PurgeKeys(const Store& store);

// Durable when it returns OK.
absl::Status TakeBackPurgeMark(const Store& store);

}  // namespace logboek::storage
