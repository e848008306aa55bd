// What may leave, on the demo, as the command line asks for it: reports to insurers and what they
// cannot tell, lists of participation, and evidence that shows every change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/testing/process/demo.h"

namespace logboek::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kUtrecht[] = "--region=utrecht_sterkzorg";
constexpr char kBrabant[] = "--region=midden_brabant_primacura";
constexpr char kAt[] = "--at=2026-11-30";
constexpr char kHidden[] = "·";
// Asked, each status, not applicable: the columns with numbers of practices.
constexpr const char* kNumbers[] = {"asked",        "met",      "open",
                                    "at_risk",      "not_met",  "waived",
                                    "undetermined", "reported", "not_applicable"};

std::string Text(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class ReportsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { demo_ = new DemoServer(); }
  static void TearDownTestSuite() { delete std::exchange(demo_, nullptr); }

  // The rows as an insurer gets them; another edition is another report.
  static std::vector<Row> ForInsurer(const char* region, int edition,
                                     const std::string& recipient = "vgz") {
    return demo_->Ask({"report", "region", region, "--for=insurer", "--recipient=" + recipient, kAt,
                       absl::StrCat("--edition=", edition)});
  }
  static std::vector<Row> Own(const char* region) {
    return demo_->Ask({"report", "region", region, kAt});
  }
  static bool ShowsEverything(const Row& row) {
    for (const char* const column : kNumbers) {
      if (row.at(column) == kHidden) return false;
    }
    return true;
  }
  static Row RowOf(const std::vector<Row>& rows, const Row& like) {
    const std::vector<Row> found =
        Where(rows, {{"obligation_id", like.at("obligation_id")}, {"year", like.at("year")}});
    EXPECT_THAT(found, SizeIs(1));
    return found.empty() ? like : found[0];
  }
  // A waiver changes the status of one practice.
  static void Waive(const std::string& practice_id, const Row& row) {
    const RunResult done = demo_->Run(
        {"do", absl::StrCat(R"({"source": "reports-test", "sourceId": ")", practice_id, "/",
                            row.at("obligation_id"), R"(", "waiveRequirement": {"practiceId": ")",
                            practice_id, R"(", "obligationId": ")", row.at("obligation_id"),
                            R"(", "programmeYear": )", row.at("year"),
                            R"(, "ground": "fire", "decidedBy": "board"}})")});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
  }

  static DemoServer* demo_;
};

DemoServer* ReportsTest::demo_ = nullptr;

TEST_F(ReportsTest, Q27AnInsurerSeesNoSmallNumbers) {
  const std::vector<Row> own = Own(kUtrecht);
  const std::vector<Row> given = ForInsurer(kUtrecht, 1);
  EXPECT_THAT(own, SizeIs(given.size()));
  int small = 0;
  int shown = 0;
  for (const Row& row : given) {
    for (const char* const column : kNumbers) {
      const std::string& text = row.at(column);
      const std::string real = RowOf(own, row).at(column);
      small += real.size() == 1 && real >= "1" && real <= "4" ? 1 : 0;
      if (text == kHidden) continue;
      ++shown;
      EXPECT_EQ(text, real);
      EXPECT_FALSE(text.size() == 1 && text >= "1" && text <= "4") << text;
    }
  }
  EXPECT_GT(small, 0) << "the demo has small numbers to hide";
  EXPECT_GT(shown, 100) << "and much that is shown";
}

TEST_F(ReportsTest, Q27TheSameQuestionOfTheDayIsTheSameReport) {
  const RunResult first = demo_->Run(
      {"report", "region", kUtrecht, "--for=insurer", "--recipient=cz", kAt, "--format=csv"});
  ASSERT_EQ(first.exit_code, 0) << first.errors;
  const RunResult second = demo_->Run(
      {"report", "region", kUtrecht, "--for=insurer", "--recipient=cz", kAt, "--format=csv"});
  EXPECT_EQ(second.output, first.output);
  EXPECT_THAT(first.errors, AllOf(HasSubstr("SHA-256"), Not(HasSubstr("recorded already"))));
  EXPECT_THAT(second.errors, HasSubstr("recorded already"));
}

