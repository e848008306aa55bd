// How the program is called: help, languages, mistakes, exit codes.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::vector<std::string>>& AllCommands() {
  static const auto& commands =
      *new std::vector<std::vector<std::string>>{{},
                                                 {"compliance"},
                                                 {"practice"},
                                                 {"practice", "show"},
                                                 {"session"},
                                                 {"session", "show"},
                                                 {"session", "list"},
                                                 {"push"},
                                                 {"do"},
                                                 {"lookup"},
                                                 {"replay"},
                                                 {"digest"},
                                                 {"plan"},
                                                 {"plan", "check"},
                                                 {"plan", "publish"},
                                                 {"status"},
                                                 {"todo"},
                                                 {"explain"},
                                                 {"at-risk"},
                                                 {"invite"},
                                                 {"seats"},
                                                 {"changes"},
                                                 {"close-year"},
                                                 {"closed"},
                                                 {"watch"},
                                                 {"what-if"},
                                                 {"history"},
                                                 {"list"},
                                                 {"list", "shares"},
                                                 {"list", "untrained"},
                                                 {"list", "times"},
                                                 {"list", "new-staff"},
                                                 {"list", "shared-people"},
                                                 {"list", "promotions"},
                                                 {"list", "representation"},
                                                 {"list", "odd-sessions"},
                                                 {"list", "credits"},
                                                 {"list", "quarters"},
                                                 {"list", "missing-documents"},
                                                 {"list", "choices"},
                                                 {"list", "decisions"},
                                                 {"list", "visits"},
                                                 {"list", "funded-courses"},
                                                 {"list", "refusals"},
                                                 {"calendar"},
                                                 {"report"},
                                                 {"report", "region"},
                                                 {"report", "practices"},
                                                 {"evidence"},
                                                 {"verify"},
                                                 {"import"},
                                                 {"erasure"},
                                                 {"erasure", "status"},
                                                 {"erasure", "request"},
                                                 {"erasure", "destroy"},
                                                 {"erasure", "confirm"},
                                                 {"retention"},
                                                 {"accesses"},
                                                 {"export-person"},
                                                 {"token"},
                                                 {"token", "create"},
                                                 {"token", "list"},
                                                 {"token", "rotate"},
                                                 {"token", "revoke"},
                                                 {"token", "exchange"},
                                                 {"whoami"},
                                                 {"backup"},
                                                 {"backup", "list"}};
  return commands;
}

class UsageTest : public CliTest {
 protected:
  std::string AllHelp(const std::string& language) {
    std::string help;
    for (std::vector<std::string> command : AllCommands()) {
      command.push_back("--help");
      command.push_back(absl::StrCat("--lang=", language));
      EXPECT_EQ(RunBare(command), kExitOk);
      EXPECT_THAT(err_, IsEmpty());
      absl::StrAppend(&help, out_, "\n", std::string(80, '='), "\n");
    }
    return help;
  }

  // Expects wrong usage that says `text`.
  void ExpectUsage(const std::vector<std::string>& arguments, const std::string& text) {
    EXPECT_EQ(Run(arguments), kExitUsage) << err_;
    EXPECT_THAT(err_, HasSubstr(text));
    EXPECT_THAT(out_, IsEmpty());
  }
};

TEST_F(UsageTest, HelpTeachesInDutch) { ExpectGolden("help.nl.txt", AllHelp("nl")); }

TEST_F(UsageTest, HelpTeachesInEnglish) { ExpectGolden("help.en.txt", AllHelp("en")); }

