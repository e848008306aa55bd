// Replay: pages, filters, bytes as stored, following live, clients that leave, a server that
// drains.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using command::v1::Command;
using grpc::StatusCode;
using test::GrpcRefuses;
using test::InfoIn;
using test::IsGrpcOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<uint64_t> PositionsOf(const std::vector<std::string>& envelopes) {
  std::vector<uint64_t> positions;
  for (const std::string& bytes : envelopes) {
    event::v1::Envelope envelope;
    EXPECT_TRUE(envelope.ParseFromString(bytes));
    positions.push_back(envelope.position());
  }
  return positions;
}

// Plan, practice, cohort, then persons: positions 1, 2, 3, 4 ...
std::vector<Command> History(int persons) {
  std::vector<Command> commands = {test::PublishPlan(test::TestPlan()),
                                   test::RegisterPractice("pr-1"),
                                   test::AssignCohort("pr-1", test::kCohort)};
  for (int i = 0; i < persons; ++i) {
    commands.push_back(test::RegisterPerson(absl::StrCat("p-", i)));
  }
  return commands;
}

TEST(Replay, GivesEveryEventOverManyPagesAndSaysWhereItEnds) {
  test::TestServer server;
  server.MustPush(History(1700));
  const auto replayed = server.Replay(v1::ReplayRequest());
  EXPECT_THAT(replayed.status, IsGrpcOk());
  const std::vector<uint64_t> positions = PositionsOf(replayed.envelopes);
  ASSERT_EQ(positions.size(), 1703u);
  for (size_t i = 0; i < positions.size(); ++i) ASSERT_EQ(positions[i], i + 1);
  EXPECT_EQ(replayed.caught_up, 1703u);
}

TEST(Replay, BytesAreThoseOfTheLog) {
  auto owned = std::make_unique<storage::MemoryEventLog>();
  storage::MemoryEventLog* const log = owned.get();
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(owned);
  test::TestServer server(std::move(options));
  server.MustPush(History(3));
  const auto replayed = server.Replay(v1::ReplayRequest());
  ASSERT_OK_AND_ASSIGN(const storage::ReadPage page, log->Read({}));
  ASSERT_EQ(page.events.size(), replayed.envelopes.size());
  for (size_t i = 0; i < page.events.size(); ++i) {
    EXPECT_EQ(page.events[i].bytes, replayed.envelopes[i]);
  }
}

// Nobody can tell whose it is, so nobody gets its bytes.
TEST(Replay, WhatCannotBeReadIsShownToNobody) {
  auto owned = std::make_unique<storage::MemoryEventLog>();
  storage::MemoryEventLog* const log = owned.get();
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(owned);
  test::TestServer server(std::move(options));
  server.MustPush(History(1));
  storage::AppendRequest damaged;
  damaged.first = {log->head().value + 1};
  damaged.records = {"\xff\xff name of somebody"};
  damaged.index.resize(1);
  ASSERT_OK(log->Append(std::move(damaged)));
  const auto replayed = server.Replay(v1::ReplayRequest());
  EXPECT_EQ(replayed.status.error_code(), StatusCode::DATA_LOSS);
  for (const std::string& bytes : replayed.envelopes) {
    EXPECT_THAT(bytes, ::testing::Not(::testing::HasSubstr("name of somebody")));
  }
}

TEST(Replay, IsOneLookAPageAtThePeopleInIt) {
  test::TestServer server;
  std::vector<Command> history = History(3);
  history.push_back(test::StartEngagement("p-0", "pr-1", event::v1::ROLE_GP_OWNER, "2020-01-01"));
  server.MustPush(history);
  EXPECT_THAT(server.Replay(v1::ReplayRequest()).status, IsGrpcOk());
  v1::ListAccessRequest request;
  request.set_person_id("p-0");
  v1::ListAccessResponse looks;
  const auto privacy = v1::PrivacyService::NewStub(server.channel());
  ASSERT_THAT(test::Call(*privacy, &v1::PrivacyService::Stub::ListAccess, request, &looks),
              IsGrpcOk());
  ASSERT_EQ(looks.records_size(), 1);
  EXPECT_EQ(looks.records(0).principal(), "administrator");
  EXPECT_EQ(looks.records(0).method(), "/logboek.v1.AuditService/Replay");
  EXPECT_THAT(looks.records(0).person_ids(), ElementsAre("p-0"));
}

TEST(Replay, AnEmptyLogIsCaughtUpAtZero) {
  test::TestServer server;
  const auto replayed = server.Replay(v1::ReplayRequest());
  EXPECT_THAT(replayed.status, IsGrpcOk());
  EXPECT_THAT(replayed.envelopes, IsEmpty());
  EXPECT_EQ(replayed.caught_up, 0u);
}

