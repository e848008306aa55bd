// logboekd: the register as a server.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "grpc/support/log.h"
#include "services/server/backup_actions.h"
#include "services/server/configuration.h"
#include "services/server/server.h"
#include "services/server/service_manager.h"
#include "services/server/transport.h"
#include "storage/base/lock_order.h"
#include "storage/base/log.h"
#include "storage/base/runtime_folder.h"
#include "storage/base/standard_streams.h"

namespace logboek::server {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitWrongUsage = 2;

// While the server starts, an error has one line, and it is ours.
std::atomic<bool> serving{false};

// What gRPC has to say goes into our log.
void LogGrpc(gpr_log_func_args* line) {
  if (serving.load() && line->severity == GPR_LOG_SEVERITY_ERROR) {
    base::LogWarning("grpc", {{"file", line->file}, {"line", line->line}, {"says", line->message}});
  }
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "logboekd: %s\n", std::string(status.message()).c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? kExitWrongUsage : kExitFailed;
}

int RotateAndExit(ServerOptions options) {
  const absl::StatusOr<size_t> keys = RotateMasterKey(std::move(options));
  if (!keys.ok()) return Fail(keys.status());
  std::printf(
      "logboekd: the master key was changed; %zu keys are wrapped under the new one, the former "
      "key opens nothing in this store any more. Keep a copy of the new key file apart from the "
      "store's.\n",
      *keys);
  return 0;
}

int RenewAndExit(ServerOptions options) {
  const absl::StatusOr<RenewedToken> renewed = RenewFirstToken(std::move(options));
  if (!renewed.ok()) return Fail(renewed.status());
  std::printf(
      "logboekd: the administrator's token %s was made and stands in %s. Tokens of before are as "
      "they were; logboek token list shows them.\n",
      renewed->token_id.c_str(), renewed->path.c_str());
  return 0;
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Waits for the first signal, then drains; a second one while that goes on ends the process at
// once.
void ServeUntilSignal(Server* server, ServiceManager* manager) {
  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  base::LogInfo("stopping", {{"signal", signal}});
  manager->TellStopping();
  std::thread impatient([signals] {
    int second = 0;
    sigwait(&signals, &second);
    // Nothing acknowledged is lost by this: what was answered is on disk.
    _exit(128 + second);
  });
  impatient.detach();
  server->Drain();
  base::LogInfo("stopped");
}

// A line for each.
int Refuse(const std::vector<std::string>& errors) {
  for (const std::string& error : errors) std::fprintf(stderr, "logboekd: %s\n", error.c_str());
  return kExitWrongUsage;
}

// What is wrong with the values together. Files that cannot be read are no mistake of usage, and
// the server tells of them itself.
std::vector<std::string> Contradictions(const EffectiveConfiguration& effective, bool files_too) {
  std::vector<std::string> errors;
  for (const absl::Status& status : CheckTogether(effective)) {
    if (files_too || absl::IsInvalidArgument(status)) errors.emplace_back(status.message());
  }
  return errors;
}

int SayThatItIsRight(const EffectiveConfiguration& effective) {
  const std::vector<std::string> errors = Contradictions(effective, /*files_too=*/true);
  if (!errors.empty()) return Refuse(errors);
  std::printf("configuration is right\n");
  return 0;
}

int Print(const std::string& text) {
  return std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0 ? kExitFailed : 0;
}

int Serve(ServerOptions options) {
  ServiceManager manager;
  manager.TellStatus("opening the store");
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(std::move(options));
  if (!server.ok()) {
    manager.TellStatus(server.status().message());
    return Fail(server.status());
  }
  if (const std::string http = (*server)->http_address(); !http.empty()) {
    std::printf("logboekd: HTTP at %s\n", http.c_str());
  }
  std::printf("logboekd: ready, address %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  serving = true;
  Server* const serves = server->get();
  manager.TellReady({.address = serves->address(),
                     .probe = [serves](auto answered) { serves->Probe(std::move(answered)); },
                     .writable = [serves] { return serves->writable(); }});
  ServeUntilSignal(serves, &manager);
  return 0;
}

int Run(int argc, char** argv) {
  // Before any thread begins, so that all of them leave these signals to sigwait.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  EffectiveConfiguration effective =
      ReadConfiguration({argv + 1, argv + argc}, OwnVariables(environ));
  if (!effective.help.empty()) return Print(effective.help);
  if (!effective.errors.empty()) return Refuse(effective.errors);
  Configuration& configuration = effective.configuration;
  if (configuration.print_reference) return Print(PrintReference());
  if (configuration.print_config) return Print(PrintConfiguration(effective));
  if (configuration.check_config) return SayThatItIsRight(effective);
  base::SetLogLevel(configuration.log_level);
  gpr_set_log_function(LogGrpc);
  RaiseFileLimit();
  configuration.server.runtime_folder = base::DefaultRuntimeFolder();
  if (configuration.rotate_master_key) return RotateAndExit(std::move(configuration.server));
  if (configuration.renew_first_token) return RenewAndExit(std::move(configuration.server));
  const auto action = RunBackupAction(configuration.backup_actions, configuration.server);
  if (action.has_value()) return action->ok() ? 0 : Fail(*action);
  const std::vector<std::string> errors = Contradictions(effective, /*files_too=*/false);
  if (!errors.empty()) return Refuse(errors);
  return Serve(std::move(configuration.server));
}

}  // namespace
}  // namespace logboek::server

int main(int argc, char** argv) {
  logboek::base::SecureStandardStreams(argv);
  logboek::base::SkipLockOrderChecks();
  return logboek::server::Run(argc, argv);
}
