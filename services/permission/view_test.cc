#include "services/permission/view.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/v1/audit_service.pb.h"
#include "logboek/v1/overview_service.pb.h"
#include "logboek/v1/practice_service.pb.h"
#include "logboek/v1/privacy_service.pb.h"
#include "services/permission/test_caller.h"

namespace logboek::permission {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
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
