#include "services/vault/vault.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::vault {
namespace {

constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// Where the digest key stands among the wrapped keys; no person can have this id, for ids have no
// control characters.
constexpr char kDigestKeyId[] =
    "\x01"
    "digest";
constexpr uint32_t kScheme = 1;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }

void StartSodium() {
  // Safe to call again and from several threads.
  CHECK(sodium_init() >= 0, "libsodium did not start");
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

// nonce || ciphertext || tag, bound to `context`.
std::string Encrypt(absl::string_view plain, absl::string_view key, absl::string_view context) {
  std::string sealed = RandomBytes(kNonceBytes);
  sealed.resize(kNonceBytes + plain.size() + kTagBytes);
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(&sealed) + kNonceBytes, &written, Bytes(plain),
                                             plain.size(), Bytes(context), context.size(), nullptr,
                                             Bytes(&sealed), Bytes(key));
  CHECK_EQ(static_cast<size_t>(written), plain.size() + kTagBytes);
  return sealed;
}

absl::StatusOr<std::string> Decrypt(absl::string_view sealed, absl::string_view key,
                                    absl::string_view context) {
  if (sealed.size() < kNonceBytes + kTagBytes) return absl::DataLossError("sealed data is cut off");
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  unsigned long long written = 0;
  const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Bytes(&plain), &written, nullptr, Bytes(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
      Bytes(context), context.size(), Bytes(sealed), Bytes(key));
  if (result != 0) return absl::DataLossError("sealed data or its key was changed");
  return plain;
}

// A wrapped key of one person cannot be put in another's place.
std::string KeyContext(absl::string_view id) { return absl::StrCat("logboek key 1 ", id); }
std::string PersonContext(absl::string_view id) { return absl::StrCat("logboek person 1 ", id); }

absl::Status FileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(
      absl::StrCat("master key ", path, ": ", what, ": ", std::strerror(errno)));
}

absl::Status WriteNewFile(const std::string& path, absl::string_view bytes) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FileError(path, "cannot be made");
  const bool written =
      write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      fsync(file) == 0;
  if (close(file) != 0 || !written) return FileError(path, "cannot be written");
  return absl::OkStatus();
}

// Makes the names in the folder of `path` survive the loss of power.
absl::Status SyncFolderOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return FileError(folder, "cannot be opened");
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : FileError(folder, "cannot be synced");
}

// The file appears with its whole content or not at all, whenever the process dies.
absl::StatusOr<std::string> CreateKeyFile(const std::string& path) {
  const std::string key = RandomBytes(kKeyBytes);
  const std::string unfinished = absl::StrCat(path, ".new");
  unlink(unfinished.c_str());
  RETURN_IF_ERROR(WriteNewFile(unfinished, key));
  // Unlike rename, link leaves a key that somebody else made meanwhile alone.
  if (link(unfinished.c_str(), path.c_str()) != 0) return FileError(path, "cannot be made");
  unlink(unfinished.c_str());
  RETURN_IF_ERROR(SyncFolderOf(path));
  return key;
}

absl::StatusOr<std::string> ReadKeyFile(const std::string& path, int file) {
  struct stat info {};
  if (fstat(file, &info) != 0) return FileError(path, "cannot be looked at");
  if ((info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "master key ", path, ": others can read or write the file; run chmod 600 ", path));
  }
  std::string key(kKeyBytes + 1, '\0');
  const ssize_t count = read(file, key.data(), key.size());
  if (count != static_cast<ssize_t>(kKeyBytes)) {
    return absl::FailedPreconditionError(
        absl::StrCat("master key ", path, ": the file holds no key; it has exactly ", kKeyBytes,
                     " bytes; restore it from where it is kept safe"));
  }
  key.resize(kKeyBytes);
  return key;
}

}  // namespace

absl::StatusOr<std::string> LoadMasterKey(const std::string& path, bool may_create) {
  StartSodium();
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT && may_create) return CreateKeyFile(path);
  if (file < 0) return FileError(path, "cannot be read; restore it, the store needs it");
  absl::StatusOr<std::string> key = ReadKeyFile(path, file);
  close(file);
  return key;
}

Vault::Vault(std::string master_key, std::string digest_key, const storage::EventLog* log)
    : master_key_(std::move(master_key)), digest_key_(std::move(digest_key)), log_(log) {}

absl::StatusOr<std::unique_ptr<Vault>> Vault::Open(std::string master_key,
                                                   const storage::EventLog* log) {
  StartSodium();
  CHECK_EQ(master_key.size(), kKeyBytes);
  ASSIGN_OR_RETURN(std::optional<std::string> wrapped, log->FindKey(kDigestKeyId));
  if (!wrapped.has_value()) {
    return std::unique_ptr<Vault>(new Vault(std::move(master_key), RandomBytes(kKeyBytes), log));
  }
  absl::StatusOr<std::string> digest_key = Decrypt(*wrapped, master_key, KeyContext(kDigestKeyId));
  if (!digest_key.ok()) {
    return absl::FailedPreconditionError(
        "the master key is not the one of this store; start with the key file the store was made "
        "with");
  }
  return std::unique_ptr<Vault>(new Vault(std::move(master_key), *std::move(digest_key), log));
}

SealedPerson Vault::Seal(absl::string_view person_id, const event::v1::PersonalData& data) const {
  const std::string key = RandomBytes(kKeyBytes);
  SealedPerson person;
  person.sealed.set_scheme(kScheme);
  person.sealed.set_ciphertext(Encrypt(data.SerializeAsString(), key, PersonContext(person_id)));
  person.key = {std::string(person_id), Encrypt(key, master_key_, KeyContext(person_id))};
  return person;
}

absl::StatusOr<event::v1::PersonalData> Vault::Unseal(
    absl::string_view person_id, const event::v1::SealedPersonalData& sealed) const {
  if (sealed.ciphertext().empty()) return event::v1::PersonalData();
  if (sealed.scheme() != kScheme) {
    return absl::DataLossError(absl::StrCat("sealed with the unknown scheme ", sealed.scheme()));
  }
  ASSIGN_OR_RETURN(std::optional<std::string> wrapped, log_->FindKey(person_id));
  if (!wrapped.has_value()) return absl::NotFoundError("the key of this person was destroyed");
  ASSIGN_OR_RETURN(std::string key, Decrypt(*wrapped, master_key_, KeyContext(person_id)));
  ASSIGN_OR_RETURN(std::string plain, Decrypt(sealed.ciphertext(), key, PersonContext(person_id)));
  event::v1::PersonalData data;
  if (!data.ParseFromString(plain)) return absl::DataLossError("sealed data is no personal data");
  return data;
}

std::string Vault::Digest(absl::string_view bytes) const {
  std::string digest(crypto_generichash_BYTES, '\0');
  crypto_generichash(Bytes(&digest), digest.size(), Bytes(bytes), bytes.size(), Bytes(digest_key_),
                     digest_key_.size());
  return digest;
}

std::optional<storage::KeyEntry> Vault::NewStoreKey() const {
  const absl::StatusOr<std::optional<std::string>> stored = log_->FindKey(kDigestKeyId);
  if (stored.ok() && stored->has_value()) return std::nullopt;
  return storage::KeyEntry{kDigestKeyId,
                           Encrypt(digest_key_, master_key_, KeyContext(kDigestKeyId))};
}

}  // namespace logboek::vault
