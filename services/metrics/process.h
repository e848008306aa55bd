// What the machine tells of this process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace logboek::metrics {

struct ProcessNumbers {
  absl::Duration cpu;
  absl::Time started_at;
  uint64_t resident_bytes = 0;
  uint64_t virtual_bytes = 0;
  uint64_t open_fds = 0;
  uint64_t max_fds = 0;
  // Of its control group or of the machine, whichever is less.
  uint64_t memory_limit_bytes = 0;
};

// Reads /proc and the control group. Thread-safe. What cannot be read stays 0.
ProcessNumbers ReadProcess();

// One line of /proc/PID/stat. The rest of the numbers are in ticks and pages of the machine.
struct StatLine {
  uint64_t cpu_ticks = 0;
  // After the machine's start.
  uint64_t start_ticks = 0;
  uint64_t virtual_bytes = 0;
  uint64_t resident_pages = 0;
};
// Absent: that is no such line. The name of the program in it may hold anything.
std::optional<StatLine> ParseStat(absl::string_view line);

// The number behind a word that begins a line, as "btime 1764190000" in /proc/stat and
// "MemTotal:  16310 kB" in /proc/meminfo. Absent: there is no such line.
std::optional<uint64_t> NumberBehind(absl::string_view word, absl::string_view text);

// The folder of a process below /sys/fs/cgroup, from its /proc/PID/cgroup ("0::/system.slice/x");
// "" when it has none of version 2.
std::string ControlGroupOf(absl::string_view text);

}  // namespace logboek::metrics
