#include "services/auth/token.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/auth/bytes.h"
#include "services/auth/refusal.h"
#include "storage/base/check.h"

namespace logboek::auth {
namespace {

constexpr size_t kSecretCharacters = 43;
constexpr size_t kChecksumCharacters = 6;
constexpr size_t kIdCharacters = 12;

std::string Checksum(absl::string_view text) {
  return ToBase64Url(Sha256(text)).substr(0, kChecksumCharacters);
}

}  // namespace

std::string NewToken() { return TokenOf(kTokenPrefix, RandomBytes(kTokenSecretBytes)); }

std::string TokenOf(absl::string_view prefix, absl::string_view secret) {
  CHECK_EQ(secret.size(), kTokenSecretBytes);
  const std::string body = absl::StrCat(prefix, ToBase64Url(secret));
  return absl::StrCat(body, Checksum(body));
}

absl::Status CheckToken(absl::string_view token, absl::string_view prefix) {
  if (!absl::StartsWith(token, prefix)) {
    return NotLetIn("TOKEN_MALFORMED",
                    absl::StrCat("what was sent as a token begins neither with \"", prefix,
                                 "\" nor is it an access token (JWT); send one of these"));
  }
  const size_t whole = prefix.size() + kSecretCharacters + kChecksumCharacters;
  if (token.size() != whole) {
    return NotLetIn("TOKEN_MALFORMED",
                    absl::StrCat("the token has ", token.size(), " characters, a token has ", whole,
                                 "; copy it whole"));
  }
  const absl::string_view body = token.substr(0, token.size() - kChecksumCharacters);
  if (!FromBase64Url(body.substr(prefix.size())).has_value() ||
      Checksum(body) != token.substr(body.size())) {
    return NotLetIn("TOKEN_MALFORMED",
                    "the token has a typing error: its checksum does not fit; copy it again");
  }
  return absl::OkStatus();
}

std::string NewTokenId() {
  // Without letters that look like a digit or another letter.
  constexpr absl::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id = "tk_";
  for (const char byte : RandomBytes(kIdCharacters)) {
    id.push_back(kAlphabet[static_cast<unsigned char>(byte) % kAlphabet.size()]);
  }
  return id;
}

}  // namespace logboek::auth
