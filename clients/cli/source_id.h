// The keys of commands that the program makes itself.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/client.h"

namespace logboek::cli {

// What a command is about, as an identifier: the same for the same, so to say it twice does
// nothing. Readable where it fits and cannot mean two things.
std::string SourceIdOf(const std::string& what, const std::vector<std::string>& parts);

// The source they are recorded under: `given`, or when that is empty the first that the server
// knows as the caller's own.
absl::StatusOr<std::string> SourceOf(client::Client& client, const std::string& given);

}  // namespace logboek::cli
