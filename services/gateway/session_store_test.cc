#include "services/gateway/session_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/auth/bytes.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"

namespace logboek::gateway {
namespace {

using base::IsOkAndHolds;
using base::Refuses;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Answers = std::vector<absl::StatusOr<std::string>>;

class SessionStoreTest : public ::testing::Test {
 protected:
  // What the issuer was asked and has not answered yet.
  struct Asked {
    SessionTokens former;
    std::function<void(absl::StatusOr<SessionTokens>)> done;
  };

  // The answers to one call; empty while it waits.
  Answers Use(const std::string& cookie) {
    Answers answers;
    store_.Use(cookie, [&answers](absl::StatusOr<std::string> token) {
      answers.push_back(std::move(token));
    });
    return answers;
  }
  // The same of one that waits.
  void UseLater(const std::string& cookie) {
    store_.Use(cookie,
               [this](absl::StatusOr<std::string> token) { later_.push_back(std::move(token)); });
  }
  std::string MakeRenewable() {
    return store_.Make("sso:bea", {.token = "first",
                                   .expires_at = clock_.Now() + absl::Minutes(5),
                                   .refresh_token = "r1",
                                   .issuer = "issuer"});
  }
  SessionTokens Next(const std::string& token, const std::string& refresh_token) {
    return {.token = token,
            .expires_at = clock_.Now() + absl::Minutes(5),
            .refresh_token = refresh_token,
            .issuer = "issuer"};
  }
  void Answer(absl::StatusOr<SessionTokens> next) {
    ASSERT_FALSE(asked_.empty());
    const auto done = std::move(asked_.front().done);
    asked_.erase(asked_.begin());
    done(std::move(next));
  }

  base::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  std::vector<Asked> asked_;
  Answers later_;
  SessionStore store_{{.idle_max = absl::Minutes(30),
                       .age_max = absl::Hours(2),
                       .sessions_max = 3,
                       .sessions_of_principal_max = 2,
                       .waiting_max = 2},
                      auth::RandomBytes,
                      [this](const SessionTokens& former, auto done) {
                        asked_.push_back({former, std::move(done)});
                      },
                      &clock_};
};

TEST_F(SessionStoreTest, ACookieStandsForTheTokenUntilItIsEnded) {
  const std::string cookie = store_.Make("bea", {.token = "t"});
  EXPECT_EQ(auth::FromBase64Url(cookie)->size(), 32u);
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("t")));
  EXPECT_THAT(Use(auth::Sha256(cookie)), ElementsAre(Refuses("SESSION_ENDED")));
  EXPECT_THAT(Use(""), ElementsAre(Refuses("SESSION_ENDED")));
  store_.End("another");
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("t")));
  store_.End(cookie);
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("SESSION_ENDED")));
  EXPECT_EQ(store_.size(), 0u);
}

TEST_F(SessionStoreTest, WhatIsOpenIsToldThatItsSessionEnded) {
  const std::string cookie = store_.Make("bea", {.token = "t"});
  int told = 0;
  const auto count = [&told] {
    return std::make_shared<SessionStore::EndedFunction>([&told] { ++told; });
  };
  const auto open = count();
  store_.WhenEnded(cookie, open);
  store_.WhenEnded(cookie, count());
  EXPECT_EQ(told, 0);
  store_.End(cookie);
  EXPECT_EQ(told, 1) << "what is closed is told nothing";
  store_.WhenEnded(cookie, open);
  EXPECT_EQ(told, 2);
}

TEST_F(SessionStoreTest, EachSessionHasACookieOfItsOwn) {
  const std::string first = store_.Make("bea", {.token = "t"});
  const std::string second = store_.Make("bea", {.token = "t"});
  EXPECT_NE(first, second);
  store_.End(first);
  EXPECT_THAT(Use(second), ElementsAre(IsOkAndHolds("t")));
}

