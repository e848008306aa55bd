// The `logboek` program: RunApp in a real process.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/app.h"
#include "storage/base/clock.h"
#include "storage/base/lock_order.h"
#include "storage/base/standard_streams.h"

namespace {

size_t TerminalWidth(int fd) {
  winsize size = {};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string Environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
  logboek::base::SecureStandardStreams(argv);
  logboek::base::SkipLockOrderChecks();
  std::ios::sync_with_stdio(false);
  const logboek::base::SystemClock clock;
  // Never destroyed: a signal may still come while the process ends.
  static auto& interrupt = *new logboek::cli::Interrupt;
  const logboek::cli::World world{.in_fd = STDIN_FILENO,
                                  .out = &std::cout,
                                  .err = &std::cerr,
                                  .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                                  .err_is_terminal = isatty(STDERR_FILENO) == 1,
                                  .out_width = TerminalWidth(STDOUT_FILENO),
                                  .err_width = TerminalWidth(STDERR_FILENO),
                                  .environment = Environment,
                                  .interrupt = &interrupt,
                                  .clock = &clock};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return logboek::cli::RunApp(arguments, world);
}
