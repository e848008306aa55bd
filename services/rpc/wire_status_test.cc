#include "services/rpc/wire_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"

namespace logboek::rpc {
namespace {

google::rpc::ErrorInfo InfoOf(const google::rpc::Status& status) {
  google::rpc::ErrorInfo info;
  EXPECT_GE(status.details_size(), 1);
  EXPECT_TRUE(status.details(0).UnpackTo(&info));
  return info;
}

TEST(WireStatus, EveryCodeKeepsItsNumber) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "m");
    EXPECT_EQ(static_cast<int>(ToGrpcStatus(status).error_code()), code);
    EXPECT_EQ(ToRpcStatus(status).code(), code);
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(WireStatus, ReasonAndMetadataTravelAsErrorInfoInTheDetails) {
  const absl::Status status =
      base::MakeError(absl::StatusCode::kResourceExhausted, "SESSION_FULL", "12 of 12 places taken",
                      {{"capacity", "12"}, {"session_id", "s-1"}});
  const grpc::Status wire = ToGrpcStatus(status);
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(wire.error_message(), "12 of 12 places taken");
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 8);
  EXPECT_EQ(details.message(), wire.error_message());
  const google::rpc::ErrorInfo info = InfoOf(details);
  EXPECT_EQ(info.reason(), "SESSION_FULL");
  EXPECT_EQ(info.domain(), "logboek");
  EXPECT_EQ(info.metadata().at("capacity"), "12");
  EXPECT_EQ(info.metadata().at("session_id"), "s-1");
  EXPECT_EQ(details.details_size(), 1);
}

TEST(WireStatus, UnavailableSaysWhenToTryAgain) {
  const google::rpc::Status wire =
      ToRpcStatus(base::MakeError(absl::StatusCode::kUnavailable, "QUEUE_FULL", "full"));
  ASSERT_EQ(wire.details_size(), 2);
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(wire.details(1).UnpackTo(&retry));
  EXPECT_GT(retry.retry_delay().seconds(), 0);
}

TEST(WireStatus, ACauseWithoutReasonStaysInside) {
  const google::rpc::Status wire = ToRpcStatus(absl::DataLossError("/var/lib/store: 3f 9a"));
  EXPECT_EQ(wire.message().find("/var/lib"), std::string::npos);
  EXPECT_EQ(InfoOf(wire).reason(), "DATA_LOSS");
}

TEST(WireStatus, LongTextsAreCutBetweenCharacters) {
  std::string text(1023, 'a');
  text += "\xC3\xAB and more";
  const google::rpc::Status wire = ToRpcStatus(base::MakeError(
      absl::StatusCode::kInvalidArgument, "BAD", text, {{"value", std::string(5000, 'x')}}));
  EXPECT_EQ(wire.message(), std::string(1023, 'a'));
  EXPECT_EQ(InfoOf(wire).metadata().at("value").size(), 256u);
}

TEST(WireStatus, MetadataIsBounded) {
  std::map<std::string, std::string> many;
  for (int i = 0; i < 100; ++i) many[absl::StrCat("key", i)] = std::string(100, 'v');
  const grpc::Status wire =
      ToGrpcStatus(base::MakeError(absl::StatusCode::kInvalidArgument, "BAD", "m", many));
  EXPECT_LT(wire.error_details().size(), 2048u);
}

}  // namespace
}  // namespace logboek::rpc
