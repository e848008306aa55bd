// logboek_bench: how fast, beside how fast this machine could be. Figures move with the machine;
// read the ratios.
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "services/registrar/registrar.h"
#include "services/vault/vault.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/rocks/rocks_log.h"
#include "tests/bench/floors.h"
#include "tests/bench/load.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::bench {
namespace {

namespace ev = logboek::event::v1;
namespace v1 = logboek::v1;
using command::v1::Command;
using test::TempFolder;

constexpr int kPersons = 2'000;
constexpr int kPersonsAPractice = 20;
constexpr size_t kEventBytes = 300;

struct Options {
  double seconds = 3;
  int push_events = 200'000;
  size_t serve_echo = 0;
};

// Connections for `clients` clients: few enough not to be the load themselves.
std::vector<std::shared_ptr<grpc::Channel>> Connect(const std::string& address, int clients) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < std::min(clients, 4); ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

std::string PersonId(int i) { return absl::StrCat("person-", i); }
std::string PracticeId(int person) { return absl::StrCat("practice-", person / kPersonsAPractice); }

// Practices and people that attendance can be recorded for.
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
  const auto responses = test::PushAll(channel, commands, 512);
  CHECK_EQ(responses.size(), commands.size());
  for (const v1::PushResponse& response : responses) {
    if (response.has_error()) std::fprintf(stderr, "%s\n", response.error().message().c_str());
    CHECK(response.has_receipt(), "a command of the benchmark was refused");
  }
}

// Attendance nobody recorded before: one session after another, everybody at each.
class FreshAttendance {
 public:
  explicit FreshAttendance(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  // Schedules the sessions that `count` records will need.
  void Prepare(int count) {
    std::vector<Command> commands;
    for (; scheduled_ * kPersons < next_.load() + count; ++scheduled_) {
      commands.push_back(
          test::ScheduleSession(absl::StrCat("session-", scheduled_), "meeting", "2024-01-10"));
    }
    if (!commands.empty()) MustPush(channel_, commands);
  }

  // Thread-safe.
  Command Next() {
    const int number = next_++;
    const int person = number % kPersons;
    return test::RecordAttendance(absl::StrCat("session-", number / kPersons), PersonId(person),
                                  PracticeId(person));
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  int scheduled_ = 0;
  std::atomic<int> next_{0};
};

v1::RecordAttendanceRequest ToRequest(const Command& command) {
  v1::RecordAttendanceRequest request;
  request.mutable_origin()->set_source(command.source());
  request.mutable_origin()->set_source_id(command.source_id());
  *request.mutable_command() = command.record_attendance();
  return request;
}

Figures MeasureUnaryWrites(const std::string& address, int clients, absl::Duration duration,
                           const std::function<Command()>& next) {
  std::vector<std::unique_ptr<v1::RegistrationService::Stub>> stubs;
  for (const auto& channel : Connect(address, clients)) {
    stubs.push_back(v1::RegistrationService::NewStub(channel));
  }
  return RunClosedLoop(clients, duration, [&](int client, size_t) {
    const v1::RecordAttendanceRequest request = ToRequest(next());
    v1::RecordAttendanceResponse response;
    const grpc::Status status = stubs[static_cast<size_t>(client) % stubs.size()]->RecordAttendance(
        test::CallContext().get(), request, &response);
    CHECK(status.ok(), "a write failed");
  });
}

void PrintHead() { PrintRow({"what", "clients", "calls/s", "p50 ms", "p99 ms", "of the floor"}); }

void PrintFigures(const std::string& what, int clients, const Figures& figures, double floor) {
  PrintRow({what, absl::StrCat(clients), Decimal(figures.per_second, 0), Decimal(figures.p50_ms, 3),
            Decimal(figures.p99_ms, 3), floor > 0 ? Decimal(figures.per_second / floor, 2) : "-"});
}

// The echo server as a child of its own, as the real one is.
struct Echo {
  explicit Echo(size_t bytes)
      : process({test::Program("logboek_bench"), "--serve-echo", absl::StrCat(bytes)}),
        address(process.ReadLine()) {}
  test::Process process;
  std::string address;
};

void BenchWrites(const Options& options, const TempFolder& folder) {
  const absl::Duration duration = absl::Seconds(options.seconds);
  const test::ServerProcess server(folder / "writes", {"--log-level", "warning"});
  const Echo echo(1);
  const auto channel = server.NewChannel();
  MustPush(channel, Beginning());
  FreshAttendance attendance(channel);
  PrintFigures("floor: file append + fdatasync, 300 B", 1,
               MeasureSyncedFile(folder.path(), kEventBytes, duration), 0);
  const Figures rocks = MeasureSyncedRocks(folder.path(), kEventBytes, duration);
  PrintFigures("floor: RocksDB put, synced, 300 B", 1, rocks, 0);
  for (const int clients : {1, 16, 64}) {
    const Figures floor = MeasureUnaryWrites(echo.address, clients, duration, [] {
      return test::RecordAttendance("session-0", PersonId(0), PracticeId(0));
    });
    PrintFigures("floor: gRPC echo of the write", clients, floor, 0);
    attendance.Prepare(static_cast<int>(floor.per_second * options.seconds) + 10 * clients);
    const Figures write =
        MeasureUnaryWrites(server.address(), clients, duration, [&] { return attendance.Next(); });
    PrintFigures("unary write, durable when answered", clients, write, floor.per_second);
  }
}

void BenchPush(const Options& options, const TempFolder& folder) {
  const test::ServerProcess server(folder / "push", {"--log-level", "warning"});
  const auto channel = server.NewChannel();
  MustPush(channel, Beginning());
  FreshAttendance attendance(channel);
  attendance.Prepare(options.push_events);
  std::vector<Command> commands;
  for (int i = 0; i < options.push_events; ++i) commands.push_back(attendance.Next());
  const absl::Time begin = base::SystemClock().Now();
  MustPush(channel, commands);
  const double seconds = absl::ToDoubleSeconds(base::SystemClock().Now() - begin);
  PrintRow({"Push, one stream, 512 unanswered", "1", Decimal(options.push_events / seconds, 0)});
}

std::vector<Command> DemoCommands() {
  std::vector<Command> commands;
  for (const regioplan::v1::RegionPlan& plan : test::DeployedPlans()) {
    commands.push_back(test::PublishPlan(plan));
  }
  for (const char* file : {"deploy/demo/10-midden_brabant.jsonl", "deploy/demo/20-utrecht.jsonl"}) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
      CHECK(google::protobuf::util::JsonStringToMessage(line, &commands.emplace_back()).ok());
    }
  }
  return commands;
}