TEST_F(UsageTest, TheLanguageComesFromTheFlagThenTheEnvironment) {
  EXPECT_EQ(Run({"status", "extra"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("onbekend of te veel: extra"));
  environment_["LC_MESSAGES"] = "en_GB.UTF-8";
  EXPECT_EQ(Run({"status", "extra"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("unknown or too many: extra"));
  EXPECT_EQ(Run({"status", "extra", "--lang", "nl"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("onbekend of te veel: extra"));
}

TEST_F(UsageTest, WhatNoHeaderMayHaveIsNotSent) {
  ExpectUsage({"status", "--acting-for", "Zo\xc3\xab"}, "--acting-for heeft meer dan");
  environment_["LOGBOEK_TOKEN"] =
      "geheim\xe2\x80\x8b"
      "en meer";
  ExpectUsage({"status"}, "token heeft meer dan");
  EXPECT_THAT(err_, Not(HasSubstr("geheim")));
}

TEST_F(UsageTest, ATokenFromAFileIsSentWholeOrNotAtAll) {
  const auto run_with = [&](size_t size) {
    const std::string path = WriteFile("long.token", std::string(size, 'x'));
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    return Run({"whoami", "--token-file", path});
  };
  ServeAs("principal: 'bea'");
  EXPECT_EQ(run_with(6'000), kExitOk) << err_;
  EXPECT_EQ(server_.last_authorization(), "Bearer " + std::string(6'000, 'x'));
  EXPECT_EQ(run_with(16'385), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("langer dan een token (16384 tekens)"));
}

TEST_F(UsageTest, MistakesAreToldInWords) {
  ExpectUsage({}, "een opdracht ontbreekt");
  ExpectUsage({"practice"}, "een opdracht ontbreekt");
  ExpectUsage({"fly"}, "fly");
  ExpectUsage({"push"}, "BESTAND ontbreekt");
  ExpectUsage({"session", "list"}, "--region ontbreekt");
  ExpectUsage({"compliance", "p1", "--at"}, "--at: een waarde ontbreekt");
  ExpectUsage({"compliance", "p1", "--at", "2026-02-30"}, "\"2026-02-30\" is geen datum");
  ExpectUsage({"compliance", "p1", "--known-at", "toen"}, "\"toen\" is geen positie");
  ExpectUsage({"compliance", "p1", "--status", "mett"}, "kies uit: met, open, at_risk");
  ExpectUsage({"compliance"}, "geef een praktijk, of --region");
  ExpectUsage({"compliance", "p1", "--region", "r"}, "geef een praktijk, of --region");
  ExpectUsage({"replay", "--after", "x"}, "\"x\" is geen getal");
  ExpectUsage({"replay", "--after", "-1"}, "\"-1\" is geen getal");
  ExpectUsage({"replay", "--type", "moon_landed"}, "attendance_recorded");
  ExpectUsage({"replay", "--follow", "--until", "4"}, "--follow of --until");
  ExpectUsage({"status", "--format", "xml"},
              "kies uit: table, json, csv, excel-csv, xlsx, ics, html");
  ExpectUsage({"status", "--lang", "fr"}, "kies uit: nl, en");
  ExpectUsage({"push", "/nonexistent/file"}, "kan /nonexistent/file niet openen");
  ExpectUsage({"plan", "publish", "/nonexistent/file"}, "kan /nonexistent/file niet openen");
}

TEST_F(UsageTest, APlanThatCannotBeReadIsSaidInWords) {
  ExpectUsage({"plan", "publish", "."}, "kan . niet openen: Is a directory");
  const std::string large = WriteFile("large.textproto", std::string((4 << 20) + 1, ' '));
  ExpectUsage({"plan", "publish", large}, "is groter dan 4194304 bytes");
}

TEST_F(UsageTest, TheServerMayComeFromTheEnvironment) {
  environment_["LOGBOEK_SERVER"] = server_.address();
  EXPECT_EQ(RunBare({"status"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr(server_.address()));
}

TEST_F(UsageTest, NobodyListeningExitsWith3) {
  EXPECT_EQ(RunBare({"status", "--server", "unix:/nonexistent/logboek"}), kExitUnreachable);
  EXPECT_THAT(err_, HasSubstr("server unix:/nonexistent/logboek is niet bereikbaar"));
  EXPECT_EQ(RunBare({"do", "{\"source\":\"a\",\"sourceId\":\"b\",\"enrol\":{}}", "--server",
                     "unix:/nonexistent/logboek"}),
            kExitUnreachable);
}

TEST_F(UsageTest, UnknownThingsExitWith4) {
  EXPECT_EQ(Run({"compliance", "nobody"}), kExitNotFound);
  EXPECT_THAT(err_, HasSubstr("onbekende praktijk (UNKNOWN_PRACTICE): practice \"nobody\""));
  EXPECT_EQ(Run({"practice", "show", "nobody"}), kExitNotFound);
  EXPECT_EQ(Run({"session", "show", "nothing"}), kExitNotFound);
  EXPECT_EQ(Run({"session", "list", "--region", "nowhere"}), kExitNotFound);
  EXPECT_EQ(Run({"compliance", "--region", "nowhere"}), kExitNotFound);
  EXPECT_EQ(Run({"lookup", "a", "b"}), kExitNotFound);
}

TEST_F(UsageTest, OtherErrorsOfTheServerExitWith5) {
  server_.failure = base::MakeError(absl::StatusCode::kInternal, "DISK_FAILED", "sector 7");
  EXPECT_EQ(Run({"status", "--lang", "en"}), kExitServer);
  EXPECT_EQ(err_, "logboek: store cannot write (DISK_FAILED): sector 7\n");
  server_.failure = absl::InternalError("odd\x1b[2J");
  EXPECT_EQ(Run({"status"}), kExitServer);
  EXPECT_EQ(err_, "logboek: INTERNAL: odd [2J\n") << "nothing that steers a terminal";
}

TEST_F(UsageTest, AQuestionThatCannotBeAskedIsWrongUsage) {
  server_.failure = base::MakeError(absl::StatusCode::kOutOfRange, "POSITION_AHEAD", "head is 9");
  EXPECT_EQ(Run({"compliance", "p1", "--known-at", "99"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("(POSITION_AHEAD): head is 9"));
  server_.failure = base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_TIMESTAMP", "year 0");
  EXPECT_EQ(Run({"digest", "--known-at", "99"}), kExitUsage);
}

TEST_F(UsageTest, AnAnswerThatCannotBeWrittenIsNoSuccess) {
  std::ofstream full("/dev/full");
  out_stream_ = &full;
  EXPECT_EQ(Run({"status"}), kExitOutput);
  EXPECT_EQ(err_, "logboek: kan de standaarduitvoer niet schrijven: No space left on device\n");
  EXPECT_EQ(RunBare({"--help"}), kExitOutput);
  EXPECT_EQ(RunBare({"--version"}), kExitOutput);
  EXPECT_EQ(Run({"practice", "show", "nobody"}), kExitNotFound) << "what came first weighs more";
}

TEST_F(UsageTest, NoColourWhereNobodyAskedForIt) {
  server_.status.set_writable(true);
  server_.status.add_regions()->set_region("twente_hzt");
  ASSERT_EQ(Run({"status"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("\x1b[")));
  terminal_width_ = 80;
  ASSERT_EQ(Run({"status"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("\x1b["));
  environment_["NO_COLOR"] = "1";
  ASSERT_EQ(Run({"status"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("\x1b[")));
  environment_ = {{"TERM", "dumb"}};
  ASSERT_EQ(Run({"status"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace logboek::cli
