// What the questions show: golden files of every form of answer.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kCompliance[] = R"(
compliance {
  practice_id: "pr-017"
  practice_name: "Huisartsen ’t Zand"
  region: "midden_brabant_primacura"
  cohort_id: "2023-04"
  verdicts {
    obligation_id: "MB-05" programme_year: 1 status: VERDICT_STATUS_NOT_MET
    numerator: 2 denominator: 5 threshold: 3
    window_from { year: 2023 month: 4 day: 1 } window_until { year: 2024 month: 4 day: 1 }
    coverage_now { numerator: 2 denominator: 4 }
    missing { count: 1 } deadline { year: 2024 month: 3 day: 31 }
    flags: VERDICT_FLAG_PROVISIONAL
    plan_id: "mtvp" plan_version: "1" section: "slide 2"
    label { nl: "Triage" en: "Triage" }
    text { nl: "Ten minste de helft van de assistenten volgt een triagetraining."
           en: "At least half of the assistants follow a triage training." }
    strength: STRENGTH_REQUIRED roles: ROLE_MEDICAL_ASSISTANT
    evidence { event_id: "e1" position: 41 date { year: 2023 month: 6 day: 6 } person_id: "da-1"
               practice_id: "pr-017" offering_id: "triage-basis"
               reason: EVIDENCE_REASON_COUNTED }
    evidence { event_id: "e2" position: 52 date { year: 2023 month: 9 day: 1 } person_id: "poh-2"
               practice_id: "pr-017" offering_id: "triage-basis"
               reason: EVIDENCE_REASON_ROLE_NOT_COUNTED }
  }
  verdicts {
    obligation_id: "UT3-03" programme_year: 3 status: VERDICT_STATUS_AT_RISK
    numerator: 1 denominator: 2 threshold: 2
    window_from { year: 2025 month: 4 day: 1 } window_until { year: 2026 month: 4 day: 1 }
    missing { count: 1 bookable: 0 } deadline { year: 2026 month: 3 day: 31 }
    plan_id: "year-3" plan_version: "2"
    label { nl: "Uitwisseling" en: "Exchange" }
    strength: STRENGTH_REQUIRED
    evidence { event_id: "e3" position: 60 date { year: 2025 month: 4 day: 15 } person_id: "h-9"
               practice_id: "pr-018" session_id: "s-0415"
               reason: EVIDENCE_REASON_COUNTED flags: VERDICT_FLAG_CROSS_SERIES }
    evidence { event_id: "e4" position: 77 date { year: 2025 month: 11 day: 4 } person_id: "h-9"
               practice_id: "pr-017" session_id: "s-1104"
               reason: EVIDENCE_REASON_ALREADY_CREDITED credited_year: 2 }
  }
  verdicts {
    obligation_id: "MB-11" programme_year: 1 status: VERDICT_STATUS_WAIVED
    computed_status: VERDICT_STATUS_NOT_MET waiver_ground: "praktijkbrand"
    numerator: 0 denominator: 3 threshold: 2
    window_from { year: 2023 month: 4 day: 1 } window_until { year: 2024 month: 4 day: 1 }
    plan_id: "mtvp" plan_version: "1" label { nl: "Intervisie" en: "Intervision" }
    strength: STRENGTH_REQUIRED
  }
  verdicts {
    obligation_id: "GR-06" programme_year: 3 numerator: 1 denominator: 2
    status: VERDICT_STATUS_REPORTED
    plan_id: "g" plan_version: "1" label { nl: "Voortgang" } strength: STRENGTH_REPORTED
  }
}
at { year: 2026 month: 2 day: 1 }
position: 4711
token: "t"
)";

