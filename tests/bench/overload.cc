#include "tests/bench/overload.h"

#include <sched.h>
#include <sys/types.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
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
#include "tests/bench/crowd.h"
#include "tests/bench/load.h"
#include "tests/bench/population.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/rpc.h"

namespace logboek::bench {
namespace {

constexpr int kHonest = 8;
// Of each honest client: five calls a second, less than anybody's share.
constexpr absl::Duration kHonestPause = absl::Milliseconds(200);
constexpr int kGreedy = 200;
// The arrival of so many is another matter.
constexpr absl::Duration kArrival = absl::Seconds(2);
// A row is measured in so many parts, and the median of their p99 is told: the disk of a virtual
// machine stands still for tens of milliseconds now and then, whoever calls. The worst of all calls
// is told, too.
constexpr int kParts = 5;

std::string NewToken(const std::shared_ptr<grpc::Channel>& channel, const std::string& principal) {
  v1::CreateTokenRequest request;
  request.mutable_grant()->set_principal(principal);
  request.mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  v1::CreateTokenResponse response;
  const grpc::Status status = v1::AccessService::NewStub(channel)->CreateToken(
      test::CallContext().get(), request, &response);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.error_message().c_str());
  CHECK(status.ok(), "no token");
  return response.token();
}

std::string WriteTokens(const std::string& path, const std::vector<std::string>& tokens) {
  std::ofstream file(path);
  for (const std::string& token : tokens) file << token << "\n";
  return path;
}

size_t FilesOf(pid_t pid) {
  const std::filesystem::directory_iterator files(absl::StrCat("/proc/", pid, "/fd"));
  return static_cast<size_t>(std::distance(begin(files), end(files)));
}

// Never released: it only passes the time.
void Pause(absl::Duration duration) {
  std::binary_semaphore never(0);
  never.try_acquire_for(absl::ToChronoNanoseconds(duration));
}

// This program and the servers it starts from now on run before any crowd, as if the crowd were on
// machines of its own. Its idle priority alone does not do that: Linux's scheduler (EEVDF) lets
// such a thread have a processor until the next tick, 4 ms, while one of ours that has just run
// waits.
void RunBeforeCrowds() {
  const sched_param first = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_RR, &first) == 0) return;
  std::printf(
      "\nNot allowed to run before the crowds (CAP_SYS_NICE, or ulimit -r 1): what they compute\n"
      "themselves on these processors counts in the times below, too.\n");
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

// Of each call in milliseconds, by part.
using Times = std::array<std::vector<double>, kParts>;

// Not of nothing.
double Quantile(std::vector<double> values, double quantile) {
  std::sort(values.begin(), values.end());
  const auto index = static_cast<size_t>(quantile * static_cast<double>(values.size()));
  return values[std::min(index, values.size() - 1)];
}

