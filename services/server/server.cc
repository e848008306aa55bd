#include "services/server/server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "services/api/backend.h"
#include "services/api/door.h"
#include "services/api/requests.h"
#include "services/api/services.h"
#include "services/auth/bytes.h"
#include "services/auth/http_fetch.h"
#include "services/backup/backups.h"
#include "services/metrics/metrics.h"
#include "services/queries/close_year.h"
#include "services/queries/compliance.h"
#include "services/registrar/refusal_journal.h"
#include "services/rpc/worker_pool.h"
#include "services/server/access.h"
#include "services/server/address.h"
#include "services/server/credentials.h"
#include "services/server/health.h"
#include "services/server/master_key.h"
#include "services/server/readings.h"
#include "services/vault/master_key.h"
#include "services/vault/signer.h"
#include "services/vault/vault.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/runtime_folder.h"
#include "storage/base/status_macros.h"
#include "storage/memory/memory_log.h"
#include "storage/rocks/rocks_log.h"

namespace logboek::server {
namespace {

// A message up to twice the limit is taken in, so that it can be refused with a reason.
constexpr int kReceiveBytesMax = 2 * static_cast<int>(api::kMessageBytesMax);
constexpr int kSendBytesMax = static_cast<int>(api::kMessageBytesMax);
// For the last bytes of answered calls. Whoever watches the health keeps a call open for ever, and
// must not hold up the end for longer.
constexpr absl::Duration kLastBytesMax = absl::Seconds(1);
constexpr size_t kGatewaySecretBytes = 32;
// Of an issuer, while somebody waits to be signed in.
constexpr absl::Duration kIssuerAnswerMax = absl::Seconds(5);
constexpr size_t kIssuerBytesMax = 64 << 10;
// Who asks whether the writer still works, beside the callers in its queue.
constexpr char kProbeActor[] = "logboekd";

// Makes the folder's parents; only this user may look into what is new.
absl::Status MakeParents(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string parent = path.substr(0, slash);
    if (mkdir(parent.c_str(), 0700) != 0 && errno != EEXIST) {
      const int error = errno;
      return base::MakeError(
          absl::StatusCode::kFailedPrecondition, "STORE_NOT_MADE",
          absl::StrCat("cannot make folder ", parent, ": ", std::strerror(error)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<storage::EventLog>> OpenLog(ServerOptions* options) {
  if (options->log != nullptr) return std::move(options->log);
  if (options->engine == Engine::kMemory) {
    return std::unique_ptr<storage::EventLog>(std::make_unique<storage::MemoryEventLog>());
  }
  if (options->store.empty()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "NO_STORE",
                           "the folder of the store was not named; give --store DIR");
  }
  RETURN_IF_ERROR(MakeParents(options->store));
  storage::RocksLogOptions rocks;
  rocks.path = options->store;
  rocks.indexer = registrar::IndexEvent;
  rocks.clock = options->clock;
  return storage::OpenRocksLog(std::move(rocks));
}

// Beside the files of the log, and gone with them.
absl::StatusOr<std::unique_ptr<registrar::RefusalJournal>> OpenRefusals(
    const ServerOptions& options, const base::Clock* clock) {
  registrar::RefusalJournalOptions journal{.clock = clock};
  if (options.engine == Engine::kRocksDb && !options.store.empty()) {
    journal.path = absl::StrCat(options.store, "/refusals");
  }
  return registrar::OpenRefusalJournal(std::move(journal));
}

absl::StatusOr<std::unique_ptr<vault::Signer>> OpenSigner(const ServerOptions& options) {
  if (options.engine == Engine::kMemory || options.store.empty()) {
    return vault::Signer::OfTheMoment();
  }
  return vault::Signer::Open(DefaultSigningKeyPath(options.store));
}

// The library adds itself to each server of a process it is part of, so a server that does not want
// it has to take it out.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments* arguments) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    const auto rest = std::remove_if(plugins->begin(), plugins->end(), [](const auto& plugin) {
      return plugin->name() == "proto_server_reflection";
    });
    plugins->erase(rest, plugins->end());
  }
};

class ServerImpl final : public Server {
 public:
  ~ServerImpl() override { Drain(); }

