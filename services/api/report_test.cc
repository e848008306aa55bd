// What leaves over real gRPC: recorded before it is answered, or not answered.
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/queries/sha256.h"
#include "storage/base/canonical.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/gated_log.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

namespace ev = event::v1;

using grpc::StatusCode;
using test::GrpcRefuses;
using test::IsGrpcOk;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr int kPractices = 12;

v1::Origin Key(const std::string& source_id) {
  v1::Origin origin;
  origin.set_source("desk");
  origin.set_source_id(source_id);
  return origin;
}

// Twelve practices with an assistant each, of whom the first six did the course in year 1.
std::vector<command::v1::Command> SmallRegion(regioplan::v1::Disclosure disclosure) {
  regioplan::v1::RegionPlan plan = test::TestPlan();
  plan.set_disclosure(disclosure);
  std::vector<command::v1::Command> commands = {
      test::PublishPlan(plan),
      test::PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})};
  for (int i = 1; i <= kPractices; ++i) {
    const std::string id = absl::StrCat("pr-", i);
    const std::string person = absl::StrCat("a-", i);
    commands.insert(commands.end(),
                    {test::RegisterPractice(id), test::AssignCohort(id, test::kCohort),
                     test::RegisterPerson(person, absl::StrCat("Name ", i)),
                     test::StartEngagement(person, id, ev::ROLE_MEDICAL_ASSISTANT, "2023-04-01"),
                     test::ConfirmRoster(id, "2023-04-01", {{ev::ROLE_MEDICAL_ASSISTANT, 1}})});
    if (i <= 6) commands.push_back(test::CompleteCourse("triage", person, "2023-09-12"));
  }
  return commands;
}

class ReportRpcTest : public ::testing::Test {
 protected:
  explicit ReportRpcTest(
      regioplan::v1::Disclosure disclosure = regioplan::v1::DISCLOSURE_REGION_REPORT)
      : ReportRpcTest(disclosure, test::TestServer::MemoryOptions()) {}
  ReportRpcTest(regioplan::v1::Disclosure disclosure, server::ServerOptions options)
      : server_(std::move(options)) {
    server_.MustPush(SmallRegion(disclosure));
  }

  static v1::GetRegionReportRequest ForInsurer(const std::string& source_id) {
    v1::GetRegionReportRequest request;
    request.set_region(test::kRegion);
    request.set_recipient_class(ev::RECIPIENT_CLASS_INSURER);
    request.set_recipient("vgz");
    *request.mutable_origin() = Key(source_id);
    return request;
  }
  grpc::Status Report(const v1::GetRegionReportRequest& request) {
    report_.Clear();
    return test::Call(*server_.report, &v1::ReportService::Stub::GetRegionReport, request,
                      &report_);
  }
  const v1::ReportRow& Row(const std::string& id, uint32_t period) const {
    for (const v1::ReportRow& row : report_.rows()) {
      const bool found =
          row.obligation().obligation_id() == id && row.obligation().programme_year() == period;
      if (found) return row;
    }
    ADD_FAILURE() << "no row " << id;
    return v1::ReportRow::default_instance();
  }
  bool ShowsNothing(const v1::ReportRow& row) const {
    for (const v1::ReportCell& cell : row.cells()) {
      if (cell.has_practices()) return false;
    }
    return !row.has_asked();
  }

  static v1::ListParticipationRequest ListFor(ev::ReportScope scope, const std::string& source_id) {
    v1::ListParticipationRequest request;
    request.set_region(test::kRegion);
    request.set_recipient_class(ev::RECIPIENT_CLASS_INSURER);
    request.set_recipient("cz");
    request.set_scope(scope);
    request.set_period(1);
    *request.mutable_origin() = Key(source_id);
    return request;
  }
  grpc::Status List(const v1::ListParticipationRequest& request) {
    list_.Clear();
    return test::Call(*server_.report, &v1::ReportService::Stub::ListParticipation, request,
                      &list_);
  }

  static v1::GetEvidenceRequest Evidence(const std::string& source_id) {
    v1::GetEvidenceRequest request;
    request.set_practice_id("pr-1");
    request.set_recipient("pr-1");
    *request.mutable_origin() = Key(source_id);
    return request;
  }
  grpc::Status Show(const v1::GetEvidenceRequest& request) {
    evidence_.Clear();
    return test::Call(*server_.report, &v1::ReportService::Stub::GetEvidence, request, &evidence_);
  }

