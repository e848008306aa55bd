// What every side store must do.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_side_store.h"
#include "storage/rocks/rocks_side_store.h"
#include "storage/side_check.h"
#include "storage/testing/temp_folder.h"

namespace logboek::storage {
namespace {

using ::logboek::base::IsOkAndHolds;
using ::logboek::base::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual SideStore* store() = 0;
  // Closes the store and opens it again, where it outlives its object.
  virtual void Reopen() = 0;
};

class MemoryStoreUnderTest final : public StoreUnderTest {
 public:
  SideStore* store() override { return &store_; }
  void Reopen() override {}

 private:
  MemorySideStore store_;
};

class RocksStoreUnderTest final : public StoreUnderTest {
 public:
  RocksStoreUnderTest() { Reopen(); }
  SideStore* store() override { return store_.get(); }
  void Reopen() override {
    store_.reset();
    auto opened = OpenRocksSideStore(folder_.Sub("side"));
    CHECK_EQ(opened.status().ToString(), "OK");
    store_ = *std::move(opened);
  }

 private:
  const TempFolder folder_;
  std::unique_ptr<SideStore> store_;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
  // Reopened before every operation.
  bool reopens = false;
};

class SideStoreConformance : public testing::TestWithParam<StoreKind> {
 protected:
  SideStoreConformance() : under_test_(GetParam().make()) {}

  SideStore* store() {
    if (GetParam().reopens) under_test_->Reopen();
    return under_test_->store();
  }
  // For a test with threads, which holds on to it.
  SideStore* steady_store() { return under_test_->store(); }

  void MustPut(const std::vector<std::string>& keys) {
    SideWrite write{.durable = false};
    for (const std::string& key : keys) write.put.push_back({key, "value of " + key});
    ASSERT_OK(store()->Write(write));
  }

  std::vector<std::string> Keys(const SideScan& scan) {
    std::vector<std::string> keys;
    const auto found = store()->Scan(scan);
    EXPECT_OK(found);
    if (!found.ok()) return keys;
    for (const SideEntry& entry : *found) keys.push_back(entry.key);
    return keys;
  }

 private:
  const std::unique_ptr<StoreUnderTest> under_test_;
};

TEST_P(SideStoreConformance, KeepsBytesAsTheyAre) {
  const std::string key("k\0\xff", 3);
  const std::string value("\0\n\xfe", 3);
  ASSERT_OK(store()->Write({.put = {{key, value}, {"empty", ""}}}));
  EXPECT_THAT(store()->Find(key), IsOkAndHolds(Optional(value)));
  EXPECT_THAT(store()->Find("empty"), IsOkAndHolds(Optional(std::string())));
  EXPECT_THAT(store()->Find("k"), IsOkAndHolds(testing::Eq(std::nullopt)));
  ASSERT_OK(store()->Write({.put = {{key, "other"}}, .durable = false}));
  EXPECT_THAT(store()->Find(key), IsOkAndHolds(Optional(std::string("other"))));
}

TEST_P(SideStoreConformance, ErasesAfterItPuts) {
  MustPut({"a", "b"});
  ASSERT_OK(store()->Write({.put = {{"c", "1"}}, .erase = {"a", "c", "never there"}}));
  EXPECT_THAT(Keys({}), ElementsAre("b"));
}

TEST_P(SideStoreConformance, ScansBothWaysBetweenBounds) {
  MustPut({"b", "a", "d", "c", "c\xff", "e"});
  EXPECT_THAT(Keys({}), ElementsAre("a", "b", "c", "c\xff", "d", "e"));
  EXPECT_THAT(Keys({.from = "b", .until = "d"}), ElementsAre("b", "c", "c\xff"));
  EXPECT_THAT(Keys({.from = "b", .until = "d", .backwards = true}), ElementsAre("c\xff", "c", "b"));
  EXPECT_THAT(Keys({.from = "bb", .backwards = true, .entries_max = 2}), ElementsAre("e", "d"));
  EXPECT_THAT(Keys({.until = "c", .backwards = true}), ElementsAre("b", "a"));
  EXPECT_THAT(Keys({.entries_max = 1}), ElementsAre("a"));
  EXPECT_THAT(Keys({.entries_max = 0}), IsEmpty());
  EXPECT_THAT(Keys({.from = "d", .until = "b"}), IsEmpty());
  EXPECT_THAT(Keys({.from = "b", .until = "b", .backwards = true}), IsEmpty());
  EXPECT_THAT(Keys({.from = "x"}), IsEmpty());
}

TEST_P(SideStoreConformance, GivesTheValuesOfAScan) {
  MustPut({"a", "b"});
  ASSERT_OK_AND_ASSIGN(const auto found, store()->Scan({.from = "b"}));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].value, "value of b");
}

