// What callers give back as they got it: freshness tokens, page tokens.
#include "services/accesslog/access_log.h"
#include "services/queries/page_token.h"
#include "services/rpc/token.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/memory/memory_side_store.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

void CheckFreshness(absl::string_view text) {
  const auto token = rpc::DecodeToken(text);
  if (!token.ok()) return CheckRefused(token.status(), "TOKEN_MALFORMED");
  CHECK(rpc::EncodeToken(*token) == text);
  CHECK(rpc::CheckToken(text, token->store_id, token->position).ok());
  CheckRefused(rpc::CheckToken(text, token->store_id + "x", token->position),
               "TOKEN_OF_OTHER_STORE");
}

void CheckPage(absl::string_view text, size_t fields) {
  const std::string fingerprint = queries::Fingerprint({"fuzz"});
  const auto token = queries::DecodePageToken(text, fingerprint, fields);
  if (!token.ok()) return CheckRefused(token.status(), "BAD_PAGE_TOKEN");
  CHECK_EQ(token->size(), fields);
  CHECK(queries::EncodePageToken(fingerprint, *token) == text);
  CheckRefused(queries::DecodePageToken(text, queries::Fingerprint({"other"}), fields).status());
  for (const std::string& field : *token) {
    const auto day = queries::DayOfPageToken(field);
    if (day.ok()) CHECK(day->year() >= 1 && day->year() <= 9999);
  }
}

void CheckAccessPage(absl::string_view text) {
  if (text.empty()) return;
  static auto& store = *new storage::MemorySideStore();
  static const auto& clock = *new base::SystemClock();
  static const auto& log = *new accesslog::AccessLog({}, &store, &clock);
  const auto page = log.Find({.person_ids = {"p"}, .page = std::string(text)});
  if (!page.ok()) return CheckRefused(page.status(), "BAD_PAGE_TOKEN");
  CHECK(text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos);
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek::fuzz;
  const absl::string_view text = ToText(data, size);
  CheckFreshness(text);
  for (size_t fields = 1; fields <= 4; ++fields) CheckPage(text, fields);
  CheckAccessPage(text);
  return 0;
}
