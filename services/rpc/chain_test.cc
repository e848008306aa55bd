#include "services/rpc/chain.h"

#include <atomic>
#include <ctime>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/test/default_reactor_test_peer.h"
#include "gtest/gtest.h"
#include "logboek/v1/practice_service.pb.h"
#include "services/auth/refusal.h"
#include "services/rpc/test_gatekeeper.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/status_matchers.h"

namespace logboek::rpc {
namespace {

constexpr char kRead[] = "PracticeService/GetPractice";
constexpr char kStream[] = "AuditService/Replay";

std::string ReasonIn(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details())) return "";
  if (details.details_size() == 0 || !details.details(0).UnpackTo(&info)) return "";
  return info.reason();
}

// A call without a network: the reactor only remembers how it was finished.
struct FakeCall {
  grpc::CallbackServerContext context;
  grpc::testing::DefaultReactorTestPeer peer{&context};
};

// A hundred times what one call stands for.
void WorkLong() {
  const std::clock_t begun = std::clock();
  while (std::clock() - begun < CLOCKS_PER_SEC / 100) continue;
}

class ChainTest : public ::testing::Test {
 protected:
  ChainTest() { base::SetLogLevel(base::LogLevel::kError); }

  Chain::Exchange exchange() { return {request_, &response_}; }
  bool MustRest(Chain* chain) {
    const auto ran = std::make_shared<std::atomic<bool>>(false);
    chain->RunWhenRested(*gatekeeper_.caller, 0, [ran] { *ran = true; });
    return !*ran;
  }

  TestGatekeeper gatekeeper_;
  v1::GetPracticeRequest request_;
  v1::GetPracticeResponse response_;
  WorkerPool pool_{/*threads=*/1, /*queue_max=*/4};
};

TEST_F(ChainTest, InlineAnswersAtOnce) {
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall call;
  chain.RunInline(&call.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  ASSERT_TRUE(call.peer.test_status_set());
  EXPECT_TRUE(call.peer.test_status().ok());
  EXPECT_EQ(chain.calls(kRead), 1u);
}

TEST_F(ChainTest, RefusalsKeepTheirCodeAndReason) {
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall call;
  chain.RunInline(&call.context, kRead, exchange(), [](const Call&) {
    return base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PRACTICE", "no practice \"p\"");
  });
  EXPECT_EQ(call.peer.test_status().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonIn(call.peer.test_status()), "UNKNOWN_PRACTICE");
}

TEST_F(ChainTest, PoolWorkAnswersFromAnotherThread) {
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall call;
  std::promise<std::thread::id> thread;
  chain.RunOnPool(&call.context, kRead, exchange(), [&thread](const Call&) {
    thread.set_value(std::this_thread::get_id());
    return absl::OkStatus();
  });
  EXPECT_NE(thread.get_future().get(), std::this_thread::get_id());
  pool_.Stop();
  EXPECT_TRUE(call.peer.test_status().ok());
}

TEST_F(ChainTest, WhoHasWaitedForTheTurnIsAskedWhetherTheAnswerIsStillWanted) {
  Chain chain({}, &pool_, &gatekeeper_);
  const auto line = [] { return std::string("utrecht"); };
  std::promise<void> running;
  std::promise<void> gate;
  FakeCall first;
  FakeCall second;
  chain.RunInTurn(&first.context, kRead, exchange(), line, [&](const Call&) {
    running.set_value();
    gate.get_future().wait();
    return absl::OkStatus();
  });
  running.get_future().wait();
  bool ran = false;
  chain.RunInTurn(&second.context, kRead, exchange(), line, [&ran](const Call&) {
    ran = true;
    return absl::OkStatus();
  });
  EXPECT_EQ(pool_.queue_depth(), 0u) << "it waits for its turn, not for a thread";
  chain.WaitUntilIdle(absl::Milliseconds(1));
  gate.set_value();
  chain.WaitUntilIdle(absl::Hours(1));
  pool_.Stop();
  EXPECT_TRUE(first.peer.test_status().ok());
  EXPECT_EQ(ReasonIn(second.peer.test_status()), "DRAINING");
  EXPECT_FALSE(ran);
}

