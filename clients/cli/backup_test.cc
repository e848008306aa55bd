#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class BackupTest : public CliTest {
 protected:
  BackupTest() {
    server_.backup_items = {
        Parse<v1::BackupResponse>("progress { bytes_copied: 1048576 bytes_most: 52428800 }"),
        Parse<v1::BackupResponse>("backup { number: 7 taken_at { seconds: 1795000000 } "
                                  "position: 12345 bytes: 52000001 bytes_copied: 1100000 "
                                  "version: '1.0.0' } removed: 2")};
  }
};

TEST_F(BackupTest, TellsWhatWasTakenAndThatTheKeyIsNotInIt) {
  EXPECT_EQ(Run({"backup", "--keep=14"}), kExitOk) << err_;
  ExpectGolden("backup.nl.txt", out_);
  EXPECT_THAT(err_, HasSubstr("hoofdsleutel"));
  EXPECT_EQ(server_.last_backup().keep(), 14u);
  EXPECT_EQ(Run({"backup", "--lang=en"}), kExitOk) << err_;
  ExpectGolden("backup.en.txt", out_);
  EXPECT_EQ(server_.last_backup().keep(), 0u);
  EXPECT_EQ(Run({"backup", "--format=json", "--quiet"}), kExitOk);
  ExpectGolden("backup.json", out_);
  EXPECT_THAT(err_, IsEmpty());
  EXPECT_EQ(Run({"backup", "--format=csv", "--quiet"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("7,"));
}

TEST_F(BackupTest, OneThatWasNotTakenIsNoSuccess) {
  server_.backup_items.clear();
  server_.failure =
      base::MakeError(absl::StatusCode::kFailedPrecondition, "NO_BACKUP_FOLDER", "start it with");
  EXPECT_EQ(Run({"backup"}), kExitServer);
  EXPECT_THAT(err_, AllOf(HasSubstr("NO_BACKUP_FOLDER"), Not(HasSubstr("hoofdsleutel"))));
  EXPECT_THAT(out_, IsEmpty());
}

TEST_F(BackupTest, Lists) {
  server_.backups = Parse<v1::ListBackupsResponse>(
      "rows { number: 8 taken_at { seconds: 1795086400 } position: 12400 bytes: 52100000 "
      "bytes_copied: 100000 version: '1.0.0' } "
      "rows { number: 7 taken_at { seconds: 1795000000 } position: 12345 bytes: 52000000 "
      "bytes_copied: 1100000 version: '1.0.0' }");
  EXPECT_EQ(Run({"backup", "list"}), kExitOk) << err_;
  ExpectGolden("backup_list.nl.txt", out_);
  EXPECT_EQ(Run({"backup", "list", "--lang=en"}), kExitOk) << err_;
  ExpectGolden("backup_list.en.txt", out_);
  server_.backups.add_unreadable(6);
  EXPECT_EQ(Run({"backup", "list"}), kExitServer);
  EXPECT_THAT(err_, HasSubstr("kopie 6"));
}

}  // namespace
}  // namespace logboek::cli
