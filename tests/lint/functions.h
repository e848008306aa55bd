// Finds function bodies in C++ by their braces: good enough for formatted code, no compiler needed.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace logboek::lint {

struct FunctionBody {
  // What stands before the opening brace, e.g. "void Log::Append(int n)".
  std::string heading;
  // Lines of the braces, from 1.
  int first_line = 0;
  int last_line = 0;
};

// `code` as CodeOnly gives it. Lambdas belong to the function around them.
std::vector<FunctionBody> FindFunctions(absl::string_view code);

}  // namespace logboek::lint
