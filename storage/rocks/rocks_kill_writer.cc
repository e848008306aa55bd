// Appends numbered records to a store until it is killed, and says each position once it is
// acknowledged.
#include <unistd.h>

#include <cstdio>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/rocks/rocks_log.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

int Main(int argc, char** argv) {
  CHECK_EQ(argc, 3);
  RocksLogOptions options;
  options.path = argv[1];
  options.indexer = IndexTestRecord;
  options.checkpoint_events = 40;
  auto log = OpenRocksLog(options);
  CHECK_EQ(log.status().ToString(), "OK");
  std::mt19937 random(static_cast<uint32_t>(std::stoul(argv[2])));
  while (true) {
    const absl::Status status = (*log)->Append(NumberedGroup((*log)->head(), 1 + random() % 20));
    CHECK_EQ(status.ToString(), "OK");
    const std::string line = absl::StrCat((*log)->head().value, "\n");
    // The reader is gone: so are we.
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) return 1;
  }
}

}  // namespace
}  // namespace logboek::storage

int main(int argc, char** argv) { return logboek::storage::Main(argc, argv); }
