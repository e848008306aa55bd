#include "services/queries/export_person.h"

#include "gmock/gmock.h"
#include "services/queries/lists_fixture.h"
#include "storage/base/status_matchers.h"

namespace logboek::queries {
namespace {

namespace ev = logboek::event::v1;
namespace t = logboek::test;
using domain::EnrolmentStatus;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

// "jan" and "jansen" are one human, of p1 and of p2; "mee" is a colleague at p1.
class ExportPersonTest : public ListsTest {
 protected:
  ExportPersonTest() {
    AddPractice("p1");
    AddPractice("p2");
    command::v1::Command jan = t::RegisterPerson("jan", "Jan Jansen");
    jan.mutable_register_person()->mutable_personal_data()->set_email("jan@example.nl");
    jan.mutable_register_person()->mutable_personal_data()->set_big_number("19012345601");
    Push({jan, t::StartEngagement("jan", "p1", ev::ROLE_GP_OWNER, "2023-04-01"),
          t::RegisterPerson("jansen"),
          t::StartEngagement("jansen", "p2", ev::ROLE_GP_LOCUM, "2022-01-01", "2023-01-01")});
    AddPerson("mee", "p1", ev::ROLE_GP_OWNER);
    Push({t::PublishOffering("course", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
          t::PublishOffering("exchange", ev::OFFERING_KIND_EXCHANGE_MEETING),
          t::ScheduleSession("held", "exchange", "2026-06-02"),
          t::ScheduleSession("coming", "exchange", "2027-03-01"),
          t::ScheduleSession("later", "exchange", "2027-04-01")});
  }

  PersonExport Export(const std::string& person_id) {
    const auto all = Ask(registers(), *fixture_.vault, {.person_id = person_id});
    EXPECT_OK(all);
    return all.ok() ? *all : PersonExport();
  }
};

TEST_F(ExportPersonTest, IsOfTheHumanUnderEveryPseudonym) {
  Push({t::LinkPersons("jan", "jansen")});
  for (const char* const pseudonym : {"jan", "jansen"}) {
    const PersonExport all = Export(pseudonym);
    EXPECT_THAT(all.erasure.retention.pseudonyms, ElementsAre("jan", "jansen"));
    ASSERT_THAT(all.pseudonyms, SizeIs(2));
    EXPECT_EQ(all.pseudonyms[0].region, t::kRegion);
    EXPECT_EQ(all.pseudonyms[0].registered_on, t::Day("2026-11-30"));
    EXPECT_EQ(all.pseudonyms[0].linked_to, "");
    EXPECT_EQ(all.pseudonyms[1].linked_to, "jan");
    EXPECT_EQ(all.pseudonyms[1].linked_by, "coordinator");
    ASSERT_THAT(all.engagements, SizeIs(2));
    EXPECT_EQ(all.engagements[0].person_id, "jansen");
    EXPECT_EQ(all.engagements[0].practice_name, "Praktijk p2");
    EXPECT_EQ(all.engagements[0].engagement.period.until, t::Day("2023-01-01"));
    EXPECT_EQ(all.engagements[1].engagement.practice_id, "p1");
    EXPECT_EQ(all.engagements[1].engagement.period.until, domain::kNoEnd);
    EXPECT_EQ(all.at, t::Day("2026-11-30"));
    EXPECT_EQ(all.position, fixture_.log.head().value);
  }
  EXPECT_THAT(Ask(registers(), *fixture_.vault, {.person_id = "nobody"}),
              base::Refuses("UNKNOWN_PERSON"));
}

TEST_F(ExportPersonTest, OpensWhatWasSealed) {
  const PersonExport all = Export("jan");
  ASSERT_THAT(all.personal_data, SizeIs(1));
  EXPECT_EQ(all.personal_data[0].first, "jan");
  EXPECT_EQ(all.personal_data[0].second.name(), "Jan Jansen");
  EXPECT_EQ(all.personal_data[0].second.email(), "jan@example.nl");
  EXPECT_EQ(all.personal_data[0].second.big_number(), "19012345601");
  EXPECT_THAT(Export("jansen").personal_data, IsEmpty());
}

TEST_F(ExportPersonTest, WhatCannotBeOpenedIsNotLeftOutInSilence) {
  ev::Event tampered;
  tampered.mutable_person_registered()->set_region(t::kRegion);
  tampered.mutable_person_registered()->mutable_personal_data()->set_scheme(1);
  tampered.mutable_person_registered()->mutable_personal_data()->set_ciphertext("nonsense");
  tampered.mutable_person_registered()->set_person_id("jan");
  fixture_.Record({tampered});
  const auto all = Ask(registers(), *fixture_.vault, {.person_id = "jan"});
  EXPECT_THAT(all, base::StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ExportPersonTest, PresenceWithWhatBecameOfIt) {
  Push({t::ScheduleSession("before", "exchange", "2026-05-01"),
        t::RecordAttendance("held", "jan", "p1"), t::RecordAttendance("held", "mee", "p1"),
        t::RecordAttendance("before", "jan", "p1"),
        t::CorrectAttendance("held", "jan", /*present=*/false),
        t::VoidAttendance("before", "jan")});
  const PersonExport all = Export("jan");
  ASSERT_THAT(all.attendances, SizeIs(2));
  EXPECT_EQ(all.attendances[0].date, t::Day("2026-05-01"));
  EXPECT_TRUE(all.attendances[0].attendance->voided);
  EXPECT_EQ(all.attendances[0].reason, "recorded for the wrong person");
  EXPECT_EQ(all.attendances[1].kind, ev::OFFERING_KIND_EXCHANGE_MEETING);
  EXPECT_NE(all.attendances[1].title, "");
  EXPECT_TRUE(all.attendances[1].attendance->corrected);
  EXPECT_EQ(all.attendances[1].attendance->status, ev::ATTENDANCE_STATUS_ABSENT);
  EXPECT_EQ(all.attendances[1].reason, "the list was read wrongly");
  EXPECT_EQ(all.attendances[1].decided_by, "coordinator");
}

TEST_F(ExportPersonTest, TrainingsOfEveryKind) {
  command::v1::Command first = t::CompleteCourse("course", "jan", "2024-02-01");
  first.mutable_complete_course()->set_certificate_ref("cert-1");
  command::v1::Command second = t::CompleteCourse("course", "jan", "2024-03-01");
  second.mutable_complete_course()->set_certificate_ref("cert-2");
  Push({first, t::RevokeCompletion("course", "jan"), second,
        t::RecogniseTraining("jan", "triage-basic", "2022-01-01", "2024-05-01"),
        t::DeclareTraining("jan", "p1", "coaching", "2024-06-01"),
        t::DeclareTraining("jan", "p1", "coaching", "2024-07-01"),
        t::RefuseRecognition("jan", "coaching", "2024-07-01"),
        t::CompleteCourse("course", "mee", "2024-02-01")});
  const PersonExport all = Export("jan");
  ASSERT_THAT(all.trainings, SizeIs(5));
  EXPECT_EQ(all.trainings[0].kind, TrainingKind::kRecognised);
  EXPECT_EQ(all.trainings[0].decided_on, t::Day("2024-05-01"));
  EXPECT_EQ(all.trainings[0].decided_by, "coordinator");
  EXPECT_EQ(all.trainings[1].kind, TrainingKind::kRevoked);
  EXPECT_EQ(all.trainings[1].certificate_ref, "cert-1");
  EXPECT_EQ(all.trainings[1].reason, "the certificate was forged");
  EXPECT_EQ(all.trainings[2].kind, TrainingKind::kCompleted);
  EXPECT_EQ(all.trainings[2].certificate_ref, "cert-2");
  EXPECT_EQ(all.trainings[2].reason, "");
  EXPECT_EQ(all.trainings[2].region, t::kRegion);
  EXPECT_EQ(all.trainings[3].kind, TrainingKind::kDeclared);
  EXPECT_EQ(all.trainings[3].declared_by, "practice-manager");
  EXPECT_FALSE(all.trainings[3].decided_on.has_value());
  EXPECT_EQ(all.trainings[4].kind, TrainingKind::kRefused);
  EXPECT_EQ(all.trainings[4].decided_on, t::Day("2026-11-30"));
  EXPECT_EQ(all.trainings[4].reason, "the certificate is of another course");
}

TEST_F(ExportPersonTest, EnrolmentsAlsoOfAPlaceThatAColleagueHasNow) {
  Push({t::Enrol("jan", "p1", "coming"), t::Enrol("jan", "p1", "later"),
        t::Substitute("jan>coming", "mee"), t::RejectEnrolment("jan>later")});
  const PersonExport all = Export("jan");
  ASSERT_THAT(all.enrolments, SizeIs(2));
  const KeptEnrolment& handed = all.enrolments[0];
  EXPECT_TRUE(handed.handed_over);
  EXPECT_EQ(handed.record.person_id, "jan");
  EXPECT_EQ(handed.record.role, ev::ROLE_GP_OWNER);
  EXPECT_EQ(handed.record.status, EnrolmentStatus::kCancelled);
  EXPECT_EQ(handed.record.ended_on, t::Day("2026-11-30"));
  EXPECT_EQ(handed.date, t::Day("2027-03-01"));
  EXPECT_EQ(all.enrolments[1].record.status, EnrolmentStatus::kRejected);
  EXPECT_EQ(all.enrolments[1].reason, "not meant for this group");
  const PersonExport colleague = Export("mee");
  ASSERT_THAT(colleague.enrolments, SizeIs(1));
  EXPECT_FALSE(colleague.enrolments[0].handed_over);
  EXPECT_EQ(colleague.enrolments[0].record.status, EnrolmentStatus::kConfirmed);
}

TEST_F(ExportPersonTest, ASeriesIsDatedByItsFirstSession) {
  Push({t::DefineSeries("series", {"later", "coming"}, {t::kCohort}, 3),
        t::EnrolInSeries("jan", "p1", "series", "2026-11-30")});
  const PersonExport all = Export("jan");
  ASSERT_THAT(all.enrolments, SizeIs(1));
  EXPECT_EQ(all.enrolments[0].date, t::Day("2027-03-01"));
}

TEST_F(ExportPersonTest, OfAnErasedHumanEverythingStaysButTheName) {
  Push({t::LinkPersons("jan", "jansen"), t::RecordAttendance("held", "jan", "p1"),
        t::RequestErasure("jansen", "asked for it"), t::DestroyPersonKey("jan"),
        t::ConfirmErasure("jan")});
  const PersonExport all = Export("jan");
  EXPECT_THAT(all.personal_data, IsEmpty());
  EXPECT_EQ(all.erasure.state, domain::ErasureState::kConfirmed);
  EXPECT_THAT(all.erasure.steps, SizeIs(3));
  EXPECT_THAT(all.attendances, SizeIs(1));
  EXPECT_THAT(all.engagements, SizeIs(2));
}

TEST_F(ExportPersonTest, NamesEveryEventOnce) {
  Push({t::LinkPersons("jan", "jansen"), t::RequestErasure("jan", "asked for it")});
  const PersonExport all = Export("jan");
  const uint64_t head = fixture_.log.head().value;
  // Both link and request name both pseudonyms.
  EXPECT_THAT(all.event_positions, IsSupersetOf({head - 1, head}));
  EXPECT_THAT(all.event_positions, SizeIs(6));
  EXPECT_TRUE(std::is_sorted(all.event_positions.begin(), all.event_positions.end()));
}

}  // namespace
}  // namespace logboek::queries