Figures MeasureCompliance(const std::string& address, int clients, absl::Duration duration,
                          size_t* bytes) {
  std::vector<std::unique_ptr<v1::ComplianceService::Stub>> stubs;
  for (const auto& channel : Connect(address, clients)) {
    stubs.push_back(v1::ComplianceService::NewStub(channel));
  }
  std::atomic<size_t> total{0};
  const Figures figures = RunClosedLoop(clients, duration, [&](int client, size_t n) {
    v1::GetPracticeComplianceRequest request;
    request.set_practice_id(absl::StrCat("ut-0", 10 + (n + static_cast<size_t>(client)) % 30));
    *request.mutable_at() = test::Date(absl::CivilDay(2026, 11, 30));
    v1::GetPracticeComplianceResponse response;
    const grpc::Status status =
        stubs[static_cast<size_t>(client) % stubs.size()]->GetPracticeCompliance(
            test::CallContext().get(), request, &response);
    CHECK(status.ok(), "a question failed");
    total += response.ByteSizeLong();
  });
  if (bytes != nullptr && figures.calls > 0) *bytes = total.load() / figures.calls;
  return figures;
}

void BenchCompliance(const Options& options, const TempFolder& folder) {
  const absl::Duration duration = absl::Seconds(options.seconds);
  const test::ServerProcess server(folder / "demo", {"--log-level", "warning"});
  MustPush(server.NewChannel(), DemoCommands());
  size_t bytes = 0;
  MeasureCompliance(server.address(), 1, absl::Milliseconds(200), &bytes);
  const Echo echo(bytes);
  for (const int clients : {1, 64}) {
    const Figures floor = MeasureCompliance(echo.address, clients, duration, nullptr);
    PrintFigures(absl::StrCat("floor: gRPC echo, answer of ", bytes, " B"), clients, floor, 0);
    PrintFigures("compliance of one practice, with evidence", clients,
                 MeasureCompliance(server.address(), clients, duration, nullptr), floor.per_second);
  }
}

// The store that BenchPush left behind is read, and read into a register.
void BenchRebuild(const TempFolder& folder) {
  const base::SystemClock clock;
  auto log = storage::OpenRocksLog({.path = folder / "push", .indexer = registrar::IndexEvent});
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
  const auto master = vault::LoadMasterKey(folder / "push.key", false);
  CHECK(master.ok(), "no master key");
  const auto vault = vault::Vault::Open(*master, log->get());
  CHECK(vault.ok());
  begin = clock.Now();
  const auto registrar = registrar::Registrar::Start({}, log->get(), vault->get(), &clock);
  CHECK(registrar.ok());
  const double rebuild = events / absl::ToDoubleSeconds(clock.Now() - begin);
  PrintRow({"floor: the log read from end to end", "", Decimal(scan, 0)});
  PrintRow({"rebuild of the register, events", "", Decimal(rebuild, 0), "", "",
            Decimal(rebuild / scan, 2)});
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures Logboek beside what this machine allows.");
  app.add_option("--seconds", options.seconds, "How long each closed loop runs; default 3.");
  app.add_option("--push-events", options.push_events, "Commands in the Push run; default 200000.");
  app.add_option("--serve-echo", options.serve_echo, "")->group("");
  CLI11_PARSE(app, argc, argv);
  if (options.serve_echo > 0) {
    ServeEcho(options.serve_echo);
    return 0;
  }
  const TempFolder folder;
  PrintHead();
  BenchWrites(options, folder);
  BenchPush(options, folder);
  BenchCompliance(options, folder);
  BenchRebuild(folder);
  return 0;
}

}  // namespace
}  // namespace logboek::bench

int main(int argc, char** argv) { return logboek::bench::Main(argc, argv); }