  // The reports the log has, in order.
  std::vector<ev::ReportIssued> Recorded() {
    std::vector<ev::ReportIssued> reports;
    for (const std::string& bytes : server_.Replay({}).envelopes) {
      ev::Envelope envelope;
      EXPECT_TRUE(envelope.ParseFromString(bytes));
      if (!envelope.event().has_report_issued()) continue;
      reports.push_back(envelope.event().report_issued());
      recorded_at_ = envelope.position();
    }
    return reports;
  }

  test::TestServer server_;
  v1::GetRegionReportResponse report_;
  v1::ListParticipationResponse list_;
  v1::GetEvidenceResponse evidence_;
  // The position of the last of Recorded().
  uint64_t recorded_at_ = 0;
};

TEST_F(ReportRpcTest, TheRegionalOrganisationSeesWhatThereIs) {
  v1::GetRegionReportRequest request;
  request.set_region(test::kRegion);
  EXPECT_THAT(Report(request), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  request.set_recipient_class(ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION);
  ASSERT_THAT(Report(request), IsGrpcOk());
  EXPECT_EQ(report_.practices(), 12u);
  EXPECT_EQ(Row("T-01", 1).asked(), 12u);
  EXPECT_EQ(Row("T-01", 1).cells(0).practices(), 6u);
  EXPECT_FALSE(report_.has_disclosure());
  EXPECT_THAT(Recorded(), IsEmpty());
  request.set_region("nowhere");
  EXPECT_THAT(Report(request), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_REGION"));
}

TEST_F(ReportRpcTest, WhatGoesToAnInsurerIsRecordedFirst) {
  ASSERT_THAT(Report(ForInsurer("1")), IsGrpcOk());
  const std::vector<ev::ReportIssued> recorded = Recorded();
  ASSERT_THAT(recorded, SizeIs(1));
  EXPECT_EQ(recorded[0].report_id(), report_.disclosure().report_id());
  EXPECT_EQ(recorded[0].report_sha256(), report_.disclosure().sha256());
  EXPECT_EQ(recorded[0].report_position(), report_.position());
  EXPECT_EQ(recorded[0].recipient(), "vgz");
  EXPECT_EQ(recorded[0].scope(), ev::REPORT_SCOPE_REGION);
  EXPECT_EQ(recorded[0].at().SerializeAsString(), report_.at().SerializeAsString());
  EXPECT_EQ(report_.disclosure().recorded_position(), recorded_at_);
  EXPECT_FALSE(report_.disclosure().repeated());
  EXPECT_EQ(Row("T-01", 1).cells(0).practices(), 6u);
}

TEST_F(ReportRpcTest, OriginAndRecipientAreRequired) {
  v1::GetRegionReportRequest request = ForInsurer("1");
  request.clear_recipient();
  EXPECT_EQ(test::InfoIn(Report(request)).metadata().at("field"), "recipient");
  request.clear_origin();
  EXPECT_EQ(test::InfoIn(Report(request)).metadata().at("field"), "origin");
  EXPECT_THAT(Recorded(), IsEmpty());
}

TEST_F(ReportRpcTest, ARepeatGetsTheSameReportAgain) {
  ASSERT_THAT(Report(ForInsurer("1")), IsGrpcOk());
  const v1::GetRegionReportResponse first = report_;
  server_.MustPush({test::CompleteCourse("triage", "a-7", "2023-10-01")});
  ASSERT_THAT(Report(ForInsurer("2")), IsGrpcOk());
  ASSERT_THAT(Report(ForInsurer("1")), IsGrpcOk());
  EXPECT_TRUE(report_.disclosure().repeated());
  report_.mutable_disclosure()->set_repeated(false);
  EXPECT_EQ(base::CanonicalBytes(report_), base::CanonicalBytes(first));
  EXPECT_THAT(Recorded(), SizeIs(2));
}

TEST_F(ReportRpcTest, TheSameKeyForAnotherQuestionIsAConflict) {
  ASSERT_THAT(Report(ForInsurer("1")), IsGrpcOk());
  v1::GetRegionReportRequest other = ForInsurer("1");
  other.set_recipient("cz");
  EXPECT_THAT(Report(other), GrpcRefuses(StatusCode::ALREADY_EXISTS, "CONFLICT"));
  other = ForInsurer("1");
  other.set_period(1);
  EXPECT_THAT(Report(other), GrpcRefuses(StatusCode::ALREADY_EXISTS, "CONFLICT"));
  other = ForInsurer("1");
  *other.mutable_at() = test::Date(test::Day("2024-01-01"));
  EXPECT_THAT(Report(other), GrpcRefuses(StatusCode::ALREADY_EXISTS, "CONFLICT"));
  other = ForInsurer("1");
  other.mutable_known()->set_position(3);
  EXPECT_THAT(Report(other), GrpcRefuses(StatusCode::ALREADY_EXISTS, "CONFLICT"));
  EXPECT_THAT(Show(Evidence("1")), GrpcRefuses(StatusCode::ALREADY_EXISTS, "CONFLICT"));
  EXPECT_FALSE(evidence_.has_evidence());
}

TEST_F(ReportRpcTest, TwoReportsCannotBeSubtracted) {
  ASSERT_THAT(Report(ForInsurer("1")), IsGrpcOk());
  EXPECT_FALSE(ShowsNothing(Row("T-01", 1)));
  server_.MustPush({test::CompleteCourse("triage", "a-7", "2023-10-01")});
  v1::GetRegionReportRequest second = ForInsurer("2");
  second.set_recipient("cz");
  ASSERT_THAT(Report(second), IsGrpcOk());
  EXPECT_TRUE(ShowsNothing(Row("T-01", 1))) << "cz may have seen what vgz has";
  EXPECT_EQ(report_.compared_reports(), 1u);
  EXPECT_EQ(report_.practices(), 12u);
  // A practice is no insurer, but could tell one.
  second = ForInsurer("3");
  second.set_recipient_class(ev::RECIPIENT_CLASS_PRACTICE);
  ASSERT_THAT(Report(second), IsGrpcOk());
  EXPECT_TRUE(ShowsNothing(Row("T-01", 1)));
  for (int i = 8; i <= 12; ++i) {
    server_.MustPush({test::CompleteCourse("triage", absl::StrCat("a-", i), "2023-10-01")});
  }
  ASSERT_THAT(Report(ForInsurer("4")), IsGrpcOk());
  EXPECT_EQ(Row("T-01", 1).cells(0).practices(), 12u);
}

TEST_F(ReportRpcTest, S45UtrechtGivesTheRegionAsAWhole) {
  EXPECT_THAT(List(ListFor(ev::REPORT_SCOPE_PRACTICE_ROWS, "1")),
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "DISCLOSURE_NOT_ALLOWED"));
  EXPECT_THAT(list_.rows(), IsEmpty());
  EXPECT_THAT(Recorded(), IsEmpty());
}

TEST_F(ReportRpcTest, EvidenceIsSignedAndRecorded) {
  ASSERT_THAT(Show(Evidence("1")), IsGrpcOk());
  const v1::SignedEvidence& evidence = evidence_.evidence();
  EXPECT_EQ(evidence.bundle().practice_id(), "pr-1");
  EXPECT_EQ(evidence.bundle().position(), evidence_.position());
  EXPECT_EQ(evidence.part_sha256_size(), 1 + evidence.bundle().verdicts_size());
  v1::EvidenceBundle head = evidence.bundle();
  head.clear_verdicts();
  queries::Sha256 hash;
  hash.Update(base::CanonicalBytes(head));
  EXPECT_EQ(evidence.part_sha256(0), hash.Finish());
  const std::vector<ev::ReportIssued> recorded = Recorded();
  ASSERT_THAT(recorded, SizeIs(1));
  EXPECT_EQ(recorded[0].recipient_class(), ev::RECIPIENT_CLASS_PRACTICE);
  EXPECT_EQ(recorded[0].report_sha256(), evidence.sha256());
  EXPECT_EQ(recorded[0].report_id(), evidence.bundle().report_id());
  v1::GetStatusResponse status;
  ASSERT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::GetStatus, {}, &status),
              IsGrpcOk());
  EXPECT_EQ(status.signing_key(), absl::BytesToHexString(evidence.public_key()));
  // Revoked since; the same file comes again.
  const std::string first = base::CanonicalBytes(evidence);
  server_.MustPush({test::RevokeCompletion("triage", "a-1")});
  ASSERT_THAT(Show(Evidence("1")), IsGrpcOk());
  EXPECT_EQ(base::CanonicalBytes(evidence_.evidence()), first);
  // It is not held against reports of the region.
  ASSERT_THAT(Report(ForInsurer("2")), IsGrpcOk());
  EXPECT_EQ(report_.compared_reports(), 0u);
}

