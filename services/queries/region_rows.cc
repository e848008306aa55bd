#include "services/queries/region_rows.h"

#include <algorithm>

#include "storage/base/status_macros.h"

namespace logboek::queries {

absl::Status VisitPractices(const domain::Register& reg, absl::string_view region,
                            absl::CivilDay at, const regioplan::EvaluateOptions& options,
                            const registrar::KeepGoing& keep_going, VisitPractice visit) {
  const auto coming = regioplan::GatherComing(reg, region, at);
  for (const std::string& id : reg.regions.find(region)->second->practice_ids) {
    if (keep_going) RETURN_IF_ERROR(keep_going());
    const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, id, coming);
    visit(facts, regioplan::Evaluate(facts, at, options));
  }
  return absl::OkStatus();
}

absl::Status VisitPractices(const List& list, const regioplan::EvaluateOptions& options,
                            VisitPractice visit) {
  return VisitPractices(
      list.reg(), list.region().id, list.at(), options, [&list] { return list.KeepGoing(); },
      visit);
}

OpenStaff StaffOf(const regioplan::PracticeFacts& facts, const regioplan::OpenPerson& person,
                  absl::CivilDay at) {
  OpenStaff staff{.person_id = person.person_id, .items = person.items};
  for (const auto& record : facts.persons) {
    if (record->id != person.person_id) continue;
    for (const domain::Engagement& engagement : record->engagements) {
      if (engagement.practice_id == facts.practice->id && engagement.period.Contains(at)) {
        staff.roles.push_back(engagement.role);
      }
    }
  }
  return staff;
}

std::map<std::pair<std::string, std::string>, size_t> OrderOf(const domain::Region& region) {
  std::map<std::pair<std::string, std::string>, size_t> order;
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
      for (const auto& obligation : version->second->plan.obligations()) {
        order.emplace(std::pair(plan_id, obligation.id()), order.size());
      }
    }
  }
  return order;
}

ObligationPeriod PeriodOf(const regioplan::Verdict& verdict) {
  return {.plan_id = verdict.plan->plan_id(),
          .obligation_id = verdict.obligation->id(),
          .period = verdict.programme_year,
          .label = verdict.obligation->label(),
          .strength = verdict.obligation->strength()};
}

bool GivesVerdict(const regioplan::Verdict& verdict) {
  return verdict.obligation->strength() == regioplan::v1::STRENGTH_REQUIRED;
}

bool NeedsSessions(const regioplan::Verdict& verdict) {
  const regioplan::v1::Obligation& obligation = *verdict.obligation;
  return obligation.has_staff_share() || obligation.has_session_count() ||
         obligation.has_quarter_count();
}

bool IsOpenNeed(const regioplan::Verdict& verdict) {
  const bool open =
      verdict.status == regioplan::Status::kOpen || verdict.status == regioplan::Status::kAtRisk;
  const auto& flags = verdict.flags;
  const bool begun =
      std::find(flags.begin(), flags.end(), regioplan::VerdictFlag::kNotStarted) == flags.end();
  return open && begun && verdict.missing > 0;
}

int64_t DaysLeft(const regioplan::Verdict& verdict, absl::CivilDay at) {
  return verdict.window.until - 1 - at;
}

}  // namespace logboek::queries
