#include "services/registrar/refusal_journal.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/commands/commands.h"

namespace logboek::registrar {
namespace {

using base::Refuses;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class RefusalJournalTest : public ::testing::Test {
 protected:
  RefusalJournalTest() : clock_(test::Morning(absl::CivilDay(2026, 11, 30))) {
    options_.path = folder_.Sub("refusals");
    options_.clock = &clock_;
  }

  std::unique_ptr<RefusalJournal> Open() {
    auto journal = OpenRefusalJournal(options_);
    EXPECT_OK(journal);
    return *std::move(journal);
  }

  static Refusal Of(const std::string& source_id, const std::string& source = "hus") {
    return {.source = source,
            .source_id = source_id,
            .command = "enrol",
            .code = absl::StatusCode::kFailedPrecondition,
            .reason = "SESSION_FULL",
            .message = "session \"s\"\tis full\n",
            .actor = "local"};
  }

  static std::vector<std::string> IdsIn(const RefusalJournal& journal,
                                        const RefusalJournal::ReadOptions& options = {}) {
    std::vector<std::string> ids;
    for (const Refusal& refusal : journal.Read(options).refusals) ids.push_back(refusal.source_id);
    return ids;
  }

  storage::TempFolder folder_;
  base::FakeClock clock_;
  RefusalJournalOptions options_;
};

TEST_F(RefusalJournalTest, AStopLosesNothing) {
  {
    const auto journal = Open();
    for (int i = 0; i < 500; ++i) journal->Note(Of(absl::StrCat("r", i)));
  }
  const auto again = Open();
  const auto page = again->Read({.refusals_max = 1000});
  ASSERT_THAT(page.refusals, SizeIs(500));
  const Refusal& last = page.refusals.back();
  EXPECT_EQ(last.sequence, 500u);
  EXPECT_EQ(last.time, clock_.Now());
  EXPECT_EQ(last.source, "hus");
  EXPECT_EQ(last.source_id, "r499");
  EXPECT_EQ(last.command, "enrol");
  EXPECT_EQ(last.code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(last.reason, "SESSION_FULL");
  EXPECT_EQ(last.message, "session \"s\"\tis full\n");
  EXPECT_EQ(last.actor, "local");
  EXPECT_EQ(page.forgotten_until, std::nullopt);
  again->Note(Of("next"));
  EXPECT_EQ(again->Read({.after = 500}).refusals.front().sequence, 501u);
}

TEST_F(RefusalJournalTest, ItIsReadBySourceAndTimeInPages) {
  const auto journal = Open();
  journal->Note(Of("a"));
  journal->Note(Of("b", "hzt"));
  clock_.Advance(absl::Hours(24));
  journal->Note(Of("c"));
  journal->Note(Of("d"));
  EXPECT_THAT(IdsIn(*journal, {.source = "hus"}), ElementsAre("a", "c", "d"));
  EXPECT_THAT(IdsIn(*journal, {.from = clock_.Now()}), ElementsAre("c", "d"));
  EXPECT_THAT(IdsIn(*journal, {.until = clock_.Now()}), ElementsAre("a", "b"));
  const auto page = journal->Read({.source = "hus", .refusals_max = 2});
  EXPECT_TRUE(page.more);
  EXPECT_THAT(IdsIn(*journal, {.after = page.refusals.back().sequence, .source = "hus"}),
              ElementsAre("d"));
  EXPECT_FALSE(journal->Read({.source = "hus", .refusals_max = 3}).more);
}

TEST_F(RefusalJournalTest, TheOldestAreForgottenAndThatIsSaid) {
  options_.refusals_max = 2;
  const auto journal = Open();
  const absl::Time first = clock_.Now();
  journal->Note(Of("a"));
  clock_.Advance(absl::Hours(1));
  journal->Note(Of("b"));
  EXPECT_EQ(journal->Read({}).forgotten_until, std::nullopt);
  journal->Note(Of("c"));
  EXPECT_THAT(IdsIn(*journal), ElementsAre("b", "c"));
  EXPECT_EQ(journal->Read({}).forgotten_until, first);
}

TEST_F(RefusalJournalTest, AFullFileIsKeptOnceMore) {
  options_.file_bytes_max = 1000;
  {
    const auto journal = Open();
    for (int i = 0; i < 100; ++i) journal->Note(Of(absl::StrCat("r", i)));
  }
  const auto again = Open();
  const auto page = again->Read({});
  EXPECT_LT(page.refusals.size(), 30u) << "two files of 1,000 bytes";
  EXPECT_GT(page.refusals.size(), 5u);
  EXPECT_EQ(page.refusals.back().source_id, "r99");
  EXPECT_EQ(page.forgotten_until, page.refusals.front().time);
}

TEST_F(RefusalJournalTest, ATornLineIsPassedOver) {
  { Open()->Note(Of("a")); }
  { std::ofstream(options_.path, std::ios::app) << "2\t17"; }
  { Open()->Note(Of("b")); }
  EXPECT_THAT(IdsIn(*Open()), ElementsAre("a", "b"));
}

TEST_F(RefusalJournalTest, LongTextsAreCutBetweenCharacters) {
  const auto journal = Open();
  Refusal refusal = Of(std::string(200, 'x'));
  refusal.message = absl::StrCat(std::string(511, 'm'), "ë");
  journal->Note(refusal);
  const Refusal kept = journal->Read({}).refusals.front();
  EXPECT_EQ(kept.source_id, std::string(128, 'x'));
  EXPECT_EQ(kept.message, std::string(511, 'm'));
}

TEST_F(RefusalJournalTest, WithoutAPathItIsInMemory) {
  options_.path.clear();
  const auto journal = Open();
  journal->Note(Of("a"));
  EXPECT_THAT(IdsIn(*journal), ElementsAre("a"));
}

TEST_F(RefusalJournalTest, AFolderThatIsNotThereIsRefused) {
  options_.path = folder_.Sub("no/such/folder");
  EXPECT_THAT(OpenRefusalJournal(options_), Refuses("JOURNAL_NOT_OPENED"));
}

TEST(RefusalOfTest, NamesTheKeyTheKindAndTheReason) {
  const command::v1::Command command = test::With(test::CancelSession("s"), "hus", "k-1");
  const absl::Status status =
      base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_SESSION", "no session \"s\"");
  const Refusal refusal = RefusalOf(command, "local", status);
  EXPECT_EQ(refusal.source, "hus");
  EXPECT_EQ(refusal.source_id, "k-1");
  EXPECT_EQ(refusal.command, "cancel_session");
  EXPECT_EQ(refusal.reason, "UNKNOWN_SESSION");
  EXPECT_EQ(refusal.message, "no session \"s\"");
  EXPECT_TRUE(IsRefusal(status));
  EXPECT_FALSE(IsRefusal(absl::UnavailableError("later")));
  EXPECT_FALSE(IsRefusal(absl::OkStatus()));
}

}  // namespace
}  // namespace logboek::registrar
