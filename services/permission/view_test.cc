#include "services/permission/view.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/v1/access_service.pb.h"
#include "logboek/v1/compliance_service.pb.h"
#include "logboek/v1/overview_service.pb.h"
#include "logboek/v1/practice_service.pb.h"
#include "logboek/v1/privacy_service.pb.h"
#include "services/permission/test_caller.h"

namespace logboek::permission {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

template <typename T>
T Parse(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

const auth::Principal kAuditorCaller = CallerWith(access::v1::CALLER_ROLE_AUDITOR);
const auth::Principal kCoordinatorCaller = CallerWith(access::v1::CALLER_ROLE_COORDINATOR);
const auth::Principal kAdministratorCaller = CallerWith(access::v1::CALLER_ROLE_ADMINISTRATOR);

bool OwnsP1(const std::string& id) { return id == "p1"; }

constexpr char kEnvelope[] = R"(
  position: 7 event_id: "0123" source: "hus" source_id: "enrol/jan" correlation_id: "jan"
  actor { id: "jan-at-hus" } region: "utrecht" type: "attendance_recorded"
  event { attendance_recorded { session_id: "s" person_id: "jan" practice_id: "p1" } }
)";

std::string Seen(const std::string& key, const std::string& id) {
  v1::UntrainedRow row;
  row.set_person_id(id);
  View(kAuditorCaller, OwnsP1, key).Show(&row);
  return row.person_id();
}

TEST(View, AnAuditorSeesPseudonymsAndNothingThatHoldsAnId) {
  auto envelope = Parse<event::v1::Envelope>(kEnvelope);
  View view(kAuditorCaller, OwnsP1, std::string(32, 'k'));
  EXPECT_TRUE(view.Show(&envelope));
  EXPECT_THAT(envelope.ShortDebugString(), Not(HasSubstr("jan")));
  EXPECT_THAT(envelope.event().attendance_recorded().person_id(), StartsWith("~"));
  EXPECT_EQ(envelope.event().attendance_recorded().practice_id(), "p1");
  EXPECT_EQ(envelope.event().attendance_recorded().session_id(), "s");
  EXPECT_EQ(envelope.position(), 7u);
  EXPECT_THAT(view.people(), ElementsAre("jan"));
}

// Everything a sender or a questioner could put the id of a person into.
TEST(View, NoEventShowsAnAuditorAnIdBesideItsPseudonym) {
  constexpr const char* kEvents[] = {
      R"(course_completed { person_id: "jan" certificate_ref: "cert/bls/jan" })",
      R"(external_training_declared { person_id: "jan" certificate_sha256: "jan" })",
      R"(audit_replay_performed { region: "utrecht" filter: "p1 jan piet" })",
      R"(attendance_corrected { person_id: "jan" reason: "not jan" decided_by: "jan" })",
      R"(requirement_waived { practice_id: "p1" ground: "jan is ill" decided_by: "jan" })",
      R"(erasure_requested { person_id: "jan" requested_by: "jan" override_ground: "jan asks" })",
      R"(year_closed { practice_id: "p1" closed_by: "jan" })",
      R"(practice_visit_held { practice_id: "p1" topics: "jan" topics: "p" held_by: "jan" })",
      R"(data_requested { request_id: "jan" practice_id: "p1" subject: "the file of jan" })",
      R"(offering_published { offering_id: "o" title: "coaching of jan" })",
      R"(report_issued { report_id: "r" recipient: "jan" filter: "jan" })",
  };
  for (const char* event : kEvents) {
    auto envelope = Parse<event::v1::Envelope>(absl::StrCat(
        "source: 'jan' source_id: 'cert/jan' actor { id: 'x' acting_for: 'jan' } event {", event,
        "}"));
    View(kAuditorCaller, OwnsP1, std::string(32, 'k')).Show(&envelope);
    EXPECT_THAT(envelope.ShortDebugString(), Not(HasSubstr("jan"))) << event;
  }
}

// Sets every text of the message, however deep, to the id of a person.
void FillWithJan(Message* message) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    if (field.message_type() != nullptr) {
      FillWithJan(field.is_repeated() ? reflection.AddMessage(message, &field)
                                      : reflection.MutableMessage(message, &field));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (field.is_repeated()) {
        reflection.AddString(message, &field, "jan");
      } else {
        reflection.SetString(message, &field, "jan");
      }
    }
  }
}

