#include "clients/cli/app.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands.h"
#include "clients/cli/credentials.h"
#include "clients/cli/output_file.h"
#include "clients/cpp/client.h"
#include "storage/base/printable.h"

namespace logboek::cli {
namespace {

constexpr int kHelpColumn = 34;

struct GlobalFlags {
  std::string server;
  // Empty = as the command likes it.
  std::string format;
  std::string output_file;
  std::string language;
  std::string acting_for;
  CredentialFlags credentials;
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

// In the order of Output.
std::vector<std::string> FormatNames() {
  return {"table", "json", "csv", "excel-csv", "xlsx", "ics", "html"};
}

Output OutputOf(const std::string& format) {
  const std::vector<std::string> formats = FormatNames();
  return static_cast<Output>(std::find(formats.begin(), formats.end(), format) - formats.begin());
}

void AddCredentials(const Texts& texts, CLI::App* app, CredentialFlags* flags) {
  const auto file = [&](const char* name, std::string* target, const char* key) {
    app->add_option(name, *target, texts.Get(key))->type_name(texts.Get("type.file"));
  };
  file("--token-file", &flags->token_file, "option.token_file");
  app->add_flag("--tls", flags->tls, texts.Get("option.tls"));
  file("--ca", &flags->ca, "option.ca");
  file("--certificate", &flags->certificate, "option.certificate");
  file("--key", &flags->key, "option.key");
}

// What the chosen command leaves behind.
struct Chosen {
  Run run;
  Output own_form = Output::kTable;
  bool is_private = false;
};

void AddCommands(const Menu& menu) {
  AddCompliance(menu);
  AddTodo(menu);
  AddExplain(menu);
  AddAtRisk(menu);
  AddInvite(menu);
  AddSeats(menu);
  AddChanges(menu);
  AddWhatIf(menu);
  AddCloseYear(menu);
  AddClosed(menu);
  AddWatch(menu);
  AddPractice(menu);
  AddSession(menu);
  AddList(menu);
  AddHistory(menu);
  AddCalendar(menu);
  AddReport(menu);
  AddEvidence(menu);
  AddVerify(menu);
  AddPush(menu);
  AddImport(menu);
  AddDo(menu);
  AddLookUp(menu);
  AddReplay(menu);
  AddDigest(menu);
  AddPlan(menu);
  AddErasure(menu);
  AddRetention(menu);
  AddAccesses(menu);
  AddExportPerson(menu);
  AddToken(menu);
  AddStatus(menu);
  AddBackup(menu);
}

void BuildApp(const Texts& texts, CLI::App* app, GlobalFlags* flags, Chosen* chosen) {
  app->description(texts.Get("app.help"));
  app->footer(texts.Get("app.footer"));
  LabelHelp(texts, app);
  app->option_defaults()->group(texts.Get("label.options"));
  app->set_help_flag("-h,--help", texts.Get("option.help"))->group(texts.Get("label.options"));
  app->set_version_flag("--version", "logboek " LOGBOEK_VERSION, texts.Get("option.version"));
  app->require_subcommand(1);
  app->fallthrough();
  app->add_option("--server", flags->server, texts.Get("option.server"))->type_name("HOST:PORT");
  AddCredentials(texts, app, &flags->credentials);
  AddOneOf(texts, app, "--format", FormatNames(), &flags->format, "option.format");
  app->add_option("--output", flags->output_file, texts.Get("option.output"))
      ->type_name(texts.Get("type.file"));
  AddOneOf(texts, app, "--lang", {"nl", "en"}, &flags->language, "option.lang");
  app->add_option("--acting-for", flags->acting_for, texts.Get("option.acting_for"))
      ->type_name(texts.Get("type.principal"));
  AddCommands({.app = app,
               .texts = texts,
               .run = &chosen->run,
               .own_form = &chosen->own_form,
               .is_private = &chosen->is_private});
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

Context MakeContext(const Texts& texts, const GlobalFlags& flags, Output own_form,
                    const World& world) {
  Context context;
  context.in_fd = world.in_fd;
  context.out = world.out;
  context.err = world.err;
  context.err_is_terminal = world.err_is_terminal;
  context.output = flags.format.empty() ? own_form : OutputOf(flags.format);
  const bool on_terminal = world.out_is_terminal && flags.output_file.empty();
  context.style = {.width = on_terminal ? world.out_width : 0,
                   .colour = WantsColour(on_terminal, world)};
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

int FailOutput(const Context& context, const std::string& file, const std::string& why) {
  *context.err << "logboek: " << context.texts.Get("error.write", file, why) << std::endl;
  return kExitOutput;
}

// Into the file that was asked for, which is there once it is whole.
int RunIntoFile(Context& context, const std::string& path, const Chosen& chosen) {
  OutputFile file(path, chosen.is_private ? Readers::kOwnerOnly : Readers::kAsTheSystemSays);
  context.out = file.stream();
  if (!file.stream()->good()) return FailOutput(context, path, std::strerror(errno));
  const int code = chosen.run(context);
  file.stream()->flush();
  if (!file.stream()->good()) {
    FailOutput(context, path, WhyUnwritable(file.stream()));
    return code == kExitOk ? kExitOutput : code;
  }
  const bool has_answer = code == kExitOk || code == kExitRefused || code == kExitNotCompliant ||
                          code == kExitInterrupted;
  if (!has_answer || file.Keep()) return code;
  return FailOutput(context, path, std::strerror(errno));
}

int RunCommand(const Texts& texts, const GlobalFlags& flags, const Chosen& chosen,
               const std::string& question, const World& world) {
  Context context = MakeContext(texts, flags, chosen.own_form, world);
  context.question = question;
  const std::string server = ServerAddress(flags, world);
  const auto credentials = FindCredentials(texts, flags.credentials, server, world.environment);
  if (!credentials.ok()) {
    return FailUsage(context, std::string(credentials.status().message()));
  }
  // gRPC ends the process for what no header may have.
  if (!base::IsPrintableAscii(credentials->token)) {
    return FailUsage(context, texts.Get("usage.not_printable", "token"));
  }
  if (!base::IsPrintableAscii(flags.acting_for)) {
    return FailUsage(context, texts.Get("usage.not_printable", "--acting-for"));
  }
  client::Client client(
      {.server = server, .credentials = *credentials, .acting_for = flags.acting_for}, world.clock);
  context.client = &client;
  const bool special = context.output == Output::kIcs || context.output == Output::kHtml;
  if (special && context.output != chosen.own_form) {
    return FailUsage(context, texts.Get("usage.form_of_others", flags.format));
  }
  if (flags.output_file.empty() && context.output == Output::kXlsx && world.out_is_terminal) {
    return FailUsage(context, texts.Get("usage.xlsx_needs_file"));
  }
  if (!flags.output_file.empty()) return RunIntoFile(context, flags.output_file, chosen);
  return Deliver(texts, world, chosen.run(context));
}

// What was asked, for whoever reads the answer later; not of whom and in what form.
std::string QuestionOf(const std::vector<std::string>& arguments) {
  const std::vector<std::string> own = {"--server",      "--format",     "--output",
                                        "--lang",        "--acting-for", "--ca",
                                        "--certificate", "--key",        "--token-file"};
  std::vector<std::string> kept;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string name = arguments[i].substr(0, arguments[i].find('='));
    if (name == "--tls") continue;
    if (std::find(own.begin(), own.end(), name) == own.end()) {
      kept.push_back(arguments[i]);
    } else if (name == arguments[i]) {
      ++i;
    }
  }
  return absl::StrJoin(kept, " ");
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
  Chosen chosen;
  CLI::App app("", "logboek");
  BuildApp(texts, &app, &flags, &chosen);
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
  // The form was asked for by this name once; nobody means a file called "json".
  const std::vector<std::string> formats = FormatNames();
  if (std::find(formats.begin(), formats.end(), flags.output_file) != formats.end()) {
    *world.err << "logboek: " << texts.Get("usage.output_is_file", flags.output_file) << std::endl;
    return kExitUsage;
  }
  return RunCommand(texts, flags, chosen, QuestionOf(arguments), world);
}

}  // namespace logboek::cli
