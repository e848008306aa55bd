// Stores of earlier versions must open for ever, with everything in them, and take more.
//
// A folder store-N holds a store as the version with store format N wrote it:
// `rocks_fixture_writer tests/compatibility/store-N 100`. It is never written again.
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/rocks/rocks_log.h"
#include "storage/testing/temp_folder.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

constexpr uint64_t kEvents = 100;
constexpr uint64_t kGroups = 15;

class StoreTest : public ::testing::TestWithParam<const char*> {
 protected:
  StoreTest() {
    options_.path = folder_.Sub("store");
    options_.indexer = IndexTestRecord;
    // The fixture itself stays as it was written.
    std::filesystem::copy(std::string("tests/compatibility/") + GetParam(), options_.path);
  }

  TempFolder folder_;
  RocksLogOptions options_;
};

TEST_P(StoreTest, OpensWithEverythingInIt) {
  ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksLog(options_));
  EXPECT_EQ(log->head().value, kEvents);
  EXPECT_EQ(WrongInNumberedLog(*log), "");
  for (uint64_t group = 1; group <= kGroups; ++group) {
    ASSERT_OK_AND_ASSIGN(const auto key, log->FindKey("key " + std::to_string(group)));
    EXPECT_EQ(key, "wrapped " + std::to_string(group));
  }
}

TEST_P(StoreTest, TakesMore) {
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksLog(options_));
    ASSERT_OK(log->Append(NumberedGroup(log->head(), 50)));
  }
  ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksLog(options_));
  EXPECT_EQ(log->head().value, kEvents + 50);
  EXPECT_EQ(WrongInNumberedLog(*log), "");
}

INSTANTIATE_TEST_SUITE_P(Formats, StoreTest, ::testing::Values("store-1"));

}  // namespace
}  // namespace logboek::storage
