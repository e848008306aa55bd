// Events of earlier versions must be read for ever, and mean what they meant.
//
// events-N.hex holds stored envelopes, one a line in hex, as the version with event format N wrote
// them: every type there was (events_writer). events-N.json says how they read. Neither is
// written again once its version was released; a new type of event gets a file of its own.
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "storage/base/status_matchers.h"

namespace logboek::domain {
namespace {

using event::v1::Envelope;

struct Format {
  int number = 0;
  // Types of events there were.
  uint32_t types = 0;
};

constexpr Format kFormats[] = {{1, 61}, {2, 64}};

void PrintTo(const Format& format, std::ostream* out) { *out << format.number; }

std::vector<std::string> LinesOf(const std::string& name) {
  std::ifstream file(absl::StrCat("tests/compatibility/", name));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string Json(const Envelope& envelope) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(envelope, &json).ok());
  return json;
}

class EventsTest : public ::testing::TestWithParam<Format> {
 protected:
  EventsTest() {
    for (const std::string& line : LinesOf(FileName("hex"))) {
      absl::StatusOr<Envelope> envelope = DecodeEnvelope(absl::HexStringToBytes(line));
      EXPECT_OK(envelope);
      if (envelope.ok()) envelopes_.push_back(*std::move(envelope));
    }
  }

  static std::string FileName(absl::string_view ending) {
    return absl::StrCat("events-", GetParam().number, ".", ending);
  }

  std::vector<Envelope> envelopes_;
};

TEST_P(EventsTest, EveryTypeOfTheFormatIsThere) {
  std::set<uint32_t> types;
  for (const Envelope& envelope : envelopes_) types.insert(TypeNumber(envelope.event()));
  for (uint32_t type = 1; type <= GetParam().types; ++type) {
    EXPECT_TRUE(types.contains(type)) << TypeName(type);
  }
}

TEST_P(EventsTest, ReadAsTheyWereWritten) {
  const std::vector<std::string> expected = LinesOf(FileName("json"));
  ASSERT_EQ(envelopes_.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(Json(envelopes_[i]), expected[i]);
}

TEST_P(EventsTest, FoldIntoTheSameRegister) {
  Register reg;
  for (const Envelope& envelope : envelopes_) Evolve(envelope, &reg);
  EXPECT_EQ(reg.position, envelopes_.size());
  EXPECT_EQ(reg.practices.size(), 3u);
  EXPECT_EQ(reg.practices.at("p1")->participations.back().cohort_id, "2023-04-01");
  EXPECT_EQ(reg.practices.at("p1")->waivers.size(), 1u);
  EXPECT_EQ(reg.joint_plans.at("j1")->members.size(), 3u);
  EXPECT_EQ(reg.persons.at("a")->engagements.size(), 2u);
  EXPECT_EQ(reg.persons.at("a")->recognitions.size(), 1u);
  EXPECT_TRUE(reg.persons.at("a")->completions.front().revoked);
  EXPECT_EQ(reg.enrolments.at("c>r")->status, EnrolmentStatus::kConfirmed);
  EXPECT_EQ(reg.enrolments.at("b>s1")->status, EnrolmentStatus::kRejected);
  EXPECT_TRUE(reg.sessions.at("s3")->cancelled);
  EXPECT_TRUE(reg.sessions.at("held")->list_closed);
  EXPECT_TRUE(reg.sessions.at("held")->attendances.at("a")->corrected);
  EXPECT_FALSE(reg.sessions.at("held")->attendances.contains("b"));
}

TEST_P(EventsTest, FormsAndDecisionsFoldIntoTheSameRegister) {
  Register reg;
  for (const Envelope& envelope : envelopes_) Evolve(envelope, &reg);
  const Practice& practice = *reg.practices.at("p1");
  EXPECT_EQ(practice.plans.at(1).size(), 1u);
  EXPECT_EQ(practice.lines.front().now().menu_slug, "triage-basic");
  EXPECT_TRUE(practice.lines.front().now().has_text);
  EXPECT_EQ(practice.forms.size(), 4u);
  EXPECT_EQ(practice.data_requests.front().answered_on, absl::CivilDay(2024, 1, 10));
  EXPECT_EQ(practice.visits.front().topics, std::vector<std::string>{"time-out"});
  EXPECT_EQ(practice.closed_years.at(1).closed.version(), 1u);
  EXPECT_EQ(practice.participations.back().period.until, absl::CivilDay(2024, 12, 1));
  EXPECT_EQ(practice.merged_from, std::vector<std::string>{"p2"});
  EXPECT_EQ(reg.practices.at("p2")->agb, "01000001");
  EXPECT_EQ(reg.practices.at("p3")->closed_on, absl::CivilDay(2025, 1, 1));
  EXPECT_EQ(reg.persons.at("e")->linked_to, "a");
  EXPECT_TRUE(reg.persons.at("b")->external_trainings.front().refused);
  EXPECT_EQ(reg.enrolments.at("b>s4")->person_id, "c");
  EXPECT_EQ(reg.sessions.at("s4")->capacity, 2u);
  const Region& region = *reg.regions.at("test_region");
  EXPECT_EQ(region.plans.at("plan")->plan.menu().rbegin()->slug(), "difficult-patients");
  EXPECT_EQ(region.plans.at("forms")->plan.interpretations(0).option(), "per_year");
  EXPECT_EQ(region.releases.size(), 1u);
  EXPECT_EQ(region.reports.front().report.report_id(), "report");
}

TEST_P(EventsTest, WhoWasErasedStaysErased) {
  if (GetParam().number < 2) GTEST_SKIP() << "nobody could be";
  Register reg;
  for (const Envelope& envelope : envelopes_) Evolve(envelope, &reg);
  for (const char* id : {"a", "e"}) {
    EXPECT_EQ(reg.persons.at(id)->erasure, ErasureState::kConfirmed) << id;
  }
  EXPECT_EQ(reg.persons.at("b")->erasure, ErasureState::kNone);
}

INSTANTIATE_TEST_SUITE_P(Formats, EventsTest, ::testing::ValuesIn(kFormats));

}  // namespace
}  // namespace logboek::domain
