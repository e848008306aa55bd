// Questions through real gRPC: compliance on both axes of time, pages, calendar, practices,
// digests, tokens.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/rpc/token.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using command::v1::Command;
using grpc::StatusCode;
using test::GrpcRefuses;
using test::InfoIn;
using test::IsGrpcOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Two assistants of practice `id`; the first `trained` of them complete the triage course.
std::vector<Command> PracticeWithAssistants(const std::string& id, int trained) {
  std::vector<Command> commands = {test::RegisterPractice(id),
                                   test::AssignCohort(id, test::kCohort)};
  for (const char* suffix : {"a", "b"}) {
    const std::string person = absl::StrCat(id, suffix);
    commands.push_back(test::RegisterPerson(person, absl::StrCat("Name of ", person)));
    commands.push_back(
        test::StartEngagement(person, id, event::v1::ROLE_MEDICAL_ASSISTANT, "2023-04-01"));
    if (trained-- > 0) commands.push_back(test::CompleteCourse("triage", person, "2023-09-12"));
  }
  commands.push_back(
      test::ConfirmRoster(id, "2023-04-01", {{event::v1::ROLE_MEDICAL_ASSISTANT, 2}}));
  return commands;
}

class QueriesTest : public ::testing::Test {
 protected:
  explicit QueriesTest(server::ServerOptions options = test::TestServer::MemoryOptions())
      : server_(std::move(options)) {
    server_.MustPush(
        {test::PublishPlan(test::TestPlan()),
         test::PublishOffering("triage", event::v1::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})});
  }

  void AddPractices(int count) {
    std::vector<Command> commands;
    for (int i = 0; i < count; ++i) {
      for (Command& command : PracticeWithAssistants(absl::StrCat("pr-", i), i % 3)) {
        commands.push_back(std::move(command));
      }
    }
    server_.MustPush(commands);
  }

  grpc::Status Ask(const v1::GetPracticeComplianceRequest& request,
                   v1::GetPracticeComplianceResponse* response) {
    return test::Call(*server_.compliance, &v1::ComplianceService::Stub::GetPracticeCompliance,
                      request, response);
  }
  grpc::Status Ask(const v1::ListRegionComplianceRequest& request,
                   v1::ListRegionComplianceResponse* response) {
    return test::Call(*server_.compliance, &v1::ComplianceService::Stub::ListRegionCompliance,
                      request, response);
  }
  grpc::Status Ask(const v1::GetVerdictDigestRequest& request,
                   v1::GetVerdictDigestResponse* response) {
    return test::Call(*server_.audit, &v1::AuditService::Stub::GetVerdictDigest, request, response);
  }
  grpc::Status Ask(const v1::ListSessionsRequest& request, v1::ListSessionsResponse* response) {
    return test::Call(*server_.calendar, &v1::CalendarService::Stub::ListSessions, request,
                      response);
  }
  grpc::Status Ask(const v1::GetPracticeRequest& request, v1::GetPracticeResponse* response) {
    return test::Call(*server_.practice, &v1::PracticeService::Stub::GetPractice, request,
                      response);
  }

  // The verdict of the first year of T-01.
  v1::Verdict Triage(const v1::GetPracticeComplianceResponse& response) {
    for (const v1::Verdict& verdict : response.compliance().verdicts()) {
      if (verdict.obligation_id() == "T-01" && verdict.programme_year() == 1) return verdict;
    }
    ADD_FAILURE() << "no verdict on T-01";
    return v1::Verdict();
  }

  test::TestServer server_;
};

