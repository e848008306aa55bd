// The sessions of a region: what several commands ask and show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/command_line.h"
#include "clients/cli/context.h"
#include "logboek/v1/calendar_service.pb.h"

namespace logboek::cli {

struct SessionListFlags {
  std::string region;
  std::optional<google::type::Date> from;
  std::optional<google::type::Date> until;
  std::vector<int> kinds;
  // Only sessions that count the presence of one of these.
  std::vector<int> roles;
};

// --region, --from, --until, --kind, --role.
void AddSessionListFlags(const Menu& menu, CLI::App* command, SessionListFlags* flags);

// All pages as one answer.
absl::StatusOr<v1::ListSessionsResponse> FetchSessions(client::Client& client,
                                                       const SessionListFlags& flags);

// As a table, as data or as JSON; what to exit with.
int ShowSessions(const Context& context, const v1::ListSessionsResponse& all);

// "cancelled", "list closed"; mostly empty.
std::string SessionStateText(const Texts& texts, const v1::SessionSummary& session);

}  // namespace logboek::cli
