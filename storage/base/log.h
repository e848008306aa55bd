// One structured line per call and per change of state, on standard error: ids and numbers, never
// payloads, names or tokens. Levels by who must act: info nobody, warning somebody tomorrow, error
// somebody now.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

enum class LogLevel { kInfo, kWarning, kError };

// A key and its value as text.
struct LogField {
  template <typename T>
  LogField(absl::string_view key, const T& value) : key(key), value(absl::StrCat(value)) {}
  std::string key;
  std::string value;
};

// Thread-safe; one write a line. `what` is a short lower-case phrase.
void Log(LogLevel level, absl::string_view what, std::initializer_list<LogField> fields);

inline void LogInfo(absl::string_view what, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kInfo, what, fields);
}
inline void LogWarning(absl::string_view what, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kWarning, what, fields);
}
inline void LogError(absl::string_view what, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kError, what, fields);
}

// Lines below this level are dropped; kInfo at start.
void SetLogLevel(LogLevel level);

}  // namespace logboek::base