  absl::Status Open(ServerOptions options);
  int port() const override { return address_.port; }
  std::string address() const override { return address_.ToString(); }
  std::string http_address() const override {
    return gateway_ == nullptr ? "" : http_address_.ToString();
  }
  std::string MetricsText() const override { return metrics_->Text(); }
  bool writable() const override { return registrar_->writable(); }
  void Probe(std::function<void(bool works)> answered) override;
  void Drain() override;

 private:
  absl::Status OpenStore(ServerOptions* options);
  absl::Status OpenDoor(const ServerOptions& options, const base::Clock* clock);
  absl::Status OpenBackups(const ServerOptions& options, const base::Clock* clock);
  absl::Status Listen(const ServerOptions& options);
  absl::Status ListenToHttp(const ServerOptions& options);
  gateway::SignInParts SignInParts() const;
  std::vector<std::string> ServiceNames() const;
  bool IsReady() const { return !draining_.load() && registrar_->writable(); }
  // Nothing before there is everything to look at, and once it goes.
  std::optional<metrics::Readings> Look() const ABSL_LOCKS_EXCLUDED(look_mutex_);
  bool TellOperation(v1::OperationStatus* status) const ABSL_LOCKS_EXCLUDED(look_mutex_);
  Parts AllParts() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(look_mutex_);
  void AllowLooks(bool allow) ABSL_LOCKS_EXCLUDED(look_mutex_);

  absl::Duration drain_max_;
  Address address_;
  Address http_address_;
  // By which calls of the gateway are known; of this process alone.
  const std::string gateway_secret_ = auth::ToBase64Url(auth::RandomBytes(kGatewaySecretBytes));
  std::string runtime_folder_;
  std::string first_token_path_;
  // The file is of no use after this process.
  bool passing_token_ = false;
  base::SystemClock system_clock_;
  std::atomic<bool> draining_{false};
  Limits limits_;
  std::unique_ptr<metrics::Metrics> metrics_;
  // The register's position at the last probe.
  std::atomic<uint64_t> probed_at_{0};

  // In order of dependence: each stands on those above it.
  std::unique_ptr<storage::EventLog> log_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<vault::Signer> signer_;
  std::unique_ptr<registrar::RefusalJournal> refusals_;
  std::unique_ptr<registrar::Registrar> registrar_;
  std::unique_ptr<Access> access_;
  std::unique_ptr<backup::Backups> backups_;
  std::unique_ptr<api::Door> door_;
  std::unique_ptr<rpc::WorkerPool> pool_;
  std::unique_ptr<rpc::Chain> chain_;
  std::unique_ptr<queries::Registers> registers_;
  std::unique_ptr<queries::RegionCompliance> region_compliance_;
  api::Backend backend_;
  std::vector<api::NamedService> services_;
  std::unique_ptr<NetworkThread> network_;
  std::unique_ptr<grpc::Server> grpc_;
  std::unique_ptr<Health> health_;
  std::unique_ptr<gateway::Gateway> gateway_;

  // Held while something looks, so that nothing is taken away under its eyes.
  mutable base::Mutex look_mutex_;
  bool may_look_ ABSL_GUARDED_BY(look_mutex_) = false;

