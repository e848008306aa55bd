#include "storage/memory/memory_log.h"
#include "tests/conformance/event_log_conformance.h"

namespace logboek::storage {
namespace {

class MemoryUnderTest final : public LogUnderTest {
 public:
  EventLog* log() override { return &log_; }
  void Reopen() override {}

 private:
  MemoryEventLog log_;
};

INSTANTIATE_TEST_SUITE_P(
    Memory, EventLogConformance,
    testing::Values(Implementation{"memory", [] { return std::make_unique<MemoryUnderTest>(); }}),
    [](const testing::TestParamInfo<Implementation>& info) { return info.param.name; });

}  // namespace
}  // namespace logboek::storage
