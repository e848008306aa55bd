#include "deploy/demo/midden_brabant.h"

#include "deploy/demo/demo.h"

namespace logboek::demo {

std::string MiddenBrabant(uint64_t seed) {
  History history({.region = "midden_brabant_primacura",
                   .academy = "primacura-academie",
                   .coordinator = "primacura-coordinator",
                   .prefix = "mb",
                   .first_person = 1,
                   .seed = seed,
                   // The five plans.
                   .events_before = 5});
  midden_brabant::TellPractices(&history);
  midden_brabant::TellCourses(&history);
  midden_brabant::TellIntervision(&history);
  midden_brabant::TellOtherMeetings(&history);
  midden_brabant::TellForms(&history);
  return history.Render();
}

}  // namespace logboek::demo
