#include "services/rpc/token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::rpc {
namespace {

// Layout: format (1 byte), length of the store id (1 byte), store id, position (8 bytes, big
// endian).
constexpr char kFormat = 1;
constexpr size_t kFixedBytes = 10;

absl::Status Malformed() {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "TOKEN_MALFORMED",
                         "the token is not one of this service; pass a token exactly as it was "
                         "answered, or leave it out");
}

}  // namespace

std::string EncodeToken(const Token& token) {
  CHECK(token.store_id.size() <= 255);
  std::string bytes;
  bytes.push_back(kFormat);
  bytes.push_back(static_cast<char>(token.store_id.size()));
  bytes.append(token.store_id);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(token.position >> shift));
  }
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<Token> DecodeToken(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return Malformed();
  if (bytes.size() < kFixedBytes || bytes[0] != kFormat) return Malformed();
  const size_t id_bytes = static_cast<unsigned char>(bytes[1]);
  if (bytes.size() != kFixedBytes + id_bytes) return Malformed();
  Token token{.store_id = bytes.substr(2, id_bytes)};
  for (size_t i = 2 + id_bytes; i < bytes.size(); ++i) {
    token.position = token.position << 8 | static_cast<unsigned char>(bytes[i]);
  }
  // Two spellings of one token would be two cache keys for a proxy; only the canonical one is ours.
  if (EncodeToken(token) != text) return Malformed();
  return token;
}

absl::Status CheckToken(absl::string_view text, absl::string_view store_id, uint64_t head) {
  if (text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Token token, DecodeToken(text));
  if (token.store_id != store_id) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "TOKEN_OF_OTHER_STORE",
                           "the token was made by another store; leave it out, or ask the server "
                           "that gave it");
  }
  if (token.position > head) {
    return base::MakeError(
        absl::StatusCode::kUnavailable, "TOKEN_AHEAD",
        absl::StrCat("the token speaks of position ", token.position, ", this copy is at ", head,
                     "; ask again in a moment"),
        {{"position", absl::StrCat(token.position)}, {"head", absl::StrCat(head)}});
  }
  return absl::OkStatus();
}

}  // namespace logboek::rpc
