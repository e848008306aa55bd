// The server is killed without warning, again and again, while clients write: nothing acknowledged
// is missing, nothing is there twice, and the verdicts are those of a fold from the first event.
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "absl/base/config.h"
#include "absl/strings/str_cat.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;

// A server under a sanitizer takes ten times as long to begin again; the one as shipped is killed
// in full.
#ifdef ABSL_HAVE_ADDRESS_SANITIZER
constexpr int kRounds = 6;
#else
constexpr int kRounds = 30;
#endif
constexpr int kWriters = 4;
constexpr char kDay[] = "2024-04-01";

uint64_t Seed() {
  const char* given = std::getenv("LOGBOEK_SEED");
  const uint64_t seed = given != nullptr ? std::stoull(given) : std::random_device()();
  std::cout << "LOGBOEK_SEED=" << seed << std::endl;
  return seed;
}

std::string PracticeOf(int writer) { return absl::StrCat("practice-", writer); }

// What everything else rests on.
std::vector<command::v1::Command> Beginning() {
  std::vector<command::v1::Command> commands = {
      PublishPlan(TestPlan()),
      PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})};
  for (int writer = 0; writer < kWriters; ++writer) {
    commands.push_back(RegisterPractice(PracticeOf(writer)));
    commands.push_back(AssignCohort(PracticeOf(writer), kCohort));
  }
  return commands;
}

// The n-th assistant of a writer: registered, engaged, and every second one trained.
std::vector<command::v1::Command> Assistant(int writer, int n) {
  const std::string id = absl::StrCat("assistant-", writer, "-", n);
  std::vector<command::v1::Command> commands = {
      RegisterPerson(id, "Bea de Vries"),
      StartEngagement(id, PracticeOf(writer), ev::ROLE_MEDICAL_ASSISTANT, "2023-01-01")};
  if (n % 2 == 0) commands.push_back(CompleteCourse("triage", id, "2023-06-01"));
  return commands;
}

// One client with its own connection: sends what is not acknowledged yet, remembers what is.
class Writer {
 public:
  explicit Writer(int number) : number_(number) {}

  // Until the server is gone or `enough` says so.
  void Work(const std::shared_ptr<grpc::Channel>& channel, std::atomic<int>* acknowledged) {
    while (true) {
      while (unsent_.size() < 40) {
        for (command::v1::Command& command : Assistant(number_, next_++)) {
          unsent_.push_back(std::move(command));
        }
      }
      const std::vector<logboek::v1::PushResponse> responses = PushAll(channel, unsent_, 16);
      for (const logboek::v1::PushResponse& response : responses) {
        if (response.has_error()) {
          // The server may be going down; anything but "send it again" is a mistake.
          EXPECT_EQ(response.error().code(), grpc::StatusCode::UNAVAILABLE)
              << response.error().message();
          return;
        }
        acknowledged_[response.source_id()] = response.receipt().position();
        unsent_.erase(unsent_.begin());
        ++*acknowledged;
      }
      if (responses.empty() || !unsent_.empty()) return;
    }
  }

  const std::map<std::string, uint64_t>& acknowledged() const { return acknowledged_; }

 private:
  const int number_;
  int next_ = 0;
  std::vector<command::v1::Command> unsent_;
  std::map<std::string, uint64_t> acknowledged_;
};

// The log is gapless, and each acknowledged command stands in it once, where it was said to be.
void ExpectIntact(const std::vector<ev::Envelope>& log, const std::vector<Writer>& writers) {
  std::map<std::string, uint64_t> found;
  for (size_t i = 0; i < log.size(); ++i) {
    ASSERT_EQ(log[i].position(), i + 1);
    ASSERT_TRUE(found.emplace(log[i].source_id(), log[i].position()).second)
        << log[i].source_id() << " stands twice";
  }
  for (const Writer& writer : writers) {
    for (const auto& [source_id, position] : writer.acknowledged()) {
      const auto event = found.find(source_id);
      ASSERT_NE(event, found.end()) << source_id << " was acknowledged and is gone";
      ASSERT_EQ(event->second, position);
    }
  }
}

TEST(KillTest, NothingAcknowledgedIsLostAndNothingDoubled) {
  std::mt19937_64 random(Seed());
  const TempFolder folder;
  std::vector<Writer> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(i);
  for (int round = 0; round < kRounds; ++round) {
    ServerProcess server(folder / "store");
    if (round == 0) {
      const auto beginning = Beginning();
      ASSERT_EQ(PushAll(server.NewChannel(), beginning).size(), beginning.size());
    }
    std::atomic<int> acknowledged{0};
    std::atomic<int> working{kWriters};
    std::vector<std::thread> threads;
    for (Writer& writer : writers) {
      threads.emplace_back([&, channel = server.NewChannel()] {
        writer.Work(channel, &acknowledged);
        --working;
      });
    }
    const int enough = 1 + static_cast<int>(random() % 300);
    while (acknowledged.load() < enough && working.load() > 0) std::this_thread::yield();
    server.Kill();
    for (std::thread& thread : threads) thread.join();
    ASSERT_GE(acknowledged.load(), enough) << "every writer gave up while the server lived";
    ServerProcess again(folder / "store");
    ExpectIntact(ReplayAll(again.NewChannel()), writers);
    if (HasFatalFailure()) return;
    EXPECT_EQ(DigestOf(again.NewChannel(), kDay, false), DigestOf(again.NewChannel(), kDay, true));
    again.Kill();
  }
}

}  // namespace
}  // namespace logboek::test
