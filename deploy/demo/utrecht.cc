#include "deploy/demo/utrecht.h"

#include "deploy/demo/demo.h"

namespace logboek::demo {

std::string Utrecht(uint64_t seed) {
  // Another start than the other region's, so that the two don't draw the same people.
  History history({.region = "utrecht_sterkzorg",
                   .academy = "hus-academie",
                   .coordinator = "sterkzorg-coordinator",
                   .prefix = "ut",
                   .first_person = 501,
                   .seed = seed + 1});
  utrecht::TellPractices(&history);
  utrecht::TellExchange(&history);
  utrecht::TellKbz(&history);
  utrecht::TellCourses(&history);
  utrecht::TellPlans(&history);
  return history.Render();
}

}  // namespace logboek::demo
