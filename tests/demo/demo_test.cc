// The committed demo data: made by the generator, accepted whole by the register, and showing every
// status.
#include "deploy/demo/demo.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "logboek/command/v1/command.pb.h"
#include "services/domain/decide.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/clock.h"
#include "storage/base/status_matchers.h"

namespace logboek::demo {
namespace {

using regioplan::Status;
using regioplan::Verdict;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Le;
using ::testing::MatchesRegex;

constexpr absl::CivilDay kReferenceDay(2026, 11, 30);

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

std::vector<std::string> LinesOf(const char* file) {
  return SplitLines(ReadFile(std::filesystem::path("deploy/demo") / file));
}

command::v1::Command Parse(const std::string& line) {
  command::v1::Command command;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &command);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << line;
  return command;
}

command::v1::Command PublishPlanOf(const std::string& name) {
  command::v1::Command command;
  command.set_source("plans");
  command.set_source_id(name);
  const std::string text = ReadFile(absl::StrCat("deploy/regioplans/", name, ".textproto"));
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      text, command.mutable_publish_plan()->mutable_plan()));
  return command;
}

// A folder of this test alone, gone with it.
class OwnFolder {
 public:
  OwnFolder() {
    std::string name = absl::StrCat(::testing::TempDir(), "/demo-XXXXXX");
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~OwnFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The register after the plans and both files, all pushed at noon of one day. What is refused is
// kept aside.
class Pushed {
 public:
  Pushed(absl::CivilDay day, const std::vector<std::vector<std::string>>& files)
      : now_(absl::FromCivil(absl::CivilHour(day) + 12, base::Amsterdam())) {
    for (const char* const plan : {"midden_brabant_primacura-2023", "utrecht_sterkzorg-year-3",
                                   "utrecht_sterkzorg-years-4-5"}) {
      Push(PublishPlanOf(plan));
    }
    for (const std::vector<std::string>& lines : files) {
      for (const std::string& line : lines) Push(Parse(line));
    }
  }

  const domain::Register& reg() const { return reg_; }
  const std::vector<std::string>& refusals() const { return refusals_; }
  // How many of each event, and how many accepted ones carry a flag.
  const std::map<std::string, int>& events() const { return events_; }
  const std::map<std::string, int>& flags() const { return flags_; }

 private:
  void Push(const command::v1::Command& command) {
    const auto events = domain::Decide(reg_, command, now_);
    if (!events.ok()) {
      refusals_.push_back(absl::StrCat(command.source_id(), ": ", events.status().ToString()));
      return;
    }
    const auto envelopes = domain::MakeEnvelopes(command, *events,
                                                 {.first_position = reg_.position + 1,
                                                  .recorded_at = now_,
                                                  .actor = "test",
                                                  .command_digest = ""});
    for (const event::v1::Envelope& envelope : envelopes) {
      domain::Evolve(envelope, &reg_);
      Count(envelope.event());
    }
  }

  void Count(const event::v1::Event& event) {
    ++events_[domain::TypeName(domain::TypeNumber(event))];
    const auto& flags = event.has_enrolment_confirmed() ? event.enrolment_confirmed().flags()
                                                        : event.attendance_recorded().flags();
    for (const int flag : flags) ++flags_[event::v1::Flag_Name(flag)];
  }

  const absl::Time now_;
  domain::Register reg_;
  std::vector<std::string> refusals_;
  std::map<std::string, int> events_;
  std::map<std::string, int> flags_;
};

std::vector<std::vector<std::string>> Committed() {
  return {LinesOf(kMiddenBrabantFile), LinesOf(kUtrechtFile)};
}

// Pushed on the day after the last one it knows of.
const Pushed& Demo() {
  static const auto* const pushed = new Pushed(absl::CivilDay(2026, 11, 21), Committed());
  return *pushed;
}

std::string NameOf(Status status) {
  static const auto* const names =
      new std::map<Status, std::string>{{Status::kMet, "met"},
                                        {Status::kOpen, "open"},
                                        {Status::kAtRisk, "at_risk"},
                                        {Status::kNotMet, "not_met"},
                                        {Status::kNotApplicable, "not_applicable"},
                                        {Status::kUndetermined, "undetermined"},
                                        {Status::kWaived, "waived"},
                                        {Status::kReported, "reported"}};
  return names->at(status);
}

// "met 2/4 since 2023-09-02, now 2/5" for a share, "open 1/2" for a count; a waiver shows what it
// covers.
std::string Describe(const Verdict& verdict) {
  const bool share = verdict.obligation->has_staff_share();
  std::string text = absl::StrCat(NameOf(verdict.status), " ", verdict.numerator, "/",
                                  share ? verdict.denominator : verdict.threshold);
  if (verdict.status == Status::kWaived) {
    absl::StrAppend(&text, " (", NameOf(verdict.computed_status), ")");
  }
  if (share && verdict.first_met_on.has_value()) {
    absl::StrAppend(&text, " since ", domain::ToIso(*verdict.first_met_on));
  }
  return text;
}

// The verdict about one obligation and year on the reference day, "-" when the row does not hold.
std::string VerdictOf(const std::string& practice_id, const std::string& obligation_id,
                      uint32_t year) {
  const auto facts = regioplan::GatherFacts(Demo().reg(), practice_id, kReferenceDay);
  for (const Verdict& verdict : regioplan::Evaluate(facts, kReferenceDay)) {
    if (verdict.obligation->id() == obligation_id && verdict.programme_year == year) {
      return Describe(verdict);
    }
  }
  return "-";
}

struct Told {
  const char* practice;
  const char* obligation;
  uint32_t year;
  const char* verdict;
};

void ExpectAsTold(const std::vector<Told>& rows) {
  for (const Told& row : rows) {
    EXPECT_EQ(VerdictOf(row.practice, row.obligation, row.year), row.verdict)
        << row.practice << " " << row.obligation << " year " << row.year;
  }
}

TEST(DemoFilesTest, AreWhatTheGeneratorWrites) {
  const OwnFolder folder;
  ASSERT_THAT(WriteDemo(folder.path().string(), kCommittedSeed), base::IsOk());
  for (const char* const file : {kMiddenBrabantFile, kUtrechtFile}) {
    const bool same =
        ReadFile(folder.path() / file) == ReadFile(std::filesystem::path("deploy/demo") / file);
    EXPECT_TRUE(same) << file << " differs; run demo_generate deploy/demo";
  }
}

TEST(DemoFilesTest, DifferByTheSeed) {
  EXPECT_NE(MiddenBrabant(1), MiddenBrabant(2));
  EXPECT_NE(Utrecht(1), Utrecht(2));
}

TEST(DemoFilesTest, SayWhenTheFolderIsMissing) {
  const OwnFolder folder;
  EXPECT_THAT(WriteDemo((folder.path() / "missing").string(), kCommittedSeed),
              base::StatusIs(absl::StatusCode::kUnavailable));
}

TEST(DemoFilesTest, StayOfAModestSize) {
  size_t lines = 0;
  size_t bytes = 0;
  for (const char* const file : {kMiddenBrabantFile, kUtrechtFile}) {
    for (const std::string& line : LinesOf(file)) {
      ++lines;
      bytes += line.size() + 1;
    }
  }
  EXPECT_THAT(lines, AllOf(Ge(6000), Le(9000)));
  EXPECT_LE(bytes, size_t{3} << 20);
}

TEST(DemoFilesTest, NameEachPushOnce) {
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> sources;
  for (const char* const file : {kMiddenBrabantFile, kUtrechtFile}) {
    for (const std::string& line : LinesOf(file)) {
      const command::v1::Command command = Parse(line);
      EXPECT_TRUE(seen.emplace(command.source(), command.source_id()).second) << line;
      sources.insert(command.source());
    }
  }
  EXPECT_THAT(sources, ElementsAre("hus-academie", "primacura-academie", "primacura-coordinator",
                                   "sterkzorg-coordinator"));
}

TEST(DemoFilesTest, HoldInventedPeopleInTheRightForm) {
  std::set<std::string> names;
  std::set<std::string> emails;
  std::set<std::string> agbs;
  std::set<std::string> with_big;
  std::map<std::string, event::v1::Role> first_roles;
  for (const char* const file : {kMiddenBrabantFile, kUtrechtFile}) {
    for (const std::string& line : LinesOf(file)) {
      const command::v1::Command command = Parse(line);
      if (command.has_register_practice()) {
        EXPECT_THAT(command.register_practice().agb(),
                    MatchesRegex("01[0-9][0-9][0-9][0-9][0-9][0-9]"));
        EXPECT_TRUE(agbs.insert(command.register_practice().agb()).second) << line;
      } else if (command.has_register_person()) {
        const auto& person = command.register_person();
        EXPECT_THAT(person.person_id(), MatchesRegex("p-[0-9]+"));
        const auto& data = person.personal_data();
        EXPECT_TRUE(names.insert(absl::StrCat(person.region(), data.name())).second) << line;
        EXPECT_THAT(data.email(), MatchesRegex("[a-z.]+@example.nl"));
        EXPECT_TRUE(emails.insert(absl::StrCat(person.region(), data.email())).second) << line;
        if (!data.big_number().empty()) {
          EXPECT_EQ(data.big_number().size(), 11u) << line;
          with_big.insert(person.person_id());
        }
      } else if (command.has_start_engagement()) {
        const auto& engagement = command.start_engagement();
        first_roles.emplace(engagement.person_id(), engagement.role());
      }
    }
  }
  EXPECT_EQ(agbs.size(), 64u);
  const std::set<event::v1::Role> gps = {event::v1::ROLE_GP_OWNER,
                                         event::v1::ROLE_GP_LOCUM_PERMANENT,
                                         event::v1::ROLE_GP_LOCUM, event::v1::ROLE_GP_EMPLOYED};
  for (const auto& [person, role] : first_roles) {
    EXPECT_EQ(with_big.count(person), gps.count(role)) << person;
  }
}

TEST(DemoDataTest, IsAcceptedWhole) { EXPECT_THAT(Demo().refusals(), IsEmpty()); }

// Whoever pushes it years later pushes history; nothing of it is refused for that.
TEST(DemoDataTest, IsAcceptedWholeMuchLater) {
  EXPECT_THAT(Pushed(absl::CivilDay(2028, 1, 10), Committed()).refusals(), IsEmpty());
}

TEST(DemoDataTest, IsAcceptedWholeWithAnotherSeed) {
  const Pushed pushed(absl::CivilDay(2026, 11, 21),
                      {SplitLines(MiddenBrabant(7)), SplitLines(Utrecht(7))});
  EXPECT_THAT(pushed.refusals(), IsEmpty());
}

// Those from the next one on are about plans, forms, visits and reports, and about changes that the
// demo does not tell of.
constexpr int kLastEventToldOf = event::v1::Event::kRequirementWaivedFieldNumber;

TEST(DemoDataTest, HasEveryKindOfEventAboutTrainingAndMeetings) {
  std::set<std::string> missing;
  const auto* type = event::v1::Event::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->number() > kLastEventToldOf) continue;
    if (Demo().events().count(type->field(i)->name()) == 0) missing.insert(type->field(i)->name());
  }
  // Tracks are not left, centres not broken up and nobody is turned down.
  EXPECT_THAT(missing, IsSubsetOf({"track_ended", "health_centre_unlinked", "enrolment_rejected"}));
}

