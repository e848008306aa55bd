// How bytes are sealed and keys are wrapped; for the files of this room.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/event_log.h"

namespace logboek::vault {

inline constexpr size_t kKeyBytes = 32;

// Where the digest key stands among the wrapped keys; no person can have this id, for ids have no
// control characters.
inline constexpr char kDigestKeyId[] =
    "\x01"
    "digest";

std::string RandomBytes(size_t count);

// nonce || ciphertext || tag of XChaCha20-Poly1305, bound to `context`.
std::string Encrypt(absl::string_view plain, absl::string_view key, absl::string_view context);
// DATA_LOSS: not what Encrypt gave for this key and context.
absl::StatusOr<std::string> Decrypt(absl::string_view sealed, absl::string_view key,
                                    absl::string_view context);

// What a wrapped key is bound to, so that one of one person cannot be put in another's place.
std::string KeyContext(absl::string_view id);

// BLAKE2b of `bytes_out` bytes; an empty key = none.
std::string Hash(absl::string_view bytes, absl::string_view key, size_t bytes_out);

// The keys of the log are wrapped under this master key, or there are none yet.
absl::StatusOr<bool> Opens(absl::string_view master_key, const storage::EventLog& log);

}  // namespace logboek::vault