  base::Mutex drain_mutex_;
  bool drained_ ABSL_GUARDED_BY(drain_mutex_) = false;
};

// Completes the paths beside a store on disk.
void NameFilesBesideStore(ServerOptions* options) {
  if (options->engine != Engine::kRocksDb || options->store.empty()) return;
  if (options->master_key_path.empty()) {
    options->master_key_path = DefaultMasterKeyPath(options->store);
  }
  if (options->erased_path.empty()) options->erased_path = DefaultErasedPath(options->store);
}

absl::Status ServerImpl::OpenStore(ServerOptions* options) {
  ASSIGN_OR_RETURN(log_, OpenLog(options));
  NameFilesBesideStore(options);
  ASSIGN_OR_RETURN(std::string master_key, MasterKeyFor(log_.get(), options->master_key_path));
  ASSIGN_OR_RETURN(vault_,
                   vault::Vault::Open(std::move(master_key), log_.get(), options->erased_path));
  ASSIGN_OR_RETURN(signer_, OpenSigner(*options));
  return absl::OkStatus();
}

absl::Status ServerImpl::Open(ServerOptions options) {
  RETURN_IF_ERROR(CheckTls(options.tls));
  ASSIGN_OR_RETURN(address_, ParseAddress(options.listen));
  if (!options.tls.on()) RETURN_IF_ERROR(CheckLoopback(address_));
  if (!options.http.listen.empty()) {
    ASSIGN_OR_RETURN(http_address_, ParseAddress(options.http.listen));
    if (!options.tls.on()) RETURN_IF_ERROR(CheckLoopback(http_address_));
  }
  drain_max_ = options.drain_max;
  const base::Clock* const clock = options.clock != nullptr ? options.clock : &system_clock_;
  metrics_ = std::make_unique<metrics::Metrics>([this] { return Look(); });
  RETURN_IF_ERROR(OpenStore(&options));
  limits_ = LimitsOf(options);
  options.registrar.close_year = queries::CloseYear;
  options.registrar.observer = metrics_.get();
  options.chain.observer = metrics_.get();
  ASSIGN_OR_RETURN(refusals_, OpenRefusals(options, clock));
  options.registrar.refusals = refusals_.get();
  ASSIGN_OR_RETURN(registrar_,
                   registrar::Registrar::Start(options.registrar, log_.get(), vault_.get(), clock));
  pool_ = std::make_unique<rpc::WorkerPool>(options.workers, options.worker_queue_max);
  RETURN_IF_ERROR(OpenDoor(options, clock));
  RETURN_IF_ERROR(OpenBackups(options, clock));
  options.chain.recheck_interval = options.access_look_interval;
  chain_ = std::make_unique<rpc::Chain>(options.chain, pool_.get(), door_.get());
  registers_ =
      std::make_unique<queries::Registers>(registrar_.get(), log_.get(), clock, options.registers);
  region_compliance_ = std::make_unique<queries::RegionCompliance>(registers_.get());
  backend_ = {.chain = chain_.get(),
              .door = door_.get(),
              .registrar = registrar_.get(),
              .refusals = refusals_.get(),
              .log = log_.get(),
              .vault = vault_.get(),
              .tokens = &access_->tokens(),
              .access_log = &access_->access_log(),
              .signer = signer_.get(),
              .backups = backups_.get(),
              .clock = clock,
              .registers = registers_.get(),
              .region_compliance = region_compliance_.get(),
              .store_id = log_->store_id(),
              .version = LOGBOEK_VERSION,
              .started_at = clock->Now(),
              .tell_operation = [this](auto* status) { return TellOperation(status); }};
  return Listen(options);
}

absl::Status ServerImpl::Listen(const ServerOptions& options) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  if (!options.reflection) builder.SetOption(std::make_unique<WithoutReflection>());
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.SetMaxSendMessageSize(kSendBytesMax);
  SetTransport(options.transport, &builder);
  network_ = std::make_unique<NetworkThread>(&builder);
  builder.AddListeningPort(address_.ToString(), CredentialsOf(options.tls), &address_.port);
  services_ = api::MakeServices(&backend_);
  for (const api::NamedService& service : services_) {
    builder.RegisterService(service.service.get());
  }
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr || address_.port == 0) {
    return base::MakeError(
        absl::StatusCode::kUnavailable, "PORT_NOT_FREE",
        absl::StrCat("cannot listen on ", options.listen,
                     ": the port is taken, or this user may not use it; choose another with "
                     "--listen, or port 0 for any free one"),
        {{"address", options.listen}});
  }
  network_->Start();
  health_ = std::make_unique<Health>(grpc_->GetHealthCheckService(), ServiceNames(), backend_.clock,
                                     [this] { return IsReady(); });
  AllowLooks(true);
  RETURN_IF_ERROR(ListenToHttp(options));
  if (runtime_folder_.empty() || first_token_path_.empty()) return absl::OkStatus();
  // Without it a program has to be told its token, which is no reason not to serve.
  const absl::Status told = base::TellTokenFile(runtime_folder_, address_.port, first_token_path_);
  if (!told.ok()) base::LogWarning("token file not told", {{"cause", told.message()}});
  return absl::OkStatus();
}

std::vector<std::string> ServerImpl::ServiceNames() const {
  std::vector<std::string> names;
  for (const api::NamedService& service : services_) names.push_back(service.name);
  return names;
}

