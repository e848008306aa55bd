// push, do, lookup and plan publish against a server that refuses, breaks and repeats.
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/progress.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string CommandLine(int number) {
  return absl::StrCat("{\"source\":\"hus\",\"sourceId\":\"a-", number,
                      "\",\"assignCohort\":{\"practiceId\":\"p1\"}}\n");
}

std::string CommandLines(int count) {
  std::string lines;
  for (int i = 1; i <= count; ++i) absl::StrAppend(&lines, CommandLine(i));
  return lines;
}

class PushTest : public CliTest {
 protected:
  // Refuses the command with this id.
  void Refuse(const std::string& source_id) {
    server_.refuse = [source_id](const command::v1::Command& command) {
      return command.source_id() == source_id
                 ? base::MakeError(absl::StatusCode::kResourceExhausted, "SESSION_FULL",
                                   "12 of 12 places taken")
                 : absl::OkStatus();
    };
  }
};

TEST_F(PushTest, TellsEachLineAndTheSums) {
  Refuse("a-2");
  const std::string file = WriteFile(
      "in.jsonl",
      absl::StrCat("# presentie\n\n", CommandLine(1), CommandLine(2), "{\"source\":\n",
                   "{\"source\":\"hus\",\"assignCohort\":{}}\n",
                   "{\"sourceId\":\"x\",\"assignCohort\":{}}\n",
                   "{\"source\":\"hus\",\"sourceId\":\"y\"}\n",
                   "{\"source\":\"hus\",\"sourceId\":\"z\",\"fly\":{}}\n", CommandLine(1)));
  EXPECT_EQ(Run({"push", file, "--format", "csv"}), kExitRefused);
  EXPECT_THAT(out_, HasSubstr("3,new,hus,a-1,1,1,2026-04-20T08:00:00Z,,,,,\r\n"));
  EXPECT_THAT(out_, HasSubstr("4,refused,hus,a-2,,,,,,,SESSION_FULL,12 of 12 places taken\r\n"));
  EXPECT_THAT(out_, HasSubstr("\r\n5,malformed,,,,,,,,,MALFORMED_JSON,"));
  EXPECT_THAT(out_, HasSubstr("\r\n6,malformed,,,,,,,,,MISSING_SOURCE_ID,"));
  EXPECT_THAT(out_, HasSubstr("\r\n7,malformed,,,,,,,,,MISSING_SOURCE,"));
  EXPECT_THAT(out_, HasSubstr("\r\n8,malformed,,,,,,,,,MISSING_COMMAND,"));
  EXPECT_THAT(out_, HasSubstr("\r\n9,malformed,,,,,,,,,MALFORMED_JSON,"));
  EXPECT_THAT(out_, HasSubstr("10,repeated,hus,a-1,1,1,"));
  EXPECT_EQ(err_, "8 regels: 1 nieuw, 1 herhaald, 1 geweigerd, 5 onleesbaar.\n");
}

v1::ListRegionComplianceResponse RegionPage(absl::string_view rows, absl::string_view next) {
  return Parse<v1::ListRegionComplianceResponse>(
      absl::StrCat(rows, " at { year: 2026 month: 4 day: 20 } next_page_token: '", next, "'"));
}

