#include "services/server/configuration.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/auth/read_file.h"
#include "services/server/config_file.h"

namespace logboek::server {
namespace {

constexpr char kFooter[] =
    "Each setting may be given as a flag, in the environment (LOGBOEKD_QUEUE_MAX=20000) or in the "
    "file of --config (queue-max = 20000). A flag goes before the environment, that before the "
    "file, that before the default. An empty variable says nothing.\n\n"
    "Examples:\n"
    "  logboekd --store /var/lib/logboek/store\n"
    "  logboekd --config /etc/logboek/logboekd.conf\n"
    "  logboekd --config /etc/logboek/logboekd.conf --check-config\n"
    "  logboekd --engine memory --listen 127.0.0.1:0\n"
    "  logboekd --store /var/lib/logboek/store --rotate-master-key\n"
    "  logboekd --store /var/lib/logboek/store --renew-first-token\n\n"
    "Stops in good order at SIGINT or SIGTERM. Exit status: 0 stopped, or what was to be done once "
    "is done; 1 cannot start; 2 wrong configuration.";

// Of what Kubernetes tells the programs in a pod about a service that is called logboekd, in an
// environment in which we look for mistakes.
bool IsOfAServiceLink(absl::string_view variable) {
  return absl::StartsWith(variable, "LOGBOEKD_SERVICE_") || variable == "LOGBOEKD_PORT" ||
         absl::StartsWith(variable, "LOGBOEKD_PORT_");
}

class Reader {
 public:
  explicit Reader(const std::vector<Setting>& settings) : settings_(settings) {}

  EffectiveConfiguration Read(const std::vector<std::string>& arguments,
                              const Environment& environment) {
    ReadFlags(arguments);
    if (!read_.help.empty()) return std::move(read_);
    ReadEnvironment(environment);
    if (const Given* const config = Find(flags_, "config"); config != nullptr) {
      ReadFile(*config);
    } else if (const Given* const named = Find(variables_, "config"); named != nullptr) {
      ReadFile(*named);
    }
    // What comes later goes before.
    for (const auto* layer : {&file_, &variables_, &flags_}) {
      for (const Given& given : *layer) Set(given);
    }
    CheckOneThingToDo();
    std::move(wrong_flags_.begin(), wrong_flags_.end(), std::back_inserter(read_.errors));
    return std::move(read_);
  }

 private:
  struct Given {
    const Setting* setting = nullptr;
    std::string origin;
    std::vector<std::string> values;
  };

  static const Given* Find(const std::vector<Given>& layer, absl::string_view name) {
    const auto found = std::find_if(layer.begin(), layer.end(), [&](const Given& given) {
      return given.setting->name == name;
    });
    return found == layer.end() ? nullptr : &*found;
  }

  CLI::Option* AddFlag(const Setting& setting, CLI::App* app);
  void ReadFlags(const std::vector<std::string>& arguments);
  void RefuseUnknownFlags(const std::vector<std::string>& words);
  void ReadEnvironment(const Environment& environment);
  void ReadFile(const Given& config);
  void ReadEntry(const ConfigEntry& entry, const std::string& origin);
  void Set(const Given& given);
  void CheckOneThingToDo();
  void AddError(absl::string_view origin, absl::string_view what) {
    read_.errors.push_back(absl::StrCat(origin, ": ", what));
  }
  std::vector<std::string> Names(const std::function<std::string(const Setting&)>& name_of) const {
    std::vector<std::string> names;
    for (const Setting& setting : settings_) names.push_back(name_of(setting));
    names.erase(std::remove(names.begin(), names.end(), ""), names.end());
    return names;
  }

