#include "tests/second_opinion/shrink.h"

#include <algorithm>
#include <utility>

namespace logboek::second_opinion {
namespace {

using command::v1::Command;

std::vector<TimedCommand> ShrinkList(std::vector<TimedCommand> commands,
                                     const std::function<bool(const History&)>& still_fails) {
  size_t chunk = std::max<size_t>(1, commands.size() / 2);
  while (true) {
    bool smaller = false;
    for (size_t begin = 0; begin < commands.size();) {
      const size_t end = std::min(commands.size(), begin + chunk);
      std::vector<TimedCommand> rest(commands.begin(), commands.begin() + begin);
      rest.insert(rest.end(), commands.begin() + end, commands.end());
      const History history = Play(rest);
      if (still_fails(history)) {
        commands = history.commands();
        smaller = true;
      } else {
        begin = end;
      }
    }
    if (chunk == 1 && !smaller) return commands;
    chunk = std::max<size_t>(1, chunk / 2);
  }
}

// A form given on the day it is recorded, a visit about the period it was in.
Command WithoutDay(Command command) {
  if (command.has_choose_intervention()) {
    command.mutable_choose_intervention()->clear_chosen_on();
  } else if (command.has_change_intervention()) {
    command.mutable_change_intervention()->clear_changed_on();
  } else if (command.has_justify_intervention()) {
    command.mutable_justify_intervention()->clear_justified_on();
  } else if (command.has_submit_practice_plan()) {
    command.mutable_submit_practice_plan()->clear_submitted_on();
  } else if (command.has_answer_survey()) {
    command.mutable_answer_survey()->clear_answered_on();
  } else if (command.has_record_practice_visit()) {
    command.mutable_record_practice_visit()->clear_period();
  } else if (command.has_invite_practice()) {
    command.mutable_invite_practice()->clear_invited_on();
  }
  return command;
}

// The command without something that is seldom what it is about.
std::vector<Command> SimplerOnes(const Command& command) {
  std::vector<Command> simpler;
  const auto add = [&](const Command& other) {
    if (other.SerializeAsString() != command.SerializeAsString()) simpler.push_back(other);
  };
  add(WithoutDay(command));
  Command other = command;
  if (command.has_schedule_session()) {
    other.mutable_schedule_session()->clear_without_waiting_list();
    add(other);
    other.mutable_schedule_session()->clear_capacity();
    add(other);
  } else if (command.has_register_joint_plan()) {
    for (auto& member : *other.mutable_register_joint_plan()->mutable_members()) {
      member.clear_until();
      add(other);
      member.clear_from();
      add(other);
    }
  } else if (command.has_enrol()) {
    other.mutable_enrol()->clear_requested_on();
    add(other);
  } else if (command.has_cancel_enrolment()) {
    other.mutable_cancel_enrolment()->clear_cancelled_on();
    add(other);
  } else if (command.has_record_attendance()) {
    other.mutable_record_attendance()->clear_represents();
    add(other);
  } else if (command.has_correct_attendance()) {
    other.mutable_correct_attendance()->clear_practice_id();
    add(other);
  } else if (command.publish_plan().plan().region() == "random") {
    // Of the shipped plans nothing is left out: they are known by name.
    for (int i = 0; i < command.publish_plan().plan().obligations_size(); ++i) {
      Command fewer = command;
      auto* plan = fewer.mutable_publish_plan()->mutable_plan();
      plan->mutable_obligations()->DeleteSubrange(i, 1);
      add(fewer);
    }
    for (int i = 0; i < command.publish_plan().plan().interpretations_size(); ++i) {
      Command fewer = command;
      auto* plan = fewer.mutable_publish_plan()->mutable_plan();
      plan->mutable_interpretations()->DeleteSubrange(i, 1);
      add(fewer);
    }
  }
  return simpler;
}

// Puts a simpler command in its place; false = none would do.
bool SimplifyOne(const std::function<bool(const History&)>& still_fails, size_t which,
                 std::vector<TimedCommand>* commands) {
  for (const Command& simpler : SimplerOnes((*commands)[which].command)) {
    std::vector<TimedCommand> tried = *commands;
    tried[which].command = simpler;
    const History history = Play(tried);
    if (history.commands().size() != tried.size() || !still_fails(history)) continue;
    *commands = std::move(tried);
    return true;
  }
  return false;
}

}  // namespace

std::vector<TimedCommand> Shrink(std::vector<TimedCommand> commands,
                                 const std::function<bool(const History&)>& still_fails) {
  commands = ShrinkList(std::move(commands), still_fails);
  for (size_t i = 0; i < commands.size();) {
    if (!SimplifyOne(still_fails, i, &commands)) ++i;
  }
  return commands;
}

}  // namespace logboek::second_opinion
