#include "storage/base/log.h"

#include <atomic>
#include <cstdio>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "storage/base/clock.h"

namespace logboek::base {
namespace {

std::atomic<LogLevel> lowest_level{LogLevel::kInfo};

absl::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

}  // namespace

void SetLogLevel(LogLevel level) { lowest_level = level; }

void Log(LogLevel level, absl::string_view what, std::initializer_list<LogField> fields) {
  if (level < lowest_level.load()) return;
  std::string line = absl::StrCat(
      "time=", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", SystemClock().Now(), absl::UTCTimeZone()),
      " level=", NameOf(level), " msg=\"", absl::CEscape(what), "\"");
  for (const LogField& field : fields) {
    absl::StrAppend(&line, " ", field.key, "=\"", absl::CEscape(field.value), "\"");
  }
  line.push_back('\n');
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace logboek::base