class Overload {
 public:
  Overload(const test::TempFolder& folder, absl::Duration duration, std::string only)
      : folder_(folder),
        duration_(duration),
        only_(std::move(only)),
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
    // Before anybody else calls: the administrator has had more than a share.
    for (int i = 0; i < kGreedy; ++i) {
      greedy_.push_back(NewToken(channel_, absl::StrCat("greedy-", i)));
    }
  }

  void Run() {
    std::printf("\n");
    PrintRow({"what honest clients notice", "p50 ms", "p99 ms", "of quiet", "max ms", "let in/s",
              "refused/s", "server MiB", "peak MiB"});
    for (int client = 0; client < kHonest; ++client) Ask(client, 0);
    const std::string idle = absl::StrCat(kIdle, " idle connections");
    MeasureBeside(idle, {{"idle", {}}});
    const std::vector<std::string> same(kGreedy, greedy_[0]);
    const std::vector<std::string> wrong(kGreedy, greedy_[0] + "x");
    const std::string clients = absl::StrCat(kGreedy, " greedy clients, ");
    MeasureBeside(clients + "one token", {{"calls", same}});
    MeasureBeside(clients + "a token each", {{"calls", greedy_}});
    MeasureBeside(clients + "no good token", {{"calls", wrong}});
    MeasureBeside(clients + "one token, Push", {{"push", same}});
    MeasureBeside(clients + "a token each, Push", {{"push", greedy_}});
    MeasureBeside(clients + "a token each, and idle ones", {{"idle", {}}, {"calls", greedy_}});
  }

 private:
  struct Crowd {
    std::string greed;
    std::vector<std::string> tokens;
  };

  void MeasureBeside(const std::string& what, const std::vector<Crowd>& crowds) {
    if (!absl::StrContains(what, only_)) return;
    // Just before, for the machine is not the same all the time.
    Measure("quiet", {});
    std::vector<std::unique_ptr<test::Process>> processes;
    for (const Crowd& crowd : crowds) {
      processes.push_back(std::make_unique<test::Process>(std::vector<std::string>{
          test::Program("logboek_bench"), "--crowd", crowd.greed, "--crowd-address",
          server_.address(), "--crowd-tokens", WriteTokens(folder_ / crowd.greed, crowd.tokens)}));
      CHECK_EQ(processes.back()->ReadLine(), "begun");
      if (crowd.greed == "idle") WaitUntilTaken(kIdle);
      for (int client = 0; client < kHonest; ++client) Ask(client, 0);
    }
    Pause(kArrival);
    Measure(what, processes);
  }

  // The server has so many connections, not only the system.
  void WaitUntilTaken(size_t connections) {
    while (FilesOf(server_.process().pid()) < connections) Pause(absl::Milliseconds(50));
  }

  // Of honest clients, all together; the crowds are stopped at the end.
  void Measure(const std::string& what, const std::vector<std::unique_ptr<test::Process>>& crowds) {
    std::vector<std::thread> threads;
    std::vector<Times> times(kHonest);
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
    std::vector<double> p99s;
    for (size_t part = 0; part < kParts; ++part) {
      std::vector<double> of_part;
      for (const Times& own : times) {
        of_part.insert(of_part.end(), own[part].begin(), own[part].end());
      }
      p99s.push_back(Quantile(of_part, 0.99));
      all.insert(all.end(), of_part.begin(), of_part.end());
    }
    const double p99 = Quantile(p99s, 0.5);
    if (crowds.empty()) quiet_p99_ = p99;
    const pid_t server = server_.process().pid();
    PrintRow({what, Decimal(Quantile(all, 0.5), 3), Decimal(p99, 3), Decimal(p99 / quiet_p99_, 2),
              Decimal(Quantile(all, 1), 3), let_in, refused,
              absl::StrCat(MemoryOf(server, "VmRSS")), absl::StrCat(MemoryOf(server, "VmHWM"))});
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

  Times RunHonest(int client) {
    Times times;
    int n = 0;
    for (std::vector<double>& part : times) {
      const absl::Time end = base::SystemClock().Now() + duration_ / kParts;
      while (part.empty() || base::SystemClock().Now() < end) {
        const absl::Time begun = base::SystemClock().Now();
        Ask(client, n++);
        part.push_back(absl::ToDoubleMilliseconds(base::SystemClock().Now() - begun));
        Pause(kHonestPause);
      }
    }
    return times;
  }

  const test::TempFolder& folder_;
  const absl::Duration duration_;
  const std::string only_;
  test::ServerProcess server_;
  const std::shared_ptr<grpc::Channel> channel_;
  FreshAttendance attendance_;
  // Connected before any crowd comes.
  std::vector<std::shared_ptr<grpc::Channel>> honest_;
  // A token for each client of a crowd.
  std::vector<std::string> greedy_;
  // When it was last measured.
  double quiet_p99_ = 0;
};

}  // namespace

void BenchOverload(const test::TempFolder& folder, absl::Duration duration,
                   const std::string& only) {
  RunBeforeCrowds();
  Overload(folder, duration, only).Run();
}

}  // namespace logboek::bench
