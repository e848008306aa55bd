#include "services/server/settings.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace logboek::server {
namespace {

using Rows = std::vector<Setting>;

Rows StoreRows() {
  return {
      {"store",
       kind::Text(
           "DIR", [](auto& c) -> auto& { return c.server.store; }),
       "Folder of the database; made when missing. Required with the engine rocksdb."},
      {"engine",
       kind::OneOf<Engine>(
           "ENGINE", {{"rocksdb", Engine::kRocksDb}, {"memory", Engine::kMemory}},
           [](auto& c) -> auto& { return c.server.engine; }),
       "rocksdb keeps everything on disk, memory loses it with the process."},
      {"master-key",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.master_key_path; }),
       "File with the key that opens personal data; made for a new store. Keep a copy apart from "
       "the store's: without it names are lost. Empty = DIR.key, beside the store's folder."},
      {"erased-list",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.erased_path; }),
       "File with the pseudonyms of erased persons, so that a backup of the store that is put back "
       "does not bring them back. Keep it apart from the store's backups. Empty = DIR.erased, "
       "beside the store's folder."},
      {"first-token",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.first_token_path; }),
       "File for the first administrator's token, made while nobody has one; logboek on this "
       "machine finds it by itself. Empty = DIR.token, beside the store's folder."},
      {"backup-folder",
       kind::Text(
           "DIR", [](auto& c) -> auto& { return c.server.backup_folder; }),
       "Where logboek backup puts backups of the store; made when missing. Outside the store's "
       "folder, best on another disk. Empty = none can be taken."},
  };
}

Rows PortRows() {
  return {
      {"listen",
       kind::Text(
           "HOST:PORT", [](auto& c) -> auto& { return c.server.listen; }),
       "Address to listen on; port 0 takes any free one. Without TLS this machine only."},
      {"tls-certificate",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.tls.certificate_path; }),
       "The server's certificate with its chain, PEM; read again when it changes. Empty = no TLS."},
      {"tls-key",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.tls.key_path; }),
       "Its private key, PEM."},
      {"client-ca",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.tls.client_ca_path; }),
       "Authorities whose client certificates are believed, PEM. Empty = none."},
      {"require-certificate",
       kind::Switch([](auto& c) -> auto& { return c.server.tls.require_certificate; }),
       "Close connections that come without such a certificate, also those of callers with a "
       "token. Wanted where strangers reach the port."},
      {"policy",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.server.policy_path; }),
       "Who else may call: by client certificate, or signed in elsewhere (OpenID Connect). Text of "
       "logboek.access.v1.Policy; read again when it changes. Empty = nobody else."},
      {"reflection", kind::Switch([](auto& c) -> auto& { return c.server.reflection; }),
       "Tell any client the schema of the services."},
  };
}

