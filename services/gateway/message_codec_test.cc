#include "services/gateway/message_codec.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/v1/calendar_service.pb.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::IsOk;
using base::IsOkAndHolds;
using base::StatusIs;
using ::testing::HasSubstr;
using ::testing::Lt;

TEST(JsonTest, IsReadByBothNamesOfAField) {
  const auto* const type = v1::GetSessionRequest::descriptor();
  for (const char* const json : {R"({"sessionId": "s-1"})", R"({"session_id": "s-1"})"}) {
    const auto bytes = JsonToBytes(type, json);
    ASSERT_THAT(bytes, IsOk());
    v1::GetSessionRequest request;
    ASSERT_TRUE(request.ParseFromString(*bytes));
    EXPECT_EQ(request.session_id(), "s-1");
  }
  v1::GetSessionRequest request;
  request.set_session_id("s-1");
  EXPECT_THAT(BytesToJson(type, request.SerializeAsString()),
              IsOkAndHolds(R"({"sessionId":"s-1"})"));
}

TEST(JsonTest, AMistypedNameIsToldAndNotPassedOver) {
  const auto bytes = JsonToBytes(v1::GetSessionRequest::descriptor(), R"({"sesionId": "s-1"})");
  ASSERT_THAT(bytes, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(bytes.status().message()), HasSubstr("sesionId"));
}

TEST(JsonTest, WhatIsNoneIsRefused) {
  for (const std::string& json :
       {std::string("{"), std::string("[]"), std::string("{\"sessionId\": 1.5}"),
        std::string("{\"sessionId\": \"\xff\"}"), std::string(200, '[')}) {
    EXPECT_THAT(JsonToBytes(v1::GetSessionRequest::descriptor(), json),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << json;
  }
}

std::string Repeated(absl::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) absl::StrAppend(&all, text);
  return all;
}

TEST(JsonTest, MoreValuesThanAnybodySendsAreNotRead) {
  const auto* const type = v1::GetSessionRequest::descriptor();
  for (const char* const value : {"{},", "[[", "1,", "\"\\\"\",{},"}) {
    EXPECT_THAT(JsonToBytes(type, absl::StrCat("{\"sessionId\": [", Repeated(value, 100'000))),
                StatusIs(absl::StatusCode::kResourceExhausted))
        << value;
  }
  // A quote of one kind opens nothing within the other.
  EXPECT_THAT(JsonToBytes(type, absl::StrCat("{'\"': [", Repeated("{},", 100'000))),
              StatusIs(absl::StatusCode::kResourceExhausted));
  // What stands in a string is one.
  const auto bytes =
      JsonToBytes(type, absl::StrCat("{\"sessionId\": \"\\\"", Repeated("{'},[", 100'000), "\"}"));
  ASSERT_THAT(bytes, IsOk());
}

TEST(JsonTest, AnAnswerThatIsNoneIsOurFault) {
  EXPECT_THAT(BytesToJson(v1::GetSessionRequest::descriptor(), "\xff"),
              StatusIs(absl::StatusCode::kInternal));
}

TEST(GzipTest, GivesBackWhatWentIn) {
  for (const std::string& text : {std::string(), std::string("a"), std::string(100'000, 'x')}) {
    EXPECT_THAT(Gunzip(Gzip(text), 100'000), IsOkAndHolds(text));
  }
  EXPECT_THAT(Gzip(std::string(100'000, 'x')).size(), Lt(1'000));
}

TEST(GzipTest, ABombIsRefused) {
  EXPECT_THAT(Gunzip(Gzip(std::string(10'000'000, 'x')), 100'000),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(GzipTest, WhatIsNoneOrNotWholeIsRefused) {
  const std::string packed = Gzip(std::string(10'000, 'x'));
  for (const std::string& bytes :
       {std::string(), std::string("plain"), packed.substr(0, packed.size() - 1), packed + "x"}) {
    EXPECT_THAT(Gunzip(bytes, 100'000), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace logboek::gateway
