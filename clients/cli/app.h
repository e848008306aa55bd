// The program without its process: tests run it as it is.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "clients/cli/interrupt.h"
#include "storage/base/clock.h"

namespace logboek::cli {

// The world of one run. All pointers must outlive it.
struct World {
  int in_fd = 0;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Columns, of a terminal only.
  size_t out_width = 0;
  size_t err_width = 0;
  // The value of an environment variable; empty when it is not set.
  std::function<std::string(const std::string&)> environment;
  Interrupt* interrupt = nullptr;
  const base::Clock* clock = nullptr;
};

// Runs `logboek` with the arguments behind the program's name; the exit code comes back
// (exit_codes.h).
int RunApp(const std::vector<std::string>& arguments, const World& world);

}  // namespace logboek::cli
