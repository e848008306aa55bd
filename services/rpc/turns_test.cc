#include "services/rpc/turns.h"

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::rpc {
namespace {

using base::Refuses;
using testing::ElementsAre;

constexpr char kSomebody[] = "academy";

// A task that runs until it is let go.
class Held {
 public:
  void Submit(const std::string& line, Turns* turns) {
    turns->Submit(line, kSomebody, [this](const absl::Status&) {
      running_.set_value();
      gate_.get_future().wait();
    });
    running_.get_future().wait();
  }
  void LetGo() { gate_.set_value(); }

 private:
  std::promise<void> running_;
  std::promise<void> gate_;
};

TEST(TurnsTest, WhoWaitsForTheTurnTakesNoThread) {
  WorkerPool pool(/*threads=*/2, /*queue_max=*/100);
  Turns turns(&pool, /*waiting_max=*/100);
  Held first;
  first.Submit("utrecht", &turns);
  std::vector<int> ran;
  std::promise<void> last;
  for (int i = 1; i <= 3; ++i) {
    turns.Submit("utrecht", kSomebody, [&ran, &last, i](const absl::Status&) {
      ran.push_back(i);
      if (i == 3) last.set_value();
    });
  }
  // Another line, and work without one, on the thread that is left.
  std::promise<void> other;
  turns.Submit("twente", kSomebody, [&other](const absl::Status&) { other.set_value(); });
  other.get_future().wait();
  std::promise<void> none;
  pool.Submit(kSomebody, [&none](const absl::Status&) { none.set_value(); });
  none.get_future().wait();
  EXPECT_THAT(ran, ElementsAre());
  first.LetGo();
  last.get_future().wait();
  EXPECT_THAT(ran, ElementsAre(1, 2, 3));
  pool.Stop();
}

TEST(TurnsTest, SendersTakeTurnsInALine) {
  WorkerPool pool(/*threads=*/2, /*queue_max=*/100);
  Turns turns(&pool, /*waiting_max=*/100);
  Held first;
  first.Submit("utrecht", &turns);
  std::vector<std::string> ran;
  std::promise<void> last;
  for (int i = 1; i <= 3; ++i) {
    turns.Submit("utrecht", "auditor", [&ran, &last, i](const absl::Status&) {
      ran.emplace_back("auditor");
      if (i == 3) last.set_value();
    });
  }
  turns.Submit("utrecht", "desk", [&ran](const absl::Status&) { ran.emplace_back("desk"); });
  first.LetGo();
  last.get_future().wait();
  EXPECT_THAT(ran, ElementsAre("auditor", "desk", "auditor", "auditor"));
  pool.Stop();
}

TEST(TurnsTest, AFullLineRefusesOnTheSubmittingThread) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/100);
  Turns turns(&pool, /*waiting_max=*/2);
  Held first;
  first.Submit("utrecht", &turns);
  absl::Status second = absl::UnknownError("");
  absl::Status third;
  turns.Submit("utrecht", kSomebody,
               [&second](const absl::Status& admitted) { second = admitted; });
  turns.Submit("utrecht", kSomebody, [&third](const absl::Status& admitted) { third = admitted; });
  EXPECT_THAT(third, Refuses("WORKERS_BUSY"));
  std::promise<void> after;
  turns.Submit("utrecht", "desk", [&after](const absl::Status&) { after.set_value(); });
  first.LetGo();
  after.get_future().wait();
  EXPECT_OK(second);
  pool.Stop();
}

TEST(TurnsTest, WhoeverWaitsWhenThePoolStopsIsRefused) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/100);
  Turns turns(&pool, /*waiting_max=*/100'000);
  Held first;
  first.Submit("utrecht", &turns);
  int refused = 0;
  std::promise<void> all;
  constexpr int kWaiting = 40'000;
  for (int i = 0; i < kWaiting; ++i) {
    turns.Submit("utrecht", kSomebody, [&](const absl::Status& admitted) {
      EXPECT_THAT(admitted, Refuses("DRAINING"));
      if (++refused == kWaiting) all.set_value();
    });
  }
  std::thread stop([&pool] { pool.Stop(); });
  // It has stopped once it takes no more.
  bool stopped = false;
  while (!stopped) {
    pool.SubmitAlways(kSomebody, [&stopped](const absl::Status& admitted) {
      if (!admitted.ok()) stopped = true;
    });
    std::this_thread::yield();
  }
  first.LetGo();
  all.get_future().wait();
  stop.join();
  absl::Status late;
  turns.Submit("utrecht", kSomebody, [&late](const absl::Status& admitted) { late = admitted; });
  EXPECT_THAT(late, Refuses("DRAINING"));
}

}  // namespace
}  // namespace logboek::rpc
