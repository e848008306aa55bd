#include "services/auth/first_token.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/auth/token.h"
#include "storage/base/error.h"
#include "storage/base/private_file.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using access::v1::TokenRecord;

constexpr char kFirstPrincipal[] = "administrator";
// Enough to see that there is more in the file than a token.
constexpr size_t kFirstTokenFileBytesMax = 1'024;

// The file comes first: a token that is known and stands nowhere would let nobody in.
absl::StatusOr<std::string> MakeFile(const std::string& path) {
  std::string token = NewToken();
  RETURN_IF_ERROR(base::CreateSecretFile(path, token + "\n"));
  return token;
}

// NOT_FOUND: there is no file.
absl::StatusOr<std::string> ReadTokenFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, base::ReadSecretFile(path, kFirstTokenFileBytesMax));
  const absl::string_view token = absl::StripAsciiWhitespace(text);
  if (CheckToken(token).ok()) return std::string(token);
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": there is something else than a token in the file; move it away"));
}

absl::StatusOr<TokenRecord> AdoptFirst(absl::string_view token, absl::string_view note,
                                       absl::Time now, TokenStore* tokens) {
  TokenRequest request{.note = std::string(note), .created_by = kFirstPrincipal, .now = now};
  request.grant.set_principal(kFirstPrincipal);
  request.grant.set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  return tokens->Adopt(token, request);
}

// The token of the file when nobody has had it yet; else a new one, in the place of one that lets
// nobody in.
absl::StatusOr<std::string> FreshTokenIn(const std::string& path, const TokenStore& tokens,
                                         absl::Time now) {
  absl::StatusOr<std::string> token = ReadTokenFile(path);
  if (absl::IsNotFound(token.status())) return MakeFile(path);
  if (!token.ok()) return token.status();
  const absl::StatusOr<PrincipalPtr> holder = tokens.Verify(*token, now);
  if (holder.ok()) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "TOKEN_STILL_GOOD",
        absl::StrCat(path, ": the token in the file is good, that of \"",
                     (*holder)->grant.principal(), "\"; use it, or name another file"));
  }
  const auto reason = base::ReasonOf(holder.status());
  if (reason.has_value() && reason->reason == kUnknownToken) return token;
  if (unlink(path.c_str()) != 0) {
    return absl::FailedPreconditionError(base::FileErrorText(path, "cannot be replaced"));
  }
  return MakeFile(path);
}

}  // namespace

absl::StatusOr<std::optional<TokenRecord>> MakeFirstToken(TokenStore* tokens,
                                                          const std::string& path, absl::Time now) {
  if (!tokens->empty()) return std::optional<TokenRecord>();
  absl::StatusOr<std::string> token = ReadTokenFile(path);
  if (absl::IsNotFound(token.status())) token = MakeFile(path);
  if (!token.ok()) return token.status();
  ASSIGN_OR_RETURN(TokenRecord record, AdoptFirst(*token, "made at the first start", now, tokens));
  return std::optional(std::move(record));
}

absl::StatusOr<TokenRecord> RenewFirstToken(TokenStore* tokens, const std::string& path,
                                            absl::string_view note, absl::Time now) {
  ASSIGN_OR_RETURN(const std::string token, FreshTokenIn(path, *tokens, now));
  return AdoptFirst(token, note, now, tokens);
}

absl::StatusOr<size_t> RevokeEveryToken(TokenStore* tokens, const std::string& path,
                                        absl::string_view revoked_by, absl::Time now) {
  ASSIGN_OR_RETURN(const size_t revoked, tokens->RevokeAll(revoked_by, now));
  const absl::StatusOr<std::string> token = ReadTokenFile(path);
  if (absl::IsNotFound(token.status())) return revoked;
  if (!token.ok()) return token.status();
  const absl::Status adopted =
      AdoptFirst(*token, "found in the file when every token was revoked", now, tokens).status();
  if (absl::IsAlreadyExists(adopted)) return revoked;
  RETURN_IF_ERROR(adopted);
  RETURN_IF_ERROR(tokens->RevokeAll(revoked_by, now).status());
  return revoked;
}

}  // namespace logboek::auth