TEST_P(SideStoreConformance, ErasesARange) {
  MustPut({"a", "b", "c", "d"});
  ASSERT_OK(store()->EraseRange("b", "d"));
  EXPECT_THAT(Keys({}), ElementsAre("a", "d"));
  ASSERT_OK(store()->EraseRange("d", "a"));
  EXPECT_THAT(Keys({}), ElementsAre("a", "d")) << "an empty range";
  MustPut({"b"});
  EXPECT_THAT(Keys({}), ElementsAre("a", "b", "d")) << "what comes later stays";
}

TEST_P(SideStoreConformance, RefusesWhatIsTooLargeWhole) {
  const std::string longest(kSideKeyBytesMax, 'k');
  ASSERT_OK(store()->Write({.put = {{longest, std::string(kSideValueBytesMax, 'v')}}}));
  EXPECT_THAT(store()->Find(longest), IsOkAndHolds(Optional(testing::SizeIs(kSideValueBytesMax))));
  for (const SideWrite& bad :
       {SideWrite{.put = {{"a", "1"}, {"", "1"}}},
        SideWrite{.put = {{"a", "1"}, {longest + "k", "1"}}},
        SideWrite{.put = {{"a", "1"}}, .erase = {""}},
        SideWrite{.put = {{"a", "1"}}, .erase = {longest + "k"}},
        SideWrite{.put = {{"a", "1"}, {"b", std::string(kSideValueBytesMax + 1, 'v')}}}}) {
    EXPECT_THAT(store()->Write(bad), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(store()->Find("a"), IsOkAndHolds(testing::Eq(std::nullopt)));
}

TEST_P(SideStoreConformance, FlushOfAnythingIsFine) {
  ASSERT_OK(store()->Flush());
  MustPut({"a"});
  ASSERT_OK(store()->Flush());
  EXPECT_THAT(Keys({}), ElementsAre("a"));
}

TEST_P(SideStoreConformance, BehavesAsAMapDoes) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto any_key = [&random] { return absl::StrCat("k", random() % 30); };
  std::map<std::string, std::string> model;
  const int steps = GetParam().reopens ? 40 : 400;
  for (int step = 0; step < steps && !HasFailure(); ++step) {
    const std::string key = any_key();
    if (random() % 3 != 0) {
      model[key] = absl::StrCat(step);
      ASSERT_OK(store()->Write({.put = {{key, model[key]}}, .durable = random() % 8 == 0}));
    } else {
      model.erase(key);
      ASSERT_OK(store()->Write({.erase = {key}, .durable = false}));
    }
    SideScan scan{.from = any_key(), .until = any_key(), .backwards = random() % 2 == 0};
    std::vector<std::string> expected;
    for (const auto& [at, value] : model) {
      if (at >= scan.from && at < scan.until) expected.push_back(at);
    }
    if (scan.backwards) std::reverse(expected.begin(), expected.end());
    ASSERT_EQ(Keys(scan), expected) << "step " << step;
  }
}

TEST_P(SideStoreConformance, SeesWholeWritesFromManyThreads) {
  SideStore* const shared = steady_store();
  constexpr int kWriters = 3;
  constexpr int kRounds = 60;
  std::atomic<int> writing = kWriters;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string value = absl::StrCat(round);
        EXPECT_OK(shared->Write({.put = {{absl::StrCat(writer, "/left"), value},
                                         {absl::StrCat(writer, "/right"), value}},
                                 .durable = round % 20 == 0}));
      }
      --writing;
    });
  }
  threads.emplace_back([&] {
    do {
      const auto found = shared->Scan({});
      if (!found.ok()) {
        ADD_FAILURE() << found.status();
        return;
      }
      for (size_t i = 0; i + 1 < found->size(); i += 2) {
        EXPECT_EQ((*found)[i].value, (*found)[i + 1].value) << "half a write";
      }
      EXPECT_OK(shared->EraseRange("x", "y"));
    } while (writing > 0);
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(shared->Find("2/right"), IsOkAndHolds(Optional(absl::StrCat(kRounds - 1))));
}

INSTANTIATE_TEST_SUITE_P(
    All, SideStoreConformance,
    testing::Values(StoreKind{"memory", [] { return std::make_unique<MemoryStoreUnderTest>(); }},
                    StoreKind{"rocks", [] { return std::make_unique<RocksStoreUnderTest>(); }},
                    StoreKind{"rocks_reopened",
                              [] { return std::make_unique<RocksStoreUnderTest>(); },
                              /*reopens=*/true}),
    [](const testing::TestParamInfo<StoreKind>& info) { return info.param.name; });

}  // namespace
}  // namespace logboek::storage
