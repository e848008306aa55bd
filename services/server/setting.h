// What a setting of logboekd is, and the kinds of values there are. The settings themselves are a
// table in settings.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/server/backup_actions.h"
#include "services/server/server.h"
#include "storage/base/log.h"
#include "storage/base/status_macros.h"

namespace logboek::server {

// All that can be said to logboekd when it starts.
struct Configuration {
  ServerOptions server;
  base::LogLevel log_level = base::LogLevel::kInfo;
  // The file that is read; empty = none.
  std::string config_path;
  // What is done instead of serving; one of them at most.
  bool rotate_master_key = false;
  bool renew_first_token = false;
  BackupActions backup_actions;
  bool check_config = false;
  bool print_config = false;
  bool print_reference = false;
  bool help = false;
};

// What values a setting takes and where they go.
struct SettingKind {
  // A word in capitals: FILE, SECONDS. Empty for a switch.
  std::string unit;
  // What is taken: "1 to 256", "true or false"; empty = any text.
  std::string range;
  // A flag without a value says true.
  bool is_switch = false;
  // May be given several times; a flag, a variable or the file then replaces the whole list.
  bool is_list = false;
  // Stands in the file between quotes.
  bool is_text = false;
  // Takes exactly one value, or any number for a list. INVALID_ARGUMENT: the message is what goes
  // on after the value, "is out of range".
  std::function<absl::Status(const std::vector<std::string>& values, Configuration*)> set;
  // The values as `set` takes them.
  std::function<std::vector<std::string>(const Configuration&)> get;
};

// Where a setting may be said.
enum class SettingPlace {
  kAnywhere,
  // As a flag or in the environment.
  kNotInFile,
  // Something to do once, which a file or an environment would do at every start.
  kFlagOnly,
};

// A row of the table. From it come the flag, the key in the file, the variable, the help, the
// printed configuration and the page of the manual.
struct Setting {
  // "queue-max": the key in the file, and the flag without its dashes.
  std::string name;
  SettingKind kind;
  // Sentences for an operator.
  std::string effect;
  SettingPlace place = SettingPlace::kAnywhere;
  // Heading under which it is shown.
  std::string group = {};

