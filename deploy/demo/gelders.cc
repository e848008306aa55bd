#include "deploy/demo/gelders.h"

#include "deploy/demo/demo.h"

namespace logboek::demo {

std::string GeldersRivierenland(uint64_t seed) {
  History history({.region = "gelders_rivierenland",
                   .academy = "rivierenland-academie",
                   .coordinator = "rivierenland-coordinator",
                   .prefix = "gr",
                   .first_person = 2501,
                   .seed = seed + 3});
  gelders::TellPractices(&history);
  gelders::TellPlans(&history);
  gelders::TellSessions(&history);
  gelders::TellForms(&history);
  // Last of all, so that it moves nothing before it.
  history.ForgetFormer("gr-027", Role::ROLE_MEDICAL_ASSISTANT, absl::CivilDay(2018, 9, 1),
                       kLastDay);
  return history.Render();
}

}  // namespace logboek::demo
