#include "tests/bench/overload.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "grpcpp/grpcpp.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "tests/bench/load.h"
#include "tests/bench/population.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/rpc.h"

namespace logboek::bench {
namespace {

using command::v1::Command;

constexpr int kHonest = 4;
// Of each honest client: ten calls a second.
constexpr absl::Duration kHonestPause = absl::Milliseconds(100);
constexpr int kGreedy = 200;
constexpr int kIdle = 10'000;

v1::GetPracticeComplianceRequest Question(int n) {
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id(PracticeId(n % kPersons));
  *request.mutable_at() = test::Date(absl::CivilDay(2026, 11, 30));
  return request;
}

std::string NewToken(const std::shared_ptr<grpc::Channel>& channel, const std::string& principal) {
  v1::CreateTokenRequest request;
  request.mutable_grant()->set_principal(principal);
  request.mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  v1::CreateTokenResponse response;
  const grpc::Status status = v1::AccessService::NewStub(channel)->CreateToken(
      test::CallContext().get(), request, &response);
  CHECK(status.ok(), "no token");
  return response.token();
}

std::string WriteTokens(const std::string& path, const std::vector<std::string>& tokens) {
  std::ofstream file(path);
  for (const std::string& token : tokens) file << token << "\n";
  return path;
}

// Not answered to, whatever was asked.
bool IsTurnedAway(int code) {
  return code == grpc::StatusCode::RESOURCE_EXHAUSTED || code == grpc::StatusCode::UNAVAILABLE ||
         code == grpc::StatusCode::UNAUTHENTICATED;
}

// One client of a crowd.
class Greedy {
 public:
  Greedy(const std::string& address, const std::string& token)
      : channel_(test::AuthorizedChannel(address, grpc::InsecureChannelCredentials(), token)),
        registration_(v1::RegistrationService::NewStub(channel_)),
        compliance_(v1::ComplianceService::NewStub(channel_)),
        // Sent again and again, as by a portal that does not read its answers.
        command_(test::RecordAttendance("session-0", PersonId(0), PracticeId(0))) {}

  void Call(int n) {
    grpc::Status status;
    if (n % 2 == 0) {
      v1::GetPracticeComplianceResponse response;
      status =
          compliance_->GetPracticeCompliance(test::CallContext().get(), Question(n), &response);
    } else {
      v1::RecordAttendanceResponse response;
      status = registration_->RecordAttendance(test::CallContext().get(), ToRequest(command_),
                                               &response);
    }
    ++(IsTurnedAway(status.error_code()) ? refused : let_in);
  }

  void Push(const std::atomic<bool>& stop) {
    grpc::ClientContext context;
    const auto stream = registration_->Push(&context);
    std::thread sender([&] {
      v1::PushRequest request;
      *request.mutable_command() = command_;
      while (!stop.load() && stream->Write(request)) continue;
      stream->WritesDone();
    });
    for (v1::PushResponse response; stream->Read(&response);) {
      ++(IsTurnedAway(response.error().code()) ? refused : let_in);
    }
    sender.join();
    if (!stream->Finish().ok()) ++refused;
  }

