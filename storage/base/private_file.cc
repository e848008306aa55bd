#include "storage/base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace logboek::base {

FileHandle::~FileHandle() {
  if (file_ >= 0) close(file_);
}

std::string FileErrorText(absl::string_view path, absl::string_view what) {
  return absl::StrCat(path, ": ", what, ": ", std::strerror(errno));
}

bool WriteNewFile(const std::string& path, absl::string_view bytes) {
  const FileHandle file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.ok()) return false;
  errno = EIO;
  return write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
         fsync(file.get()) == 0;
}

bool SyncFolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const FileHandle file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return file.ok() && fsync(file.get()) == 0;
}

absl::Status CheckIsPrivate(const std::string& path, int file) {
  struct stat info {};
  if (fstat(file, &info) != 0) {
    return absl::FailedPreconditionError(FileErrorText(path, "cannot be looked at"));
  }
  if ((info.st_mode & 077) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": others can read or write the file; run chmod 600 ", path));
}

}  // namespace logboek::base
