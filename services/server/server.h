// The server put together: log, vault, registrar, queries and services behind one port.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/gateway.h"
#include "services/queries/known.h"
#include "services/registrar/registrar.h"
#include "services/rpc/chain.h"
#include "services/server/transport.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace logboek::server {

enum class Engine {
  // On disk, in ServerOptions::store.
  kRocksDb,
  // Gone with the process.
  kMemory,
};

// Files in PEM, read again when they change.
struct TlsOptions {
  // Of the server, with its chain; empty = no TLS.
  std::string certificate_path;
  std::string key_path;
  // Authorities whose client certificates are believed; empty = clients come with tokens alone.
  std::string client_ca_path;
  // A connection without such a certificate is closed before any of its HTTP/2 is read, so that
  // strangers reach the TLS library alone; a token may still say who calls.
  bool require_certificate = false;
  // How often it is looked whether the files changed; whole seconds, at least one.
  absl::Duration look_interval = absl::Seconds(1);

  bool on() const { return !certificate_path.empty(); }
};

// HTTP beside gRPC; with the server's own TLS.
struct HttpOptions {
  // HOST:PORT; port 0 = any free one; empty = not at all. Without TLS loopback only.
  std::string listen;
  // gateway::GatewayOptions.
  std::vector<std::string> cors_origins;
  std::string static_folder;
  bool metrics_for_all = false;
  // Without a public address nobody signs in with a browser.
  gateway::SignInOptions sign_in;
};

struct ServerOptions {
  Engine engine = Engine::kRocksDb;
  // The folder of the database; it and its parents are made when missing.
  std::string store;
  // HOST:PORT; port 0 = any free one. Without TLS loopback only.
  std::string listen = "127.0.0.1:4777";
  TlsOptions tls;
  HttpOptions http;
  // The file for the first administrator's token; empty = DefaultFirstTokenPath(store), or with
  // kMemory one in the runtime folder.
  std::string first_token_path;
  // Callers known by certificate or by a sign-in elsewhere (access.proto, Policy); empty = none.
  std::string policy_path;
  // How often it is looked whether that file changed, and whether the callers of open streams would
  // still be let in.
  absl::Duration access_look_interval = absl::Seconds(2);
  // Where this user's programs on this machine find the first token's file
  // (storage/base/runtime_folder.h); empty = nowhere.
  std::string runtime_folder;
  // Empty = DefaultMasterKeyPath(store), or with kMemory a key of the moment.
  std::string master_key_path;
  // The list of erased persons. Empty = DefaultErasedPath(store), or with kMemory none.
  std::string erased_path;
  // Where backups are written when an administrator asks for one; empty = nowhere, so none can be
  // taken. Not inside the store's folder.
  std::string backup_folder;
  // Offers the schema of the services to any client.
  bool reflection = false;
  // Null = the machine's clock. Must outlive the server.
  const base::Clock* clock = nullptr;
  // Instead of opening one; for tests that need a log that fails.
  std::unique_ptr<storage::EventLog> log;
  registrar::RegistrarOptions registrar;
  queries::RegistersOptions registers;
  rpc::ChainOptions chain;
  TransportOptions transport;
  // Threads that read the log and whole regions, and questions that may wait for them.
  size_t workers = 4;
  size_t worker_queue_max = 1'000;
  // How long open calls may take to end before they are cut off.
  absl::Duration drain_max = absl::Seconds(20);
};

// Changes the master key of the store that `options` name, while no server has it open; everything
// that was wrapped under the old key is wrapped anew and purged (services/vault/master_key.h).
// Gives the number of keys. INVALID_ARGUMENT: there is no store on disk to do it for. Others as for
// Server::Start.
absl::StatusOr<size_t> RotateMasterKey(ServerOptions options);

// The id of the token that was made, and the file it stands in.
struct RenewedToken {
  std::string token_id;
  std::string path;
};

// One more token for an administrator of the store that `options` name, while no server has it
// open: the way in when every administrator's has expired, was revoked or is lost
// (services/auth/first_token.h). INVALID_ARGUMENT: there is no store on disk to do it for.
// UNAVAILABLE, STORE_IN_USE: a server has it open.
absl::StatusOr<RenewedToken> RenewFirstToken(ServerOptions options);

// Thread-safe.
class Server {
 public:
  // Returns when calls are answered. INVALID_ARGUMENT: an option is wrong. FAILED_PRECONDITION,
  // DATA_LOSS, UNAVAILABLE: the store cannot be opened (storage/rocks/rocks_log.h), the master key
  // is not its own, or the port is taken (PORT_NOT_FREE).
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options);

  // Drains as Drain() does.
  virtual ~Server() = default;

  virtual int port() const = 0;
  // HOST:PORT with the port that was taken.
  virtual std::string address() const = 0;
  // Of HTTP, the same; empty without.
  virtual std::string http_address() const = 0;

  // What the server counts, in the text format 0.0.4 of Prometheus (services/metrics/families.h).
  // Also while it drains, and afterwards, when most of it has no value any more.
  virtual std::string MetricsText() const = 0;

  // Whether commands are taken: false while the log cannot be written, and once it drains.
  virtual bool writable() const = 0;

  // Asks something that takes the same way as a command, through both threads of the writer and the
  // lock of the register, and changes nothing. `answered` is called once, on a thread of the writer
  // or on this one: with true when it came through, or could not because the log cannot be written
  // or because the queue is full and moves. When something hangs it is called late or never. Not
  // beside or after Drain.
  virtual void Probe(std::function<void(bool works)> answered) = 0;

  // Stops in good order: health says NOT_SERVING, streams end with UNAVAILABLE, open calls are
  // answered, commands that were taken are made durable, the log is closed. Blocks until all is
  // done. Idempotent.
  virtual void Drain() = 0;
};

}  // namespace logboek::server
