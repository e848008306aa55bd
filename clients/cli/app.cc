#include "clients/cli/app.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands.h"
#include "clients/cpp/client.h"

namespace logboek::cli {
namespace {

constexpr int kHelpColumn = 34;

struct GlobalFlags {
  std::string server;
  std::string output = "table";
  std::string language;
};

// The language must be known before there are options to parse, for their help is in it.
std::string LanguageFlag(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    absl::string_view argument = arguments[i];
    if (argument == "--") break;
    if (argument == "--lang" && i + 1 < arguments.size()) return arguments[i + 1];
    if (absl::ConsumePrefix(&argument, "--lang=")) return std::string(argument);
  }
  return "";
}

Texts TextsFor(const std::vector<std::string>& arguments, const World& world) {
  const absl::optional<Language> wanted = ParseLanguage(LanguageFlag(arguments));
  return Texts(wanted.has_value() ? *wanted : LanguageOf(world.environment));
}

void LabelHelp(const Texts& texts, CLI::App* app) {
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(kHelpColumn);
  formatter->label("Usage", texts.Get("label.usage"));
  formatter->label("OPTIONS", texts.Get("label.OPTIONS"));
  formatter->label("Positionals", texts.Get("label.arguments"));
  formatter->label("SUBCOMMAND", texts.Get("label.COMMAND"));
  formatter->label("SUBCOMMANDS", texts.Get("label.COMMAND"));
  app->formatter(formatter);
}

void AddOneOf(const Texts& texts, CLI::App* app, const std::string& name,
              const std::vector<std::string>& values, std::string* target, const std::string& key) {
  const auto parse = [=](const std::string& value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      throw CLI::ValidationError(name,
                                 texts.Get("usage.one_of", value, CLI::detail::join(values, ", ")));
    }
    *target = value;
  };
  app->add_option_function<std::string>(name, parse, texts.Get(key))
      ->type_name(CLI::detail::join(values, "|"));
}

void BuildApp(const Texts& texts, CLI::App* app, GlobalFlags* flags, Run* run) {
  app->description(texts.Get("app.help"));
  app->footer(texts.Get("app.footer"));
  LabelHelp(texts, app);
  app->option_defaults()->group(texts.Get("label.options"));
  app->set_help_flag("-h,--help", texts.Get("option.help"))->group(texts.Get("label.options"));
  app->set_version_flag("--version", "logboek " LOGBOEK_VERSION, texts.Get("option.version"));
  app->require_subcommand(1);
  app->fallthrough();
  app->add_option("--server", flags->server, texts.Get("option.server"))->type_name("HOST:PORT");
  AddOneOf(texts, app, "--output", {"table", "json", "csv"}, &flags->output, "option.output");
  AddOneOf(texts, app, "--lang", {"nl", "en"}, &flags->language, "option.lang");
  const Menu menu{.app = app, .texts = texts, .run = run};
  AddCompliance(menu);
  AddPractice(menu);
  AddSession(menu);
  AddPush(menu);
  AddDo(menu);
  AddLookUp(menu);
  AddReplay(menu);
  AddDigest(menu);
  AddPlan(menu);
  AddStatus(menu);
}

// Colour only for people who did not ask to be spared it.
bool WantsColour(bool is_terminal, const World& world) {
  return is_terminal && world.environment("NO_COLOR").empty() &&
         world.environment("TERM") != "dumb";
}

std::string ServerAddress(const GlobalFlags& flags, const World& world) {
  if (!flags.server.empty()) return flags.server;
  const std::string named = world.environment("LOGBOEK_SERVER");
  return named.empty() ? client::kDefaultServer : named;
}

Context MakeContext(const Texts& texts, const GlobalFlags& flags, const World& world) {
  Context context;
  context.in_fd = world.in_fd;
  context.out = world.out;
  context.err = world.err;
  context.err_is_terminal = world.err_is_terminal;
  context.output = flags.output == "json"  ? Output::kJson
                   : flags.output == "csv" ? Output::kCsv
                                           : Output::kTable;
  context.style = {.width = world.out_is_terminal ? world.out_width : 0,
                   .colour = WantsColour(world.out_is_terminal, world)};
  context.err_width = world.err_is_terminal ? world.err_width : 0;
  context.err_colour = WantsColour(world.err_is_terminal, world);
  context.texts = texts;
  context.clock = world.clock;
  context.interrupt = world.interrupt;
  return context;
}

// An answer is given once it is written. What went wrong before that weighs more.
int Deliver(const Texts& texts, const World& world, int code) {
  world.out->flush();
  if (world.out->good()) return code;
  *world.err << "logboek: "
             << texts.Get("error.write", texts.Get("word.standard_output"),
                          WhyUnwritable(world.out))
             << std::endl;
  return code == kExitOk ? kExitOutput : code;
}

int RunCommand(const Texts& texts, const GlobalFlags& flags, const World& world, const Run& run) {
  Context context = MakeContext(texts, flags, world);
  client::Client client({.server = ServerAddress(flags, world)}, world.clock);
  context.client = &client;
  return Deliver(texts, world, run(context));
}

int TellUsage(const Texts& texts, const CLI::App& app, const CLI::ParseError& error,
              std::ostream* err) {
  *err << "logboek: " << UsageText(texts, app, error) << "\n"
       << texts.Get("usage.hint") << std::endl;
  return kExitUsage;
}

}  // namespace

int RunApp(const std::vector<std::string>& arguments, const World& world) {
  const Texts texts = TextsFor(arguments, world);
  GlobalFlags flags;
  Run run;
  CLI::App app("", "logboek");
  BuildApp(texts, &app, &flags, &run);
  // CLI11 takes them from the back.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    *world.out << app.help();
    return Deliver(texts, world, kExitOk);
  } catch (const CLI::CallForVersion& version) {
    *world.out << version.what() << "\n";
    return Deliver(texts, world, kExitOk);
  } catch (const CLI::ParseError& error) {
    return TellUsage(texts, app, error, world.err);
  }
  return RunCommand(texts, flags, world, run);
}

}  // namespace logboek::cli
