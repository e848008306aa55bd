#include "services/auth/token_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "services/auth/token.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_side_store.h"

namespace logboek::auth {
namespace {

using access::v1::TokenRecord;
using base::IsOk;
using base::IsOkAndHolds;
using base::Refuses;
using base::StatusIs;

const absl::Time kNoon = absl::FromCivil(absl::CivilHour(2024, 5, 1, 12), absl::UTCTimeZone());

// A side store whose disk can fail, and that remembers how it was written to.
class FailingSideStore final : public storage::SideStore {
 public:
  absl::Status Write(const storage::SideWrite& write) override {
    if (failing) return absl::UnavailableError("the disk failed");
    durable_writes += write.durable ? 1 : 0;
    writes += 1;
    return store_.Write(write);
  }
  absl::StatusOr<std::optional<std::string>> Find(absl::string_view key) const override {
    return store_.Find(key);
  }
  absl::StatusOr<std::vector<storage::SideEntry>> Scan(
      const storage::SideScan& scan) const override {
    return store_.Scan(scan);
  }
  absl::Status EraseRange(absl::string_view from, absl::string_view until) override {
    return store_.EraseRange(from, until);
  }
  absl::Status Flush() override { return store_.Flush(); }

  bool failing = false;
  // Threads of a test write at the same time.
  std::atomic<int> writes{0};
  std::atomic<int> durable_writes{0};

 private:
  storage::MemorySideStore store_;
};

TokenRequest PracticeRequest(absl::string_view practice) {
  TokenRequest request{.note = "for the portal", .created_by = "administrator", .now = kNoon};
  request.grant.set_principal(absl::StrCat("practice ", practice));
  request.grant.set_role(access::v1::CALLER_ROLE_PRACTICE);
  request.grant.add_practices(std::string(practice));
  return request;
}

TokenRotation Rotation(absl::Duration grace) {
  return {.grace = grace, .rotated_by = "administrator", .now = kNoon};
}

class TokenStoreTest : public ::testing::Test {
 protected:
  TokenStoreTest() { Reopen(); }

  void Reopen() {
    tokens_.reset();
    auto opened = TokenStore::Open(&store_);
    ASSERT_OK(opened);
    tokens_ = *std::move(opened);
  }

  absl::StatusOr<PrincipalPtr> Verify(absl::string_view token, absl::Time now = kNoon) {
    return tokens_->Verify(token, now);
  }

  FailingSideStore store_;
  std::unique_ptr<TokenStore> tokens_;
};

TEST_F(TokenStoreTest, TokenStandsForItsGrantAlsoAfterAReopen) {
  EXPECT_TRUE(tokens_->empty());
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  EXPECT_FALSE(tokens_->empty());
  EXPECT_EQ(issued.record.created_by(), "administrator");
  EXPECT_EQ(issued.record.note(), "for the portal");
  EXPECT_EQ(issued.record.created_at().seconds(), absl::ToUnixSeconds(kNoon));
  EXPECT_FALSE(issued.record.has_expires_at());
  for (int i = 0; i < 2; ++i, Reopen()) {
    ASSERT_OK_AND_ASSIGN(PrincipalPtr principal, Verify(issued.token));
    EXPECT_EQ(principal->grant.principal(), "practice p1");
    EXPECT_EQ(principal->credential, "token " + issued.record.token_id());
    EXPECT_EQ(principal->expires_at, absl::InfiniteFuture());
  }
}

TEST_F(TokenStoreTest, TokenItselfIsKeptNowhere) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK_AND_ASSIGN(auto entries, store_.Scan({}));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].key, "token/" + issued.record.token_id());
  EXPECT_EQ(entries[0].value.find(issued.token), std::string::npos);
  EXPECT_EQ(entries[0].value.find(issued.token.substr(8, 20)), std::string::npos);
}

