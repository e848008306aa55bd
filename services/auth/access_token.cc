#include "services/auth/access_token.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/auth/bytes.h"
#include "services/auth/refusal.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

absl::Status MalformedToken(absl::string_view what) {
  return NotLetIn("BAD_ACCESS_TOKEN",
                  absl::StrCat("the access token cannot be used: ", what, "; sign in again"));
}

absl::StatusOr<nlohmann::json> ParsePart(absl::string_view part, absl::string_view name) {
  const std::optional<std::string> text = FromBase64Url(part);
  if (!text.has_value()) return MalformedToken(absl::StrCat("its ", name, " is no base64url"));
  nlohmann::json json = nlohmann::json::parse(*text, /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return MalformedToken(absl::StrCat("its ", name, " is no JSON object"));
  return json;
}

std::string TextMember(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::Status CheckHeader(const nlohmann::json& header) {
  if (header.contains("crit")) return MalformedToken("its header asks for an extension");
  if (!IsSignatureAlgorithm(TextMember(header, "alg"))) {
    return MalformedToken("its algorithm is none that is taken here (RS, PS, ES, EdDSA)");
  }
  if (!header.contains("typ")) return absl::OkStatus();
  const std::string type = absl::AsciiStrToLower(TextMember(header, "typ"));
  const absl::string_view short_type = absl::StripPrefix(type, "application/");
  if (short_type == "at+jwt" || short_type == "jwt") return absl::OkStatus();
  return MalformedToken("its type is neither at+jwt nor JWT");
}

}  // namespace

std::string AccessToken::issuer() const { return TextMember(claims, "iss"); }

SignatureVerdict AccessToken::Verify(const KeySet& keys) const {
  return keys.Verify(
      {.algorithm = algorithm, .key_id = key_id, .signed_bytes = signed_text, .bytes = signature});
}

bool LooksLikeAccessToken(absl::string_view text) {
  const size_t first = text.find('.');
  if (first == absl::string_view::npos) return false;
  const size_t second = text.find('.', first + 1);
  return second != absl::string_view::npos && text.find('.', second + 1) == absl::string_view::npos;
}

absl::StatusOr<AccessToken> ParseAccessToken(absl::string_view text) {
  if (text.size() > kAccessTokenBytesMax) {
    return MalformedToken(
        absl::StrCat("it has ", text.size(), " bytes, limit ", kAccessTokenBytesMax));
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() != 3) return MalformedToken("it has not three parts");
  ASSIGN_OR_RETURN(const nlohmann::json header, ParsePart(parts[0], "header"));
  RETURN_IF_ERROR(CheckHeader(header));
  AccessToken token;
  token.algorithm = TextMember(header, "alg");
  token.key_id = TextMember(header, "kid");
  ASSIGN_OR_RETURN(token.claims, ParsePart(parts[1], "claims"));
  token.signed_text = std::string(text.substr(0, parts[0].size() + 1 + parts[1].size()));
  const std::optional<std::string> signature = FromBase64Url(parts[2]);
  if (!signature.has_value()) return MalformedToken("its signature is no base64url");
  token.signature = *signature;
  return token;
}

}  // namespace logboek::auth