Rows HttpRows() {
  return {
      {"http-listen",
       kind::Text(
           "HOST:PORT", [](auto& c) -> auto& { return c.server.http.listen; }),
       "Address for JSON over HTTP (the Connect protocol), /healthz, /readyz and /metrics; with "
       "the same TLS. Without TLS this machine only. Empty = none."},
      {"http-origin",
       kind::Texts(
           "ORIGIN", [](auto& c) -> auto& { return c.server.http.cors_origins; }),
       "Origins whose pages may call over HTTP, as https://portal.example.nl; * = all. Empty = "
       "none."},
      {"http-files",
       kind::Text(
           "DIR", [](auto& c) -> auto& { return c.server.http.static_folder; }),
       "Folder whose files are served over HTTP, for a console. Empty = none."},
      {"http-public-address",
       kind::Text(
           "ORIGIN", [](auto& c) -> auto& { return c.server.http.sign_in.public_address; }),
       "The address under which browsers reach the server, as https://logboek.example.nl; there "
       "people sign in with a token, or where the policy's sign_in says. Empty = not with a "
       "browser."},
      {"sign-in-idle-max",
       kind::Seconds(
           1, 86'400, [](auto& c) -> auto& { return c.server.http.sign_in.idle_max; }),
       "Who signed in with a browser and calls nothing for so long is signed out."},
      {"sign-in-age-max",
       kind::Seconds(
           1, 604'800, [](auto& c) -> auto& { return c.server.http.sign_in.age_max; }),
       "Who signed in with a browser is signed out after so long, whatever is called."},
      {"metrics-for-all",
       kind::Switch([](auto& c) -> auto& { return c.server.http.metrics_for_all; }),
       "Answer /metrics to other machines, too."},
  };
}

Rows LimitRows() {
  return {
      {"queue-max",
       kind::Count(
           "COMMANDS", 1, 1'000'000, [](auto& c) -> auto& { return c.server.registrar.queue_max; }),
       "Commands waiting to be decided, of one sender at most half; more are refused UNAVAILABLE, "
       "QUEUE_FULL."},
      {"event-bytes-max",
       kind::Count(
           "BYTES", 1, 1 << 20,
           [](auto& c) -> auto& { return c.server.registrar.event_bytes_max; }),
       "Size of one command and of one event; larger ones are refused, COMMAND_TOO_LARGE, "
       "EVENT_TOO_LARGE."},
      {"calls-max",
       kind::Count(
           "CALLS", 1, 1'000'000, [](auto& c) -> auto& { return c.server.chain.unary_calls_max; }),
       "Calls under way; more are refused UNAVAILABLE, TOO_MANY_CALLS."},
      {"streams-max",
       kind::Count(
           "STREAMS", 1, 100'000, [](auto& c) -> auto& { return c.server.chain.streams_max; }),
       "Pushes and replays under way; more are refused UNAVAILABLE, TOO_MANY_CALLS."},
      {"workers",
       kind::Count(
           "THREADS", 1, 256, [](auto& c) -> auto& { return c.server.workers; }),
       "Threads that read the log and whole regions."},
      {"worker-queue-max",
       kind::Count(
           "QUESTIONS", 1, 1'000'000, [](auto& c) -> auto& { return c.server.worker_queue_max; }),
       "Questions waiting for them, of one caller at most half; more are refused UNAVAILABLE, "
       "WORKERS_BUSY."},
      {"drain-max",
       kind::Seconds(
           1, 3'600, [](auto& c) -> auto& { return c.server.drain_max; }),
       "How long open calls may take to end when the server stops."},
  };
}

Rows CallerRows() {
  return {
      {"caller-calls-per-second",
       kind::Rate(
           "CALLS", 1, 1e9,
           [](auto& c) -> auto& { return c.server.chain.caller.calls_per_second; }),
       absl::StrCat("Of one caller; more are refused RESOURCE_EXHAUSTED, CALLER_LIMIT, with when "
                    "to come back. A command on a stream counts as ",
                    kind::FormatNumber(rpc::kCommandOnStream), ", a question as one for each ",
                    rpc::kCallWork.count(), " microseconds it takes to compute.")},
      {"caller-bytes-per-second",
       kind::Rate(
           "BYTES", 1, 1e12,
           [](auto& c) -> auto& { return c.server.chain.caller.bytes_per_second; }),
       "Of one caller, questions and answers; more are refused the same way."},
      {"caller-calls-max",
       kind::Count(
           "CALLS", 1, 1'000'000,
           [](auto& c) -> auto& { return c.server.chain.caller.calls_at_once; }),
       "Calls of one caller under way; more are refused the same way."},
      {"caller-streams-max",
       kind::Count(
           "STREAMS", 1, 100'000,
           [](auto& c) -> auto& { return c.server.chain.caller.streams_at_once; }),
       "Streams of one caller under way; more are refused the same way."},
      {"shared-calls-per-second",
       kind::Rate(
           "CALLS", 0, 1e9,
           [](auto& c) -> auto& { return c.server.chain.caller.shared_calls_per_second; }),
       "Of all callers together while several call; who asks for more than an equal share of it is "
       "refused the same way. 0 = 1,600 for each processor."},
  };
}

Rows ProgramRows() {
  return {
      {"log-level",
       kind::OneOf<base::LogLevel>(
           "LEVEL",
           {{"info", base::LogLevel::kInfo},
            {"warning", base::LogLevel::kWarning},
            {"error", base::LogLevel::kError}},
           [](auto& c) -> auto& { return c.log_level; }),
       "The least that is logged."},
      {"config",
       kind::Text(
           "FILE", [](auto& c) -> auto& { return c.config_path; }),
       "File of settings, TOML: the name of a flag without its dashes, =, and its value. No file "
       "is read unless it is named.",
       SettingPlace::kNotInFile},
  };
}

Rows OnceRows() {
  return {
      {"rotate-master-key", kind::Switch([](auto& c) -> auto& { return c.rotate_master_key; }),
       "Make a new master key, wrap all keys of the store anew, replace the key file, and exit. "
       "Safe to break off and run again; not while a server has the store open.",
       SettingPlace::kFlagOnly},
      {"renew-first-token", kind::Switch([](auto& c) -> auto& { return c.renew_first_token; }),
       "When no administrator can get in any more: make another token in the file of --first-token "
       "and exit; not while a server has the store open.",
       SettingPlace::kFlagOnly},
      {"restore",
       kind::Text(
           "DIR", [](auto& c) -> auto& { return c.backup_actions.restore_folder; }),
       "Make the store that --store names, which must be missing or empty, out of the newest "
       "backup in this folder, and exit. Compares the checksum of every file first; safe to break "
       "off and run again.",
       SettingPlace::kFlagOnly},
      {"backup",
       kind::Count(
           "NUMBER", 0, int64_t{1} << 53, [](auto& c) -> auto& { return c.backup_actions.number; }),
       "With --restore: not the newest backup, but this one. 0 = the newest.",
       SettingPlace::kFlagOnly},
      {"check-backups",
       kind::Text(
           "DIR", [](auto& c) -> auto& { return c.backup_actions.check_folder; }),
       "List the backups in this folder, compare the checksum of every file, and exit; status 1 "
       "when one is damaged.",
       SettingPlace::kFlagOnly},
      {"check-config", kind::Switch([](auto& c) -> auto& { return c.check_config; }),
       "Check all settings, and the files they name but for the store, say what is wrong, and "
       "exit: 0 when all is right, else 2.",
       SettingPlace::kFlagOnly},
      {"print-config", kind::Switch([](auto& c) -> auto& { return c.print_config; }),
       "Print all settings as they are in force, in the form of the file, each with where it came "
       "from, and exit.",
       SettingPlace::kFlagOnly},
      {"print-reference", kind::Switch([](auto& c) -> auto& { return c.print_reference; }),
       "Print this list as a part of a page of the manual (roff with the macros of man), and exit.",
       SettingPlace::kFlagOnly},
      {"help", kind::Switch([](auto& c) -> auto& { return c.help; }), "Print this list and exit.",
       SettingPlace::kFlagOnly},
  };
}

Rows AllRows() {
  std::vector<std::pair<std::string, Rows>> groups = {
      {"Store", StoreRows()},     {"Connections", PortRows()}, {"HTTP", HttpRows()},
      {"Limits", LimitRows()},    {"Callers", CallerRows()},   {"Program", ProgramRows()},
      {"To do once", OnceRows()},
  };
  Rows all;
  for (auto& [group, rows] : groups) {
    for (Setting& row : rows) {
      row.group = group;
      all.push_back(std::move(row));
    }
  }
  return all;
}

}  // namespace

const std::vector<Setting>& Settings() {
  static const auto* const settings = new std::vector<Setting>(AllRows());
  return *settings;
}

}  // namespace logboek::server
