// The header "authorization" of a call, and records of tokens as the store gives them back.
#include "absl/strings/str_cat.h"
#include "services/auth/authenticator.h"
#include "services/auth/bytes.h"
#include "services/auth/exchanged_tokens.h"
#include "services/auth/side_keys.h"
#include "services/auth/token.h"
#include "storage/base/check.h"
#include "storage/memory/memory_side_store.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

const base::FakeClock& Clock() {
  static const auto& clock = *new base::FakeClock(absl::FromUnixSeconds(1'700'000'000));
  return clock;
}

// Nobody has a token, so nobody gets in.
void CheckHeader(absl::string_view header) {
  if (header.empty()) return;
  storage::MemorySideStore store;
  const auto tokens = auth::TokenStore::Open(&store);
  const auth::Authenticator authenticator(tokens->get(), nullptr, &Clock());
  const auto caller = authenticator.Authenticate({.authorization = header});
  CHECK(absl::IsUnauthenticated(caller.status()));
  CheckRefused(caller.status());
}

void CheckToken(absl::string_view token) {
  for (const absl::string_view prefix : {auth::kTokenPrefix, auth::kExchangedTokenPrefix}) {
    const absl::Status status = auth::CheckToken(token, prefix);
    if (!status.ok()) {
      CheckRefused(status, "TOKEN_MALFORMED");
      continue;
    }
    const auto secret = auth::FromBase64Url(token.substr(prefix.size(), 43));
    CHECK(token == auth::TokenOf(prefix, *secret));
  }
}

// It stands for nothing, whatever it is.
void CheckExchanged(absl::string_view token) {
  static const auto& exchanged = *new auth::ExchangedTokens();
  const auto origin = exchanged.OriginOf(token, Clock().Now());
  CHECK(absl::IsUnauthenticated(origin.status()));
  CheckRefused(origin.status());
}

// The record as that of a token that is known here.
void CheckLetIn(access::v1::TokenRecord record) {
  constexpr absl::string_view kToken = "token";
  record.set_sha256(auth::Sha256(kToken));
  storage::MemorySideStore store;
  CHECK(store
            .Write({.put = {{absl::StrCat(auth::kTokenKeyPrefix, record.token_id()),
                             record.SerializeAsString()}}})
            .ok());
  const auto tokens = auth::TokenStore::Open(&store);
  CHECK(tokens.ok());
  for (int i = 0; i < 2; ++i) {
    const auto caller = (*tokens)->Verify(kToken, Clock().Now());
    if (!caller.ok()) {
      CheckRefused(caller.status());
    } else {
      CHECK((*caller)->expires_at > Clock().Now());
    }
  }
  CHECK((*tokens)->FlushLastUsed().ok());
}

void CheckRecord(absl::string_view bytes) {
  access::v1::TokenRecord record;
  const bool readable = record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  storage::MemorySideStore store;
  const std::string id = record.token_id();
  // No token was ever called so.
  if (id.empty() || id.size() > 100) return;
  CHECK(store
            .Write({.put = {{auth::kTokenKeyPrefix + id, std::string(bytes)},
                            {auth::kTokenUsedKeyPrefix + id, std::string(bytes)}}})
            .ok());
  const auto tokens = auth::TokenStore::Open(&store);
  CHECK_EQ(tokens.ok(), readable);
  CHECK_EQ(absl::IsDataLoss(tokens.status()), !readable);
  if (!readable) return;
  CHECK((*tokens)->Find(id).ok());
  CHECK_EQ((*tokens)->List({}).size(), 1u);
  CheckLetIn(std::move(record));
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek::fuzz;
  const absl::string_view text = ToText(data, size);
  CheckHeader(text);
  CheckToken(text);
  CheckExchanged(text);
  CheckRecord(text);
  return 0;
}
