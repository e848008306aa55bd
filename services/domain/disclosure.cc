#include "services/domain/disclosure.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

// Every plan of the region lets practice rows go to insurers, once that was released.
bool DisclosesPracticeRows(const Region& region) {
  return std::all_of(region.plans.begin(), region.plans.end(), [](const auto& plan) {
    return plan.second->plan.disclosure() == rp::DISCLOSURE_PRACTICE_ROWS_ON_RELEASE;
  });
}

// Every plan of the region reads a release of practice rows as one of names, too.
bool ReleaseIncludesNames(const Region& region) {
  return std::all_of(region.plans.begin(), region.plans.end(),
                     [](const auto& plan) { return plan.second->plan.release_includes_names(); });
}

// What was decided last about the scope.
bool IsReleased(const Region& region, ev::ReportScope scope) {
  const auto last = std::find_if(region.releases.rbegin(), region.releases.rend(),
                                 [&](const Release& release) { return release.scope == scope; });
  return last != region.releases.rend() && last->released;
}

std::string ScopeName(ev::ReportScope scope) {
  return scope == ev::REPORT_SCOPE_NAMES ? "names" : "practice rows";
}

}  // namespace

absl::Status CheckDisclosesRows(const Region& region) {
  if (DisclosesPracticeRows(region)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "DISCLOSURE_NOT_ALLOWED",
      absl::StrCat("the plan of ", region.id,
                   " lets only reports of the region as a whole go to an insurer; name "
                   "the scope region"),
      {{"region", region.id}});
}

absl::Status CheckDisclosure(const Region& region, ev::ReportScope scope) {
  if (scope == ev::REPORT_SCOPE_REGION) return absl::OkStatus();
  RETURN_IF_ERROR(CheckDisclosesRows(region));
  const bool released = IsReleased(region, scope) ||
                        (scope == ev::REPORT_SCOPE_NAMES && ReleaseIncludesNames(region) &&
                         IsReleased(region, ev::REPORT_SCOPE_PRACTICE_ROWS));
  if (released) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "NOT_RELEASED",
                         absl::StrCat(region.id, " has not released ", ScopeName(scope),
                                      " to insurers; record that decision first"),
                         {{"region", region.id}});
}

}  // namespace logboek::domain
