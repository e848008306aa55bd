// MB-12 under pressure: many clients at once want the same few places.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "absl/strings/str_cat.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;
namespace v1 = logboek::v1;

constexpr int kClients = 64;
constexpr int kPeople = 200;
constexpr uint32_t kPlaces = 12;

struct Outcome {
  std::string enrolment_id;
  v1::Receipt receipt;
};

std::string Gp(int i) { return absl::StrCat("gp-", i); }

void GivenGps(const std::shared_ptr<grpc::Channel>& channel) {
  std::vector<command::v1::Command> commands = {
      PublishPlan(TestPlan()), RegisterPractice("p1"),
      PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING)};
  for (int i = 0; i < kPeople; ++i) {
    commands.push_back(RegisterPerson(Gp(i)));
    commands.push_back(StartEngagement(Gp(i), "p1", ev::ROLE_GP_OWNER, "2020-01-01"));
  }
  for (const v1::PushResponse& response : PushAll(channel, commands)) {
    ASSERT_TRUE(response.has_receipt()) << response.error().message();
  }
}

v1::Receipt CallEnrol(v1::RegistrationService::Stub* stub, const command::v1::Command& command) {
  v1::EnrolRequest request;
  request.mutable_origin()->set_source(command.source());
  request.mutable_origin()->set_source_id(command.source_id());
  *request.mutable_command() = command.enrol();
  v1::EnrolResponse response;
  const grpc::Status status = stub->Enrol(CallContext().get(), request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.receipt();
}

// Everybody asks at once, over as many connections as there are clients; the answers by position.
std::vector<Outcome> EverybodyEnrols(const ServerProcess& server, const std::string& session) {
  std::vector<Outcome> outcomes;
  std::mutex mutex;
  std::atomic<int> next{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      const auto stub = v1::RegistrationService::NewStub(server.NewChannel());
      for (int gp = next++; gp < kPeople; gp = next++) {
        const command::v1::Command command = Enrol(Gp(gp), "p1", session);
        const v1::Receipt receipt = CallEnrol(stub.get(), command);
        const std::lock_guard<std::mutex> lock(mutex);
        outcomes.push_back({command.enrol().enrolment_id(), receipt});
      }
    });
  }
  for (std::thread& client : clients) client.join();
  std::sort(outcomes.begin(), outcomes.end(), [](const Outcome& a, const Outcome& b) {
    return a.receipt.position() < b.receipt.position();
  });
  return outcomes;
}

std::string Cancel(v1::RegistrationService::Stub* stub, const std::string& enrolment_id) {
  v1::CancelEnrolmentRequest request;
  request.mutable_origin()->set_source("test");
  request.mutable_origin()->set_source_id("cancel " + enrolment_id);
  request.mutable_command()->set_enrolment_id(enrolment_id);
  v1::CancelEnrolmentResponse response;
  const grpc::Status status = stub->CancelEnrolment(CallContext().get(), request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.receipt().promoted_enrolment_ids_size(), 1);
  return response.receipt().promoted_enrolment_ids_size() == 1
             ? response.receipt().promoted_enrolment_ids(0)
             : "";
}

TEST(PlacesTest, TwelvePlacesForTwoHundredPeopleAndSixtyFourClients) {
  const TempFolder folder;
  ServerProcess server(folder / "store");
  const auto channel = server.NewChannel();
  GivenGps(channel);
  const auto stub = v1::RegistrationService::NewStub(channel);
  for (const char* session : {"first", "second", "third"}) {
    const auto scheduled =
        PushAll(channel, {ScheduleSession(session, "ex", "2099-03-01", kPlaces)});
    ASSERT_TRUE(scheduled[0].has_receipt());
    const std::vector<Outcome> outcomes = EverybodyEnrols(server, session);
    ASSERT_EQ(outcomes.size(), static_cast<size_t>(kPeople));
    for (uint32_t i = 0; i < outcomes.size(); ++i) {
      const v1::Receipt& receipt = outcomes[i].receipt;
      ASSERT_EQ(receipt.enrolment_state(),
                i < kPlaces ? v1::ENROLMENT_STATE_CONFIRMED : v1::ENROLMENT_STATE_WAITING);
      ASSERT_EQ(receipt.waiting_rank(), i < kPlaces ? 0 : i - kPlaces + 1);
    }
    for (uint32_t i = 0; i < 10; ++i) {
      EXPECT_EQ(Cancel(stub.get(), outcomes[i].enrolment_id), outcomes[kPlaces + i].enrolment_id);
    }
  }
  EXPECT_EQ(server.Stop(), 0);
}

}  // namespace
}  // namespace logboek::test
