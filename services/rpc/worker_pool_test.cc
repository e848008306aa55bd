#include "services/rpc/worker_pool.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::rpc {
namespace {

using base::Refuses;
using base::StatusIs;

constexpr char kSender[] = "academy";

TEST(WorkerPool, RunsEveryTaskOnceAndStopRunsWhatIsQueued) {
  std::atomic<int> ran{0};
  WorkerPool pool(/*threads=*/3, /*queue_max=*/2000);
  for (int i = 0; i < 1000; ++i) {
    pool.Submit(kSender, [&ran](const absl::Status& admitted) {
      if (admitted.ok()) ran.fetch_add(1);
    });
  }
  pool.Stop();
  EXPECT_EQ(ran.load(), 1000);
}

TEST(WorkerPool, FullQueueRefusesOnTheSubmittingThread) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/4);
  std::promise<void> running;
  std::promise<void> gate;
  std::future<void> open = gate.get_future();
  pool.Submit(kSender, [&](const absl::Status&) {
    running.set_value();
    open.wait();
  });
  running.get_future().wait();
  std::atomic<int> ran{0};
  for (int i = 0; i < 2; ++i)
    pool.Submit(kSender, [&ran](const absl::Status&) { ran.fetch_add(1); });
  absl::Status third;
  pool.Submit(kSender, [&third](const absl::Status& admitted) { third = admitted; });
  EXPECT_THAT(third, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(third, Refuses("WORKERS_BUSY"));
  pool.SubmitAlways(kSender,
                    [&ran](const absl::Status& admitted) { ran.fetch_add(admitted.ok() ? 1 : 0); });
  gate.set_value();
  pool.Stop();
  EXPECT_EQ(ran.load(), 3);
}

TEST(WorkerPool, SendersTakeTurns) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/100);
  std::promise<void> running;
  std::promise<void> gate;
  pool.Submit("greedy", [&](const absl::Status&) {
    running.set_value();
    gate.get_future().wait();
  });
  running.get_future().wait();
  std::vector<std::string> ran;
  for (int i = 0; i < 3; ++i) {
    pool.Submit("greedy", [&ran](const absl::Status&) { ran.push_back("greedy"); });
  }
  pool.Submit("honest", [&ran](const absl::Status&) { ran.push_back("honest"); });
  gate.set_value();
  pool.Stop();
  EXPECT_THAT(ran, ::testing::ElementsAre("greedy", "honest", "greedy", "greedy"));
}

TEST(WorkerPool, AfterStopTasksAreRefused) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/2);
  pool.Stop();
  pool.Stop();
  absl::Status late;
  pool.Submit(kSender, [&late](const absl::Status& admitted) { late = admitted; });
  EXPECT_THAT(late, Refuses("DRAINING"));
}

TEST(WorkerPool, TakesTasksThatOnlyMove) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/2);
  std::promise<int> answer;
  pool.Submit(kSender, [&answer, number = std::make_unique<int>(42)](const absl::Status&) {
    answer.set_value(*number);
  });
  EXPECT_EQ(answer.get_future().get(), 42);
}

}  // namespace
}  // namespace logboek::rpc
