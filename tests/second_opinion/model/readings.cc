#include "tests/second_opinion/model/readings.h"

#include <algorithm>

#include "tests/second_opinion/model/world.h"

namespace logboek::second_opinion {
namespace {

namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

void CountAlso(ev::Role role, rp::StaffShare* share) {
  if (!Contains(share->denominator_roles(), static_cast<int>(role))) {
    share->add_denominator_roles(role);
  }
}

template <typename List>
void TakeOut(int value, List* list) {
  List rest;
  for (const int kept : *list) {
    if (kept != value) rest.Add(kept);
  }
  *list = rest;
}

void ReadShare(const std::string& id, const std::string& option, rp::StaffShare* share) {
  if (id == "O3" && option == "last_day") share->set_moment(rp::SHARE_MOMENT_SNAPSHOT_END);
  if (id == "O3" && option == "whole_year") share->set_moment(rp::SHARE_MOMENT_WHOLE_WINDOW);
  if (id == "O4" && option == "share_present") {
    share->set_times_rule(rp::TIMES_RULE_SHARE_PRESENT);
  }
  if (id == "O4" && option == "in_total") share->set_times_rule(rp::TIMES_RULE_ACROSS_YEARS);
  if (id == "O5") CountAlso(ev::ROLE_GP_EMPLOYED, share);
  if (id == "O6") share->set_each_role(true);
  if (id == "O7") CountAlso(ev::ROLE_SOH, share);
  if (id == "O12" && option == "always") share->set_prior_training(rp::PRIOR_TRAINING_ALWAYS);
  if (id == "O12" && option == "never") share->set_prior_training(rp::PRIOR_TRAINING_NEVER);
  if (id == "R8") share->set_recognition_counts_from(rp::RECOGNITION_DATE_DONE);
}

void ReadSessions(const std::string& id, rp::Obligation* row) {
  rp::SessionCount* count = row->mutable_session_count();
  if (id == "O1") count->set_series_credit(false);
  if (id == "O2") count->set_may_serve_two_years(true);
  if (id == "O8-replaces") {
    // KBZ meetings come on top: the exchange is asked of everybody, and they are none.
    row->mutable_applies()->clear_replaced_by_track();
    TakeOut(ev::OFFERING_KIND_KBZ_MEETING, count->mutable_session_kinds());
  }
  if (id == "O13") count->set_centre_always_unit(true);
  if (id == "O14") count->set_joint_plan_whole_year(true);
  if (id == "O15" && !Contains(count->represented_kinds(), int{ev::OFFERING_KIND_KBZ_MEETING})) {
    count->add_represented_kinds(ev::OFFERING_KIND_KBZ_MEETING);
  }
  if (id == "O19") row->set_strength(rp::STRENGTH_REQUIRED);
  if (id == "R5") row->mutable_applies()->set_replaced_when_partly(true);
  if (id == "R6") count->set_only_listed(true);
}

void ReadQuarters(const std::string& id, rp::QuarterCount* count) {
  if (id == "O8-spread") count->set_spread_required(true);
  if (id == "O8-late-start") count->set_late_start_in_full(true);
  if (id == "O15") count->set_represented(true);
}

// O9: two for each theme, or two for each year.
void ReadChoice(const std::string& option, rp::InterventionChoice* choice) {
  for (rp::ChoiceRule& rule : *choice->mutable_rules()) {
    if (option == "per_theme") rule.set_lines(std::max(rule.lines(), 2U));
    if (option == "per_year") rule.set_lines(2);
    if (option == "per_year") rule.set_per_calendar_year(true);
  }
}

// Any option but the first.
void ReadObligation(const std::string& id, const std::string& option, rp::Obligation* row) {
  if (row->has_staff_share()) ReadShare(id, option, row->mutable_staff_share());
  if (row->has_session_count()) ReadSessions(id, row);
  if (row->has_quarter_count()) ReadQuarters(id, row->mutable_quarter_count());
  if (id == "O9") ReadChoice(option, row->mutable_intervention_choice());
  if (id == "O10") row->mutable_applies()->set_by_programme_year(true);
  if (id == "O11") row->mutable_applies()->set_no_deadline(true);
  if (id == "O17") row->set_strength(rp::STRENGTH_REQUIRED);
}

void ReadPlan(const std::string& id, rp::RegionPlan* plan) {
  if (id == "R7") plan->set_attendee_must_be_engaged(false);
  if (id == "R9") plan->set_roster_confirmed_within_window(true);
  if (id == "R10") plan->set_merge_scope(rp::MERGE_SCOPE_ALL);
}

// What the fields of a plan say already.
bool IsFirst(const std::string& option) {
  const std::vector<std::string> first = {
      "series",          "one_year",        "once",     "person_each_year", "literal",
      "pooled",          "replaces",        "warns",    "whole_quarters",   "total",
      "calendar_year",   "first_year",      "decision", "when_recognised",  "with_one_plan",
      "from_membership", "not_at_kbz",      "reported", "at_least_30",      "without_names",
      "engaged",         "any_earlier_day", "running",  "whole_year",       "everybody"};
  return option.empty() || Contains(first, option);
}

}  // namespace

rp::RegionPlan AsRead(const rp::RegionPlan& written) {
  rp::RegionPlan plan = written;
  for (const rp::Interpretation& reading : written.interpretations()) {
    // Of two of them "whole_year" is an option, of R5 it is the first.
    const bool is_first =
        IsFirst(reading.option()) && (reading.option() != "whole_year" || reading.id() == "R5");
    if (is_first) continue;
    ReadPlan(reading.id(), &plan);
    for (rp::Obligation& row : *plan.mutable_obligations()) {
      if (Contains(reading.obligation_ids(), row.id())) {
        ReadObligation(reading.id(), reading.option(), &row);
      }
    }
  }
  return plan;
}

}  // namespace logboek::second_opinion