TEST(DemoDataTest, HasEveryFlag) {
  for (const char* const flag : {"FLAG_WALK_IN", "FLAG_OVER_CAPACITY", "FLAG_AFTER_LIST_CLOSED",
                                 "FLAG_NOT_ENGAGED_ON_DATE"}) {
    EXPECT_EQ(Demo().flags().count(flag), 1u) << flag;
  }
}

TEST(DemoDataTest, HasLinesThatMovedUp) {
  EXPECT_EQ(Demo().events().at("enrolment_promoted"), 2);
  const auto waiting = [](const char* session) {
    return domain::Find(Demo().reg().sessions, session)->waiting.size();
  };
  EXPECT_EQ(waiting("mb-intervision-2026-12-08"), 0u);
  EXPECT_EQ(waiting("mb-intervision-2027-01-12"), 2u);
  EXPECT_EQ(waiting("mb-intervision-2027-02-09"), 5u);
  EXPECT_EQ(waiting("ut-exchange-2027-02-16"), 3u);
}

TEST(DemoDataTest, LeavesOneListUnsignedAndNoPastSessionEmpty) {
  std::set<std::string> unsigned_lists;
  for (const auto& [id, session] : Demo().reg().sessions) {
    if (session->cancelled || session->date > kReferenceDay) continue;
    EXPECT_FALSE(session->attendances.empty()) << id;
    if (!session->list_closed) unsigned_lists.insert(id);
  }
  EXPECT_THAT(unsigned_lists, ElementsAre("mb-intervision-2026-11-10"));
}

