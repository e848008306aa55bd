#include "services/metrics/process.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace logboek::metrics {
namespace {

// Places in the line behind the program's name, whose own is the second: state is 0.
constexpr size_t kUserTicks = 11;
constexpr size_t kSystemTicks = 12;
constexpr size_t kStartTicks = 19;
constexpr size_t kVirtualBytes = 20;
constexpr size_t kResidentPages = 21;

std::string TextOf(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

uint64_t CountFds() {
  DIR* const folder = opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  uint64_t count = 0;
  while (const dirent* entry = readdir(folder)) count += entry->d_name[0] != '.' ? 1 : 0;
  closedir(folder);
  // The one that reads the folder.
  return count == 0 ? 0 : count - 1;
}

uint64_t MemoryLimit() {
  uint64_t limit = NumberBehind("MemTotal:", TextOf("/proc/meminfo")).value_or(0) * 1024;
  const std::string group = ControlGroupOf(TextOf("/proc/self/cgroup"));
  // In a container the group's folder is the root of what it sees.
  for (const std::string& folder : {group, std::string()}) {
    uint64_t own = 0;
    const std::string text = TextOf(absl::StrCat("/sys/fs/cgroup", folder, "/memory.max"));
    // "max" where there is none.
    if (absl::SimpleAtoi(text, &own) && own > 0) limit = limit == 0 ? own : std::min(limit, own);
  }
  return limit;
}

}  // namespace

std::optional<StatLine> ParseStat(absl::string_view line) {
  const size_t name_end = line.rfind(')');
  if (name_end == absl::string_view::npos) return std::nullopt;
  const std::vector<absl::string_view> words =
      absl::StrSplit(line.substr(name_end + 1), absl::ByAnyChar(" \n"), absl::SkipEmpty());
  if (words.size() <= kResidentPages) return std::nullopt;
  uint64_t user = 0;
  uint64_t system = 0;
  StatLine stat;
  if (!absl::SimpleAtoi(words[kUserTicks], &user) ||
      !absl::SimpleAtoi(words[kSystemTicks], &system) ||
      !absl::SimpleAtoi(words[kStartTicks], &stat.start_ticks) ||
      !absl::SimpleAtoi(words[kVirtualBytes], &stat.virtual_bytes) ||
      !absl::SimpleAtoi(words[kResidentPages], &stat.resident_pages)) {
    return std::nullopt;
  }
  stat.cpu_ticks = user + system;
  return stat;
}

std::optional<uint64_t> NumberBehind(absl::string_view word, absl::string_view text) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, word)) continue;
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    uint64_t number = 0;
    if (!words.empty() && absl::SimpleAtoi(words[0], &number)) return number;
  }
  return std::nullopt;
}

std::string ControlGroupOf(absl::string_view text) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, "0::")) return std::string(line == "/" ? "" : line);
  }
  return "";
}

ProcessNumbers ReadProcess() {
  ProcessNumbers numbers;
  const double ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (const std::optional<StatLine> stat = ParseStat(TextOf("/proc/self/stat"))) {
    numbers.cpu = absl::Seconds(static_cast<double>(stat->cpu_ticks) / ticks_per_second);
    numbers.virtual_bytes = stat->virtual_bytes;
    numbers.resident_bytes = stat->resident_pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    const uint64_t booted = NumberBehind("btime", TextOf("/proc/stat")).value_or(0);
    numbers.started_at = absl::FromUnixSeconds(static_cast<int64_t>(booted)) +
                         absl::Seconds(static_cast<double>(stat->start_ticks) / ticks_per_second);
  }
  numbers.open_fds = CountFds();
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) numbers.max_fds = limit.rlim_cur;
  numbers.memory_limit_bytes = MemoryLimit();
  return numbers;
}

}  // namespace logboek::metrics
