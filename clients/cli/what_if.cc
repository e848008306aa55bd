#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/command_json.h"
#include "clients/cli/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/question_view.h"

namespace logboek::cli {
namespace {

struct WhatIfFlags {
  std::string region;
  std::string file;
  std::optional<google::type::Date> at;
};

// Nothing is recorded, so the commands need no key of their own.
absl::Status AddCommand(const Line& line, v1::WhatWouldChangeRequest* request) {
  command::v1::Command command;
  const absl::Status parsed = FromJson(line.text, &command);
  if (!parsed.ok()) return parsed;
  if (command.source().empty()) command.set_source("what-if");
  if (command.source_id().empty()) command.set_source_id(absl::StrCat("line-", line.number));
  *request->add_commands() = std::move(command);
  return absl::OkStatus();
}

bool IsEmpty(const Line& line) {
  const absl::string_view text = absl::StripAsciiWhitespace(line.text);
  return !line.too_long && (text.empty() || absl::StartsWith(text, "#"));
}

// kExitOk when the whole file was read; else it has been told why not.
int ReadCommands(Context& context, int fd, const std::string& file,
                 v1::WhatWouldChangeRequest* request) {
  LineReader reader(fd, kCommandBytesMax, context.interrupt);
  Line line;
  while (true) {
    switch (reader.Next(&line)) {
      case LineReader::Result::kEnd:
        return kExitOk;
      case LineReader::Result::kInterrupted:
        return kExitInterrupted;
      case LineReader::Result::kFailed:
        return FailUsage(context, context.texts.Get("error.read", file, std::strerror(errno)));
      case LineReader::Result::kLine:
        break;
    }
    if (IsEmpty(line)) continue;
    const absl::Status added =
        line.too_long ? absl::InvalidArgumentError("") : AddCommand(line, request);
    if (!added.ok()) {
      return FailUsage(context, context.texts.Get("what_if.line", line.number, added.message()));
    }
  }
}

std::string OutcomeText(const Texts& texts, const v1::CommandOutcome& outcome) {
  if (outcome.has_error()) return outcome.error().message();
  std::vector<std::string> words;
  for (const std::string& type : outcome.event_types()) words.push_back(texts.EventType(type));
  return absl::StrJoin(words, ", ");
}

Cell ResultCell(const Texts& texts, const v1::CommandOutcome& outcome) {
  if (outcome.has_error()) return {texts.Get("outcome.refused"), Tone::kBad};
  return texts.Get(outcome.repeated() ? "outcome.repeated" : "outcome.new");
}

void ShowWhatIf(const Context& context, const v1::WhatWouldChangeResponse& response) {
  const Texts& texts = context.texts;
  Table outcomes({{texts.Get("column.source")},
                  {texts.Get("column.result")},
                  {texts.Get("column.event"), false, true}});
  for (const v1::CommandOutcome& outcome : response.outcomes()) {
    outcomes.Add({absl::StrCat(outcome.source(), "/", outcome.source_id()),
                  ResultCell(texts, outcome), OutcomeText(texts, outcome)});
  }
  Table changes(ChangeColumns(texts));
  for (const v1::VerdictChange& change : response.changes()) {
    changes.Add(ChangeCells(texts, change));
  }
  *context.out << KeyValues({{texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n"
               << outcomes.Render(context.style) << "\n"
               << TableOr(context, changes, "what_if.none");
  const auto left = response.changes_total() - static_cast<uint32_t>(response.changes_size());
  if (left > 0) *context.out << texts.Get("changes.more", left) << "\n";
}

int RunWhatIf(Context& context, const WhatIfFlags& flags) {
  v1::WhatWouldChangeRequest request;
  request.set_region(flags.region);
  if (flags.at.has_value()) *request.mutable_at() = *flags.at;
  const bool standard = flags.file == "-";
  const int fd = standard ? context.in_fd : open(flags.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return FailUsage(context, context.texts.Get("error.open", flags.file, std::strerror(errno)));
  }
  const int read = ReadCommands(context, fd, flags.file, &request);
  if (!standard) close(fd);
  if (read != kExitOk) return read;
  const ListTable changes = {.rows = "changes", .columns = ChangeFields("")};
  return PrintAnswer(context, context.client->WhatWouldChange(request), changes,
                     [&](const auto& response) { ShowWhatIf(context, response); });
}

}  // namespace

void AddWhatIf(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "what-if", "what_if");
  const auto flags = std::make_shared<WhatIfFlags>();
  menu.Argument(command, "file", &flags->file, "what_if.file");
  menu.Text(command, "--region", &flags->region, "option.region", "region")->required();
  menu.Date(command, "--at", &flags->at, "option.at");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunWhatIf(context, *flags); };
  });
}

}  // namespace logboek::cli
