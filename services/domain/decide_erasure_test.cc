// People who are to be forgotten.
#include "gmock/gmock.h"
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

using testing::UnorderedElementsAre;

class ErasureTest : public DecideTest {
 protected:
  // Assistants of p1; "left" was there until 30 June 2020, so the name is kept until 1 July 2027.
  ErasureTest() {
    h_.GivenStaff("stays", ev::ROLE_MEDICAL_ASSISTANT);
    h_.GivenStaff("left", ev::ROLE_MEDICAL_ASSISTANT);
    h_.Given(t::EndEngagement("left@p1", "2020-07-01"));
  }
  void GivenErased(const std::string& person) {
    h_.Given(t::RequestErasure(person, "asked for it"));
    h_.Given(t::DestroyPersonKey(person));
  }
  ErasureState StateOf(const std::string& person) { return h_.reg().persons.at(person)->erasure; }
};

TEST_F(ErasureTest, TakesThreeStepsInTheirOrder) {
  h_.SetToday("2027-07-01");
  ExpectRefused(t::DestroyPersonKey("left"), "ERASURE_NOT_REQUESTED");
  ExpectRefused(t::ConfirmErasure("left"), "KEY_NOT_DESTROYED");
  EXPECT_EQ(TypesOf(t::RequestErasure("left")), Types{"erasure_requested"});
  EXPECT_EQ(StateOf("left"), ErasureState::kRequested);
  ExpectRefused(t::RequestErasure("left"), "ALREADY_REQUESTED");
  ExpectRefused(t::ConfirmErasure("left"), "KEY_NOT_DESTROYED");
  EXPECT_EQ(TypesOf(t::DestroyPersonKey("left")), Types{"person_key_destroyed"});
  EXPECT_EQ(StateOf("left"), ErasureState::kKeyDestroyed);
  ExpectRefused(t::RequestErasure("left"), "ALREADY_ERASED");
  ExpectRefused(t::DestroyPersonKey("left"), "ALREADY_ERASED");
  EXPECT_EQ(TypesOf(t::ConfirmErasure("left")), Types{"erasure_confirmed"});
  EXPECT_EQ(StateOf("left"), ErasureState::kConfirmed);
  ExpectRefused(t::ConfirmErasure("left"), "ALREADY_CONFIRMED");
  ExpectRefused(t::DestroyPersonKey("left"), "ALREADY_ERASED");
}

TEST_F(ErasureTest, IsOfSomebodyWhoIsKnown) {
  for (const Command& command :
       {t::RequestErasure("z"), t::DestroyPersonKey("z"), t::ConfirmErasure("z")}) {
    ExpectRefused(command, "UNKNOWN_PERSON");
  }
}

TEST_F(ErasureTest, WaitsForTheEndOfTheRetention) {
  h_.SetToday("2027-06-30");
  const auto refused = h_.When(t::RequestErasure("left"));
  EXPECT_THAT(refused, Refuses("RETENTION_NOT_REACHED"));
  const auto reason = base::ReasonOf(refused.status());
  EXPECT_EQ(reason->metadata.at("last_need_on"), "2020-06-30");
  EXPECT_EQ(reason->metadata.at("retained_until"), "2027-07-01");
  EXPECT_EQ(reason->metadata.at("retention_years"), "7");
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("override_ground"));
  h_.SetToday("2027-07-01");
  const ev::ErasureRequested event =
      EventOf(t::RequestErasure("left", "not needed any more")).erasure_requested();
  EXPECT_EQ(FromProto(event.last_need_on()), t::Day("2020-06-30"));
  EXPECT_EQ(FromProto(event.retained_until()), t::Day("2027-07-01"));
  EXPECT_EQ(event.retention_years(), 7u);
  EXPECT_EQ(event.override_ground(), "") << "it had ended, so nothing was overridden";
  EXPECT_EQ(event.region(), t::kRegion);
  EXPECT_EQ(event.requested_by(), "person");
  EXPECT_EQ(event.decided_by(), "officer");
  EXPECT_EQ(FromProto(event.requested_on()), t::Day("2027-07-01"));
}

TEST_F(ErasureTest, AnOfficerMayOverrideTheRetention) {
  ExpectRefused(t::RequestErasure("stays"), "RETENTION_NOT_REACHED");
  const ev::ErasureRequested event =
      EventOf(t::RequestErasure("stays", "ruling of the judge")).erasure_requested();
  EXPECT_EQ(event.override_ground(), "ruling of the judge");
  EXPECT_FALSE(event.has_last_need_on());
  EXPECT_FALSE(event.has_retained_until());
}

