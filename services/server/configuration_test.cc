#include "services/server/configuration.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/auth/testing/test_certificates.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::server {
namespace {

using base::StatusIs;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

constexpr char kPackageFile[] = "deploy/package/logboekd.conf";

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The table, and a setting that may be given several times.
std::vector<Setting> WithList() {
  static auto& names = *new std::vector<std::string>();
  names.clear();
  std::vector<Setting> settings = Settings();
  settings.push_back({"name-list",
                      kind::Texts(
                          "NAME", [](auto& c) -> auto& { return names; }),
                      "Names.", SettingPlace::kAnywhere, "Names"});
  return settings;
}

class ConfigurationTest : public testing::Test {
 protected:
  // Writes the file that `Read` names with a flag.
  void File(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    has_file_ = true;
  }
  EffectiveConfiguration Read(std::vector<std::string> flags, const Environment& environment = {}) {
    if (has_file_) flags.insert(flags.end(), {"--config", path_});
    return ReadConfiguration(flags, environment, settings_);
  }
  std::vector<std::string> Errors(const std::vector<std::string>& flags,
                                  const Environment& environment = {}) {
    return Read(flags, environment).errors;
  }
  const Setting& Row(const std::string& name) const {
    for (const Setting& setting : settings_) {
      if (setting.name == name) return setting;
    }
    ADD_FAILURE() << "no setting " << name;
    return settings_.front();
  }

