#include "services/backup/manifest.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::backup {
namespace {

constexpr uint32_t kVersion = 1;
constexpr char kFirstKey[] = "logboek-backup ";
constexpr char kSumKey[] = "sum ";

using Words = std::vector<absl::string_view>;

absl::Status DamagedManifest(absl::string_view what) {
  return base::MakeError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                         absl::StrCat("the manifest is damaged: ", what));
}

absl::Status CheckVersion(absl::string_view text) {
  uint32_t version = 0;
  absl::string_view first = text.substr(0, text.find('\n'));
  if (!absl::ConsumePrefix(&first, kFirstKey) || !absl::SimpleAtoi(first, &version)) {
    return DamagedManifest("it does not begin as one");
  }
  if (version <= kVersion) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "BACKUP_TOO_NEW",
      absl::StrCat("the manifest has version ", version, ", this program knows up to ", kVersion,
                   "; use the program that took the backup, or a newer one"));
}

// The text without its last line, which is the sum of it.
absl::StatusOr<absl::string_view> Summed(absl::string_view text) {
  const size_t sum = text.rfind(absl::StrCat("\n", kSumKey));
  if (sum == absl::string_view::npos) return DamagedManifest("it has no sum");
  const absl::string_view before = text.substr(0, sum + 1);
  if (text != absl::StrCat(before, kSumKey, Sha256(before), "\n")) {
    return DamagedManifest("its sum is another");
  }
  return before;
}

// It is looked for in a folder of its own, and nowhere else.
bool IsPlainName(absl::string_view name) {
  return !name.empty() && name[0] != '.' && !absl::StrContains(name, "/");
}

bool TakeDatabase(const Words& words, Manifest* manifest) {
  uint32_t id = 0;
  if (words.size() != 3 || !IsPlainName(words[1]) || !absl::SimpleAtoi(words[2], &id)) return false;
  manifest->databases[std::string(words[1])] = id;
  return true;
}

bool TakeFile(const Words& words, Manifest* manifest) {
  ManifestFile file;
  if (words.size() != 4 || !IsPlainName(words[1]) || !absl::SimpleAtoi(words[2], &file.bytes)) {
    return false;
  }
  file.name = std::string(words[1]);
  file.sha256 = std::string(words[3]);
  manifest->files.push_back(std::move(file));
  return true;
}

bool TakeTime(absl::string_view text, absl::Time* time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_sec, text, time, &error);
}

// False: the line's key is known and the rest does not fit it.
bool TakeLine(const Words& words, Manifest* manifest) {
  const absl::string_view key = words[0];
  if (key == "database") return TakeDatabase(words, manifest);
  if (key == "file") return TakeFile(words, manifest);
  const absl::string_view value = words.size() == 2 ? words[1] : "";
  if (key == "id") return absl::SimpleAtoi(value, &manifest->id);
  if (key == "format") return absl::SimpleAtoi(value, &manifest->store_format);
  if (key == "position") return absl::SimpleAtoi(value, &manifest->position);
  if (key == "bytes") return absl::SimpleAtoi(value, &manifest->bytes);
  if (key == "copied") return absl::SimpleAtoi(value, &manifest->bytes_copied);
  if (key == "taken") return TakeTime(value, &manifest->taken_at);
  if (key == "store") manifest->store_id = std::string(value);
  if (key == "program") manifest->program = std::string(value);
  return true;
}

}  // namespace

std::string Sha256(absl::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest), sizeof(digest)));
}

std::string WriteManifest(const Manifest& manifest) {
  std::string text = absl::StrCat(
      kFirstKey, kVersion, "\nid ", manifest.id, "\nstore ", manifest.store_id, "\nformat ",
      manifest.store_format, "\nposition ", manifest.position, "\ntaken ",
      absl::FormatTime(absl::RFC3339_sec, manifest.taken_at, absl::UTCTimeZone()), "\nprogram ",
      manifest.program, "\nbytes ", manifest.bytes, "\ncopied ", manifest.bytes_copied, "\n");
  for (const auto& [name, id] : manifest.databases) {
    absl::StrAppend(&text, "database ", name, " ", id, "\n");
  }
  for (const ManifestFile& file : manifest.files) {
    absl::StrAppend(&text, "file ", file.name, " ", file.bytes, " ", file.sha256, "\n");
  }
  return absl::StrCat(text, kSumKey, Sha256(text), "\n");
}

absl::StatusOr<Manifest> ReadManifest(absl::string_view text) {
  RETURN_IF_ERROR(CheckVersion(text));
  ASSIGN_OR_RETURN(const absl::string_view lines, Summed(text));
  Manifest manifest;
  for (const absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    const Words words = absl::StrSplit(line, ' ');
    if (!TakeLine(words, &manifest)) return DamagedManifest(absl::StrCat("the line ", line));
  }
  if (manifest.id == 0 || manifest.store_id.empty()) return DamagedManifest("it is not whole");
  return manifest;
}

}  // namespace logboek::backup
