#include "services/auth/key_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "services/auth/testing/test_issuer.h"
#include "storage/base/check.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using base::Refuses;
using base::StatusIs;

std::string KeySetOf(int keys) {
  TestIssuer issuer;
  for (int i = 0; i < keys; ++i) issuer.AddKey(absl::StrCat("k", i), TestKeyKind::kEd25519);
  return issuer.KeySet();
}

size_t SizeOf(KeySource* source) {
  auto keys = source->Keys();
  return keys.ok() ? (*keys)->size() : 0;
}

class KeyFileTest : public ::testing::Test {
 protected:
  // In one step, as a careful operator does; the new file is another one for sure.
  void Write(const std::string& text) {
    std::ofstream(path_ + ".new") << text;
    std::filesystem::rename(path_ + ".new", path_);
  }

  storage::TempFolder folder_;
  const std::string path_ = folder_.Sub("keys.json");
  base::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
};

TEST_F(KeyFileTest, IsReadAgainWhenItChangesAtMostOnceASecond) {
  Write(KeySetOf(1));
  ASSERT_OK_AND_ASSIGN(auto source, OpenKeyFile(path_, &clock_));
  EXPECT_EQ(SizeOf(source.get()), 1u);
  Write(KeySetOf(2));
  clock_.Advance(absl::Milliseconds(999));
  EXPECT_EQ(SizeOf(source.get()), 1u);
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(SizeOf(source.get()), 2u);
  EXPECT_FALSE(source->WantNewer());
}

TEST_F(KeyFileTest, BadOrMissingFileLeavesTheFormerKeys) {
  Write(KeySetOf(1));
  ASSERT_OK_AND_ASSIGN(auto source, OpenKeyFile(path_, &clock_));
  Write("half a fi");
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(SizeOf(source.get()), 1u);
  std::filesystem::remove(path_);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(SizeOf(source.get()), 1u);
  Write(KeySetOf(3));
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(SizeOf(source.get()), 3u);
}

