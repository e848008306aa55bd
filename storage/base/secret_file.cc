#include "storage/base/secret_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "storage/base/private_file.h"
#include "storage/base/status_macros.h"

namespace logboek::base {
namespace {

absl::Status SecretFileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(FileErrorText(path, what));
}

}  // namespace

absl::Status CreateSecretFile(const std::string& path, absl::string_view bytes) {
  const std::string unfinished = absl::StrCat(path, ".new");
  unlink(unfinished.c_str());
  if (!WriteNewFile(unfinished, bytes)) return SecretFileError(unfinished, "cannot be written");
  // Unlike rename, link leaves a file that somebody else made meanwhile alone.
  if (link(unfinished.c_str(), path.c_str()) != 0) return SecretFileError(path, "cannot be made");
  unlink(unfinished.c_str());
  return SyncFolderOf(path) ? absl::OkStatus()
                            : SecretFileError(path, "its folder cannot be synced");
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path, size_t bytes_max) {
  const FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok() && errno == ENOENT) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such file"));
  }
  if (!file.ok()) return SecretFileError(path, "cannot be read");
  RETURN_IF_ERROR(CheckIsPrivate(path, file.get()));
  std::string bytes(bytes_max, '\0');
  const ssize_t count = read(file.get(), bytes.data(), bytes.size());
  if (count < 0) return SecretFileError(path, "cannot be read");
  bytes.resize(static_cast<size_t>(count));
  return bytes;
}

}  // namespace logboek::base
