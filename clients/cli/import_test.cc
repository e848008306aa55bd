// Lists as people have them: mapping, words, dry run, receipts, repeats.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ImportTest : public CliTest {
 protected:
  ImportTest() {
    server_.practices["01010235"] =
        Parse<v1::GetPracticeResponse>("practice { practice_id: 'pr-017' agb: '01010235' }");
    server_.practices["01010243"] =
        Parse<v1::GetPracticeResponse>("practice { practice_id: 'pr-018' agb: '01010243' }");
  }

  int Import(const std::string& content, std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"import", WriteFile("list.csv", content)});
    return Run(flags);
  }
};

TEST_F(ImportTest, AListAsDutchExcelWritesIt) {
  EXPECT_EQ(Import("\xEF\xBB\xBF"
                   "Deelnemer;AGB-code;Naam;Aanwezig;Namens\r\n"
                   "h-9;01010235;Noëmie;ja;01010243\r\n"
                   "da-1;01010235;\"Jansen; Jan\";nee;\r\n",
                   {"--as=attendance", "--set", "session_id=s-0415", "--source=hus"}),
            kExitOk)
      << err_;
  const auto recorded = server_.recorded();
  ASSERT_THAT(recorded, SizeIs(2));
  EXPECT_EQ(recorded[0].source(), "hus");
  EXPECT_EQ(recorded[0].source_id(), "attendance/s-0415/h-9");
  EXPECT_EQ(recorded[0].record_attendance().practice_id(), "pr-017");
  EXPECT_EQ(recorded[0].record_attendance().status(), event::v1::ATTENDANCE_STATUS_PRESENT);
  EXPECT_THAT(recorded[0].record_attendance().represents(), ElementsAre("pr-018"));
  EXPECT_EQ(recorded[1].record_attendance().status(), event::v1::ATTENDANCE_STATUS_ABSENT);
  EXPECT_THAT(err_, HasSubstr("Niet gebruikte kolommen: Naam"));
  EXPECT_THAT(err_, HasSubstr("2 rijen: 2 nieuw, 0 al vastgelegd, 0 geweigerd, 0 onleesbaar."));
  EXPECT_THAT(out_, IsEmpty()) << "all is well";
}

TEST_F(ImportTest, TheSameFileTwiceDoublesNothing) {
  const std::string list = "deelnemer;praktijk\nh-9;pr-017\n";
  const std::vector<std::string> flags = {"--as=attendance", "--set=session_id=s-1"};
  EXPECT_EQ(Import(list, flags), kExitOk);
  EXPECT_EQ(Import(list, flags), kExitOk);
  EXPECT_THAT(server_.recorded(), SizeIs(1));
  EXPECT_THAT(err_, HasSubstr("1 rijen: 0 nieuw, 1 al vastgelegd"));
  EXPECT_EQ(Import(list, {"--as=attendance", "--set=session_id=s-1", "--source=other"}), kExitOk);
  EXPECT_THAT(server_.recorded(), SizeIs(2)) << "another system's row is another row";
}

TEST_F(ImportTest, ADryRunShowsEachRowAndRecordsNothing) {
  server_.refuse = [](const command::v1::Command& command) {
    if (command.record_attendance().person_id() != "x") return absl::OkStatus();
    return base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PERSON", "there is no x");
  };
  EXPECT_EQ(Import("deelnemer;praktijk\nh-9;pr-017\n", {"--as=attendance", "--set=session_id=s-1"}),
            kExitOk);
  EXPECT_EQ(Import("deelnemer;praktijk;aanwezig\nh-9;pr-017;ja\nh-8;pr-017;x\nx;pr-017;ja\n"
                   "h-7;pr-017;misschien\n",
                   {"--as=attendance", "--set=session_id=s-1", "--dry-run"}),
            kExitRefused);
  ExpectGolden("import_dry_run.nl.txt", out_);
  EXPECT_THAT(err_, HasSubstr("4 rijen getoetst op positie 4711: 1 nieuw, 1 al vastgelegd, "
                              "1 geweigerd, 1 onleesbaar. Er is niets vastgelegd."));
  EXPECT_THAT(server_.recorded(), SizeIs(1));
}

