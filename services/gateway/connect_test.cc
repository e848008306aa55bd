#include "services/gateway/connect.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/rpc/wire_status.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::IsOk;
using base::IsOkAndHolds;
using base::StatusIs;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(ContentTypeTest, IsOneOfFour) {
  for (const char* const type : {"application/json", "application/proto",
                                 "application/connect+json", "application/connect+proto"}) {
    const auto parsed = ParseContentType(type);
    ASSERT_TRUE(parsed.has_value()) << type;
    EXPECT_EQ(ToString(*parsed), type);
  }
  const auto spoken = ParseContentType("Application/JSON ; charset=UTF-8");
  ASSERT_TRUE(spoken.has_value());
  EXPECT_EQ(ToString(*spoken), "application/json");
  for (const char* const type : {"", "text/plain", "application/jsonx", "application/grpc",
                                 "application/json; charset=latin1"}) {
    EXPECT_FALSE(ParseContentType(type).has_value()) << type;
  }
}

// The protocol's table of codes.
TEST(CodeTest, HasItsNameAndItsStatusOfHttp) {
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::OK), 200);
  EXPECT_EQ(CodeName(grpc::StatusCode::CANCELLED), "canceled");
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::CANCELLED), 499);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::INVALID_ARGUMENT), 400);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::NOT_FOUND), 404);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::ALREADY_EXISTS), 409);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::PERMISSION_DENIED), 403);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::RESOURCE_EXHAUSTED), 429);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::FAILED_PRECONDITION), 400);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::UNIMPLEMENTED), 501);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::UNAVAILABLE), 503);
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::DEADLINE_EXCEEDED), 504);
  EXPECT_EQ(CodeName(grpc::StatusCode::UNAUTHENTICATED), "unauthenticated");
  EXPECT_EQ(HttpStatusOf(grpc::StatusCode::UNAUTHENTICATED), 401);
  EXPECT_EQ(CodeName(grpc::StatusCode::DO_NOT_USE), "unknown");
}

TEST(ErrorJsonTest, SaysTheReasonForProgramsAndForPeople) {
  const grpc::Status status = rpc::ToGrpcStatus(base::MakeError(
      absl::StatusCode::kResourceExhausted, "CALLER_LIMIT", "too often", {{"limit", "calls"}}));
  const json error = json::parse(ErrorJson(status));
  EXPECT_EQ(error["code"], "resource_exhausted");
  EXPECT_EQ(error["message"], "too often");
  ASSERT_EQ(error["details"].size(), 1);
  const json& detail = error["details"][0];
  EXPECT_EQ(detail["type"], "google.rpc.ErrorInfo");
  EXPECT_EQ(detail["debug"]["reason"], "CALLER_LIMIT");
  EXPECT_EQ(detail["debug"]["metadata"]["limit"], "calls");
  const std::string value = detail["value"];
  EXPECT_THAT(value, Not(HasSubstr("=")));
  const auto bytes = FromAnyBase64(value);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_THAT(*bytes, HasSubstr("CALLER_LIMIT"));
}

TEST(ErrorJsonTest, IsJsonWhateverTheMessageHolds) {
  const json error =
      json::parse(ErrorJson({grpc::StatusCode::INTERNAL, "\xff \" \n", "not details"}));
  EXPECT_EQ(error["code"], "internal");
  EXPECT_FALSE(error.contains("details"));
}

TEST(EndOfStreamTest, IsEmptyOrHasTheError) {
  EXPECT_EQ(EndOfStreamJson(grpc::Status::OK), "{}");
  EXPECT_EQ(EndOfStreamJson({grpc::StatusCode::NOT_FOUND, "gone"}),
            R"({"error":{"code":"not_found","message":"gone"}})");
}

TEST(TimeoutTest, IsTenDigitsAtMost) {
  EXPECT_THAT(ParseTimeout("1500"), IsOkAndHolds(absl::Milliseconds(1'500)));
  EXPECT_THAT(ParseTimeout("9999999999"), IsOk());
  for (const char* const text : {"", "-1", "+1", "1.5", " 1", "10000000000", "x"}) {
    EXPECT_THAT(ParseTimeout(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(VersionTest, IsOne) {
  EXPECT_THAT(CheckVersion(""), IsOk());
  EXPECT_THAT(CheckVersion("1"), IsOk());
  EXPECT_THAT(CheckVersion("2"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(EnvelopeTest, IsReadAsItWasWritten) {
  const std::string bytes = ToBytes({.compressed = true, .bytes = std::string(300, 'x')});
  EXPECT_EQ(bytes.substr(0, 5), std::string("\x01\0\0\x01\x2c", 5));
  const auto envelope = OneEnvelope(bytes);
  ASSERT_THAT(envelope, IsOk());
  EXPECT_TRUE(envelope->compressed);
  EXPECT_EQ(envelope->bytes, std::string(300, 'x'));
  EXPECT_EQ(ToBytes({.end_of_stream = true, .bytes = "{}"}), std::string("\x02\0\0\0\x02{}", 7));
}

TEST(EnvelopeTest, MustBeOneAndWhole) {
  const std::string whole = ToBytes({.bytes = "{}"});
  for (const std::string& body :
       {std::string(), whole.substr(0, 4), whole.substr(0, 6), whole + "x", whole + whole,
        ToBytes({.end_of_stream = true, .bytes = "{}"}), std::string("\xff\xff\xff\xff\xff", 5)}) {
    EXPECT_THAT(OneEnvelope(body), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(TargetTest, IsTakenApart) {
  const auto good = ParseTarget("/a%20b/c?x=1+2&y=%2B&z=");
  ASSERT_THAT(good, IsOk());
  EXPECT_EQ(good->path, "/a b/c");
  EXPECT_THAT(good->query, ElementsAre(Pair("x", "1 2"), Pair("y", "+"), Pair("z", "")));
}

TEST(TargetTest, MustBeAPathWithWholePercentSigns) {
  for (const char* const target :
       {"", "*", "http://a/b", "/%", "/%1", "/%zz", "/a?x=%1", "/a?x=1&x=2"}) {
    EXPECT_THAT(ParseTarget(target), StatusIs(absl::StatusCode::kInvalidArgument)) << target;
  }
}

TEST(Base64Test, TakesBothAlphabetsAndNoSpaces) {
  EXPECT_EQ(FromAnyBase64("+/8="), FromAnyBase64("-_8"));
  EXPECT_EQ(FromAnyBase64("-_8"), std::string("\xfb\xff", 2));
  EXPECT_EQ(FromAnyBase64("a b="), std::nullopt);
  EXPECT_EQ(FromAnyBase64("!"), std::nullopt);
}

TEST(AcceptsGzipTest, WhenItIsNamedAndNotWeighedOut) {
  EXPECT_TRUE(AcceptsGzip("gzip"));
  EXPECT_TRUE(AcceptsGzip("br, GZIP;q=0.5"));
  EXPECT_FALSE(AcceptsGzip("gzip; q=0"));
  EXPECT_FALSE(AcceptsGzip("br"));
  EXPECT_FALSE(AcceptsGzip(""));
}

}  // namespace
}  // namespace logboek::gateway
