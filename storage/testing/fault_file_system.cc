#include "storage/testing/fault_file_system.h"

#include <utility>

#include "absl/strings/match.h"

namespace logboek::storage {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class WatchedLogFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedLogFile(std::unique_ptr<rocksdb::FSWritableFile> file,
                 std::shared_ptr<FaultFileSystem::Counters> counters)
      : FSWritableFileOwnerWrapper(std::move(file)), counters_(std::move(counters)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (counters_->fail_appends) return IOStatus::IOError("injected append failure");
    return FSWritableFileWrapper::Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    if (counters_->fail_appends) return IOStatus::IOError("injected append failure");
    return FSWritableFileWrapper::Append(data, options, verification, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    ++counters_->syncs;
    if (counters_->fail_syncs) return IOStatus::IOError("injected sync failure");
    return FSWritableFileWrapper::Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    ++counters_->syncs;
    if (counters_->fail_syncs) return IOStatus::IOError("injected sync failure");
    return FSWritableFileWrapper::Fsync(options, debug);
  }

 private:
  const std::shared_ptr<FaultFileSystem::Counters> counters_;
};

}  // namespace

FaultFileSystem::FaultFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

void FaultFileSystem::FailNewFilesBelow(std::string folder) {
  base::MutexLock lock(&mutex_);
  fail_below_ = std::move(folder);
}

bool FaultFileSystem::FailsBelow(const std::string& path) {
  base::MutexLock lock(&mutex_);
  return !fail_below_.empty() && absl::StartsWith(path, fail_below_ + "/");
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path,
                                          const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* result,
                                          IODebugContext* debug) {
  if (counters_->fail_tables && absl::EndsWith(path, ".sst")) {
    return IOStatus::IOError("injected table failure");
  }
  if (FailsBelow(path)) return IOStatus::NoSpace("injected full disk");
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, result, debug);
  if (status.ok() && absl::EndsWith(path, ".log")) {
    *result = std::make_unique<WatchedLogFile>(std::move(*result), counters_);
  }
  return status;
}

}  // namespace logboek::storage