// The rules are what the view goes by, in every kind of event.
void ExpectJanOnlyWhereRulesSay(const Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->message_type() != nullptr) {
        EXPECT_FALSE(IsName(*field)) << field->full_name();
        ExpectJanOnlyWhereRulesSay(field->is_repeated()
                                       ? reflection.GetRepeatedMessage(message, field, i)
                                       : reflection.GetMessage(message, field));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                 AuditorSeesOf(*field) != AuditorSees::kAsItIs) {
        EXPECT_NE(field->is_repeated() ? reflection.GetRepeatedString(message, field, i)
                                       : reflection.GetString(message, field),
                  "jan")
            << field->full_name();
      }
    }
  }
}

TEST(View, AnAuditorSeesOfEveryEventWhatTheRulesSay) {
  const google::protobuf::Descriptor& kinds = *event::v1::Event::descriptor();
  for (int i = 0; i < kinds.field_count(); ++i) {
    event::v1::Event event;
    FillWithJan(event.GetReflection()->MutableMessage(&event, kinds.field(i)));
    View(kAuditorCaller, OwnsP1, std::string(32, 'k')).Show(&event);
    ExpectJanOnlyWhereRulesSay(event);
  }
}

TEST(View, AnIdUnderAnotherNameOfTheFieldIsTheSamePseudonym) {
  const std::string key(32, 'k');
  auto line = Parse<event::v1::InterventionChosen>(R"(line_id: "line-jan")");
  View(kAuditorCaller, OwnsP1, key).Show(&line);
  auto practice = Parse<v1::ExplainPracticeResponse>(R"(
    explanations { fix { kind: FIX_KIND_JUSTIFY_INTERVENTION item_id: "line-jan" }
                   verdict { evidence { subject: "data_request:line-jan" }
                             evidence { subject: "survey:survey-1" }
                             evidence { subject: "fund_use" } } }
    explanations { fix { kind: FIX_KIND_HAND_IN_FORM form: STATEMENT_FORM_SURVEY
                         item_id: "survey-1" } })");
  View(kAuditorCaller, OwnsP1, key).Show(&practice);
  const v1::Explanation& first = practice.explanations(0);
  EXPECT_THAT(line.line_id(), StartsWith("~"));
  EXPECT_EQ(first.fix().item_id(), line.line_id());
  EXPECT_EQ(first.verdict().evidence(0).subject(), "data_request:" + line.line_id());
  // A plan names it.
  EXPECT_EQ(first.verdict().evidence(1).subject(), "survey:survey-1");
  EXPECT_EQ(first.verdict().evidence(2).subject(), "fund_use");
  EXPECT_EQ(practice.explanations(1).fix().item_id(), "survey-1");
}

TEST(View, AnAuditorSeesWhoItIsItself) {
  auto me = Parse<v1::WhoAmIResponse>(R"(
    grant { principal: "insurer" regions: "utrecht" acting_for: "office" } credential: "token")");
  EXPECT_FALSE(View(kAuditorCaller, OwnsP1, std::string(32, 'k')).Show(&me));
  EXPECT_EQ(me.grant().acting_for(0), "office");
}

TEST(View, PseudonymsAreStableUnderOneKeyAndStrangersUnderAnother) {
  const std::string one(32, '1');
  EXPECT_EQ(Seen(one, "jan"), Seen(one, "jan"));
  EXPECT_NE(Seen(one, "jan"), Seen(one, "piet"));
  EXPECT_NE(Seen(one, "jan"), Seen(std::string(32, '2'), "jan"));
}

