// logboek_bench: how fast, beside how fast this machine could be. Figures move with the machine;
// read the ratios: "of echo" is to a gRPC server that answers the same call at once, "of sync" to
// synced writes of the same bytes to RocksDB, as many in a group as there are clients, and "of
// scan" to reading the log.
#include <google/protobuf/util/json_util.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/registrar/registrar.h"
#include "services/vault/vault.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/lock_order.h"
#include "storage/rocks/rocks_log.h"
#include "tests/bench/crowd.h"
#include "tests/bench/floors.h"
#include "tests/bench/http_load.h"
#include "tests/bench/load.h"
#include "tests/bench/overload.h"
#include "tests/bench/population.h"
#include "tests/bench/sign_in.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::bench {
namespace {

namespace v1 = logboek::v1;
using command::v1::Command;
using test::TempFolder;

// One token behind all the load is not what the limits of a caller are for.
const std::vector<std::string> kServerFlags = {"--http-listen",
                                               "127.0.0.1:0",
                                               "--log-level",
                                               "warning",
                                               "--caller-calls-per-second",
                                               "1e9",
                                               "--caller-bytes-per-second",
                                               "1e12"};

struct Options {
  double seconds = 2;
  int push_events = 100'000;
  EchoOptions echo{.compliance_bytes = 0};
  bool sign_in = false;
  bool overload = false;
  double overload_seconds = 20;
  std::string overload_only;
  std::string crowd;
  std::string crowd_address;
  std::string crowd_tokens;
};

// Of the events behind a position, on average.
size_t EventBytes(const std::shared_ptr<grpc::Channel>& channel, uint64_t after) {
  v1::ReplayRequest request;
  request.set_after_position(after);
  const auto context = test::CallContext();
  const auto stream = v1::AuditService::NewStub(channel)->Replay(context.get(), request);
  size_t bytes = 0;
  size_t events = 0;
  for (v1::ReplayResponse response; stream->Read(&response);) {
    bytes += response.envelope().size();
    if (response.has_envelope()) ++events;
  }
  CHECK(stream->Finish().ok() && events > 0, "nothing to measure");
  return bytes / events;
}

Figures MeasureUnaryWrites(const Target& target, int clients, absl::Duration duration,
                           const std::function<Command()>& next) {
  std::vector<std::unique_ptr<v1::RegistrationService::Stub>> stubs;
  for (const auto& channel : Connect(target, clients)) {
    stubs.push_back(v1::RegistrationService::NewStub(channel));
  }
  return RunClosedLoop(clients, duration, [&](int client, size_t) {
    const v1::RecordAttendanceRequest request = ToRequest(next());
    v1::RecordAttendanceResponse response;
    const auto context = test::CallContext();
    const grpc::Status status = stubs[static_cast<size_t>(client) % stubs.size()]->RecordAttendance(
        context.get(), request, &response);
    CHECK(status.ok(), "a write failed");
  });
}

// Synced writes of `bytes` a second, by how many go in a group.
std::map<int, double> BenchSync(const Options& options, const TempFolder& folder, size_t bytes) {
  const absl::Duration duration = absl::Seconds(options.seconds);
  PrintHead("floors of the disk");
  PrintFigures(absl::StrCat("file append + fdatasync, ", bytes, " B"), 1,
               MeasureSyncedFile(folder.path(), bytes, duration));
  std::map<int, double> per_second;
  for (const int group : {1, 16, 64, kUnanswered}) {
    const Figures figures =
        MeasureSyncedRocks(folder.path(), bytes, static_cast<size_t>(group), duration);
    PrintFigures(absl::StrCat("RocksDB, synced, ", bytes, " B, groups of ", group), 1, figures);
    per_second[group] = figures.per_second;
  }
  return per_second;
}

void BenchWrites(const Options& options, FreshAttendance* attendance, const Target& target,
                 const HttpTarget& http, const std::map<int, double>& sync) {
  const absl::Duration duration = absl::Seconds(options.seconds);
  const Echo echo;
  PrintHead("one command a call, durable when answered");
  for (const int clients : kClients) {
    const Figures floor = MeasureUnaryWrites({echo.address}, clients, duration, [] {
      return test::RecordAttendance("session-0", PersonId(0), PracticeId(0));
    });
    PrintFigures("  floor: gRPC echo of the call", clients, floor);
    // A server cannot take more than an echo does.
    attendance->Prepare(static_cast<int>(2 * floor.per_second * options.seconds) + 10 * clients);
    PrintFigures("RecordAttendance", clients,
                 MeasureUnaryWrites(target, clients, duration, [&] { return attendance->Next(); }),
                 {.echo = floor.per_second, .sync = sync.at(clients)});
    attendance->Prepare(static_cast<int>(floor.per_second * options.seconds) + 10 * clients);
    PrintFigures("RecordAttendance, JSON over HTTP", clients,
                 MeasureJson(http, "RegistrationService/RecordAttendance", clients, duration,
                             [&](int, size_t) { return ToJson(ToRequest(attendance->Next())); }),
                 {.echo = floor.per_second, .sync = sync.at(clients)});
  }
}

void BenchPush(const Options& options, FreshAttendance* attendance,
               const std::shared_ptr<grpc::Channel>& channel, double sync) {
  attendance->Prepare(options.push_events);
  std::vector<Command> commands;
  for (int i = 0; i < options.push_events; ++i) commands.push_back(attendance->Next());
  const absl::Time begin = base::SystemClock().Now();
  MustPush(channel, commands);
  const double seconds = absl::ToDoubleSeconds(base::SystemClock().Now() - begin);
  const double per_second = options.push_events / seconds;
  PrintHead("many commands over one stream");
  PrintRow({absl::StrCat("Push, events, ", kUnanswered, " unanswered"), "1", Decimal(per_second, 0),
            "", "", "", Part(per_second, sync)});
}

// All that writes, on one store, which is left for the rebuild.
void BenchStore(const Options& options, const TempFolder& folder) {
  const test::ServerProcess server(folder / "store", kServerFlags);
  const auto channel = server.NewChannel();
  const std::vector<Command> beginning = Beginning();
  MustPush(channel, beginning);
  FreshAttendance attendance(channel);
  attendance.Prepare(1);
  MustPush(channel, {attendance.Next()});
  const auto sync = BenchSync(options, folder, EventBytes(channel, beginning.size() + 1));
  BenchWrites(options, &attendance, {server.address(), server.token()},
              {server.http_address(), server.token()}, sync);
  BenchPush(options, &attendance, channel, sync.at(kUnanswered));
}

std::vector<Command> DemoCommands() {
  std::vector<Command> commands;
  for (const regioplan::v1::RegionPlan& plan : test::DeployedPlans()) {
    commands.push_back(test::PublishPlan(plan));
  }
  for (const char* file :
       {"deploy/demo/10-midden_brabant.jsonl", "deploy/demo/20-utrecht.jsonl",
        "deploy/demo/30-twente.jsonl", "deploy/demo/40-gelders_rivierenland.jsonl"}) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
      CHECK(google::protobuf::util::JsonStringToMessage(line, &commands.emplace_back()).ok());
    }
  }
  return commands;
}

