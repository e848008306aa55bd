#include "storage/follower.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

void AppendOne(EventLog* log) {
  ASSERT_OK(log->Append(TestGroup(log->head(), {PlainRecord("x")})));
}

TEST(FollowerTest, WakesOnceForAnyNumberOfAppends) {
  const auto log = NewMemoryLog();
  int wakes = 0;
  Follower follower(log.get(), {}, [&] { ++wakes; });
  AppendOne(log.get());
  EXPECT_EQ(wakes, 0) << "not before it has caught up";
  ASSERT_OK_AND_ASSIGN(ReadPage page, follower.Next());
  EXPECT_EQ(page.events.size(), 1u);
  ASSERT_OK_AND_ASSIGN(page, follower.Next());
  EXPECT_TRUE(page.events.empty());
  EXPECT_EQ(page.resume, Position{1});
  AppendOne(log.get());
  AppendOne(log.get());
  EXPECT_EQ(wakes, 1);
  ASSERT_OK_AND_ASSIGN(page, follower.Next());
  EXPECT_EQ(page.events.size(), 2u);
}

TEST(FollowerTest, EventsOfOthersMoveItsPosition) {
  const auto log = NewMemoryLog();
  FollowerOptions options;
  options.types = {7};
  int wakes = 0;
  Follower follower(log.get(), options, [&] { ++wakes; });
  for (uint64_t appended = 1; appended <= 3; ++appended) {
    AppendOne(log.get());
    ASSERT_OK_AND_ASSIGN(const ReadPage page, follower.Next());
    EXPECT_TRUE(page.events.empty());
    EXPECT_EQ(follower.position(), Position{appended});
  }
  EXPECT_EQ(wakes, 2);
}

TEST(FollowerTest, BeginsBehindTheHeadThatIsToCome) {
  const auto log = NewMemoryLog();
  FollowerOptions options;
  options.after = Position{2};
  int wakes = 0;
  Follower follower(log.get(), options, [&] { ++wakes; });
  ASSERT_OK_AND_ASSIGN(ReadPage page, follower.Next());
  AppendOne(log.get());
  AppendOne(log.get());
  EXPECT_EQ(wakes, 0);
  AppendOne(log.get());
  EXPECT_EQ(wakes, 1);
  ASSERT_OK_AND_ASSIGN(page, follower.Next());
  ASSERT_EQ(page.events.size(), 1u);
  EXPECT_EQ(page.events[0].position, Position{3});
}

TEST(FollowerTest, IsNotWokenWhenItIsGone) {
  const auto log = NewMemoryLog();
  int wakes = 0;
  {
    Follower follower(log.get(), {}, [&] { ++wakes; });
    ASSERT_OK(follower.Next());
  }
  AppendOne(log.get());
  EXPECT_EQ(wakes, 0);
}

// A log in which one event arrives just after a page was read.
class LateLog final : public EventLog {
 public:
  absl::StatusOr<ReadPage> Read(const ReadOptions& options) const override {
    auto page = log_.Read(options);
    if (std::exchange(late_, false)) AppendOne(&log_);
    return page;
  }
  absl::Status Append(AppendRequest request) override { return log_.Append(std::move(request)); }
  Position head() const override { return log_.head(); }
  std::string store_id() const override { return log_.store_id(); }
  absl::string_view engine() const override { return log_.engine(); }
  absl::StatusOr<std::optional<PushRecord>> FindPush(absl::string_view source,
                                                     absl::string_view source_id) const override {
    return log_.FindPush(source, source_id);
  }
  absl::StatusOr<std::optional<std::string>> FindKey(absl::string_view id) const override {
    return log_.FindKey(id);
  }
  absl::StatusOr<std::vector<KeyEntry>> ListKeys() const override { return log_.ListKeys(); }
  absl::Status ChangeKeys(const KeyChange& change) override { return log_.ChangeKeys(change); }
  absl::Status PurgeDestroyedKeys() override { return log_.PurgeDestroyedKeys(); }
  absl::Status Recover() override { return log_.Recover(); }
  std::unique_ptr<Subscription> Subscribe(HeadListener listener) override {
    return log_.Subscribe(std::move(listener));
  }

 private:
  mutable MemoryEventLog log_;
  mutable bool late_ = true;
};

TEST(FollowerTest, AnEventBetweenTheScanAndTheWaitIsNotMissed) {
  LateLog log;
  int wakes = 0;
  Follower follower(&log, {}, [&] { ++wakes; });
  ASSERT_OK_AND_ASSIGN(const ReadPage page, follower.Next());
  EXPECT_EQ(page.events.size() + static_cast<size_t>(wakes), 1u) << "given, or announced";
}

TEST(MemoryLogTest, AfterAFailureNothingIsTakenUntilRecover) {
  for (const bool kept : {false, true}) {
    const auto log = NewMemoryLog();
    AppendOne(log.get());
    log->FailNextAppend(kept ? MemoryEventLog::FailureLeaves::kWholeGroup
                             : MemoryEventLog::FailureLeaves::kNothing);
    uint64_t told = 0;
    const auto subscription = log->Subscribe([&](Position head) { told = head.value; });
    EXPECT_THAT(log->Append(TestGroup(Position{1}, {PlainRecord("lost?")})),
                base::StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(log->Append(TestGroup(Position{1}, {PlainRecord("refused")})),
                base::StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_EQ(log->head(), Position{1});
    ASSERT_OK(log->Recover());
    EXPECT_EQ(log->head(), Position{kept ? 2u : 1u});
    EXPECT_EQ(told, kept ? 2u : 0u) << "followers learn what recovery has found";
    AppendOne(log.get());
  }
}

}  // namespace
}  // namespace logboek::storage