TEST_F(SessionStoreTest, WhoCallsNothingIsSignedOut) {
  const std::string cookie = store_.Make("bea", {.token = "t"});
  clock_.Advance(absl::Minutes(29));
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("t")));
  clock_.Advance(absl::Minutes(29));
  // A look is no call.
  EXPECT_TRUE(store_.EndOf(cookie).has_value());
  clock_.Advance(absl::Minutes(1));
  EXPECT_FALSE(store_.EndOf(cookie).has_value());
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("SESSION_ENDED")));
}

TEST_F(SessionStoreTest, NobodyStaysLongerThanTheLongestTime) {
  const std::string cookie = store_.Make("bea", {.token = "t"});
  const absl::Time end = clock_.Now() + absl::Hours(2);
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(absl::Minutes(20));
    EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("t")));
    EXPECT_EQ(store_.EndOf(cookie), end);
  }
  clock_.Advance(absl::Minutes(20));
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("SESSION_ENDED")));
}

TEST_F(SessionStoreTest, WithoutANextTokenTheSessionEndsWithTheOneItHas) {
  const std::string cookie =
      store_.Make("bea", {.token = "t", .expires_at = clock_.Now() + absl::Minutes(5)});
  clock_.Advance(absl::Minutes(5) - absl::Nanoseconds(1));
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("t")));
  clock_.Advance(absl::Nanoseconds(1));
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("SESSION_ENDED")));
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(SessionStoreTest, WhoWasIdleForLongestMakesRoom) {
  const std::string a = store_.Make("a", {.token = "a"});
  const std::string b = store_.Make("b", {.token = "b"});
  store_.Make("c", {.token = "c"});
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(Use(a), ElementsAre(IsOkAndHolds("a")));
  const std::string d = store_.Make("d", {.token = "d"});
  EXPECT_EQ(store_.size(), 3u);
  EXPECT_THAT(Use(b), ElementsAre(Refuses("SESSION_ENDED")));
  EXPECT_THAT(Use(a), ElementsAre(IsOkAndHolds("a")));
  EXPECT_THAT(Use(d), ElementsAre(IsOkAndHolds("d")));
}

TEST_F(SessionStoreTest, OnePrincipalPushesOutItsOwnSessionsFirst) {
  const std::string other = store_.Make("other", {.token = "other"});
  const std::string first = store_.Make("a", {.token = "first"});
  store_.Make("a", {.token = "second"});
  const std::string third = store_.Make("a", {.token = "third"});
  EXPECT_THAT(Use(other), ElementsAre(IsOkAndHolds("other")));
  EXPECT_THAT(Use(first), ElementsAre(Refuses("SESSION_ENDED")));
  EXPECT_THAT(Use(third), ElementsAre(IsOkAndHolds("third")));
}

TEST_F(SessionStoreTest, TheNextTokenIsAskedForOnceBeforeTheFirstEnds) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(4) - absl::Nanoseconds(1));
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("first")));
  clock_.Advance(absl::Nanoseconds(1));
  UseLater(cookie);
  UseLater(cookie);
  ASSERT_THAT(asked_, SizeIs(1));
  EXPECT_EQ(asked_[0].former.refresh_token, "r1");
  EXPECT_THAT(later_, IsEmpty());
  Answer(Next("second", "r2"));
  EXPECT_THAT(later_, ElementsAre(IsOkAndHolds("second"), IsOkAndHolds("second")));
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("second")));
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  ASSERT_THAT(asked_, SizeIs(1));
  EXPECT_EQ(asked_[0].former.refresh_token, "r2");
  // An issuer that does not say another one goes on with this one.
  Answer(Next("third", ""));
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  ASSERT_THAT(asked_, SizeIs(1));
  EXPECT_EQ(asked_[0].former.refresh_token, "r2");
}

TEST_F(SessionStoreTest, ASessionThatIsRenewedOutlivesItsFirstToken) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(20));
  EXPECT_TRUE(store_.EndOf(cookie).has_value());
  UseLater(cookie);
  Answer(Next("second", "r2"));
  EXPECT_THAT(later_, ElementsAre(IsOkAndHolds("second")));
}

