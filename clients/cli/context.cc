#include "clients/cli/context.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

std::string ErrorText(const Context& context, const absl::Status& status) {
  const std::string message = Printable(status.message());
  const auto reason = base::ReasonOf(status);
  if (!reason.has_value()) {
    return absl::StrCat(absl::StatusCodeToString(status.code()), ": ", message);
  }
  if (reason->reason == "SERVER_UNREACHABLE") {
    return context.texts.Get("error.unreachable", context.client->options().server, message);
  }
  const std::string word = context.texts.ErrorReason(reason->reason);
  if (word == reason->reason) return absl::StrCat(Printable(word), ": ", message);
  return absl::StrCat(word, " (", reason->reason, "): ", message);
}

}  // namespace

void TellError(const Context& context, const absl::Status& status) {
  *context.err << "logboek: " << ErrorText(context, status) << std::endl;
}

int Fail(const Context& context, const absl::Status& status) {
  context.out->flush();
  if (!absl::IsCancelled(status)) TellError(context, status);
  return ExitCodeOf(status);
}

int FailUsage(const Context& context, absl::string_view text) {
  *context.err << "logboek: " << text << std::endl;
  return kExitUsage;
}

std::string WhyUnwritable(std::ostream* stream) {
  // A stream keeps no reason; what is still in it fails once more, for the same one.
  stream->clear();
  errno = 0;
  stream->flush();
  return std::strerror(errno != 0 ? errno : EIO);
}

std::string KeyValues(const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t width = 0;
  for (const auto& [name, value] : rows) {
    if (!value.empty()) width = std::max(width, DisplayWidth(name));
  }
  std::string text;
  for (const auto& [name, value] : rows) {
    if (value.empty()) continue;
    absl::StrAppend(&text, PadRight(name, width), "  ", Printable(value), "\n");
  }
  return text;
}

}  // namespace logboek::cli
