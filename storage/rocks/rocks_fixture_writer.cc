// Writes a small store for the compatibility tests: `rocks_fixture_writer <folder> <events>`.
//
// The store holds numbered records 1..events (storage/testing/test_record.h) in groups of 7, a key
// ("key G", "wrapped G") with each group G from 1, and checkpoints every 40 events.
// WrongInNumberedLog says whether a later program reads it right.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/rocks_log.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

constexpr uint64_t kGroupEvents = 7;

absl::Status WriteFixture(const std::string& folder, uint64_t events) {
  if (std::filesystem::exists(folder)) {
    return absl::AlreadyExistsError(absl::StrCat(folder, " is there already; name a new folder"));
  }
  RocksLogOptions options;
  options.path = folder;
  options.indexer = IndexTestRecord;
  options.checkpoint_events = 40;
  ASSIGN_OR_RETURN(const auto log, OpenRocksLog(options));
  for (uint64_t group = 1; log->head().value < events; ++group) {
    const uint64_t count = std::min(kGroupEvents, events - log->head().value);
    AppendRequest request = NumberedGroup(log->head(), count);
    request.keys = {{absl::StrCat("key ", group), absl::StrCat("wrapped ", group)}};
    RETURN_IF_ERROR(log->Append(std::move(request)));
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  uint64_t events = 0;
  if (argc != 3 || !absl::SimpleAtoi(argv[2], &events)) {
    std::fprintf(stderr, "usage: rocks_fixture_writer <new folder> <events>\n");
    return 2;
  }
  const absl::Status status = WriteFixture(argv[1], events);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace logboek::storage

int main(int argc, char** argv) { return logboek::storage::Main(argc, argv); }
