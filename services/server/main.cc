// logboekd: the register as a server.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <map>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "grpc/support/log.h"
#include "services/server/address.h"
#include "services/server/server.h"
#include "storage/base/lock_order.h"
#include "storage/base/log.h"
#include "storage/base/runtime_folder.h"
#include "storage/base/standard_streams.h"

namespace logboek::server {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitWrongUsage = 2;

struct Flags {
  ServerOptions options;
  std::string engine = "rocksdb";
  std::string log_level = "info";
  bool rotate_master_key = false;
  bool renew_first_token = false;
  int drain_seconds = static_cast<int>(absl::ToInt64Seconds(options.drain_max));
};

const std::map<std::string, Engine>& Engines() {
  static const auto* const engines =
      new std::map<std::string, Engine>{{"rocksdb", Engine::kRocksDb}, {"memory", Engine::kMemory}};
  return *engines;
}

const std::map<std::string, base::LogLevel>& LogLevels() {
  static const auto* const levels =
      new std::map<std::string, base::LogLevel>{{"info", base::LogLevel::kInfo},
                                                {"warning", base::LogLevel::kWarning},
                                                {"error", base::LogLevel::kError}};
  return *levels;
}

// While the server starts, an error has one line, and it is ours.
std::atomic<bool> serving{false};

// What gRPC has to say goes into our log.
void LogGrpc(gpr_log_func_args* line) {
  if (serving.load() && line->severity == GPR_LOG_SEVERITY_ERROR) {
    base::LogWarning("grpc", {{"file", line->file}, {"line", line->line}, {"says", line->message}});
  }
}

void AddFlags(CLI::App* app, Flags* flags) {
  app->add_option("--store", flags->options.store,
                  "Folder of the database; made when missing. Required with --engine rocksdb.")
      ->type_name("DIR");
  app->add_option("--engine", flags->engine,
                  "rocksdb keeps everything on disk, memory loses it with the process.")
      ->check(CLI::IsMember(Engines()))
      ->type_name("ENGINE")
      ->capture_default_str();
  app->add_option("--listen", flags->options.listen,
                  "Address to listen on; port 0 takes any free one. Without TLS this machine only.")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app->add_option("--master-key", flags->options.master_key_path,
                  "File with the key that opens personal data; made for a new store. Keep a copy "
                  "apart from the store's: without it names are lost. Default: DIR.key, beside the "
                  "store's folder.")
      ->type_name("FILE");
  app->add_option("--erased-list", flags->options.erased_path,
                  "File with the pseudonyms of erased persons, so that a backup of the store that "
                  "is put back does not bring them back. Keep it apart from the store's backups. "
                  "Default: DIR.erased, beside the store's folder.")
      ->type_name("FILE");
  app->add_flag("--rotate-master-key", flags->rotate_master_key,
                "Make a new master key, wrap all keys of the store anew, replace the key file, and "
                "exit. Safe to break off and run again; not while a server has the store open.");
  app->add_option("--first-token", flags->options.first_token_path,
                  "File for the first administrator's token, made while nobody has one; logboek on "
                  "this machine finds it by itself. Default: DIR.token, beside the store's folder.")
      ->type_name("FILE");
  app->add_flag("--renew-first-token", flags->renew_first_token,
                "When no administrator can get in any more: make another token in that file and "
                "exit; not while a server has the store open.")
      ->excludes("--rotate-master-key");
  app->add_option("--policy", flags->options.policy_path,
                  "Who else may call: by client certificate, or signed in elsewhere (OpenID "
                  "Connect). Text of logboek.access.v1.Policy; read again when it changes.")
      ->type_name("FILE");
  app->add_option("--tls-certificate", flags->options.tls.certificate_path,
                  "The server's certificate with its chain, PEM; read again when it changes.")
      ->type_name("FILE");
  app->add_option("--tls-key", flags->options.tls.key_path, "Its private key, PEM.")
      ->type_name("FILE");
  app->add_option("--client-ca", flags->options.tls.client_ca_path,
                  "Authorities whose client certificates are believed, PEM.")
      ->type_name("FILE");
  app->add_flag(
      "--require-certificate", flags->options.tls.require_certificate,
      "Close connections that come without such a certificate, also those of callers with "
      "a token. Wanted where strangers reach the port.");
  app->add_flag("--reflection", flags->options.reflection,
                "Tell any client the schema of the services.");
  app->add_option("--log-level", flags->log_level, "The least that is logged.")
      ->check(CLI::IsMember(LogLevels()))
      ->type_name("LEVEL")
      ->capture_default_str();
}

void AddHttpFlags(CLI::App* app, Flags* flags) {
  HttpOptions* const http = &flags->options.http;
  app->add_option("--http-listen", http->listen,
                  "Address for JSON over HTTP (the Connect protocol), /healthz, /readyz and "
                  "/metrics; with the same TLS. Without TLS this machine only. Default: none.")
      ->type_name("HOST:PORT");
  app->add_option("--http-origin", http->cors_origins,
                  "Origin whose pages may call over HTTP, as https://portal.example.nl; * = all. "
                  "May be given several times. Default: none.")
      ->type_name("ORIGIN");
  app->add_option("--http-files", http->static_folder,
                  "Folder whose files are served over HTTP, for a console. Default: none.")
      ->type_name("DIR");
  app->add_flag("--metrics-for-all", http->metrics_for_all,
                "Answer /metrics to other machines, too.");
}

template <typename T>
void AddLimit(CLI::App* app, const std::string& name, T* target, T most, const char* unit,
              const std::string& help) {
  app->add_option(name, *target, help)
      ->check(CLI::Range(T{1}, most))
      ->type_name(unit)
      ->capture_default_str()
      ->group("Limits");
}

void AddLimits(CLI::App* app, Flags* flags) {
  ServerOptions* const options = &flags->options;
  AddLimit<size_t>(
      app, "--queue-max", &options->registrar.queue_max, 1'000'000, "COMMANDS",
      "Commands waiting to be decided, of one sender at most half; more are refused UNAVAILABLE, "
      "QUEUE_FULL.");
  AddLimit<size_t>(
      app, "--event-bytes-max", &options->registrar.event_bytes_max, 1 << 20, "BYTES",
      "Size of one command and of one event; larger ones are refused, COMMAND_TOO_LARGE, "
      "EVENT_TOO_LARGE.");
  AddLimit<size_t>(app, "--calls-max", &options->chain.unary_calls_max, 1'000'000, "CALLS",
                   "Calls under way; more are refused UNAVAILABLE, TOO_MANY_CALLS.");
  AddLimit<size_t>(app, "--streams-max", &options->chain.streams_max, 100'000, "STREAMS",
                   "Pushes and replays under way; more are refused UNAVAILABLE, TOO_MANY_CALLS.");
  AddLimit<size_t>(app, "--workers", &options->workers, 256, "THREADS",
                   "Threads that read the log and whole regions.");
  AddLimit<size_t>(
      app, "--worker-queue-max", &options->worker_queue_max, 1'000'000, "QUESTIONS",
      "Questions waiting for them, of one caller at most half; more are refused UNAVAILABLE, "
      "WORKERS_BUSY.");
  rpc::CallerLimitsOptions* const caller = &options->chain.caller;
  AddLimit<double>(app, "--caller-calls-per-second", &caller->calls_per_second, 1e9, "CALLS",
                   "Of one caller; more are refused RESOURCE_EXHAUSTED, CALLER_LIMIT, with when to "
                   "come back. A command on a stream counts as 0.5, a question as one for each 100 "
                   "µs it takes to compute.");
  AddLimit<double>(app, "--caller-bytes-per-second", &caller->bytes_per_second, 1e12, "BYTES",
                   "Of one caller, questions and answers; more are refused the same way.");
  AddLimit<size_t>(app, "--caller-calls-max", &caller->calls_at_once, 1'000'000, "CALLS",
                   "Calls of one caller under way; more are refused the same way.");
  AddLimit<size_t>(app, "--caller-streams-max", &caller->streams_at_once, 100'000, "STREAMS",
                   "Streams of one caller under way; more are refused the same way.");
  app->add_option("--shared-calls-per-second", caller->shared_calls_per_second,
                  "Of all callers together while several call; who asks for more than an equal "
                  "share of it is refused the same way. 0 = 1,600 for each processor.")
      ->check(CLI::Range(0.0, 1e9))
      ->type_name("CALLS")
      ->capture_default_str()
      ->group("Limits");
  AddLimit<int>(app, "--drain-max", &flags->drain_seconds, 3'600, "SECONDS",
                "How long open calls may take to end when the server stops.");
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
void ServeUntilSignal(Server* server) {
  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  base::LogInfo("stopping", {{"signal", signal}});
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

int Run(int argc, char** argv) {
  // Before any thread begins, so that all of them leave these signals to sigwait.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Flags flags;
  CLI::App app("logboekd keeps the register of Logboek and answers its clients.", "logboekd");
  app.footer(
      "Examples:\n"
      "  logboekd --store /var/lib/logboek/store\n"
      "  logboekd --engine memory --listen 127.0.0.1:0\n"
      "  logboekd --store /var/lib/logboek/store --rotate-master-key\n"
      "  logboekd --store /var/lib/logboek/store --renew-first-token\n\n"
      "Stops in good order at SIGINT or SIGTERM. Exit status: 0 stopped, or the key was changed or "
      "the token made; 1 cannot start; 2 wrong flags.");
  AddFlags(&app, &flags);
  AddHttpFlags(&app, &flags);
  AddLimits(&app, &flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help is no mistake.
    return app.exit(error) == 0 ? 0 : kExitWrongUsage;
  }
  flags.options.drain_max = absl::Seconds(flags.drain_seconds);
  flags.options.engine = Engines().at(flags.engine);
  base::SetLogLevel(LogLevels().at(flags.log_level));
  gpr_set_log_function(LogGrpc);
  RaiseFileLimit();
  flags.options.runtime_folder = base::DefaultRuntimeFolder();
  if (flags.rotate_master_key) return RotateAndExit(std::move(flags.options));
  if (flags.renew_first_token) return RenewAndExit(std::move(flags.options));
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(std::move(flags.options));
  if (!server.ok()) return Fail(server.status());
  if (const std::string http = (*server)->http_address(); !http.empty()) {
    std::printf("logboekd: HTTP at %s\n", http.c_str());
  }
  std::printf("logboekd: ready, address %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  serving = true;
  ServeUntilSignal(server->get());
  return 0;
}

}  // namespace
}  // namespace logboek::server

int main(int argc, char** argv) {
  logboek::base::SecureStandardStreams(argv);
  logboek::base::SkipLockOrderChecks();
  return logboek::server::Run(argc, argv);
}