TEST_F(PushTest, AYearIsClosedForEveryPracticeForWhichItIsOver) {
  constexpr char kOver[] =
      "verdicts { programme_year: 3 window_until { year: 2026 month: 4 day: 1 } } ";
  ServeAs("principal: 'coordinator' sources: 'office' sources: 'x'");
  server_.compliance_pages["utrecht"] = {
      RegionPage(absl::StrCat("practices { practice_id: 'ut-1' ", kOver, "} ",
                              "practices { practice_id: 'ut-2' verdicts { programme_year: 4 } }"),
                 "1"),
      RegionPage(absl::StrCat("practices { practice_id: 'ut-3' verdicts { programme_year: 4 } ",
                              kOver, "} practices { practice_id: 'ut-4' ", kOver,
                              "verdicts { programme_year: 3 "
                              "window_until { year: 2026 month: 4 day: 21 } } }"),
                 "")};
  Refuse("close-year/ut-3/3/1");
  const std::vector<std::string> close = {"close-year", "--region=utrecht", "--period=3",
                                          "--by=A. de Vries", "--format=csv"};
  EXPECT_EQ(Run(close), kExitRefused) << err_;
  EXPECT_THAT(out_, HasSubstr("1,new,office,close-year/ut-1/3/1,1,1,"));
  EXPECT_THAT(out_, HasSubstr("2,refused,office,close-year/ut-3/3/1,"));
  EXPECT_THAT(err_, HasSubstr("voor 1 praktijken loopt periode 3 nog"));
  ASSERT_EQ(server_.recorded().size(), 1u);
  EXPECT_EQ(server_.recorded()[0].close_year().practice_id(), "ut-1");
  EXPECT_EQ(server_.recorded()[0].close_year().period(), 3u);
  EXPECT_EQ(server_.recorded()[0].close_year().closed_by(), "A. de Vries");

  EXPECT_EQ(Run({"close-year", "ut-1", "--period=3", "--by=x", "--format=csv"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("1,repeated,office,close-year/ut-1/3/1,1,1,"));
  EXPECT_EQ(Run({"close-year", "ut-1", "--period=3", "--by=x", "--edition=2"}), kExitOk) << err_;
  EXPECT_EQ(server_.recorded().size(), 2u);
  EXPECT_EQ(Run({"close-year", "ut-1", "--period=3", "--by=x", "--source=x"}), kExitOk) << err_;
  EXPECT_EQ(server_.recorded().back().source(), "x");
  EXPECT_EQ(Run({"close-year", "--region=utrecht", "--period=2026", "--by=x"}), kExitNotFound);
  EXPECT_THAT(err_, HasSubstr("periode 2026"));
  EXPECT_EQ(Run({"close-year", "--period=3", "--by=x"}), kExitUsage);
}

TEST_F(PushTest, ReceiptsAreTablesAndJsonToo) {
  Refuse("a-2");
  const std::string file = WriteFile("in.jsonl", CommandLines(3));
  EXPECT_EQ(Run({"push", file}), kExitRefused);
  ExpectGolden("push.nl.txt", out_);
  EXPECT_EQ(Run({"push", file, "--format", "json", "--lang", "en"}), kExitRefused);
  ExpectGolden("push.json", out_);
}

TEST_F(PushTest, TwiceDoublesNothing) {
  const std::string file = WriteFile("in.jsonl", CommandLines(50));
  EXPECT_EQ(Run({"push", file, "--quiet"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("50 regels: 50 nieuw, 0 herhaald"));
  EXPECT_EQ(Run({"push", file, "--quiet"}), kExitOk);
  EXPECT_THAT(err_, HasSubstr("50 regels: 0 nieuw, 50 herhaald"));
  EXPECT_EQ(server_.recorded().size(), 50u);
}

TEST_F(PushTest, GoesOnOverABrokenStream) {
  server_.stream_faults = {{.after_commands = 20, .answers_lost = 4}};
  const std::string file = WriteFile("in.jsonl", CommandLines(60));
  EXPECT_EQ(Run({"push", file, "--quiet"}), kExitOk) << err_;
  EXPECT_EQ(server_.recorded().size(), 60u);
  EXPECT_THAT(err_, HasSubstr("60 regels: 56 nieuw, 4 herhaald"));
  EXPECT_THAT(err_, HasSubstr("Van de herhaalde zijn er 4 opnieuw verstuurd"));
}

TEST_F(PushTest, AServerThatIsGoneExitsWith3AndTellsHowToGoOn) {
  server_.failure = base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "bye");
  const std::string file = WriteFile("in.jsonl", CommandLines(2));
  EXPECT_EQ(Run({"push", file}), kExitUnreachable);
  EXPECT_THAT(err_, HasSubstr("0 regels: 0 nieuw"));
  EXPECT_THAT(err_, HasSubstr("2 opdrachten zijn verstuurd maar niet beantwoord"));
  EXPECT_THAT(err_, HasSubstr("Voer dezelfde opdracht nog eens uit"));
}

TEST_F(PushTest, QuietTellsOnlyTrouble) {
  Refuse("a-2");
  const std::string file = WriteFile("in.jsonl", CommandLines(3));
  EXPECT_EQ(Run({"push", file, "--quiet", "--lang", "en"}), kExitRefused);
  EXPECT_THAT(out_, HasSubstr("session is full: 12 of 12 places taken"));
  EXPECT_THAT(out_, Not(HasSubstr("a-1")));
}

TEST_F(PushTest, ReceiptsGoToAFileOfJsonLines) {
  const std::string file = WriteFile("in.jsonl", absl::StrCat(CommandLines(2), "oops\n"));
  const std::string receipts = WriteFile("receipts.jsonl", "");
  EXPECT_EQ(Run({"push", file, "--receipts", receipts, "--quiet"}), kExitRefused);
  const std::string written = ReadFile(receipts);
  EXPECT_THAT(written, HasSubstr("{\"line\":1,\"response\":{\"sequence\":\"1\",\"source\":\"hus\","
                                 "\"sourceId\":\"a-1\",\"receipt\":{"));
  EXPECT_THAT(written, HasSubstr("{\"line\":3,\"response\":"));
  EXPECT_THAT(written, HasSubstr("\"reason\":\"MALFORMED_JSON\""));
}

TEST_F(PushTest, StopsWhenNobodyCanSeeTheReceipts) {
  std::ofstream full("/dev/full");
  out_stream_ = &full;
  const std::string file = WriteFile("in.jsonl", CommandLines(2'000));
  EXPECT_EQ(Run({"push", file, "--lang", "en"}), kExitOutput);
  EXPECT_THAT(err_, HasSubstr("Run the same command again to go on"));
  EXPECT_THAT(err_, HasSubstr("cannot write standard output: No space left on device"));
  EXPECT_LT(server_.recorded().size(), 2'000u);
}

TEST_F(PushTest, AFileOfReceiptsThatCannotBeWrittenIsNoSuccess) {
  const std::string file = WriteFile("in.jsonl", CommandLines(1));
  EXPECT_EQ(Run({"push", file, "--receipts", "/dev/full", "--lang", "en"}), kExitOutput);
  EXPECT_THAT(err_, HasSubstr("cannot write /dev/full: No space left on device"));
}

TEST_F(PushTest, ALineThatIsTooLongIsNamedAndTheRestGoesOn) {
  const std::string huge = absl::StrCat("{\"source\":\"", std::string(1 << 20, 's'),
                                        "\",\"sourceId\":\"x\",\"assignCohort\":{}}\n");
  const std::string file =
      WriteFile("in.jsonl", absl::StrCat(CommandLine(1), huge, CommandLine(2)));
  EXPECT_EQ(Run({"push", file, "--format", "csv", "--lang", "en"}), kExitRefused);
  EXPECT_THAT(out_, HasSubstr("2,malformed,,,,,,,,,LINE_TOO_LONG,"));
  EXPECT_THAT(out_, HasSubstr("the limit of 1048576 bytes; give each command a line of its own"));
  EXPECT_THAT(out_, HasSubstr("3,new,hus,a-2,"));
  EXPECT_EQ(server_.recorded().size(), 2u);
}

TEST_F(PushTest, AKeyThatIsTooLongIsRefusedAndTheRestGoesOn) {
  const std::string file = WriteFile(
      "in.jsonl", absl::StrCat("{\"source\":\"hus\",\"sourceId\":\"", std::string(200, 'k'),
                               "\",\"assignCohort\":{}}\n", CommandLine(2)));
  EXPECT_EQ(Run({"push", file, "--format", "csv"}), kExitRefused);
  EXPECT_THAT(out_, HasSubstr("\r\n1,refused,,,,,,,,,TEXT_TOO_LONG,"));
  EXPECT_THAT(out_, HasSubstr("\r\n2,new,hus,a-2,"));
}

TEST_F(PushTest, WhatTheParserSaysBeginsWithAWord) {
  EXPECT_EQ(Run({"do", "[]", "--lang", "en"}), kExitUsage);
  EXPECT_EQ(err_,
            "logboek: no valid JSON command (MALFORMED_JSON): Root element must be a message.\n");
}

TEST_F(PushTest, StopsAtTheFirstErrorWhenAsked) {
  const std::string file =
      WriteFile("in.jsonl", absl::StrCat(CommandLine(1), "oops\n", CommandLine(2)));
  EXPECT_EQ(Run({"push", file, "--stop-on-error"}), kExitRefused);
  EXPECT_THAT(err_, HasSubstr("2 regels: 1 nieuw"));
  EXPECT_THAT(err_, HasSubstr("Gestopt na de eerste fout"));
  EXPECT_EQ(server_.recorded().size(), 1u);
}

TEST_F(PushTest, ASourceFillsInWhereNoneIsNamed) {
  const std::string file = WriteFile(
      "in.jsonl", absl::StrCat("{\"sourceId\":\"x\",\"assignCohort\":{}}\n", CommandLine(1)));
  EXPECT_EQ(Run({"push", file, "--source", "here"}), kExitOk) << out_;
  ASSERT_EQ(server_.recorded().size(), 2u);
  EXPECT_EQ(server_.recorded()[0].source(), "here");
  EXPECT_EQ(server_.recorded()[1].source(), "hus");
}

TEST_F(PushTest, StandardInputUntilCtrlC) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  in_fd_ = ends[0];
  const std::string lines = CommandLines(3);
  ASSERT_EQ(write(ends[1], lines.data(), lines.size()), static_cast<ssize_t>(lines.size()));
  // The pipe stays open; only the interrupt ends the reading, once all three are recorded.
  std::thread ctrl_c([&] {
    while (server_.recorded().size() < 3) std::this_thread::yield();
    interrupt_.Raise();
  });
  EXPECT_EQ(Run({"push", "-", "--lang", "en"}), kExitInterrupted);
  ctrl_c.join();
  close(ends[0]);
  close(ends[1]);
  EXPECT_THAT(err_, HasSubstr("3 lines: 3 new"));
  EXPECT_THAT(err_, HasSubstr("Run the same command again to go on"));
}

TEST_F(PushTest, ProgressIsALineNowAndThen) {
  base::FakeClock clock(absl::FromUnixSeconds(1000));
  std::ostringstream err;
  Context context;
  context.err = &err;
  context.clock = &clock;
  context.texts = Texts(Language::kEnglish);
  Progress progress(&context, /*enabled=*/true);
  progress.Update({.answered = 1});
  EXPECT_THAT(err.str(), IsEmpty()) << "too soon";
  clock.Advance(absl::Seconds(10));
  progress.Update({.answered = 500, .bytes_read = 25, .bytes_total = 100, .troubled = 2});
  EXPECT_EQ(err.str(), " 25% 500 answered, 50 a second, 2 in trouble\n");
}

TEST_F(PushTest, ProgressIsABarOnATerminal) {
  base::FakeClock clock(absl::FromUnixSeconds(1000));
  std::ostringstream err;
  Context context;
  context.err = &err;
  context.err_is_terminal = true;
  context.err_width = 60;
  context.clock = &clock;
  Progress progress(&context, /*enabled=*/true);
  clock.Advance(absl::Seconds(1));
  progress.Update({.answered = 500, .bytes_read = 50, .bytes_total = 100});
  EXPECT_EQ(err.str(), "\r\x1b[K[############............]  50% 500 beantwoord, 500 per se…");
  progress.Erase();
  EXPECT_TRUE(absl::EndsWith(err.str(), "\r\x1b[K"));
  Progress none(&context, /*enabled=*/false);
  err.str("");
  clock.Advance(absl::Seconds(9));
  none.Update({.answered = 500});
  none.Erase();
  EXPECT_THAT(err.str(), IsEmpty());
}

TEST_F(PushTest, DoShowsTheReceiptAndLookUpFindsIt) {
  const std::string command =
      "{\"source\":\"hus\",\"sourceId\":\"k-1\",\"assignCohort\":{\"practiceId\":\"p1\"}}";
  EXPECT_EQ(Run({"do", command}), kExitOk) << err_;
  ExpectGolden("do.nl.txt", out_);
  EXPECT_EQ(Run({"lookup", "hus", "k-1", "--format", "json"}), kExitOk);
  ExpectGolden("lookup.json", out_);
  EXPECT_EQ(Run({"do", command, "--lang", "en"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("repeated"));
}

TEST_F(PushTest, DoTakesEveryKindOfCommandAsItsSchemaHasIt) {
  EXPECT_EQ(Run({"do", R"({"source": "hus", "sourceId": "k-2", "chooseIntervention": {
                             "lineId": "l1", "practiceId": "p1", "period": 3, "menuSlug": "lean",
                             "mode": "CHOICE_MODE_DEEPEN",
                             "chosenOn": {"year": 2026, "month": 5, "day": 1}}})"}),
            kExitOk)
      << err_;
  const command::v1::ChooseIntervention sent = server_.recorded().back().choose_intervention();
  EXPECT_EQ(sent.period(), 3u);
  EXPECT_EQ(sent.mode(), event::v1::CHOICE_MODE_DEEPEN);
  EXPECT_EQ(sent.chosen_on().month(), 5);
}

TEST_F(PushTest, DoTellsRefusalsAndMistakes) {
  Refuse("k-1");
  EXPECT_EQ(Run({"do", "{\"source\":\"hus\",\"sourceId\":\"k-1\",\"enrol\":{}}"}), kExitRefused);
  EXPECT_EQ(err_, "logboek: bijeenkomst is vol (SESSION_FULL): 12 of 12 places taken\n");
  EXPECT_EQ(Run({"do", "{\"sourceId\":\"k-1\",\"enrol\":{}}"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("bron ontbreekt (MISSING_SOURCE)"));
  EXPECT_EQ(Run({"do", "{"}), kExitUsage);
  EXPECT_THAT(server_.recorded(), IsEmpty());
}

constexpr char kTwentePlan[] = R"(region: "twente_hzt"
plan_id: "2026-2027"
version: "1"
obligations {
  id: "TW-04"
  label { nl: "Reflectie" }
}
)";

TEST_F(PushTest, APlanIsPublishedUnderItsName) {
  EXPECT_EQ(Run({"plan", "publish", WriteFile("plan.textproto", kTwentePlan)}), kExitOk) << err_;
  EXPECT_EQ(server_.last_plan().origin().source(), "plan-file");
  EXPECT_EQ(server_.last_plan().origin().source_id(), "twente_hzt/2026-2027/1");
  EXPECT_EQ(server_.last_plan().command().plan().obligations_size(), 1);
}

TEST_F(PushTest, AMistakeInAPlanHasItsLine) {
  const std::string file =
      WriteFile("plan.textproto", absl::StrCat(kTwentePlan, "obligations {\n  x: 1\n}"));
  EXPECT_EQ(Run({"plan", "publish", file}), kExitRefused);
  EXPECT_THAT(err_, HasSubstr(absl::StrCat(file, ":9:")));
  EXPECT_THAT(err_, HasSubstr("er is niets gepubliceerd"));
  EXPECT_THAT(server_.recorded(), IsEmpty());
}

TEST_F(PushTest, ARefusedPlanShowsWhereToMendIt) {
  server_.refuse = [](const command::v1::Command&) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "PLAN_INVALID", "2 mistakes",
                           {{"field_1", "obligations[0].label.nl"},
                            {"problem_1", "too long"},
                            {"field_2", "title"},
                            {"problem_2", "is empty"},
                            {"field_3", "obligations[0].label.en"},
                            {"problem_3", "is empty"}});
  };
  const std::string file = WriteFile("plan.textproto", kTwentePlan);
  EXPECT_EQ(Run({"plan", "publish", file}), kExitRefused);
  EXPECT_EQ(err_,
            absl::StrCat("logboek: regioplan heeft fouten (PLAN_INVALID): 2 mistakes\n", file,
                         ":6:11: obligations[0].label.nl: too long\n", file, ": title: is empty\n",
                         file, ":6:3: obligations[0].label.en: is empty\n"));
}

// A line for each mistake, where it stands in the file, and a line for each file.
TEST_F(PushTest, ACheckTellsEveryMistakeOfEveryFileInOrder) {
  server_.plan_checks["2026-2027"] = Parse<v1::CheckPlanResponse>(R"(
    problems { field: "obligations[0].label.nl" reason: "TEXT_TOO_LONG" message: "20, limit 18" }
    problems { field: "title.en" reason: "MISSING_FIELD" message: "fill it" })");
  const std::string first = WriteFile("first.textproto", "region: 'twente_hzt' plan_id: '1'");
  const std::string broken = WriteFile("broken.textproto", "region: 3\n");
  const std::string other = WriteFile("other.textproto", "region: 'elsewhere' plan_id: '2'");
  const std::string last = WriteFile("last.textproto", kTwentePlan);
  EXPECT_EQ(Run({"plan", "check", first, broken, other, last}), kExitRefused) << err_;
  EXPECT_THAT(err_, IsEmpty());
  std::vector<std::string> lines = absl::StrSplit(out_, '\n');
  ASSERT_EQ(lines.size(), 8u) << out_;
  EXPECT_EQ(lines[0], absl::StrCat(first, ": geen fouten"));
  EXPECT_THAT(lines[1], HasSubstr(absl::StrCat(broken, ":1:9: niet te lezen: ")));
  EXPECT_EQ(lines[2], absl::StrCat(broken, ": 1 fout(en)"));
  EXPECT_EQ(lines[3], absl::StrCat(other, ": geen fouten"));
  EXPECT_EQ(lines[4], absl::StrCat(last,
                                   ":6:11: obligations[0].label.nl: tekst is te lang: "
                                   "20, limit 18"));
  EXPECT_EQ(lines[5], absl::StrCat(last, ": title.en: veld ontbreekt: fill it"));
  EXPECT_EQ(lines[6], absl::StrCat(last, ": 2 fout(en)"));
  const v1::CheckPlanRequest request = server_.last_check();
  ASSERT_EQ(request.before_size(), 1);
  EXPECT_EQ(request.before(0).plan_id(), "1");
  EXPECT_THAT(server_.recorded(), IsEmpty());
}

TEST_F(PushTest, ACheckIsInEnglishAndItsExitCodeIsZeroWithoutMistakes) {
  const std::string file = WriteFile("plan.textproto", kTwentePlan);
  EXPECT_EQ(Run({"--lang=en", "plan", "check", file}), kExitOk) << err_;
  EXPECT_EQ(out_, absl::StrCat(file, ": no mistakes\n"));
  server_.failure = absl::UnavailableError("away");
  EXPECT_EQ(Run({"plan", "check", file}), kExitUnreachable);
  EXPECT_EQ(Run({"plan", "check", "/nonexistent"}), kExitUsage);
}

}  // namespace
}  // namespace logboek::cli