class ShowTest : public CliTest {
 protected:
  void ShowBoth(std::vector<std::string> arguments, const std::string& golden) {
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".nl.txt", out_);
    arguments.push_back("--lang=en");
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".en.txt", out_);
  }

  void ShowData(std::vector<std::string> arguments, const std::string& golden) {
    for (const char* output : {"json", "csv"}) {
      std::vector<std::string> all = arguments;
      all.push_back(absl::StrCat("--format=", output));
      EXPECT_EQ(Run(all), kExitOk) << err_;
      ExpectGolden(absl::StrCat(golden, ".", output), out_);
    }
  }

  void ServePractice() {
    server_.compliance["pr-017"] = Parse<v1::GetPracticeComplianceResponse>(kCompliance);
  }

  void ServeRegion() {
    const auto one = Parse<v1::GetPracticeComplianceResponse>(kCompliance);
    v1::ListRegionComplianceResponse first;
    *first.add_practices() = one.compliance();
    first.mutable_practices(0)->mutable_verdicts()->DeleteSubrange(2, 2);
    for (auto& verdict : *first.mutable_practices(0)->mutable_verdicts()) {
      verdict.clear_evidence();
    }
    first.set_total_size(2);
    *first.mutable_at() = one.at();
    first.set_position(4711);
    *first.add_counts() = Parse<v1::StatusCount>(
        "obligation_id: 'UT3-03' programme_year: 3 status: VERDICT_STATUS_AT_RISK practices: 1 "
        "label { nl: 'Uitwisseling' en: 'Exchange' }");
    *first.add_counts() = Parse<v1::StatusCount>(
        "obligation_id: 'UT3-03' programme_year: 3 status: VERDICT_STATUS_MET practices: 12 "
        "label { nl: 'Uitwisseling' en: 'Exchange' }");
    *first.add_counts() = Parse<v1::StatusCount>(
        "obligation_id: 'MB-05' programme_year: 1 status: VERDICT_STATUS_NOT_MET practices: 3 "
        "label { nl: 'Triage' en: 'Triage' }");
    v1::ListRegionComplianceResponse second = first;
    second.mutable_practices(0)->set_practice_id("pr-018");
    second.mutable_practices(0)->set_practice_name("De Linde");
    auto* const verdicts = second.mutable_practices(0)->mutable_verdicts();
    verdicts->DeleteSubrange(0, 1);
    verdicts->Mutable(0)->set_status(v1::VERDICT_STATUS_MET);
    server_.compliance_pages["utrecht"] = {first, second};
  }
};

TEST_F(ShowTest, OnePracticeWithItsEvidence) {
  ServePractice();
  ShowBoth({"compliance", "pr-017"}, "compliance_practice");
  ShowData({"compliance", "pr-017"}, "compliance_practice");
  EXPECT_EQ(Run({"compliance", "pr-017", "--explain", "--format=csv"}), kExitOk);
  ExpectGolden("compliance_practice_explain.csv", out_);
}

