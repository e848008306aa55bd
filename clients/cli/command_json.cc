#include "clients/cli/command_json.h"

#include <string>

#include "clients/cli/json.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

absl::Status Malformed(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message);
}

}  // namespace

absl::StatusOr<command::v1::Command> ParseCommand(absl::string_view json,
                                                  absl::string_view source) {
  command::v1::Command command;
  const absl::Status parsed = FromJson(json, &command);
  if (!parsed.ok()) return Malformed("MALFORMED_JSON", parsed.message());
  if (command.source().empty()) command.set_source(std::string(source));
  if (command.source().empty()) {
    return Malformed("MISSING_SOURCE",
                     "\"source\" is empty; name the sending system, or give --source");
  }
  if (command.source_id().empty()) {
    return Malformed("MISSING_SOURCE_ID",
                     "\"sourceId\" is empty; without it a repeat would be recorded twice");
  }
  if (command.kind_case() == command::v1::Command::KIND_NOT_SET) {
    return Malformed("MISSING_COMMAND",
                     "no command is named; give one, for example \"enrol\": {...}");
  }
  return command;
}

}  // namespace logboek::cli
