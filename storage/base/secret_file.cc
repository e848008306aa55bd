#include "storage/base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "storage/base/status_macros.h"

namespace logboek::base {
namespace {

absl::Status SecretFileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", what, ": ", std::strerror(errno)));
}

absl::Status WriteNewFile(const std::string& path, absl::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return SecretFileError(path, "cannot be made");
  const bool written =
      write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      fsync(file) == 0;
  if (close(file) != 0 || !written) return SecretFileError(path, "cannot be written");
  return absl::OkStatus();
}

// Makes the names in the folder of `path` survive the loss of power.
absl::Status SyncFolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return SecretFileError(folder, "cannot be opened");
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : SecretFileError(folder, "cannot be synced");
}

absl::StatusOr<std::string> ReadOwnFile(const std::string& path, int file, size_t bytes_max) {
  struct stat info {};
  if (fstat(file, &info) != 0) return SecretFileError(path, "cannot be looked at");
  if ((info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": others can read or write the file; run chmod 600 ", path));
  }
  std::string bytes(bytes_max, '\0');
  const ssize_t count = read(file, bytes.data(), bytes.size());
  if (count < 0) return SecretFileError(path, "cannot be read");
  bytes.resize(static_cast<size_t>(count));
  return bytes;
}

}  // namespace

absl::Status CreateSecretFile(const std::string& path, absl::string_view bytes) {
  const std::string unfinished = absl::StrCat(path, ".new");
  unlink(unfinished.c_str());
  RETURN_IF_ERROR(WriteNewFile(unfinished, bytes));
  // Unlike rename, link leaves a file that somebody else made meanwhile alone.
  if (link(unfinished.c_str(), path.c_str()) != 0) return SecretFileError(path, "cannot be made");
  unlink(unfinished.c_str());
  return SyncFolderOf(path);
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path, size_t bytes_max) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such file"));
  }
  if (file < 0) return SecretFileError(path, "cannot be read");
  absl::StatusOr<std::string> bytes = ReadOwnFile(path, file, bytes_max);
  close(file);
  return bytes;
}

}  // namespace logboek::base