  const std::vector<Setting> settings_ = WithList();
  const storage::TempFolder folder_;
  const std::string path_ = folder_.path() + "/logboekd.conf";
  bool has_file_ = false;
};

TEST_F(ConfigurationTest, AFlagGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeTheDefault) {
  File("queue-max = 1\nworkers = 2\nstreams-max = 3\nreflection = true\n");
  const auto effective = Read({"--queue-max", "7", "--reflection=false"},
                              {{"LOGBOEKD_QUEUE_MAX", "5"}, {"LOGBOEKD_WORKERS", "6"}});
  EXPECT_THAT(effective.errors, IsEmpty());
  const ServerOptions& server = effective.configuration.server;
  EXPECT_EQ(server.registrar.queue_max, 7u) << "a flag";
  EXPECT_EQ(server.workers, 6u) << "a variable";
  EXPECT_EQ(server.chain.streams_max, 3u) << "the file";
  EXPECT_EQ(server.worker_queue_max, 1'000u) << "the default";
  EXPECT_FALSE(server.reflection) << "a switch that the file turns on is turned off by a flag";
  EXPECT_EQ(effective.origins.at("queue-max"), "--queue-max");
  EXPECT_EQ(effective.origins.at("workers"), "LOGBOEKD_WORKERS");
  EXPECT_EQ(effective.origins.at("streams-max"), absl::StrCat(path_, ":3"));
  EXPECT_EQ(effective.origins.count("worker-queue-max"), 0u);
}

TEST_F(ConfigurationTest, EveryKindOfValueIsReadAlikeFromEverywhere) {
  const std::vector<std::vector<std::string>> said = {
      {"store", "/var/lib/a # b"}, {"log-level", "warning"}, {"engine", "memory"},
      {"drain-max", "90"},         {"reflection", "true"},   {"shared-calls-per-second", "0.5"},
  };
  std::vector<std::string> flags;
  Environment environment;
  std::string file = "# A comment.\n\n";
  for (const auto& pair : said) {
    const Setting& row = Row(pair[0]);
    flags.push_back(absl::StrCat(row.flag(), "=", pair[1]));
    environment[row.variable()] = pair[1];
    const std::string quote = row.kind.is_text ? "\"" : "";
    absl::StrAppend(&file, pair[0], " = ", quote, pair[1], quote, "  # why\n");
  }
  const auto check = [&](const EffectiveConfiguration& effective) {
    EXPECT_THAT(effective.errors, IsEmpty());
    for (const auto& pair : said) {
      EXPECT_THAT(Row(pair[0]).kind.get(effective.configuration), ElementsAre(pair[1]));
    }
    EXPECT_EQ(effective.configuration.server.drain_max, absl::Seconds(90));
    EXPECT_EQ(effective.configuration.log_level, base::LogLevel::kWarning);
  };
  check(Read(flags));
  check(Read({}, environment));
  File(file);
  check(Read({}));
}

TEST_F(ConfigurationTest, TheEnvironmentNamesTheFileAndAnEmptyVariableIsNone) {
  std::ofstream(path_) << "workers = 9\n";
  EXPECT_EQ(Read({}, {{"LOGBOEKD_CONFIG", path_}}).configuration.server.workers, 9u);
  EXPECT_EQ(Read({"--config", ""}, {{"LOGBOEKD_CONFIG", path_}}).configuration.server.workers, 4u);
  File("workers = 8\n");
  const auto effective = Read({}, {{"LOGBOEKD_CONFIG", "/not/there"}, {"LOGBOEKD_WORKERS", ""}});
  EXPECT_THAT(effective.errors, IsEmpty());
  EXPECT_EQ(effective.configuration.server.workers, 8u);
}

TEST_F(ConfigurationTest, AListIsReplacedAsAWhole) {
  const auto names = [&](const EffectiveConfiguration& effective) {
    EXPECT_THAT(effective.errors, IsEmpty());
    return Row("name-list").kind.get(effective.configuration);
  };
  File("name-list = [\"a, b\", 'c']");
  EXPECT_THAT(names(Read({})), ElementsAre("a, b", "c"));
  EXPECT_THAT(names(Read({}, {{"LOGBOEKD_NAME_LIST", "d,e,f"}})), ElementsAre("d", "e", "f"));
  EXPECT_THAT(names(Read({"--name-list", "g", "--name-list=h"}, {{"LOGBOEKD_NAME_LIST", "d"}})),
              ElementsAre("g", "h"));
  File("name-list = []");
  EXPECT_THAT(names(Read({})), IsEmpty());
  File("name-list = 'one'");
  EXPECT_THAT(names(Read({})), ElementsAre("one"));
}

TEST_F(ConfigurationTest, EveryMistakeIsToldAtOnceWithItsPlaceAndItsLimit) {
  File("workers = 0\nlog-level = \"loud\"\n\nquue-max = 5\ndrain-max = \"soon\"\n");
  EXPECT_THAT(
      Errors({"--calls-max", "1000001", "--reflexion"},
             {{"LOGBOEKD_STREAMS_MAX", "-1"}, {"LOGBOEKD_WORKER", "5"}, {"LANG", "nl"}}),
      testing::UnorderedElementsAre(
          absl::StrCat(path_, ":1: workers \"0\" is out of range; it takes 1 to 256 THREADS"),
          absl::StrCat(path_, ":2: log-level \"loud\" is unknown; it takes info, warning or error"),
          absl::StrCat(path_, ":4: there is no setting \"quue-max\"; the nearest is queue-max"),
          absl::StrCat(path_,
                       ":5: drain-max \"soon\" is no whole number; it takes 1 to 3600 SECONDS"),
          "LOGBOEKD_WORKER: there is no such setting; the nearest is LOGBOEKD_WORKERS",
          "LOGBOEKD_STREAMS_MAX: streams-max \"-1\" is out of range; it takes 1 to 100000 STREAMS",
          "--calls-max: calls-max \"1000001\" is out of range; it takes 1 to 1000000 CALLS",
          "--reflexion: there is no such flag; the nearest is --reflection, and --help lists "
          "all"));
}

TEST_F(ConfigurationTest, AWrongValueIsToldAlsoWhereAnotherGoesBeforeIt) {
  File("workers = 0\n");
  EXPECT_THAT(Errors({"--workers", "5"}), ElementsAre(HasSubstr(":1: workers")));
}

TEST_F(ConfigurationTest, AFileThatIsNoTomlIsToldWithItsLine) {
  const auto error = [&](const std::string& text) {
    File(text);
    const std::vector<std::string> errors = Errors({});
    EXPECT_EQ(errors.size(), 1u) << text;
    return errors.empty() ? "" : errors.front();
  };
  const std::string second = absl::StrCat(path_, ":2: ");
  EXPECT_THAT(error("workers = 1\nlog-level = info\n"),
              AllOf(StartsWith(second), HasSubstr("a text between quotes")));
  EXPECT_THAT(error("workers = 1\nworkers = 2\n"),
              AllOf(StartsWith(second), HasSubstr("workers"), HasSubstr("each setting once")));
  EXPECT_THAT(error("workers = 1\nlisten = \"127.0.0.1:0\n"), StartsWith(second));
  EXPECT_THAT(error("workers = 1\nworkers\n"), HasSubstr("NAME = VALUE"));
  EXPECT_THAT(error("workers = 1\n[limits]\nqueue-max = 2\n"),
              AllOf(StartsWith(second), HasSubstr("limits"), HasSubstr("without sections")));
  EXPECT_THAT(error("workers = 1\nworkers.max = 2\n"), StartsWith(second));
  EXPECT_THAT(error("workers = 1\nqueue-max = [1, 2]\n"),
              AllOf(StartsWith(second), HasSubstr("one value")));
  EXPECT_THAT(error("workers = 1\nstore = 2026-11-30\n"),
              AllOf(StartsWith(second), HasSubstr("between quotes")));
  // As a word processor writes them, and what a parser may not expect.
  for (const char* const line :
       {"log-level = \u201cinfo\u201d", "store = /srv/praktijk/caf\u00e9", "queue-max = \u00e9",
        "\u00e9 = 1", "store = 2026-11-30T&7", "[&", "queue-max = 0\"\u0421"}) {
    EXPECT_THAT(error(absl::StrCat("workers = 1\n", line, "\n")),
                AllOf(StartsWith(second), HasSubstr("a text between quotes")))
        << line;
  }
  EXPECT_THAT(error("workers = 1\nstore = \"a\\u0007b\"\n"),
              AllOf(StartsWith(second), HasSubstr("\"a\\007b\" has a control character")));
}

TEST_F(ConfigurationTest, AFileThatCannotBeReadIsNamedByWhoNamedIt) {
  EXPECT_THAT(Errors({"--config", "/not/there"}),
              ElementsAre("--config: /not/there: the file cannot be read"));
  EXPECT_THAT(Errors({}, {{"LOGBOEKD_CONFIG", folder_.path()}}),
              ElementsAre(AllOf(StartsWith("LOGBOEKD_CONFIG: "), HasSubstr("cannot be read"))));
  File(absl::StrCat("#", std::string(1 << 20, 'x')));
  EXPECT_THAT(Errors({}), ElementsAre(AllOf(StartsWith("--config: "), HasSubstr("1048576 bytes"))));
}

TEST_F(ConfigurationTest, WhatIsDoneOnceStandsInNoFileAndNoEnvironment) {
  for (const Setting& setting : settings_) {
    if (setting.place == SettingPlace::kAnywhere) continue;
    File(absl::StrCat(setting.name, " = true"));
    EXPECT_THAT(Errors({}), ElementsAre(HasSubstr("cannot stand in a file"))) << setting.name;
    if (setting.place == SettingPlace::kNotInFile) continue;
    has_file_ = false;
    EXPECT_THAT(Errors({}, {{setting.variable(), "true"}}), ElementsAre(HasSubstr("done once")));
  }
  EXPECT_THAT(Errors({"--rotate-master-key", "--renew-first-token"}),
              ElementsAre(AllOf(HasSubstr("--rotate-master-key"), HasSubstr("only one"))));
}

TEST_F(ConfigurationTest, VariablesOfAKubernetesServiceAreNoMistakes) {
  EXPECT_THAT(Errors({}, {{"LOGBOEKD_SERVICE_HOST", "10.0.0.1"},
                          {"LOGBOEKD_SERVICE_PORT_GRPC", "4777"},
                          {"LOGBOEKD_PORT", "tcp://10.0.0.1:4777"},
                          {"LOGBOEKD_PORT_4777_TCP", "tcp://10.0.0.1:4777"}}),
              IsEmpty());
}

TEST_F(ConfigurationTest, FlagsAreHeldToWhatTheyTake) {
  EXPECT_THAT(Errors({"--workers", "1", "--workers", "2"}), ElementsAre(StartsWith("--workers")));
  EXPECT_THAT(Errors({"--workers"}), ElementsAre(StartsWith("--workers")));
  EXPECT_THAT(Errors({"serve"}), ElementsAre(StartsWith("\"serve\"")));
  EXPECT_THAT(Errors({"--reflection=maybe"}), ElementsAre(HasSubstr("true or false")));
  EXPECT_THAT(Errors({"--workers", "99999999999999999999"}),
              ElementsAre(HasSubstr("out of range")));
  for (const char* const number : {"nan", "inf", "", "1e999", "0x1p3x"}) {
    EXPECT_THAT(Errors({"--caller-calls-per-second", number}), testing::SizeIs(1)) << number;
  }
}

TEST_F(ConfigurationTest, HelpHasEverySettingWithItsUnitAndItsDefault) {
  const std::string help = Read({"--help"}).help;
  for (const Setting& setting : settings_) {
    EXPECT_THAT(help, HasSubstr(setting.flag()));
    EXPECT_THAT(help, HasSubstr(setting.kind.unit));
  }
  EXPECT_THAT(help, HasSubstr("--queue-max COMMANDS=10000"));
  EXPECT_THAT(help, HasSubstr("counts as 0.75"));
}

TEST_F(ConfigurationTest, WhatIsPrintedReadBackIsTheSameConfiguration) {
  const auto effective =
      Read({"--store", "a \"b\" 'c' \\ # d", "--shared-calls-per-second", "0.1", "--engine=memory",
            "--caller-calls-per-second", "1234567.891", "--name-list", "x", "--name-list", "y,\"z"},
           {{"LOGBOEKD_REFLECTION", "true"}, {"LOGBOEKD_DRAIN_MAX", "3600"}});
  ASSERT_THAT(effective.errors, IsEmpty());
  std::vector<std::vector<std::string>> before;
  for (const Setting& setting : settings_) {
    before.push_back(setting.kind.get(effective.configuration));
  }
  const std::string printed = PrintConfiguration(effective, settings_);
  EXPECT_THAT(printed, HasSubstr("# Threads that read the log and whole regions.\n"
                                 "# 1 to 256 THREADS; default 4.\n"
                                 "# Not given: the default.\nworkers = 4\n"));
  EXPECT_THAT(printed, HasSubstr("# From LOGBOEKD_DRAIN_MAX.\ndrain-max = 3600\n"));
  File(printed);
  const auto again = Read({});
  EXPECT_THAT(again.errors, IsEmpty());
  for (size_t i = 0; i < settings_.size(); ++i) {
    if (settings_[i].place != SettingPlace::kAnywhere) continue;
    EXPECT_EQ(settings_[i].kind.get(again.configuration), before[i]) << settings_[i].name;
    EXPECT_EQ(again.origins.count(settings_[i].name), 1u) << settings_[i].name;
  }
}

TEST_F(ConfigurationTest, WhatDoesNotGoTogetherIsToldWhereItWasSaid) {
  const auto wrong = [&](const std::vector<std::string>& flags) {
    const auto effective = Read(flags);
    EXPECT_THAT(effective.errors, IsEmpty());
    return CheckTogether(effective);
  };
  const auto says = [](absl::StatusCode code, absl::string_view where, absl::string_view what) {
    const auto message = [](const absl::Status& status) { return std::string(status.message()); };
    return AllOf(StatusIs(code), testing::ResultOf(message, AllOf(StartsWith(std::string(where)),
                                                                  HasSubstr(std::string(what)))));
  };
  const auto invalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(wrong({"--engine", "memory"}), IsEmpty());
  EXPECT_THAT(wrong({"--store", "/x"}), IsEmpty()) << "a store is made when missing";
  EXPECT_THAT(wrong({}), ElementsAre(says(invalid, "--store", "not named")));
  File(
      "\nlisten = \"0.0.0.0:0\"\n\npolicy = \"/not/there\"\nengine = \"memory\"\n"
      "tls-key = \"/k\"");
  EXPECT_THAT(wrong({}),
              ElementsAre(says(invalid, path_ + ":2", "without TLS"),
                          says(invalid, path_ + ":6", "--tls-certificate"),
                          says(absl::StatusCode::kNotFound, path_ + ":4", "cannot be read")));
  EXPECT_THAT(wrong({"--listen", "here", "--tls-certificate", "/c", "--policy", ""}),
              ElementsAre(says(invalid, "--listen", "HOST:PORT"),
                          says(absl::StatusCode::kFailedPrecondition, "--tls-certificate", "/c")));
}

TEST_F(ConfigurationTest, ThePublicAddressIsHeldToWhatBrowsersSignInAt) {
  const auto wrong = [&](const std::vector<std::string>& flags) -> std::string {
    std::vector<std::string> all = {"--engine=memory"};
    all.insert(all.end(), flags.begin(), flags.end());
    const auto statuses = CheckTogether(Read(all));
    return statuses.empty() ? "" : std::string(statuses.front().message());
  };
  const std::string good = "--http-public-address=https://logboek.example.nl";
  EXPECT_EQ(wrong({good, "--http-listen=127.0.0.1:0"}), "");
  EXPECT_THAT(wrong({good}),
              AllOf(StartsWith("--http-public-address: "), HasSubstr("http-listen")));
  EXPECT_THAT(
      wrong({"--http-public-address=http://logboek.example.nl", "--http-listen=127.0.0.1:0"}),
      AllOf(StartsWith("--http-public-address: "), HasSubstr("https")));
}

TEST_F(ConfigurationTest, FilesOfTlsAreReadAndHeldTogether) {
  const auth::TestAuthority authority;
  const auth::TestCertificate one = authority.Issue({});
  const auth::TestCertificate two = authority.Issue({});
  const auto in = [&](absl::string_view name) { return folder_.Sub(name); };
  std::ofstream(in("one.pem")) << one.certificate;
  std::ofstream(in("one.key")) << one.private_key;
  std::ofstream(in("two.key")) << two.private_key;
  std::ofstream(in("ca.pem")) << authority.certificate();
  const auto wrong = [&](absl::string_view certificate, absl::string_view key,
                         absl::string_view client_ca) -> std::string {
    const auto statuses =
        CheckTogether(Read({"--engine=memory", "--listen=0.0.0.0:0", "--tls-certificate",
                            in(certificate), "--tls-key", in(key), "--client-ca", in(client_ca)}));
    return statuses.empty() ? "" : std::string(statuses.front().message());
  };
  EXPECT_EQ(wrong("one.pem", "one.key", "ca.pem"), "");
  EXPECT_THAT(wrong("one.pem", "two.key", "ca.pem"),
              AllOf(StartsWith("--tls-certificate: "), HasSubstr("is not the key of")));
  EXPECT_THAT(wrong("one.key", "one.key", "ca.pem"), HasSubstr("no certificate in PEM"));
  EXPECT_THAT(wrong("one.pem", "one.pem", "ca.pem"), HasSubstr("no private key"));
  EXPECT_THAT(wrong("one.pem", "one.key", "two.key"), HasSubstr("--client-ca"));
}

// ---- the table ----------------------------------------------------------------------------------

TEST(SettingsTest, EachRowIsCompleteAndItsDefaultIsTaken) {
  std::set<std::string> names;
  for (const Setting& setting : Settings()) {
    SCOPED_TRACE(setting.name);
    EXPECT_TRUE(names.insert(setting.name).second);
    EXPECT_EQ(setting.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos);
    EXPECT_FALSE(absl::StartsWith(setting.name, "port")) << "Kubernetes' own variables";
    EXPECT_FALSE(absl::StartsWith(setting.name, "service")) << "Kubernetes' own variables";
    EXPECT_EQ(setting.effect.back(), '.');
    EXPECT_FALSE(setting.group.empty());
    EXPECT_NE(setting.kind.unit.empty(), !setting.kind.is_switch) << "a unit, or a switch";
    Configuration configuration;
    const std::vector<std::string> usual = setting.kind.get(configuration);
    EXPECT_THAT(setting.kind.set(usual, &configuration), base::IsOk());
    EXPECT_EQ(setting.kind.get(configuration), usual);
  }
}

// No two rows write to one place: what is set for one shows in no other.
TEST(SettingsTest, EachRowHasAPlaceOfItsOwn) {
  const auto other = [](const Setting& setting) -> std::string {
    const std::string usual = setting.kind.get(Configuration()).front();
    if (setting.kind.is_switch) return usual == "true" ? "false" : "true";
    if (setting.kind.range.empty()) return "/else/where";
    if (setting.name == "engine") return "memory";
    if (setting.name == "log-level") return "error";
    return usual == "1" ? "2" : "1";
  };
  for (const Setting& setting : Settings()) {
    if (setting.kind.is_list) continue;
    Configuration configuration;
    ASSERT_OK(setting.kind.set({other(setting)}, &configuration)) << setting.name;
    for (const Setting& each : Settings()) {
      const bool changed = each.kind.get(configuration) != each.kind.get(Configuration());
      EXPECT_EQ(changed, each.name == setting.name) << each.name << " after " << setting.name;
    }
  }
}

TEST(SettingsTest, TheNearestNameHasTheFewestLettersToChange) {
  const std::vector<std::string> names = {"queue-max", "calls-max", "store"};
  EXPECT_EQ(NearestName("quue-max", names), "queue-max");
  EXPECT_EQ(NearestName("call-max", names), "calls-max");
  EXPECT_EQ(NearestName("sotre", names), "store");
  EXPECT_EQ(NearestName("", names), "store");
  EXPECT_EQ(NearestName("x", {}), "");
}

TEST(SettingsTest, NumbersAreWrittenAsTheyAreRead) {
  EXPECT_EQ(kind::FormatNumber(33554432), "33554432");
  EXPECT_EQ(kind::FormatNumber(1e12), "1000000000000");
  EXPECT_EQ(kind::FormatNumber(0.1), "0.1");
  EXPECT_EQ(kind::FormatNumber(1234567.891), "1234567.891");
}

TEST(SettingsTest, OwnVariablesAreThoseOfTheProgram) {
  const char* const environment[] = {"LOGBOEKD_STORE=/a=b", "LOGBOEK=1", "PATH=/bin",
                                     "LOGBOEKD_POLICY=", nullptr};
  EXPECT_THAT(OwnVariables(environment),
              ElementsAre(Pair("LOGBOEKD_POLICY", ""), Pair("LOGBOEKD_STORE", "/a=b")));
}

TEST(SettingsTest, TheReferenceIsRoffAndHasEverySetting) {
  const std::string reference = PrintReference();
  for (const Setting& setting : Settings()) {
    const std::string flag = absl::StrReplaceAll(setting.flag(), {{"-", "\\-"}});
    EXPECT_THAT(reference, HasSubstr(absl::StrCat(".TP\n\\fB", flag, "\\fR")));
  }
  EXPECT_THAT(reference, HasSubstr("1 to 256 THREADS; default 4. Environment: "
                                   "\\fBLOGBOEKD_WORKERS\\fR. File: \\fBworkers\\fR."));
}

// ---- the file of the package --------------------------------------------------------------------

// What the package says itself.
const std::map<std::string, std::string>& SaidByPackage() {
  static const auto& said = *new std::map<std::string, std::string>{
      {"store", "/var/lib/logboek/store"},
      {"listen", "127.0.0.1:4777"},       // lint:allow(port) because nothing listens
      {"http-listen", "127.0.0.1:4778"},  // lint:allow(port) because nothing listens
  };
  return said;
}

std::string PackageFile() {
  std::string text =
      "# Settings of logboekd: NAME = VALUE on a line (TOML), a text between quotes. A line that\n"
      "# begins with # says nothing; those below have the defaults. A flag, and a variable such "
      "as\n"
      "# LOGBOEKD_QUEUE_MAX, go before this file. After a change:\n"
      "#     logboekd --config /etc/logboek/logboekd.conf --check-config\n"
      "# and start the service again. --print-config shows what is in force.\n";
  std::string group;
  for (const Setting& setting : Settings()) {
    if (setting.place != SettingPlace::kAnywhere) continue;
    if (setting.group != group) absl::StrAppend(&text, "\n# ---- ", setting.group, "\n");
    group = setting.group;
    Configuration configuration;
    const auto said = SaidByPackage().find(setting.name);
    const bool is_said = said != SaidByPackage().end();
    if (is_said) {
      EXPECT_OK(setting.kind.set({said->second}, &configuration));
    }
    absl::StrAppend(&text, "\n", CommentOn(setting), is_said ? "" : "#",
                    LineOf(setting, configuration), "\n");
  }
  return text;
}

TEST(PackageFileTest, IsWhatTheTableSays) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kPackageFile) << PackageFile();
  EXPECT_EQ(ReadAll(kPackageFile), PackageFile()) << "UPDATE_GOLDEN=1 rewrites " << kPackageFile;
}