v1::GetPracticeComplianceRequest ComplianceQuestion(int client, size_t n) {
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id(absl::StrCat("ut-0", 10 + (n + static_cast<size_t>(client)) % 30));
  *request.mutable_at() = test::Date(absl::CivilDay(2026, 11, 30));
  return request;
}

Figures MeasureCompliance(const Target& target, int clients, absl::Duration duration,
                          size_t* bytes) {
  std::vector<std::unique_ptr<v1::ComplianceService::Stub>> stubs;
  for (const auto& channel : Connect(target, clients)) {
    stubs.push_back(v1::ComplianceService::NewStub(channel));
  }
  std::atomic<size_t> total{0};
  const Figures figures = RunClosedLoop(clients, duration, [&](int client, size_t n) {
    v1::GetPracticeComplianceResponse response;
    const grpc::Status status =
        stubs[static_cast<size_t>(client) % stubs.size()]->GetPracticeCompliance(
            test::CallContext().get(), ComplianceQuestion(client, n), &response);
    CHECK(status.ok(), "a question failed");
    total += response.ByteSizeLong();
  });
  if (bytes != nullptr && figures.calls > 0) *bytes = total.load() / figures.calls;
  return figures;
}

void BenchCompliance(const Options& options, const TempFolder& folder) {
  const absl::Duration duration = absl::Seconds(options.seconds);
  const test::ServerProcess server(folder / "demo", kServerFlags);
  const Target target{server.address(), server.token()};
  MustPush(server.NewChannel(), DemoCommands());
  size_t bytes = 0;
  MeasureCompliance(target, 1, absl::Milliseconds(200), &bytes);
  const Echo echo({.compliance_bytes = bytes});
  PrintHead("verdicts of one practice with their evidence");
  for (const int clients : kClients) {
    const Figures floor = MeasureCompliance({echo.address}, clients, duration, nullptr);
    PrintFigures(absl::StrCat("  floor: gRPC echo, ", bytes, " B"), clients, floor);
    PrintFigures("GetPracticeCompliance", clients,
                 MeasureCompliance(target, clients, duration, nullptr), {.echo = floor.per_second});
    PrintFigures(
        "GetPracticeCompliance, JSON over HTTP", clients,
        MeasureJson({server.http_address(), server.token()},
                    "ComplianceService/GetPracticeCompliance", clients, duration,
                    [](int client, size_t n) { return ToJson(ComplianceQuestion(client, n)); }),
        {.echo = floor.per_second});
  }
}

