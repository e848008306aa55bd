// The committed demo data: made by the generator, accepted whole by the register, and showing every
// status.
#include "deploy/demo/demo.h"

#include <unistd.h>

#include <algorithm>
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
#include "services/queries/close_year.h"
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
using ::testing::Le;
using ::testing::MatchesRegex;

constexpr absl::CivilDay kReferenceDay(2026, 11, 30);
constexpr const char* kFiles[] = {kMiddenBrabantFile, kUtrechtFile, kTwenteFile,
                                  kGeldersRivierenlandFile};

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

std::vector<command::v1::Command> ParseAll(const std::vector<std::string>& lines) {
  std::vector<command::v1::Command> commands;
  for (const std::string& line : lines) commands.push_back(Parse(line));
  return commands;
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

// The commands of the committed files, file by file.
const std::vector<std::vector<command::v1::Command>>& Committed() {
  static const auto* const files = [] {
    auto* commands = new std::vector<std::vector<command::v1::Command>>();
    for (const char* const file : kFiles) commands->push_back(ParseAll(LinesOf(file)));
    return commands;
  }();
  return *files;
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

// The register after the plans and the files, all pushed at noon of one day. What is refused is
// kept aside.
class Pushed {
 public:
  Pushed(absl::CivilDay day, const std::vector<std::vector<command::v1::Command>>& files)
      : now_(absl::FromCivil(absl::CivilHour(day) + 12, base::Amsterdam())) {
    for (const char* const plan :
         {"gelders_rivierenland-year-3", "midden_brabant_primacura-2023", "twente_hzt-2026-2027",
          "utrecht_sterkzorg-year-3", "utrecht_sterkzorg-years-4-5"}) {
      Push(PublishPlanOf(plan));
    }
    for (const std::vector<command::v1::Command>& commands : files) {
      for (const command::v1::Command& command : commands) Push(command);
    }
  }

  const domain::Register& reg() const { return reg_; }
  const std::vector<std::string>& refusals() const { return refusals_; }
  // How many of each event, and how many accepted ones carry a flag.
  const std::map<std::string, int>& events() const { return events_; }
  const std::map<std::string, int>& flags() const { return flags_; }
  // Of the last event of the command with that source id.
  uint64_t PositionOf(const std::string& source_id) const { return positions_.at(source_id); }

 private:
  void Push(const command::v1::Command& command) {
    auto events = domain::Decide(reg_, command, now_);
    // What the writer asks of the evaluation.
    if (events.ok() && events->front().event.has_year_closed()) {
      const absl::Status closed = queries::CloseYear(reg_, base::LocalDate(now_),
                                                     events->front().event.mutable_year_closed());
      if (!closed.ok()) events = closed;
    }
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
      positions_[command.source_id()] = envelope.position();
      Count(envelope.event());
    }
  }

  void Count(const event::v1::Event& event) {
    ++events_[domain::TypeName(domain::TypeNumber(event))];
    const auto count = [this](const auto& flags) {
      for (const int flag : flags) ++flags_[event::v1::Flag_Name(flag)];
    };
    count(event.enrolment_confirmed().flags());
    count(event.attendance_recorded().flags());
    count(event.intervention_chosen().flags());
  }

  const absl::Time now_;
  domain::Register reg_;
  std::vector<std::string> refusals_;
  std::map<std::string, int> events_;
  std::map<std::string, int> flags_;
  std::map<std::string, uint64_t> positions_;
};

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
  for (const char* const file : kFiles) {
    const bool same =
        ReadFile(folder.path() / file) == ReadFile(std::filesystem::path("deploy/demo") / file);
    EXPECT_TRUE(same) << file << " differs; run demo_generate deploy/demo";
  }
}

TEST(DemoFilesTest, DifferByTheSeed) {
  EXPECT_NE(MiddenBrabant(1), MiddenBrabant(2));
  EXPECT_NE(Utrecht(1), Utrecht(2));
  EXPECT_NE(Twente(1), Twente(2));
  EXPECT_NE(GeldersRivierenland(1), GeldersRivierenland(2));
}

