#include "services/auth/json_web_key.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/auth/access_token.h"
#include "services/auth/bytes.h"
#include "services/auth/testing/test_issuer.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using base::Refuses;
using nlohmann::json;

const absl::Time kSigned = absl::FromUnixSeconds(1'700'000'000);

// One key of each kind, made once: RSA takes its time.
const TestIssuer& EveryKind() {
  static const TestIssuer* const issuer = [] {
    auto* made = new TestIssuer();
    made->AddKey("rsa", TestKeyKind::kRsa);
    made->AddKey("p256", TestKeyKind::kP256);
    made->AddKey("p384", TestKeyKind::kP384);
    made->AddKey("p521", TestKeyKind::kP521);
    made->AddKey("ed", TestKeyKind::kEd25519);
    return made;
  }();
  return *issuer;
}

KeySetPtr Keys(const std::string& text) {
  auto keys = KeySet::Parse(text);
  CHECK(keys.ok(), "a key set of this test");
  return *std::move(keys);
}

AccessToken SignedWith(const std::string& key_id, const std::string& algorithm) {
  auto token = ParseAccessToken(EveryKind().Sign(EveryKind().Claims("bea", kSigned),
                                                 {.key_id = key_id, .algorithm = algorithm}));
  CHECK(token.ok(), "a token of this test");
  return *std::move(token);
}

struct AlgorithmRow {
  const char* key_id;
  const char* algorithm;
};

constexpr AlgorithmRow kEveryAlgorithm[] = {
    {"rsa", "RS256"}, {"rsa", "RS384"},  {"rsa", "RS512"},  {"rsa", "PS256"},  {"rsa", "PS384"},
    {"rsa", "PS512"}, {"p256", "ES256"}, {"p384", "ES384"}, {"p521", "ES512"}, {"ed", "EdDSA"},
};

TEST(KeySetTest, EveryAlgorithmIsChecked) {
  const KeySetPtr keys = Keys(EveryKind().KeySet());
  EXPECT_EQ(keys->size(), 5u);
  for (const AlgorithmRow& row : kEveryAlgorithm) {
    AccessToken token = SignedWith(row.key_id, row.algorithm);
    EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kGood) << row.algorithm;
    const std::string signature = token.signature;
    for (size_t at : {size_t{0}, signature.size() / 2, signature.size() - 1}) {
      token.signature = signature;
      token.signature[at] = static_cast<char>(token.signature[at] ^ 1);
      EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad) << row.algorithm << " " << at;
    }
    token.signature = signature;
    token.signed_text += "x";
    EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad) << row.algorithm;
  }
}

TEST(KeySetTest, SignatureOfAnotherLengthIsBad) {
  const KeySetPtr keys = Keys(EveryKind().KeySet());
  for (const AlgorithmRow& row : kEveryAlgorithm) {
    AccessToken token = SignedWith(row.key_id, row.algorithm);
    const std::string signature = token.signature;
    for (const std::string& bytes :
         {std::string(), signature.substr(1), signature + "x", std::string(signature.size(), '\0'),
          std::string(signature.size(), '\xff'), std::string(1, '\0')}) {
      token.signature = bytes;
      EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad) << row.algorithm;
    }
  }
}

// Which are the same number: RFC 8017, section 8.1.2, step 1 and section 8.2.2, step 1.
TEST(KeySetTest, RsaSignatureWithoutItsLeadingZeroIsBad) {
  const KeySetPtr keys = Keys(EveryKind().KeySet());
  AccessToken token;
  // One in 256 begins with a zero; a PSS signature has random bits.
  do {
    token = SignedWith("rsa", "PS256");
  } while (token.signature.front() != '\0');
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kGood);
  token.signature.erase(0, 1);
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad);
  token.signature.insert(0, 2, '\0');
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad);
}

TEST(KeySetTest, AlgorithmOfAnotherKindOfKeyIsBad) {
  const KeySetPtr keys = Keys(EveryKind().KeySet());
  for (const AlgorithmRow& row : kEveryAlgorithm) {
    AccessToken token = SignedWith(row.key_id, row.algorithm);
    for (const char* other : {"RS256", "PS256", "ES256", "ES384", "EdDSA", "HS256", "none", ""}) {
      if (row.algorithm == std::string(other)) continue;
      token.algorithm = other;
      EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad) << row.algorithm << " " << other;
    }
  }
}

TEST(KeySetTest, OnlyTheKeyThatIsNamedCounts) {
  const KeySetPtr keys = Keys(EveryKind().KeySet());
  AccessToken token = SignedWith("p256", "ES256");
  token.key_id = "p384";
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kBad);
  token.key_id = "new";
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kUnknownKey);
  token.key_id = "";
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kGood);
  token.signature.back() = static_cast<char>(token.signature.back() ^ 1);
  EXPECT_EQ(token.Verify(*keys), SignatureVerdict::kUnknownKey);
}

