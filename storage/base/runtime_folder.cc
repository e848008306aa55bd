#include "storage/base/runtime_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"

namespace logboek::base {
namespace {

constexpr size_t kPathBytesMax = 4'096;

std::string PortFile(const std::string& folder, int port) {
  return absl::StrCat(folder, "/", port);
}

// A folder of this user that nobody else can write into.
absl::Status CheckOwnFolder(const std::string& folder) {
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0) {
    return absl::NotFoundError(absl::StrCat(folder, ": ", std::strerror(errno)));
  }
  if (S_ISDIR(info.st_mode) && info.st_uid == getuid() && (info.st_mode & 077) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat(folder, ": not a folder of this user alone; remove it"));
}

}  // namespace

std::string DefaultRuntimeFolder() {
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

}  // namespace logboek::base
