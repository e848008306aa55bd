#include "services/vault/vault.h"

#include "absl/strings/str_cat.h"
#include "services/vault/sealing.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::vault {
namespace {

constexpr uint32_t kScheme = 1;
constexpr size_t kDigestBytes = 32;

std::string PersonContext(absl::string_view id) { return absl::StrCat("logboek person 1 ", id); }

absl::StatusOr<std::string> LoadDigestKey(absl::string_view master_key,
                                          const storage::EventLog& log) {
  ASSIGN_OR_RETURN(const std::optional<std::string> wrapped, log.FindKey(kDigestKeyId));
  if (!wrapped.has_value()) return RandomBytes(kKeyBytes);
  absl::StatusOr<std::string> key = Decrypt(*wrapped, master_key, KeyContext(kDigestKeyId));
  return key.ok() ? key : NotTheKeyOfThisStore();
}

absl::Status KeysUnreachable(absl::string_view doing, const absl::Status& why) {
  if (why.ok()) return why;
  return base::MakeError(
      absl::StatusCode::kUnavailable, "KEY_STORE_UNREACHABLE",
      absl::StrCat(doing, " failed; nobody is erased before it succeeds: ", why.message()));
}

}  // namespace

Vault::Vault(std::string master_key, std::string digest_key, storage::EventLog* log,
             std::unique_ptr<ErasedList> erased)
    : master_key_(std::move(master_key)),
      digest_key_(std::move(digest_key)),
      log_(log),
      erased_(std::move(erased)) {}

absl::StatusOr<std::unique_ptr<Vault>> Vault::Open(std::string master_key, storage::EventLog* log,
                                                   std::string erased_path) {
  CHECK_EQ(master_key.size(), kKeyBytes);
  ASSIGN_OR_RETURN(std::string digest_key, LoadDigestKey(master_key, *log));
  ASSIGN_OR_RETURN(std::unique_ptr<ErasedList> erased,
                   ErasedList::Open(std::move(erased_path), log->store_id()));
  std::unique_ptr<Vault> vault(
      new Vault(std::move(master_key), std::move(digest_key), log, std::move(erased)));
  RETURN_IF_ERROR(vault->EnforceList());
  return vault;
}

absl::Status Vault::EnforceList() {
  std::vector<std::string> came_back;
  for (const std::string& person : erased_->persons()) {
    ASSIGN_OR_RETURN(const bool has_key, HasKey(person));
    if (has_key) came_back.push_back(person);
  }
  if (!came_back.empty()) {
    base::LogWarning("erased persons were in the store again; their keys are destroyed",
                     {{"persons", came_back.size()}});
    RETURN_IF_ERROR(KeysUnreachable(
        "destroying keys", log_->ChangeKeys({.replaced = {}, .destroyed = std::move(came_back)})));
  }
  return Purge();
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
  // Also while the key still is in the log.
  if (erased_->Contains(person_id)) return absl::NotFoundError("this person was erased");
  ASSIGN_OR_RETURN(std::optional<std::string> wrapped, log_->FindKey(person_id));
  if (!wrapped.has_value()) return absl::NotFoundError("the key of this person was destroyed");
  ASSIGN_OR_RETURN(std::string key, Decrypt(*wrapped, master_key_, KeyContext(person_id)));
  ASSIGN_OR_RETURN(std::string plain, Decrypt(sealed.ciphertext(), key, PersonContext(person_id)));
  event::v1::PersonalData data;
  if (!data.ParseFromString(plain)) return absl::DataLossError("sealed data is no personal data");
  return data;
}

std::string Vault::Digest(absl::string_view bytes) const {
  return Hash(bytes, digest_key_, kDigestBytes);
}

std::optional<storage::KeyEntry> Vault::NewStoreKey() const {
  const absl::StatusOr<std::optional<std::string>> stored = log_->FindKey(kDigestKeyId);
  if (stored.ok() && stored->has_value()) return std::nullopt;
  return storage::KeyEntry{kDigestKeyId,
                           Encrypt(digest_key_, master_key_, KeyContext(kDigestKeyId))};
}

absl::Status Vault::MarkErased(absl::Span<const std::string> person_ids) {
  return erased_->Add(person_ids);
}

absl::StatusOr<bool> Vault::HasKey(absl::string_view person_id) const {
  const absl::StatusOr<std::optional<std::string>> key = log_->FindKey(person_id);
  if (!key.ok()) return KeysUnreachable("looking for a key", key.status());
  return key->has_value();
}

absl::Status Vault::Purge() {
  return KeysUnreachable("purging destroyed keys", log_->PurgeDestroyedKeys());
}

}  // namespace logboek::vault
