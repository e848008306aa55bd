#include "clients/cli/output_file.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "storage/base/private_file.h"

namespace logboek::cli {
namespace {

bool IsSpecial(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

}  // namespace

OutputFile::OutputFile(const std::string& path, Readers readers) : path_(path) {
  if (!IsSpecial(path)) beside_ = absl::StrCat(path, ".", getpid(), ".part");
  // Nobody else ever reads it, not even while it is made.
  if (!beside_.empty() && readers == Readers::kOwnerOnly && !base::WriteNewFile(beside_, "")) {
    stream_.setstate(std::ios::failbit);
    // It is somebody else's, and stays.
    beside_.clear();
    return;
  }
  stream_.open(beside_.empty() ? path_ : beside_, std::ios::binary);
}

OutputFile::~OutputFile() {
  if (!beside_.empty()) unlink(beside_.c_str());
}

bool OutputFile::Keep() {
  stream_.close();
  if (beside_.empty()) return true;
  if (std::rename(beside_.c_str(), path_.c_str()) != 0) return false;
  beside_.clear();
  return true;
}

}  // namespace logboek::cli
