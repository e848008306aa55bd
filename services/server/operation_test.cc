// What an administrator is told of how the server is doing.

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

v1::GetStatusResponse StatusFrom(v1::AdminService::Stub& stub) {
  v1::GetStatusResponse status;
  EXPECT_THAT(test::Call(stub, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(), &status),
              test::IsGrpcOk());
  return status;
}

TEST(OperationStatus, TellsAnAdministratorHowItGoes) {
  test::TestServer server(test::TestServer::RocksOptions());
  server.MustPush({test::PublishPlan(test::TestPlan()), test::RegisterPractice("p-1")});
  EXPECT_TRUE(server.Push({test::AssignCohort("p-2", test::kCohort)})[0].has_error());
  v1::GetPracticeRequest unknown;
  unknown.set_practice_id("p-9");
  v1::GetPracticeResponse practice;
  EXPECT_THAT(
      test::Call(*server.practice, &v1::PracticeService::Stub::GetPractice, unknown, &practice),
      test::GrpcRefuses(grpc::StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  server.clock().Advance(absl::Hours(1));
  const v1::GetStatusResponse status = StatusFrom(*server.admin);
  ASSERT_TRUE(status.has_operation());
  const v1::OperationStatus& operation = status.operation();
  EXPECT_EQ(operation.serving_since().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
  EXPECT_EQ(operation.open_requests(), 1u);
  EXPECT_EQ(operation.open_streams(), 0u);
  EXPECT_EQ(operation.queue_max(), 10'000u);
  EXPECT_EQ(operation.refused_requests(), 1u);
  EXPECT_EQ(operation.refused_commands(), 1u);
  EXPECT_EQ(operation.checkpoint_position(), 0u);
  EXPECT_EQ(operation.checkpoint_at().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
}

TEST(OperationStatus, InMemoryThereIsNoCheckpoint) {
  test::TestServer server;
  const v1::GetStatusResponse status = StatusFrom(*server.admin);
  ASSERT_TRUE(status.has_operation());
  EXPECT_FALSE(status.operation().has_checkpoint_at());
}

TEST(OperationStatus, IsForAdministratorsOnly) {
  test::TestServer server;
  server.MustPush({test::PublishPlan(test::TestPlan())});
  for (const auto role : {access::v1::CALLER_ROLE_COORDINATOR, access::v1::CALLER_ROLE_AUDITOR,
                          access::v1::CALLER_ROLE_PRIVACY_OFFICER}) {
    access::v1::Grant grant;
    grant.set_principal(absl::StrCat("somebody-", role));
    grant.set_role(role);
    grant.add_regions(test::kRegion);
    grant.add_sources("test");
    const auto stub = v1::AdminService::NewStub(server.ChannelAs(server.TokenFor(grant)));
    EXPECT_FALSE(StatusFrom(*stub).has_operation()) << role;
  }
}

}  // namespace
}  // namespace logboek::server
