#include "services/queries/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/domain/dates.h"
#include "services/queries/refusals.h"
#include "services/queries/sha256.h"

namespace logboek::queries {
namespace {

constexpr char kFormat[] = "1";
// Enough to notice a mistake; a token is no secret.
constexpr size_t kFingerprintBytes = 8;

}  // namespace

std::string Fingerprint(const std::vector<std::string>& parts) {
  Sha256 hash;
  for (const std::string& part : parts) {
    hash.Update(absl::StrCat(part.size(), ":"));
    hash.Update(part);
  }
  return absl::BytesToHexString(hash.Finish().substr(0, kFingerprintBytes));
}

std::string EncodePageToken(absl::string_view fingerprint, const std::vector<std::string>& fields) {
  std::string text = absl::StrCat(kFormat, absl::string_view("\0", 1), fingerprint);
  for (const std::string& field : fields) text.append(1, '\0').append(field);
  return absl::WebSafeBase64Escape(text);
}

absl::StatusOr<std::vector<std::string>> DecodePageToken(absl::string_view text,
                                                         absl::string_view fingerprint,
                                                         size_t fields) {
  std::string plain;
  if (!absl::WebSafeBase64Unescape(text, &plain)) return BadPageToken();
  std::vector<std::string> parts = absl::StrSplit(plain, '\0');
  if (parts.size() != fields + 2 || parts[0] != kFormat || parts[1] != fingerprint) {
    return BadPageToken();
  }
  parts.erase(parts.begin(), parts.begin() + 2);
  // abseil overlooks padding, blanks and bits that are left over.
  if (EncodePageToken(fingerprint, parts) != text) return BadPageToken();
  return parts;
}

absl::StatusOr<absl::CivilDay> DayOfPageToken(absl::string_view field) {
  absl::CivilDay day;
  constexpr absl::CivilDay kFirst(1, 1, 1);
  if (!absl::ParseCivilTime(field, &day) || day < kFirst || day > domain::kNoEnd) {
    return BadPageToken();
  }
  return day;
}

}  // namespace logboek::queries