TEST_F(ReportRpcTest, EvidenceOfWhatThePracticeChose) {
  v1::GetEvidenceRequest request = Evidence("1");
  request.add_obligation_ids("T-01");
  ASSERT_THAT(Show(request), IsGrpcOk());
  for (const v1::Verdict& verdict : evidence_.evidence().bundle().verdicts()) {
    EXPECT_EQ(verdict.obligation_id(), "T-01");
  }
  EXPECT_EQ(Recorded()[0].filter(), "practice=pr-1 obligations=T-01");
  request = Evidence("2");
  request.set_practice_id("pr-99");
  EXPECT_THAT(Show(request), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
}

class ReleaseRpcTest : public ReportRpcTest {
 protected:
  ReleaseRpcTest() : ReportRpcTest(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE) {}
};

TEST_F(ReleaseRpcTest, S45BrabantGivesRowsOnceReleasedAndNamesOnlyThen) {
  EXPECT_THAT(List(ListFor(ev::REPORT_SCOPE_PRACTICE_ROWS, "1")),
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NOT_RELEASED"));
  EXPECT_THAT(list_.rows(), IsEmpty());
  server_.MustPush({test::DecideRelease(ev::REPORT_SCOPE_PRACTICE_ROWS)});
  ASSERT_THAT(List(ListFor(ev::REPORT_SCOPE_PRACTICE_ROWS, "1")), IsGrpcOk());
  ASSERT_THAT(list_.rows(), Not(IsEmpty()));
  EXPECT_EQ(list_.rows(0).people(), 1u);
  EXPECT_THAT(list_.SerializeAsString(), Not(HasSubstr("Name ")));
  EXPECT_THAT(list_.SerializeAsString(), Not(HasSubstr("a-1"))) << "no pseudonym either";
  EXPECT_THAT(List(ListFor(ev::REPORT_SCOPE_NAMES, "2")),
              GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NOT_RELEASED"));
  EXPECT_THAT(list_.rows(), IsEmpty());
  server_.MustPush({test::DecideRelease(ev::REPORT_SCOPE_NAMES)});
  ASSERT_THAT(List(ListFor(ev::REPORT_SCOPE_NAMES, "2")), IsGrpcOk());
  EXPECT_THAT(list_.rows(0).names(), ElementsAre("Name 1"));
  EXPECT_EQ(Recorded().back().scope(), ev::REPORT_SCOPE_NAMES);
  EXPECT_EQ(Recorded().back().report_sha256(), list_.disclosure().sha256());
}

TEST_F(ReleaseRpcTest, ARepeatIsHeldAgainstTheReleaseOfNow) {
  for (const ev::ReportScope scope : {ev::REPORT_SCOPE_PRACTICE_ROWS, ev::REPORT_SCOPE_NAMES}) {
    const v1::ListParticipationRequest request = ListFor(scope, absl::StrCat("list-", scope));
    server_.MustPush({test::DecideRelease(scope)});
    ASSERT_THAT(List(request), IsGrpcOk());
    const std::string first = base::CanonicalBytes(list_.rows(0));
    server_.MustPush({test::DecideRelease(scope, false)});
    EXPECT_THAT(List(request), GrpcRefuses(StatusCode::FAILED_PRECONDITION, "NOT_RELEASED"));
    EXPECT_THAT(list_.rows(), IsEmpty());
    server_.MustPush({test::DecideRelease(scope)});
    ASSERT_THAT(List(request), IsGrpcOk());
    EXPECT_TRUE(list_.disclosure().repeated());
    EXPECT_EQ(base::CanonicalBytes(list_.rows(0)), first);
    server_.MustPush({test::DecideRelease(scope, false)});
  }
  EXPECT_THAT(Recorded(), SizeIs(2));
  // What needs no release is repeated without one: a report of the region, and a practice's own.
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Report(ForInsurer("region")), IsGrpcOk());
    EXPECT_THAT(Show(Evidence("own")), IsGrpcOk());
  }
  EXPECT_TRUE(report_.disclosure().repeated());
  EXPECT_TRUE(evidence_.disclosure().repeated());
}

TEST_F(ReleaseRpcTest, TheRegionalOrganisationSeesNumbersWithoutARelease) {
  v1::ListParticipationRequest request = ListFor(ev::REPORT_SCOPE_PRACTICE_ROWS, "");
  request.clear_origin();
  request.set_recipient_class(ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION);
  ASSERT_THAT(List(request), IsGrpcOk());
  EXPECT_FALSE(list_.has_disclosure());
  EXPECT_THAT(Recorded(), IsEmpty());
  const auto refused = [&](ev::RecipientClass recipient, ev::ReportScope scope) {
    request.set_recipient_class(recipient);
    request.set_scope(scope);
    EXPECT_THAT(List(request), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "RECIPIENT_NOT_SERVED"));
  };
  refused(ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION, ev::REPORT_SCOPE_NAMES);
  refused(ev::RECIPIENT_CLASS_PRACTICE, ev::REPORT_SCOPE_PRACTICE_ROWS);
  refused(ev::RECIPIENT_CLASS_INSURER, ev::REPORT_SCOPE_REGION);
}