absl::Status ServerImpl::ListenToHttp(const ServerOptions& options) {
  if (options.http.listen.empty()) return absl::OkStatus();
  gateway::GatewayOptions gateway;
  gateway.cors_origins = options.http.cors_origins;
  gateway.static_folder = options.http.static_folder;
  gateway.metrics_for_all = options.http.metrics_for_all;
  gateway.sign_in = options.http.sign_in;
  gateway.http.host = http_address_.host == "localhost" ? "127.0.0.1" : http_address_.host;
  gateway.http.port = http_address_.port;
  gateway::HttpTls& tls = gateway.http.tls;
  tls.certificate_path = options.tls.certificate_path;
  tls.key_path = options.tls.key_path;
  tls.client_ca_path = options.tls.client_ca_path;
  tls.require_certificate = options.tls.require_certificate;
  gateway.http.look_interval = options.tls.look_interval;
  gateway.http.body_bytes_max = api::kMessageBytesMax;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  ASSIGN_OR_RETURN(
      gateway_,
      gateway::Gateway::Start(std::move(gateway), {.channel = grpc_->InProcessChannel(arguments),
                                                   .secret = gateway_secret_,
                                                   .services = ServiceNames(),
                                                   .ready = [this] { return IsReady(); },
                                                   .metrics = [this] { return metrics_->Text(); },
                                                   .clock = backend_.clock,
                                                   .sign_in = SignInParts()}));
  http_address_.port = gateway_->port();
  return absl::OkStatus();
}

gateway::SignInParts ServerImpl::SignInParts() const {
  const auth::HttpFetchOptions http{
      .clock = &system_clock_, .timeout = kIssuerAnswerMax, .bytes_max = kIssuerBytesMax};
  return {.policy = [this] { return access_->authenticator().policy(); },
          .fetch = auth::NewHttpFetch(http),
          .post = auth::NewHttpPost(http),
          .who_am_i = nullptr,
          .random = auth::RandomBytes,
          .clock = backend_.clock};
}

absl::Status ServerImpl::OpenDoor(const ServerOptions& options, const base::Clock* clock) {
  AccessOptions access{.first_token_path = options.first_token_path,
                       .policy_path = options.policy_path,
                       .look_interval = options.access_look_interval};
  if (options.engine == Engine::kRocksDb && !options.store.empty()) {
    access.store = options.store;
    if (access.first_token_path.empty()) {
      access.first_token_path = DefaultFirstTokenPath(options.store);
    }
  }
  runtime_folder_ = options.runtime_folder;
  // What is in memory is new at every start, and so is its token.
  if (options.engine == Engine::kMemory && access.first_token_path.empty() &&
      !runtime_folder_.empty()) {
    RETURN_IF_ERROR(base::MakeRuntimeFolder(runtime_folder_));
    access.first_token_path = absl::StrCat(runtime_folder_, "/memory-", getpid(), ".token");
    passing_token_ = true;
  }
  first_token_path_ = access.first_token_path;
  ASSIGN_OR_RETURN(access_, Access::Open(std::move(access), clock));
  door_ = std::make_unique<api::Door>(
      &access_->authenticator(), registrar_.get(), vault_.get(), clock,
      [log = &access_->access_log()](const api::Sight& sight) {
        return log->Note(RecordOf(sight));
      },
      gateway_secret_);
  return absl::OkStatus();
}

