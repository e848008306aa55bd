// A portal that sends every request twice, is killed and started again at random, leaves exactly
// the log it would have left once.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;

// A portal's day: people, a full meeting with a waiting line, cancellations that promote,
// attendance, courses.
std::vector<command::v1::Command> Day() {
  std::vector<command::v1::Command> commands = {
      PublishPlan(TestPlan()),
      RegisterPractice("p1"),
      AssignCohort("p1", kCohort),
      PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING),
      PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
      ScheduleSession("past", "ex", "2024-02-01"),
      ScheduleSession("future", "ex", "2099-02-01", 5)};
  for (int i = 0; i < 150; ++i) {
    const std::string id = absl::StrCat("a", i);
    commands.push_back(RegisterPerson(id, "Bea de Vries"));
    commands.push_back(StartEngagement(id, "p1", ev::ROLE_MEDICAL_ASSISTANT, "2023-01-01"));
    commands.push_back(Enrol(id, "p1", "future"));
    commands.push_back(RecordAttendance("past", id, "p1"));
    commands.push_back(CompleteCourse("triage", id, "2023-06-01"));
  }
  for (int i = 0; i < 20; ++i) commands.push_back(CancelEnrolment(absl::StrCat("a", i, ">future")));
  return commands;
}

std::string ToLines(const std::vector<command::v1::Command>& commands, int times) {
  std::string lines;
  for (const command::v1::Command& command : commands) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(command, &json).ok());
    for (int i = 0; i < times; ++i) absl::StrAppend(&lines, json, "\n");
  }
  return lines;
}

// What must be equal: everything but the clock and what depends on a store's random keys.
std::vector<std::string> Comparable(std::vector<ev::Envelope> log) {
  std::vector<std::string> lines;
  for (ev::Envelope& envelope : log) {
    envelope.clear_recorded_at();
    envelope.clear_command_digest();
    if (envelope.event().has_person_registered()) {
      envelope.mutable_event()->mutable_person_registered()->clear_personal_data();
    }
    // Dates that a command leaves to "today".
    envelope.clear_effective_on();
    lines.push_back(envelope.ShortDebugString());
  }
  return lines;
}

uint64_t Head(const std::shared_ptr<grpc::Channel>& channel) {
  logboek::v1::GetStatusResponse response;
  const grpc::Status status = logboek::v1::AdminService::NewStub(channel)->GetStatus(
      CallContext().get(), logboek::v1::GetStatusRequest(), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.position();
}

TEST(RepeatTest, TwiceAndKilledAtRandomIsOnce) {
  const char* given = std::getenv("LOGBOEK_SEED");
  const uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device()();
  std::cout << "LOGBOEK_SEED=" << seed << std::endl;
  std::mt19937_64 random(seed);
  const TempFolder folder;
  const auto commands = Day();
  std::ofstream(folder / "twice.jsonl") << ToLines(commands, 2);

  ServerProcess once(folder / "once");
  for (const auto& response : PushAll(once.NewChannel(), commands)) {
    ASSERT_TRUE(response.has_receipt()) << response.error().message();
  }
  ServerProcess server(folder / "store");
  const auto channel = server.NewChannel();
  int kills = 0;
  for (int exit_code = -1; exit_code != 0;) {
    Process client({Program("logboek"), "--server", server.address(), "push", "--quiet",
                    folder / "twice.jsonl"},
                   folder / "client.log");
    const uint64_t target = Head(channel) + 1 + random() % 150;
    while (client.running() && Head(channel) < target) std::this_thread::yield();
    if (client.running()) ++kills;
    client.Signal(SIGKILL);
    client.ReadAll();
    exit_code = client.Wait();
    ASSERT_TRUE(exit_code == 0 || exit_code == 128 + SIGKILL) << exit_code;
  }
  EXPECT_GT(kills, 0);
  EXPECT_EQ(Comparable(ReplayAll(channel)), Comparable(ReplayAll(once.NewChannel())));
}

}  // namespace
}  // namespace logboek::test