// A disk that a test can break.
class BrokenDisk {
 public:
  server::ServerOptions Options() {
    server::ServerOptions options;
    auto log = std::make_unique<test::GatedLog>();
    log_ = log.get();
    options.log = std::move(log);
    return options;
  }
  void Hold() { log_->Hold(); }
  void Release() { log_->Release(); }
  void Break() { log_->Break(); }
  void Mend() { log_->Mend(); }

 private:
  // Owned by the server.
  test::GatedLog* log_ = nullptr;
};

class UnrecordedRpcTest : private BrokenDisk, public ReportRpcTest {
 protected:
  UnrecordedRpcTest()
      : ReportRpcTest(regioplan::v1::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE, Options()) {
    server_.MustPush({test::DecideRelease(ev::REPORT_SCOPE_NAMES)});
  }
  using BrokenDisk::Break;
  using BrokenDisk::Mend;
};

TEST_F(UnrecordedRpcTest, WhatCannotBeRecordedIsNotAnswered) {
  Break();
  EXPECT_EQ(Report(ForInsurer("1")).error_code(), StatusCode::UNAVAILABLE);
  EXPECT_THAT(report_.rows(), IsEmpty());
  EXPECT_EQ(Show(Evidence("2")).error_code(), StatusCode::UNAVAILABLE);
  EXPECT_FALSE(evidence_.has_evidence());
  EXPECT_EQ(List(ListFor(ev::REPORT_SCOPE_NAMES, "3")).error_code(), StatusCode::UNAVAILABLE);
  EXPECT_THAT(list_.rows(), IsEmpty());
  Mend();
  EXPECT_THAT(Recorded(), IsEmpty());
}

