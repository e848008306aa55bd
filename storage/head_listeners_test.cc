#include "storage/head_listeners.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/mutex.h"

namespace logboek::storage {
namespace {

using ::testing::ElementsAre;

TEST(HeadListenersTest, CallsInTheOrderOfSubscription) {
  HeadListeners listeners;
  std::vector<int> calls;
  const auto first = listeners.Subscribe([&](Position) { calls.push_back(1); });
  const auto second = listeners.Subscribe([&](Position) { calls.push_back(2); });
  listeners.Notify(Position{1});
  EXPECT_THAT(calls, ElementsAre(1, 2));
}

TEST(HeadListenersTest, AListenerMayLeaveAndAnotherComeDuringACall) {
  HeadListeners listeners;
  std::vector<int> calls;
  std::unique_ptr<EventLog::Subscription> second;
  std::unique_ptr<EventLog::Subscription> third;
  const auto first = listeners.Subscribe([&](Position) {
    second.reset();
    if (third == nullptr) third = listeners.Subscribe([&](Position) { calls.push_back(3); });
  });
  second = listeners.Subscribe([&](Position) { calls.push_back(2); });
  listeners.Notify(Position{1});
  listeners.Notify(Position{2});
  EXPECT_THAT(calls, ElementsAre(3));
}

TEST(HeadListenersTest, DestroyingWaitsForARunningCall) {
  HeadListeners listeners;
  base::Mutex mutex;
  base::CondVar changed;
  bool entered = false;
  bool leave = false;
  std::atomic<bool> left = false;
  auto subscription = listeners.Subscribe([&](Position) {
    base::MutexLock lock(&mutex);
    entered = true;
    changed.SignalAll();
    while (!leave) changed.Wait(&mutex);
    left = true;
  });
  std::thread notifier([&] { listeners.Notify(Position{1}); });
  {
    base::MutexLock lock(&mutex);
    while (!entered) changed.Wait(&mutex);
  }
  std::thread destroyer([&] {
    subscription.reset();
    EXPECT_TRUE(left);
  });
  {
    base::MutexLock lock(&mutex);
    leave = true;
    changed.SignalAll();
  }
  destroyer.join();
  notifier.join();
}

TEST(HeadListenersTest, ASubscriptionMayOutliveTheLog) {
  std::unique_ptr<EventLog::Subscription> subscription;
  {
    HeadListeners listeners;
    subscription = listeners.Subscribe([](Position) {});
  }
  subscription.reset();
}

}  // namespace
}  // namespace logboek::storage