TEST(View, AnAuditorSeesNoNames) {
  auto person = Parse<event::v1::Envelope>(R"(
    event { person_registered { person_id: "jan" personal_data { scheme: 1 ciphertext: "x" } } })");
  View view(kAuditorCaller, OwnsP1, std::string(32, 'k'));
  view.Show(&person);
  EXPECT_FALSE(person.event().person_registered().has_personal_data());
  auto staff = Parse<v1::StaffMember>(R"(person_id: "jan" name: "Jan Jansen")");
  view.Show(&staff);
  EXPECT_EQ(staff.name(), "");
  EXPECT_FALSE(view.names_shown());
}

TEST(View, OthersSeeNamesAndThatIsNoted) {
  auto staff = Parse<v1::StaffMember>(R"(person_id: "jan" name: "Jan Jansen")");
  View view(kCoordinatorCaller, OwnsP1, "");
  EXPECT_FALSE(view.Show(&staff));
  EXPECT_EQ(staff.name(), "Jan Jansen");
  EXPECT_TRUE(view.names_shown());
  EXPECT_THAT(view.people(), ElementsAre("jan"));
}

TEST(View, OpenedPersonalDataIsANameAndSealedIsNone) {
  auto opened = Parse<v1::ExportPersonResponse>(R"(
    person_id: "jan" personal_data { person_id: "jan" data { email: "jan@example.nl" } })");
  View officer(kCoordinatorCaller, OwnsP1, "");
  EXPECT_FALSE(officer.Show(&opened));
  EXPECT_TRUE(officer.names_shown());
  View auditor(kAuditorCaller, OwnsP1, std::string(32, 'k'));
  auditor.Show(&opened);
  EXPECT_FALSE(opened.personal_data(0).has_data());
  EXPECT_FALSE(auditor.names_shown());
  auto sealed = Parse<event::v1::PersonRegistered>(R"(
    person_id: "jan" personal_data { scheme: 1 ciphertext: "x" })");
  View replay(kCoordinatorCaller, OwnsP1, "");
  replay.Show(&sealed);
  EXPECT_FALSE(replay.names_shown());
}

TEST(View, PracticesOfOthersAreLeftOut) {
  auto shared = Parse<v1::ListSharedPeopleResponse>(R"(
    rows { person_id: "jan" practice_id: "p1" practice_name: "Een" }
    rows { person_id: "jan" practice_id: "p2" practice_name: "Twee" })");
  View view(kCoordinatorCaller, OwnsP1, "");
  EXPECT_TRUE(view.Show(&shared));
  EXPECT_EQ(shared.rows(0).practice_name(), "Een");
  EXPECT_EQ(shared.rows(1).practice_id(), "");
  EXPECT_EQ(shared.rows(1).practice_name(), "");
}

TEST(View, PracticesThatWereRepresentedBeforeAreLeftOutToo) {
  auto corrected = Parse<event::v1::AttendanceCorrected>(R"(
    practice_id: "p1" represents: "p2" previous_represents: "p1" previous_represents: "p3")");
  View view(kCoordinatorCaller, OwnsP1, "");
  EXPECT_TRUE(view.Show(&corrected));
  EXPECT_THAT(corrected.represents(), ElementsAre(""));
  EXPECT_THAT(corrected.previous_represents(), ElementsAre("p1", ""));
}

TEST(View, AnAuditorSeesNoPracticesOfOtherRegions) {
  auto corrected = Parse<event::v1::AttendanceCorrected>(R"(
    practice_id: "p1" represents: "p2" previous_represents: "p3")");
  View(kAuditorCaller, OwnsP1, std::string(32, 'k')).Show(&corrected);
  EXPECT_EQ(corrected.practice_id(), "p1");
  EXPECT_THAT(corrected.represents(), ElementsAre(""));
  EXPECT_THAT(corrected.previous_represents(), ElementsAre(""));
}

TEST(View, AnAdministratorSeesWhatThereIs) {
  auto envelope = Parse<event::v1::Envelope>(kEnvelope);
  const std::string before = envelope.SerializeAsString();
  View view(kAdministratorCaller, OwnsP1, "");
  EXPECT_FALSE(view.Show(&envelope));
  EXPECT_EQ(envelope.SerializeAsString(), before);
  EXPECT_THAT(view.people(), ElementsAre("jan"));
}

}  // namespace
}  // namespace logboek::permission
