#include "services/queries/session_roles.h"

#include <algorithm>
#include <string>

namespace logboek::queries {
namespace {

using regioplan::v1::Obligation;

template <typename List, typename Value>
bool Contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// What an obligation has to say about a session.
struct Saying {
  bool looks = false;
  bool counts_role = false;
};

Saying SayingOf(const Obligation& obligation, const domain::Session& session,
                const domain::Offering* offering, domain::Role role) {
  switch (obligation.measure_case()) {
    case Obligation::kSessionCount: {
      const auto& measure = obligation.session_count();
      return {.looks = Contains(measure.session_kinds(), session.kind),
              .counts_role =
                  measure.expected_roles().empty() || Contains(measure.expected_roles(), role)};
    }
    case Obligation::kQuarterCount:
      return {.looks = Contains(obligation.quarter_count().session_kinds(), session.kind),
              .counts_role = true};
    case Obligation::kStaffShare: {
      const auto& measure = obligation.staff_share();
      bool looks = Contains(measure.session_kinds(), session.kind);
      for (const std::string& slug : measure.menu_slugs()) {
        looks |= offering != nullptr && Contains(offering->menu_slugs, slug);
      }
      return {.looks = looks, .counts_role = Contains(measure.denominator_roles(), role)};
    }
    default:
      return {};
  }
}

}  // namespace

bool IsForRole(const domain::Region& region, const domain::Session& session,
               const domain::Offering* offering, domain::Role role) {
  bool looked_at = false;
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const Obligation& obligation : domain::PlanOn(versions, session.date).obligations()) {
      const Saying saying = SayingOf(obligation, session, offering, role);
      if (saying.looks && saying.counts_role) return true;
      looked_at |= saying.looks;
    }
  }
  return !looked_at && (session.counted_roles.empty() || Contains(session.counted_roles, role));
}

}  // namespace logboek::queries