  size_t let_in = 0;
  size_t refused = 0;

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::RegistrationService::Stub> registration_;
  const std::unique_ptr<v1::ComplianceService::Stub> compliance_;
  const Command command_;
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

size_t FilesOf(pid_t pid) {
  const std::filesystem::directory_iterator files(absl::StrCat("/proc/", pid, "/fd"));
  return static_cast<size_t>(std::distance(begin(files), end(files)));
}

// Never released: it only passes the time.
void Pause(absl::Duration duration) {
  std::binary_semaphore never(0);
  never.try_acquire_for(absl::ToChronoNanoseconds(duration));
}

// A line of /proc/PID/status, in MiB.
int64_t MemoryOf(pid_t pid, const std::string& line) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string text; std::getline(status, text);) {
    absl::string_view rest = text;
    if (!absl::ConsumePrefix(&rest, absl::StrCat(line, ":"))) continue;
    int64_t kib = 0;
    CHECK(absl::SimpleAtoi(absl::StripAsciiWhitespace(absl::StripSuffix(rest, " kB")), &kib));
    return kib / 1024;
  }
  return 0;
}

class Overload {
 public:
  Overload(const test::TempFolder& folder, absl::Duration duration)
      : folder_(folder),
        duration_(duration),
        server_(folder / "overload", {"--log-level", "error"}),
        channel_(server_.NewChannel()),
        attendance_(channel_) {
    MustPush(channel_, Beginning());
    attendance_.Prepare(100'000);
    MustPush(channel_, {attendance_.Next()});
    for (int i = 0; i < kHonest; ++i) {
      honest_.push_back(test::AuthorizedChannel(server_.address(),
                                                grpc::InsecureChannelCredentials(),
                                                NewToken(channel_, absl::StrCat("honest-", i))));
    }
  }

  void Run() {
    std::printf("\n");
    PrintRow({"what honest clients notice", "p50 ms", "p99 ms", "of quiet", "let in/s", "refused/s",
              "server MiB", "peak MiB"});
    for (int client = 0; client < kHonest; ++client) Ask(client, 0);
    Measure("quiet", {});
    const std::string idle = absl::StrCat(kIdle, " idle connections");
    MeasureBeside(idle, {{"idle", {}}});
    const std::string one = NewToken(channel_, "greedy");
    std::vector<std::string> each;
    for (int i = 0; i < kGreedy; ++i) {
      each.push_back(NewToken(channel_, absl::StrCat("greedy-", i)));
    }
    const std::vector<std::string> same(kGreedy, one);
    const std::vector<std::string> wrong(kGreedy, one + "x");
    const std::string clients = absl::StrCat(kGreedy, " greedy clients, ");
    MeasureBeside(clients + "one token", {{"calls", same}});
    MeasureBeside(clients + "a token each", {{"calls", each}});
    MeasureBeside(clients + "no good token", {{"calls", wrong}});
    MeasureBeside(clients + "one token, Push", {{"push", same}});
    MeasureBeside(clients + "a token each, Push", {{"push", each}});
    MeasureBeside(absl::StrCat("  and ", idle), {{"idle", {}}, {"calls", each}});
  }

 private:
  struct Crowd {
    std::string greed;
    std::vector<std::string> tokens;
  };

  void MeasureBeside(const std::string& what, const std::vector<Crowd>& crowds) {
    std::vector<std::unique_ptr<test::Process>> processes;
    for (const Crowd& crowd : crowds) {
      processes.push_back(std::make_unique<test::Process>(std::vector<std::string>{
          test::Program("logboek_bench"), "--crowd", crowd.greed, "--crowd-address",
          server_.address(), "--crowd-tokens", WriteTokens(folder_ / crowd.greed, crowd.tokens)}));
      CHECK_EQ(processes.back()->ReadLine(), "begun");
      if (crowd.greed == "idle") WaitUntilTaken(kIdle);
      // The arrival of so many is another matter.
      for (int client = 0; client < kHonest; ++client) Ask(client, 0);
    }
    Measure(what, processes);
  }

  // The server has so many connections, not only the system.
  void WaitUntilTaken(size_t connections) {
    while (FilesOf(server_.process().pid()) < connections) Pause(absl::Milliseconds(50));
  }

  // Of honest clients, all together; the crowds are stopped at the end.
  void Measure(const std::string& what, const std::vector<std::unique_ptr<test::Process>>& crowds) {
    std::vector<std::thread> threads;
    std::vector<std::vector<double>> times(kHonest);
    for (int client = 0; client < kHonest; ++client) {
      threads.emplace_back([&, client] { times[client] = RunHonest(client); });
    }
    for (std::thread& thread : threads) thread.join();
    std::string let_in = "0";
    std::string refused = "0";
    for (const auto& crowd : crowds) {
      crowd->CloseInput();
      const std::vector<std::string> told = absl::StrSplit(crowd->ReadLine(), ' ');
      CHECK(told.size() == 2, "the crowd broke down");
      let_in = told[0];
      refused = told[1];
    }
    std::vector<double> all;
    for (const auto& own : times) all.insert(all.end(), own.begin(), own.end());
    std::sort(all.begin(), all.end());
    const double p99 = all[all.size() * 99 / 100];
    if (quiet_p99_ == 0) quiet_p99_ = p99;
    const pid_t server = server_.process().pid();
    PrintRow({what, Decimal(all[all.size() / 2], 3), Decimal(p99, 3), Decimal(p99 / quiet_p99_, 2),
              let_in, refused, absl::StrCat(MemoryOf(server, "VmRSS")),
              absl::StrCat(MemoryOf(server, "VmHWM"))});
  }

  // A question, or an attendance; must succeed.
  void Ask(int client, int n) {
    grpc::Status status;
    if (n % 2 == 0) {
      v1::GetPracticeComplianceResponse response;
      status = v1::ComplianceService::NewStub(honest_[client])
                   ->GetPracticeCompliance(test::CallContext().get(), Question(n * 20 + client),
                                           &response);
    } else {
      v1::RecordAttendanceResponse response;
      status = v1::RegistrationService::NewStub(honest_[client])
                   ->RecordAttendance(test::CallContext().get(), ToRequest(attendance_.Next()),
                                      &response);
    }
    if (!status.ok()) std::fprintf(stderr, "%s\n", status.error_message().c_str());
    CHECK(status.ok(), "an honest call failed");
  }

  // The time of each call in milliseconds.
  std::vector<double> RunHonest(int client) {
    std::vector<double> times;
    const absl::Time end = base::SystemClock().Now() + duration_;
    while (times.empty() || base::SystemClock().Now() < end) {
      const absl::Time begun = base::SystemClock().Now();
      Ask(client, static_cast<int>(times.size()));
      times.push_back(absl::ToDoubleMilliseconds(base::SystemClock().Now() - begun));
      Pause(kHonestPause);
    }
    return times;
  }

  const test::TempFolder& folder_;
  const absl::Duration duration_;
  test::ServerProcess server_;
  const std::shared_ptr<grpc::Channel> channel_;
  FreshAttendance attendance_;
  // Connected before any crowd comes.
  std::vector<std::shared_ptr<grpc::Channel>> honest_;
  double quiet_p99_ = 0;
};

}  // namespace

void BenchOverload(const test::TempFolder& folder, absl::Duration duration) {
  Overload(folder, duration).Run();
}

Greed GreedOf(const std::string& name) {
  if (name == "idle") return Greed::kNone;
  if (name == "calls") return Greed::kCalls;
  CHECK_EQ(name, "push");
  return Greed::kPush;
}

void RunCrowd(Greed greed, const std::string& address, const std::string& tokens_path) {
  // The machine of the server is not theirs. The lowest priority that takes turns with others would
  // not do: hundreds of threads together take half of it.
  const sched_param none = {};
  CHECK(sched_setscheduler(0, SCHED_IDLE, &none) == 0);
  std::unique_ptr<IdleCrowd> idle;
  if (greed == Greed::kNone) idle = std::make_unique<IdleCrowd>(address);
  std::vector<std::unique_ptr<Greedy>> clients;
  std::ifstream tokens(tokens_path);
  for (std::string token; std::getline(tokens, token);) {
    clients.push_back(std::make_unique<Greedy>(address, token));
  }
  std::atomic<bool> stop{false};
  const absl::Time begun = base::SystemClock().Now();
  std::vector<std::thread> threads;
  for (const auto& client : clients) {
    threads.emplace_back([&stop, greed, client = client.get()] {
      for (int n = 0; !stop.load(); ++n) {
        greed == Greed::kCalls ? client->Call(n) : client->Push(stop);
      }
    });
  }
  std::printf("begun\n");
  std::fflush(stdout);
  std::string ignored;
  std::getline(std::cin, ignored);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const double seconds = absl::ToDoubleSeconds(base::SystemClock().Now() - begun);
  double let_in = 0;
  double refused = 0;
  for (const auto& client : clients) {
    let_in += static_cast<double>(client->let_in);
    refused += static_cast<double>(client->refused);
  }
  std::printf("%.0f %.0f\n", let_in / seconds, refused / seconds);
}

}  // namespace logboek::bench
