// The privacy officer's questions through real gRPC: erasure, what is kept of one person, and who
// looked at whom.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using access::v1::AccessRecord;
using access::v1::Grant;
using command::v1::Command;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using grpc::StatusCode;
using test::GrpcRefuses;
using test::IsGrpcOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kFar[] = "elsewhere";
constexpr char kGetPractice[] = "/logboek.v1.PracticeService/GetPractice";

Grant GrantOf(access::v1::CallerRole role, const std::string& principal) {
  Grant grant;
  grant.set_role(role);
  grant.set_principal(principal);
  return grant;
}

// Jan works at p1, and under another pseudonym far away; Mee at p1; Piet at p2.
class PrivacyTest : public ::testing::Test {
 protected:
  explicit PrivacyTest(server::ServerOptions options = test::TestServer::MemoryOptions())
      : server_(std::move(options)) {
    auto far = test::TestPlan();
    far.set_region(kFar);
    server_.MustPush({test::PublishPlan(test::TestPlan()), test::PublishPlan(far)});
    server_.MustPush({test::RegisterPractice("p1"), test::RegisterPractice("p2"),
                      test::RegisterPractice("far", kFar), test::RegisterPerson("jan", "Jan"),
                      test::RegisterPerson("mee", "Mee"), test::RegisterPerson("piet", "Piet"),
                      test::RegisterPerson("jan-far", "Jan Verweg", kFar)});
    for (const auto& [person, practice] : {std::pair("jan", "p1"), std::pair("mee", "p1"),
                                           std::pair("piet", "p2"), std::pair("jan-far", "far")}) {
      server_.MustPush(
          {test::StartEngagement(person, practice, event::v1::ROLE_GP_OWNER, "2023-04-01")});
    }
    server_.MustPush({test::LinkPersons("jan", "jan-far")});
    Connect();
  }

  void Connect() {
    Grant officer = GrantOf(access::v1::CALLER_ROLE_PRIVACY_OFFICER, "officer");
    officer.add_regions(test::kRegion);
    Grant practice = GrantOf(access::v1::CALLER_ROLE_PRACTICE, "practice-p1");
    practice.add_practices("p1");
    Grant coordinator = GrantOf(access::v1::CALLER_ROLE_COORDINATOR, "coordinator");
    coordinator.add_regions(test::kRegion);
    coordinator.add_acting_for("board");
    administrator_ = server_.channel();
    officer_ = As(officer);
    all_regions_ = As(GrantOf(access::v1::CALLER_ROLE_PRIVACY_OFFICER, "chief"));
    practice_ = As(practice);
    coordinator_ = As(coordinator);
  }
  std::shared_ptr<grpc::Channel> As(const Grant& grant) {
    return server_.ChannelAs(server_.TokenFor(grant));
  }