TEST(DemoFilesTest, SayWhenTheFolderIsMissing) {
  const OwnFolder folder;
  EXPECT_THAT(WriteDemo((folder.path() / "missing").string(), kCommittedSeed),
              base::StatusIs(absl::StatusCode::kUnavailable));
}

TEST(DemoFilesTest, StayOfAModestSize) {
  size_t lines = 0;
  size_t bytes = 0;
  for (const char* const file : kFiles) {
    for (const std::string& line : LinesOf(file)) {
      ++lines;
      bytes += line.size() + 1;
    }
  }
  EXPECT_THAT(lines, AllOf(Ge(11000), Le(14000)));
  EXPECT_LE(bytes, size_t{5} << 20);
}

TEST(DemoFilesTest, NameEachPushOnce) {
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> sources;
  for (const auto& file : Committed()) {
    for (const command::v1::Command& command : file) {
      EXPECT_TRUE(seen.emplace(command.source(), command.source_id()).second)
          << command.source_id();
      sources.insert(command.source());
    }
  }
  EXPECT_THAT(sources,
              ElementsAre("hus-academie", "hzt-academie", "hzt-coordinator", "primacura-academie",
                          "primacura-coordinator", "rivierenland-academie",
                          "rivierenland-coordinator", "sterkzorg-coordinator"));
}

TEST(DemoFilesTest, HoldInventedPeopleInTheRightForm) {
  std::set<std::string> names;
  std::set<std::string> emails;
  std::set<std::string> agbs;
  std::set<std::string> with_big;
  std::map<std::string, event::v1::Role> first_roles;
  for (const auto& file : Committed()) {
    for (const command::v1::Command& command : file) {
      if (command.has_register_practice()) {
        EXPECT_THAT(command.register_practice().agb(),
                    MatchesRegex("01[0-9][0-9][0-9][0-9][0-9][0-9]"));
        EXPECT_TRUE(agbs.insert(command.register_practice().agb()).second) << command.source_id();
      } else if (command.has_register_person()) {
        const auto& person = command.register_person();
        EXPECT_THAT(person.person_id(), MatchesRegex("p-[0-9]+"));
        const auto& data = person.personal_data();
        EXPECT_TRUE(names.insert(absl::StrCat(person.region(), data.name())).second)
            << command.source_id();
        EXPECT_THAT(data.email(), MatchesRegex("[a-z.]+@example.nl"));
        EXPECT_TRUE(emails.insert(absl::StrCat(person.region(), data.email())).second)
            << command.source_id();
        if (!data.big_number().empty()) {
          EXPECT_EQ(data.big_number().size(), 11u) << command.source_id();
          with_big.insert(person.person_id());
        }
      } else if (command.has_start_engagement()) {
        const auto& engagement = command.start_engagement();
        first_roles.emplace(engagement.person_id(), engagement.role());
      }
    }
  }
  EXPECT_EQ(agbs.size(), 160u);
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
  const Pushed pushed(
      absl::CivilDay(2026, 11, 21),
      {ParseAll(SplitLines(MiddenBrabant(7))), ParseAll(SplitLines(Utrecht(7))),
       ParseAll(SplitLines(Twente(7))), ParseAll(SplitLines(GeldersRivierenland(7)))});
  EXPECT_THAT(pushed.refusals(), IsEmpty());
}

