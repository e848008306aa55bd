// Publishing regional plans.
#include "services/domain/decide_internal.h"
#include "services/domain/plan_check.h"

namespace logboek::domain {
namespace {

// More would not help anybody and would burst the error details.
constexpr size_t kProblemsReportedMax = 10;

absl::Status PlanInvalid(const std::vector<PlanProblem>& problems) {
  Metadata metadata{{"problems", absl::StrCat(problems.size())}};
  for (size_t i = 0; i < std::min(problems.size(), kProblemsReportedMax); ++i) {
    metadata[absl::StrCat("field_", i + 1)] = problems[i].field;
    metadata[absl::StrCat("reason_", i + 1)] = problems[i].reason;
    metadata[absl::StrCat("problem_", i + 1)] = problems[i].message;
  }
  return Invalid("PLAN_INVALID",
                 absl::StrCat("the plan has ", problems.size(), " mistake(s); the first, in ",
                              problems.front().field, ": ", problems.front().message),
                 std::move(metadata));
}

}  // namespace

Decision Decide(const Situation& s, const cmd::PublishPlan& command) {
  const RegionPlan& plan = command.plan();
  const auto found = s.reg.regions.find(plan.region());
  const Region* region = found == s.reg.regions.end() ? nullptr : found->second.get();
  const std::vector<PlanProblem> problems = CheckPlan(plan, region);
  if (!problems.empty()) return PlanInvalid(problems);
  if (region != nullptr && region->versions.contains({plan.plan_id(), plan.version()})) {
    return Taken("ALREADY_PUBLISHED",
                 absl::StrCat("version ", plan.version(), " of the plan \"", plan.plan_id(),
                              "\" is published already; a change needs a new version"),
                 {{"plan_id", plan.plan_id()}, {"version", plan.version()}});
  }
  ProposedEvent proposed = Propose(plan.region(), FromProto(plan.valid_from()));
  ev::PlanPublished& event = *proposed.event.mutable_plan_published();
  event.set_region(plan.region());
  event.set_plan_id(plan.plan_id());
  event.set_version(plan.version());
  event.set_plan(plan.SerializeAsString());
  return Events{proposed};
}

}  // namespace logboek::domain
