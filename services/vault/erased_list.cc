#include "services/vault/erased_list.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/vault/sealing.h"
#include "storage/base/error.h"
#include "storage/base/private_file.h"
#include "storage/base/status_macros.h"

namespace logboek::vault {
namespace {

constexpr char kLineVersion[] = "1";
constexpr size_t kChecksumBytes = 16;
// Room for the pseudonyms of a country's practices.
constexpr size_t kFileBytesMax = size_t{256} << 20;

absl::Status Unreachable(absl::string_view what) {
  return base::MakeError(absl::StatusCode::kUnavailable, "KEY_STORE_UNREACHABLE",
                         absl::StrCat("list of erased persons ", what));
}

std::string Checksum(absl::string_view text) {
  return absl::BytesToHexString(Hash(text, /*key=*/"", kChecksumBytes));
}

std::string Line(absl::string_view store_id, absl::string_view person_id) {
  const std::string text = absl::StrCat(kLineVersion, "\t", store_id, "\t", person_id);
  return absl::StrCat(text, "\t", Checksum(text), "\n");
}

bool HasControlCharacter(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  }
  return false;
}

bool ReadAll(int file, std::string* content) {
  char buffer[1 << 16];
  while (content->size() <= kFileBytesMax) {
    const ssize_t count = read(file, buffer, sizeof(buffer));
    if (count <= 0) return count == 0;
    content->append(buffer, static_cast<size_t>(count));
  }
  errno = EFBIG;
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ErasedList>> ErasedList::Open(std::string path,
                                                             std::string store_id) {
  std::unique_ptr<ErasedList> list(new ErasedList(std::move(path), std::move(store_id)));
  base::MutexLock writing(&list->writing_);
  base::MutexLock lock(&list->mutex_);
  if (!list->path_.empty()) RETURN_IF_ERROR(list->Load());
  return list;
}

absl::Status ErasedList::Load() {
  const base::FileHandle file(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.ok()) return Unreachable(base::FileErrorText(path_, "cannot be opened"));
  RETURN_IF_ERROR(base::CheckIsPrivate(path_, file.get()));
  std::string content;
  if (!ReadAll(file.get(), &content))
    return Unreachable(base::FileErrorText(path_, "cannot be read"));
  const size_t whole = content.rfind('\n') + 1;  // 0 when there is none.
  if (whole < content.size() && ftruncate(file.get(), static_cast<off_t>(whole)) != 0) {
    return Unreachable(base::FileErrorText(path_, "its torn end cannot be cut off"));
  }
  bytes_ = static_cast<int64_t>(whole);
  size_t number = 0;
  for (absl::string_view rest(content.data(), whole); !rest.empty();) {
    const size_t end = rest.find('\n');
    RETURN_IF_ERROR(TakeLine(rest.substr(0, end), ++number));
    rest.remove_prefix(end + 1);
  }
  if (fsync(file.get()) == 0 && base::SyncFolderOf(path_)) return absl::OkStatus();
  return Unreachable(base::FileErrorText(path_, "cannot be synced"));
}

absl::Status ErasedList::TakeLine(absl::string_view line, size_t number) {
  const std::vector<absl::string_view> fields = absl::StrSplit(line, '\t');
  const bool fits = fields.size() == 4 && fields[0] == kLineVersion &&
                    absl::StrCat(line, "\n") == Line(fields[1], fields[2]);
  if (!fits) {
    return Unreachable(absl::StrCat(path_, ": line ", number,
                                    " is damaged; restore the file from its copy, or erase the "
                                    "person of that line again after the line is taken out"));
  }
  if (fields[1] == store_id_) persons_.insert(std::string(fields[2]));
  return absl::OkStatus();
}

absl::StatusOr<std::string> ErasedList::NewLines(absl::Span<const std::string> person_ids) const {
  base::MutexLock lock(&mutex_);
  std::string lines;
  for (const std::string& id : person_ids) {
    if (id.empty() || HasControlCharacter(id)) {
      return absl::InvalidArgumentError("the id of a person has no control characters");
    }
    if (!persons_.contains(id)) lines += Line(store_id_, id);
  }
  return lines;
}

absl::Status ErasedList::Add(absl::Span<const std::string> person_ids) {
  base::MutexLock writing(&writing_);
  ASSIGN_OR_RETURN(const std::string lines, NewLines(person_ids));
  if (!lines.empty() && !path_.empty()) RETURN_IF_ERROR(AppendToFile(lines));
  base::MutexLock lock(&mutex_);
  persons_.insert(person_ids.begin(), person_ids.end());
  return absl::OkStatus();
}

// Opened each time: a file that was taken away meanwhile must not be written to.
absl::Status ErasedList::AppendToFile(absl::string_view lines) {
  const base::FileHandle file(open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.ok()) return Unreachable(base::FileErrorText(path_, "cannot be opened"));
  struct stat info {};
  if (fstat(file.get(), &info) != 0 || info.st_size != bytes_) {
    return Unreachable(
        absl::StrCat(path_, ": somebody else has changed it; start the server again"));
  }
  errno = ENOSPC;
  const bool durable =
      write(file.get(), lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) &&
      fsync(file.get()) == 0;
  if (durable) {
    bytes_ += static_cast<int64_t>(lines.size());
    return absl::OkStatus();
  }
  const absl::Status failed = Unreachable(base::FileErrorText(path_, "cannot be written"));
  // So that a later attempt finds whole lines only; if it fails too, the size tells.
  if (ftruncate(file.get(), bytes_) != 0) return failed;
  return failed;
}

bool ErasedList::Contains(absl::string_view person_id) const {
  base::MutexLock lock(&mutex_);
  return persons_.find(person_id) != persons_.end();
}

std::vector<std::string> ErasedList::persons() const {
  base::MutexLock lock(&mutex_);
  return {persons_.begin(), persons_.end()};
}

}  // namespace logboek::vault