TEST_F(QueriesTest, OnePracticeWithItsEvidence) {
  AddPractices(2);
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id("pr-1");
  v1::GetPracticeComplianceResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  const v1::Verdict verdict = Triage(response);
  EXPECT_EQ(verdict.status(), v1::VERDICT_STATUS_MET);
  EXPECT_EQ(verdict.numerator(), 1u);
  EXPECT_EQ(verdict.denominator(), 2u);
  EXPECT_EQ(verdict.first_met_on().day(), 12);
  EXPECT_EQ(verdict.plan_id(), "plan");
  EXPECT_EQ(verdict.plan_version(), "1");
  EXPECT_EQ(verdict.label().nl(), "label T-01");
  EXPECT_EQ(verdict.strength(), regioplan::v1::STRENGTH_REQUIRED);
  ASSERT_EQ(verdict.evidence_size(), 1);
  EXPECT_EQ(verdict.evidence(0).reason(), v1::EVIDENCE_REASON_COUNTED);
  EXPECT_EQ(verdict.evidence(0).person_id(), "pr-1a");
  EXPECT_EQ(verdict.evidence(0).offering_id(), "triage");
  EXPECT_GT(verdict.evidence(0).position(), 0u);
  EXPECT_FALSE(verdict.has_missing());
  EXPECT_EQ(response.at().year(), 2026);
  EXPECT_EQ(response.at().month(), 11);
  EXPECT_EQ(response.at().day(), 30);
}

TEST_F(QueriesTest, WhatIsMissingComesWithItsDeadline) {
  AddPractices(1);
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id("pr-0");
  *request.mutable_at() = test::Date(absl::CivilDay(2023, 6, 1));
  v1::GetPracticeComplianceResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  const v1::Verdict verdict = Triage(response);
  EXPECT_EQ(verdict.missing().count(), 1u);
  EXPECT_EQ(verdict.deadline().month(), 3);
  EXPECT_EQ(verdict.deadline().day(), 31);
  EXPECT_EQ(verdict.window_until().month(), 4);
}

TEST_F(QueriesTest, KnownLooksAtWhatTheLogKnewThen) {
  AddPractices(1);
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id("pr-0");
  v1::GetPracticeComplianceResponse before;
  ASSERT_THAT(Ask(request, &before), IsGrpcOk());
  EXPECT_EQ(Triage(before).status(), v1::VERDICT_STATUS_NOT_MET);

  server_.clock().Advance(absl::Hours(24 * 10));
  server_.MustPush({test::CompleteCourse("triage", "pr-0a", "2023-09-12")});
  v1::GetPracticeComplianceResponse now;
  ASSERT_THAT(Ask(request, &now), IsGrpcOk());
  EXPECT_EQ(Triage(now).status(), v1::VERDICT_STATUS_MET);
  EXPECT_EQ(now.at().month(), 12);

  v1::GetPracticeComplianceResponse then;
  request.mutable_known()->set_position(before.position());
  ASSERT_THAT(Ask(request, &then), IsGrpcOk());
  EXPECT_EQ(Triage(then).status(), v1::VERDICT_STATUS_NOT_MET);
  EXPECT_EQ(then.position(), before.position());
  // The date of `known`, not today.
  EXPECT_EQ(then.at().month(), 11);
  EXPECT_EQ(then.at().day(), 30);
  EXPECT_EQ(then.compliance().SerializeAsString(), before.compliance().SerializeAsString());

  request.mutable_known()->mutable_time()->set_seconds(
      absl::ToUnixSeconds(test::DefaultNow() + absl::Hours(24)));
  ASSERT_THAT(Ask(request, &then), IsGrpcOk());
  EXPECT_EQ(Triage(then).status(), v1::VERDICT_STATUS_NOT_MET);
  EXPECT_EQ(then.position(), before.position());
  EXPECT_EQ(then.at().day(), 1);

  // The instant itself belongs to what was known.
  request.mutable_known()->mutable_time()->set_seconds(
      absl::ToUnixSeconds(test::DefaultNow() + absl::Hours(24 * 10)));
  ASSERT_THAT(Ask(request, &then), IsGrpcOk());
  EXPECT_EQ(Triage(then).status(), v1::VERDICT_STATUS_MET);
}

