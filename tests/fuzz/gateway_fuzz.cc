// What a stranger sends over HTTP before anybody knows who it is: the address, its query, the
// head's words and cookies, a message in JSON, an envelope, gzip; and what an issuer answers. The
// first byte says which.
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "logboek/v1/registration_service.pb.h"
#include "services/auth/token.h"
#include "services/gateway/calendar_feed.h"
#include "services/gateway/connect.h"
#include "services/gateway/cookies.h"
#include "services/gateway/message_codec.h"
#include "services/gateway/oidc_client.h"
#include "services/gateway/own_page.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::gateway {
namespace {

constexpr size_t kMessageBytesMax = 1 << 16;
constexpr char kOrigin[] = "https://logboek.example.nl";
constexpr char kIssuer[] = "https://issuer.example.nl";

void TryTarget(const std::string& text) {
  const auto target = ParseTarget(text);
  if (!target.ok()) return;
  CHECK(text[0] == '/');
  const auto feed = ParseFeed(*target, absl::UnixEpoch());
  // What goes into a header of a call.
  if (feed.ok()) CHECK(auth::CheckToken(feed->token).ok());
  // Where somebody who signed in is sent.
  for (const auto& [key, value] : target->query) {
    if (!IsLocalPath(value)) continue;
    CHECK(value[0] == '/' && value.substr(0, 2) != "//");
    CHECK(value.find_first_of("\\\r\n\t ") == std::string::npos);
  }
}

// A cookie that is set is read again, whatever stands beside it.
void TryCookies(const std::string& text) {
  const std::string value = CookieOf(text, kSessionCookie);
  CHECK(value.find(';') == std::string::npos);
  const std::string twice = absl::StrCat(text, "; ", kSessionCookie, "=own");
  const std::string found = CookieOf(twice, kSessionCookie);
  if (value.empty()) CHECK(found == "own" || found.empty());
  if (!value.empty()) CHECK(found == (value == "own" ? "own" : ""));
}

void TryHead(const std::string& text) {
  if (const auto type = ParseContentType(text); type.has_value()) {
    CHECK(ParseContentType(ToString(*type)).has_value());
  }
  AcceptsGzip(text);
  if (const auto timeout = ParseTimeout(text); timeout.ok())
    CHECK(*timeout >= absl::ZeroDuration());
  static_cast<void>(FromAnyBase64(text));
  TryCookies(text);
  const HttpRequest request{.method = "POST",
                            .target = "/",
                            .headers = {{"origin", text}},
                            .body = {},
                            .address = {},
                            .certificate_pem = {}};
  CHECK(CheckOwnPage(request, kOrigin).ok() == (text == kOrigin));
}

void TryIssuer(const std::string& text) {
  const auto endpoints = ParseDiscovery(text, kIssuer);
  if (endpoints.ok()) CHECK(!endpoints->token_url.empty());
  const auto tokens = ParseTokens({.status = 200, .body = text}, absl::UnixEpoch());
  if (!tokens.ok()) return;
  CHECK(!tokens->access_token.empty());
  CHECK(tokens->access_token.find_first_of(" \r\n") == std::string::npos);
}

// What was taken is written and read again as the same.
void TryJson(const std::string& text) {
  TryIssuer(text);
  const auto* const type = v1::RecordAttendanceRequest::descriptor();
  const auto bytes = JsonToBytes(type, text);
  if (!bytes.ok()) return;
  const auto json = BytesToJson(type, *bytes);
  CHECK(json.ok(), "what was read can be written");
  const auto again = JsonToBytes(type, *json);
  CHECK(again.ok() && *again == *bytes, "and read as the same");
}

void TryEnvelope(const std::string& text) {
  const auto envelope = OneEnvelope(text);
  if (!envelope.ok()) return;
  CHECK(ToBytes(*envelope) == text, "an envelope has one spelling");
  if (envelope->compressed) static_cast<void>(Gunzip(envelope->bytes, kMessageBytesMax));
}

void TryGzip(const std::string& text) {
  const auto plain = Gunzip(text, kMessageBytesMax);
  if (plain.ok()) CHECK(plain->size() <= kMessageBytesMax);
  const auto back = Gunzip(Gzip(text), text.size());
  CHECK(back.ok() && *back == text);
}

}  // namespace
}  // namespace logboek::gateway

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek::gateway;
  if (size == 0) return 0;
  constexpr void (*kTries[])(const std::string&) = {TryTarget, TryHead, TryJson, TryEnvelope,
                                                    TryGzip};
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  kTries[data[0] % std::size(kTries)](text);
  return 0;
}
