// What only the side store on disk can show; the rest stands in tests/conformance.
#include "storage/rocks/rocks_side_store.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/fault_file_system.h"
#include "storage/testing/temp_folder.h"

namespace logboek::storage {
namespace {

using ::logboek::base::IsOkAndHolds;
using ::logboek::base::Refuses;
using ::logboek::base::StatusIs;
using ::testing::Optional;

class RocksSideStoreTest : public testing::Test {
 protected:
  RocksSideStoreTest() { Open(); }

  void Open() {
    store_.reset();
    auto opened = OpenRocksSideStore(path_, faults_);
    ASSERT_OK(opened);
    store_ = *std::move(opened);
  }

  const TempFolder folder_;
  const std::string path_ = folder_.Sub("side");
  const std::shared_ptr<FaultFileSystem> faults_ = std::make_shared<FaultFileSystem>();
  std::unique_ptr<SideStore> store_;
};

TEST_F(RocksSideStoreTest, SyncsOnlyWhatMustBeDurable) {
  const uint64_t before = faults_->wal_syncs();
  ASSERT_OK(store_->Write({.put = {{"a", "1"}}, .durable = false}));
  EXPECT_EQ(faults_->wal_syncs(), before);
  ASSERT_OK(store_->Write({.put = {{"b", "1"}}}));
  EXPECT_EQ(faults_->wal_syncs(), before + 1);
  ASSERT_OK(store_->Write({.put = {{"c", "1"}}, .durable = false}));
  ASSERT_OK(store_->Flush());
  EXPECT_EQ(faults_->wal_syncs(), before + 2);
}

TEST_F(RocksSideStoreTest, ClosingMakesEverythingDurable) {
  const uint64_t before = faults_->wal_syncs();
  ASSERT_OK(store_->Write({.put = {{"a", "1"}}, .durable = false}));
  store_.reset();
  EXPECT_GT(faults_->wal_syncs(), before);
  Open();
  EXPECT_THAT(store_->Find("a"), IsOkAndHolds(Optional(std::string("1"))));
}

TEST_F(RocksSideStoreTest, ADiskThatWorksAgainIsUsedAgain) {
  ASSERT_OK(store_->Write({.put = {{"a", "1"}}}));
  faults_->FailWalSyncs(true);
  EXPECT_THAT(store_->Write({.put = {{"b", "1"}}}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(store_->Find("a"), IsOkAndHolds(Optional(std::string("1"))));
  faults_->FailWalSyncs(false);
  ASSERT_OK(store_->Write({.put = {{"c", "1"}}}));
  EXPECT_THAT(store_->Find("a"), IsOkAndHolds(Optional(std::string("1"))));
  EXPECT_THAT(store_->Find("c"), IsOkAndHolds(Optional(std::string("1"))));
}

TEST_F(RocksSideStoreTest, IsOpenOnlyOnce) {
  EXPECT_THAT(OpenRocksSideStore(path_), Refuses("STORE_IN_USE"));
}

TEST_F(RocksSideStoreTest, ErasedBytesLeaveTheDisk) {
  const std::string secret = "who looked at whom, long ago";
  ASSERT_OK(store_->Write({.put = {{"a", secret}, {"b", "kept"}}}));
  // Into a table.
  Open();
  ASSERT_OK(store_->EraseRange("a", "b"));
  store_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(absl::StrContains(bytes, secret)) << entry.path();
  }
  Open();
  EXPECT_THAT(store_->Find("b"), IsOkAndHolds(Optional(std::string("kept"))));
}

}  // namespace
}  // namespace logboek::storage
