// What the parts of the check of a plan share. For plan_check*.cc only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/domain/fields.h"
#include "services/domain/plan_check.h"

namespace logboek::domain {

// "list[index].field"; without a field "list[index]".
std::string At(absl::string_view list, int index, absl::string_view field);

template <typename Message>
bool Differ(const Message& a, const Message& b) {
  return !google::protobuf::util::MessageDifferencer::Equals(a, b);
}

// Names that a plan may refer to, from itself and the region's other plans.
struct KnownNames {
  std::set<std::string> cohorts;
  std::set<std::string> tracks;
  std::set<std::string> menu;
  std::set<std::string> surveys;
  // Slugs by core element.
  std::map<int, std::set<std::string>> elements;
  std::set<std::string> foreign_obligations;

  void Add(const RegionPlan& plan);
};

// A plan, what it may refer to, and the problems found in it so far.
class PlanReview {
 public:
  // `region` may be null.
  PlanReview(const RegionPlan& plan, const Region* region);

  const RegionPlan& plan() const { return plan_; }
  // The newest versions of the region's other plans.
  const std::vector<const RegionPlan*>& others() const { return others_; }
  const KnownNames& known() const { return known_; }
  std::vector<PlanProblem> TakeProblems() { return std::move(problems_); }

  void Report(std::string field, absl::string_view reason, std::string message);
  // Takes over what a field check says.
  void Take(const std::string& field, const absl::Status& status);

  void CheckBoth(const std::string& field, const regioplan::v1::Text& text);
  void CheckUnique(const std::string& field, const std::string& id, std::set<std::string>* seen);
  void CheckKnown(const std::string& field, const std::string& id, absl::string_view what,
                  const std::set<std::string>& known);
  void CheckYear(const std::string& field, uint32_t year);
  void CheckKind(const std::string& field, int kind);
  void CheckRole(const std::string& field, int role);
  // `id` stands otherwise in another plan of the region.
  void ReportOther(const std::string& field, const std::string& id, const RegionPlan& other);

 private:
  const RegionPlan& plan_;
  std::vector<const RegionPlan*> others_;
  KnownNames known_;
  std::vector<PlanProblem> problems_;
};

// Every obligation, what it measures and for which periods.
void CheckObligations(PlanReview* review);

// The interpretations that the plan lists, and that its fields are as their first options have
// them.
void CheckInterpretations(PlanReview* review);

}  // namespace logboek::domain