TEST(DemoDataTest, ShowsEveryStatus) {
  std::map<std::string, std::set<std::string>> statuses;
  for (const auto& [id, practice] : Demo().reg().practices) {
    const auto facts = regioplan::GatherFacts(Demo().reg(), id, kReferenceDay);
    for (const Verdict& verdict : regioplan::Evaluate(facts, kReferenceDay)) {
      statuses[practice->region].insert(NameOf(verdict.status));
    }
  }
  EXPECT_THAT(
      statuses["midden_brabant_primacura"],
      ElementsAre("met", "not_applicable", "not_met", "reported", "undetermined", "waived"));
  EXPECT_THAT(statuses["utrecht_sterkzorg"], ElementsAre("at_risk", "met", "not_applicable",
                                                         "not_met", "open", "reported", "waived"));
}

// domain.md §6, S01 to S10, in Midden-Brabant.
TEST(DemoDataTest, TellsTheTriageStories) {
  ExpectAsTold({{"mb-001", "MB-05", 1, "met 2/4 since 2023-09-02"},
                {"mb-002", "MB-05", 1, "not_met 1/3"},
                {"mb-003", "MB-05", 1, "met 2/4 since 2023-10-12"},
                {"mb-004", "MB-05", 1, "met 1/2 since 2024-01-09"},
                {"mb-005", "MB-05", 1, "not_applicable 0/0"},
                {"mb-006", "MB-05", 1, "undetermined 0/0"},
                {"mb-007", "MB-05", 1, "not_met 2/5"},
                {"mb-008", "MB-05", 1, "met 3/5 since 2024-01-18"},
                {"mb-009", "MB-05", 1, "met 2/3 since 2023-11-07"},
                {"mb-012", "MB-05", 1, "not_met 0/1"},
                {"mb-013", "MB-05", 1, "met 1/1 since 2023-11-07"},
                {"mb-014", "MB-05", 1, "met 2/4 since 2023-08-21"},
                {"mb-015", "MB-05", 1, "not_met 1/4"},
                {"mb-017", "MB-05", 1, "met 2/3 since 2024-01-18"},
                {"mb-018", "MB-05", 1, "met 2/4 since 2024-01-09"},
                {"mb-019", "MB-05", 1, "met 2/4 since 2024-01-18"},
                {"mb-021", "MB-05", 1, "not_met 1/3"},
                {"mb-022", "MB-05", 1, "met 2/4 since 2023-11-07"},
                {"mb-023", "MB-05", 1, "met 2/4 since 2024-06-13"},
                {"mb-024", "MB-05", 1, "not_met 1/4"}});
}

