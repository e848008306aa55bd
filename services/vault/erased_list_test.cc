#include "services/vault/erased_list.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::vault {
namespace {

using base::Refuses;
using base::StatusIs;
using testing::ElementsAre;
using testing::IsEmpty;

class ErasedListTest : public testing::Test {
 protected:
  ErasedListTest() { Open(); }

  void Open() {
    list_.reset();
    auto opened = ErasedList::Open(path_, "store-1");
    ASSERT_OK(opened);
    list_ = *std::move(opened);
  }
  absl::Status OpenStatus() { return ErasedList::Open(path_, "store-1").status(); }

  std::string Content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void Write(const std::string& content) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << content;
  }

  const storage::TempFolder folder_;
  const std::string path_ = folder_.Sub("store.erased");
  std::unique_ptr<ErasedList> list_;
};

TEST_F(ErasedListTest, RemembersForTheOwnerOnly) {
  EXPECT_THAT(list_->persons(), IsEmpty());
  ASSERT_OK(list_->Add({"p2", "p1", "p2"}));
  ASSERT_OK(list_->Add({"p1"}));
  EXPECT_TRUE(list_->Contains("p1"));
  EXPECT_FALSE(list_->Contains("p"));
  Open();
  EXPECT_THAT(list_->persons(), ElementsAre("p1", "p2"));
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(ErasedListTest, IsOnlyAddedToOneLineAPerson) {
  ASSERT_OK(list_->Add({"p1"}));
  const std::string before = Content();
  EXPECT_THAT(before, testing::MatchesRegex("1\tstore-1\tp1\t[0-9a-f]{32}\n"));
  ASSERT_OK(list_->Add({"p1", "p2"}));
  EXPECT_TRUE(absl::StartsWith(Content(), before));
  EXPECT_EQ(Content().size(), 2 * before.size());
}

TEST_F(ErasedListTest, ATornEndIsCutOffAndNothingElse) {
  ASSERT_OK(list_->Add({"p1"}));
  const std::string first = Content();
  ASSERT_OK(list_->Add({"p2"}));
  const std::string both = Content();
  for (size_t size = first.size(); size < both.size(); ++size) {
    Write(both.substr(0, size));
    Open();
    EXPECT_THAT(list_->persons(), ElementsAre("p1")) << size;
    EXPECT_EQ(Content(), first) << size;
    ASSERT_OK(list_->Add({"p3"}));
    Open();
    EXPECT_THAT(list_->persons(), ElementsAre("p1", "p3"));
  }
}

TEST_F(ErasedListTest, ADamagedLineIsAnErrorAndNeverAMissingPerson) {
  ASSERT_OK(list_->Add({"p1", "p2"}));
  const std::string whole = Content();
  for (size_t at = 0; at < whole.size(); ++at) {
    if (at + 1 == whole.size()) continue;  // Without its end the last line is torn.
    std::string damaged = whole;
    damaged[at] ^= 1;
    Write(damaged);
    EXPECT_THAT(OpenStatus(), Refuses("KEY_STORE_UNREACHABLE")) << at;
    EXPECT_EQ(Content(), damaged) << "left as it was";
  }
}

TEST_F(ErasedListTest, AListThatCannotBeWrittenErasesNobody) {
  ASSERT_OK(list_->Add({"p1"}));
  std::filesystem::rename(path_, path_ + ".away");
  EXPECT_THAT(list_->Add({"p2"}), Refuses("KEY_STORE_UNREACHABLE"));
  EXPECT_THAT(list_->Add({"p2"}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(list_->Contains("p2"));
  EXPECT_FALSE(std::filesystem::exists(path_)) << "a file that was taken away is not begun anew";
  std::filesystem::rename(path_ + ".away", path_);
  ASSERT_OK(list_->Add({"p2"}));
  Write(Content() + Content());
  EXPECT_THAT(list_->Add({"p3"}), Refuses("KEY_STORE_UNREACHABLE")) << "changed by somebody else";
}

TEST_F(ErasedListTest, AListThatCannotBeReadIsAnError) {
  const std::string folder = folder_.Sub("folder");
  std::filesystem::create_directory(folder);
  EXPECT_THAT(ErasedList::Open(folder, "s"), Refuses("KEY_STORE_UNREACHABLE"));
  EXPECT_THAT(ErasedList::Open(folder_.Sub("missing/list"), "s"), Refuses("KEY_STORE_UNREACHABLE"));
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_THAT(OpenStatus(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ErasedListTest, TakesNoIdThatCouldBeTwoLines) {
  for (const char* id : {"", "a\nb", "a\tb"}) {
    EXPECT_THAT(list_->Add({id}), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_EQ(Content(), "");
}

TEST_F(ErasedListTest, KeepsToMemoryWithoutAPath) {
  ASSERT_OK_AND_ASSIGN(auto list, ErasedList::Open("", "s"));
  ASSERT_OK(list->Add({"p1"}));
  EXPECT_TRUE(list->Contains("p1"));
}

}  // namespace
}  // namespace logboek::vault
