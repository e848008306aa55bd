// Files that only their owner may read, a step at a time; secret_file.h has them whole.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

// An open file, closed with this. -1 = none.
class FileHandle {
 public:
  explicit FileHandle(int file) : file_(file) {}
  ~FileHandle();
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;

  int get() const { return file_; }
  bool ok() const { return file_ >= 0; }

 private:
  const int file_;
};

// "PATH: WHAT: the system's words for errno".
std::string FileErrorText(absl::string_view path, absl::string_view what);

// Makes a new file (mode 0600) with this content, durable; its name is not yet (SyncFolderOf).
// False with errno set when it is there already or cannot be written.
bool WriteNewFile(const std::string& path, absl::string_view bytes);

// Makes the names in the folder of `path` survive the loss of power. False with errno set.
bool SyncFolderOf(const std::string& path);

// FAILED_PRECONDITION: others than the owner can read or write it.
absl::Status CheckIsPrivate(const std::string& path, int file);

}  // namespace logboek::base