TEST(DemoDataTest, HasEveryKindOfEvent) {
  std::set<std::string> missing;
  const auto* type = event::v1::Event::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    // Comes of being asked, not of a command.
    if (type->field(i)->name() == "audit_replay_performed") continue;
    if (Demo().events().count(type->field(i)->name()) == 0) missing.insert(type->field(i)->name());
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST(DemoDataTest, HasEveryFlag) {
  for (const char* const flag :
       {"FLAG_WALK_IN", "FLAG_OVER_CAPACITY", "FLAG_AFTER_LIST_CLOSED", "FLAG_NOT_ENGAGED_ON_DATE",
        "FLAG_DEEPEN_BY_ENTRANT", "FLAG_CHOSEN_BEFORE"}) {
    EXPECT_EQ(Demo().flags().count(flag), 1u) << flag;
  }
}

TEST(DemoDataTest, HasLinesThatMovedUp) {
  EXPECT_EQ(Demo().events().at("enrolment_promoted"), 3);
  const auto waiting = [](const char* session) {
    return domain::Find(Demo().reg().sessions, session)->waiting.size();
  };
  EXPECT_EQ(waiting("mb-intervision-2026-12-08"), 0u);
  EXPECT_EQ(waiting("mb-intervision-2027-01-12"), 2u);
  EXPECT_EQ(waiting("mb-intervision-2027-02-09"), 5u);
  EXPECT_EQ(waiting("ut-exchange-2027-02-16"), 3u);
  EXPECT_EQ(waiting("tw-reflection-2026-12-01"), 0u);
  EXPECT_EQ(waiting("tw-reflection-2026-12-15"), 3u);
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
  // No share is asked there, so nothing hangs on a roster.
  EXPECT_THAT(statuses["twente_hzt"], ElementsAre("at_risk", "met", "not_applicable", "not_met",
                                                  "open", "reported", "waived"));
  // All years are over there.
  EXPECT_THAT(statuses["gelders_rivierenland"],
              ElementsAre("met", "not_applicable", "not_met", "reported", "waived"));
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

// §1.4, S41 and S42.
TEST(DemoDataTest, TellsTheReflectionStories) {
  ExpectAsTold({// Twice in 2026, and nothing is carried over.
                {"tw-001", "TW-04", 2026, "met 2/1"},
                {"tw-001", "TW-04", 2027, "open 0/1"},
                {"tw-002", "TW-04", 2026, "met 1/1"},
                {"tw-003", "TW-04", 2026, "met 1/1"},
                // Nobody speaks for another practice in Twente (R6).
                {"tw-004", "TW-04", 2026, "at_risk 0/1"},
                {"tw-005", "TW-04", 2026, "open 0/1"},
                {"tw-006", "TW-04", 2026, "open 0/1"},
                {"tw-007", "TW-04", 2026, "met 1/1"},
                {"tw-008", "TW-04", 2026, "met 1/1"},
                {"tw-009", "TW-04", 2026, "waived 0/1 (at_risk)"},
                {"tw-010", "TW-04", 2026, "at_risk 0/1"},
                {"tw-011", "TW-04", 2026, "open 0/1"},
                {"tw-012", "TW-04", 2026, "at_risk 0/1"},
                {"tw-013", "TW-04", 2026, "at_risk 0/1"},
                {"tw-014", "TW-04", 2026, "open 0/1"},
                {"tw-017", "TW-04", 2026, "at_risk 0/1"},
                // Merged into tw-019 in July, after its meeting in March (R10).
                {"tw-018", "TW-04", 2026, "not_applicable 0/0"},
                {"tw-019", "TW-04", 2026, "met 1/1"},
                {"tw-025", "TW-04", 2026, "met 1/1"},
                {"tw-025", "TW-04", 2027, "not_applicable 0/0"},
                {"tw-026", "TW-04", 2026, "at_risk 0/1"},
                {"tw-026", "TW-04", 2027, "not_applicable 0/0"},
                {"tw-055", "TW-04", 2026, "at_risk 0/1"}});
}

TEST(DemoDataTest, TellsTheChoicesOfTwente) {
  ExpectAsTold({{"tw-003", "TW-06", 0, "met 2/2"},  {"tw-004", "TW-06", 0, "met 2/2"},
                {"tw-035", "TW-06", 0, "open 1/2"}, {"tw-036", "TW-06", 0, "open 1/2"},
                {"tw-038", "TW-06", 0, "met 2/2"},  {"tw-039", "TW-06", 0, "open 1/2"},
                {"tw-040", "TW-06", 0, "met 2/2"},  {"tw-041", "TW-06", 0, "met 2/2"},
                {"tw-045", "TW-06", 0, "open 1/2"}, {"tw-046", "TW-06", 0, "met 2/2"},
                {"tw-050", "TW-06", 0, "met 2/2"},  {"tw-056", "TW-06", 0, "open 0/2"},
                {"tw-037", "TW-07", 0, "met 1/1"},  {"tw-042", "TW-07", 0, "open 0/1"},
                {"tw-048", "TW-07", 0, "open 0/1"}, {"tw-056", "TW-07", 0, "open 0/1"},
                {"tw-024", "TW-08", 0, "met 1/1"},  {"tw-043", "TW-08", 0, "open 0/1"},
                {"tw-044", "TW-18", 0, "open 0/1"}, {"tw-047", "TW-18", 0, "met 1/1"},
                {"tw-048", "TW-18", 0, "-"}});
}

TEST(DemoDataTest, TellsThePlansAndRequestsOfTwente) {
  ExpectAsTold({{"tw-001", "TW-02", 0, "met 1/1"},
                {"tw-024", "TW-02", 0, "met 1/1"},
                {"tw-032", "TW-02", 0, "open 0/1"},
                {"tw-051", "TW-02", 0, "met 1/1"},
                {"tw-001", "TW-03", 0, "reported 1/1"},
                {"tw-001", "TW-05", 0, "reported 1/1"},
                {"tw-045", "TW-05", 0, "-"},
                {"tw-048", "TW-11", 0, "met 1/1"},
                {"tw-049", "TW-11", 0, "not_met 0/1"},
                {"tw-050", "TW-11", 0, "open 0/1"},
                {"tw-051", "TW-11", 0, "met 1/1"},
                {"tw-052", "TW-11", 0, "not_met 1/2"},
                {"tw-053", "TW-11", 0, "waived 0/1 (not_met)"},
                {"tw-054", "TW-11", 0, "not_applicable 0/0"}});
}

// §1.6, with the settled readings R1 and R4.
TEST(DemoDataTest, TellsTheFirstYearsOfGelders) {
  ExpectAsTold({{"gr-001", "GR-02", 1, "met 1/1"},
                {"gr-001", "GR-02", 2, "met 2/2"},
                {"gr-001", "GR-05", 1, "-"},
                {"gr-002", "GR-02", 1, "met 2/1"},
                {"gr-002", "GR-02", 2, "met 2/2"},
                {"gr-003", "GR-02", 2, "not_met 1/2"},
                {"gr-004", "GR-02", 2, "not_met 1/2"},
                {"gr-005", "GR-04", 1, "met 1/1"},
                {"gr-005", "GR-04", 2, "not_met 0/1"},
                {"gr-006", "GR-04", 2, "met 1/1"},
                {"gr-007", "GR-05", 2, "met 2/2"},
                {"gr-008", "GR-05", 2, "not_met 1/2"},
                {"gr-023", "GR-02", 1, "not_met 0/1"},
                {"gr-023", "GR-02", 2, "met 2/2"},
                {"gr-023", "GR-04", 1, "not_met 0/1"},
                {"gr-023", "GR-04", 2, "met 1/1"},
                {"gr-020", "GR-05", 2, "met 2/2"},
                {"gr-021", "GR-02", 1, "met 1/1"},
                {"gr-021", "GR-05", 2, "not_applicable 0/0"}});
}

TEST(DemoDataTest, TellsTheThirdYearOfGelders) {
  ExpectAsTold({{"gr-001", "GR-01", 3, "met 3/3"},
                {"gr-009", "GR-01", 3, "not_met 2/3"},
                {"gr-010", "GR-01", 3, "not_met 2/3"},
                {"gr-011", "GR-01", 3, "met 3/3"},
                {"gr-012", "GR-01", 3, "not_met 2/3"},
                {"gr-013", "GR-01", 3, "met 3/3"},
                {"gr-014", "GR-01", 3, "met 3/3"},
                {"gr-015", "GR-01", 3, "not_met 2/3"},
                {"gr-016", "GR-01", 3, "not_met 2/3"},
                {"gr-017", "GR-01", 3, "waived 0/3 (not_met)"},
                {"gr-018", "GR-01", 3, "not_applicable 0/0"},
                {"gr-019", "GR-01", 3, "met 3/3"},
                {"gr-029", "GR-01", 3, "met 3/3"},
                {"gr-030", "GR-01", 3, "met 3/3"},
                {"gr-001", "GR-07", 3, "reported 1/1"},
                {"gr-003", "GR-07", 3, "reported 0/1"},
                {"gr-001", "GR-08", 2026, "reported 1/1"},
                {"gr-002", "GR-08", 2025, "reported 1/1"},
                {"gr-002", "GR-08", 2026, "reported 0/1"},
                {"gr-003", "GR-09", 3, "reported 0/1"}});
}

// A number for the third years that began in 2024, a duty for those that began in 2025 (O19).
TEST(DemoDataTest, TellsTheProgressSessionsOfGelders) {
  ExpectAsTold({{"gr-001", "GR-06", 3, "reported 2/2"},
                {"gr-002", "GR-06", 3, "reported 1/2"},
                {"gr-003", "GR-06", 3, "reported 0/2"},
                {"gr-023", "GR-06", 3, "met 2/2"},
                {"gr-024", "GR-06", 3, "not_met 1/2"},
                {"gr-025", "GR-06", 3, "not_met 0/2"},
                {"gr-026", "GR-06", 3, "not_met 1/2"},
                {"gr-027", "GR-06", 3, "waived 0/2 (not_met)"},
                {"gr-028", "GR-06", 3, "not_met 1/2"},
                {"gr-029", "GR-06", 3, "met 2/2"},
                {"gr-030", "GR-06", 3, "not_met 0/2"}});
}

TEST(DemoDataTest, TellsTheFormsOfMiddenBrabantAndUtrecht) {
  ExpectAsTold({{"mb-007", "MB-03", 1, "met 1/1"},
                {"mb-007", "MB-03", 2, "not_met 0/1"},
                {"mb-010", "MB-04", 1, "not_met 4/5"},
                {"mb-013", "MB-04", 1, "met 6/5"},
                {"mb-024", "MB-04", 1, "not_met 0/5"},
                {"mb-005", "MB-08", 1, "not_met 0/1"},
                {"mb-001", "MB-13", 1, "met 1/1"},
                {"mb-012", "MB-13", 1, "not_met 0/1"},
                {"mb-021", "MB-13", 1, "not_met 0/1"},
                {"ut-002", "UT3-02", 3, "met 1/1"},
                {"ut-005", "UT3-02", 3, "not_met 0/1"},
                {"ut-005", "UT4-03", 4, "met 1/1"},
                {"ut-009", "UT4-03", 4, "open 0/1"},
                {"ut-014", "UT3-13", 2, "not_met 1/2"},
                {"ut-028", "UT3-12", 3, "met 1/1"},
                {"ut-031", "UT3-12", 3, "not_met 0/1"},
                {"ut-036", "UT3-14", 2, "not_met 0/1"},
                {"ut-023", "UT4-05", 4, "open 1/2"},
                {"ut-009", "UT4-04", 4, "open 0/1"},
                {"ut-010", "UT4-04", 4, "met 1/1"},
                {"ut-033", "UT4-04", 4, "not_applicable 0/1"},
                // Of one who came after the first training in the model that was chosen.
                {"ut-002", "UT4-12", 4, "reported 0/1"},
                {"ut-001", "UT4-15", 2026, "met 1/1"}});
}

// Every duty of the two plans is met by some practice and not, or not yet, by another.
TEST(DemoDataTest, HasBothSidesOfEveryDuty) {
  std::map<std::string, std::set<std::string>> sides;
  for (const auto& [id, practice] : Demo().reg().practices) {
    if (practice->region != "twente_hzt" && practice->region != "gelders_rivierenland") continue;
    const auto facts = regioplan::GatherFacts(Demo().reg(), id, kReferenceDay);
    for (const Verdict& verdict : regioplan::Evaluate(facts, kReferenceDay)) {
      if (verdict.status == Status::kNotApplicable) continue;
      sides[verdict.obligation->id()].insert(verdict.numerator >= verdict.threshold ? "done"
                                                                                    : "missing");
    }
  }
  EXPECT_EQ(sides.size(), 17u);
  for (const auto& [obligation, both] : sides) {
    EXPECT_THAT(both, ElementsAre("done", "missing")) << obligation;
  }
}

// "mb-020 2 MB-11": what a closed year would be otherwise now (S37).
std::vector<std::string> ClosedYearDifferences() {
  std::vector<std::string> differences;
  for (const auto& [id, practice] : Demo().reg().practices) {
    if (practice->closed_years.empty()) continue;
    const auto facts = regioplan::GatherFacts(Demo().reg(), id, kReferenceDay);
    for (const Verdict& verdict : regioplan::Evaluate(facts, kReferenceDay)) {
      const auto year = practice->closed_years.find(verdict.programme_year);
      if (year == practice->closed_years.end()) continue;
      for (const event::v1::ClosedVerdict& closed : year->second.closed.verdicts()) {
        if (closed.obligation_id() != verdict.obligation->id()) continue;
        if (closed.status() == static_cast<uint32_t>(verdict.status) &&
            closed.numerator() == verdict.numerator &&
            closed.denominator() == verdict.denominator) {
          continue;
        }
        differences.push_back(
            absl::StrCat(id, " ", verdict.programme_year, " ", closed.obligation_id(), " ",
                         NameOf(static_cast<Status>(closed.status())), " ", closed.numerator(),
                         ", now ", NameOf(verdict.status), " ", verdict.numerator));
      }
    }
  }
  std::sort(differences.begin(), differences.end());
  return differences;
}

TEST(DemoDataTest, HasClosedYearsThatWouldBeOthersNow) {
  EXPECT_THAT(ClosedYearDifferences(), ElementsAre("mb-020 2 MB-11 met 1, now not_met 0",
                                                   "ut-006 3 UT3-03 not_met 1, now met 2",
                                                   "ut-007 3 UT3-03 met 2, now not_met 1"));
  // Closed once more after an answer that came late.
  const auto practice = domain::Find(Demo().reg().practices, "mb-013");
  EXPECT_EQ(practice->closed_years.at(1).closed.version(), 2u);
}

// Of Midden-Brabant only: its file is the first, so a position is what the day of the report knew.
TEST(DemoDataTest, HasReportsOfWhatWasKnownThen) {
  std::set<uint64_t> positions;
  int reports = 0;
  for (const auto& file : Committed()) {
    for (const command::v1::Command& command : file) {
      if (!command.has_issue_report()) continue;
      ++reports;
      positions.insert(command.issue_report().report_position());
      EXPECT_EQ(command.issue_report().region(), "midden_brabant_primacura");
    }
  }
  EXPECT_EQ(reports, 3);
  ASSERT_EQ(positions.size(), 1u);
  // Behind the release of 12 November 2024 and before the first report, a week later.
  EXPECT_GT(*positions.begin(), Demo().PositionOf("release/2/2024-11-12"));
  EXPECT_LT(*positions.begin(), Demo().PositionOf("report/mb-region-2024"));
}

}  // namespace
}  // namespace logboek::demo
