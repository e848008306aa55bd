// Keeps what is personal unreadable without a key: one random key a person, wrapped by the master
// key.
//
// A person's name, e-mail address and registration number are sealed with XChaCha20-Poly1305
// (libsodium) under a key of that one person. The key itself stands wrapped under the master key in
// the log's `keys` family. Destroying a person's key erases the person; the events stay as they
// were.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "logboek/event/v1/event.pb.h"
#include "storage/event_log.h"

namespace logboek::vault {

// Reads the 32-byte master key from a file, or makes the file (mode 0600) with a new random key
// when it does not exist and `may_create`. FAILED_PRECONDITION: others can read the file, or it
// holds no key; or it is missing and may not be made, because a store that already has keys would
// become unreadable.
absl::StatusOr<std::string> LoadMasterKey(const std::string& path, bool may_create);

struct SealedPerson {
  event::v1::SealedPersonalData sealed;
  // Must be appended together with the event that carries `sealed`.
  storage::KeyEntry key;
};

// Thread-safe.
class Vault {
 public:
  // `log` must outlive the vault. FAILED_PRECONDITION: the master key is not the one of this store.
  static absl::StatusOr<std::unique_ptr<Vault>> Open(std::string master_key,
                                                     const storage::EventLog* log);

  // Seals under a new random key.
  SealedPerson Seal(absl::string_view person_id, const event::v1::PersonalData& data) const;

  // NOT_FOUND: the key was destroyed. DATA_LOSS: the bytes were tampered with.
  absl::StatusOr<event::v1::PersonalData> Unseal(absl::string_view person_id,
                                                 const event::v1::SealedPersonalData& sealed) const;

  // BLAKE2b-256 of `bytes` under a key of this store: equal for equal content, and of no use to
  // whoever wants to guess the content.
  std::string Digest(absl::string_view bytes) const;

  // The wrapped digest key, to be appended with the store's first group; absent when the log has
  // it.
  std::optional<storage::KeyEntry> NewStoreKey() const;

 private:
  Vault(std::string master_key, std::string digest_key, const storage::EventLog* log);

  const std::string master_key_;
  const std::string digest_key_;
  const storage::EventLog* const log_;
};

}  // namespace logboek::vault