TEST_F(QueriesTest, KnownOutsideTheLog) {
  AddPractices(1);
  v1::GetPracticeComplianceRequest request;
  request.set_practice_id("pr-0");
  v1::GetPracticeComplianceResponse response;
  request.mutable_known()->set_position(1'000'000);
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::OUT_OF_RANGE, "POSITION_AHEAD"));
  request.mutable_known()->set_position(0);
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  request.mutable_known()->mutable_time()->set_seconds(0);
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  v1::ListRegionComplianceRequest region;
  region.set_region(test::kRegion);
  region.mutable_known()->set_position(0);
  v1::ListRegionComplianceResponse list;
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
}

TEST_F(QueriesTest, WrongQuestionsAreRefusedByName) {
  v1::GetPracticeComplianceRequest practice;
  v1::GetPracticeComplianceResponse practice_response;
  EXPECT_THAT(Ask(practice, &practice_response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  practice.set_practice_id("nobody");
  EXPECT_THAT(Ask(practice, &practice_response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  practice.mutable_at()->set_year(2025);
  EXPECT_THAT(Ask(practice, &practice_response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_DATE"));

  v1::ListRegionComplianceRequest region;
  v1::ListRegionComplianceResponse list;
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  region.set_region("atlantis");
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
  region.set_region(test::kRegion);
  region.set_page_size(-1);
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_PAGE_SIZE"));
  region.set_page_size(0);
  region.set_page_token("not one of ours");
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_PAGE_TOKEN"));
  region.clear_page_token();
  region.add_obligation_ids("T-99");
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_OBLIGATION"));
  region.clear_obligation_ids();
  region.add_statuses(v1::VERDICT_STATUS_UNSPECIFIED);
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  region.set_statuses(0, static_cast<v1::VerdictStatus>(42));
  EXPECT_THAT(Ask(region, &list), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "UNKNOWN_ENUM_VALUE"));

  v1::ListSessionsRequest sessions;
  v1::ListSessionsResponse session_list;
  sessions.set_region("atlantis");
  EXPECT_THAT(Ask(sessions, &session_list), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
  v1::GetSessionRequest session;
  session.set_session_id("s-1");
  v1::GetSessionResponse session_response;
  EXPECT_THAT(test::Call(*server_.calendar, &v1::CalendarService::Stub::GetSession, session,
                         &session_response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_SESSION"));
}

TEST_F(QueriesTest, TokensOfOtherStoresAndOfTheFutureAreRefused) {
  v1::ListSessionsRequest request;
  request.set_region(test::kRegion);
  v1::ListSessionsResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  request.set_token(response.token());
  EXPECT_THAT(Ask(request, &response), IsGrpcOk());
  request.set_token("x");
  EXPECT_THAT(Ask(request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "TOKEN_MALFORMED"));
  request.set_token(rpc::EncodeToken({.store_id = "another", .position = 1}));
  EXPECT_THAT(Ask(request, &response),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "TOKEN_OF_OTHER_STORE"));
  v1::GetStatusResponse status;
  ASSERT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                         &status),
              IsGrpcOk());
  request.set_token(rpc::EncodeToken({.store_id = status.store_id(), .position = 99}));
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::UNAVAILABLE, "TOKEN_AHEAD"));
}

TEST_F(QueriesTest, RegionCountsCoverTheRegionWhateverFilterAndPage) {
  AddPractices(9);
  v1::ListRegionComplianceRequest request;
  request.set_region(test::kRegion);
  request.add_statuses(v1::VERDICT_STATUS_MET);
  request.add_obligation_ids("T-01");
  request.set_page_size(2);
  std::vector<std::string> seen;
  v1::ListRegionComplianceResponse response;
  do {
    ASSERT_THAT(Ask(request, &response), IsGrpcOk());
    EXPECT_EQ(response.total_size(), 6);
    EXPECT_LE(response.practices_size(), 2);
    for (const auto& practice : response.practices()) {
      seen.push_back(practice.practice_id());
      for (const v1::Verdict& verdict : practice.verdicts()) {
        EXPECT_EQ(verdict.obligation_id(), "T-01");
        EXPECT_THAT(verdict.evidence(), IsEmpty());
      }
    }
    uint32_t met = 0;
    uint32_t not_met = 0;
    for (const v1::StatusCount& count : response.counts()) {
      if (count.obligation_id() != "T-01" || count.programme_year() != 1) continue;
      if (count.status() == v1::VERDICT_STATUS_MET) met = count.practices();
      if (count.status() == v1::VERDICT_STATUS_NOT_MET) not_met = count.practices();
    }
    EXPECT_EQ(met, 6u);
    EXPECT_EQ(not_met, 3u);
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  EXPECT_THAT(seen, ElementsAre("pr-1", "pr-2", "pr-4", "pr-5", "pr-7", "pr-8"));
}

// 1,000 rows of long texts are more than a message may hold; the page ends earlier and says so.
TEST_F(QueriesTest, AnAnswerNeverBurstsTheMessageLimit) {
  regioplan::v1::RegionPlan plan = test::TestPlan();
  plan.set_version("2");
  for (auto& obligation : *plan.mutable_obligations()) {
    obligation.mutable_text()->set_nl(std::string(4000, 'n'));
    obligation.mutable_text()->set_en(std::string(4000, 'e'));
  }
  AddPractices(300);
  server_.MustPush({test::PublishPlan(plan)});
  v1::ListRegionComplianceRequest request;
  request.set_region(test::kRegion);
  request.set_page_size(1000);
  std::set<std::string> seen;
  int pages = 0;
  v1::ListRegionComplianceResponse response;
  do {
    ASSERT_THAT(Ask(request, &response), IsGrpcOk());
    EXPECT_LT(response.ByteSizeLong(), size_t{4} << 20);
    for (const auto& practice : response.practices()) seen.insert(practice.practice_id());
    request.set_page_token(response.next_page_token());
    ++pages;
  } while (!response.next_page_token().empty());
  EXPECT_THAT(seen, SizeIs(300));
  EXPECT_GT(pages, 1);
}

TEST_F(QueriesTest, PagesOfOneListLookAtOneMoment) {
  AddPractices(6);
  v1::ListRegionComplianceRequest request;
  request.set_region(test::kRegion);
  request.set_page_size(3);
  request.set_with_evidence(true);
  v1::ListRegionComplianceResponse first;
  ASSERT_THAT(Ask(request, &first), IsGrpcOk());
  EXPECT_EQ(first.total_size(), 6);
  server_.clock().Advance(absl::Hours(24 * 40));
  server_.MustPush(PracticeWithAssistants("pr-9", 2));
  request.set_page_token(first.next_page_token());
  v1::ListRegionComplianceResponse second;
  ASSERT_THAT(Ask(request, &second), IsGrpcOk());
  EXPECT_EQ(second.position(), first.position());
  EXPECT_EQ(second.at().SerializeAsString(), first.at().SerializeAsString());
  EXPECT_EQ(second.total_size(), 6);
  EXPECT_EQ(second.practices(2).practice_id(), "pr-5");
  EXPECT_TRUE(second.next_page_token().empty());
  EXPECT_GT(second.practices(2).verdicts(0).evidence_size(), 0);

  // Another question does not go on with it.
  request.set_with_evidence(true);
  request.add_statuses(v1::VERDICT_STATUS_OPEN);
  EXPECT_THAT(Ask(request, &second), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_PAGE_TOKEN"));
}

TEST_F(QueriesTest, DigestIsTheSameLiveFoldedAndKnownAndChangesWithTheHistory) {
  AddPractices(5);
  v1::GetVerdictDigestRequest request;
  v1::GetVerdictDigestResponse live;
  v1::GetVerdictDigestResponse folded;
  v1::GetVerdictDigestResponse one_region;
  ASSERT_THAT(Ask(request, &live), IsGrpcOk());
  EXPECT_THAT(live.digest(), SizeIs(64));
  ASSERT_EQ(live.regions_size(), 1);
  EXPECT_EQ(live.regions(0).practices(), 5u);
  EXPECT_GT(live.regions(0).verdicts(), 5u);
  EXPECT_EQ(live.recorded_at().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
  request.set_from_zero(true);
  ASSERT_THAT(Ask(request, &folded), IsGrpcOk());
  EXPECT_EQ(folded.SerializeAsString(), live.SerializeAsString());
  request.set_region(test::kRegion);
  ASSERT_THAT(Ask(request, &one_region), IsGrpcOk());
  EXPECT_EQ(one_region.regions(0).digest(), live.regions(0).digest());

  server_.MustPush({test::CompleteCourse("triage", "pr-0a", "2023-10-10")});
  v1::GetVerdictDigestResponse later;
  ASSERT_THAT(Ask(v1::GetVerdictDigestRequest(), &later), IsGrpcOk());
  EXPECT_NE(later.digest(), live.digest());
  v1::GetVerdictDigestRequest known;
  known.mutable_known()->set_position(live.position());
  v1::GetVerdictDigestResponse then;
  ASSERT_THAT(Ask(known, &then), IsGrpcOk());
  EXPECT_EQ(then.digest(), live.digest());
  known.set_region("atlantis");
  EXPECT_THAT(Ask(known, &then), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
}

// Somebody who works and learns in two regions: the fold of one region sees only its own events,
// the live register all.
TEST_F(QueriesTest, DigestOfOneRegionIsTheSameLiveAndFoldedForPeopleOfTwoRegions) {
  regioplan::v1::RegionPlan other = test::TestPlan();
  other.set_region("other_region");
  Command over_there = test::PublishOffering("triage-2", event::v1::OFFERING_KIND_COURSE_OPEN,
                                             {"triage-basic"}, "other_region");
  AddPractices(2);
  server_.MustPush(
      {test::PublishPlan(other), over_there, test::RegisterPractice("other-1", "other_region"),
       test::AssignCohort("other-1", test::kCohort),
       test::StartEngagement("pr-0a", "other-1", event::v1::ROLE_MEDICAL_ASSISTANT, "2023-05-01"),
       test::RegisterPerson("other-a", "", "other_region"),
       test::StartEngagement("other-a", "pr-0", event::v1::ROLE_MEDICAL_ASSISTANT, "2023-05-01"),
       test::CompleteCourse("triage-2", "pr-0a", "2023-06-01"),
       test::CompleteCourse("triage", "pr-0a", "2023-07-01"),
       test::CompleteCourse("triage", "other-a", "2023-08-01"),
       test::CompleteCourse("triage-2", "other-a", "2023-09-01")});
  for (const char* region : {test::kRegion, "other_region"}) {
    v1::GetVerdictDigestRequest request;
    request.set_region(region);
    v1::GetVerdictDigestResponse live;
    v1::GetVerdictDigestResponse folded;
    ASSERT_THAT(Ask(request, &live), IsGrpcOk());
    request.set_from_zero(true);
    ASSERT_THAT(Ask(request, &folded), IsGrpcOk());
    EXPECT_EQ(folded.digest(), live.digest()) << region;
  }
}

TEST_F(QueriesTest, PracticeShowsItsPeopleByNameOnTheDay) {
  AddPractices(1);
  server_.MustPush({test::RegisterPerson("nameless"),
                    test::StartEngagement("nameless", "pr-0", event::v1::ROLE_GP_OWNER,
                                          "2024-01-01", "2025-01-01"),
                    test::StartTrack("pr-0", "kbz", "2024-03-01"),
                    test::EndTrack("pr-0", "kbz", "2024-09-01")});
  v1::GetPracticeRequest request;
  request.set_practice_id("pr-0");
  *request.mutable_at() = test::Date(absl::CivilDay(2024, 5, 1));
  v1::GetPracticeResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  const v1::Practice& practice = response.practice();
  EXPECT_EQ(practice.programme_year(), 2u);
  EXPECT_EQ(practice.cohort_id(), test::kCohort);
  EXPECT_EQ(practice.roster_confirmed_as_of().year(), 2023);
  ASSERT_EQ(practice.tracks_size(), 1);
  EXPECT_EQ(practice.tracks(0).until().month(), 9);
  ASSERT_EQ(practice.staff_size(), 3);
  EXPECT_EQ(practice.staff(0).person_id(), "nameless");
  EXPECT_EQ(practice.staff(0).name(), "");
  EXPECT_EQ(practice.staff(0).until().year(), 2025);
  EXPECT_EQ(practice.staff(1).name(), "Name of pr-0a");
  EXPECT_FALSE(practice.staff(1).has_until());

  request.clear_at();
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  EXPECT_EQ(response.practice().staff_size(), 2);
  EXPECT_EQ(response.practice().tracks_size(), 0);
  EXPECT_EQ(response.at().year(), 2026);
  request.set_practice_id("pr-7");
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
}

TEST_F(QueriesTest, APracticeIsFoundByItsAgbCode) {
  AddPractices(2);
  v1::GetPracticeRequest request;
  request.set_practice_id("pr-1");
  v1::GetPracticeResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  request.clear_practice_id();
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  request.set_agb(response.practice().agb());
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  EXPECT_EQ(response.practice().practice_id(), "pr-1");
  request.set_agb("99999999");
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_AGB"));
}

// The code of a practice may have been another's before.
TEST_F(QueriesTest, AnAgbCodeShowsNobodyTheNextHolder) {
  AddPractices(2);
  v1::GetPracticeRequest request;
  request.set_practice_id("pr-0");
  v1::GetPracticeResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  const std::string agb = response.practice().agb();
  server_.MustPush({test::ChangeIdentifier("pr-0", "12345678", "2026-03-01"),
                    test::ChangeIdentifier("pr-1", agb, "2026-04-01")});
  access::v1::Grant grant;
  grant.set_principal("pr-0");
  grant.set_role(access::v1::CALLER_ROLE_PRACTICE);
  grant.add_practices("pr-0");
  const auto own = v1::PracticeService::NewStub(server_.ChannelAs(server_.TokenFor(grant)));
  const auto ask = [&] {
    return test::Call(*own, &v1::PracticeService::Stub::GetPractice, request, &response);
  };
  request.clear_practice_id();
  request.set_agb(agb);
  const grpc::Status refused = ask();
  EXPECT_THAT(refused, GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_AGB"));
  EXPECT_EQ(refused.error_message().find("pr-1"), std::string::npos);
  *request.mutable_at() = test::Date(absl::CivilDay(2026, 2, 1));
  ASSERT_THAT(ask(), IsGrpcOk());
  EXPECT_EQ(response.practice().practice_id(), "pr-0");
  request.clear_at();
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  EXPECT_EQ(response.practice().practice_id(), "pr-1") << "to an administrator";
}

TEST_F(QueriesTest, PracticeShowsItsJointPlanOnTheDay) {
  AddPractices(3);
  server_.MustPush({test::RegisterJointPlan("jp", {"pr-0", "pr-1"}, "2023-05-01"),
                    test::AddJointPlanMember("jp", "pr-2", "2024-01-01")});
  v1::GetPracticeRequest request;
  request.set_practice_id("pr-0");
  *request.mutable_at() = test::Date(absl::CivilDay(2023, 12, 31));
  v1::GetPracticeResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  ASSERT_EQ(response.practice().joint_plans_size(), 1);
  EXPECT_THAT(response.practice().joint_plans(0).practice_ids(), ElementsAre("pr-0", "pr-1"));
  *request.mutable_at() = test::Date(absl::CivilDay(2024, 1, 1));
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  EXPECT_THAT(response.practice().joint_plans(0).practice_ids(),
              ElementsAre("pr-0", "pr-1", "pr-2"));
}

TEST_F(QueriesTest, SessionsComeByDateInPagesAndByKind) {
  std::vector<Command> commands = {
      test::PublishOffering("exchange", event::v1::OFFERING_KIND_EXCHANGE_MEETING),
      test::PublishOffering("intervision", event::v1::OFFERING_KIND_INTERVISION)};
  for (int month = 1; month <= 9; ++month) {
    commands.push_back(test::ScheduleSession(absl::StrCat("s-", 10 - month),
                                             month % 2 == 1 ? "exchange" : "intervision",
                                             absl::StrCat("2027-0", month, "-10")));
  }
  server_.MustPush(commands);
  v1::ListSessionsRequest request;
  request.set_region(test::kRegion);
  *request.mutable_from() = test::Date(absl::CivilDay(2027, 2, 10));
  *request.mutable_until() = test::Date(absl::CivilDay(2027, 9, 10));
  request.set_page_size(3);
  std::vector<std::string> seen;
  v1::ListSessionsResponse response;
  do {
    ASSERT_THAT(Ask(request, &response), IsGrpcOk());
    for (const auto& session : response.sessions()) seen.push_back(session.session_id());
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  EXPECT_THAT(seen, ElementsAre("s-8", "s-7", "s-6", "s-5", "s-4", "s-3", "s-2"));

  request.clear_page_token();
  request.add_kinds(event::v1::OFFERING_KIND_INTERVISION);
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  ASSERT_EQ(response.sessions_size(), 3);
  EXPECT_EQ(response.sessions(0).session_id(), "s-8");
  EXPECT_EQ(response.sessions(0).offering_id(), "intervision");
  EXPECT_EQ(response.sessions(0).seats().capacity(), 2u);
  EXPECT_EQ(response.sessions(0).seats().free(), 2u);
  // The token of this question is not one of the other.
  const std::string token = response.next_page_token();
  request.clear_kinds();
  request.set_page_token(token);
  EXPECT_THAT(Ask(request, &response), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "BAD_PAGE_TOKEN"));
}

TEST_F(QueriesTest, StatusCountsWhatTheRegisterHolds) {
  AddPractices(2);
  v1::GetStatusResponse status;
  ASSERT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                         &status),
              IsGrpcOk());
  EXPECT_EQ(status.engine(), "memory");
  EXPECT_FALSE(status.version().empty());
  EXPECT_THAT(status.store_id(), SizeIs(32));
  EXPECT_TRUE(status.writable());
  EXPECT_EQ(status.persons(), 4u);
  ASSERT_EQ(status.regions_size(), 1);
  EXPECT_EQ(status.regions(0).region(), test::kRegion);
  EXPECT_EQ(status.regions(0).practices(), 2u);
  EXPECT_EQ(status.regions(0).name().nl(), "Test region");
  ASSERT_EQ(status.regions(0).plans_size(), 1);
  EXPECT_EQ(status.regions(0).plans(0).version(), "1");
  EXPECT_EQ(status.last_recorded_at().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
  EXPECT_EQ(status.started_at().seconds(), absl::ToUnixSeconds(test::DefaultNow()));
}

class RocksQueriesTest : public QueriesTest {
 protected:
  RocksQueriesTest() : QueriesTest(test::TestServer::RocksOptions()) {}
};

TEST_F(RocksQueriesTest, AnotherStartGivesTheSameAnswers) {
  AddPractices(4);
  v1::GetVerdictDigestResponse before;
  ASSERT_THAT(Ask(v1::GetVerdictDigestRequest(), &before), IsGrpcOk());
  const auto history = server_.Replay(v1::ReplayRequest());
  server_.Restart();
  v1::GetVerdictDigestResponse after;
  ASSERT_THAT(Ask(v1::GetVerdictDigestRequest(), &after), IsGrpcOk());
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(server_.Replay(v1::ReplayRequest()).envelopes, history.envelopes);
  v1::GetPracticeRequest request;
  request.set_practice_id("pr-0");
  v1::GetPracticeResponse response;
  ASSERT_THAT(Ask(request, &response), IsGrpcOk());
  EXPECT_EQ(response.practice().staff(0).name(), "Name of pr-0a");
}

}  // namespace
}  // namespace logboek::api
