#include "services/domain/event_codec.h"

#include <gtest/gtest.h>

#include <map>

#include "google/protobuf/descriptor.h"
#include "services/domain/register_harness.h"
#include "storage/base/status_matchers.h"

namespace logboek::domain {
namespace {

using base::StatusIs;
namespace t = logboek::test;

TEST(EventCodecTest, TypeNumbersAreNeverReused) {
  // Stored for ever: this list only grows.
  const std::map<std::string, uint32_t> released = {{"plan_published", 1},
                                                    {"practice_registered", 2},
                                                    {"cohort_assigned", 3},
                                                    {"track_started", 4},
                                                    {"track_ended", 5},
                                                    {"joint_plan_registered", 6},
                                                    {"joint_plan_member_added", 7},
                                                    {"joint_plan_member_removed", 8},
                                                    {"health_centre_linked", 9},
                                                    {"health_centre_unlinked", 10},
                                                    {"person_registered", 11},
                                                    {"engagement_started", 12},
                                                    {"engagement_role_changed", 13},
                                                    {"engagement_ended", 14},
                                                    {"roster_confirmed", 15},
                                                    {"offering_published", 16},
                                                    {"series_defined", 17},
                                                    {"session_scheduled", 18},
                                                    {"session_moved", 19},
                                                    {"session_cancelled", 20},
                                                    {"enrolment_confirmed", 21},
                                                    {"enrolment_waitlisted", 22},
                                                    {"enrolment_promoted", 23},
                                                    {"enrolment_cancelled", 24},
                                                    {"enrolment_rejected", 25},
                                                    {"attendance_recorded", 26},
                                                    {"attendance_corrected", 27},
                                                    {"attendance_voided", 28},
                                                    {"attendance_list_closed", 29},
                                                    {"course_completed", 30},
                                                    {"completion_revoked", 31},
                                                    {"prior_training_recognised", 32},
                                                    {"requirement_waived", 33},
                                                    {"practice_identifier_changed", 34},
                                                    {"practice_closed", 35},
                                                    {"practices_merged", 36},
                                                    {"participation_ended", 37},
                                                    {"persons_linked", 38},
                                                    {"participant_substituted", 39},
                                                    {"session_capacity_changed", 40},
                                                    {"menu_item_published", 41},
                                                    {"menu_item_retired", 42},
                                                    {"external_training_declared", 43},
                                                    {"recognition_refused", 44},
                                                    {"practice_plan_submitted", 45},
                                                    {"intervention_chosen", 46},
                                                    {"intervention_changed", 47},
                                                    {"intervention_justified", 48},
                                                    {"training_intent_declared", 49},
                                                    {"fund_use_stated", 50},
                                                    {"survey_answered", 51},
                                                    {"data_requested", 52},
                                                    {"data_request_answered", 53},
                                                    {"statement_signed", 54},
                                                    {"practice_invited", 55},
                                                    {"practice_visit_held", 56},
                                                    {"interpretation_decided", 57},
                                                    {"year_closed", 58},
                                                    {"release_decided", 59},
                                                    {"report_issued", 60},
                                                    {"reminder_sent", 61},
                                                    {"erasure_requested", 62},
                                                    {"person_key_destroyed", 63},
                                                    {"erasure_confirmed", 64},
                                                    {"audit_replay_performed", 65}};
  for (const auto& [name, number] : released) {
    EXPECT_EQ(TypeNumberOf(name), number) << name;
    EXPECT_EQ(TypeName(number), name);
  }
  EXPECT_EQ(event::v1::Event::descriptor()->field_count(), static_cast<int>(released.size()));
  EXPECT_EQ(TypeNumberOf("no_such_event"), 0u);
  EXPECT_EQ(TypeName(9999), "");
}

TEST(EventCodecTest, EventIdDependsOnThePushAndNotOnThePosition) {
  const command::v1::Command command = t::With(t::RegisterPractice("p2"), "source", "7");
  const auto first = RegisterHarness().When(command);
  RegisterHarness later;
  later.Given(t::RegisterPractice("other"));
  const auto second = later.When(command);
  ASSERT_OK(first);
  ASSERT_OK(second);
  EXPECT_NE(first->front().position(), second->front().position());
  EXPECT_EQ(first->front().event_id(), second->front().event_id());
  EXPECT_EQ(first->front().event_id().size(), 32u);
}

TEST(EventCodecTest, DecodesWhatWasEncodedAndNothingElse) {
  const auto envelopes = RegisterHarness().When(t::RegisterPractice("p2"));
  ASSERT_OK(envelopes);
  ASSERT_OK_AND_ASSIGN(event::v1::Envelope decoded,
                       DecodeEnvelope(envelopes->front().SerializeAsString()));
  EXPECT_EQ(decoded.SerializeAsString(), envelopes->front().SerializeAsString());
  EXPECT_THAT(DecodeEnvelope("\xff\xff"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeEnvelope(""), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(EventCodecTest, AttendanceIsFoundByEveryoneItConcerns) {
  event::v1::Event event;
  event.mutable_attendance_corrected()->set_session_id("s");
  event.mutable_attendance_corrected()->set_person_id("a");
  event.mutable_attendance_corrected()->set_practice_id("p1");
  event.mutable_attendance_corrected()->add_represents("p2");
  event.mutable_attendance_corrected()->set_previous_practice_id("p3");
  const EventTags tags = TagsOf(event);
  EXPECT_EQ(tags.practices, (std::vector<std::string>{"p1", "p2", "p3"}));
  EXPECT_EQ(tags.persons, std::vector<std::string>{"a"});
  EXPECT_EQ(tags.sessions, std::vector<std::string>{"s"});
}

using Ids = std::vector<std::string>;

// Fills the fields of the event by which it is found.
template <typename Event>
void AddUnit(Event* event) {
  event->add_practice_ids("p1");
  event->add_practice_ids("p2");
}

TEST(EventCodecTest, JointPlansAndTheirLinesAreFoundByEveryMember) {
  event::v1::Event event;
  AddUnit(event.mutable_practice_plan_submitted());
  EXPECT_EQ(TagsOf(event).practices, (Ids{"p1", "p2"}));
  AddUnit(event.mutable_intervention_chosen());
  EXPECT_EQ(TagsOf(event).practices, (Ids{"p1", "p2"}));
  AddUnit(event.mutable_intervention_changed());
  EXPECT_EQ(TagsOf(event).practices, (Ids{"p1", "p2"}));
  AddUnit(event.mutable_intervention_justified());
  EXPECT_EQ(TagsOf(event).practices, (Ids{"p1", "p2"}));
}

TEST(EventCodecTest, MergerLinkAndSubstitutionAreFoundByBothSides) {
  event::v1::Event event;
  event.mutable_practices_merged()->add_from_practice_ids("p1");
  event.mutable_practices_merged()->set_into_practice_id("p2");
  EXPECT_EQ(TagsOf(event).practices, (Ids{"p1", "p2"}));
  event.mutable_persons_linked()->set_kept_person_id("a");
  event.mutable_persons_linked()->set_dropped_person_id("b");
  EXPECT_EQ(TagsOf(event).persons, (Ids{"a", "b"}));
  auto& substituted = *event.mutable_participant_substituted();
  substituted.set_person_id("a");
  substituted.set_previous_person_id("b");
  substituted.set_practice_id("p1");
  substituted.add_represents("p2");
  substituted.add_series_session_ids("s1");
  EXPECT_EQ(TagsOf(event).persons, (Ids{"a", "b"}));
  EXPECT_EQ(TagsOf(event).practices, (Ids{"p1", "p2"}));
  EXPECT_EQ(TagsOf(event).sessions, Ids{"s1"});
}

TEST(EventCodecTest, AnErasureIsFoundByEveryPseudonym) {
  event::v1::Event event;
  const auto name = [](auto* body) {
    body->set_person_id("a");
    body->add_linked_person_ids("b");
  };
  name(event.mutable_erasure_requested());
  EXPECT_EQ(TagsOf(event).persons, (Ids{"a", "b"}));
  name(event.mutable_person_key_destroyed());
  EXPECT_EQ(TagsOf(event).persons, (Ids{"a", "b"}));
  name(event.mutable_erasure_confirmed());
  EXPECT_EQ(TagsOf(event).persons, (Ids{"a", "b"}));
}

TEST(EventCodecTest, TrainingFromElsewhereIsFoundByThePerson) {
  event::v1::Event event;
  event.mutable_external_training_declared()->set_person_id("a");
  event.mutable_external_training_declared()->set_practice_id("p1");
  EXPECT_EQ(TagsOf(event).persons, Ids{"a"});
  EXPECT_EQ(TagsOf(event).practices, Ids{"p1"});
  event.mutable_recognition_refused()->set_person_id("a");
  EXPECT_EQ(TagsOf(event).persons, Ids{"a"});
}

// Every event with a field practice_id, person_id or session_id is found by it.
TEST(EventCodecTest, NoEventForgetsWhomItNames) {
  for (int i = 0; i < event::v1::Event::descriptor()->field_count(); ++i) {
    const auto* kind = event::v1::Event::descriptor()->field(i);
    event::v1::Event event;
    auto* body = event.GetReflection()->MutableMessage(&event, kind);
    const auto expect = [&](const char* name, const std::vector<std::string> EventTags::*tags) {
      const auto* field = body->GetDescriptor()->FindFieldByName(name);
      if (field == nullptr) return;
      body->GetReflection()->SetString(body, field, "x");
      EXPECT_EQ(TagsOf(event).*tags, Ids{"x"}) << kind->name() << " " << name;
    };
    expect("practice_id", &EventTags::practices);
    expect("person_id", &EventTags::persons);
    expect("session_id", &EventTags::sessions);
  }
}

}  // namespace
}  // namespace logboek::domain