// Without a look at how it was made: what it says, and what it would say without its marks.
TEST(PackageFileTest, HasEveryKeyWithItsDefault) {
  const storage::TempFolder folder;
  const std::string path = folder.path() + "/all.conf";
  std::ofstream all(path);
  for (const absl::string_view line : absl::StrSplit(ReadAll(kPackageFile), '\n')) {
    const bool is_setting = absl::StartsWith(line, "#") && !absl::StartsWith(line, "# ");
    all << std::string(line.substr(is_setting ? 1 : 0)) << "\n";
  }
  all.close();
  const auto as_it_is = ReadConfiguration({"--config", kPackageFile}, {});
  EXPECT_THAT(as_it_is.errors, IsEmpty());
  EXPECT_THAT(CheckTogether(as_it_is), IsEmpty());
  const auto without_marks = ReadConfiguration({"--config", path}, {});
  EXPECT_THAT(without_marks.errors, IsEmpty());
  for (const Setting& setting : Settings()) {
    if (setting.place != SettingPlace::kAnywhere) continue;
    SCOPED_TRACE(setting.name);
    const auto said = SaidByPackage().find(setting.name);
    EXPECT_EQ(as_it_is.origins.count(setting.name), said == SaidByPackage().end() ? 0u : 1u);
    EXPECT_EQ(without_marks.origins.count(setting.name), 1u);
    EXPECT_THAT(setting.kind.get(without_marks.configuration),
                said == SaidByPackage().end()
                    ? testing::Eq(setting.kind.get(Configuration()))
                    : testing::Eq(std::vector<std::string>{said->second}));
  }
}

}  // namespace
}  // namespace logboek::server