TEST(Replay, FiltersByTagTypeAndRange) {
  test::TestServer server;
  server.MustPush(History(5));
  const auto ask = [&server](auto set) {
    v1::ReplayRequest request;
    set(&request);
    const auto replayed = server.Replay(request);
    EXPECT_THAT(replayed.status, IsGrpcOk());
    return std::pair(PositionsOf(replayed.envelopes), replayed.caught_up);
  };
  using Answer = std::pair<std::vector<uint64_t>, uint64_t>;
  EXPECT_EQ(ask([](auto* r) { r->set_practice_id("pr-1"); }), Answer({2, 3}, 8));
  EXPECT_EQ(ask([](auto* r) { r->set_person_id("p-2"); }), Answer({6}, 8));
  EXPECT_EQ(ask([](auto* r) { r->add_types("cohort_assigned"); }), Answer({3}, 8));
  EXPECT_EQ(ask([](auto* r) {
              r->add_types("cohort_assigned");
              r->add_types("plan_published");
              r->set_region(test::kRegion);
            }),
            Answer({1, 3}, 8));
  EXPECT_EQ(ask([](auto* r) {
              r->set_after_position(2);
              r->set_until_position(5);
            }),
            Answer({3, 4, 5}, 5));
  EXPECT_EQ(ask([](auto* r) { r->set_after_position(8); }), Answer({}, 8));
  EXPECT_EQ(ask([](auto* r) {
              r->set_after_position(7);
              r->set_until_position(3);
            }),
            Answer({}, 3));
}