// The store that BenchStore left behind is read, and read into a register.
void BenchRebuild(const TempFolder& folder) {
  const base::SystemClock clock;
  auto log = storage::OpenRocksLog({.path = folder / "store", .indexer = registrar::IndexEvent});
  CHECK(log.ok(), "the store does not open");
  const double events = static_cast<double>((*log)->head().value);
  absl::Time begin = clock.Now();
  storage::ReadOptions all;
  for (bool done = false; !done;) {
    const auto page = (*log)->Read(all);
    CHECK(page.ok());
    done = page->done;
    all.after = page->resume;
  }
  const double scan = events / absl::ToDoubleSeconds(clock.Now() - begin);
  const auto master = vault::LoadMasterKey(folder / "store.key", false);
  CHECK(master.ok(), "no master key");
  const auto vault = vault::Vault::Open(*master, log->get());
  CHECK(vault.ok());
  begin = clock.Now();
  const auto registrar = registrar::Registrar::Start({}, log->get(), vault->get(), &clock);
  CHECK(registrar.ok());
  const double rebuild = events / absl::ToDoubleSeconds(clock.Now() - begin);
  PrintHead(absl::StrCat("start from a log of ", (*log)->head().value, " events"));
  PrintRow({"  floor: reading it, events", "", Decimal(scan, 0)});
  PrintRow({"rebuild of the register, events", "", Decimal(rebuild, 0), "", "", "", "",
            Decimal(rebuild / scan, 2)});
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Ctrl-C leaves no folder behind; the servers end with this program. Never joined.
void EndAtSignal(const std::string& folder) {
  std::thread([folder] {
    const sigset_t signals = StopSignals();
    int signal = 0;
    sigwait(&signals, &signal);
    std::fprintf(stderr, "logboek_bench: stopped; the rows above stand\n");
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    _exit(128 + signal);
  }).detach();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures Logboek beside what this machine allows.");
  app.add_option("--seconds", options.seconds, "How long each closed loop runs; default 2.");
  app.add_option("--push-events", options.push_events, "Commands in the Push run; default 100000.");
  app.add_flag("--sign-in", options.sign_in, "Only what it costs a call to be known.");
  app.add_flag(
      "--overload", options.overload,
      "Only what honest clients notice of 10,000 idle connections and 200 greedy clients.");
  app.add_option("--overload-seconds", options.overload_seconds,
                 "How long each row of that takes; default 20.");
  app.add_option("--overload-only", options.overload_only,
                 "Only the rows of that with this text in their name.");
  // For the programs this one starts.
  app.add_option("--serve-echo", options.echo.compliance_bytes, "")->group("");
  app.add_option("--echo-token", options.echo.token_path, "")->group("");
  app.add_option("--echo-policy", options.echo.policy_path, "")->group("");
  app.add_option("--echo-tls", options.echo.tls_folder, "")->group("");
  app.add_option("--crowd", options.crowd, "")->group("");
  app.add_option("--crowd-address", options.crowd_address, "")->group("");
  app.add_option("--crowd-tokens", options.crowd_tokens, "")->group("");
  CLI11_PARSE(app, argc, argv);
  if (options.echo.compliance_bytes > 0) {
    ServeEcho(options.echo);
    return 0;
  }
  if (!options.crowd.empty()) {
    RunCrowd(GreedOf(options.crowd), options.crowd_address, options.crowd_tokens);
    return 0;
  }
  // Before any thread begins, so that all of them leave these signals to EndAtSignal.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const TempFolder folder;
  EndAtSignal(folder.path());
  if (options.overload) {
    BenchOverload(folder, absl::Seconds(options.overload_seconds), options.overload_only);
    return 0;
  }
  BenchSignIn(folder);
  if (options.sign_in) return 0;
  BenchStore(options, folder);
  BenchCompliance(options, folder);
  BenchRebuild(folder);
  return 0;
}

}  // namespace
}  // namespace logboek::bench

int main(int argc, char** argv) {
  logboek::base::SkipLockOrderChecks();
  return logboek::bench::Main(argc, argv);
}
