// The keys of commands that the program makes itself.
#pragma once

#include <string>
#include <vector>

namespace logboek::cli {

// What a command is about, as an identifier: the same for the same, so to say it twice does
// nothing. Readable where it fits and cannot mean two things.
std::string SourceIdOf(const std::string& what, const std::vector<std::string>& parts);

}  // namespace logboek::cli
