#include "services/gateway/pending_sign_ins.h"

#include <gtest/gtest.h>

#include <set>

#include "services/auth/bytes.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::Refuses;

const absl::Time kBegun = absl::FromUnixSeconds(1'800'000'000);

class PendingSignInsTest : public ::testing::Test {
 protected:
  PendingSignIns::Begun Begin(absl::Time now = kBegun) {
    return pending_.Begin({.issuer = "https://issuer.example.nl",
                           .return_path = "/console",
                           .former_session = "former"},
                          now);
  }

  PendingSignIns pending_{{.pending_max = 2, .age_max = absl::Minutes(10)}, auth::RandomBytes};
};

TEST_F(PendingSignInsTest, WhatBeganEndsOnce) {
  const auto begun = Begin();
  ASSERT_OK_AND_ASSIGN(const PendingSignIn taken,
                       pending_.Take(begun.state, begun.browser, kBegun));
  EXPECT_EQ(taken.issuer, "https://issuer.example.nl");
  EXPECT_EQ(taken.return_path, "/console");
  EXPECT_EQ(taken.former_session, "former");
  EXPECT_EQ(taken.nonce, begun.sign_in.nonce);
  EXPECT_EQ(taken.verifier, begun.sign_in.verifier);
  EXPECT_THAT(pending_.Take(begun.state, begun.browser, kBegun), Refuses("UNKNOWN_SIGN_IN"));
}

TEST_F(PendingSignInsTest, EverySecretIsAnotherOneOf256Bits) {
  std::set<std::string> secrets;
  for (const auto& begun : {Begin(), Begin()}) {
    for (const std::string& secret :
         {begun.state, begun.browser, begun.sign_in.nonce, begun.sign_in.verifier}) {
      EXPECT_EQ(auth::FromBase64Url(secret)->size(), 32u);
      EXPECT_TRUE(secrets.insert(secret).second);
    }
  }
}

TEST_F(PendingSignInsTest, AnotherBrowserCannotEndItAndTheFirstStillCan) {
  const auto begun = Begin();
  const auto other = Begin();
  for (const std::string& browser : {std::string(), other.browser, begun.state}) {
    EXPECT_THAT(pending_.Take(begun.state, browser, kBegun), Refuses("OTHER_BROWSER"));
  }
  EXPECT_OK(pending_.Take(begun.state, begun.browser, kBegun));
}

TEST_F(PendingSignInsTest, WhatTookTooLongHasToBeginAnew) {
  const auto begun = Begin();
  EXPECT_THAT(pending_.Take(begun.state, begun.browser, kBegun + absl::Minutes(10)),
              Refuses("UNKNOWN_SIGN_IN"));
  EXPECT_EQ(pending_.size(), 0u);
  const auto quick = Begin();
  EXPECT_OK(
      pending_.Take(quick.state, quick.browser, kBegun + absl::Minutes(10) - absl::Nanoseconds(1)));
}

TEST_F(PendingSignInsTest, TheOldestMakesRoom) {
  const auto first = Begin();
  const auto second = Begin();
  const auto third = Begin();
  EXPECT_EQ(pending_.size(), 2u);
  EXPECT_THAT(pending_.Take(first.state, first.browser, kBegun), Refuses("UNKNOWN_SIGN_IN"));
  EXPECT_OK(pending_.Take(second.state, second.browser, kBegun));
  EXPECT_OK(pending_.Take(third.state, third.browser, kBegun));
}

}  // namespace
}  // namespace logboek::gateway
