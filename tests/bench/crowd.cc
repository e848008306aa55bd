#include "tests/bench/crowd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <latch>
#include <memory>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "tests/bench/population.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/rpc.h"

namespace logboek::bench {
namespace {

// Told to all clients at once.
struct Crowd {
  explicit Crowd(std::ptrdiff_t clients) : left(clients) {}

  // Not answered to, whatever was asked, counts as refused.
  void Count(int code) {
    const bool turned_away = code == grpc::StatusCode::RESOURCE_EXHAUSTED ||
                             code == grpc::StatusCode::UNAVAILABLE ||
                             code == grpc::StatusCode::UNAUTHENTICATED;
    ++(turned_away ? refused : let_in);
  }

  std::atomic<bool> stop{false};
  std::atomic<size_t> let_in{0};
  std::atomic<size_t> refused{0};
  // Counts those who have stopped.
  std::latch left;
};

// One client. All live on the few threads of gRPC: hundreds of threads, even of the lowest
// priority, would together take a third of a processor from the server.
class Greedy {
 public:
  Greedy(Crowd* crowd, const std::string& address, const std::string& token)
      : crowd_(crowd),
        channel_(test::AuthorizedChannel(address, grpc::InsecureChannelCredentials(), token)),
        registration_(v1::RegistrationService::NewStub(channel_)),
        compliance_(v1::ComplianceService::NewStub(channel_)) {
    // Sent again and again, as by a portal that does not read its answers.
    *push_.mutable_command() = test::RecordAttendance("session-0", PersonId(0), PracticeId(0));
    record_ = ToRequest(push_.command());
  }

  // Both go on until the crowd is stopped.
  void Call() {
    if (crowd_->stop.load()) return crowd_->left.count_down();
    context_ = test::CallContext();
    const auto then = [this](const grpc::Status& status) {
      crowd_->Count(status.error_code());
      Call();
    };
    if (const int n = calls_++; n % 2 == 0) {
      question_ = Question(n);
      compliance_->async()->GetPracticeCompliance(context_.get(), &question_, &answer_, then);
    } else {
      registration_->async()->RecordAttendance(context_.get(), &record_, &recorded_, then);
    }
  }
  void Push() {
    if (crowd_->stop.load()) return crowd_->left.count_down();
    stream_ = std::make_unique<Stream>(this);
  }

 private:
  // One stream; the next is begun when the server ends it.
  class Stream final : public grpc::ClientBidiReactor<v1::PushRequest, v1::PushResponse> {
   public:
    explicit Stream(Greedy* client) : client_(client) {
      client_->registration_->async()->Push(&context_, this);
      StartRead(&response_);
      StartWrite(&client_->push_);
      StartCall();
    }

    void OnWriteDone(bool ok) override {
      if (!ok) return;
      client_->crowd_->stop.load() ? StartWritesDone() : StartWrite(&client_->push_);
    }
    void OnReadDone(bool ok) override {
      if (!ok) return;
      client_->crowd_->Count(response_.error().code());
      // What is on its way would be answered for minutes, at the rate that is left to the crowd.
      if (client_->crowd_->stop.load()) context_.TryCancel();
      StartRead(&response_);
    }
    void OnDone(const grpc::Status& status) override {
      if (!status.ok() && !client_->crowd_->stop.load()) ++client_->crowd_->refused;
      client_->Push();
    }

   private:
    Greedy* const client_;
    grpc::ClientContext context_;
    v1::PushResponse response_;
  };

  Crowd* const crowd_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::RegistrationService::Stub> registration_;
  const std::unique_ptr<v1::ComplianceService::Stub> compliance_;
  int calls_ = 0;
  std::unique_ptr<grpc::ClientContext> context_;
  v1::GetPracticeComplianceRequest question_;
  v1::GetPracticeComplianceResponse answer_;
  v1::RecordAttendanceRequest record_;
  v1::RecordAttendanceResponse recorded_;
  v1::PushRequest push_;
  std::unique_ptr<Stream> stream_;
};

// Connections that say what HTTP/2 wants to hear first, and then nothing.
class IdleCrowd {
 public:
  explicit IdleCrowd(const std::string& address) {
    rlimit files;
    CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
    files.rlim_cur = files.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);
    const std::vector<std::string> parts = absl::StrSplit(address, ':');
    sockaddr_in target = {};
    int port = 0;
    CHECK(absl::SimpleAtoi(parts.back(), &port));
    target.sin_family = AF_INET;
    target.sin_port = htons(static_cast<uint16_t>(port));
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string hello =
        absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", std::string("\0\0\0\4\0\0\0\0\0", 9));
    for (int i = 0; i < kIdle; ++i) {
      const int idle = socket(AF_INET, SOCK_STREAM, 0);
      CHECK(idle >= 0, "too few files are allowed; see ulimit -Hn");
      sockets_.push_back(idle);
      CHECK(connect(idle, reinterpret_cast<sockaddr*>(&target), sizeof target) == 0);
      CHECK(send(idle, hello.data(), hello.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(hello.size()));
    }
  }
  ~IdleCrowd() {
    for (const int idle : sockets_) close(idle);
  }

 private:
  std::vector<int> sockets_;
};

void WaitUntilStopped() {
  std::printf("begun\n");
  std::fflush(stdout);
  std::string ignored;
  std::getline(std::cin, ignored);
}

void RunGreedy(Greed greed, const std::string& address, const std::vector<std::string>& tokens) {
  Crowd crowd(static_cast<std::ptrdiff_t>(tokens.size()));
  std::vector<std::unique_ptr<Greedy>> clients;
  for (const std::string& token : tokens) {
    clients.push_back(std::make_unique<Greedy>(&crowd, address, token));
  }
  const absl::Time begun = base::SystemClock().Now();
  for (const auto& client : clients) greed == Greed::kCalls ? client->Call() : client->Push();
  WaitUntilStopped();
  crowd.stop = true;
  crowd.left.wait();
  const double seconds = absl::ToDoubleSeconds(base::SystemClock().Now() - begun);
  std::printf("%.0f %.0f\n", static_cast<double>(crowd.let_in) / seconds,
              static_cast<double>(crowd.refused) / seconds);
}

}  // namespace

v1::GetPracticeComplianceRequest Question(int n) {
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id(PracticeId(n % kPersons));
  *request.mutable_at() = test::Date(absl::CivilDay(2026, 11, 30));
  return request;
}

Greed GreedOf(const std::string& name) {
  if (name == "idle") return Greed::kNone;
  if (name == "calls") return Greed::kCalls;
  CHECK_EQ(name, "push");
  return Greed::kPush;
}

void RunCrowd(Greed greed, const std::string& address, const std::string& tokens_path) {
  // The machine of the server is not theirs.
  const sched_param none = {};
  CHECK(sched_setscheduler(0, SCHED_IDLE, &none) == 0);
  std::vector<std::string> tokens;
  std::ifstream file(tokens_path);
  for (std::string token; std::getline(file, token);) tokens.push_back(token);
  if (greed != Greed::kNone) return RunGreedy(greed, address, tokens);
  const IdleCrowd idle(address);
  WaitUntilStopped();
  std::printf("0 0\n");
}

}  // namespace logboek::bench