TEST_F(ReportsTest, Q27TwoReportsDoNotTellOfOnePractice) {
  const std::vector<Row> before = ForInsurer(kUtrecht, 2);
  // A row of which everything is shown, and a practice that is asked.
  Row target;
  std::string practice_id;
  for (const Row& verdict : demo_->Ask({"compliance", kUtrecht, kAt, "--status=met"})) {
    const std::vector<Row> rows = Where(
        before, {{"obligation_id", verdict.at("obligation_id")}, {"year", verdict.at("year")}});
    if (verdict.at("status") != "met" || rows.empty() || !ShowsEverything(rows[0])) continue;
    target = rows[0];
    practice_id = verdict.at("practice_id");
    break;
  }
  ASSERT_FALSE(practice_id.empty()) << "the demo shows a row in full";
  Waive(practice_id, target);
  EXPECT_NE(RowOf(Own(kUtrecht), target).at("met"), target.at("met"));
  // To whomever: what one insurer has, another may have seen.
  const Row after = RowOf(ForInsurer(kUtrecht, 2, "cz"), target);
  EXPECT_EQ(after.at("met"), kHidden);
  EXPECT_EQ(after.at("waived"), kHidden);
}

TEST_F(ReportsTest, Q28RowsOfPracticesOnceReleased) {
  const std::vector<Row> rows = demo_->Ask(
      {"report", "practices", kBrabant, "--year=1", kAt, "--for=insurer", "--recipient=cz"});
  const std::vector<Row> linde =
      Where(rows, {{"practice_id", "mb-002"}, {"obligation_id", "MB-05"}});
  ASSERT_THAT(linde, SizeIs(1));
  EXPECT_EQ(linde[0].at("people"), "1") << "one of three assistants (Q1)";
  EXPECT_FALSE(linde[0].contains("names"));
  const RunResult names = demo_->Run({"report", "practices", kBrabant, "--names", "--for=insurer",
                                      "--recipient=cz", kAt, "--format=csv"});
  EXPECT_NE(names.exit_code, 0);
  EXPECT_THAT(names.output, IsEmpty());
  EXPECT_THAT(names.errors, HasSubstr("names"));
  const RunResult utrecht = demo_->Run(
      {"report", "practices", kUtrecht, "--for=insurer", "--recipient=cz", kAt, "--format=csv"});
  EXPECT_NE(utrecht.exit_code, 0);
  EXPECT_THAT(utrecht.output, IsEmpty());
  EXPECT_THAT(utrecht.errors, HasSubstr("reports of the region as a whole"));
}

TEST_F(ReportsTest, Q29EvidenceShowsEveryChange) {
  const std::string path = demo_->folder() / "evidence.json";
  const RunResult written =
      demo_->Run({"evidence", "--practice=mb-002", "--out=" + path, kAt, "--recipient=cz"});
  ASSERT_EQ(written.exit_code, 0) << written.errors;
  const std::vector<Row> status = demo_->Ask({"status"});
  ASSERT_THAT(status, Not(IsEmpty()));
  const RunResult shown = demo_->Run({"status"});
  const size_t label = shown.output.find("Key of evidence");
  ASSERT_NE(label, std::string::npos) << shown.output;
  const size_t key_at = shown.output.find_first_not_of(' ', label + 15);
  const std::string key = shown.output.substr(key_at, 64);
  const RunResult verified = demo_->Run({"verify", path, "--key", key});
  EXPECT_EQ(verified.exit_code, 0) << verified.errors;
  EXPECT_THAT(verified.output, AllOf(HasSubstr("mb-002"), HasSubstr("MB-05")));

  const std::string text = Text(path);
  ASSERT_THAT(text, HasSubstr("\"VERDICT_STATUS_NOT_MET\""));
  const size_t at = text.find("\"VERDICT_STATUS_NOT_MET\"");
  const std::string forged = demo_->folder() / "forged.json";
  std::ofstream(forged) << text.substr(0, at) << "\"VERDICT_STATUS_MET\""
                        << text.substr(at + std::string("\"VERDICT_STATUS_NOT_MET\"").size());
  const RunResult refused = demo_->Run({"verify", forged, "--key", key});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.output, IsEmpty());
  EXPECT_THAT(refused.errors, HasSubstr("changed or added: the verdict on"));
  EXPECT_EQ(demo_->Run({"verify", path, "--key", std::string(64, '0')}).exit_code, 1);
}

}  // namespace
}  // namespace logboek::test