TEST_F(KeyFileTest, MustBeGoodAtTheStart) {
  EXPECT_THAT(OpenKeyFile(path_, &clock_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(OpenKeyFile(folder_.path(), &clock_).ok());
  Write("{}");
  EXPECT_THAT(OpenKeyFile(path_, &clock_), Refuses("BAD_KEY_SET"));
  Write(std::string(kKeySetBytesMax + 1, ' '));
  EXPECT_THAT(OpenKeyFile(path_, &clock_), StatusIs(absl::StatusCode::kInvalidArgument));
}

// What stands at the URL of a test.
class FakeSite {
 public:
  void Answer(absl::StatusOr<std::string> answer) {
    base::MutexLock lock(&mutex_);
    answer_ = std::move(answer);
  }

  // Fetches wait until Open.
  void Close() {
    base::MutexLock lock(&mutex_);
    open_ = false;
  }
  void Open() {
    base::MutexLock lock(&mutex_);
    open_ = true;
    changed_.SignalAll();
  }

  int fetches() {
    base::MutexLock lock(&mutex_);
    return fetches_;
  }

  FetchFunction Function() {
    return [this](const std::string& url) {
      base::MutexLock lock(&mutex_);
      CHECK(url == "https://issuer.example.nl/keys");
      ++fetches_;
      while (!open_) changed_.Wait(&mutex_);
      return answer_;
    };
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
  int fetches_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::StatusOr<std::string> answer_ ABSL_GUARDED_BY(mutex_) = absl::NotFoundError("nothing");
};

class FetchedKeysTest : public ::testing::Test {
 protected:
  std::unique_ptr<KeySource> Start() {
    return FetchKeys("https://issuer.example.nl/keys", site_.Function(), &clock_);
  }

  FakeSite site_;
  base::FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
};

TEST_F(FetchedKeysTest, AreFetchedAtTheStartWithoutMakingCallersWait) {
  site_.Answer(KeySetOf(1));
  site_.Close();
  const auto source = Start();
  EXPECT_THAT(source->Keys(), Refuses("KEYS_NOT_FETCHED"));
  EXPECT_THAT(source->Keys(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(source->WantNewer());
  site_.Open();
  source->AwaitFetch();
  EXPECT_EQ(SizeOf(source.get()), 1u);
  EXPECT_EQ(site_.fetches(), 1);
}

TEST_F(FetchedKeysTest, AreFetchedAgainWhenAnHourOld) {
  site_.Answer(KeySetOf(1));
  const auto source = Start();
  source->AwaitFetch();
  site_.Answer(KeySetOf(2));
  clock_.Advance(kKeysFetchedEvery - absl::Seconds(1));
  EXPECT_EQ(SizeOf(source.get()), 1u);
  source->AwaitFetch();
  EXPECT_EQ(site_.fetches(), 1);
  site_.Close();
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(SizeOf(source.get()), 1u) << "the former keys serve meanwhile";
  site_.Open();
  source->AwaitFetch();
  EXPECT_EQ(SizeOf(source.get()), 2u);
  EXPECT_EQ(site_.fetches(), 2);
}

TEST_F(FetchedKeysTest, UnknownKeyMakesAFetchAtMostOnceAMinute) {
  site_.Answer(KeySetOf(1));
  const auto source = Start();
  source->AwaitFetch();
  EXPECT_FALSE(source->WantNewer());
  clock_.Advance(kKeysFetchedAtMostEvery);
  site_.Answer(KeySetOf(2));
  site_.Close();
  EXPECT_TRUE(source->WantNewer());
  EXPECT_TRUE(source->WantNewer());
  site_.Open();
  source->AwaitFetch();
  EXPECT_EQ(SizeOf(source.get()), 2u);
  EXPECT_FALSE(source->WantNewer());
  EXPECT_EQ(site_.fetches(), 2);
}

TEST_F(FetchedKeysTest, FailureIsTriedAgainAfterAMinute) {
  const auto source = Start();
  source->AwaitFetch();
  EXPECT_THAT(source->Keys(), Refuses("KEYS_NOT_FETCHED"));
  source->AwaitFetch();
  EXPECT_EQ(site_.fetches(), 1);
  site_.Answer(KeySetOf(1));
  clock_.Advance(kKeysFetchedAtMostEvery);
  EXPECT_THAT(source->Keys(), Refuses("KEYS_NOT_FETCHED"));
  source->AwaitFetch();
  EXPECT_EQ(SizeOf(source.get()), 1u);
}

TEST_F(FetchedKeysTest, FailureLeavesTheFormerKeysForADay) {
  site_.Answer(KeySetOf(1));
  const auto source = Start();
  source->AwaitFetch();
  site_.Answer(std::string("no keys"));
  clock_.Advance(kKeysAgeMax - absl::Seconds(1));
  EXPECT_EQ(SizeOf(source.get()), 1u);
  source->AwaitFetch();
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(source->Keys(), Refuses("KEYS_NOT_FETCHED"));
}

TEST_F(FetchedKeysTest, ManyThreadsMakeOneFetch) {
  site_.Answer(KeySetOf(1));
  const auto source = Start();
  source->AwaitFetch();
  clock_.Advance(kKeysFetchedEvery);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 100; ++n) {
        EXPECT_EQ(SizeOf(source.get()), 1u);
        source->WantNewer();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  source->AwaitFetch();
  EXPECT_EQ(site_.fetches(), 2);
}

TEST_F(FetchedKeysTest, EndWaitsForTheFetchThatIsUnderWay) {
  site_.Close();
  auto source = Start();
  while (site_.fetches() == 0) std::this_thread::yield();
  std::thread opener([&] { site_.Open(); });
  source.reset();
  opener.join();
}

}  // namespace
}  // namespace logboek::auth
