// Whether a plan could be published, without publishing it.
#pragma once

#include <vector>

#include "google/protobuf/repeated_field.h"
#include "logboek/regioplan/v1/plan.pb.h"
#include "services/domain/plan_check.h"
#include "services/registrar/registrar.h"

namespace logboek::queries {

struct PlanCheckQuestion {
  const regioplan::v1::RegionPlan& plan;
  // Taken as published before it, in this order, beside or instead of what the register has; those
  // of other regions are left out.
  const google::protobuf::RepeatedPtrField<regioplan::v1::RegionPlan>& before;
};

// Every mistake, as domain::CheckPlan tells them.
std::vector<domain::PlanProblem> AskPlanCheck(const registrar::Registrar& registrar,
                                              const PlanCheckQuestion& question);

}  // namespace logboek::queries
