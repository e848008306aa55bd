#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/printable.h"
#include "storage/base/runtime_folder.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"
#include "storage/base/status_matchers.h"

namespace logboek::base {
namespace {

TEST(ErrorTest, KeepsReasonAndNumbersThroughAStatus) {
  const absl::Status status = MakeError(absl::StatusCode::kFailedPrecondition, "SESSION_FULL",
                                        "full", {{"capacity", "12"}, {"waiting", ""}});
  ASSERT_TRUE(ReasonOf(status).has_value());
  EXPECT_EQ(ReasonOf(status)->reason, "SESSION_FULL");
  EXPECT_EQ(ReasonOf(status)->metadata.at("capacity"), "12");
  EXPECT_EQ(ReasonOf(status)->metadata.at("waiting"), "");
  EXPECT_THAT(status, Refuses("SESSION_FULL"));
  EXPECT_FALSE(ReasonOf(absl::InternalError("plain")).has_value());
}

TEST(PrintableTest, IsAsciiFromTheSpaceToTheTilde) {
  for (int c = 0; c < 256; ++c) {
    EXPECT_EQ(IsPrintableAscii(std::string("a") + static_cast<char>(c) + "b"), c >= 32 && c < 127)
        << c;
  }
  EXPECT_TRUE(IsPrintableAscii(""));
}

// The folder of a service, with the token of the server at port 4777 told in it.
class ServiceFolder : public ::testing::Test {
 protected:
  ServiceFolder() : home_(::testing::TempDir() + "/service-XXXXXX") {
    EXPECT_NE(mkdtemp(home_.data()), nullptr);
    EXPECT_OK(CreateSecretFile(token_file(), "the token\n"));
    EXPECT_OK(TellTokenFile(folder(), 4777, token_file()));
  }
  ~ServiceFolder() override { std::filesystem::remove_all(home_); }

  std::string folder() const { return home_ + "/run"; }
  std::string told() const { return folder() + "/4777"; }
  std::string token_file() const { return home_ + "/store.token"; }
  absl::StatusOr<std::string> Read() const { return ReadServiceToken(folder(), 4777, 100); }

  std::string home_;
};

TEST_F(ServiceFolder, GivesItsTokenToItsOwnUser) {
  EXPECT_THAT(Read(), IsOkAndHolds("the token"));
  EXPECT_THAT(ReadServiceToken(folder(), 4778, 100), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadServiceToken(home_ + "/nothing", 4777, 100),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ServiceFolder, GivesNothingThatOthersCanReadOrChange) {
  ASSERT_EQ(chmod(token_file().c_str(), 0640), 0);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_EQ(chmod(token_file().c_str(), 0600), 0);
  ASSERT_EQ(chmod(folder().c_str(), 0770), 0);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_EQ(chmod(folder().c_str(), 0700), 0);
  const std::string elsewhere = home_ + "/elsewhere";
  ASSERT_EQ(rename(token_file().c_str(), elsewhere.c_str()), 0);
  ASSERT_EQ(symlink(elsewhere.c_str(), token_file().c_str()), 0);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ServiceFolder, GivesRootTheTokenOfAnotherUserAndNoFileOfItsOwn) {
  if (getuid() != 0) GTEST_SKIP() << "only root can make files of another user";
  constexpr uid_t kSomebody = 4'242;
  for (const std::string& path : {folder(), told(), token_file()}) {
    ASSERT_EQ(chown(path.c_str(), kSomebody, kSomebody), 0);
  }
  EXPECT_THAT(Read(), IsOkAndHolds("the token"));
  // Who runs the server tells a file of root's, and would be sent it.
  ASSERT_EQ(chown(token_file().c_str(), 0, 0), 0);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(SecretFileTest, IsMadeOnceForTheOwnerOnly) {
  std::string folder = ::testing::TempDir() + "/secret-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/secret";
  EXPECT_THAT(ReadSecretFile(path, 10), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK(CreateSecretFile(path, "hush"));
  EXPECT_THAT(CreateSecretFile(path, "other"), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadSecretFile(path, 10), IsOkAndHolds("hush"));
  EXPECT_THAT(ReadSecretFile(path, 2), IsOkAndHolds("hu"));
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_THAT(ReadSecretFile(path, 10), StatusIs(absl::StatusCode::kFailedPrecondition));
  std::filesystem::remove_all(folder);
}

TEST(ClockTest, LocalDateFollowsAmsterdamOverTheClockChange) {
  // 2026-03-29 01:30 UTC is 03:30 in summer time; 2026-03-28 23:30 UTC is already the 29th.
  absl::Time evening;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-03-28T23:30:00Z", &evening, nullptr));
  EXPECT_EQ(LocalDate(evening), absl::CivilDay(2026, 3, 29));
  absl::Time summer;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-06-30T22:30:00Z", &summer, nullptr));
  EXPECT_EQ(LocalDate(summer), absl::CivilDay(2026, 7, 1));
}

TEST(ClockTest, FakeClockMovesOnlyWhenTold) {
  FakeClock clock(absl::UnixEpoch());
  clock.Advance(absl::Hours(2));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Hours(2));
}

TEST(MutexTest, ConditionWakesTheWaiter) {
  Mutex mutex;
  CondVar changed;
  bool ready = false;
  std::thread setter([&] {
    MutexLock lock(&mutex);
    ready = true;
    changed.SignalAll();
  });
  {
    MutexLock lock(&mutex);
    while (!ready) changed.Wait(&mutex);
  }
  setter.join();
  EXPECT_TRUE(ready);
}

TEST(CheckDeathTest, SaysBothSides) { EXPECT_DEATH(CHECK_EQ(1 + 1, 3), "2 against 3"); }

absl::Status PassOn(absl::StatusOr<int> input, int* output) {
  ASSIGN_OR_RETURN(*output, std::move(input));
  RETURN_IF_ERROR(*output < 0 ? absl::OutOfRangeError("negative") : absl::OkStatus());
  return absl::OkStatus();
}

TEST(StatusMacrosTest, PassTheFirstErrorOn) {
  int output = 0;
  EXPECT_OK(PassOn(3, &output));
  EXPECT_EQ(output, 3);
  EXPECT_THAT(PassOn(-3, &output), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(PassOn(absl::AbortedError("x"), &output), StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace logboek::base