TEST(Replay, RefusesWhatItCannotMean) {
  test::TestServer server;
  server.MustPush(History(1));
  const auto status = [&server](auto set) {
    v1::ReplayRequest request;
    set(&request);
    return server.Replay(request).status;
  };
  EXPECT_THAT(status([](auto* r) { r->add_types("nothing_happened"); }),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "UNKNOWN_EVENT_TYPE"));
  EXPECT_THAT(status([](auto* r) {
                r->set_follow(true);
                r->set_until_position(2);
              }),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "FOLLOW_HAS_NO_END"));
  EXPECT_THAT(status([](auto* r) { r->set_until_position(5); }),
              GrpcRefuses(StatusCode::OUT_OF_RANGE, "POSITION_AHEAD"));
  EXPECT_THAT(status([](auto* r) { r->set_after_position(5); }),
              GrpcRefuses(StatusCode::OUT_OF_RANGE, "POSITION_AHEAD"));
  EXPECT_THAT(status([](auto* r) { r->set_region("atlantis"); }),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
  EXPECT_THAT(status([](auto* r) { r->set_practice_id("pr-2"); }),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  EXPECT_THAT(status([](auto* r) { r->set_person_id("p-9"); }),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
  EXPECT_THAT(status([](auto* r) { r->set_session_id("s-9"); }),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_SESSION"));
}

// A stream that follows, read one answer at a time.
class Follower {
 public:
  Follower(test::TestServer* server, v1::ReplayRequest request) {
    request.set_follow(true);
    stream_ = server->audit->Replay(&context_, request);
  }
  // "e5" for the event at 5, "c7" for caught up at 7, "end" when the stream is over.
  std::string Next() {
    v1::ReplayResponse response;
    if (!stream_->Read(&response)) return "end";
    if (response.has_envelope()) {
      return absl::StrCat("e", PositionsOf({response.envelope()})[0]);
    }
    return absl::StrCat("c", response.caught_up_position());
  }
  grpc::Status Finish() { return stream_->Finish(); }
  void Leave() { context_.TryCancel(); }

 private:
  test::TestContext context_;
  std::unique_ptr<grpc::ClientReader<v1::ReplayResponse>> stream_;
};

// Somebody who also works where the auditor has no business, which nobody tells.
TEST(Audit, IsAboutTheAuditorsOwnRegionsAlone) {
  test::TestServer server;
  auto plan = test::TestPlan();
  plan.set_disclosure(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE);
  auto other = plan;
  other.set_region("elsewhere");
  server.MustPush({test::PublishPlan(plan), test::PublishPlan(other),
                   test::DecideRelease(event::v1::REPORT_SCOPE_PRACTICE_ROWS),
                   test::RegisterPractice("here"), test::RegisterPractice("there", "elsewhere"),
                   test::RegisterPerson("gp", "Jan Huisarts"),
                   test::StartEngagement("gp", "here", event::v1::ROLE_GP_OWNER, "2020-01-01"),
                   test::StartEngagement("gp", "there", event::v1::ROLE_GP_OWNER, "2020-01-01")});
  access::v1::Grant grant;
  grant.set_principal("auditor");
  grant.set_role(access::v1::CALLER_ROLE_AUDITOR);
  grant.add_regions(test::kRegion);
  const auto audit = v1::AuditService::NewStub(server.ChannelAs(server.TokenFor(grant)));
  v1::GetHistoryRequest request;
  request.set_person_id("gp");
  v1::GetHistoryResponse history;
  ASSERT_THAT(test::Call(*audit, &v1::AuditService::Stub::GetHistory, request, &history),
              IsGrpcOk());
  EXPECT_GT(history.rows_size(), 0);
  for (const auto& row : history.rows()) EXPECT_EQ(row.envelope().region(), test::kRegion);
  std::vector<std::string> recorded_in;
  for (const std::string& bytes : server.Replay({}).envelopes) {
    event::v1::Envelope envelope;
    ASSERT_TRUE(envelope.ParseFromString(bytes));
    if (envelope.event().has_audit_replay_performed()) recorded_in.push_back(envelope.region());
  }
  EXPECT_THAT(recorded_in, ElementsAre(test::kRegion));
}

TEST(Follow, GoesOnWithWhatIsRecordedNeverTwiceNeverSkipping) {
  test::TestServer server;
  server.MustPush(History(0));
  Follower follower(&server, v1::ReplayRequest());
  EXPECT_EQ(follower.Next(), "e1");
  EXPECT_EQ(follower.Next(), "e2");
  EXPECT_EQ(follower.Next(), "e3");
  EXPECT_EQ(follower.Next(), "c3");
  std::thread pusher([&server] {
    for (int i = 0; i < 200; ++i) {
      server.MustPush({test::RegisterPerson(absl::StrCat("p-", i))});
    }
  });
  for (int position = 4; position <= 203; ++position) {
    ASSERT_EQ(follower.Next(), absl::StrCat("e", position));
  }
  pusher.join();
  follower.Leave();
  EXPECT_EQ(follower.Finish().error_code(), StatusCode::CANCELLED);
}

TEST(Follow, SaysWhenTheHeadMovesWithoutAMatchingEvent) {
  test::TestServer server;
  server.MustPush(History(0));
  v1::ReplayRequest request;
  request.set_practice_id("pr-1");
  Follower follower(&server, request);
  EXPECT_EQ(follower.Next(), "e2");
  EXPECT_EQ(follower.Next(), "e3");
  EXPECT_EQ(follower.Next(), "c3");
  server.MustPush({test::RegisterPerson("p-1")});
  EXPECT_EQ(follower.Next(), "c4");
  server.MustPush({test::StartTrack("pr-1", "kbz", "2024-01-01")});
  EXPECT_EQ(follower.Next(), "e5");
}

TEST(Follow, DrainEndsItWithUnavailableAndItsPlace) {
  test::TestServer server;
  server.MustPush(History(0));
  Follower idle(&server, v1::ReplayRequest());
  for (const char* answer : {"e1", "e2", "e3", "c3"}) EXPECT_EQ(idle.Next(), answer);
  std::thread drain([&server] { server.server().Drain(); });
  EXPECT_EQ(idle.Next(), "end");
  const grpc::Status status = idle.Finish();
  EXPECT_THAT(status, GrpcRefuses(StatusCode::UNAVAILABLE, "DRAINING"));
  EXPECT_EQ(InfoIn(status).metadata().at("position"), "3");
  drain.join();
}

TEST(Follow, ManyFollowersThatLeaveAreForgotten) {
  server::ServerOptions options = test::TestServer::MemoryOptions();
  options.chain.streams_max = 8;
  test::TestServer server(std::move(options));
  server.MustPush(History(0));
  for (int round = 0; round < 40; ++round) {
    // Cancelling is told to the server in its own time, so a place may still be taken.
    while (true) {
      Follower follower(&server, v1::ReplayRequest());
      const std::string first = follower.Next();
      follower.Leave();
      if (first == "e1") break;
      EXPECT_THAT(follower.Finish(), GrpcRefuses(StatusCode::UNAVAILABLE, "TOO_MANY_CALLS"));
    }
  }
  server.MustPush({test::RegisterPerson("p-1")});
}

TEST(Follow, AReaderThatDoesNotReadOnlyLags) {
  test::TestServer server;
  server.MustPush(History(0));
  Follower slow(&server, v1::ReplayRequest());
  EXPECT_EQ(slow.Next(), "e1");
  std::vector<Command> many;
  for (int i = 0; i < 3000; ++i) many.push_back(test::RegisterPerson(absl::StrCat("q-", i)));
  server.MustPush(many);
  std::string answer = slow.Next();
  uint64_t expected = 2;
  while (expected <= 3003) {
    if (answer[0] == 'e') {
      ASSERT_EQ(answer, absl::StrCat("e", expected));
      ++expected;
    }
    if (expected <= 3003) answer = slow.Next();
  }
}

}  // namespace
}  // namespace logboek::api
