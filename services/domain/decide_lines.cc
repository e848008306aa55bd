// Lines of practice plans: interventions of the menu, chosen, changed, worked out in a text.
#include <algorithm>

#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

// A line with the unit it is of: its practices are those of the day it was chosen on.
struct FoundLine {
  Unit unit;
  const InterventionLine* line = nullptr;
};

absl::StatusOr<FoundLine> GetActiveLine(const Situation& s, const std::string& line_id) {
  RETURN_IF_ERROR(CheckIdentifier("line_id", line_id));
  const auto holders = s.reg.line_practices.find(line_id);
  if (holders == s.reg.line_practices.end()) return Unknown("line", line_id);
  FoundLine found;
  for (const std::string& id : holders->second) {
    found.unit.practices.push_back(Find(s.reg.practices, id));
  }
  const Practice& first = *found.unit.practices.front();
  found.line =
      &*std::find_if(first.lines.begin(), first.lines.end(),
                     [&](const InterventionLine& line) { return line.line_id == line_id; });
  found.unit.joint_plan_id = found.line->joint_plan_id;
  found.unit.region = first.region;
  if (!found.line->now().withdrawn) return found;
  return NotNow(
      "LINE_WITHDRAWN",
      absl::StrCat("the line \"", line_id, "\" was taken back; choose the intervention again"),
      {{"line_id", line_id}});
}

// What a line is to be.
struct Choice {
  uint32_t period = 0;
  std::string menu_slug;
  ChoiceMode mode = ChoiceMode::CHOICE_MODE_UNSPECIFIED;
  absl::CivilDay day;
};

