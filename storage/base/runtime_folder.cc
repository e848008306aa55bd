#include "storage/base/runtime_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "storage/base/private_file.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"

namespace logboek::base {
namespace {

constexpr size_t kPathBytesMax = 4'096;

std::string PortFile(const std::string& folder, int port) {
  return absl::StrCat(folder, "/", port);
}

// Whose folder it is; nobody else can look or write into it.
absl::StatusOr<uid_t> OwnerOf(const std::string& folder) {
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0) {
    return absl::NotFoundError(absl::StrCat(folder, ": ", std::strerror(errno)));
  }
  if (S_ISDIR(info.st_mode) && (info.st_mode & 077) == 0) return info.st_uid;
  return absl::FailedPreconditionError(
      absl::StrCat(folder, ": not a folder of one user alone; remove it"));
}

// A folder of this user that nobody else can write into.
absl::Status CheckOwnFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(const uid_t owner, OwnerOf(folder));
  if (owner == getuid()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(folder, ": not a folder of this user alone; remove it"));
}

// A file of this user alone, as far as its last name goes no link.
absl::StatusOr<std::string> ReadFileOf(uid_t owner, const std::string& path, size_t bytes_max) {
  const FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.ok() && errno == ENOENT) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such file"));
  }
  struct stat info {};
  if (!file.ok() || fstat(file.get(), &info) != 0) {
    return absl::FailedPreconditionError(FileErrorText(path, "cannot be read"));
  }
  if (!S_ISREG(info.st_mode) || info.st_uid != owner) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": not a file of the user who runs the server"));
  }
  RETURN_IF_ERROR(CheckIsPrivate(path, file.get()));
  std::string bytes(bytes_max, '\0');
  const ssize_t count = read(file.get(), bytes.data(), bytes.size());
  if (count < 0) return absl::FailedPreconditionError(FileErrorText(path, "cannot be read"));
  bytes.resize(static_cast<size_t>(count));
  return std::string(absl::StripAsciiWhitespace(bytes));
}

}  // namespace

std::string DefaultRuntimeFolder() {
  const char* const service = std::getenv("RUNTIME_DIRECTORY");
  if (service != nullptr && *service != '\0') return service;
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime != '\0') return absl::StrCat(runtime, "/logboek");
  return absl::StrCat("/tmp/logboek-", getuid());
}

absl::Status MakeRuntimeFolder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return absl::FailedPreconditionError(absl::StrCat(folder, ": ", std::strerror(errno)));
  }
  return CheckOwnFolder(folder);
}

absl::Status TellTokenFile(const std::string& folder, int port, const std::string& token_file) {
  RETURN_IF_ERROR(MakeRuntimeFolder(folder));
  // Of a server that did not end in good order.
  ForgetTokenFile(folder, port);
  std::error_code ignored;
  const std::string path = std::filesystem::absolute(token_file, ignored).string();
  return CreateSecretFile(PortFile(folder, port), path);
}

void ForgetTokenFile(const std::string& folder, int port) {
  unlink(PortFile(folder, port).c_str());
}

absl::StatusOr<std::string> FindTokenFile(const std::string& folder, int port) {
  RETURN_IF_ERROR(CheckOwnFolder(folder));
  ASSIGN_OR_RETURN(const std::string path, ReadSecretFile(PortFile(folder, port), kPathBytesMax));
  return std::string(absl::StripAsciiWhitespace(path));
}

absl::StatusOr<std::string> ReadServiceToken(const std::string& folder, int port,
                                             size_t bytes_max) {
  ASSIGN_OR_RETURN(const uid_t owner, OwnerOf(folder));
  if (owner != getuid() && getuid() != 0) {
    return absl::FailedPreconditionError(absl::StrCat(folder, ": somebody else's"));
  }
  ASSIGN_OR_RETURN(const std::string path,
                   ReadFileOf(owner, PortFile(folder, port), kPathBytesMax));
  return ReadFileOf(owner, path, bytes_max);
}

}  // namespace logboek::base