TEST_F(ImportTest, AWrongRowDoesNotStopTheOthersAndEachHasAReceipt) {
  server_.refuse = [](const command::v1::Command& command) {
    if (command.enrol().person_id() != "x") return absl::OkStatus();
    return base::MakeError(absl::StatusCode::kResourceExhausted, "SESSION_FULL", "no place; wait");
  };
  const std::string receipt = WriteFile("receipt.csv", "");
  EXPECT_EQ(Import("persoon;agb;aangemeld op\n"
                   "x;01010235;1-4-2026\n"
                   "a;1010235;1-4-2026\n"
                   "b;01010235;31-4-2026\n"
                   "c;09999999;2026-04-01\n"
                   "d;01010235;01-04-2026;te breed\n"
                   "e;01010235;01-04-2026\n",
                   {"--as=enrolments", "--set=session_id=s-1", "--receipt", receipt}),
            kExitRefused);
  ExpectGolden("import_receipt.csv", ReadFile(receipt));
  ASSERT_THAT(server_.recorded(), SizeIs(1));
  EXPECT_EQ(server_.recorded()[0].enrol().person_id(), "e");
  EXPECT_EQ(server_.recorded()[0].enrol().requested_on().month(), 4);
  EXPECT_THAT(out_, Not(HasSubstr("enrolment/s-1/e"))) << "only rows with trouble";
}

TEST_F(ImportTest, ColumnsAreNamedByTitleOrNumberOrFile) {
  const std::string map_file = WriteFile("map.txt", "# ours\nSoort medewerker = x=role\n\n");
  EXPECT_EQ(Import("Code,Soort medewerker = x,Start,Einde,Waar\n"
                   "da-1,Doktersassistent,01-04-2023,31-3-2026,pr-017\n",
                   {"--as=staff", "--map=code=person_id", "--map-file", map_file, "--map=3=from",
                    "--map", "Einde=last_day", "--map", "Waar=practice_id"}),
            kExitOk)
      << err_;
  ASSERT_THAT(server_.recorded(), SizeIs(1));
  const auto start = server_.recorded()[0].start_engagement();
  EXPECT_EQ(start.role(), event::v1::ROLE_MEDICAL_ASSISTANT);
  EXPECT_EQ(start.from().year(), 2023);
  EXPECT_EQ(start.until().month(), 4) << "the last day counts";
  EXPECT_EQ(start.until().day(), 1);
}

TEST_F(ImportTest, StaffMayBeNewPeople) {
  server_.refuse = [](const command::v1::Command& command) {
    if (command.register_person().person_id() != "known") return absl::OkStatus();
    return base::MakeError(absl::StatusCode::kAlreadyExists, "ALREADY_REGISTERED", "known");
  };
  EXPECT_EQ(Import("persoon;praktijk;functie;vanaf;naam\n"
                   "new;pr-017;poh;1-1-2024;Noëmie\n"
                   "known;pr-017;gp_owner;1-1-2024;Jan\n",
                   {"--as=staff", "--set=region=utrecht_sterkzorg", "--map=functie=role"}),
            kExitRefused)
      << "\"poh\" is no word for a role";
  EXPECT_THAT(out_, HasSubstr("practice_nurse"));
  EXPECT_EQ(Import("persoon;praktijk;functie;vanaf;naam\n"
                   "new;pr-017;practice-nurse;1-1-2024;Noëmie\n"
                   "known;pr-017;gp_owner;1-1-2024;Jan\n",
                   {"--as=staff", "--set=region=utrecht_sterkzorg"}),
            kExitOk)
      << out_;
  bool named = false;
  for (const auto& command : server_.recorded()) {
    named = named || command.register_person().personal_data().name() == "Noëmie";
  }
  EXPECT_TRUE(named);
}

