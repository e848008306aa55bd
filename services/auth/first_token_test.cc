#include "services/auth/first_token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/strip.h"
#include "services/auth/read_file.h"
#include "services/auth/token.h"
#include "storage/base/check.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_side_store.h"
#include "storage/testing/temp_folder.h"

namespace logboek::auth {
namespace {

using base::StatusIs;

const absl::Time kFirstDay = absl::FromUnixSeconds(1'700'000'000);

class FirstTokenTest : public ::testing::Test {
 protected:
  FirstTokenTest() {
    auto opened = TokenStore::Open(&store_);
    CHECK(opened.ok());
    tokens_ = *std::move(opened);
  }

  void WriteFile(const std::string& text) {
    std::ofstream(path_) << text;
    ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  }

  // The administrator's, by the token in the file.
  absl::StatusOr<PrincipalPtr> VerifyFile() {
    absl::StatusOr<std::string> text = ReadFile(path_, 1'000);
    if (!text.ok()) return text.status();
    return tokens_->Verify(absl::StripSuffix(*text, "\n"), kFirstDay);
  }

  storage::TempFolder folder_;
  const std::string path_ = folder_.Sub("administrator.token");
  storage::MemorySideStore store_;
  std::unique_ptr<TokenStore> tokens_;
};

TEST_F(FirstTokenTest, IsMadeForTheOwnerOfTheFileOnly) {
  ASSERT_OK_AND_ASSIGN(auto made, MakeFirstToken(tokens_.get(), path_, kFirstDay));
  ASSERT_TRUE(made.has_value());
  ASSERT_OK_AND_ASSIGN(PrincipalPtr principal, VerifyFile());
  EXPECT_EQ(principal->grant.role(), access::v1::CALLER_ROLE_ADMINISTRATOR);
  EXPECT_EQ(principal->grant.principal(), "administrator");
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(FirstTokenTest, IsMadeOnce) {
  ASSERT_OK(MakeFirstToken(tokens_.get(), path_, kFirstDay));
  std::filesystem::remove(path_);
  ASSERT_OK_AND_ASSIGN(auto once_more, MakeFirstToken(tokens_.get(), path_, kFirstDay));
  EXPECT_FALSE(once_more.has_value());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

// As after a start that died between the file and the store.
TEST_F(FirstTokenTest, TokenInTheFileIsTaken) {
  const std::string token = NewToken();
  WriteFile(token + "\n");
  ASSERT_OK(MakeFirstToken(tokens_.get(), path_, kFirstDay));
  EXPECT_OK(tokens_->Verify(token, kFirstDay));
}

TEST_F(FirstTokenTest, OtherFileIsLeftAlone) {
  for (const std::string& text :
       {std::string(), std::string("my notes"), NewToken() + NewToken()}) {
    WriteFile(text);
    EXPECT_THAT(MakeFirstToken(tokens_.get(), path_, kFirstDay),
                StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(ReadFile(path_, 1'000), base::IsOkAndHolds(text));
  }
  EXPECT_TRUE(tokens_->empty());
}

TEST_F(FirstTokenTest, FileThatOthersCanReadIsRefused) {
  WriteFile(NewToken());
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_THAT(MakeFirstToken(tokens_.get(), path_, kFirstDay),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(FirstTokenTest, WithoutAFolderThereIsNoToken) {
  EXPECT_THAT(MakeFirstToken(tokens_.get(), folder_.Sub("missing/administrator.token"), kFirstDay),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_TRUE(tokens_->empty());
}

class RenewFirstTokenTest : public FirstTokenTest {
 protected:
  RenewFirstTokenTest() {
    CHECK(MakeFirstToken(tokens_.get(), path_, kFirstDay).ok());
    first_ = *ReadFile(path_, 1'000);
  }

  absl::StatusOr<access::v1::TokenRecord> Renew() {
    return RenewFirstToken(tokens_.get(), path_, "renewed", kFirstDay);
  }
  void RevokeAll() {
    for (const auto& record : tokens_->List({})) {
      ASSERT_OK(tokens_->Revoke(record.token_id(), "administrator", kFirstDay));
    }
  }

  std::string first_;
};

TEST_F(RenewFirstTokenTest, TakesThePlaceOfOneThatLetsNobodyIn) {
  RevokeAll();
  EXPECT_THAT(VerifyFile(), base::Refuses("REVOKED_TOKEN"));
  ASSERT_OK_AND_ASSIGN(const auto record, Renew());
  EXPECT_EQ(record.note(), "renewed");
  ASSERT_OK_AND_ASSIGN(const PrincipalPtr principal, VerifyFile());
  EXPECT_EQ(principal->grant.role(), access::v1::CALLER_ROLE_ADMINISTRATOR);
  EXPECT_EQ(principal->credential, "token " + record.token_id());
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(RenewFirstTokenTest, IsMadeWhenTheFileIsLost) {
  std::filesystem::remove(path_);
  ASSERT_OK(Renew());
  EXPECT_OK(VerifyFile());
  EXPECT_OK(tokens_->Verify(absl::StripSuffix(first_, "\n"), kFirstDay))
      << "tokens of before stay as they are";
}

TEST_F(RenewFirstTokenTest, AGoodTokenInTheFileIsLeftThere) {
  EXPECT_THAT(Renew(), base::Refuses("TOKEN_STILL_GOOD"));
  EXPECT_THAT(ReadFile(path_, 1'000), base::IsOkAndHolds(first_));
}

// As after a renewal that died between the file and the store.
TEST_F(RenewFirstTokenTest, ATokenThatNobodyHadIsTaken) {
  RevokeAll();
  const std::string token = NewToken();
  WriteFile(token + "\n");
  ASSERT_OK(Renew());
  EXPECT_OK(tokens_->Verify(token, kFirstDay));
  EXPECT_THAT(ReadFile(path_, 1'000), base::IsOkAndHolds(token + "\n"));
}

TEST_F(RenewFirstTokenTest, AFileOfSomethingElseIsLeftAlone) {
  RevokeAll();
  WriteFile("my notes");
  EXPECT_THAT(Renew(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadFile(path_, 1'000), base::IsOkAndHolds("my notes"));
  WriteFile(first_);
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  EXPECT_THAT(Renew(), StatusIs(absl::StatusCode::kFailedPrecondition)) << "others can read it";
}

TEST_F(FirstTokenTest, EveryTokenIsRevokedTheFilesIncluded) {
  TokenRequest request{.created_by = "bea", .now = kFirstDay};
  request.grant.set_principal("portal");
  request.grant.set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
  ASSERT_OK_AND_ASSIGN(const IssuedToken portal, tokens_->Create(request));
  ASSERT_OK_AND_ASSIGN(const IssuedToken stolen, tokens_->Create(request));
  ASSERT_OK(tokens_->Revoke(stolen.record.token_id(), "bea", kFirstDay));
  // One that this store never knew.
  const std::string in_file = NewToken();
  WriteFile(in_file + "\n");
  ASSERT_OK_AND_ASSIGN(size_t revoked,
                       RevokeEveryToken(tokens_.get(), path_, "a restore", kFirstDay));
  EXPECT_EQ(revoked, 1u);
  for (const std::string& token : {portal.token, stolen.token, in_file}) {
    EXPECT_THAT(tokens_->Verify(token, kFirstDay), base::Refuses("REVOKED_TOKEN"));
  }
  EXPECT_EQ(tokens_->Find(portal.record.token_id())->revoked_by(), "a restore");
  EXPECT_EQ(tokens_->Find(stolen.record.token_id())->revoked_by(), "bea");
  // Once more changes nothing, and who makes a new one gets in.
  ASSERT_OK_AND_ASSIGN(revoked, RevokeEveryToken(tokens_.get(), path_, "again", kFirstDay));
  EXPECT_EQ(revoked, 0u);
  ASSERT_OK(RenewFirstToken(tokens_.get(), path_, "after a restore", kFirstDay));
  EXPECT_OK(VerifyFile());
  EXPECT_THAT(tokens_->Verify(in_file, kFirstDay), base::Refuses("REVOKED_TOKEN"));
}

}  // namespace
}  // namespace logboek::auth
