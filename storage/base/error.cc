#include "storage/base/error.h"

#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"

namespace logboek::base {
namespace {

// The payload never leaves the process: fields separated by NUL, the reason first.
constexpr char kPayloadUrl[] = "logboek/reason";

}  // namespace

absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                       std::map<std::string, std::string> metadata) {
  absl::Status status(code, message);
  std::string payload(reason);
  for (const auto& [key, value] : metadata) {
    payload.append(1, '\0').append(key).append(1, '\0').append(value);
  }
  status.SetPayload(kPayloadUrl, absl::Cord(payload));
  return status;
}

std::optional<ErrorReason> ReasonOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return std::nullopt;
  const std::vector<std::string> fields = absl::StrSplit(std::string(*payload), '\0');
  ErrorReason found{.reason = fields[0], .metadata = {}};
  for (size_t i = 1; i + 1 < fields.size(); i += 2) found.metadata[fields[i]] = fields[i + 1];
  return found;
}

}  // namespace logboek::base
