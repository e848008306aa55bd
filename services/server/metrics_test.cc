// What a server counts of calls that come over the network.

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/log.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/gated_log.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using test::GrpcRefuses;
using test::IsGrpcOk;

// The value of a series as it stands in the text, labels and all; "" when it is not there.
std::string ValueOf(test::TestServer& server, const std::string& series) {
  const std::string text = server.server().MetricsText();
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, absl::StrCat(series, " "))) return std::string(line);
  }
  return "";
}

double NumberOf(test::TestServer& server, const std::string& series) {
  double number = -1;
  EXPECT_TRUE(absl::SimpleAtod(ValueOf(server, series), &number)) << series;
  return number;
}

void AskStatus(const test::TestServer& server) {
  v1::GetStatusResponse status;
  EXPECT_THAT(test::Call(*server.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                         &status),
              IsGrpcOk());
}

grpc::Status AskPractice(v1::PracticeService::Stub& stub, const std::string& id) {
  v1::GetPracticeRequest request;
  request.set_practice_id(id);
  v1::GetPracticeResponse response;
  return test::Call(stub, &v1::PracticeService::Stub::GetPractice, request, &response);
}

TEST(ServerMetrics, CountsAKnownSetOfCalls) {
  test::TestServer server;
  const auto plan = test::PublishPlan(test::TestPlan());
  const auto practice = test::RegisterPractice("p-1");
  server.MustPush({plan, practice, plan});
  const auto unknown = test::AssignCohort("p-2", test::kCohort);
  EXPECT_TRUE(server.Push({unknown})[0].has_error());
  AskStatus(server);
  AskStatus(server);
  EXPECT_THAT(AskPractice(*server.practice, "p-1"), IsGrpcOk());
  EXPECT_THAT(AskPractice(*server.practice, "p-9"),
              GrpcRefuses(grpc::StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));

  const std::string requests = "logboek_requests_total";
  EXPECT_EQ(ValueOf(server, requests + "{code=\"OK\",method=\"AdminService/GetStatus\"}"), "2");
  EXPECT_EQ(ValueOf(server, requests + "{code=\"OK\",method=\"PracticeService/GetPractice\"}"),
            "1");
  EXPECT_EQ(
      ValueOf(server, requests + "{code=\"NOT_FOUND\",method=\"PracticeService/GetPractice\"}"),
      "1");
  EXPECT_EQ(ValueOf(server, requests + "{code=\"OK\",method=\"RegistrationService/Push\"}"), "2");
  EXPECT_EQ(ValueOf(server, "logboek_refusals_total{reason=\"UNKNOWN_PRACTICE\"}"), "1");
  const std::string duration = "logboek_request_duration_seconds_count";
  EXPECT_EQ(ValueOf(server, duration + "{method=\"PracticeService/GetPractice\"}"), "2");

  const std::string commands = "logboek_commands_total";
  EXPECT_EQ(ValueOf(server, commands + "{kind=\"publish_plan\",outcome=\"recorded\"}"), "1");
  EXPECT_EQ(ValueOf(server, commands + "{kind=\"publish_plan\",outcome=\"repeated\"}"), "1");
  EXPECT_EQ(ValueOf(server, commands + "{kind=\"register_practice\",outcome=\"recorded\"}"), "1");
  EXPECT_EQ(ValueOf(server, commands + "{kind=\"assign_cohort\",outcome=\"refused\"}"), "1");
  EXPECT_EQ(ValueOf(server, "logboek_command_refusals_total{reason=\"UNKNOWN_PRACTICE\"}"), "1");
}

TEST(ServerMetrics, LooksAtTheLogAndTheQueues) {
  test::TestServer server;
  server.MustPush({test::PublishPlan(test::TestPlan()), test::RegisterPractice("p-1")});
  EXPECT_EQ(ValueOf(server, "logboek_log_position"), "2");
  EXPECT_EQ(ValueOf(server, "logboek_register_position"), "2");
  EXPECT_EQ(ValueOf(server, "logboek_group_events_sum"), "2");
  EXPECT_GE(NumberOf(server, "logboek_append_duration_seconds_count"), 1);
  EXPECT_EQ(ValueOf(server, "logboek_queued_commands"), "0");
  EXPECT_EQ(ValueOf(server, "logboek_max_queued_commands"), "10000");
  EXPECT_EQ(ValueOf(server, "logboek_writable"), "1");
  EXPECT_EQ(ValueOf(server, "logboek_health_serving"), "1");
  EXPECT_EQ(ValueOf(server, "logboek_access_log_healthy"), "1");
  EXPECT_EQ(ValueOf(server, "logboek_build_info{version=\"0.1.0\",engine=\"memory\"}"), "1");
  // There is neither a checkpoint nor a disk.
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_position"), "");
  EXPECT_EQ(ValueOf(server, "logboek_rocksdb_wal_syncs_total"), "");
}

