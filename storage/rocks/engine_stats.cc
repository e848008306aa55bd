#include "storage/rocks/engine_stats.h"

#include <rocksdb/statistics.h>

#include <string>

namespace logboek::storage {
namespace {

// Of all families together.
uint64_t SumOf(const Store& store, const std::string& property) {
  uint64_t value = 0;
  return store.db()->GetAggregatedIntProperty(property, &value) ? value : 0;
}

// Of what the families share.
uint64_t ValueOf(const Store& store, const std::string& property) {
  uint64_t value = 0;
  return store.db()->GetIntProperty(store.family(FamilyId::kEvents), property, &value) ? value : 0;
}

}  // namespace

EngineStats StatsOf(const Store& store) {
  using Properties = rocksdb::DB::Properties;
  const rocksdb::Statistics& counted = store.statistics();
  return {.block_cache_hits = counted.getTickerCount(rocksdb::BLOCK_CACHE_HIT),
          .block_cache_misses = counted.getTickerCount(rocksdb::BLOCK_CACHE_MISS),
          .block_cache_bytes = ValueOf(store, Properties::kBlockCacheUsage),
          .memtable_bytes = SumOf(store, Properties::kCurSizeAllMemTables),
          .live_data_bytes = SumOf(store, Properties::kEstimateLiveDataSize),
          .pending_compaction_bytes = SumOf(store, Properties::kEstimatePendingCompactionBytes),
          .wal_syncs = counted.getTickerCount(rocksdb::WAL_FILE_SYNCED),
          .wal_bytes = counted.getTickerCount(rocksdb::WAL_FILE_BYTES),
          .stalled = absl::Microseconds(counted.getTickerCount(rocksdb::STALL_MICROS)),
          .write_stopped = ValueOf(store, Properties::kIsWriteStopped) != 0};
}

}  // namespace logboek::storage
