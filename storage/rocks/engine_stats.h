// What RocksDB tells of itself.
#pragma once

#include "storage/event_log.h"
#include "storage/rocks/store.h"

namespace logboek::storage {

// Thread-safe.
EngineStats StatsOf(const Store& store);

}  // namespace logboek::storage
