// Watching a region: the counts first, then every change once, clients that leave, a server that
// drains.
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using grpc::StatusCode;
using test::GrpcRefuses;

// Its first year is over: T-01 cannot be met any more unless somebody turns out to be trained.
void AddPractice(const std::string& id, test::TestServer* server) {
  server->MustPush(
      {test::RegisterPractice(id), test::AssignCohort(id, test::kCohort),
       test::RegisterPerson(id + "a"),
       test::StartEngagement(id + "a", id, event::v1::ROLE_MEDICAL_ASSISTANT, "2023-04-01"),
       test::ConfirmRoster(id, "2023-04-01", {{event::v1::ROLE_MEDICAL_ASSISTANT, 1}})});
}

void Open(test::TestServer* server) {
  server->MustPush(
      {test::PublishPlan(test::TestPlan()),
       test::PublishOffering("triage", event::v1::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})});
  AddPractice("pr-1", server);
}

class Watcher {
 public:
  explicit Watcher(test::TestServer* server, const std::string& region = test::kRegion) {
    v1::WatchRegionRequest request;
    request.set_region(region);
    stream_ = server->compliance->WatchRegion(&context_, request);
  }
  // "counts of 1", "pr-1 T-01/1 4 -> 1 at 12", or "end".
  std::string Next() {
    v1::WatchRegionResponse response;
    if (!stream_->Read(&response)) return "end";
    if (response.has_counts()) return absl::StrCat("counts of ", response.counts().practices());
    const v1::VerdictChange& change = response.change();
    return absl::StrCat(change.practice_id(), " ", change.obligation().obligation_id(), "/",
                        change.obligation().programme_year(), " ", change.before().status(), " -> ",
                        change.after().status(), " at ", response.position());
  }
  grpc::Status Finish() { return stream_->Finish(); }
  void Leave() { context_.TryCancel(); }

 private:
  test::TestContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchRegionResponse>> stream_;
};

TEST(Watch, TellsTheCountsThenEachChange) {
  test::TestServer server;
  Open(&server);
  Watcher watcher(&server);
  EXPECT_EQ(watcher.Next(), "counts of 1");
  const uint64_t position =
      server.MustPush({test::CompleteCourse("triage", "pr-1a", "2023-09-12")}).position();
  EXPECT_EQ(watcher.Next(), absl::StrCat("pr-1 T-01/1 4 -> 1 at ", position));
  server.MustPush({test::RegisterPerson("nobody"), test::RevokeCompletion("triage", "pr-1a")});
  EXPECT_EQ(watcher.Next(), absl::StrCat("pr-1 T-01/1 1 -> 4 at ", position + 2));
  watcher.Leave();
  EXPECT_EQ(watcher.Next(), "end");
  EXPECT_EQ(watcher.Finish().error_code(), StatusCode::CANCELLED);
}

TEST(Watch, NoChangeIsLostWhileOthersAreWritten) {
  test::TestServer server;
  Open(&server);
  for (int i = 2; i <= 60; ++i) AddPractice(absl::StrCat("pr-", i), &server);
  Watcher watcher(&server);
  EXPECT_EQ(watcher.Next(), "counts of 60");
  std::thread pusher([&server] {
    for (int i = 1; i <= 60; ++i) {
      server.MustPush({test::CompleteCourse("triage", absl::StrCat("pr-", i, "a"), "2023-09-12")});
    }
  });
  int changes = 0;
  for (; changes < 60; ++changes) ASSERT_THAT(watcher.Next(), ::testing::HasSubstr("4 -> 1"));
  pusher.join();
}

TEST(Watch, CountsHaveTheRowsOfTheRegion) {
  test::TestServer server;
  Open(&server);
  test::TestContext context;
  v1::WatchRegionRequest request;
  request.set_region(test::kRegion);
  const auto stream = server.compliance->WatchRegion(&context, request);
  v1::WatchRegionResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.counts().counts_size(), 3);
  const v1::StatusCount& count = response.counts().counts(0);
  EXPECT_EQ(count.obligation_id(), "T-01");
  EXPECT_EQ(count.programme_year(), 1u);
  EXPECT_EQ(count.status(), v1::VERDICT_STATUS_NOT_MET);
  EXPECT_EQ(count.practices(), 1u);
  EXPECT_EQ(count.label().nl(), "label T-01");
  EXPECT_EQ(response.at().year(), 2026);
  EXPECT_EQ(response.position(), 7u);
}

TEST(Watch, DrainEndsItWithUnavailable) {
  test::TestServer server;
  Open(&server);
  Watcher watcher(&server);
  EXPECT_EQ(watcher.Next(), "counts of 1");
  std::thread drain([&server] { server.server().Drain(); });
  EXPECT_EQ(watcher.Next(), "end");
  EXPECT_THAT(watcher.Finish(), GrpcRefuses(StatusCode::UNAVAILABLE, "DRAINING"));
  drain.join();
}

TEST(Watch, WhatCannotBeWatchedIsRefused) {
  test::TestServer server;
  Open(&server);
  Watcher nowhere(&server, "atlantis");
  EXPECT_EQ(nowhere.Next(), "end");
  EXPECT_THAT(nowhere.Finish(), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
  Watcher nothing(&server, "");
  EXPECT_EQ(nothing.Next(), "end");
  EXPECT_THAT(nothing.Finish(), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
}

}  // namespace
}  // namespace logboek::api
