// Keeps what is personal unreadable without a key: one random key a person, wrapped by the master
// key.
//
// A person's name, e-mail address and registration number are sealed with XChaCha20-Poly1305
// (libsodium) under a key of that one person. The key itself stands wrapped under the master key in
// the log's `keys` family. Destroying a person's key erases the person; the events stay as they
// were.
//
// A person is erased in this order: MarkErased; an event with the destroyed keys
// (EventLog::Append); Purge. Whatever fails on the way, the person is on the list, and the next
// Open ends it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "logboek/event/v1/event.pb.h"
#include "services/vault/erased_list.h"
#include "services/vault/master_key.h"
#include "storage/event_log.h"

namespace logboek::vault {

struct SealedPerson {
  event::v1::SealedPersonalData sealed;
  // Must be appended together with the event that carries `sealed`.
  storage::KeyEntry key;
};

// Thread-safe.
class Vault {
 public:
  // `log` must outlive the vault. `erased_path`: the file of the erased persons (erased_list.h);
  // empty = in memory. Keys of persons on the list that the log still has, as one that came back
  // from a backup does, are destroyed and purged before this returns. FAILED_PRECONDITION: the
  // master key is not the one of this store. UNAVAILABLE, KEY_STORE_UNREACHABLE: the list cannot be
  // read or written, or a key on it cannot be destroyed.
  static absl::StatusOr<std::unique_ptr<Vault>> Open(std::string master_key, storage::EventLog* log,
                                                     std::string erased_path = "");

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

  // From now on and for ever nobody of these can be unsealed, also not after a restart from a
  // backup. UNAVAILABLE, KEY_STORE_UNREACHABLE: it is not known to be durable; call again.
  absl::Status MarkErased(absl::Span<const std::string> person_ids);
  // On the list of MarkErased.
  bool IsErased(absl::string_view person_id) const { return erased_->Contains(person_id); }
  // Everybody on the list, in order.
  std::vector<std::string> ErasedPersons() const { return erased_->persons(); }

  // The log has a key of this person.
  absl::StatusOr<bool> HasKey(absl::string_view person_id) const;

  // The keys that were destroyed before the call are on no disk any more. May take seconds.
  // UNAVAILABLE, KEY_STORE_UNREACHABLE: not known to be; call again.
  absl::Status Purge();

 private:
  Vault(std::string master_key, std::string digest_key, storage::EventLog* log,
        std::unique_ptr<ErasedList> erased);

  // Destroys what the list forbids.
  absl::Status EnforceList();

  const std::string master_key_;
  const std::string digest_key_;
  storage::EventLog* const log_;
  const std::unique_ptr<ErasedList> erased_;
};

}  // namespace logboek::vault
