#include "services/queries/plan_check.h"

#include <memory>

namespace logboek::queries {

std::vector<domain::PlanProblem> AskPlanCheck(const registrar::Registrar& registrar,
                                              const PlanCheckQuestion& question) {
  const std::string& id = question.plan.region();
  domain::Region region;
  registrar.Read([&](const domain::Register& reg) {
    const auto found = reg.regions.find(id);
    // Other plans of the region are all that a check looks at.
    if (found != reg.regions.end()) region.plans = found->second->plans;
  });
  for (const regioplan::v1::RegionPlan& plan : question.before) {
    if (plan.region() != id) continue;
    auto published = std::make_shared<domain::PublishedPlan>();
    published->plan = plan;
    region.plans[plan.plan_id()] = std::move(published);
  }
  return domain::CheckPlan(question.plan, &region);
}

}  // namespace logboek::queries
