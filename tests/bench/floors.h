// What the machine allows at best, measured beside our own figures: the same messages over gRPC
// with no work behind them, and the same bytes on the disk with nothing around them.
#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "tests/bench/load.h"
#include "tests/testing/process/process.h"

namespace logboek::bench {

struct EchoOptions {
  // Of an answer about compliance.
  size_t compliance_bytes = 1;
  // Callers are recognised and let in as by the server itself, and a token of an administrator is
  // written to this file. Empty = whoever calls is answered.
  std::string token_path = {};
  // With a token_path: who is known by certificate or by a sign-in elsewhere; empty = nobody.
  std::string policy_path = {};
  // Holds server.pem, server.key and ca.pem, the authority of the clients; empty = no TLS.
  std::string tls_folder = {};
};

// Serves RecordAttendance and GetPracticeCompliance with ready-made answers, and ExchangeToken when
// callers are recognised, until standard input ends. The first line of output is the address.
void ServeEcho(const EchoOptions& options);

// That as a child of its own, as the real server is.
struct Echo {
  explicit Echo(const EchoOptions& options = {});
  test::Process process;
  const std::string address;
};

// Appends `bytes` to a growing file and syncs the data, one at a time.
Figures MeasureSyncedFile(const std::string& folder, size_t bytes, absl::Duration duration);

// The same as keys of RocksDB, `group` of them in each synced write. The rate counts keys, the
// times are those of a whole group.
Figures MeasureSyncedRocks(const std::string& folder, size_t bytes, size_t group,
                           absl::Duration duration);

}  // namespace logboek::bench