TEST_F(SessionStoreTest, WhenTheIssuerHasTroubleTheTokenIsUsedToItsEnd) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  Answer(base::MakeError(absl::StatusCode::kUnavailable, "ISSUER_NOT_USABLE", "down"));
  EXPECT_THAT(later_, ElementsAre(IsOkAndHolds("first")));
  // It is not asked again at once.
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("first")));
  EXPECT_THAT(asked_, IsEmpty());
  clock_.Advance(absl::Seconds(61));
  later_.clear();
  UseLater(cookie);
  Answer(base::MakeError(absl::StatusCode::kUnavailable, "ISSUER_NOT_USABLE", "down"));
  EXPECT_THAT(later_, ElementsAre(Refuses("ISSUER_NOT_USABLE")));
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("ISSUER_NOT_USABLE")));
  clock_.Advance(absl::Seconds(10));
  later_.clear();
  UseLater(cookie);
  Answer(Next("second", "r2"));
  EXPECT_THAT(later_, ElementsAre(IsOkAndHolds("second")));
}

TEST_F(SessionStoreTest, WhenTheIssuerRefusesTheSessionEndsWithItsToken) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  Answer(base::MakeError(absl::StatusCode::kUnauthenticated, "GRANT_ENDED", "no"));
  EXPECT_THAT(later_, ElementsAre(IsOkAndHolds("first")));
  EXPECT_THAT(Use(cookie), ElementsAre(IsOkAndHolds("first")));
  EXPECT_THAT(asked_, IsEmpty());
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("SESSION_ENDED")));
}

TEST_F(SessionStoreTest, WhoSignsOutMeanwhileGetsNoNextToken) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  store_.End(cookie);
  Answer(Next("second", "r2"));
  EXPECT_THAT(later_, ElementsAre(Refuses("SESSION_ENDED")));
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("SESSION_ENDED")));
}

TEST_F(SessionStoreTest, ATokenThatIsOverAtOnceIsNotAskedForAtOnceAgain) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  SessionTokens over = Next("over", "r2");
  over.expires_at = clock_.Now();
  Answer(over);
  EXPECT_THAT(later_, ElementsAre(IsOkAndHolds("over")));
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("ISSUER_NOT_USABLE")));
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(SessionStoreTest, OnlySoManyCallsOfASessionWait) {
  const std::string cookie = MakeRenewable();
  clock_.Advance(absl::Minutes(4));
  UseLater(cookie);
  UseLater(cookie);
  EXPECT_THAT(Use(cookie), ElementsAre(Refuses("TOO_MANY_WAITING")));
  Answer(Next("second", "r2"));
  EXPECT_THAT(later_, SizeIs(2));
}

// Whatever comes together: one question to the issuer at a time, and one answer to each call.
TEST(SessionStoreThreadsTest, CallsOfManyThreadsShareOneRefresh) {
  base::FakeClock clock{absl::FromUnixSeconds(1'800'000'000)};
  std::atomic<int> asking{0};
  std::atomic<int> asked{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> issuers;
  base::Mutex mutex;
  SessionStore store(
      {.waiting_max = 1'000}, auth::RandomBytes,
      [&](const SessionTokens&, auto done) {
        EXPECT_EQ(asking.fetch_add(1), 0);
        const int number = ++asked;
        base::MutexLock lock(&mutex);
        issuers.emplace_back([&, number, done = std::move(done)] {
          asking.fetch_sub(1);
          done(SessionTokens{.token = absl::StrCat("t", number),
                             .expires_at = clock.Now() + absl::Minutes(5),
                             .refresh_token = "r",
                             .issuer = "issuer"});
        });
      },
      &clock);
  const std::string cookie = store.Make("bea", {.token = "t0",
                                                .expires_at = clock.Now() + absl::Minutes(1),
                                                .refresh_token = "r",
                                                .issuer = "issuer"});
  clock.Advance(absl::Minutes(2));
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < 100; ++call) {
        store.Use(cookie, [&](absl::StatusOr<std::string> token) {
          EXPECT_THAT(token, IsOkAndHolds("t1"));
          ++answered;
        });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (std::thread& issuer : issuers) issuer.join();
  EXPECT_EQ(asked.load(), 1);
  EXPECT_EQ(answered.load(), 400);
}

}  // namespace
}  // namespace logboek::gateway
