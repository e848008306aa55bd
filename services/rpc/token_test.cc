#include "services/rpc/token.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::rpc {
namespace {

using base::Refuses;
using base::StatusIs;

constexpr char kStore[] = "00112233445566778899aabbccddeeff";

TEST(Token, ComesBackAsItWas) {
  for (const uint64_t position :
       {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{1} << 40, ~uint64_t{0}}) {
    ASSERT_OK_AND_ASSIGN(const Token token, DecodeToken(EncodeToken({kStore, position})));
    EXPECT_EQ(token.store_id, kStore);
    EXPECT_EQ(token.position, position);
  }
}

TEST(Token, EverySingleChangeOfLengthOrAlphabetIsRefused) {
  const std::string good = EncodeToken({kStore, 77});
  EXPECT_THAT(DecodeToken(""), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(DecodeToken("!"), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(DecodeToken(good + "A"), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(DecodeToken(good + "="), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(DecodeToken(" " + good), Refuses("TOKEN_MALFORMED"));
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_THAT(DecodeToken(good.substr(0, length)), Refuses("TOKEN_MALFORMED")) << length;
  }
}

TEST(Token, CheckedAgainstStoreAndHead) {
  EXPECT_OK(CheckToken("", kStore, 0));
  EXPECT_OK(CheckToken(EncodeToken({kStore, 7}), kStore, 7));
  const absl::Status ahead = CheckToken(EncodeToken({kStore, 8}), kStore, 7);
  EXPECT_THAT(ahead, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(ahead, Refuses("TOKEN_AHEAD"));
  const absl::Status other = CheckToken(EncodeToken({"ff", 1}), kStore, 7);
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(other, Refuses("TOKEN_OF_OTHER_STORE"));
  EXPECT_THAT(CheckToken("nonsense", kStore, 7), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace logboek::rpc