TEST_F(ShowTest, OnePracticeWithoutItsEvidence) {
  ServePractice();
  EXPECT_EQ(Run({"compliance", "pr-017", "--no-explain"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("triage-basis")));
}

TEST_F(ShowTest, FiltersOfOnePractice) {
  ServePractice();
  EXPECT_EQ(Run({"compliance", "--status", "waived,at-risk", "pr-017"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("UT3-03"));
  EXPECT_THAT(out_, HasSubstr("MB-11"));
  EXPECT_THAT(out_, Not(HasSubstr("MB-05")));
  EXPECT_EQ(Run({"compliance", "pr-017", "--obligation", "MB-05"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("UT3-03")));
}

TEST_F(ShowTest, AnObligationNobodyKnowsIsRefused) {
  ServePractice();
  EXPECT_EQ(Run({"compliance", "pr-017", "--obligation", "MB-05,MB-O5", "--exit-status"}),
            kExitNotFound);
  EXPECT_THAT(err_, HasSubstr("(UNKNOWN_OBLIGATION)"));
  EXPECT_THAT(err_, HasSubstr("\"MB-O5\"; it has verdicts about: GR-06, MB-05, MB-11, UT3-03"));
  EXPECT_THAT(out_, IsEmpty());
}

TEST_F(ShowTest, ARegionShowsOnlyTheVerdictsAskedFor) {
  ServeRegion();
  EXPECT_EQ(Run({"compliance", "--region=utrecht", "--status=at_risk", "--format=csv"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr(",at_risk,"));
  EXPECT_THAT(out_, Not(HasSubstr(",not_met,")));
  EXPECT_EQ(Run({"compliance", "--region=utrecht", "--status=at_risk", "--format=json"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("\"obligationId\": \"GR-06\"")));
  EXPECT_EQ(Run({"compliance", "--region=utrecht", "--status=waived", "--exit-status"}), kExitOk);
}

TEST_F(ShowTest, AQuestionAboutVerdictsWaitsAsLongAsTheServerMayWork) {
  ServePractice();
  ServeRegion();
  const std::vector<std::vector<std::string>> questions = {
      {"compliance", "pr-017"}, {"compliance", "--region=utrecht"}, {"digest"}};
  for (const auto& question : questions) {
    EXPECT_EQ(Run(question), kExitOk) << err_;
    EXPECT_GT(server_.last_time_left(), absl::Minutes(10)) << question[0];
  }
}

TEST_F(ShowTest, BothAxesOfTimeReachTheServer) {
  ServePractice();
  EXPECT_EQ(Run({"compliance", "pr-017", "--at", "31-03-2026", "--known-at", "17"}), kExitOk);
  EXPECT_EQ(server_.last_compliance().at().month(), 3);
  EXPECT_EQ(server_.last_compliance().known().position(), 17u);
  EXPECT_EQ(Run({"compliance", "pr-017"}), kExitOk);
  EXPECT_FALSE(server_.last_compliance().has_at());
  EXPECT_FALSE(server_.last_compliance().has_known());
}

TEST_F(ShowTest, ExitStatusTellsTrouble) {
  ServePractice();
  EXPECT_EQ(Run({"compliance", "pr-017"}), kExitOk) << "only when asked";
  EXPECT_EQ(Run({"compliance", "pr-017", "--exit-status"}), kExitNotCompliant);
  EXPECT_EQ(Run({"compliance", "pr-017", "--exit-status", "--status=at_risk"}), kExitNotCompliant);
  EXPECT_EQ(Run({"compliance", "pr-017", "--exit-status", "--status=waived"}), kExitOk);
  EXPECT_EQ(Run({"compliance", "pr-017", "--exit-status", "--obligation=GR-06"}), kExitOk)
      << "a reported number is no verdict";
  ServeRegion();
  EXPECT_EQ(Run({"compliance", "--region", "utrecht", "--exit-status"}), kExitNotCompliant);
}

TEST_F(ShowTest, ARegionOverAllItsPages) {
  ServeRegion();
  ShowBoth({"compliance", "--region", "utrecht"}, "compliance_region");
  ShowData({"compliance", "--region", "utrecht"}, "compliance_region");
  EXPECT_EQ(server_.last_region().page_token(), "1");
}

TEST_F(ShowTest, ARegionOnANarrowTerminal) {
  ServeRegion();
  environment_["NO_COLOR"] = "1";
  terminal_width_ = 60;
  ShowBoth({"compliance", "--region", "utrecht"}, "compliance_region_narrow");
}

TEST_F(ShowTest, FiltersOfARegionReachTheServer) {
  ServeRegion();
  EXPECT_EQ(Run({"compliance", "--region=utrecht", "--status=not_met", "--status=open",
                 "--obligation=A,B", "--explain"}),
            kExitOk);
  EXPECT_THAT(server_.last_region().statuses(),
              ElementsAre(v1::VERDICT_STATUS_NOT_MET, v1::VERDICT_STATUS_OPEN));
  EXPECT_THAT(server_.last_region().obligation_ids(), ElementsAre("A", "B"));
  EXPECT_TRUE(server_.last_region().with_evidence());
}

TEST_F(ShowTest, APractice) {
  server_.practices["pr-017"] = Parse<v1::GetPracticeResponse>(R"(
    practice { practice_id: "pr-017" agb: "01010235" region: "utrecht_sterkzorg"
      name: "Huisartsen ’t Zand" from { year: 2020 month: 1 day: 1 } cohort_id: "2023-04"
      cohort_start_on { year: 2023 month: 4 day: 1 } programme_year: 3
      tracks { track: "kbz" from { year: 2024 month: 1 day: 1 } }
      joint_plans { group_id: "jp-1" from { year: 2025 month: 3 day: 10 }
                    practice_ids: "pr-017" practice_ids: "pr-018" }
      staff { person_id: "h-9" name: "Noémie Ünal" engagement_id: "g-1" role: ROLE_GP_OWNER
              from { year: 2020 month: 1 day: 1 } }
      staff { person_id: "da-1" engagement_id: "g-2" role: ROLE_MEDICAL_ASSISTANT
              from { year: 2021 month: 5 day: 1 } until { year: 2026 month: 3 day: 1 } }
    }
    at { year: 2026 month: 2 day: 1 } position: 4711)");
  ShowBoth({"practice", "show", "pr-017"}, "practice");
  ShowData({"practice", "show", "pr-017"}, "practice");
}

TEST_F(ShowTest, ASession) {
  server_.sessions["s-0415"] = Parse<v1::GetSessionResponse>(R"(
    session { session_id: "s-0415" offering_id: "o-1" title: "Uitwisseling april"
      region: "utrecht_sterkzorg" academy: "hus" kind: OFFERING_KIND_EXCHANGE_MEETING
      starts_at { seconds: 1776184200 } ends_at { seconds: 1776189600 }
      date { year: 2026 month: 4 day: 14 } series_id: "r-1" list_closed: true
      seats { capacity: 12 confirmed: 12 waiting: 1 } }
    enrolments { enrolment_id: "e-1" person_id: "h-9" practice_id: "pr-017" role: ROLE_GP_OWNER
      state: ENROLMENT_STATE_CONFIRMED series_id: "r-1" }
    enrolments { enrolment_id: "e-2" person_id: "pm-1" practice_id: "pr-018"
      role: ROLE_PRACTICE_MANAGER state: ENROLMENT_STATE_WAITING waiting_rank: 1 }
    enrolments { enrolment_id: "e-3" person_id: "ekc" practice_id: "pr-018" role: ROLE_GP_LOCUM
      state: ENROLMENT_STATE_CONFIRMED participation: PARTICIPATION_FACILITATOR }
    attendance { person_id: "h-9" practice_id: "pr-017" represents: "pr-018" represents: "pr-019"
      status: ATTENDANCE_STATUS_PRESENT flags: FLAG_WALK_IN corrected: true }
    attendance { person_id: "da-1" practice_id: "pr-017" status: ATTENDANCE_STATUS_ABSENT }
    position: 4711)");
  ShowBoth({"session", "show", "s-0415"}, "session");
  ShowData({"session", "show", "s-0415"}, "session");
}

TEST_F(ShowTest, SessionsOverAllTheirPages) {
  auto page = Parse<v1::ListSessionsResponse>(R"(
    sessions { session_id: "s-0415" title: "Uitwisseling april" region: "utrecht_sterkzorg"
      kind: OFFERING_KIND_EXCHANGE_MEETING starts_at { seconds: 1776184200 }
      ends_at { seconds: 1776189600 } date { year: 2026 month: 4 day: 14 }
      seats { capacity: 12 confirmed: 3 free: 9 } } position: 4711)");
  auto next = page;
  next.mutable_sessions(0)->set_session_id("s-0416");
  next.mutable_sessions(0)->set_cancelled(true);
  next.mutable_sessions(0)->mutable_seats()->set_capacity(0);
  server_.session_pages["utrecht_sterkzorg"] = {page, next};
  ShowBoth({"session", "list", "--region", "utrecht_sterkzorg"}, "session_list");
  ShowData({"session", "list", "--region", "utrecht_sterkzorg"}, "session_list");
}

TEST_F(ShowTest, TheHistory) {
  server_.history.push_back(Parse<event::v1::Envelope>(R"(
    position: 1 event_id: "e1" recorded_at { seconds: 1776672000 }
    effective_on { year: 2026 month: 1 day: 1 } source: "plan-file" source_id: "u/1/1"
    region: "utrecht" type: "plan_published" count: 1
    event {
      plan_published { region: "utrecht" plan_id: "1" version: "1" plan: "\001\002\003" }
    })"));
  server_.history.push_back(Parse<event::v1::Envelope>(R"(
    position: 2 event_id: "e2" recorded_at { seconds: 1776672001 }
    effective_on { year: 2025 month: 4 day: 15 } source: "hus" source_id: "a-1" region: "utrecht"
    type: "attendance_recorded" count: 1
    event { attendance_recorded { session_id: "s1" person_id: "h-9" practice_id: "pr-017"
            status: ATTENDANCE_STATUS_PRESENT } }
    actor { id: "local" acting_for: "hus" })"));
  ShowBoth({"replay"}, "replay");
  EXPECT_EQ(err_, "Caught up with position 2.\n");
  ShowData({"replay"}, "replay");
  EXPECT_THAT(err_, IsEmpty());
  EXPECT_EQ(Run({"replay", "--after", "1", "--format=csv"}), kExitOk);
  EXPECT_THAT(out_, Not(HasSubstr("plan_published")));
}

TEST_F(ShowTest, AnEventNewerThanThisProgramIsStillShown) {
  event::v1::Envelope envelope;
  envelope.set_position(1);
  envelope.set_type("moon_landed");
  server_.history.push_back(envelope);
  EXPECT_EQ(Run({"replay"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("moon_landed"));
}

TEST_F(ShowTest, TheDigest) {
  server_.digest = Parse<v1::GetVerdictDigestResponse>(R"(
    digest: "ab12" regions { region: "twente_hzt" digest: "cd34" practices: 3 verdicts: 21 }
    at { year: 2026 month: 2 day: 1 } position: 4711 recorded_at { seconds: 1776672000 })");
  ShowBoth({"digest"}, "digest");
  ShowData({"digest"}, "digest");
  EXPECT_EQ(Run({"digest", "--region=twente_hzt", "--from-zero", "--known-at=4000"}), kExitOk);
  EXPECT_EQ(server_.last_digest().region(), "twente_hzt");
  EXPECT_TRUE(server_.last_digest().from_zero());
  EXPECT_EQ(server_.last_digest().known().position(), 4000u);
}

// An absent number is not 0.
TEST_F(ShowTest, CountsThatTheServerDoesNotShow) {
  server_.digest = Parse<v1::GetVerdictDigestResponse>(R"(
    digest: "ab12" regions { region: "twente_hzt" digest: "cd34" }
    at { year: 2026 month: 2 day: 1 } position: 4711 recorded_at { seconds: 1776672000 })");
  EXPECT_EQ(Run({"digest", "--lang=en"}), kExitOk) << err_;
  EXPECT_THAT(out_, testing::ContainsRegex("twente_hzt +· +· +cd34"));
  EXPECT_THAT(out_, HasSubstr("not shown to auditors"));
  EXPECT_EQ(Run({"digest", "--format=csv"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("twente_hzt,cd34,,,"));
  server_.status =
      Parse<v1::GetStatusResponse>("store_id: '5f3a' regions { region: 'twente_hzt' sessions: 8 }");
  EXPECT_EQ(Run({"status", "--lang=nl"}), kExitOk) << err_;
  EXPECT_THAT(out_, testing::ContainsRegex("twente_hzt +· +8"));
  EXPECT_THAT(out_, HasSubstr("niet getoond aan auditors"));
  EXPECT_EQ(Run({"status", "--format=csv"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("twente_hzt,,8"));
}

TEST_F(ShowTest, TheStatus) {
  server_.status = Parse<v1::GetStatusResponse>(R"(
    version: "0.1.0" store_id: "5f3a" position: 4711 last_recorded_at { seconds: 1776672000 }
    started_at { seconds: 1776600000 } persons: 312 queue_depth: 0 engine: "rocksdb"
    regions { region: "twente_hzt" name { nl: "Huisartsenzorg Twente" } practices: 3 sessions: 8
              plans { plan_id: "2026-2027" version: "1" } })");
  environment_["LC_ALL"] = "nl_NL.UTF-8";
  ShowData({"status"}, "status");
  EXPECT_EQ(Run({"status"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("5f3a (rocksdb)"));
  EXPECT_THAT(out_, HasSubstr("nee: er wordt nu niets vastgelegd"));
  EXPECT_THAT(out_, HasSubstr("Huisartsenzorg Twente"));
  // How the server is doing is not told to everybody.
  EXPECT_THAT(out_, Not(HasSubstr("Geweigerd")));
}

TEST_F(ShowTest, TheStatusThatAnAdministratorSees) {
  server_.status = Parse<v1::GetStatusResponse>(R"(
    version: "0.1.0" store_id: "5f3a" position: 204711 last_recorded_at { seconds: 1776672000 }
    started_at { seconds: 1776600000 } writable: true persons: 312 queue_depth: 7 engine: "rocksdb"
    operation { serving_since { seconds: 1776600060 } open_requests: 3 open_streams: 2
                queue_max: 10000 queued_questions: 1 refused_requests: 41 refused_commands: 5
                checkpoint_position: 200000 checkpoint_at { seconds: 1776668400 } })");
  for (const char* language : {"nl", "en"}) {
    EXPECT_EQ(Run({"status", absl::StrCat("--lang=", language)}), kExitOk) << err_;
    ExpectGolden(absl::StrCat("status.", language, ".txt"),
                 absl::StrReplaceAll(out_, {{server_.address(), "localhost"}}));
  }
  server_.status.mutable_operation()->clear_serving_since();
  server_.status.mutable_operation()->clear_checkpoint_at();
  EXPECT_EQ(Run({"status", "--lang=en"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("not now"));
  EXPECT_THAT(out_, HasSubstr("none, in memory"));
}

}  // namespace
}  // namespace logboek::cli
