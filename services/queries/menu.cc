#include "services/queries/menu.h"

#include "services/domain/dates.h"

namespace logboek::queries {

const regioplan::v1::MenuItem* MenuRowOn(const domain::Region& region, absl::string_view slug,
                                         absl::CivilDay day) {
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const regioplan::v1::MenuItem& row : domain::PlanOn(versions, day).menu()) {
      if (row.slug() != slug) continue;
      const bool begun =
          domain::IsAbsent(row.valid_from()) || domain::FromProto(row.valid_from()) <= day;
      if (begun && day < domain::UntilFromProto(row.valid_until())) return &row;
    }
  }
  return nullptr;
}

}  // namespace logboek::queries