TEST_F(ChainTest, DroppedAnswerIsAnsweredInternalOnce) {
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall call;
  base::SetLogLevel(base::LogLevel::kError);
  chain.RunAsync(&call.context, kRead, request_,
                 [](Responder responder) { const Responder moved = std::move(responder); });
  ASSERT_TRUE(call.peer.test_status_set());
  EXPECT_EQ(call.peer.test_status().error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(call.peer.test_status().error_message().find("dropped"), std::string::npos);
}

TEST_F(ChainTest, FullPoolIsUnavailable) {
  WorkerPool pool(/*threads=*/1, /*queue_max=*/1);
  Chain chain({}, &pool, &gatekeeper_);
  std::promise<void> running;
  std::promise<void> gate;
  FakeCall first;
  FakeCall second;
  FakeCall third;
  chain.RunOnPool(&first.context, kRead, exchange(), [&](const Call&) {
    running.set_value();
    gate.get_future().wait();
    return absl::OkStatus();
  });
  running.get_future().wait();
  chain.RunOnPool(&second.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  chain.RunOnPool(&third.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  ASSERT_TRUE(third.peer.test_status_set());
  EXPECT_EQ(third.peer.test_status().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(third.peer.test_status()), "WORKERS_BUSY");
  gate.set_value();
  pool.Stop();
  EXPECT_TRUE(second.peer.test_status().ok());
}

TEST_F(ChainTest, TooManyCallsAreRefusedUntilOneEnds) {
  Chain chain({.unary_calls_max = 1}, &pool_, &gatekeeper_);
  FakeCall first;
  FakeCall second;
  FakeCall third;
  std::unique_ptr<Responder> held;
  chain.RunAsync(&first.context, kRead, request_, [&held](Responder responder) {
    held = std::make_unique<Responder>(std::move(responder));
  });
  chain.RunInline(&second.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  EXPECT_EQ(ReasonIn(second.peer.test_status()), "TOO_MANY_CALLS");
  held->Finish(absl::OkStatus());
  chain.RunInline(&third.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  EXPECT_TRUE(third.peer.test_status().ok());
}

TEST_F(ChainTest, WhoIsNotKnownOrMayNotIsRefusedBeforeAnythingIsDone) {
  Chain chain({}, &pool_, &gatekeeper_);
  const auto ask = [&] {
    FakeCall call;
    chain.RunInline(&call.context, kRead, exchange(), [](const Call&) {
      ADD_FAILURE() << "it was done";
      return absl::OkStatus();
    });
    return ReasonIn(call.peer.test_status());
  };
  gatekeeper_.check = base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PRACTICE", "none");
  EXPECT_EQ(ask(), "UNKNOWN_PRACTICE");
  gatekeeper_.admit =
      base::MakeError(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED", "no");
  EXPECT_EQ(ask(), "ROLE_NOT_ALLOWED");
  gatekeeper_.identify =
      base::MakeError(absl::StatusCode::kUnauthenticated, "NO_CREDENTIAL", "who?");
  EXPECT_EQ(ask(), "NO_CREDENTIAL");
  EXPECT_TRUE(gatekeeper_.shown.empty());
}

TEST_F(ChainTest, AnswersAreShownAndRefusalsAreNot) {
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall good;
  FakeCall bad;
  chain.RunInline(&good.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  chain.RunInline(&bad.context, kRead, exchange(),
                  [](const Call&) { return absl::NotFoundError("none"); });
  EXPECT_THAT(gatekeeper_.shown, testing::ElementsAre(kRead));
}

TEST_F(ChainTest, WhatMustBeRecordedIsRecordedFirstAndNotOnAThreadOfGrpc) {
  gatekeeper_.must_record = true;
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall call;
  std::promise<std::thread::id> thread;
  chain.RunInline(&call.context, kRead, exchange(), [&thread](const Call&) {
    thread.set_value(std::this_thread::get_id());
    return absl::OkStatus();
  });
  EXPECT_NE(thread.get_future().get(), std::this_thread::get_id());
  pool_.Stop();
  EXPECT_TRUE(call.peer.test_status().ok());
  EXPECT_THAT(gatekeeper_.recorded, testing::ElementsAre(kRead));
  EXPECT_THAT(gatekeeper_.shown, testing::ElementsAre(kRead));
}

TEST_F(ChainTest, WhatCannotBeRecordedIsNotAnswered) {
  gatekeeper_.must_record = true;
  gatekeeper_.record = absl::UnavailableError("the disk failed");
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall call;
  chain.RunInline(&call.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  pool_.Stop();
  EXPECT_EQ(call.peer.test_status().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(gatekeeper_.shown.empty());
}

TEST_F(ChainTest, WhatCannotBeNotedIsNotAnswered) {
  gatekeeper_.show = base::MakeError(absl::StatusCode::kUnavailable, "ACCESS_LOG_FULL", "full");
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall at_once;
  FakeCall on_pool;
  const auto answers = [](const Call&) { return absl::OkStatus(); };
  chain.RunInline(&at_once.context, kRead, exchange(), answers);
  chain.RunOnPool(&on_pool.context, kRead, exchange(), answers);
  pool_.Stop();
  for (FakeCall* const call : {&at_once, &on_pool}) {
    EXPECT_EQ(call->peer.test_status().error_code(), grpc::StatusCode::UNAVAILABLE);
  }
}

// Remembers why it was ended.
class FakeStream : public OpenStream {
 public:
  void EndBecause(absl::Status status) override { ended.push_back(std::move(status)); }
  std::vector<absl::Status> ended;
};

TEST_F(ChainTest, DrainRefusesCallsAndEndsStreamsOldAndNew) {
  Chain chain({.recheck_interval = absl::InfiniteDuration()}, &pool_, &gatekeeper_);
  const auto early = std::make_shared<FakeStream>();
  const auto gone = std::make_shared<FakeStream>();
  const auto late = std::make_shared<FakeStream>();
  chain.Watch(early, {});
  chain.Watch(gone, {});
  chain.Unwatch(gone.get());
  chain.Drain();
  chain.Watch(late, {});
  ASSERT_EQ(early->ended.size(), 1u);
  EXPECT_THAT(early->ended[0], base::Refuses("DRAINING"));
  EXPECT_EQ(late->ended.size(), 1u);
  EXPECT_TRUE(gone->ended.empty());

  FakeCall call;
  chain.RunInline(&call.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  EXPECT_EQ(ReasonIn(call.peer.test_status()), "DRAINING");
  FakeCall stream;
  Chain::Begun begun = chain.BeginStream(&stream.context, kStream);
  EXPECT_THAT(begun.status, base::Refuses("DRAINING"));
  EXPECT_EQ(begun.call.End(begun.status).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ChainTest, IdleIsWhenTheLastCallHasEnded) {
  Chain chain({}, &pool_, &gatekeeper_);
  chain.WaitUntilIdle(absl::Hours(1));
  FakeCall call;
  std::unique_ptr<Responder> held;
  chain.RunAsync(&call.context, kRead, request_, [&held](Responder responder) {
    held = std::make_unique<Responder>(std::move(responder));
  });
  EXPECT_OK(held->call().CheckWanted());
  chain.WaitUntilIdle(absl::Milliseconds(1));
  EXPECT_FALSE(call.peer.test_status_set());
  // Nobody waits for it any more, so long work can end itself.
  EXPECT_THAT(held->call().CheckWanted(), base::Refuses("DRAINING"));
  std::thread waiter([&chain] { chain.WaitUntilIdle(absl::Hours(1)); });
  held->Finish(absl::OkStatus());
  waiter.join();
}

TEST_F(ChainTest, StreamsHaveTheirOwnLimit) {
  Chain chain({.streams_max = 1}, &pool_, &gatekeeper_);
  FakeCall first;
  FakeCall second;
  Chain::Begun one = chain.BeginStream(&first.context, kStream);
  EXPECT_OK(one.status);
  Chain::Begun two = chain.BeginStream(&second.context, kStream);
  EXPECT_THAT(two.status, base::Refuses("TOO_MANY_CALLS"));
  two.call.End(two.status);
  one.call.End(absl::OkStatus());
}

TEST_F(ChainTest, WhoCallsTooFastIsRefusedAfterAPauseAndIsNotCountedAsOpen) {
  Chain chain({.caller = {.calls_at_once = 1}, .pause = std::chrono::hours(1)}, &pool_,
              &gatekeeper_);
  FakeCall first;
  FakeCall second;
  FakeCall third;
  std::unique_ptr<Responder> held;
  chain.RunAsync(&first.context, kRead, request_, [&held](Responder responder) {
    held = std::make_unique<Responder>(std::move(responder));
  });
  chain.RunInline(&second.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  EXPECT_FALSE(second.peer.test_status_set());
  held->Finish(absl::OkStatus());
  chain.RunInline(&third.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  ASSERT_TRUE(third.peer.test_status_set());
  EXPECT_TRUE(third.peer.test_status().ok());
  chain.Drain();
  ASSERT_TRUE(second.peer.test_status_set());
  EXPECT_EQ(second.peer.test_status().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonIn(second.peer.test_status()), "CALLER_LIMIT");
}

TEST_F(ChainTest, WhoGuessedTooOftenIsPaused) {
  Chain chain({.pause = std::chrono::hours(1)}, &pool_, &gatekeeper_);
  gatekeeper_.identify =
      base::MakeError(absl::StatusCode::kUnavailable, auth::kTooManyWrongTokens, "?");
  FakeCall call;
  chain.RunInline(&call.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  EXPECT_FALSE(call.peer.test_status_set());
  chain.Drain();
  EXPECT_TRUE(call.peer.test_status_set());
}

TEST_F(ChainTest, OnlyStrangersWhoComeOftenArePaused) {
  Chain chain({.pause = std::chrono::hours(1)}, &pool_, &gatekeeper_);
  gatekeeper_.identify = base::MakeError(absl::StatusCode::kUnauthenticated, "NO_CREDENTIAL", "?");
  std::vector<std::unique_ptr<FakeCall>> calls;
  size_t answered = 0;
  for (int i = 0; i < 100; ++i) {
    FakeCall& call = *calls.emplace_back(std::make_unique<FakeCall>());
    chain.RunInline(&call.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
    if (call.peer.test_status_set()) ++answered;
  }
  EXPECT_GE(answered, 20u);
  EXPECT_LT(answered, 100u);
  chain.Drain();
  for (const auto& call : calls) EXPECT_TRUE(call->peer.test_status_set());
}

TEST_F(ChainTest, WorkIsChargedToTheCaller) {
  Chain chain({.caller = {.calls_per_second = 1}}, &pool_, &gatekeeper_);
  FakeCall call;
  chain.RunInline(&call.context, kRead, exchange(), [](const Call&) {
    WorkLong();
    return absl::OkStatus();
  });
  EXPECT_TRUE(MustRest(&chain));
}

TEST_F(ChainTest, WorkOfAStreamIsChargedToTheCaller) {
  Chain chain({.caller = {.calls_per_second = 1}}, &pool_, &gatekeeper_);
  chain.RunForStream(gatekeeper_.caller, [](const absl::Status&) { WorkLong(); });
  pool_.Stop();
  EXPECT_TRUE(MustRest(&chain));
}

TEST_F(ChainTest, BytesOfQuestionAndAnswerAreChargedToTheCaller) {
  for (const bool asked : {true, false}) {
    Chain chain({.caller = {.bytes_per_second = 1}}, &pool_, &gatekeeper_);
    request_.Clear();
    response_.Clear();
    if (asked) request_.set_practice_id(std::string(100'000, 'p'));
    FakeCall call;
    chain.RunInline(&call.context, kRead, exchange(), [&](const Call&) {
      if (!asked) response_.mutable_practice()->set_name(std::string(100'000, 'n'));
      return absl::OkStatus();
    });
    EXPECT_TRUE(MustRest(&chain)) << (asked ? "question" : "answer");
  }
}

TEST_F(ChainTest, WorkOfAStreamWaitsWhenItsCallerHasHadEnough) {
  Chain chain({.caller = {.calls_per_second = 1}}, &pool_, &gatekeeper_);
  std::promise<void> at_once;
  chain.RunForStream(gatekeeper_.caller, [&](const absl::Status&) { at_once.set_value(); });
  at_once.get_future().wait();
  chain.Charge(*gatekeeper_.caller, 1'000, 0);
  std::atomic<bool> ran{false};
  chain.RunForStream(gatekeeper_.caller, [&](const absl::Status&) { ran = true; });
  // What comes to the pool's one thread now comes behind what is there.
  std::promise<void> behind;
  pool_.SubmitAlways("tester", [&](const absl::Status&) { behind.set_value(); });
  behind.get_future().wait();
  EXPECT_FALSE(ran);
  chain.Drain();
  pool_.Stop();
  EXPECT_TRUE(ran);
}

class FakeObserver final : public ChainObserver {
 public:
  void CallEnded(const EndedCall& call) override {
    calls.push_back(absl::StrCat(Methods()[call.method].name, " ",
                                 absl::StatusCodeToString(call.code), " ", call.reason));
    EXPECT_GE(call.duration.count(), 0);
  }
  std::vector<std::string> calls;
};

TEST_F(ChainTest, TheObserverIsToldOfEveryCallOnce) {
  FakeObserver observer;
  Chain chain({.observer = &observer}, &pool_, &gatekeeper_);
  FakeCall good;
  FakeCall bad;
  FakeCall dropped;
  chain.RunInline(&good.context, kRead, exchange(), [](const Call&) { return absl::OkStatus(); });
  chain.RunInline(&bad.context, kRead, exchange(), [](const Call&) {
    return base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PRACTICE", "no practice \"p\"");
  });
  base::SetLogLevel(static_cast<base::LogLevel>(static_cast<int>(base::LogLevel::kError) + 1));
  chain.RunAsync(&dropped.context, kRead, request_,
                 [](Responder responder) { const Responder moved = std::move(responder); });
  FakeCall stream;
  {
    Chain::Begun begun = chain.BeginStream(&stream.context, kStream);
    EXPECT_EQ(chain.open_streams(), 1u);
    EXPECT_EQ(chain.open_calls(), 0u);
    begun.call.End(absl::OkStatus());
  }
  EXPECT_EQ(chain.open_streams(), 0u);
  EXPECT_THAT(
      observer.calls,
      testing::ElementsAre("PracticeService/GetPractice OK ",
                           "PracticeService/GetPractice NOT_FOUND UNKNOWN_PRACTICE",
                           "PracticeService/GetPractice INTERNAL ", "AuditService/Replay OK "));
}

TEST_F(ChainTest, RequestIdsAreMadeAndDiffer) {
  Chain chain({}, &pool_, &gatekeeper_);
  FakeCall first;
  FakeCall second;
  std::string ids[2];
  chain.RunAsync(&first.context, kRead, request_, [&ids](Responder responder) {
    ids[0] = responder.call().request_id();
    EXPECT_EQ(responder.call().actor(), "tester");
    responder.Finish(absl::OkStatus());
  });
  chain.RunAsync(&second.context, kRead, request_, [&ids](Responder responder) {
    ids[1] = responder.call().request_id();
    responder.Finish(absl::OkStatus());
  });
  EXPECT_FALSE(ids[0].empty());
  EXPECT_NE(ids[0], ids[1]);
}

}  // namespace
}  // namespace logboek::rpc
