// One command as people write it: protobuf's JSON of logboek.command.v1.Command.
#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "logboek/command/v1/command.pb.h"

namespace logboek::cli {

// Far above any command, and far enough below what a message may be for its answer to fit.
inline constexpr size_t kCommandBytesMax = 1 << 20;

// `source` fills in for a command that names none. INVALID_ARGUMENT with the reason MALFORMED_JSON,
// MISSING_SOURCE, MISSING_SOURCE_ID or MISSING_COMMAND.
absl::StatusOr<command::v1::Command> ParseCommand(absl::string_view json, absl::string_view source);

}  // namespace logboek::cli
