#include <utility>

#include "storage/base/check.h"
#include "storage/rocks/rocks_log.h"
#include "storage/testing/temp_folder.h"
#include "tests/conformance/event_log_conformance.h"

namespace logboek::storage {
namespace {

class RocksUnderTest final : public LogUnderTest {
 public:
  explicit RocksUnderTest(uint64_t checkpoint_events) {
    options_.path = folder_.Sub("store");
    options_.indexer = IndexTestRecord;
    options_.checkpoint_events = checkpoint_events;
    options_.block_cache_bytes = 1 << 20;
    Reopen();
  }

  EventLog* log() override { return log_.get(); }

  void Reopen() override {
    log_.reset();
    auto opened = OpenRocksLog(options_);
    CHECK_EQ(opened.status().ToString(), "OK");
    log_ = *std::move(opened);
  }

 private:
  const TempFolder folder_;
  RocksLogOptions options_;
  std::unique_ptr<EventLog> log_;
};

std::function<std::unique_ptr<LogUnderTest>()> Rocks(uint64_t checkpoint_events) {
  return [checkpoint_events] { return std::make_unique<RocksUnderTest>(checkpoint_events); };
}

INSTANTIATE_TEST_SUITE_P(
    Rocks, EventLogConformance,
    testing::Values(Implementation{"rocks", Rocks(100'000)},
                    Implementation{"rocks_with_checkpoints", Rocks(5)},
                    Implementation{"rocks_reopened", Rocks(100'000), /*reopens=*/true},
                    Implementation{"rocks_reopened_with_checkpoints", Rocks(5), /*reopens=*/true}),
    [](const testing::TestParamInfo<Implementation>& info) { return info.param.name; });

}  // namespace
}  // namespace logboek::storage
