#include "services/gateway/entity_tag.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "services/auth/bytes.h"

namespace logboek::gateway {
namespace {

// Told apart well enough; a whole digest only makes the header longer.
constexpr size_t kTagBytes = 16;

bool HasTag(absl::string_view known, absl::string_view tag) {
  for (absl::string_view item : absl::StrSplit(known, ',')) {
    item = absl::StripAsciiWhitespace(item);
    if (item == "*" || absl::StripPrefix(item, "W/") == tag) return true;
  }
  return false;
}

}  // namespace

void AddEntityTag(const HttpRequest& request, HttpResponse* response) {
  const std::string tag = absl::StrCat(
      "\"", auth::ToBase64Url(auth::Sha256(response->body).substr(0, kTagBytes)), "\"");
  response->headers["etag"] = tag;
  if (!HasTag(HeaderOf(request.headers, "if-none-match"), tag)) return;
  response->status = 304;
  response->body.clear();
}

}  // namespace logboek::gateway
