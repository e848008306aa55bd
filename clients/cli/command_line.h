// The command line: what every command's options share, and its mistakes in words.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/cli/texts.h"
#include "google/protobuf/descriptor.h"
#include "google/type/date.pb.h"
#include "logboek/v1/common.pb.h"

namespace logboek::cli {

// What the chosen command does; the exit code comes back.
using Run = std::function<int(Context&)>;

// Where commands are added, and where the chosen one leaves what to do.
struct Menu {
  CLI::App* app = nullptr;
  Texts texts{Language::kDutch};
  Run* run = nullptr;
  // The form that only the chosen command has and gives when none is asked for; kTable = it has
  // none.
  Output* own_form = nullptr;
  // Set when what the chosen command answers is for the owner of a file alone.
  bool* is_private = nullptr;

  // A command with the texts "<key>.help" and "<key>.examples".
  CLI::App* Command(CLI::App* parent, const std::string& name, const std::string& key) const;
  // Options by the text "<key>" for their description and "type.<type>" for what they take. The
  // target must live as long as the app. Mistakes in a value throw CLI::ValidationError in the
  // user's language.
  CLI::Option* Flag(CLI::App* command, const std::string& name, bool* target,
                    const std::string& key) const;
  CLI::Option* Text(CLI::App* command, const std::string& name, std::string* target,
                    const std::string& key, const std::string& type) const;
  CLI::Option* TextList(CLI::App* command, const std::string& name,
                        std::vector<std::string>* target, const std::string& key,
                        const std::string& type) const;
  CLI::Option* Number(CLI::App* command, const std::string& name, uint64_t* target,
                      const std::string& key, const std::string& type) const;
  CLI::Option* Date(CLI::App* command, const std::string& name,
                    std::optional<google::type::Date>* target, const std::string& key) const;
  CLI::Option* KnownAt(CLI::App* command, const std::string& name,
                       std::optional<v1::AsKnown>* target, const std::string& key) const;
  // Values of an enum by their slugs; "-" for "_" will do.
  CLI::Option* Enums(CLI::App* command, const std::string& name, std::vector<int>* target,
                     const google::protobuf::EnumDescriptor& values, const std::string& key,
                     const std::string& type) const;
  // One of these words.
  CLI::Option* OneOf(CLI::App* command, const std::string& name,
                     const std::vector<std::string>& values, std::string* target,
                     const std::string& key) const;
  // A text, as often as wanted; a comma belongs to it.
  CLI::Option* Repeated(CLI::App* command, const std::string& name,
                        std::vector<std::string>* target, const std::string& key,
                        const std::string& type) const;
  // A required argument; `type` names it in the help.
  CLI::Option* Argument(CLI::App* command, const std::string& type, std::string* target,
                        const std::string& key) const;
  // One or more of them.
  CLI::Option* Arguments(CLI::App* command, const std::string& type,
                         std::vector<std::string>* target, const std::string& key) const;
};

// "a, b or c" of an enum's slugs, the zero value left out.
std::string SlugList(const google::protobuf::EnumDescriptor& type);

// A mistake found by CLI11, in words.
std::string UsageText(const Texts& texts, const CLI::App& app, const CLI::ParseError& error);

}  // namespace logboek::cli
