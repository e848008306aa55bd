// A file system that counts and fails on demand, for tests of the stored log.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "storage/base/mutex.h"

namespace logboek::storage {

// Thread-safe. Everything goes to the machine's own file system; only write-ahead logs are watched.
class FaultFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem();

  const char* Name() const override { return "FaultFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;

  // Syncs of write-ahead logs since the start, failed ones too.
  uint64_t wal_syncs() const { return counters_->syncs; }

  // Every sync of a write-ahead log fails until told otherwise.
  void FailWalSyncs(bool fail) { counters_->fail_syncs = fail; }
  // Every write into a write-ahead log fails until told otherwise.
  void FailWalAppends(bool fail) { counters_->fail_appends = fail; }
  // Making new sorted tables fails until told otherwise.
  void FailNewTables(bool fail) { counters_->fail_tables = fail; }
  // Making any file in this folder or below fails, as on a full disk; empty = none.
  void FailNewFilesBelow(std::string folder);

  struct Counters {
    std::atomic<uint64_t> syncs = 0;
    std::atomic<bool> fail_syncs = false;
    std::atomic<bool> fail_appends = false;
    std::atomic<bool> fail_tables = false;
  };

 private:
  bool FailsBelow(const std::string& path);

  const std::shared_ptr<Counters> counters_ = std::make_shared<Counters>();
  base::Mutex mutex_;
  std::string fail_below_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace logboek::storage