  const std::vector<Setting>& settings_;
  EffectiveConfiguration read_;
  // By line, by name, and in the order of the table.
  std::vector<Given> file_;
  std::vector<Given> variables_;
  std::vector<Given> flags_;
  std::vector<std::string> wrong_flags_;
};

CLI::Option* Reader::AddFlag(const Setting& setting, CLI::App* app) {
  if (setting.kind.is_switch) {
    return app->add_flag(setting.flag(), setting.effect)->group(setting.group);
  }
  std::string help = setting.effect;
  if (!setting.kind.range.empty()) absl::StrAppend(&help, " Takes ", setting.kind.range, ".");
  // The values are taken from the option afterwards.
  const CLI::callback_t keep = [](const CLI::results_t&) { return true; };
  CLI::Option* const option = app->add_option(setting.flag(), keep, help);
  if (setting.kind.is_list) option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  const std::vector<std::string> usual = setting.kind.get(Configuration());
  return option->type_name(setting.kind.unit)
      ->default_str(absl::StrJoin(usual, ","))
      ->group(setting.group);
}

void Reader::ReadFlags(const std::vector<std::string>& arguments) {
  CLI::App app("logboekd keeps the register of Logboek and answers its clients.", "logboekd");
  app.footer(kFooter);
  // An unknown one is told beside all other mistakes, with the nearest.
  app.allow_extras();
  std::vector<std::pair<const Setting*, CLI::Option*>> options;
  for (const Setting& setting : settings_) {
    if (setting.name == "help") {
      app.set_help_flag("-h,--help", setting.effect)->group(setting.group);
    } else {
      options.emplace_back(&setting, AddFlag(setting, &app));
    }
  }
  // CLI11 takes them from the back.
  std::vector<std::string> words(arguments.rbegin(), arguments.rend());
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    read_.help = app.help();
    return;
  } catch (const CLI::ParseError& error) {
    wrong_flags_.push_back(error.what());
    return;
  }
  RefuseUnknownFlags(app.remaining());
  for (const auto& [setting, option] : options) {
    if (option->count() == 0) continue;
    std::vector<std::string> values = option->results();
    if (!setting->kind.is_list) values.erase(values.begin(), values.end() - 1);
    flags_.push_back({setting, setting->flag(), std::move(values)});
  }
}

void Reader::RefuseUnknownFlags(const std::vector<std::string>& words) {
  const std::vector<std::string> flags = Names([](const Setting& s) { return s.flag(); });
  std::string value;
  for (const std::string& word : words) {
    if (!absl::StartsWith(word, "-")) {
      value = word;
      continue;
    }
    const std::string flag = word.substr(0, word.find('='));
    wrong_flags_.push_back(absl::StrCat(flag, ": there is no such flag; the nearest is ",
                                        NearestName(flag, flags), ", and --help lists all"));
  }
  // Behind an unknown flag it was probably that one's value.
  if (!wrong_flags_.empty() || value.empty()) return;
  wrong_flags_.push_back(
      absl::StrCat("\"", value, "\": no flag takes this word; --help lists them"));
}

void Reader::ReadEnvironment(const Environment& environment) {
  for (const auto& variable : environment) {
    // clang 14 takes no structured binding into a lambda.
    const std::string& name = variable.first;
    const std::string& value = variable.second;
    if (!absl::StartsWith(name, kVariablePrefix) || value.empty()) continue;
    const auto setting = std::find_if(settings_.begin(), settings_.end(),
                                      [&](const Setting& s) { return s.variable() == name; });
    if (setting == settings_.end()) {
      if (IsOfAServiceLink(name)) continue;
      const std::string nearest =
          NearestName(name, Names([](const Setting& s) {
                        return s.place == SettingPlace::kFlagOnly ? "" : s.variable();
                      }));
      AddError(name, absl::StrCat("there is no such setting; the nearest is ", nearest));
    } else if (setting->place == SettingPlace::kFlagOnly) {
      AddError(name, absl::StrCat("this is to be done once; give the flag ", setting->flag()));
    } else if (setting->kind.is_list) {
      const std::vector<std::string> values = absl::StrSplit(value, ',');
      variables_.push_back({&*setting, name, values});
    } else {
      variables_.push_back({&*setting, name, {value}});
    }
  }
}

void Reader::ReadFile(const Given& config) {
  const std::string& path = config.values.front();
  if (path.empty()) return;
  const absl::StatusOr<std::string> text = auth::ReadFile(path, kConfigBytesMax);
  if (!text.ok()) return AddError(config.origin, text.status().message());
  ConfigFile file = ParseConfigFile(*text, path);
  std::move(file.errors.begin(), file.errors.end(), std::back_inserter(read_.errors));
  for (const ConfigEntry& entry : file.entries) {
    ReadEntry(entry, absl::StrCat(path, ":", entry.line));
  }
}

void Reader::ReadEntry(const ConfigEntry& entry, const std::string& origin) {
  const auto setting = std::find_if(settings_.begin(), settings_.end(),
                                    [&](const Setting& s) { return s.name == entry.key; });
  if (setting == settings_.end()) {
    const std::string nearest = NearestName(
        entry.key,
        Names([](const Setting& s) { return s.place == SettingPlace::kAnywhere ? s.name : ""; }));
    return AddError(origin, absl::StrCat("there is no setting \"", absl::Utf8SafeCEscape(entry.key),
                                         "\"; the nearest is ", nearest));
  }
  if (setting->place != SettingPlace::kAnywhere) {
    return AddError(origin, absl::StrCat(entry.key, " cannot stand in a file; give the flag ",
                                         setting->flag()));
  }
  if (entry.is_list && !setting->kind.is_list) {
    return AddError(origin, absl::StrCat(entry.key, " takes one value, without brackets"));
  }
  file_.push_back({&*setting, origin, entry.values});
}

void Reader::Set(const Given& given) {
  const Setting& setting = *given.setting;
  const absl::Status status = setting.kind.set(given.values, &read_.configuration);
  if (status.ok()) {
    read_.origins[setting.name] = given.origin;
    return;
  }
  const std::string takes =
      setting.kind.range.empty() ? "" : absl::StrCat("; it takes ", setting.takes());
  AddError(given.origin, absl::StrCat(setting.name, " \"",
                                      absl::Utf8SafeCEscape(absl::StrJoin(given.values, ",")),
                                      "\" ", status.message(), takes));
}

void Reader::CheckOneThingToDo() {
  std::vector<std::string> asked;
  for (const Given& given : flags_) {
    if (given.setting->place != SettingPlace::kFlagOnly) continue;
    const std::string value = given.setting->kind.get(read_.configuration).front();
    // A number says more of something that is asked for.
    const bool asks = given.setting->kind.is_switch ? value == "true"
                                                    : given.setting->kind.is_text && !value.empty();
    if (asks) asked.push_back(given.setting->flag());
  }
  if (asked.size() < 2) return;
  AddError(absl::StrJoin(asked, " "), "only one of these can be done at a time; give one");
}

}  // namespace

