#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/plan_file.h"
#include "clients/cli/receipts.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

constexpr char kSource[] = "plan-file";
// A message takes no more.
constexpr size_t kPlanBytesMax = client::kMessageBytesMax;

struct PublishFlags {
  std::string file;
};

struct CheckFlags {
  std::vector<std::string> files;
};

std::string PlaceText(const std::string& file, const Place& place) {
  return absl::StrCat(file, ":", place.line, ":", place.column);
}

// Where and why a file cannot be read as a plan.
void TellMistakes(std::ostream* out, const Texts& texts, const std::string& file,
                  const std::vector<PlanMistake>& mistakes) {
  for (const PlanMistake& mistake : mistakes) {
    *out << PlaceText(file, mistake.place) << ": " << texts.Get("plan.mistake") << ": "
         << Printable(mistake.message) << "\n";
  }
}

struct Problem {
  std::string field;
  std::string reason;
  std::string message;
};

// "plan.textproto:3:5: title.nl: what is missing: the field title.nl is missing; fill it"
void TellProblem(std::ostream* out, const Texts& texts, const std::string& file,
                 const PlanFile& plan, const Problem& problem) {
  const auto place = plan.Find(problem.field);
  *out << (place.has_value() ? PlaceText(file, *place) : file) << ": " << Printable(problem.field);
  if (!problem.reason.empty()) *out << ": " << texts.ErrorReason(Printable(problem.reason));
  if (!problem.message.empty()) *out << ": " << Printable(problem.message);
  *out << "\n";
}

// The problems as the register numbers them; for any other refusal, every field its message speaks
// of.
std::vector<Problem> ProblemsIn(const absl::Status& refusal) {
  std::vector<Problem> problems;
  const auto reason = base::ReasonOf(refusal);
  const auto metadata = reason.has_value() ? reason->metadata : base::ErrorReason().metadata;
  const auto value = [&](const std::string& key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? std::string() : found->second;
  };
  for (int i = 1; !value(absl::StrCat("field_", i)).empty(); ++i) {
    problems.push_back({value(absl::StrCat("field_", i)), value(absl::StrCat("reason_", i)),
                        value(absl::StrCat("problem_", i))});
  }
  if (!problems.empty()) return problems;
  if (!value("field").empty()) return {{value("field"), "", ""}};
  for (const std::string& path : FieldPathsIn(refusal.message()))
    problems.push_back({path, "", ""});
  return problems;
}

// Where in the file to mend what the register refused.
void TellPlaces(const Context& context, const std::string& file, const PlanFile& plan,
                const absl::Status& refusal) {
  for (const Problem& problem : ProblemsIn(refusal)) {
    // A word that is no field is worth a line only when the register says it is one.
    if (problem.message.empty() && !plan.Find(problem.field).has_value()) continue;
    TellProblem(context.err, context.texts, file, plan, problem);
  }
  context.err->flush();
}

v1::PublishPlanRequest RequestOf(const regioplan::v1::RegionPlan& plan) {
  v1::PublishPlanRequest request;
  request.mutable_origin()->set_source(kSource);
  request.mutable_origin()->set_source_id(
      absl::StrCat(plan.region(), "/", plan.plan_id(), "/", plan.version()));
  *request.mutable_command()->mutable_plan() = plan;
  return request;
}

// The file's text, up to one byte more than a plan may have; nothing, with errno, when it cannot be
// read.
std::optional<std::string> ReadText(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text(kPlanBytesMax + 1, '\0');
  size_t size = 0;
  ssize_t got = 1;
  while (got > 0 && size < text.size()) {
    got = read(file, text.data() + size, text.size() - size);
    if (got > 0) size += static_cast<size_t>(got);
  }
  const int error = errno;
  close(file);
  errno = error;
  if (got < 0) return std::nullopt;
  text.resize(size);
  return text;
}

