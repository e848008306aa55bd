#include "tests/bench/population.h"

#include <algorithm>
#include <cstdio>
#include <semaphore>
#include <thread>

#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/check.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"

namespace logboek::bench {
namespace {

namespace ev = logboek::event::v1;
using command::v1::Command;

void MustSucceed(const v1::PushResponse& response) {
  if (response.has_error()) std::fprintf(stderr, "%s\n", response.error().message().c_str());
  CHECK(response.has_receipt(), "a command of the benchmark was refused");
}

}  // namespace

std::vector<std::shared_ptr<grpc::Channel>> Connect(const Target& target, int clients) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < std::min(clients, 4); ++i) {
    channels.push_back(
        test::AuthorizedChannel(target.address, grpc::InsecureChannelCredentials(), target.token));
  }
  return channels;
}

std::string PersonId(int i) { return absl::StrCat("person-", i); }
std::string PracticeId(int person) { return absl::StrCat("practice-", person / kPersonsAPractice); }

std::vector<Command> Beginning() {
  std::vector<Command> commands = {
      test::PublishPlan(test::TestPlan()),
      test::PublishOffering("meeting", ev::OFFERING_KIND_EXCHANGE_MEETING)};
  for (int i = 0; i < kPersons; ++i) {
    if (i % kPersonsAPractice == 0) {
      commands.push_back(test::RegisterPractice(PracticeId(i)));
      auto& body = *commands.back().mutable_register_practice();
      body.set_agb(absl::StrCat(10'000'000 + i));
      commands.push_back(test::AssignCohort(PracticeId(i), test::kCohort));
    }
    commands.push_back(test::RegisterPerson(PersonId(i), "Bea de Vries"));
    commands.push_back(test::StartEngagement(PersonId(i), PracticeId(i), ev::ROLE_MEDICAL_ASSISTANT,
                                             "2020-01-01"));
  }
  return commands;
}

void MustPush(const std::shared_ptr<grpc::Channel>& channel, const std::vector<Command>& commands) {
  const auto stub = v1::RegistrationService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->Push(&context);
  std::counting_semaphore<kUnanswered> room(kUnanswered);
  std::thread sender([&] {
    for (const Command& command : commands) {
      v1::PushRequest request;
      *request.mutable_command() = command;
      room.acquire();
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  size_t answered = 0;
  for (v1::PushResponse response; stream->Read(&response); ++answered) {
    MustSucceed(response);
    room.release();
  }
  // A stream that broke: the sender may be waiting, and finds out by its next write.
  if (answered < commands.size()) room.release();
  sender.join();
  CHECK_EQ(answered, commands.size());
}

void FreshAttendance::Prepare(int count) {
  std::vector<Command> commands;
  for (; scheduled_ * kPersons < next_.load() + count; ++scheduled_) {
    commands.push_back(
        test::ScheduleSession(absl::StrCat("session-", scheduled_), "meeting", "2024-01-10"));
  }
  if (!commands.empty()) MustPush(channel_, commands);
}

Command FreshAttendance::Next() {
  const int number = next_++;
  const int person = number % kPersons;
  return test::RecordAttendance(absl::StrCat("session-", number / kPersons), PersonId(person),
                                PracticeId(person));
}

v1::RecordAttendanceRequest ToRequest(const Command& command) {
  v1::RecordAttendanceRequest request;
  request.mutable_origin()->set_source(command.source());
  request.mutable_origin()->set_source_id(command.source_id());
  *request.mutable_command() = command.record_attendance();
  return request;
}

}  // namespace logboek::bench
