// Freshness tokens: an answer's place in the log, opaque to clients. Pass one back and the answer
// is at least that fresh, whichever copy of the store gives it.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::rpc {

struct Token {
  std::string store_id;
  uint64_t position = 0;
};

// base64url without padding. `store_id` has at most 255 bytes.
std::string EncodeToken(const Token& token);

// INVALID_ARGUMENT, TOKEN_MALFORMED: not made by EncodeToken.
absl::StatusOr<Token> DecodeToken(absl::string_view text);

// OK when `text` is empty, or a token of this store that `head` has reached. INVALID_ARGUMENT,
// TOKEN_MALFORMED or TOKEN_OF_OTHER_STORE; UNAVAILABLE, TOKEN_AHEAD: this copy has not got that far
// yet.
absl::Status CheckToken(absl::string_view text, absl::string_view store_id, uint64_t head);

}  // namespace logboek::rpc
