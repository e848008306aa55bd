// A history: commands that were accepted one after the other, what became of them, and what the
// system says about it.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/domain/register.h"
#include "tests/second_opinion/model/opinion.h"

namespace logboek::second_opinion {

struct TimedCommand {
  // What the clock says when it is decided.
  absl::Time now;
  command::v1::Command command;
};

class History {
 public:
  // The command, when Decide accepts it; else nothing changes. True = accepted.
  bool Offer(const TimedCommand& timed);

  const std::vector<TimedCommand>& commands() const { return commands_; }
  const std::vector<event::v1::Envelope>& events() const { return events_; }
  const domain::Register& reg() const { return reg_; }

 private:
  std::vector<TimedCommand> commands_;
  std::vector<event::v1::Envelope> events_;
  domain::Register reg_;
};

// The commands, refused ones left out.
History Play(const std::vector<TimedCommand>& commands);

// The register after these events and no others.
domain::Register Fold(const std::vector<event::v1::Envelope>& events);

// What services/regioplan answers, in the words of an opinion.
std::vector<Opinion> AskSystem(const domain::Register& reg, absl::string_view practice,
                               absl::CivilDay at);

}  // namespace logboek::second_opinion
