// docs/api/examples: a request for each method, the answer a server gave, and the order in which
// they are sent. Run from the top of the repository.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace logboek::reference {

inline constexpr char kExamplesFolder[] = "docs/api/examples/";

// "" when there is no such file.
std::string TextOf(const std::string& path);

// The lines of order.txt: "RegistrationService.Enrol".
std::vector<std::string> ExamplesInOrder();

struct Example {
  std::string request;
  std::string answer;
};
// Of every file there, by "RegistrationService.Enrol".
std::map<std::string, Example> Examples();

// An object or a list goes on one line where it fits. Ends with a new line.
std::string Pretty(const nlohmann::ordered_json& json);

}  // namespace logboek::reference