  // "--queue-max"
  std::string flag() const;
  // "LOGBOEKD_QUEUE_MAX"
  std::string variable() const;
  // "1 to 256 THREADS", "rocksdb or memory", "FILE".
  std::string takes() const;
};

inline constexpr char kVariablePrefix[] = "LOGBOEKD_";

// Makers of kinds. `field` is a function from a Configuration, const or not, to the place in it:
// [](auto& c) -> auto& { return c.server.workers; }. Bounds include both ends.
namespace kind {

// INVALID_ARGUMENT: as SettingKind::set.
absl::StatusOr<bool> ParseSwitch(absl::string_view text);
absl::StatusOr<int64_t> ParseCount(absl::string_view text, int64_t least, int64_t most);
absl::StatusOr<double> ParseRate(absl::string_view text, double least, double most);
absl::Status CheckText(absl::string_view text);

// The shortest text that reads as this number, without an exponent where it is whole.
std::string FormatNumber(double number);
// "rocksdb or memory", "a, b or c".
std::string JoinWords(const std::vector<std::string>& words);

// true or false.
template <typename Field>
SettingKind Switch(Field field) {
  SettingKind kind{.range = "true or false", .is_switch = true};
  kind.set = [field](const std::vector<std::string>& values, Configuration* configuration) {
    ASSIGN_OR_RETURN(field(*configuration), ParseSwitch(values.front()));
    return absl::OkStatus();
  };
  kind.get = [field](const Configuration& configuration) {
    return std::vector<std::string>{field(configuration) ? "true" : "false"};
  };
  return kind;
}

// A std::string without control characters.
template <typename Field>
SettingKind Text(std::string unit, Field field) {
  SettingKind kind{.unit = std::move(unit), .is_text = true};
  kind.set = [field](const std::vector<std::string>& values, Configuration* configuration) {
    RETURN_IF_ERROR(CheckText(values.front()));
    field(*configuration) = values.front();
    return absl::OkStatus();
  };
  kind.get = [field](const Configuration& configuration) {
    return std::vector<std::string>{field(configuration)};
  };
  return kind;
}

// A std::vector<std::string>: may be given several times, in the environment with commas between,
// in the file as ["a", "b"].
template <typename Field>
SettingKind Texts(std::string unit, Field field) {
  SettingKind kind{.unit = std::move(unit), .is_list = true, .is_text = true};
  kind.set = [field](const std::vector<std::string>& values, Configuration* configuration) {
    for (const std::string& value : values) RETURN_IF_ERROR(CheckText(value));
    field(*configuration) = values;
    return absl::OkStatus();
  };
  kind.get = [field](const Configuration& configuration) { return field(configuration); };
  return kind;
}

// A whole number.
template <typename Field>
SettingKind Count(std::string unit, int64_t least, int64_t most, Field field) {
  SettingKind kind{.unit = std::move(unit),
                   .range = FormatNumber(static_cast<double>(least)) + " to " +
                            FormatNumber(static_cast<double>(most))};
  kind.set = [field, least, most](const std::vector<std::string>& values,
                                  Configuration* configuration) {
    ASSIGN_OR_RETURN(const int64_t count, ParseCount(values.front(), least, most));
    auto& place = field(*configuration);
    place = static_cast<std::decay_t<decltype(place)>>(count);
    return absl::OkStatus();
  };
  kind.get = [field](const Configuration& configuration) {
    return std::vector<std::string>{absl::StrCat(field(configuration))};
  };
  return kind;
}

// A double.
template <typename Field>
SettingKind Rate(std::string unit, double least, double most, Field field) {
  SettingKind kind{.unit = std::move(unit),
                   .range = FormatNumber(least) + " to " + FormatNumber(most)};
  kind.set = [field, least, most](const std::vector<std::string>& values,
                                  Configuration* configuration) {
    ASSIGN_OR_RETURN(field(*configuration), ParseRate(values.front(), least, most));
    return absl::OkStatus();
  };
  kind.get = [field](const Configuration& configuration) {
    return std::vector<std::string>{FormatNumber(field(configuration))};
  };
  return kind;
}

// An absl::Duration of whole seconds.
template <typename Field>
SettingKind Seconds(int64_t least, int64_t most, Field field) {
  SettingKind kind{.unit = "SECONDS",
                   .range = FormatNumber(static_cast<double>(least)) + " to " +
                            FormatNumber(static_cast<double>(most))};
  kind.set = [field, least, most](const std::vector<std::string>& values,
                                  Configuration* configuration) {
    ASSIGN_OR_RETURN(const int64_t count, ParseCount(values.front(), least, most));
    field(*configuration) = absl::Seconds(count);
    return absl::OkStatus();
  };
  kind.get = [field](const Configuration& configuration) {
    return std::vector<std::string>{absl::StrCat(absl::ToInt64Seconds(field(configuration)))};
  };
  return kind;
}

// One word of a few, each for a value.
template <typename Value, typename Field>
SettingKind OneOf(std::string unit, std::vector<std::pair<std::string, Value>> words, Field field) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words) names.push_back(name);
  SettingKind kind{.unit = std::move(unit), .range = JoinWords(names), .is_text = true};
  kind.set = [field, words](const std::vector<std::string>& values, Configuration* configuration) {
    for (const auto& [name, value] : words) {
      if (name != values.front()) continue;
      field(*configuration) = value;
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError("is unknown");
  };
  kind.get = [field, words](const Configuration& configuration) {
    std::vector<std::string> found;
    for (const auto& [name, value] : words) {
      if (value == field(configuration)) found.push_back(name);
    }
    return found;
  };
  return kind;
}

}  // namespace kind
}  // namespace logboek::server