// A guess costs no more than that, however many keys there are.
TEST(KeySetTest, OnlySomeKeysAreTriedWhenNoneIsNamed) {
  TestIssuer issuer;
  issuer.AddKey("rsa", TestKeyKind::kRsa);
  for (int i = 0; i <= kKeysTriedMax; ++i) {
    issuer.AddKey(absl::StrCat("k", i), TestKeyKind::kEd25519);
  }
  const KeySetPtr keys = Keys(issuer.KeySet());
  const auto unnamed = [&](int key) {
    auto token = ParseAccessToken(issuer.Sign(json::object(), {.key_id = absl::StrCat("k", key)}));
    CHECK(token.ok());
    token->key_id = "";
    return *std::move(token);
  };
  EXPECT_EQ(unnamed(kKeysTriedMax - 1).Verify(*keys), SignatureVerdict::kGood);
  EXPECT_EQ(unnamed(kKeysTriedMax).Verify(*keys), SignatureVerdict::kUnknownKey);
}

TEST(KeySetTest, KeyKeepsToItsAlgorithm) {
  const KeySetPtr keys = Keys(EveryKind().KeySet({{"alg", "PS256"}}));
  EXPECT_EQ(SignedWith("rsa", "PS256").Verify(*keys), SignatureVerdict::kGood);
  EXPECT_EQ(SignedWith("rsa", "RS256").Verify(*keys), SignatureVerdict::kBad);
}

TEST(KeySetTest, KeysOfNoUseHereAreLeftOut) {
  TestIssuer issuer;
  issuer.AddKey("p256", TestKeyKind::kP256);
  const std::string good = issuer.KeySet();
  const json point = json::parse(good)["keys"][0];
  const std::string zeros32 = ToBase64Url(std::string(32, '\0'));
  const json changes[] = {
      {{"use", "enc"}},
      {{"use", 1}},
      {{"kty", "oct"}},
      {{"kty", nullptr}},
      {{"crv", "P-192"}},
      {{"crv", "secp256k1"}},
      {{"crv", "P-384"}},
      {{"x", nullptr}},
      {{"x", 7}},
      {{"x", "!"}},
      {{"y", zeros32}},
      {{"x", zeros32}, {"y", zeros32}},
      {{"kty", "RSA"}},
      {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AAAA"}},
      {{"kty", "OKP"}, {"crv", "X25519"}},
  };
  for (const json& change : changes) {
    EXPECT_THAT(KeySet::Parse(issuer.KeySet(change)), Refuses("BAD_KEY_SET")) << change;
    // Beside a good one it does no harm.
    json both = json::parse(issuer.KeySet(change));
    both["keys"].push_back(point);
    both["keys"].push_back("no object");
    ASSERT_OK_AND_ASSIGN(KeySetPtr keys, KeySet::Parse(both.dump()));
    EXPECT_EQ(keys->size(), 1u);
  }
  EXPECT_OK(KeySet::Parse(issuer.KeySet({{"use", nullptr}, {"kid", nullptr}})));
}

TEST(KeySetTest, WeakRsaKeysAreLeftOut) {
  const auto rsa = [](size_t bytes, const std::string& exponent) {
    return json{{"keys",
                 {{{"kty", "RSA"},
                   {"n", ToBase64Url(std::string(bytes, '\xff'))},
                   {"e", ToBase64Url(exponent)}}}}}
        .dump();
  };
  const std::string usual("\x01\x00\x01", 3);
  EXPECT_OK(KeySet::Parse(rsa(256, usual)));
  EXPECT_OK(KeySet::Parse(rsa(1'024, usual)));
  EXPECT_THAT(KeySet::Parse(rsa(255, usual)), Refuses("BAD_KEY_SET"));
  EXPECT_THAT(KeySet::Parse(rsa(1'025, usual)), Refuses("BAD_KEY_SET"));
  for (const std::string& exponent : {std::string(), std::string("\x01"), std::string("\x02"),
                                      std::string("\x01\0\0\0\x01", 5)}) {
    EXPECT_THAT(KeySet::Parse(rsa(256, exponent)), Refuses("BAD_KEY_SET"));
  }
}

TEST(KeySetTest, WhatIsNoKeySetIsRefused) {
  json many;
  for (size_t i = 0; i <= kKeysMax; ++i) many["keys"].push_back(json::object());
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"keys": {}})"), std::string(R"({"keys": []})"), many.dump(),
        std::string("{\"keys\": [\"\xff\"]}"), std::string(100'000, '['),
        "{\"keys\": []}" + std::string(kKeySetBytesMax, ' ')}) {
    EXPECT_THAT(KeySet::Parse(text), Refuses("BAD_KEY_SET")) << text.substr(0, 40);
  }
}

TEST(KeySetTest, OneSetServesManyThreads) {
  const KeySetPtr keys = Keys(EveryKind().KeySet());
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (const AlgorithmRow& row : kEveryAlgorithm) {
        EXPECT_EQ(SignedWith(row.key_id, row.algorithm).Verify(*keys), SignatureVerdict::kGood);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace logboek::auth