absl::Status ServerImpl::OpenBackups(const ServerOptions& options, const base::Clock* clock) {
  if (options.backup_folder.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(backups_, backup::Backups::Create(
                                 {.folder = options.backup_folder,
                                  .store = options.store,
                                  .erased_path = options.erased_path,
                                  .program = LOGBOEK_VERSION},
                                 {.log = log_.get(),
                                  .looks = access_->look_side(),
                                  .tokens = access_->token_side(),
                                  .flush_looks = [this] { return access_->access_log().Flush(); }},
                                 clock));
  return absl::OkStatus();
}

// A command that is refused as soon as the writer's own thread looks at it, so it leaves no trace;
// the refusal comes back the way of all answers.
void ServerImpl::Probe(std::function<void(bool works)> answered) {
  uint64_t position = 0;
  registrar_->Read([&position](const domain::Register& reg) { position = reg.position; });
  const bool moved = probed_at_.exchange(position) != position;
  const auto looked_at = std::make_shared<bool>(false);
  registrar::Caller caller{.actor = kProbeActor, .observed = false};
  caller.may = [looked_at](const domain::Register&, const command::v1::Command&) {
    *looked_at = true;
    return absl::UnavailableError("only a probe");
  };
  registrar_->Submit(
      command::v1::Command(), std::move(caller),
      [this, looked_at, moved, answered = std::move(answered)](const auto& /*refusal*/) {
        // A disk that fails is told by the health; a new process would have no
        // better one.
        answered(*looked_at || moved || !registrar_->writable());
      });
}

void ServerImpl::Drain() {
  base::MutexLock lock(&drain_mutex_);
  if (std::exchange(drained_, true)) return;
  // First the world is told, so that nobody new comes while the rest ends.
  draining_ = true;
  if (!runtime_folder_.empty()) base::ForgetTokenFile(runtime_folder_, address_.port);
  if (passing_token_) unlink(first_token_path_.c_str());
  if (health_ != nullptr) health_->Stop();
  // Well before gRPC ends, so that the last calls of the gateway are gone by then.
  if (gateway_ != nullptr) gateway_->Drain();
  if (chain_ != nullptr) chain_->Drain();
  if (backups_ != nullptr) backups_->Stop();
  if (grpc_ != nullptr) {
    chain_->WaitUntilIdle(drain_max_);
    grpc_->Shutdown(absl::ToChronoTime(base::SystemClock().Now() + kLastBytesMax));
    grpc_->Wait();
  }
  // What its calls were answered is on its way by now.
  gateway_.reset();
  AllowLooks(false);
  network_.reset();
  if (pool_ != nullptr) pool_->Stop();
  if (registrar_ != nullptr) registrar_->Stop();
  // After whoever notes refusals.
  if (refusals_ != nullptr) refusals_->Stop();
  grpc_.reset();
  // Nobody looks any more.
  backups_.reset();
  access_.reset();
  registrar_.reset();
  refusals_.reset();
  vault_.reset();
  // Closing the log writes its last checkpoint.
  log_.reset();
}

void ServerImpl::AllowLooks(bool allow) {
  base::MutexLock lock(&look_mutex_);
  may_look_ = allow;
}

Parts ServerImpl::AllParts() const {
  return {.chain = chain_.get(),
          .pool = pool_.get(),
          .registrar = registrar_.get(),
          .log = log_.get(),
          .access_log = &access_->access_log(),
          .health = health_.get(),
          .clock = backend_.clock};
}

std::optional<metrics::Readings> ServerImpl::Look() const {
  base::MutexLock lock(&look_mutex_);
  if (!may_look_) return std::nullopt;
  return Read(AllParts(), limits_);
}

bool ServerImpl::TellOperation(v1::OperationStatus* status) const {
  base::MutexLock lock(&look_mutex_);
  if (may_look_) FillOperation(AllParts(), limits_, *metrics_, status);
  return may_look_;
}

// A folder that is mistyped must not become a new store.
absl::Status CheckStoreIsThere(const ServerOptions& options) {
  const std::string database = absl::StrCat(options.store, "/CURRENT");
  if (options.engine == Engine::kRocksDb && ::access(database.c_str(), F_OK) == 0) {
    return absl::OkStatus();
  }
  return base::MakeError(absl::StatusCode::kInvalidArgument, "NO_STORE",
                         "there is no such store on disk; give --store DIR of one");
}

}  // namespace

absl::StatusOr<size_t> RotateMasterKey(ServerOptions options) {
  RETURN_IF_ERROR(CheckStoreIsThere(options));
  NameFilesBesideStore(&options);
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::EventLog> log, OpenLog(&options));
  return vault::RotateMasterKey(options.master_key_path, log.get());
}

absl::StatusOr<RenewedToken> RenewFirstToken(ServerOptions options) {
  RETURN_IF_ERROR(CheckStoreIsThere(options));
  AccessOptions access{.store = options.store, .first_token_path = options.first_token_path};
  if (access.first_token_path.empty()) {
    access.first_token_path = DefaultFirstTokenPath(access.store);
  }
  const base::SystemClock system_clock;
  const base::Clock* const clock = options.clock != nullptr ? options.clock : &system_clock;
  ASSIGN_OR_RETURN(const access::v1::TokenRecord record, RenewFirstToken(access, clock));
  return RenewedToken{.token_id = record.token_id(), .path = access.first_token_path};
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options) {
  auto server = std::make_unique<ServerImpl>();
  RETURN_IF_ERROR(server->Open(std::move(options)));
  return server;
}

}  // namespace logboek::server