Environment OwnVariables(const char* const* environment) {
  Environment own;
  for (; *environment != nullptr; ++environment) {
    const absl::string_view variable = *environment;
    if (!absl::StartsWith(variable, kVariablePrefix)) continue;
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(variable, absl::MaxSplits('=', 1));
    own.insert(parts);
  }
  return own;
}

EffectiveConfiguration ReadConfiguration(const std::vector<std::string>& arguments,
                                         const Environment& environment,
                                         const std::vector<Setting>& settings) {
  return Reader(settings).Read(arguments, environment);
}

std::string NearestName(absl::string_view name, const std::vector<std::string>& names) {
  // Longer than any name of ours.
  name = name.substr(0, 100);
  std::string nearest;
  size_t least = 0;
  for (const std::string& other : names) {
    // Row by row, how many letters are to be added, left out or changed between two beginnings.
    std::vector<size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (size_t i = 0; i < name.size(); ++i) {
      size_t corner = std::exchange(row[0], i + 1);
      for (size_t j = 0; j < other.size(); ++j) {
        const size_t changed = corner + (name[i] == other[j] ? 0 : 1);
        corner = row[j + 1];
        row[j + 1] = std::min({changed, row[j] + 1, corner + 1});
      }
    }
    if (nearest.empty() || row.back() < least) {
      nearest = other;
      least = row.back();
    }
  }
  return nearest;
}

}  // namespace logboek::server