// ALREADY_EXISTS when the unit has another active line with this row for the period.
absl::Status CheckNotChosen(const Unit& unit, const std::string& line_id, const Choice& choice) {
  for (const auto& practice : unit.practices) {
    for (const InterventionLine& line : practice->lines) {
      const LineVersion& now = line.now();
      if (line.line_id == line_id || now.withdrawn || line.joint_plan_id != unit.joint_plan_id ||
          line.period != choice.period || now.menu_slug != choice.menu_slug) {
        continue;
      }
      return Taken("ALREADY_CHOSEN",
                   absl::StrCat("\"", practice->id, "\" has \"", choice.menu_slug,
                                "\" in that period already, in the line \"", line.line_id,
                                "\"; change that line"),
                   {{"line_id", line.line_id}, {"menu_slug", choice.menu_slug}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckChoice(const Situation& s, const Unit& unit, const std::string& line_id,
                         const Choice& choice) {
  RETURN_IF_ERROR(CheckIdentifier("menu_slug", choice.menu_slug));
  RETURN_IF_ERROR(CheckEnum("mode", choice.mode, ev::ChoiceMode_IsValid));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, unit.region));
  RETURN_IF_ERROR(CheckPeriod(*region, choice.period));
  if (FindMenuItem(*region, choice.menu_slug, choice.day) == nullptr) {
    return Unknown("menu item", choice.menu_slug);
  }
  return CheckNotChosen(unit, line_id, choice);
}

// The line is for the practice's first programme year; in another kind of period, chosen in it.
bool IsEntrant(const Practice& practice, const Choice& choice) {
  if (choice.period > 0 && choice.period < kYearMin) return choice.period == 1;
  const ParticipationPeriod* participation = ParticipationOn(practice, choice.day);
  return participation != nullptr && choice.day < AddYears(participation->period.from, 1);
}

bool ChoseEarlier(const Practice& practice, const Choice& choice) {
  return std::any_of(practice.lines.begin(), practice.lines.end(),
                     [&](const InterventionLine& line) {
                       return line.period < choice.period && !line.now().withdrawn &&
                              line.now().menu_slug == choice.menu_slug;
                     });
}

// What is odd about a choice that was taken all the same.
template <typename Event>
void AddFlags(const Unit& unit, const Choice& choice, Event* event) {
  const auto any = [&](const auto& holds) {
    return std::any_of(unit.practices.begin(), unit.practices.end(),
                       [&](const auto& practice) { return holds(*practice); });
  };
  if (choice.mode == ev::CHOICE_MODE_DEEPEN &&
      any([&](const Practice& practice) { return IsEntrant(practice, choice); })) {
    event->add_flags(ev::FLAG_DEEPEN_BY_ENTRANT);
  }
  if (choice.mode == ev::CHOICE_MODE_NEW &&
      any([&](const Practice& practice) { return ChoseEarlier(practice, choice); })) {
    event->add_flags(ev::FLAG_CHOSEN_BEFORE);
  }
  if (any([&](const Practice& practice) { return !IsOpen(practice, choice.day); })) {
    event->add_flags(ev::FLAG_NOT_PARTICIPATING);
  }
}

Events Withdraw(const FoundLine& found, absl::CivilDay day) {
  ProposedEvent proposed = Propose(found.unit.region, day);
  proposed.supersedes = found.line->now().ref.event_id;
  ev::InterventionChanged& event = *proposed.event.mutable_intervention_changed();
  event.set_line_id(found.line->line_id);
  for (const auto& practice : found.unit.practices) event.add_practice_ids(practice->id);
  *event.mutable_changed_on() = ToProto(day);
  event.set_withdrawn(true);
  return {proposed};
}

absl::Status CheckNothingElse(const cmd::ChangeIntervention& command) {
  if (command.menu_slug().empty() && command.mode() == ev::CHOICE_MODE_UNSPECIFIED &&
      command.text_sha256().empty()) {
    return absl::OkStatus();
  }
  return Invalid("WITHDRAW_OR_CHANGE",
                 "withdraw takes the line back; leave menu_slug, mode and text_sha256 empty, or "
                 "leave withdraw out",
                 {{"field", "withdraw"}});
}

// A change that is dated lies on or after the day the line became what it is.
absl::Status CheckAfter(const InterventionLine& line, absl::string_view field, absl::CivilDay day) {
  if (day >= line.now().since) return absl::OkStatus();
  return Invalid("BEFORE_CHOICE",
                 absl::StrCat("the line \"", line.line_id, "\" is what it is since ",
                              ToIso(line.now().since), "; ", field, " cannot be ", ToIso(day)),
                 {{"field", std::string(field)}, {"since", ToIso(line.now().since)}});
}

}  // namespace

Decision Decide(const Situation& s, const cmd::ChooseIntervention& command) {
  RETURN_IF_ERROR(CheckIdentifier("line_id", command.line_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay chosen_on,
                   PastDateOrToday(s, "chosen_on", command.chosen_on()));
  ASSIGN_OR_RETURN(const Unit unit, GetUnit(s, command, chosen_on));
  RETURN_IF_ERROR(CheckOptionalHash("text_sha256", command.text_sha256()));
  if (s.reg.line_practices.contains(command.line_id())) {
    return Taken("ALREADY_REGISTERED",
                 absl::StrCat("the line \"", command.line_id(), "\" is recorded already"),
                 {{"id", command.line_id()}});
  }
  const Choice choice{command.period(), command.menu_slug(), command.mode(), chosen_on};
  RETURN_IF_ERROR(CheckChoice(s, unit, command.line_id(), choice));
  ProposedEvent proposed = Propose(unit.region, chosen_on);
  ev::InterventionChosen& event = *proposed.event.mutable_intervention_chosen();
  event.set_line_id(command.line_id());
  for (const auto& practice : unit.practices) event.add_practice_ids(practice->id);
  event.set_joint_plan_id(unit.joint_plan_id);
  event.set_period(command.period());
  event.set_menu_slug(command.menu_slug());
  event.set_mode(command.mode());
  *event.mutable_chosen_on() = ToProto(chosen_on);
  event.set_text_sha256(command.text_sha256());
  AddFlags(unit, choice, &event);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::ChangeIntervention& command) {
  ASSIGN_OR_RETURN(const FoundLine found, GetActiveLine(s, command.line_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay changed_on,
                   PastDateOrToday(s, "changed_on", command.changed_on()));
  RETURN_IF_ERROR(CheckAfter(*found.line, "changed_on", changed_on));
  if (command.withdraw()) {
    RETURN_IF_ERROR(CheckNothingElse(command));
    return Withdraw(found, changed_on);
  }
  RETURN_IF_ERROR(CheckOptionalHash("text_sha256", command.text_sha256()));
  const LineVersion& now = found.line->now();
  const Choice choice{
      found.line->period, command.menu_slug().empty() ? now.menu_slug : command.menu_slug(),
      command.mode() == ev::CHOICE_MODE_UNSPECIFIED ? now.mode : command.mode(), changed_on};
  std::string text = command.text_sha256();
  // The text of another row does not work this one out.
  if (text.empty() && choice.menu_slug == now.menu_slug) text = now.text_sha256;
  if (choice.menu_slug == now.menu_slug && choice.mode == now.mode && text == now.text_sha256) {
    return NotNow("LINE_UNCHANGED",
                  absl::StrCat("the line \"", found.line->line_id, "\" is that already"),
                  {{"line_id", found.line->line_id}});
  }
  RETURN_IF_ERROR(CheckChoice(s, found.unit, found.line->line_id, choice));
  ProposedEvent proposed = Propose(found.unit.region, changed_on);
  proposed.supersedes = now.ref.event_id;
  ev::InterventionChanged& event = *proposed.event.mutable_intervention_changed();
  event.set_line_id(found.line->line_id);
  for (const auto& practice : found.unit.practices) event.add_practice_ids(practice->id);
  event.set_menu_slug(choice.menu_slug);
  event.set_mode(choice.mode);
  *event.mutable_changed_on() = ToProto(changed_on);
  event.set_text_sha256(text);
  AddFlags(found.unit, choice, &event);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::JustifyIntervention& command) {
  ASSIGN_OR_RETURN(const FoundLine found, GetActiveLine(s, command.line_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay justified_on,
                   PastDateOrToday(s, "justified_on", command.justified_on()));
  RETURN_IF_ERROR(CheckAfter(*found.line, "justified_on", justified_on));
  RETURN_IF_ERROR(CheckHash("text_sha256", command.text_sha256()));
  ProposedEvent proposed = Propose(found.unit.region, justified_on);
  ev::InterventionJustified& event = *proposed.event.mutable_intervention_justified();
  event.set_line_id(found.line->line_id);
  for (const auto& practice : found.unit.practices) event.add_practice_ids(practice->id);
  *event.mutable_justified_on() = ToProto(justified_on);
  event.set_text_sha256(command.text_sha256());
  return Events{proposed};
}

}  // namespace logboek::domain
