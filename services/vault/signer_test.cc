#include "services/vault/signer.h"

#include <sodium.h>
#include <sys/stat.h>

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::vault {
namespace {

using base::StatusIs;

bool IsSignedBy(const std::string& public_key, const std::string& bytes,
                const std::string& signature) {
  const auto octets = [](const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  return crypto_sign_verify_detached(octets(signature), octets(bytes), bytes.size(),
                                     octets(public_key)) == 0;
}

TEST(SignerTest, TheKeyIsMadeOnceAndIsForThisUserOnly) {
  const storage::TempFolder folder;
  const std::string path = folder.Sub("store.sign");
  const auto first = Signer::Open(path);
  ASSERT_OK(first);
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto second = Signer::Open(path);
  ASSERT_OK(second);
  EXPECT_EQ((*first)->public_key(), (*second)->public_key());
  EXPECT_NE((*first)->public_key(), Signer::OfTheMoment()->public_key());
}

TEST(SignerTest, ASignatureIsOfTheseBytesByThisKey) {
  const auto signer = Signer::OfTheMoment();
  const std::string signature = signer->Sign("evidence");
  EXPECT_TRUE(IsSignedBy(signer->public_key(), "evidence", signature));
  EXPECT_FALSE(IsSignedBy(signer->public_key(), "evidencE", signature));
  EXPECT_FALSE(IsSignedBy(Signer::OfTheMoment()->public_key(), "evidence", signature));
}

TEST(SignerTest, AFileThatOthersCanReadIsNoKey) {
  const storage::TempFolder folder;
  const std::string path = folder.Sub("store.sign");
  ASSERT_OK(Signer::Open(path));
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  const auto refused = Signer::Open(path);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("signing key"));
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  std::ofstream(path) << "short";
  EXPECT_THAT(Signer::Open(path), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace logboek::vault
