#include "services/rpc/open_streams.h"

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "services/rpc/test_gatekeeper.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"

namespace logboek::rpc {
namespace {

// Remembers why it was ended.
class ToldStream : public OpenStream {
 public:
  void EndBecause(absl::Status status) override {
    base::MutexLock lock(&mutex_);
    told_.push_back(std::move(status));
    changed_.SignalAll();
  }
  std::vector<absl::Status> told() {
    base::MutexLock lock(&mutex_);
    return told_;
  }
  // OK when nobody told it for a minute.
  absl::Status WaitUntilTold() {
    base::MutexLock lock(&mutex_);
    while (told_.empty()) {
      if (!changed_.WaitFor(&mutex_, absl::Minutes(1)) && told_.empty()) return absl::OkStatus();
    }
    return told_.front();
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<absl::Status> told_ ABSL_GUARDED_BY(mutex_);
};

class OpenStreamsTest : public ::testing::Test {
 protected:
  OpenStreamsTest() {
    gatekeeper_.unwelcome = "revoked";
    gatekeeper_.recheck =
        base::MakeError(absl::StatusCode::kUnauthenticated, "REVOKED_TOKEN", "no more");
  }

  Opener OpenedBy(const std::string& principal) {
    auto caller = std::make_shared<auth::Principal>();
    caller->grant.set_principal(principal);
    return {.context = &context_, .caller = std::move(caller)};
  }

  TestGatekeeper gatekeeper_;
  grpc::CallbackServerContext context_;
};

TEST_F(OpenStreamsTest, OnlyTheStreamsOfWhoIsNotWelcomeAnyMoreEnd) {
  OpenStreams streams(&gatekeeper_, absl::InfiniteDuration());
  const auto good = std::make_shared<ToldStream>();
  const auto revoked = std::make_shared<ToldStream>();
  const auto done = std::make_shared<ToldStream>();
  streams.Add(good, OpenedBy("tester"));
  streams.Add(revoked, OpenedBy("revoked"));
  streams.Add(done, OpenedBy("revoked"));
  streams.Remove(done.get());
  streams.LookAgain();
  EXPECT_TRUE(good->told().empty());
  EXPECT_TRUE(done->told().empty());
  ASSERT_EQ(revoked->told().size(), 1u);
  EXPECT_THAT(revoked->told()[0], base::Refuses("REVOKED_TOKEN"));
}

TEST_F(OpenStreamsTest, LooksByItself) {
  OpenStreams streams(&gatekeeper_, absl::Milliseconds(1));
  const auto revoked = std::make_shared<ToldStream>();
  streams.Add(revoked, OpenedBy("revoked"));
  EXPECT_THAT(revoked->WaitUntilTold(), base::Refuses("REVOKED_TOKEN"));
}

// A stream that is gone is not touched, whenever it goes.
TEST_F(OpenStreamsTest, StreamsMayComeAndGoWhileItLooks) {
  OpenStreams streams(&gatekeeper_, absl::Nanoseconds(1));
  for (int i = 0; i < 1'000; ++i) {
    auto context = std::make_unique<grpc::CallbackServerContext>();
    auto stream = std::make_shared<ToldStream>();
    Opener opener = OpenedBy(i % 2 == 0 ? "tester" : "revoked");
    opener.context = context.get();
    streams.Add(stream, std::move(opener));
    if (i % 4 == 1) {
      EXPECT_THAT(stream->WaitUntilTold(), base::Refuses("REVOKED_TOKEN"));
    }
    streams.Remove(stream.get());
    context.reset();
  }
}

TEST_F(OpenStreamsTest, AllEndAndNobodyIsLookedAtAfterwards) {
  OpenStreams streams(&gatekeeper_, absl::Milliseconds(1));
  const auto first = std::make_shared<ToldStream>();
  const auto second = std::make_shared<ToldStream>();
  streams.Add(first, OpenedBy("tester"));
  streams.Add(second, OpenedBy("tester"));
  streams.EndAll(absl::UnavailableError("stopping"));
  EXPECT_EQ(first->told().size(), 1u);
  EXPECT_EQ(second->told().size(), 1u);
}

}  // namespace
}  // namespace logboek::rpc
