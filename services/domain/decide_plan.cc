// Regional plans: publishing, the menu between versions, decisions about interpretations.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "services/domain/decide_internal.h"
#include "services/domain/interpretations.h"
#include "services/domain/plan_check.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;

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

// FAILED_PRECONDITION CLOSED_YEARS_CHANGE when what holds from valid_from on may change a year that
// some practice has closed. A closed year begins before it was closed; when exactly is known only
// to the calendar of years, so a year closed after valid_from is taken for one that begins after
// it.
absl::Status CheckClosedYears(const Situation& s, const Region& region, absl::CivilDay valid_from) {
  for (const std::string& id : region.practice_ids) {
    for (const auto& [period, year] : Find(s.reg.practices, id)->closed_years) {
      const absl::CivilDay closed_on = FromProto(year.closed.closed_on());
      if (closed_on <= valid_from) continue;
      return NotNow(
          "CLOSED_YEARS_CHANGE",
          absl::StrCat("the practice \"", id, "\" closed the period ", period, " on ",
                       ToIso(closed_on), ", after ", ToIso(valid_from),
                       "; choose a later day, or set reopen_closed"),
          {{"practice_id", id}, {"period", absl::StrCat(period)}, {"closed_on", ToIso(closed_on)}});
    }
  }
  return absl::OkStatus();
}

// The plan that is named; the only one when none is.
absl::StatusOr<const RegionPlan*> GetPlan(const Region& region, const std::string& plan_id) {
  if (plan_id.empty() && region.plans.size() == 1) return &region.plans.begin()->second->plan;
  RETURN_IF_ERROR(CheckIdentifier("plan_id", plan_id));
  const auto found = region.plans.find(plan_id);
  if (found == region.plans.end()) return Unknown("plan", plan_id);
  return &found->second->plan;
}

// INVALID_ARGUMENT MENU_OVERLAP when the slug has a row on one of the item's days.
absl::Status CheckOneRowADay(const Region& region, const rp::MenuItem& item) {
  const DateRange asked = ValidityOf(item);
  for (const auto& [plan_id, published] : region.plans) {
    for (const rp::MenuItem& other : published->plan.menu()) {
      if (other.slug() != item.slug() || Intersect(ValidityOf(other), asked).empty()) continue;
      return Invalid(
          "MENU_OVERLAP",
          absl::StrCat("\"", item.slug(), "\" stands on the menu of the plan \"", plan_id,
                       "\" on some of those days; retire that row first, or "
                       "choose other dates"),
          {{"field", "item"}, {"menu_slug", item.slug()}});
    }
  }
  return absl::OkStatus();
}

// Each is a share of the plan: only there a row of the menu counts by its slug.
absl::Status CheckShares(const RegionPlan& plan, const cmd::PublishMenuItem& command) {
  RETURN_IF_ERROR(CheckCount("obligation_ids", command.obligation_ids_size()));
  for (const std::string& id : command.obligation_ids()) {
    const auto& obligations = plan.obligations();
    const auto found = std::find_if(obligations.begin(), obligations.end(),
                                    [&](const auto& each) { return each.id() == id; });
    if (found == obligations.end()) return Unknown("obligation", id);
    if (found->has_staff_share()) continue;
    return Invalid("NOT_A_SHARE",
                   absl::StrCat(id, " counts no rows of the menu by their slug; leave it out"),
                   {{"field", "obligation_ids"}, {"obligation_id", id}});
  }
  return absl::OkStatus();
}

// The row is as a row of a published plan must be.
absl::Status CheckItem(const Region& region, const RegionPlan& plan, const rp::MenuItem& item) {
  RegionPlan with_item = plan;
  *with_item.add_menu() = item;
  const std::string row = absl::StrCat("menu[", plan.menu_size(), "]");
  std::vector<PlanProblem> problems = CheckPlan(with_item, &region);
  // The rest was published, and decided on, as it stands.
  problems.erase(std::remove_if(problems.begin(), problems.end(),
                                [&](const PlanProblem& problem) {
                                  return !absl::StartsWith(problem.field, row);
                                }),
                 problems.end());
  return problems.empty() ? absl::OkStatus() : PlanInvalid(problems);
}

bool Lists(const Region& region, const std::string& interpretation_id) {
  return std::any_of(region.plans.begin(), region.plans.end(), [&](const auto& plan) {
    const auto& listed = plan.second->plan.interpretations();
    return std::any_of(listed.begin(), listed.end(),
                       [&](const auto& each) { return each.id() == interpretation_id; });
  });
}

