#include <memory>
#include <ostream>

#include "clients/cli/commands.h"
#include "clients/cli/session_list.h"
#include "clients/icalendar/icalendar.h"

namespace logboek::cli {
namespace {

int RunCalendar(Context& context, const SessionListFlags& flags) {
  const auto sessions = FetchSessions(*context.client, flags);
  if (!sessions.ok()) return Fail(context, sessions.status());
  if (context.output != Output::kIcs) return ShowSessions(context, *sessions);
  const bool dutch = context.texts.language() == Language::kDutch;
  *context.out << icalendar::ToICalendar(
      sessions->sessions(),
      {.language = dutch ? icalendar::Language::kDutch : icalendar::Language::kEnglish,
       .regions = {flags.region},
       .made_at = context.clock->Now()});
  return kExitOk;
}

}  // namespace

void AddCalendar(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "calendar", "calendar");
  const auto flags = std::make_shared<SessionListFlags>();
  AddSessionListFlags(menu, command, flags.get());
  command->callback([run = menu.run, own_form = menu.own_form, flags] {
    *own_form = Output::kIcs;
    *run = [flags](Context& context) { return RunCalendar(context, *flags); };
  });
}

}  // namespace logboek::cli
