#include <string>
#include <vector>

#include "deploy/demo/dates.h"
#include "deploy/demo/practice_life.h"
#include "deploy/demo/region_life.h"
#include "deploy/demo/twente.h"
#include "storage/base/check.h"

namespace logboek::demo::twente {
namespace {

constexpr Role kAssistant = Role::ROLE_MEDICAL_ASSISTANT;
constexpr Role kNurse = Role::ROLE_PRACTICE_NURSE;
constexpr Role kOwner = Role::ROLE_GP_OWNER;
constexpr Role kManager = Role::ROLE_PRACTICE_MANAGER;

// Two of them are paid by the fund for deprived areas (TW-14).
std::vector<OpenCourse> Courses() {
  return {{"positive-health", "positive-health", "Positieve Gezondheid: basis", {kOwner, kNurse}},
          {"limited-literacy",
           "aof-limited-literacy",
           "Beperkte gezondheidsvaardigheden",
           {kAssistant, kNurse}},
          {"solk-alk", "solk-alk", "SOLK en ALK", {kOwner, kNurse}},
          {"aggression", "aggression", "Omgaan met agressie", {kAssistant}},
          {"lean-admin", "lean-admin", "Lean administratie", {kManager, kAssistant}},
          {"culture", "aof-culture-assistants", "Cultuursensitief werken", {kAssistant}}};
}

// A course for assistants: the manager who wanted to come along is turned down.
void TellTurnedDown(History* history) {
  const CourseSpec course{.id = "tw-triage-2026-06-04",
                          .kind = OfferingKind::OFFERING_KIND_COURSE_OPEN,
                          .title = "Triagetraining voor assistenten",
                          .menu_slug = "triage-training",
                          .date = absl::CivilDay(2026, 6, 4),
                          .capacity = 12,
                          .without_certificate = {}};
  PublishCourse(history, course);
  const std::string manager =
      history->People("tw-021", kManager, absl::CivilDay(2026, 1, 5)).front();
  const std::string enrolment =
      history->Enrol({manager, "tw-021", {}}, course.id, absl::CivilDay(2026, 4, 20));
  history->RejectEnrolment(enrolment, "De training is alleen voor assistenten.",
                           absl::CivilDay(2026, 4, 22));
  std::vector<Guest> guests;
  for (const int practice : {20, 21, 22, 30, 33, 41, 47, 51}) {
    const std::string id = history->PracticeId(practice);
    const auto assistant = SomebodyOf(history, id, {kAssistant}, {course.date});
    if (assistant.has_value()) guests.push_back({*assistant, id, {}});
  }
  FinishCourse(history, course, guests, /*absent_percent=*/0);
}

// Training that the academy does not offer (TW-13): one is recognised, one refused, one waits.
void TellExternal(History* history) {
  const auto owner = [&](const char* id) {
    return history->People(id, kOwner, absl::CivilDay(2026, 1, 5)).front();
  };
  const Training meaning{owner("tw-030"), "meaning-talk", absl::CivilDay(2026, 3, 5)};
  history->DeclareTraining(meaning, "tw-030", absl::CivilDay(2026, 3, 16));
  history->RecognisePriorTraining(
      meaning.person_id, meaning.menu_slug, meaning.done_on,
      {.reason = "", .decided_by = "coordinator-hzt", .on = absl::CivilDay(2026, 4, 2)});
  const Training leading{owner("tw-031"), "leading-grip", absl::CivilDay(2026, 5, 21)};
  history->DeclareTraining(leading, "tw-031", absl::CivilDay(2026, 6, 1));
  history->RefuseRecognition(leading, {.reason = "Webinar van een uur; geen toets of certificaat.",
                                       .decided_by = "coordinator-hzt",
                                       .on = absl::CivilDay(2026, 6, 11)});
  const Training elderly{owner("tw-046"), "solution-focused-elderly", absl::CivilDay(2026, 10, 29)};
  history->DeclareTraining(elderly, "tw-046", absl::CivilDay(2026, 11, 12));
}

}  // namespace

void TellCourses(History* history) {
  HoldOpenCourses(history, {.practices = kPractices,
                            .courses = Courses(),
                            .first = absl::CivilMonth(2026, 1),
                            .last = absl::CivilMonth(2026, 11)});
  TellTurnedDown(history);
  TellExternal(history);
  // After half a year HZT looks back at its menu: nobody learns to type any more.
  history->RetireMenuItem("touch-typing", absl::CivilDay(2026, 7, 1), absl::CivilDay(2026, 6, 15));
  regioplan::v1::MenuItem item;
  item.set_slug("ai-reporting");
  item.mutable_name()->set_nl("Verslag van het consult met AI");
  item.mutable_name()->set_en("Report of the consultation by AI");
  item.set_core_element(regioplan::v1::CORE_ELEMENT_WORK_DIFFERENTLY);
  item.set_funding(regioplan::v1::FUNDING_PRACTICE);
  *item.mutable_valid_from() = ToProto(absl::CivilDay(2026, 7, 1));
  history->PublishMenuItem(item, absl::CivilDay(2026, 6, 15));
  HoldSideMeetings(history, {.practices = kPractices,
                             .kind = OfferingKind::OFFERING_KIND_PRACTICE_MANAGER_MEETING,
                             .offering = "tw-managers",
                             .title = "Bijeenkomst praktijkmanagers",
                             .roles = {kManager},
                             .dates = {absl::CivilDay(2026, 3, 26), absl::CivilDay(2026, 10, 8)},
                             .percent = 55});
}

}  // namespace logboek::demo::twente
