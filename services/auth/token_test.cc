#include "services/auth/token.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "services/auth/bytes.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using base::Refuses;

TEST(TokenTest, NewOnesAreTakenAndDiffer) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) {
    const std::string token = NewToken();
    EXPECT_EQ(token.size(), 57u);
    EXPECT_OK(CheckToken(token));
    EXPECT_TRUE(tokens.insert(token).second);
  }
}

TEST(TokenTest, OfAnotherPrefixItIsNotTaken) {
  const std::string exchanged = TokenOf(kExchangedTokenPrefix, RandomBytes(kTokenSecretBytes));
  EXPECT_EQ(exchanged.size(), 58u);
  EXPECT_OK(CheckToken(exchanged, kExchangedTokenPrefix));
  EXPECT_THAT(CheckToken(exchanged), Refuses("TOKEN_MALFORMED"));
  EXPECT_THAT(CheckToken(NewToken(), kExchangedTokenPrefix), Refuses("TOKEN_MALFORMED"));
}

TEST(TokenTest, EveryTypingErrorIsNoticed) {
  const std::string token = NewToken();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string wrong = token;
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    const absl::Status status = CheckToken(wrong);
    EXPECT_THAT(status, Refuses("TOKEN_MALFORMED")) << i;
    EXPECT_EQ(std::string(status.message()).find(wrong), std::string::npos);
  }
}

TEST(TokenTest, OtherTextIsNoToken) {
  const std::string token = NewToken();
  for (const std::string& text :
       {std::string(), std::string("logboek_"), token.substr(1), token + "x",
        token.substr(0, token.size() - 1), token + "\n", std::string(57, '\0'),
        "logboek_" + std::string(49, '\xff'), std::string(1 << 20, 'a')}) {
    EXPECT_THAT(CheckToken(text), Refuses("TOKEN_MALFORMED"));
  }
}

TEST(TokenTest, IdsAreShortAndDiffer) {
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    const std::string id = NewTokenId();
    EXPECT_EQ(id.substr(0, 3), "tk_");
    EXPECT_EQ(id.size(), 15u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz_"), std::string::npos);
    EXPECT_TRUE(ids.insert(id).second);
  }
}

// RFC 4231, test case 2.
TEST(BytesTest, HmacIsThatOfTheStandard) {
  EXPECT_EQ(absl::BytesToHexString(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(BytesTest, Base64UrlIsReadAsItIsWrittenOnly) {
  for (const std::string& bytes : {std::string(), std::string("a"), std::string("\0\xff\xfe", 3)}) {
    EXPECT_EQ(FromBase64Url(ToBase64Url(bytes)), bytes);
  }
  // Padding, a blank, the other alphabet, bits left over, a length that cannot be.
  for (const char* text : {"YQ==", " YQ", "YQ\n", "+/8", "YR", "Y"}) {
    EXPECT_EQ(FromBase64Url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace logboek::auth
