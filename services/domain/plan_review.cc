#include <algorithm>
#include <utility>

#include "services/domain/plan_check_internal.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;

// More help nobody, and a plan made to be wrong everywhere must not fill the memory.
constexpr size_t kProblemsMax = 100;

}  // namespace

std::string At(absl::string_view list, int index, absl::string_view field) {
  return absl::StrCat(list, "[", index, "]", field.empty() ? "" : ".", field);
}

void KnownNames::Add(const RegionPlan& plan) {
  for (const rp::Cohort& cohort : plan.cohorts()) cohorts.insert(cohort.id());
  for (const rp::Track& track : plan.tracks()) tracks.insert(track.id());
  for (const rp::Survey& survey : plan.surveys()) surveys.insert(survey.id());
  for (const rp::MenuItem& item : plan.menu()) {
    menu.insert(item.slug());
    elements[item.core_element()].insert(item.slug());
  }
}

PlanReview::PlanReview(const RegionPlan& plan, const Region* region) : plan_(plan) {
  known_.Add(plan);
  if (region == nullptr) return;
  for (const auto& [plan_id, published] : region->plans) {
    if (plan_id == plan.plan_id()) continue;
    known_.Add(published->plan);
    others_.push_back(&published->plan);
    for (const rp::Obligation& obligation : published->plan.obligations()) {
      known_.foreign_obligations.insert(obligation.id());
    }
  }
}

void PlanReview::Report(std::string field, absl::string_view reason, std::string message) {
  if (problems_.size() >= kProblemsMax) return;
  problems_.push_back({std::move(field), std::string(reason), std::move(message)});
}

void PlanReview::Take(const std::string& field, const absl::Status& status) {
  if (status.ok()) return;
  const auto reason = base::ReasonOf(status);
  Report(field, reason.has_value() ? reason->reason : "", std::string(status.message()));
}

void PlanReview::CheckBoth(const std::string& field, const rp::Text& text) {
  Take(field + ".nl", CheckText(field + ".nl", text.nl()));
  Take(field + ".en", CheckText(field + ".en", text.en()));
}

void PlanReview::CheckUnique(const std::string& field, const std::string& id,
                             std::set<std::string>* seen) {
  Take(field, CheckIdentifier(field, id));
  if (!seen->insert(id).second) {
    Report(field, "NAMED_TWICE", absl::StrCat("\"", id, "\" stands twice; every id is used once"));
  }
}

void PlanReview::CheckKnown(const std::string& field, const std::string& id, absl::string_view what,
                            const std::set<std::string>& known) {
  if (known.count(id) != 0) return;
  Report(field, "UNKNOWN_NAME",
         absl::StrCat("there is no ", what, " \"", id,
                      "\" in the plans of the region; add it or correct the name"));
}

void PlanReview::CheckYear(const std::string& field, uint32_t year) {
  if (year > 0 && year <= kProgrammeYearMax) return;
  Report(field, "YEAR_OUT_OF_RANGE",
         absl::StrCat("there is no programme year ", year, "; years are counted from 1 to ",
                      kProgrammeYearMax));
}

void PlanReview::CheckKind(const std::string& field, int kind) {
  Take(field, CheckEnum(field, static_cast<OfferingKind>(kind), event::v1::OfferingKind_IsValid));
}

void PlanReview::CheckRole(const std::string& field, int role) {
  Take(field, CheckEnum(field, static_cast<Role>(role), event::v1::Role_IsValid));
}

void PlanReview::ReportOther(const std::string& field, const std::string& id,
                             const RegionPlan& other) {
  Report(field, "OTHER_PLAN_DIFFERS",
         absl::StrCat("\"", id, "\" stands otherwise in the plan \"", other.plan_id(),
                      "\" of the region; leave it out, repeat it unchanged or rename it"));
}

}  // namespace logboek::domain