// S13 to S18, and the waiver.
TEST(DemoDataTest, TellsTheConversationAndIntervisionStories) {
  ExpectAsTold({{"mb-009", "MB-09", 1, "met 3/5 since 2023-11-14"},
                {"mb-010", "MB-09", 1, "not_met 1/3"},
                {"mb-012", "MB-09", 1, "met 1/2 since 2024-02-06"},
                {"mb-021", "MB-09", 1, "met 2/3 since 2023-11-20"},
                {"mb-024", "MB-09", 1, "not_met 0/3"},
                {"mb-011", "MB-11", 1, "not_met 1/3"},
                {"mb-012", "MB-11", 1, "not_met 0/1"},
                {"mb-007", "MB-11", 2, "not_met 0/2"},
                {"mb-016", "MB-11", 2, "waived 0/2 (not_met)"},
                {"mb-020", "MB-11", 2, "not_met 0/1"},
                {"mb-024", "MB-11", 1, "not_met 0/2"}});
}

// §1.2 and S22 to S48, in Utrecht.
TEST(DemoDataTest, TellsTheYearThreeStories) {
  ExpectAsTold(
      {{"ut-001", "UT3-03", 3, "met 2/2"},     {"ut-002", "UT3-03", 3, "met 2/2"},
       {"ut-003", "UT3-03", 3, "met 2/2"},     {"ut-004", "UT3-03", 3, "met 2/2"},
       {"ut-005", "UT3-03", 3, "not_met 1/2"}, {"ut-006", "UT3-03", 3, "met 2/2"},
       {"ut-007", "UT3-03", 3, "not_met 1/2"}, {"ut-008", "UT3-03", 3, "waived 1/2 (not_met)"},
       {"ut-009", "UT3-03", 3, "not_met 0/2"}, {"ut-013", "UT3-03", 3, "met 2/2"},
       {"ut-014", "UT3-03", 3, "not_met 1/2"}, {"ut-015", "UT3-03", 3, "met 2/2"},
       {"ut-017", "UT3-03", 3, "not_met 1/2"}, {"ut-018", "UT3-03", 3, "met 2/2"},
       {"ut-021", "UT3-03", 3, "met 2/2"},     {"ut-022", "UT3-03", 3, "not_met 1/2"},
       {"ut-023", "UT3-03", 3, "met 2/2"},     {"ut-024", "UT3-03", 3, "not_met 0/2"},
       {"ut-026", "UT3-03", 3, "met 2/2"},     {"ut-027", "UT3-03", 3, "met 2/2"},
       {"ut-030", "UT3-03", 3, "met 2/2"},     {"ut-031", "UT3-03", 3, "not_met 0/2"},
       {"ut-032", "UT3-03", 3, "not_met 0/2"}, {"ut-034", "UT3-03", 3, "met 2/2"},
       {"ut-035", "UT3-03", 3, "at_risk 1/2"}, {"ut-036", "UT3-03", 3, "at_risk 0/2"},
       {"ut-037", "UT3-03", 3, "met 2/2"},     {"ut-038", "UT3-03", 3, "met 2/2"}});
}

