#include "services/domain/interpretations.h"

#include <algorithm>
#include <string>

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;
namespace ev = logboek::event::v1;

using Measure = rp::Obligation::MeasureCase;

// What an option does to the plan or to one obligation; `option` is its index.
using PlanEdit = void (*)(size_t option, rp::RegionPlan* plan);
using ObligationEdit = void (*)(size_t option, rp::Obligation* obligation);

struct Edit {
  InterpretationEntry entry;
  PlanEdit plan = nullptr;
  ObligationEdit obligation = nullptr;
  // The measures it can concern; empty = any.
  std::vector<Measure> measures = {};
};

template <typename List>
void AddOnce(int value, List* list) {
  if (std::find(list->begin(), list->end(), value) == list->end()) list->Add(value);
}

template <typename List>
void Remove(int value, List* list) {
  list->erase(std::remove(list->begin(), list->end(), value), list->end());
}

void SetStrength(size_t option, rp::Obligation* obligation) {
  obligation->set_strength(option == 0 ? rp::STRENGTH_REPORTED : rp::STRENGTH_REQUIRED);
}

void CountRole(size_t option, ev::Role role, rp::Obligation* obligation) {
  auto* const roles = obligation->mutable_staff_share()->mutable_denominator_roles();
  if (option == 1) {
    AddOnce(role, roles);
  } else {
    Remove(role, roles);
  }
}

// KBZ meetings come on top: the exchange is asked of everybody, and of exchange meetings only.
void EditKbzReplaces(size_t option, rp::Obligation* obligation) {
  if (option == 0) return;
  obligation->mutable_applies()->clear_replaced_by_track();
  Remove(ev::OFFERING_KIND_KBZ_MEETING,
         obligation->mutable_session_count()->mutable_session_kinds());
}

void EditChoice(size_t option, rp::Obligation* obligation) {
  for (rp::ChoiceRule& rule : *obligation->mutable_intervention_choice()->mutable_rules()) {
    if (option == 1) rule.set_lines(std::max(rule.lines(), uint32_t{2}));
    if (option == 2) rule.set_lines(2);
    rule.set_per_calendar_year(option == 2);
  }
}

void EditKbzRepresentation(size_t option, rp::Obligation* obligation) {
  if (obligation->has_quarter_count()) {
    obligation->mutable_quarter_count()->set_represented(option == 1);
    return;
  }
  auto* const kinds = obligation->mutable_session_count()->mutable_represented_kinds();
  if (option == 1) {
    AddOnce(ev::OFFERING_KIND_KBZ_MEETING, kinds);
  } else {
    Remove(ev::OFFERING_KIND_KBZ_MEETING, kinds);
  }
}

Edit OnPlan(InterpretationEntry entry, PlanEdit edit) {
  entry.of_plan = true;
  return {.entry = std::move(entry), .plan = edit};
}

Edit OnObligation(InterpretationEntry entry, std::vector<Measure> measures, ObligationEdit edit) {
  return {.entry = std::move(entry), .obligation = edit, .measures = std::move(measures)};
}

// About shares of staff.
std::vector<Edit> ShareEdits() {
  const std::vector<Measure> share = {Measure::kStaffShare};
  return {
      OnObligation({"O3", {"once", "last_day", "whole_year"}}, share,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_staff_share()->set_moment(
                         static_cast<rp::ShareMoment>(option + 1));
                   }),
      OnObligation({"O4", {"person_each_year", "share_present", "in_total"}}, share,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_staff_share()->set_times_rule(
                         static_cast<rp::TimesRule>(option + 1));
                   }),
      OnObligation(
          {"O5", {"literal", "hidha_counts"}}, share,
          [](size_t option, rp::Obligation* row) { CountRole(option, ev::ROLE_GP_EMPLOYED, row); }),
      OnObligation({"O6", {"pooled", "each_role"}}, share,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_staff_share()->set_each_role(option == 1);
                   }),
      OnObligation(
          {"O7", {"literal", "soh_counts"}}, share,
          [](size_t option, rp::Obligation* row) { CountRole(option, ev::ROLE_SOH, row); }),
      OnObligation({"O12", {"when_recognised", "always", "never"}}, share,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_staff_share()->set_prior_training(
                         static_cast<rp::PriorTraining>(option + 1));
                   }),
      OnObligation({"R8", {"decision", "done"}}, share,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_staff_share()->set_recognition_counts_from(
                         static_cast<rp::RecognitionDate>(option + 1));
                   }),
  };
}

// About sessions attended for the practice.
std::vector<Edit> SessionEdits() {
  const std::vector<Measure> sessions = {Measure::kSessionCount};
  return {
      OnObligation({"O1", {"series", "date"}}, sessions,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_session_count()->set_series_credit(option == 0);
                   }),
      OnObligation({"O2", {"one_year", "both_years"}}, sessions,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_session_count()->set_may_serve_two_years(option == 1);
                   }),
      OnObligation({"O8-replaces", {"replaces", "on_top"}}, sessions, EditKbzReplaces),
      OnObligation({"O13", {"with_one_plan", "always"}}, sessions,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_session_count()->set_centre_always_unit(option == 1);
                   }),
      OnObligation({"O14", {"from_membership", "whole_year"}}, sessions,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_session_count()->set_joint_plan_whole_year(option == 1);
                   }),
      OnObligation({"O19", {"reported", "required"}}, sessions, SetStrength),
      OnObligation({"R5", {"whole_year", "part_of_year"}}, sessions,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_applies()->set_replaced_when_partly(option == 1);
                   }),
      OnObligation({"R6", {"everybody", "listed"}}, sessions,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_session_count()->set_only_listed(option == 1);
                   }),
  };
}

