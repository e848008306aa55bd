#include "deploy/demo/twente.h"

#include "deploy/demo/demo.h"

namespace logboek::demo {

std::string Twente(uint64_t seed) {
  History history({.region = "twente_hzt",
                   .academy = "hzt-academie",
                   .coordinator = "hzt-coordinator",
                   .prefix = "tw",
                   .first_person = 1501,
                   .seed = seed + 2});
  twente::TellPractices(&history);
  twente::TellReflection(&history);
  twente::TellCourses(&history);
  twente::TellPlans(&history);
  twente::TellRequests(&history);
  return history.Render();
}

}  // namespace logboek::demo
