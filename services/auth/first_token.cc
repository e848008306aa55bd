#include "services/auth/first_token.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/auth/token.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

constexpr char kFirstPrincipal[] = "administrator";
// Enough to see that there is more in the file than a token.
constexpr size_t kFirstTokenFileBytesMax = 1'024;

// The file comes first: a token that is known and stands nowhere would let nobody in.
absl::StatusOr<std::string> TokenInFile(const std::string& path) {
  absl::StatusOr<std::string> text = base::ReadSecretFile(path, kFirstTokenFileBytesMax);
  if (absl::IsNotFound(text.status())) {
    std::string token = NewToken();
    RETURN_IF_ERROR(base::CreateSecretFile(path, token + "\n"));
    return token;
  }
  if (!text.ok()) return text.status();
  const absl::string_view token = absl::StripAsciiWhitespace(*text);
  if (CheckToken(token).ok()) return std::string(token);
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": there is something else than a token in the file; move it away"));
}

}  // namespace

absl::StatusOr<std::optional<access::v1::TokenRecord>> MakeFirstToken(TokenStore* tokens,
                                                                      const std::string& path,
                                                                      absl::Time now) {
  if (!tokens->empty()) return std::optional<access::v1::TokenRecord>();
  ASSIGN_OR_RETURN(const std::string token, TokenInFile(path));
  TokenRequest request{
      .note = "made at the first start", .created_by = kFirstPrincipal, .now = now};
  request.grant.set_principal(kFirstPrincipal);
  request.grant.set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  ASSIGN_OR_RETURN(access::v1::TokenRecord record, tokens->Adopt(token, request));
  return std::optional(std::move(record));
}

}  // namespace logboek::auth
