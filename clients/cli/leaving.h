// What is asked for to be given to somebody else: for whom, and under which key the server records
// that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/command_line.h"
#include "logboek/v1/report_service.pb.h"

namespace logboek::cli {

struct LeavingFlags {
  std::string recipient;
  std::string source;
  uint64_t edition = 1;
  std::optional<google::type::Date> at;
  std::optional<v1::AsKnown> known_at;
};

// --recipient, --edition, --source, --at and --known-at.
void AddLeaving(const Menu& menu, CLI::App* command, LeavingFlags* flags);

// The same for the same question, recipient, moment and edition: to ask again on the same day gives
// the same answer and records nothing. Today is that of the context's clock.
absl::StatusOr<v1::Origin> OriginOf(const Context& context, absl::string_view question,
                                    const LeavingFlags& flags);

// at, known and recipient of a request.
template <typename Request>
void SetLeaving(const LeavingFlags& flags, Request* request) {
  if (flags.at.has_value()) *request->mutable_at() = *flags.at;
  if (flags.known_at.has_value()) *request->mutable_known() = *flags.known_at;
  request->set_recipient(flags.recipient);
}

// How it was recorded, as name and value, in the user's language.
std::vector<std::pair<std::string, std::string>> DisclosureRows(const Context& context,
                                                                const v1::Disclosure& disclosure);

// The same on the error output, where the answer itself has no place for it.
void TellDisclosure(const Context& context, const v1::Disclosure& disclosure);

}  // namespace logboek::cli