// The interpretation is open in the region, the option one of its own.
absl::Status CheckOption(const Region& region, const cmd::DecideInterpretation& command) {
  RETURN_IF_ERROR(CheckIdentifier("interpretation_id", command.interpretation_id()));
  RETURN_IF_ERROR(CheckIdentifier("option", command.option()));
  const InterpretationEntry* entry = FindInterpretation(command.interpretation_id());
  if (entry == nullptr || !Lists(region, command.interpretation_id())) {
    return Unknown("interpretation", command.interpretation_id());
  }
  if (entry->IndexOf(command.option()).has_value()) return absl::OkStatus();
  const std::string options = absl::StrJoin(entry->options, ", ");
  return base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_OPTION",
                         absl::StrCat(command.interpretation_id(), " has no option \"",
                                      command.option(), "\"; choose one of ", options),
                         {{"option", command.option()}, {"options", options}});
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
  const absl::CivilDay valid_from = FromProto(plan.valid_from());
  // Only a plan that already counted can have been counted otherwise.
  if (region != nullptr && region->plans.contains(plan.plan_id()) && !command.reopen_closed()) {
    RETURN_IF_ERROR(CheckClosedYears(s, *region, valid_from));
  }
  ProposedEvent proposed = Propose(plan.region(), valid_from);
  ev::PlanPublished& event = *proposed.event.mutable_plan_published();
  event.set_region(plan.region());
  event.set_plan_id(plan.plan_id());
  event.set_version(plan.version());
  event.set_plan(plan.SerializeAsString());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::PublishMenuItem& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  ASSIGN_OR_RETURN(const RegionPlan* plan, GetPlan(*region, command.plan_id()));
  const rp::MenuItem& item = command.item();
  RETURN_IF_ERROR(CheckIdentifier("item.slug", item.slug()));
  RETURN_IF_ERROR(CheckOptionalDate("item.valid_from", item.valid_from()));
  RETURN_IF_ERROR(CheckOptionalDate("item.valid_until", item.valid_until()));
  RETURN_IF_ERROR(CheckOneRowADay(*region, item));
  RETURN_IF_ERROR(CheckItem(*region, *plan, item));
  RETURN_IF_ERROR(CheckShares(*plan, command));
  // Absent = it was always on the menu.
  const absl::CivilDay from =
      IsAbsent(item.valid_from()) ? absl::CivilDay(2000, 1, 1) : FromProto(item.valid_from());
  if (!command.reopen_closed()) RETURN_IF_ERROR(CheckClosedYears(s, *region, from));
  ProposedEvent proposed =
      Propose(region->id, IsAbsent(item.valid_from()) ? s.today : FromProto(item.valid_from()));
  ev::MenuItemPublished& event = *proposed.event.mutable_menu_item_published();
  event.set_region(region->id);
  event.set_plan_id(plan->plan_id());
  event.set_menu_slug(item.slug());
  event.set_menu_item(item.SerializeAsString());
  *event.mutable_obligation_ids() = command.obligation_ids();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RetireMenuItem& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckIdentifier("menu_slug", command.menu_slug()));
  RETURN_IF_ERROR(CheckDate("until", command.until()));
  const absl::CivilDay until = FromProto(command.until());
  const rp::MenuItem* item = FindMenuItem(*region, command.menu_slug(), until - 1);
  if (item == nullptr) return Unknown("menu item", command.menu_slug());
  if (UntilFromProto(item->valid_until()) == until) {
    return Taken(
        "ALREADY_RETIRED",
        absl::StrCat("\"", item->slug(), "\" is on the menu until ", ToIso(until), " already"),
        {{"menu_slug", item->slug()}, {"until", ToIso(until)}});
  }
  if (!command.reopen_closed()) RETURN_IF_ERROR(CheckClosedYears(s, *region, until));
  ProposedEvent proposed = Propose(region->id, until);
  ev::MenuItemRetired& event = *proposed.event.mutable_menu_item_retired();
  event.set_region(region->id);
  event.set_menu_slug(command.menu_slug());
  *event.mutable_until() = command.until();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::DecideInterpretation& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckOption(*region, command));
  RETURN_IF_ERROR(CheckDate("valid_from", command.valid_from()));
  RETURN_IF_ERROR(CheckDecided("ground", command.ground(), command.decided_by()));
  ASSIGN_OR_RETURN(const absl::CivilDay decided_on,
                   PastDateOrToday(s, "decided_on", command.decided_on()));
  const absl::CivilDay valid_from = FromProto(command.valid_from());
  if (!command.reopen_closed()) RETURN_IF_ERROR(CheckClosedYears(s, *region, valid_from));
  ProposedEvent proposed = Propose(region->id, valid_from);
  ev::InterpretationDecided& event = *proposed.event.mutable_interpretation_decided();
  event.set_region(region->id);
  event.set_interpretation_id(command.interpretation_id());
  event.set_option(command.option());
  *event.mutable_valid_from() = command.valid_from();
  *event.mutable_decided_on() = ToProto(decided_on);
  event.set_decided_by(command.decided_by());
  event.set_ground(command.ground());
  return Events{proposed};
}

}  // namespace logboek::domain