// About other measures and about periods.
std::vector<Edit> OtherEdits() {
  const std::vector<Measure> quarters = {Measure::kQuarterCount};
  const std::vector<Measure> choice = {Measure::kInterventionChoice};
  return {
      OnObligation({"O8-spread", {"warns", "required"}}, quarters,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_quarter_count()->set_spread_required(option == 1);
                   }),
      OnObligation({"O8-late-start", {"whole_quarters", "in_full"}}, quarters,
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_quarter_count()->set_late_start_in_full(option == 1);
                   }),
      OnObligation({"O9", {"total", "per_theme", "per_year"}}, choice, EditChoice),
      OnObligation({"O10", {"calendar_year", "programme_year"}}, {},
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_applies()->set_by_programme_year(option == 1);
                   }),
      OnObligation({"O11", {"first_year", "no_deadline"}}, {},
                   [](size_t option, rp::Obligation* row) {
                     row->mutable_applies()->set_no_deadline(option == 1);
                   }),
      OnObligation({"O15", {"not_at_kbz", "at_kbz"}},
                   {Measure::kSessionCount, Measure::kQuarterCount}, EditKbzRepresentation),
      OnObligation({"O17", {"reported", "threshold"}}, {Measure::kNewStaffTraining}, SetStrength),
      // Which patients are on the list is asked by the text alone; no patient is counted here.
      OnObligation({"O18", {"at_least_30", "more_than_30"}}, {Measure::kStatement},
                   [](size_t, rp::Obligation*) {}),
  };
}

// About a plan as a whole.
std::vector<Edit> PlanEdits() {
  return {
      OnPlan({"O16", {"without_names", "with_names"}},
             [](size_t option, rp::RegionPlan* plan) {
               plan->set_release_includes_names(option == 1);
             }),
      OnPlan({"R7", {"engaged", "anybody"}},
             [](size_t option, rp::RegionPlan* plan) {
               plan->set_attendee_must_be_engaged(option == 0);
             }),
      OnPlan({"R9", {"any_earlier_day", "within_window"}},
             [](size_t option, rp::RegionPlan* plan) {
               plan->set_roster_confirmed_within_window(option == 1);
             }),
      OnPlan({"R10", {"running", "all"}},
             [](size_t option, rp::RegionPlan* plan) {
               plan->set_merge_scope(static_cast<rp::MergeScope>(option + 1));
             }),
  };
}

std::vector<Edit> MakeEdits() {
  std::vector<Edit> edits;
  for (std::vector<Edit>& some :
       std::vector{ShareEdits(), SessionEdits(), OtherEdits(), PlanEdits()}) {
    edits.insert(edits.end(), some.begin(), some.end());
  }
  return edits;
}

const std::vector<Edit>& Edits() {
  static const auto* const edits = new std::vector<Edit>(MakeEdits());
  return *edits;
}

const Edit* FindEdit(absl::string_view id) {
  for (const Edit& edit : Edits()) {
    if (edit.entry.id == id) return &edit;
  }
  return nullptr;
}

void Apply(const rp::Interpretation& chosen, rp::RegionPlan* plan) {
  const Edit* edit = FindEdit(chosen.id());
  if (edit == nullptr) return;
  const std::optional<size_t> option = edit->entry.IndexOf(chosen.option());
  if (!option.has_value()) return;
  if (edit->plan != nullptr) return edit->plan(*option, plan);
  for (rp::Obligation& obligation : *plan->mutable_obligations()) {
    const auto& ids = chosen.obligation_ids();
    if (std::find(ids.begin(), ids.end(), obligation.id()) == ids.end()) continue;
    if (Concerns(chosen.id(), obligation)) edit->obligation(*option, &obligation);
  }
}

}  // namespace

std::optional<size_t> InterpretationEntry::IndexOf(absl::string_view option) const {
  if (option.empty()) return 0;
  const auto found = std::find(options.begin(), options.end(), option);
  if (found == options.end()) return std::nullopt;
  return found - options.begin();
}

absl::Span<const InterpretationEntry> Interpretations() {
  static const auto* const entries = [] {
    auto* made = new std::vector<InterpretationEntry>;
    for (const Edit& edit : Edits()) made->push_back(edit.entry);
    return made;
  }();
  return *entries;
}

const InterpretationEntry* FindInterpretation(absl::string_view id) {
  const Edit* edit = FindEdit(id);
  return edit == nullptr ? nullptr : &edit->entry;
}

bool Concerns(absl::string_view interpretation_id, const rp::Obligation& obligation) {
  const Edit* edit = FindEdit(interpretation_id);
  if (edit == nullptr || edit->plan != nullptr) return false;
  const auto& measures = edit->measures;
  return measures.empty() ||
         std::find(measures.begin(), measures.end(), obligation.measure_case()) != measures.end();
}

void ApplyInterpretations(rp::RegionPlan* plan) {
  const auto listed = plan->interpretations();
  for (const rp::Interpretation& chosen : listed) Apply(chosen, plan);
}

void SetOption(const rp::Interpretation& decided, rp::RegionPlan* plan) {
  for (rp::Interpretation& listed : *plan->mutable_interpretations()) {
    if (listed.id() != decided.id()) continue;
    const auto obligation_ids = listed.obligation_ids();
    listed = decided;
    *listed.mutable_obligation_ids() = obligation_ids;
  }
}

}  // namespace logboek::domain