TEST_F(TokenStoreTest, ForeignTokenIsUnknown) {
  ASSERT_OK(tokens_->Create(PracticeRequest("p1")));
  EXPECT_THAT(Verify(NewToken()), Refuses("UNKNOWN_TOKEN"));
  EXPECT_THAT(Verify(NewToken()), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(TokenStoreTest, TokenIsGoodBeforeItExpires) {
  TokenRequest request = PracticeRequest("p1");
  request.expires_at = kNoon + absl::Hours(1);
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(request));
  ASSERT_OK_AND_ASSIGN(PrincipalPtr principal,
                       Verify(issued.token, request.expires_at - absl::Nanoseconds(1)));
  EXPECT_EQ(principal->expires_at, request.expires_at);
  EXPECT_THAT(Verify(issued.token, request.expires_at), Refuses("EXPIRED_TOKEN"));
  EXPECT_THAT(Verify(issued.token, request.expires_at),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(TokenStoreTest, WhatCannotBeIsNotMade) {
  TokenRequest request = PracticeRequest("p1");
  request.grant.clear_practices();
  EXPECT_THAT(tokens_->Create(request), Refuses("MISSING_SCOPE"));
  request = PracticeRequest("p1");
  request.created_by = "";
  EXPECT_THAT(tokens_->Create(request), Refuses("MISSING_FIELD"));
  request = PracticeRequest("p1");
  request.note = std::string(kTokenNoteBytesMax + 1, 'x');
  EXPECT_THAT(tokens_->Create(request), Refuses("TEXT_TOO_LONG"));
  request = PracticeRequest("p1");
  request.expires_at = kNoon;
  EXPECT_THAT(tokens_->Create(request), Refuses("EXPIRY_IN_THE_PAST"));
  EXPECT_TRUE(tokens_->empty());
}

TEST_F(TokenStoreTest, RevokedTokenIsOfNoUseAndStaysSo) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  const std::string id = issued.record.token_id();
  ASSERT_OK_AND_ASSIGN(TokenRecord revoked, tokens_->Revoke(id, "bea", kNoon));
  EXPECT_EQ(revoked.revoked_by(), "bea");
  for (int i = 0; i < 2; ++i, Reopen()) EXPECT_THAT(Verify(issued.token), Refuses("REVOKED_TOKEN"));
  ASSERT_OK_AND_ASSIGN(TokenRecord again, tokens_->Revoke(id, "jan", kNoon + absl::Hours(1)));
  EXPECT_EQ(again.SerializeAsString(), revoked.SerializeAsString());
}

TEST_F(TokenStoreTest, UnknownIdIsNotRepeated) {
  const std::string token = NewToken();
  for (const absl::Status& status :
       {tokens_->Revoke(token, "bea", kNoon).status(), tokens_->Find(token).status(),
        tokens_->Rotate(token, Rotation(absl::Hours(1))).status()}) {
    EXPECT_THAT(status, Refuses("UNKNOWN_TOKEN"));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
    EXPECT_EQ(status.ToString().find(token), std::string::npos);
  }
}

TEST_F(TokenStoreTest, OldTokenStaysGoodForTheGrace) {
  ASSERT_OK_AND_ASSIGN(IssuedToken old, tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK_AND_ASSIGN(IssuedToken renewed,
                       tokens_->Rotate(old.record.token_id(), Rotation(absl::Hours(2))));
  EXPECT_NE(renewed.token, old.token);
  EXPECT_EQ(renewed.record.grant().SerializeAsString(), old.record.grant().SerializeAsString());
  for (int i = 0; i < 2; ++i, Reopen()) {
    EXPECT_THAT(Verify(old.token, kNoon + absl::Minutes(119)), IsOk());
    EXPECT_THAT(Verify(old.token, kNoon + absl::Minutes(120)), Refuses("EXPIRED_TOKEN"));
    EXPECT_THAT(Verify(renewed.token, kNoon + absl::Hours(1'000)), IsOk());
    ASSERT_OK_AND_ASSIGN(TokenRecord record, tokens_->Find(old.record.token_id()));
    EXPECT_EQ(record.rotated_to(), renewed.record.token_id());
  }
}

TEST_F(TokenStoreTest, GraceDoesNotMakeTheOldTokenLiveLonger) {
  TokenRequest request = PracticeRequest("p1");
  request.expires_at = kNoon + absl::Hours(1);
  ASSERT_OK_AND_ASSIGN(IssuedToken old, tokens_->Create(request));
  ASSERT_OK(tokens_->Rotate(old.record.token_id(), Rotation(absl::Hours(2))));
  EXPECT_THAT(Verify(old.token, request.expires_at), Refuses("EXPIRED_TOKEN"));
}

TEST_F(TokenStoreTest, OnlyAGoodTokenIsRotatedAndOnce) {
  ASSERT_OK_AND_ASSIGN(IssuedToken old, tokens_->Create(PracticeRequest("p1")));
  const std::string id = old.record.token_id();
  EXPECT_THAT(tokens_->Rotate(id, Rotation(-absl::Seconds(1))), Refuses("GRACE_OUT_OF_RANGE"));
  EXPECT_THAT(tokens_->Rotate(id, Rotation(kRotationGraceMax + absl::Seconds(1))),
              Refuses("GRACE_OUT_OF_RANGE"));
  ASSERT_OK_AND_ASSIGN(IssuedToken renewed, tokens_->Rotate(id, Rotation(absl::Hours(1))));
  EXPECT_THAT(tokens_->Rotate(id, Rotation(absl::Hours(1))), Refuses("ROTATED_TOKEN"));
  TokenRotation late = Rotation(absl::ZeroDuration());
  late.now = kNoon + absl::Hours(1);
  EXPECT_THAT(tokens_->Rotate(id, late), Refuses("EXPIRED_TOKEN"));
  ASSERT_OK(tokens_->Revoke(renewed.record.token_id(), "bea", kNoon));
  const auto refused = tokens_->Rotate(renewed.record.token_id(), Rotation(absl::Hours(1)));
  EXPECT_THAT(refused, Refuses("REVOKED_TOKEN"));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(TokenStoreTest, NothingCountsThatIsNotDurable) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  EXPECT_EQ(store_.durable_writes, 1);
  store_.failing = true;
  const std::string id = issued.record.token_id();
  EXPECT_THAT(tokens_->Create(PracticeRequest("p2")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(tokens_->Revoke(id, "bea", kNoon), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(tokens_->Rotate(id, Rotation(absl::ZeroDuration())),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(tokens_->List({}).size(), 1u);
  EXPECT_THAT(Verify(issued.token), IsOk());
  store_.failing = false;
}

TEST_F(TokenStoreTest, ListGoesOnWhereAPageEnded) {
  std::vector<std::string> made;
  for (int i = 0; i < 7; ++i) {
    ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p")));
    made.push_back(issued.record.token_id());
  }
  std::sort(made.begin(), made.end());
  std::vector<std::string> listed;
  TokenStore::ListOptions options{.tokens_max = 3};
  while (true) {
    const std::vector<TokenRecord> page = tokens_->List(options);
    if (page.empty()) break;
    EXPECT_LE(page.size(), 3u);
    for (const TokenRecord& record : page) listed.push_back(record.token_id());
    options.after = listed.back();
  }
  EXPECT_EQ(listed, made);
}

TEST_F(TokenStoreTest, LastUseIsToldAndKeptWithoutWaitingForTheDisk) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK_AND_ASSIGN(IssuedToken unused, tokens_->Create(PracticeRequest("p2")));
  const absl::Time used = kNoon + absl::Minutes(5);
  ASSERT_OK(Verify(issued.token, used));
  EXPECT_EQ(store_.writes, 2);
  ASSERT_OK(tokens_->FlushLastUsed());
  EXPECT_EQ(store_.writes, 3);
  ASSERT_OK(tokens_->FlushLastUsed());
  EXPECT_EQ(store_.writes, 3) << "nothing new is not written";
  EXPECT_EQ(store_.durable_writes, 2);
  // A change of the record keeps it.
  ASSERT_OK(tokens_->Revoke(issued.record.token_id(), "bea", used));
  for (int i = 0; i < 2; ++i, Reopen()) {
    ASSERT_OK_AND_ASSIGN(TokenRecord record, tokens_->Find(issued.record.token_id()));
    EXPECT_EQ(record.last_used_at().seconds(), absl::ToUnixSeconds(used));
    ASSERT_OK_AND_ASSIGN(TokenRecord other, tokens_->Find(unused.record.token_id()));
    EXPECT_FALSE(other.has_last_used_at());
  }
}

TEST_F(TokenStoreTest, LastUseIsWrittenAtTheEnd) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK(Verify(issued.token));
  Reopen();
  ASSERT_OK_AND_ASSIGN(TokenRecord record, tokens_->Find(issued.record.token_id()));
  EXPECT_TRUE(record.has_last_used_at());
}

TEST_F(TokenStoreTest, RefusedUseIsNone) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK(tokens_->Revoke(issued.record.token_id(), "bea", kNoon));
  EXPECT_FALSE(Verify(issued.token).ok());
  ASSERT_OK_AND_ASSIGN(TokenRecord record, tokens_->Find(issued.record.token_id()));
  EXPECT_FALSE(record.has_last_used_at());
}

TEST_F(TokenStoreTest, EntriesOfOthersAreLeftAlone) {
  ASSERT_OK(tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK(store_.Write({.put = {{"token", "x"}, {"tokens/1", "x"}, {"access/1", "x"}}}));
  Reopen();
  EXPECT_EQ(tokens_->List({}).size(), 1u);
}

TEST_F(TokenStoreTest, DamagedRecordIsSaid) {
  for (const std::string& value : {std::string("\xff\xff"), std::string()}) {
    ASSERT_OK(store_.Write({.put = {{"token/tk_1", value}}}));
    EXPECT_THAT(TokenStore::Open(&store_), StatusIs(absl::StatusCode::kDataLoss));
  }
  ASSERT_OK(store_.Write({.put = {{"token-used/tk_2", "\xff"}}, .erase = {"token/tk_1"}}));
  EXPECT_OK(TokenStore::Open(&store_));
}

TEST_F(TokenStoreTest, KnownTokenIsNotAdoptedOnceMore) {
  const std::string token = NewToken();
  ASSERT_OK(tokens_->Adopt(token, PracticeRequest("p1")));
  EXPECT_THAT(tokens_->Adopt(token, PracticeRequest("p2")),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(tokens_->List({}).size(), 1u);
}

TEST_F(TokenStoreTest, ThousandsAreReadAtTheStart) {
  constexpr size_t kMany = 2'500;
  for (size_t i = 0; i < kMany; ++i) ASSERT_OK(tokens_->Create(PracticeRequest("p")));
  Reopen();
  EXPECT_EQ(tokens_->List({.tokens_max = 2 * kMany}).size(), kMany);
}

// After Revoke has returned nobody gets in, whoever else verifies, lists or flushes meanwhile.
TEST_F(TokenStoreTest, RevocationHoldsAtOnceForEveryThread) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  ASSERT_OK_AND_ASSIGN(IssuedToken other, tokens_->Create(PracticeRequest("p2")));
  std::atomic<bool> revoked = false;
  std::atomic<int> verified = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (bool was_revoked = false; !was_revoked;) {
        was_revoked = revoked;
        const bool let_in =
            tokens_->Verify(issued.token, kNoon + absl::Seconds(verified.load())).ok();
        EXPECT_FALSE(let_in && was_revoked);
        EXPECT_OK(tokens_->Verify(other.token, kNoon));
        EXPECT_EQ(tokens_->List({}).size(), 2u);
        EXPECT_OK(tokens_->FlushLastUsed());
        ++verified;
      }
    });
  }
  while (verified < 100) std::this_thread::yield();
  ASSERT_OK(tokens_->Revoke(issued.record.token_id(), "bea", kNoon));
  revoked = true;
  for (std::thread& thread : threads) thread.join();
}

TEST_F(TokenStoreTest, NamesThatOthersSignInWithAreGivenToNoToken) {
  ASSERT_OK(tokens_->ReservePrefixes({"sso:", "prac"}, kNoon));
  EXPECT_THAT(tokens_->Create(PracticeRequest("p1")), Refuses("PRINCIPAL_RESERVED"));
  ASSERT_OK(tokens_->ReservePrefixes({"sso:"}, kNoon));
  EXPECT_OK(tokens_->Create(PracticeRequest("p1")));
}

TEST_F(TokenStoreTest, NamesOfGoodTokensCannotBeReserved) {
  ASSERT_OK_AND_ASSIGN(IssuedToken issued, tokens_->Create(PracticeRequest("p1")));
  const absl::Status taken = tokens_->ReservePrefixes({"sso:", "practice "}, kNoon);
  EXPECT_THAT(taken, Refuses("PRINCIPAL_TAKEN"));
  EXPECT_THAT(std::string(taken.message()), testing::HasSubstr(issued.record.token_id()));
  EXPECT_OK(tokens_->Create(PracticeRequest("p1"))) << "the former ones stay: none";
  for (const auto& record : tokens_->List({})) {
    ASSERT_OK(tokens_->Revoke(record.token_id(), "administrator", kNoon));
  }
  EXPECT_OK(tokens_->ReservePrefixes({"practice "}, kNoon));
}

TEST_F(TokenStoreTest, TellsWhetherARoleHasAGoodToken) {
  EXPECT_FALSE(tokens_->HasGood(access::v1::CALLER_ROLE_PRACTICE, kNoon));
  TokenRequest request = PracticeRequest("p1");
  request.expires_at = kNoon + absl::Hours(1);
  ASSERT_OK(tokens_->Create(request));
  EXPECT_TRUE(tokens_->HasGood(access::v1::CALLER_ROLE_PRACTICE, kNoon));
  EXPECT_FALSE(tokens_->HasGood(access::v1::CALLER_ROLE_ADMINISTRATOR, kNoon));
  EXPECT_FALSE(tokens_->HasGood(access::v1::CALLER_ROLE_PRACTICE, kNoon + absl::Hours(1)));
}

}  // namespace
}  // namespace logboek::auth
