// One configuration from flags, environment and file. A flag goes before a variable, that before
// the file, that before the default.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/server/setting.h"
#include "services/server/settings.h"

namespace logboek::server {

// Variables by their names.
using Environment = std::map<std::string, std::string>;

// The variables that are meant for logboekd.
Environment OwnVariables(const char* const* environment);

struct EffectiveConfiguration {
  Configuration configuration;
  // Where a setting was said, by its name: "--workers", "LOGBOEKD_WORKERS", "FILE:3". Those that
  // are not in it have their default.
  std::map<std::string, std::string> origins;
  // What is wrong, each beginning with where; what is wrong stands in no part of `configuration`.
  std::vector<std::string> errors;
  // Help was asked for, and this is it.
  std::string help;
};

// Reads the file that a flag or the environment names, and nothing else. Every value is checked,
// also one that another goes before. `arguments` are those of main without the program's name; an
// empty variable is as one that is not there.
EffectiveConfiguration ReadConfiguration(const std::vector<std::string>& arguments,
                                         const Environment& environment,
                                         const std::vector<Setting>& settings = Settings());

// What is wrong with the values together, and with the files they name, as far as it shows without
// opening the store; messages begin with where it was said. INVALID_ARGUMENT: mend the
// configuration; others are of the files.
std::vector<absl::Status> CheckTogether(const EffectiveConfiguration& effective);

// The configuration in the form of its file, each setting with what it does and where it came from.
std::string PrintConfiguration(const EffectiveConfiguration& effective,
                               const std::vector<Setting>& settings = Settings());

// What the file says about a setting before its line: comments that end with a new line.
std::string CommentOn(const Setting& setting);
// "workers = 4", with the setting's value in this configuration.
std::string LineOf(const Setting& setting, const Configuration& configuration);

// Every setting as part of a page of the manual, in roff with the macros of man(7).
std::string PrintReference(const std::vector<Setting>& settings = Settings());

// Of `names` the one with the fewest letters to change, the first of several; "" without any.
std::string NearestName(absl::string_view name, const std::vector<std::string>& names);

}  // namespace logboek::server