TEST_F(ImportTest, Completions) {
  EXPECT_EQ(Import("cursus\tdeelnemer\tagb\tbehaald op\n triage \tda-1\t01010235\t2026-04-01\n",
                   {"--as=completions"}),
            kExitOk)
      << err_;
  ASSERT_THAT(server_.recorded(), SizeIs(1));
  EXPECT_EQ(server_.recorded()[0].source_id(), "completion/triage/da-1/2026-04-01");
  EXPECT_EQ(server_.recorded()[0].complete_course().practice_id(), "pr-017");
}

TEST_F(ImportTest, AnIdThatWouldMeanTwoThingsIsAHash) {
  EXPECT_EQ(Import("persoon;praktijk;bijeenkomst\na/b;p;c\nb;p;c/a\n", {"--as=attendance"}),
            kExitOk);
  const auto recorded = server_.recorded();
  ASSERT_THAT(recorded, SizeIs(2));
  EXPECT_NE(recorded[0].source_id(), recorded[1].source_id());
  EXPECT_THAT(recorded[0].source_id(), testing::MatchesRegex("attendance/[0-9a-f]{32}"));
  EXPECT_EQ(Import("persoon;praktijk;bijeenkomst\na/b;p;c\n", {"--as=attendance"}), kExitOk);
  EXPECT_THAT(server_.recorded(), SizeIs(2)) << "the same hash every time";
}

TEST_F(ImportTest, WhatCannotBeAskedIsWrongUsage) {
  EXPECT_EQ(Import("a;b\n1;2\n", {"--as=attendance"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("(FIELD_NOT_MAPPED)"));
  EXPECT_THAT(err_, HasSubstr("session_id"));
  EXPECT_EQ(Import("a;b\n1;2\n", {"--as=attendance", "--map=c=person_id"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("(UNKNOWN_COLUMN)"));
  EXPECT_EQ(Import("a;b\n1;2\n", {"--as=attendance", "--map=a=role"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("(UNKNOWN_FIELD)"));
  EXPECT_EQ(Import("a;b\n1;2\n", {"--as=attendance", "--map=a"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("(BAD_MAPPING)"));
  EXPECT_EQ(Import("", {"--as=attendance"}), kExitUsage);
  EXPECT_EQ(Import("a\n1\n", {"--as=dinner"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("kies uit: attendance, enrolments, staff, completions"));
  EXPECT_EQ(Run({"import", "/nonexistent/file", "--as=staff"}), kExitUsage);
  EXPECT_THAT(server_.recorded(), IsEmpty());
}

TEST_F(ImportTest, CtrlCStopsAndTheReceiptSaysHowFar) {
  interrupt_.Raise();
  const std::string receipt = WriteFile("receipt.csv", "");
  EXPECT_EQ(
      Import("persoon;praktijk;bijeenkomst\na;p;c\n", {"--as=attendance", "--receipt", receipt}),
      kExitInterrupted);
  EXPECT_THAT(ReadFile(receipt), HasSubstr("2,attendance/c/a,unanswered,"));
  EXPECT_THAT(err_, HasSubstr("Van 1 rijen kwam geen antwoord"));
  EXPECT_THAT(server_.recorded(), IsEmpty());
}

TEST_F(ImportTest, ManyRowsAreTriedOutInParts) {
  std::string list = "persoon;praktijk;bijeenkomst\n";
  for (int i = 0; i < 1'001; ++i) absl::StrAppend(&list, "p-", i, ";pr-017;s-1\n");
  EXPECT_EQ(Import(list, {"--as=attendance", "--dry-run", "--format=csv"}), kExitOk) << err_;
  EXPECT_THAT(err_, HasSubstr("Getoetst in delen van 1000 opdrachten"));
  EXPECT_THAT(out_, HasSubstr("1002,attendance/s-1/p-1000,new,"));
}

TEST_F(ImportTest, AnUnreachableServerIsNoRowsFault) {
  const std::string list = WriteFile("list.csv", "persoon;agb;bijeenkomst\na;01010235;c\n");
  EXPECT_EQ(RunBare({"import", list, "--as=attendance", "--server", "unix:/nonexistent/logboek"}),
            kExitUnreachable);
}

}  // namespace
}  // namespace logboek::cli