  grpc::Status LookAtPractice(const std::shared_ptr<grpc::Channel>& channel, const std::string& id,
                              const std::string& acting_for = "") {
    v1::GetPracticeRequest request;
    request.set_practice_id(id);
    v1::GetPracticeResponse response;
    test::TestContext context;
    if (!acting_for.empty()) context.AddMetadata("x-logboek-acting-for", acting_for);
    return v1::PracticeService::NewStub(channel)->GetPractice(&context, request, &response);
  }
  grpc::Status LookAtHistory(const std::shared_ptr<grpc::Channel>& channel,
                             const std::string& person_id) {
    v1::GetHistoryRequest request;
    request.set_person_id(person_id);
    request.set_page_size(1'000);
    return test::Call(*v1::AuditService::NewStub(channel), &v1::AuditService::Stub::GetHistory,
                      request, &history_);
  }

  template <typename Request, typename Response>
  grpc::Status Ask(const std::shared_ptr<grpc::Channel>& channel,
                   grpc::Status (v1::PrivacyService::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                   const Request& request, Response* response) {
    return test::Call(*v1::PrivacyService::NewStub(channel), method, request, response);
  }

  std::vector<AccessRecord> LooksAt(const std::string& person_id) {
    v1::ListAccessRequest request;
    request.set_person_id(person_id);
    v1::ListAccessResponse response;
    EXPECT_THAT(Ask(administrator_, &v1::PrivacyService::Stub::ListAccess, request, &response),
                IsGrpcOk());
    return {response.records().begin(), response.records().end()};
  }
  std::vector<AccessRecord> LooksAtPractice(const std::shared_ptr<grpc::Channel>& channel,
                                            const std::string& practice_id) {
    v1::ListPracticeAccessRequest request;
    request.set_practice_id(practice_id);
    v1::ListPracticeAccessResponse response;
    EXPECT_THAT(Ask(channel, &v1::PrivacyService::Stub::ListPracticeAccess, request, &response),
                IsGrpcOk());
    return {response.records().begin(), response.records().end()};
  }
  // The looks of one user, oldest first.
  std::vector<AccessRecord> LooksOf(const std::vector<AccessRecord>& records,
                                    const std::string& principal) {
    std::vector<AccessRecord> found;
    for (const AccessRecord& record : records) {
      if (record.principal() == principal) found.insert(found.begin(), record);
    }
    return found;
  }

  v1::ExportPersonResponse Export(const std::shared_ptr<grpc::Channel>& channel,
                                  const std::string& person_id) {
    v1::ExportPersonRequest request;
    request.set_person_id(person_id);
    v1::ExportPersonResponse response;
    EXPECT_THAT(Ask(channel, &v1::PrivacyService::Stub::ExportPerson, request, &response),
                IsGrpcOk());
    return response;
  }

  test::TestServer server_;
  std::shared_ptr<grpc::Channel> administrator_;
  std::shared_ptr<grpc::Channel> officer_;
  std::shared_ptr<grpc::Channel> all_regions_;
  std::shared_ptr<grpc::Channel> practice_;
  std::shared_ptr<grpc::Channel> coordinator_;
  v1::GetHistoryResponse history_;
};

TEST_F(PrivacyTest, ALookHasEveryFieldOfNen7513) {
  ASSERT_THAT(LookAtPractice(coordinator_, "p1", "board"), IsGrpcOk());
  const std::vector<AccessRecord> looks = LooksOf(LooksAt("mee"), "coordinator");
  ASSERT_THAT(looks, SizeIs(1));
  const AccessRecord& look = looks[0];
  EXPECT_EQ(look.method(), kGetPractice);
  EXPECT_EQ(look.at().seconds(), absl::ToUnixSeconds(server_.clock().Now()));
  EXPECT_THAT(look.person_ids(), ElementsAre("mee"));
  EXPECT_THAT(look.credential(), HasSubstr("tk_"));
  EXPECT_EQ(look.acting_for(), "board");
  EXPECT_NE(look.request_id(), "");
  EXPECT_EQ(look.region(), test::kRegion);
  EXPECT_EQ(look.practice_id(), "p1");
  EXPECT_EQ(look.shown(), access::v1::SHOWN_NAMES);
  EXPECT_EQ(look.outcome(), access::v1::ACCESS_OUTCOME_ANSWERED);
  EXPECT_EQ(look.refused_because(), "");
}

TEST_F(PrivacyTest, OneAsksInTheNameOfThoseTheGrantNames) {
  EXPECT_THAT(LookAtPractice(coordinator_, "p1", "somebody"),
              GrpcRefuses(StatusCode::PERMISSION_DENIED, "ACTING_FOR_NOT_ALLOWED"));
  EXPECT_THAT(LookAtPractice(administrator_, "p1", std::string(200, 'x')),
              GrpcRefuses(StatusCode::INVALID_ARGUMENT, "TEXT_TOO_LONG"));
  EXPECT_THAT(LookAtPractice(administrator_, "p1", "the board"), IsGrpcOk());
  EXPECT_EQ(LooksOf(LooksAt("mee"), "administrator").front().acting_for(), "the board");
}

TEST_F(PrivacyTest, ARefusedLookAtSomebodyIsNoted) {
  EXPECT_THAT(LookAtHistory(coordinator_, "jan-far"),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
  EXPECT_THAT(LookAtHistory(coordinator_, "nobody"),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
  const std::vector<AccessRecord> looks = LooksOf(LooksAt("jan"), "coordinator");
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].outcome(), access::v1::ACCESS_OUTCOME_REFUSED);
  EXPECT_EQ(looks[0].refused_because(), "UNKNOWN_PERSON");
  EXPECT_EQ(looks[0].shown(), access::v1::SHOWN_UNSPECIFIED);
  EXPECT_THAT(looks[0].person_ids(), ElementsAre("jan-far"));
}

TEST_F(PrivacyTest, OfARefusedLookOnlyWhatIsKnownIsKept) {
  v1::ReplayRequest replay;
  replay.set_region(std::string(10'000, 'x'));
  replay.set_person_id("mee");
  test::TestContext context;
  const auto stream = v1::AuditService::NewStub(coordinator_)->Replay(&context, replay);
  v1::ReplayResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
  const std::vector<AccessRecord> looks = LooksOf(LooksAt("mee"), "coordinator");
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].outcome(), access::v1::ACCESS_OUTCOME_REFUSED);
  EXPECT_EQ(looks[0].region(), "");
}

TEST_F(PrivacyTest, WhoLookedAtAPersonUnderAnyPseudonym) {
  EXPECT_THAT(LookAtHistory(administrator_, "jan-far"), IsGrpcOk());
  EXPECT_THAT(LookAtPractice(coordinator_, "p1"), IsGrpcOk());
  for (const char* const pseudonym : {"jan", "jan-far"}) {
    const std::vector<AccessRecord> looks = LooksAt(pseudonym);
    EXPECT_THAT(LooksOf(looks, "administrator"), Not(IsEmpty()));
    ASSERT_THAT(LooksOf(looks, "coordinator"), SizeIs(1));
    // Mee was in the same answer.
    EXPECT_THAT(LooksOf(looks, "coordinator")[0].person_ids(), ElementsAre("jan"));
  }
  v1::ListAccessRequest request;
  request.set_person_id("nobody");
  v1::ListAccessResponse response;
  EXPECT_THAT(Ask(administrator_, &v1::PrivacyService::Stub::ListAccess, request, &response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
}

TEST_F(PrivacyTest, WhoLookedAtThePeopleOfAPractice) {
  ASSERT_THAT(LookAtPractice(coordinator_, "p1"), IsGrpcOk());
  ASSERT_THAT(LookAtPractice(coordinator_, "p2"), IsGrpcOk());
  ASSERT_THAT(LookAtHistory(administrator_, "mee"), IsGrpcOk());
  ASSERT_THAT(LookAtHistory(administrator_, "jan-far"), IsGrpcOk());
  const std::vector<AccessRecord> looks = LooksAtPractice(practice_, "p1");
  EXPECT_THAT(looks, SizeIs(3));
  const std::vector<AccessRecord> asked = LooksOf(looks, "coordinator");
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_THAT(asked[0].person_ids(), UnorderedElementsAre("jan", "mee"));
  EXPECT_EQ(asked[0].practice_id(), "p1");
  EXPECT_EQ(asked[0].method(), kGetPractice);
  EXPECT_EQ(asked[0].credential(), "") << "how others are known is not the practice's business";
  // Jan is one human: who looks at him elsewhere looks at somebody of p1.
  const std::vector<AccessRecord> histories = LooksOf(looks, "administrator");
  ASSERT_THAT(histories, SizeIs(2));
  EXPECT_THAT(histories[0].person_ids(), ElementsAre("mee"));
  EXPECT_THAT(histories[1].practice_ids(), ElementsAre("p1"));
  // Looking at the log is a look, too.
  EXPECT_THAT(LooksOf(LooksAtPractice(practice_, "p1"), "practice-p1"), SizeIs(1));
  EXPECT_THAT(LooksOf(LooksAtPractice(officer_, "p2"), "coordinator"), SizeIs(1));
}

TEST_F(PrivacyTest, OthersInTheSameAnswerAreNotShownToAPractice) {
  // Both practices in one answer.
  v1::ReplayRequest replay;
  replay.set_region(test::kRegion);
  EXPECT_THAT(server_.Replay(replay).status, IsGrpcOk());
  for (const char* const practice : {"p1", "p2"}) {
    const std::vector<AccessRecord> looks =
        LooksOf(LooksAtPractice(administrator_, practice), "administrator");
    ASSERT_THAT(looks, Not(IsEmpty()));
    EXPECT_THAT(looks[0].practice_ids(), ElementsAre(practice));
    EXPECT_THAT(absl::StrJoin(looks[0].person_ids(), " "),
                std::string(practice) == "p1" ? Not(HasSubstr("piet")) : Not(HasSubstr("mee")));
  }
}

TEST_F(PrivacyTest, WhoHasLeftIsNoBusinessOfThePracticeAnyMore) {
  server_.MustPush({test::EndEngagement("mee@p1", "2026-11-30")});
  EXPECT_THAT(LookAtHistory(administrator_, "mee"), IsGrpcOk());
  EXPECT_THAT(LooksAtPractice(practice_, "p1"), IsEmpty());
  // But for answers about the practice: as it was last year, with Mee.
  v1::GetPracticeRequest request;
  request.set_practice_id("p1");
  *request.mutable_at() = test::Date(absl::CivilDay(2025, 11, 30));
  v1::GetPracticeResponse response;
  EXPECT_THAT(test::Call(*v1::PracticeService::NewStub(coordinator_),
                         &v1::PracticeService::Stub::GetPractice, request, &response),
              IsGrpcOk());
  const std::vector<AccessRecord> looks = LooksAtPractice(practice_, "p1");
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_THAT(looks[0].person_ids(), UnorderedElementsAre("jan", "mee"));
}

TEST_F(PrivacyTest, APracticeAsksAboutItselfOnly) {
  v1::ListPracticeAccessRequest request;
  v1::ListPracticeAccessResponse response;
  request.set_practice_id("p2");
  EXPECT_THAT(Ask(practice_, &v1::PrivacyService::Stub::ListPracticeAccess, request, &response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  request.set_practice_id("far");
  EXPECT_THAT(Ask(officer_, &v1::PrivacyService::Stub::ListPracticeAccess, request, &response),
              GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  request.set_practice_id("nothing");
  EXPECT_THAT(
      Ask(administrator_, &v1::PrivacyService::Stub::ListPracticeAccess, request, &response),
      GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PRACTICE"));
  request.set_practice_id("p1");
  EXPECT_THAT(Ask(coordinator_, &v1::PrivacyService::Stub::ListPracticeAccess, request, &response),
              GrpcRefuses(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  v1::ListAccessRequest person;
  person.set_person_id("jan");
  v1::ListAccessResponse looks;
  EXPECT_THAT(Ask(practice_, &v1::PrivacyService::Stub::ListAccess, person, &looks),
              GrpcRefuses(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
}

TEST_F(PrivacyTest, AnExportIsALookAtNamesAndBringsTheLooksBefore) {
  ASSERT_THAT(LookAtPractice(coordinator_, "p1"), IsGrpcOk());
  const v1::ExportPersonResponse first = Export(officer_, "jan");
  EXPECT_EQ(first.person_id(), "jan");
  EXPECT_THAT(first.linked_person_ids(), ElementsAre("jan-far"));
  ASSERT_EQ(first.personal_data_size(), 2);
  EXPECT_EQ(first.personal_data(0).data().name(), "Jan");
  EXPECT_EQ(first.personal_data(1).data().name(), "Jan Verweg");
  EXPECT_EQ(first.erasure(), v1::ERASURE_STATUS_NONE);
  EXPECT_FALSE(first.retention().has_last_need_on()) << "an engagement runs on";
  ASSERT_EQ(first.accesses_size(), 1);
  EXPECT_EQ(first.accesses(0).principal(), "coordinator");
  EXPECT_THAT(first.accesses(0).person_ids(), ElementsAre("jan")) << "without Mee";
  EXPECT_GT(first.position(), 0u);
  EXPECT_NE(first.token(), "");
  EXPECT_EQ(first.at().day(), 30);
  const std::vector<AccessRecord> looks = LooksOf(LooksAt("jan"), "officer");
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].method(), "/logboek.v1.PrivacyService/ExportPerson");
  EXPECT_EQ(looks[0].shown(), access::v1::SHOWN_NAMES);
  EXPECT_THAT(looks[0].person_ids(), UnorderedElementsAre("jan", "jan-far"));
  // The coordinator's, this export, and the question who looked.
  EXPECT_EQ(Export(officer_, "jan").accesses_size(), 3);
}

TEST_F(PrivacyTest, AnExportLeavesOutPracticesThatAreNotTheCallers) {
  const v1::ExportPersonResponse some = Export(officer_, "jan");
  const v1::ExportPersonResponse all = Export(all_regions_, "jan");
  ASSERT_EQ(some.engagements_size(), 2);
  ASSERT_EQ(all.engagements_size(), 2);
  std::set<std::string> own;
  std::set<std::string> every;
  for (int i = 0; i < 2; ++i) {
    own.insert(some.engagements(i).practice_id());
    every.insert(all.engagements(i).practice_id());
  }
  EXPECT_THAT(own, ElementsAre("", "p1"));
  EXPECT_THAT(every, ElementsAre("far", "p1"));
}

TEST_F(PrivacyTest, AnExportIsOfSomebodyWhoIsKnownAndOnesOwn) {
  v1::ExportPersonRequest request;
  v1::ExportPersonResponse response;
  const auto ask = [&](const std::shared_ptr<grpc::Channel>& channel) {
    return Ask(channel, &v1::PrivacyService::Stub::ExportPerson, request, &response);
  };
  EXPECT_THAT(ask(administrator_), GrpcRefuses(StatusCode::INVALID_ARGUMENT, "MISSING_FIELD"));
  request.set_person_id("nobody");
  EXPECT_THAT(ask(administrator_), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
  EXPECT_THAT(ask(officer_), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
  request.set_person_id("jan-far");
  EXPECT_THAT(ask(officer_), GrpcRefuses(StatusCode::NOT_FOUND, "UNKNOWN_PERSON"));
  EXPECT_THAT(ask(coordinator_), GrpcRefuses(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(ask(practice_), GrpcRefuses(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
}

TEST_F(PrivacyTest, OfAnErasedPersonThereIsNoName) {
  v1::GetErasureRequest request;
  request.set_person_id("jan");
  v1::GetErasureResponse erasure;
  ASSERT_THAT(Ask(officer_, &v1::PrivacyService::Stub::GetErasure, request, &erasure), IsGrpcOk());
  EXPECT_EQ(erasure.erasure(), v1::ERASURE_STATUS_NONE);
  server_.MustPush({test::RequestErasure("jan", "asked for it"), test::DestroyPersonKey("jan"),
                    test::ConfirmErasure("jan")});
  ASSERT_THAT(Ask(officer_, &v1::PrivacyService::Stub::GetErasure, request, &erasure), IsGrpcOk());
  EXPECT_EQ(erasure.erasure(), v1::ERASURE_STATUS_CONFIRMED);
  EXPECT_THAT(erasure.linked_person_ids(), ElementsAre("jan-far"));
  ASSERT_EQ(erasure.steps_size(), 3);
  EXPECT_EQ(erasure.steps(0).status(), v1::ERASURE_STATUS_REQUESTED);
  EXPECT_EQ(erasure.steps(0).override_ground(), "asked for it");
  const v1::ExportPersonResponse all = Export(officer_, "jan");
  EXPECT_EQ(all.personal_data_size(), 0);
  EXPECT_EQ(all.erasure(), v1::ERASURE_STATUS_CONFIRMED);
  EXPECT_EQ(all.erasure_steps_size(), 3);
  EXPECT_EQ(all.engagements_size(), 2);
  EXPECT_EQ(LooksOf(LooksAt("jan"), "officer").back().shown(), access::v1::SHOWN_PSEUDONYMS);
}

// Texts, hashes and dates of a message, wherever in it.
void CollectValues(const Message& message, std::set<std::string>* values) {
  std::vector<const FieldDescriptor*> fields;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  reflection.ListFields(message, &fields);
  if (message.GetDescriptor() == google::type::Date::descriptor()) {
    values->insert(message.ShortDebugString());
    return;
  }
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        // Sealed: it is in the export opened.
        if (field->message_type() == event::v1::SealedPersonalData::descriptor()) continue;
        CollectValues(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                           : reflection.GetMessage(message, field),
                      values);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        values->insert(absl::CEscape(field->is_repeated()
                                         ? reflection.GetRepeatedString(message, field, i)
                                         : reflection.GetString(message, field)));
      }
    }
  }
}

// Everything that has happened to Jan, once.
std::vector<Command> ALife() {
  Command course = test::CompleteCourse("course", "jan", "2024-02-01");
  course.mutable_complete_course()->set_certificate_ref("certificate 17");
  course.mutable_complete_course()->set_practice_id("p1");
  Command declared = test::DeclareTraining("jan", "p1", "coaching", "2024-06-01");
  declared.mutable_declare_external_training()->set_certificate_sha256(test::Sha256());
  return {test::ChangeRole("jan@p1", event::v1::ROLE_GP_EMPLOYED, "2024-01-01"),
          test::PublishOffering("course", event::v1::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
          test::PublishOffering("exchange", event::v1::OFFERING_KIND_EXCHANGE_MEETING),
          test::ScheduleSession("first", "exchange", "2026-06-02"),
          test::ScheduleSession("second", "exchange", "2026-06-09"),
          test::ScheduleSession("full", "exchange", "2027-01-05", 1),
          test::ScheduleSession("coming", "exchange", "2027-02-02"),
          test::ScheduleSession("handed", "exchange", "2027-03-02"),
          test::DefineSeries("series", {"coming"}, {test::kCohort}, 1),
          course,
          test::RevokeCompletion("course", "jan"),
          test::RecogniseTraining("jan", "triage-basic", "2022-03-03", "2024-05-01"),
          declared,
          test::RefuseRecognition("jan", "coaching", "2024-06-01"),
          test::RecordAttendance("first", "jan", "p1"),
          test::CorrectAttendance("first", "jan", /*present=*/false),
          test::RecordAttendance("second", "jan", "p1"),
          test::VoidAttendance("second", "jan"),
          test::Enrol("mee", "p1", "full"),
          test::Enrol("jan", "p1", "full"),
          test::CancelEnrolment("mee>full"),
          test::EnrolInSeries("jan", "p1", "series", "2026-11-02"),
          test::RejectEnrolment("jan>series"),
          test::ScheduleSession("spare", "exchange", "2027-04-06"),
          test::Enrol("jan", "p1", "spare"),
          test::CancelEnrolment("jan>spare"),
          test::Enrol("jan", "p1", "handed"),
          test::Substitute("jan>handed", "mee"),
          test::EndEngagement("jan@p1", "2026-11-15"),
          test::EndEngagement("jan-far@far", "2026-11-16"),
          test::RequestErasure("jan", "asked for it"),
          test::DestroyPersonKey("jan"),
          test::ConfirmErasure("jan")};
}

// Every type of event that names somebody.
std::set<std::string> TypesAboutPeople() {
  std::set<std::string> types;
  const auto& event = *event::v1::Event::descriptor();
  for (int i = 0; i < event.field_count(); ++i) {
    const auto* type = event.field(i)->message_type();
    if (const auto* const inner = type->FindFieldByName("enrolment")) type = inner->message_type();
    for (int f = 0; f < type->field_count(); ++f) {
      if (absl::StrContains(type->field(f)->name(), "person_id")) {
        types.insert(event.field(i)->name());
      }
    }
  }
  return types;
}

TEST_F(PrivacyTest, AnExportHasWhateverTheEventsSayOfAPerson) {
  server_.MustPush(ALife());
  const v1::ExportPersonResponse all = Export(all_regions_, "jan");
  const std::string text = all.DebugString();
  std::set<std::string> types;
  // The colleague who has the place now, and the session in the series.
  const std::set<std::string> not_of_jan = {"mee", "coming"};
  for (const char* const pseudonym : {"jan", "jan-far"}) {
    ASSERT_THAT(LookAtHistory(administrator_, pseudonym), IsGrpcOk());
    for (const v1::HistoryEvent& row : history_.rows()) {
      types.insert(row.envelope().type());
      EXPECT_THAT(all.event_positions(), ::testing::Contains(row.envelope().position()));
      std::set<std::string> values;
      CollectValues(row.envelope().event(), &values);
      for (const std::string& value : values) {
        if (!not_of_jan.contains(value)) {
          const std::string flat = absl::StrCat(text, all.ShortDebugString());
          EXPECT_THAT(flat, HasSubstr(value)) << row.envelope().event().ShortDebugString();
        }
      }
    }
  }
  EXPECT_EQ(types, TypesAboutPeople());
}

class PrivacyOnDiskTest : public PrivacyTest {
 protected:
  PrivacyOnDiskTest() : PrivacyTest(test::TestServer::RocksOptions()) {}
};

TEST_F(PrivacyOnDiskTest, AnOrderlyStopLosesNoLook) {
  for (int i = 0; i < 20; ++i) ASSERT_THAT(LookAtPractice(coordinator_, "p1", "board"), IsGrpcOk());
  // No question about the log before the stop: nothing but the stop made it durable.
  server_.Restart();
  administrator_ = server_.channel();
  const std::vector<AccessRecord> looks = LooksOf(LooksAt("mee"), "coordinator");
  ASSERT_THAT(looks, SizeIs(20));
  for (const AccessRecord& look : looks) {
    EXPECT_EQ(look.method(), kGetPractice);
    EXPECT_TRUE(look.has_at());
    EXPECT_EQ(look.acting_for(), "board");
    EXPECT_NE(look.credential(), "");
    EXPECT_EQ(look.shown(), access::v1::SHOWN_NAMES);
  }
  EXPECT_THAT(LooksOf(LooksAtPractice(administrator_, "p1"), "coordinator"), SizeIs(20));
}

}  // namespace
}  // namespace logboek::api