// The text of a plan file; nothing, told as wrong usage, when there is none.
std::optional<std::string> PlanText(const Context& context, const std::string& path) {
  const auto text = ReadText(path);
  if (!text.has_value()) {
    FailUsage(context, context.texts.Get("error.open", path, std::strerror(errno)));
    return std::nullopt;
  }
  if (text->size() > kPlanBytesMax) {
    FailUsage(context, context.texts.Get("plan.too_large", path, kPlanBytesMax));
    return std::nullopt;
  }
  return text;
}

int RunPublish(Context& context, const PublishFlags& flags) {
  const auto text = PlanText(context, flags.file);
  if (!text.has_value()) return kExitUsage;
  std::vector<PlanMistake> mistakes;
  const auto file = PlanFile::Parse(*text, &mistakes);
  if (file == nullptr) {
    TellMistakes(context.err, context.texts, flags.file, mistakes);
    *context.err << "logboek: " << context.texts.Get("plan.unreadable", flags.file) << std::endl;
    return kExitRefused;
  }
  const auto response = context.client->PublishPlan(RequestOf(file->plan()));
  if (!response.ok()) {
    TellError(context, response.status());
    TellPlaces(context, flags.file, *file, response.status());
    return ExitCodeOfCommand(response.status());
  }
  return ShowReceipt(context, response->receipt());
}

// A plan file and what is wrong with it.
struct CheckedFile {
  std::string path;
  // Null when it cannot be read as a plan.
  std::unique_ptr<PlanFile> file;
  std::vector<PlanMistake> mistakes;
  v1::CheckPlanResponse answer;

  int MistakeCount() const { return static_cast<int>(mistakes.size()) + answer.problems_size(); }
};

// Those before it count as published.
v1::CheckPlanRequest CheckOf(const PlanFile& file, const std::vector<CheckedFile>& before) {
  v1::CheckPlanRequest request;
  *request.mutable_plan() = file.plan();
  for (const CheckedFile& earlier : before) {
    if (earlier.file == nullptr || earlier.file->plan().region() != file.plan().region()) continue;
    *request.add_before() = earlier.file->plan();
  }
  return request;
}

void ShowChecked(const Context& context, const CheckedFile& checked) {
  TellMistakes(context.out, context.texts, checked.path, checked.mistakes);
  for (const v1::PlanProblem& problem : checked.answer.problems()) {
    TellProblem(context.out, context.texts, checked.path, *checked.file,
                {problem.field(), problem.reason(), problem.message()});
  }
  const int count = checked.MistakeCount();
  *context.out << checked.path << ": "
               << (count == 0 ? context.texts.Get("plan.check.right")
                              : context.texts.Get("plan.check.wrong", count))
               << "\n";
}

int RunCheck(Context& context, const CheckFlags& flags) {
  std::vector<CheckedFile> checked;
  int mistakes = 0;
  for (const std::string& path : flags.files) {
    const auto text = PlanText(context, path);
    if (!text.has_value()) return kExitUsage;
    CheckedFile next;
    next.path = path;
    next.file = PlanFile::Parse(*text, &next.mistakes);
    if (next.file != nullptr) {
      auto answer = context.client->CheckPlan(CheckOf(*next.file, checked));
      if (!answer.ok()) return Fail(context, answer.status());
      next.answer = *std::move(answer);
    }
    ShowChecked(context, next);
    mistakes += next.MistakeCount();
    checked.push_back(std::move(next));
  }
  return mistakes == 0 ? kExitOk : kExitRefused;
}

void AddCheck(const Menu& menu, CLI::App* parent) {
  CLI::App* const command = menu.Command(parent, "check", "plan.check");
  const auto flags = std::make_shared<CheckFlags>();
  menu.Arguments(command, "file", &flags->files, "plan.files");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunCheck(context, *flags); };
  });
}

}  // namespace

void AddPlan(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "plan", "plan");
  parent->require_subcommand(1);
  AddCheck(menu, parent);
  CLI::App* const command = menu.Command(parent, "publish", "plan.publish");
  const auto flags = std::make_shared<PublishFlags>();
  menu.Argument(command, "file", &flags->file, "plan.file");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunPublish(context, *flags); };
  });
}

}  // namespace logboek::cli