TEST_F(ErasureTest, EachStepSaysWhoDecidedIt) {
  const auto request = t::RequestErasure("left", "asked for it");
  ExpectSpoilt(
      request, &Command::mutable_request_erasure, [](auto* body) { body->clear_decided_by(); },
      "MISSING_FIELD");
  ExpectSpoilt(
      request, &Command::mutable_request_erasure, [](auto* body) { body->clear_requested_by(); },
      "MISSING_FIELD");
  ExpectSpoilt(
      request, &Command::mutable_request_erasure, [](auto* body) { body->clear_ground(); },
      "MISSING_FIELD");
  h_.Given(request);
  ExpectSpoilt(
      t::DestroyPersonKey("left"), &Command::mutable_destroy_person_key,
      [](auto* body) { body->clear_decided_by(); }, "MISSING_FIELD");
  h_.Given(t::DestroyPersonKey("left"));
  ExpectSpoilt(
      t::ConfirmErasure("left"), &Command::mutable_confirm_erasure,
      [](auto* body) { body->clear_decided_by(); }, "MISSING_FIELD");
}

TEST_F(ErasureTest, IsOfTheHumanWithEveryPseudonym) {
  for (const char* id : {"left-2", "left-3"}) h_.Given(t::RegisterPerson(id));
  h_.Given(t::LinkPersons("left", "left-2"));
  h_.Given(t::LinkPersons("left-3", "left"));
  const ev::ErasureRequested requested =
      EventOf(t::RequestErasure("left-2", "asked for it")).erasure_requested();
  EXPECT_EQ(requested.person_id(), "left-2");
  EXPECT_THAT(requested.linked_person_ids(), UnorderedElementsAre("left", "left-3"));
  ExpectRefused(t::RequestErasure("left-3"), "ALREADY_REQUESTED");
  const ev::PersonKeyDestroyed destroyed =
      EventOf(t::DestroyPersonKey("left-3")).person_key_destroyed();
  EXPECT_THAT(destroyed.linked_person_ids(), UnorderedElementsAre("left", "left-2"));
  for (const char* id : {"left", "left-2", "left-3"}) {
    EXPECT_EQ(StateOf(id), ErasureState::kKeyDestroyed) << id;
  }
  EXPECT_THAT(EventOf(t::ConfirmErasure("left")).erasure_confirmed().linked_person_ids(),
              UnorderedElementsAre("left-2", "left-3"));
}

TEST_F(ErasureTest, OnePseudonymThatIsNeededKeepsThemAll) {
  h_.Given(t::LinkPersons("left", "stays"));
  h_.SetToday("2027-07-01");
  ExpectRefused(t::RequestErasure("left"), "RETENTION_NOT_REACHED");
}

TEST_F(ErasureTest, NobodyIsLinkedToWhoIsToBeForgotten) {
  h_.Given(t::RegisterPerson("other"));
  h_.Given(t::RequestErasure("left", "asked for it"));
  ExpectRefused(t::LinkPersons("other", "left"), "ALREADY_REQUESTED");
  ExpectRefused(t::LinkPersons("left", "other"), "ALREADY_REQUESTED");
  h_.Given(t::DestroyPersonKey("left"));
  ExpectRefused(t::LinkPersons("other", "left"), "ALREADY_ERASED");
}

TEST_F(ErasureTest, WhoIsToBeForgottenComesBackUnderANewPseudonym) {
  Command back = t::StartEngagement("left", "p1", ev::ROLE_PRACTICE_MANAGER, "2024-01-01");
  back.mutable_start_engagement()->set_engagement_id("again");
  h_.Given(t::RequestErasure("left", "asked for it"));
  ExpectRefused(back, "ALREADY_REQUESTED");
  h_.Given(t::DestroyPersonKey("left"));
  ExpectRefused(back, "ALREADY_ERASED");
  ExpectRefused(t::RegisterPerson("left"), "ALREADY_REGISTERED");
}

TEST_F(ErasureTest, WhatTheErasedDidCanStillBeToldAndCorrected) {
  GivenErased("left");
  EXPECT_EQ(TypesOf(t::RegisterPerson("left-2")), Types{"person_registered"});
  h_.Given(t::PublishOffering("ex", ev::OFFERING_KIND_EXCHANGE_MEETING));
  h_.Given(t::ScheduleSession("s1", "ex", "2024-01-05"));
  EXPECT_EQ(TypesOf(t::RecordAttendance("s1", "left", "p1")), Types{"attendance_recorded"});
  EXPECT_EQ(TypesOf(t::VoidAttendance("s1", "left")), Types{"attendance_voided"});
  EXPECT_EQ(TypesOf(t::ConfirmRoster("p1", "2020-06-01", {{ev::ROLE_MEDICAL_ASSISTANT, 2}})),
            Types{"roster_confirmed"});
}

TEST_F(ErasureTest, TheSealedNameLeavesTheRegister) {
  Register reg;
  Envelope envelope;
  auto& person = *envelope.mutable_event()->mutable_person_registered();
  person.set_person_id("a");
  person.mutable_personal_data()->set_ciphertext("sealed");
  Evolve(envelope, &reg);
  envelope.mutable_event()->mutable_erasure_requested()->set_person_id("a");
  Evolve(envelope, &reg);
  EXPECT_EQ(reg.persons.at("a")->sealed.ciphertext(), "sealed") << "not before the key is gone";
  envelope.mutable_event()->mutable_person_key_destroyed()->set_person_id("a");
  Evolve(envelope, &reg);
  EXPECT_EQ(reg.persons.at("a")->sealed.ciphertext(), "");
}

}  // namespace
}  // namespace logboek::domain