TEST(ServerMetrics, LooksAtTheDisk) {
  test::TestServer server(test::TestServer::RocksOptions());
  server.MustPush({test::PublishPlan(test::TestPlan()), test::RegisterPractice("p-1")});
  EXPECT_GE(NumberOf(server, "logboek_rocksdb_wal_syncs_total"), 1);
  EXPECT_GT(NumberOf(server, "logboek_rocksdb_wal_bytes_total"), 1'000);
  EXPECT_GT(NumberOf(server, "logboek_rocksdb_memtable_bytes"), 0);
  EXPECT_EQ(ValueOf(server, "logboek_rocksdb_write_stopped"), "0");
  EXPECT_GT(NumberOf(server, "logboek_filesystem_size_bytes"),
            NumberOf(server, "logboek_filesystem_free_bytes"));
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_position"), "0");
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_lag_events"), "2");
  server.clock().Advance(absl::Minutes(10));
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_age_seconds"), "600");
  // The last one was written when the log was closed.
  server.Restart();
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_position"), "2");
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_lag_events"), "0");
  EXPECT_EQ(ValueOf(server, "logboek_checkpoint_age_seconds"), "0");
}

TEST(ServerMetrics, OpenStreamsAreThereWhileTheyAreOpen) {
  test::TestServer server;
  {
    test::TestContext context;
    const auto stream = server.registration->Push(&context);
    v1::PushRequest request;
    *request.mutable_command() = test::PublishPlan(test::TestPlan());
    ASSERT_TRUE(stream->Write(request));
    v1::PushResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(ValueOf(server, "logboek_open_streams"), "1");
    EXPECT_EQ(ValueOf(server, "logboek_open_requests"), "0");
    stream->WritesDone();
    EXPECT_THAT(stream->Finish(), IsGrpcOk());
  }
  EXPECT_EQ(ValueOf(server, "logboek_open_streams"), "0");
}

TEST(ServerMetrics, AFailedDiskShows) {
  auto owned = std::make_unique<test::GatedLog>();
  test::GatedLog* const log = owned.get();
  ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(owned);
  options.registrar.recover_interval = absl::Milliseconds(1);
  test::TestServer server(std::move(options));
  // The failing disk is what this test is about, not news.
  base::SetLogLevel(static_cast<base::LogLevel>(static_cast<int>(base::LogLevel::kError) + 1));
  log->Break();
  EXPECT_TRUE(server.Push({test::PublishPlan(test::TestPlan())})[0].has_error());
  EXPECT_EQ(ValueOf(server, "logboek_writable"), "0");
  EXPECT_EQ(ValueOf(server, "logboek_append_failures_total"), "1");
  EXPECT_EQ(ValueOf(server, "logboek_commands_total{kind=\"publish_plan\",outcome=\"not_taken\"}"),
            "1");
  EXPECT_EQ(ValueOf(server, "logboek_command_refusals_total{reason=\"LOG_NOT_WRITABLE\"}"), "1");
  log->Mend();
}

// Nobody who reads metrics learns who calls, whom it is about, or what was sent.
TEST(ServerMetrics, NameNobody) {
  test::TestServer server;
  access::v1::Grant grant = test::AdministratorGrant("principal-of-somebody");
  const std::string token = server.TokenFor(grant);
  const auto stub = v1::PracticeService::NewStub(server.ChannelAs(token));
  server.MustPush({test::PublishPlan(test::TestPlan()), test::RegisterPractice("practice-here"),
                   test::RegisterPerson("person-here", "Jan Jansen")});
  EXPECT_THAT(AskPractice(*stub, "practice-here"), IsGrpcOk());
  EXPECT_EQ(AskPractice(*stub, "practice-nowhere").error_code(), grpc::StatusCode::NOT_FOUND);
  const auto nobody = v1::PracticeService::NewStub(server.ChannelAs("lbk_not-a-token"));
  EXPECT_EQ(AskPractice(*nobody, "practice-here").error_code(), grpc::StatusCode::UNAUTHENTICATED);
  const std::string text = server.server().MetricsText();
  for (const std::string& secret :
       {std::string("somebody"), std::string("practice-"), std::string("person-here"),
        std::string("Jansen"), token, std::string("lbk_"), std::string(test::kRegion)}) {
    EXPECT_FALSE(absl::StrContains(text, secret)) << secret;
  }
}

TEST(ServerMetrics, AreReadWhileTheServerStopsAndAfterwards) {
  test::TestServer server;
  AskStatus(server);
  std::thread drain([&server] { server.server().Drain(); });
  std::string text;
  do {
    text = server.server().MetricsText();
  } while (!absl::StrContains(text, "\nlogboek_health_serving 0\n"));
  drain.join();
  EXPECT_EQ(
      ValueOf(server, "logboek_requests_total{code=\"OK\",method=\"AdminService/GetStatus\"}"),
      "1");
  EXPECT_EQ(ValueOf(server, "logboek_log_position"), "");
}

}  // namespace
}  // namespace logboek::server
