#include "clients/cli/command_line.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/dates.h"

namespace logboek::cli {
namespace {

// What stands behind the first ": ", or all of it.
std::string AfterColon(const std::string& text) {
  const size_t colon = text.find(": ");
  return colon == std::string::npos ? text : text.substr(colon + 2);
}

std::string BeforeColon(const std::string& text) { return text.substr(0, text.find(':')); }

[[noreturn]] void Reject(const std::string& name, const std::string& why) {
  throw CLI::ValidationError(name, why);
}

}  // namespace

CLI::App* Menu::Command(CLI::App* parent, const std::string& name, const std::string& key) const {
  CLI::App* const command = parent->add_subcommand(name, texts.Get(key + ".help"));
  command->group(texts.Get("label.commands"));
  command->footer(texts.Get(key + ".examples") + "\n\n" + texts.Get("help.everywhere"));
  command->set_help_flag("-h,--help", texts.Get("option.help"));
  command->option_defaults()->group(texts.Get("label.options"));
  command->get_help_ptr()->group(texts.Get("label.options"));
  return command;
}

CLI::Option* Menu::Flag(CLI::App* command, const std::string& name, bool* target,
                        const std::string& key) const {
  return command->add_flag(name, *target, texts.Get(key));
}

CLI::Option* Menu::Text(CLI::App* command, const std::string& name, std::string* target,
                        const std::string& key, const std::string& type) const {
  return command->add_option(name, *target, texts.Get(key))->type_name(texts.Get("type." + type));
}

CLI::Option* Menu::TextList(CLI::App* command, const std::string& name,
                            std::vector<std::string>* target, const std::string& key,
                            const std::string& type) const {
  // One value a time, so that an argument behind the option is not swallowed.
  return command->add_option(name, *target, texts.Get(key))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->option_text(texts.Get("type." + type) + ",...");
}

CLI::Option* Menu::Number(CLI::App* command, const std::string& name, uint64_t* target,
                          const std::string& key, const std::string& type) const {
  const auto parse = [texts = texts, name, target](const std::string& value) {
    if (!absl::SimpleAtoi(value, target)) Reject(name, texts.Get("usage.number", value));
  };
  return command->add_option_function<std::string>(name, parse, texts.Get(key))
      ->type_name(texts.Get("type." + type));
}

CLI::Option* Menu::Date(CLI::App* command, const std::string& name,
                        std::optional<google::type::Date>* target, const std::string& key) const {
  const auto parse = [texts = texts, name, target](const std::string& value) {
    const auto date = ParseDate(value);
    if (!date.ok()) Reject(name, texts.Get("usage.date", value));
    *target = *date;
  };
  return command->add_option_function<std::string>(name, parse, texts.Get(key))
      ->type_name(texts.Get("type.date"));
}

CLI::Option* Menu::KnownAt(CLI::App* command, const std::string& name,
                           std::optional<v1::AsKnown>* target, const std::string& key) const {
  const auto parse = [texts = texts, name, target](const std::string& value) {
    const auto known = ParseKnownAt(value);
    if (!known.ok()) Reject(name, texts.Get("usage.known_at", value));
    *target = *known;
  };
  return command->add_option_function<std::string>(name, parse, texts.Get(key))
      ->type_name(texts.Get("type.known_at"));
}

CLI::Option* Menu::Enums(CLI::App* command, const std::string& name, std::vector<int>* target,
                         const google::protobuf::EnumDescriptor& values, const std::string& key,
                         const std::string& type) const {
  const auto parse = [texts = texts, name, target, &values](const std::vector<std::string>& given) {
    target->clear();
    for (const std::string& value : given) {
      const std::string wanted = absl::StrReplaceAll(value, {{"-", "_"}});
      int found = 0;
      for (int i = 0; i < values.value_count(); ++i) {
        const int number = values.value(i)->number();
        if (Slug(values, number) == wanted) found = number;
      }
      if (found == 0) Reject(name, texts.Get("usage.one_of", value, SlugList(values)));
      target->push_back(found);
    }
  };
  return command->add_option_function<std::vector<std::string>>(name, parse, texts.Get(key))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->option_text(texts.Get("type." + type) + ",...");
}

CLI::Option* Menu::OneOf(CLI::App* command, const std::string& name,
                         const std::vector<std::string>& values, std::string* target,
                         const std::string& key) const {
  const auto parse = [texts = texts, name, values, target](const std::string& value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      Reject(name, texts.Get("usage.one_of", value, absl::StrJoin(values, ", ")));
    }
    *target = value;
  };
  return command->add_option_function<std::string>(name, parse, texts.Get(key))
      ->type_name(absl::StrJoin(values, "|"));
}

CLI::Option* Menu::Repeated(CLI::App* command, const std::string& name,
                            std::vector<std::string>* target, const std::string& key,
                            const std::string& type) const {
  return command->add_option(name, *target, texts.Get(key))
      ->allow_extra_args(false)
      ->type_name(texts.Get("type." + type));
}

CLI::Option* Menu::Argument(CLI::App* command, const std::string& type, std::string* target,
                            const std::string& key) const {
  return command->add_option(texts.Get("type." + type), *target, texts.Get(key))
      ->option_text(" ")
      ->required();
}

CLI::Option* Menu::Arguments(CLI::App* command, const std::string& type,
                             std::vector<std::string>* target, const std::string& key) const {
  return command->add_option(texts.Get("type." + type), *target, texts.Get(key))
      ->option_text(" ")
      ->required();
}

std::string SlugList(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> slugs;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) slugs.push_back(Slug(type, type.value(i)->number()));
  }
  return absl::StrJoin(slugs, ", ");
}

std::string UsageText(const Texts& texts, const CLI::App& app, const CLI::ParseError& error) {
  // By its class: the name of an ExtrasError is that of the program.
  const auto is = [&error](const auto* kind) {
    return dynamic_cast<decltype(kind)>(&error) != nullptr;
  };
  const std::string what = error.what();
  if (is(static_cast<const CLI::ExtrasError*>(nullptr))) {
    return texts.Get("usage.extras", AfterColon(what));
  }
  if (is(static_cast<const CLI::RequiredError*>(nullptr))) {
    if (!absl::StartsWith(what, "A subcommand")) {
      return texts.Get("usage.required", absl::StripSuffix(what, " is required"));
    }
    const std::vector<std::string> rest = app.remaining(/*recurse=*/true);
    return rest.empty() ? texts.Get("usage.command_missing")
                        : texts.Get("usage.extras", absl::StrJoin(rest, " "));
  }
  if (is(static_cast<const CLI::ArgumentMismatch*>(nullptr))) {
    return texts.Get("usage.value_missing", BeforeColon(what));
  }
  if (is(static_cast<const CLI::ConversionError*>(nullptr))) {
    return texts.Get("usage.conversion", AfterColon(what));
  }
  return what;
}

}  // namespace logboek::cli
