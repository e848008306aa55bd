// Backups as a client sees them.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using grpc::StatusCode;
using test::GrpcRefuses;
using test::IsGrpcOk;

struct Heard {
  std::vector<v1::BackupResponse> items;
  grpc::Status status;
};

Heard TakeBackup(test::TestServer* server, uint32_t keep = 0) {
  test::TestContext context;
  v1::BackupRequest request;
  request.set_keep(keep);
  const auto stream = server->admin->Backup(&context, request);
  Heard heard;
  for (v1::BackupResponse item; stream->Read(&item);) heard.items.push_back(item);
  heard.status = stream->Finish();
  return heard;
}

v1::ListBackupsResponse BackupsThere(test::TestServer* server) {
  v1::ListBackupsResponse response;
  EXPECT_THAT(test::Call(*server->admin, &v1::AdminService::Stub::ListBackups,
                         v1::ListBackupsRequest(), &response),
              IsGrpcOk());
  return response;
}

TEST(Backup, IsTakenIntoTheFolderOfTheServer) {
  const storage::TempFolder folder;
  server::ServerOptions options = test::TestServer::RocksOptions();
  options.backup_folder = folder.Sub("backups");
  test::TestServer server(std::move(options));
  const uint64_t position = server.MustPush({test::PublishPlan(test::TestPlan())}).position();
  const Heard first = TakeBackup(&server);
  ASSERT_THAT(first.status, IsGrpcOk());
  ASSERT_FALSE(first.items.empty());
  EXPECT_EQ(first.items.back().backup().number(), 1u);
  EXPECT_EQ(first.items.back().backup().position(), position);
  EXPECT_GT(first.items.back().backup().bytes(), 0u);
  for (const v1::BackupResponse& item : first.items) {
    if (!item.has_progress()) continue;
    EXPECT_LE(item.progress().bytes_copied(), item.progress().bytes_most());
  }

  server.MustPush({test::RegisterPractice("pr-1")});
  ASSERT_THAT(TakeBackup(&server).status, IsGrpcOk());
  const Heard third = TakeBackup(&server, /*keep=*/2);
  ASSERT_THAT(third.status, IsGrpcOk());
  EXPECT_EQ(third.items.back().removed(), 1u);
  const v1::ListBackupsResponse list = BackupsThere(&server);
  ASSERT_EQ(list.rows_size(), 2);
  EXPECT_EQ(list.rows(0).number(), 3u) << "newest first";
  EXPECT_EQ(list.rows(1).number(), 2u);
  EXPECT_EQ(list.rows(0).position(), position + 1);
}

TEST(Backup, WithoutAFolderThereIsNone) {
  test::TestServer server(test::TestServer::RocksOptions());
  EXPECT_THAT(TakeBackup(&server).status,
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NO_BACKUP_FOLDER"));
  v1::ListBackupsResponse response;
  EXPECT_THAT(test::Call(*server.admin, &v1::AdminService::Stub::ListBackups,
                         v1::ListBackupsRequest(), &response),
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NO_BACKUP_FOLDER"));
}

TEST(Backup, OfWhatIsInMemoryThereIsNone) {
  const storage::TempFolder folder;
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.backup_folder = folder.Sub("backups");
  test::TestServer server(std::move(options));
  EXPECT_THAT(TakeBackup(&server).status,
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NOT_ON_DISK"));
  EXPECT_EQ(BackupsThere(&server).rows_size(), 0);
}

TEST(Backup, SomeAreKeptAtMost) {
  const storage::TempFolder folder;
  server::ServerOptions options = test::TestServer::RocksOptions();
  options.backup_folder = folder.Sub("backups");
  test::TestServer server(std::move(options));
  EXPECT_THAT(TakeBackup(&server, 10'001).status,
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "TOO_MANY_KEPT"));
}

TEST(Backup, IsForAdministrators) {
  test::TestServer server;
  access::v1::Grant grant;
  grant.set_principal("rho");
  grant.set_role(access::v1::CALLER_ROLE_COORDINATOR);
  grant.add_regions(test::kRegion);
  const auto admin = v1::AdminService::NewStub(server.ChannelAs(server.TokenFor(grant)));
  test::TestContext context;
  const auto stream = admin->Backup(&context, v1::BackupRequest());
  v1::BackupResponse item;
  EXPECT_FALSE(stream->Read(&item));
  EXPECT_THAT(stream->Finish(), GrpcRefuses(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
}

}  // namespace
}  // namespace logboek::api