// With two threads for questions, of which what waits for the disk takes one.
class HeldRpcTest : private BrokenDisk, public ReportRpcTest {
 protected:
  HeldRpcTest() : ReportRpcTest(regioplan::v1::DISCLOSURE_REGION_REPORT, TwoWorkers()) {}
  using BrokenDisk::Hold;
  using BrokenDisk::Release;

  // This one, too.
  uint32_t OpenCalls() {
    v1::GetStatusResponse status;
    EXPECT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::GetStatus, {}, &status),
                IsGrpcOk());
    return status.operation().open_requests();
  }

 private:
  server::ServerOptions TwoWorkers() {
    server::ServerOptions options = Options();
    options.workers = 2;
    return options;
  }
};

TEST_F(HeldRpcTest, WhatLeavesTheRegionTakesOneThreadAndIsMadeOneAfterTheOther) {
  constexpr int kReports = 8;
  Hold();
  std::vector<std::thread> callers;
  std::vector<grpc::Status> answers(kReports);
  std::vector<v1::GetRegionReportResponse> reports(kReports);
  for (int i = 0; i < kReports; ++i) {
    callers.emplace_back([&, i] {
      answers[i] = test::Call(*server_.report, &v1::ReportService::Stub::GetRegionReport,
                              ForInsurer(absl::StrCat(i)), &reports[i]);
    });
  }
  while (OpenCalls() < kReports + 1) std::this_thread::yield();
  v1::GetRegionReportRequest own;
  own.set_region(test::kRegion);
  own.set_recipient_class(ev::RECIPIENT_CLASS_REGIONAL_ORGANISATION);
  EXPECT_THAT(Report(own), IsGrpcOk());
  Release();
  std::vector<uint32_t> compared;
  for (int i = 0; i < kReports; ++i) {
    callers[i].join();
    EXPECT_THAT(answers[i], IsGrpcOk());
    compared.push_back(reports[i].compared_reports());
  }
  EXPECT_THAT(compared, UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

}  // namespace
}  // namespace logboek::api