TEST(DemoDataTest, TellsTheYearFourStories) {
  ExpectAsTold({{"ut-001", "UT4-06", 4, "met 2/2"},
                {"ut-005", "UT4-06", 4, "open 1/2"},
                {"ut-009", "UT4-06", 4, "at_risk 0/2"},
                {"ut-013", "UT4-06", 4, "met 2/2"},
                {"ut-018", "UT4-06", 4, "met 2/2"},
                {"ut-024", "UT4-06", 4, "open 0/2"},
                {"ut-030", "UT4-06", 4, "open 1/2"},
                {"ut-034", "UT4-06", 4, "open 1/2"},
                {"ut-036", "UT4-06", 4, "open 0/2"},
                {"ut-037", "UT4-06", 4, "open 1/2"},
                {"ut-039", "UT4-06", 4, "at_risk 0/2"}});
}

TEST(DemoDataTest, TellsTheTrackStories) {
  ExpectAsTold({{"ut-010", "UT3-09", 3, "met 4/4"},
                {"ut-010", "UT3-03", 3, "-"},
                {"ut-010", "UT4-10", 4, "open 3/4"},
                {"ut-011", "UT3-09", 3, "not_met 3/4"},
                {"ut-011", "UT4-10", 4, "at_risk 2/4"},
                {"ut-012", "UT3-09", 3, "met 3/2"},
                {"ut-012", "UT3-03", 3, "met 4/2"},
                {"ut-016", "UT3-09", 3, "not_met 2/3"},
                {"ut-025", "UT4-10", 4, "at_risk 0/4"},
                {"ut-025", "UT4-06", 4, "met 2/2"},
                {"ut-033", "UT3-09", 3, "met 1/1"}});
}

}  // namespace
}  // namespace logboek::demo
