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

struct PlanFlags {
  std::string file;
};

std::string PlaceText(const std::string& file, const Place& place) {
  return absl::StrCat(file, ":", place.line, ":", place.column);
}

int TellMistakes(const Context& context, const std::string& file,
                 const std::vector<PlanMistake>& mistakes) {
  for (const PlanMistake& mistake : mistakes) {
    *context.err << PlaceText(file, mistake.place) << ": " << mistake.message << "\n";
  }
  *context.err << "logboek: " << context.texts.Get("plan.unreadable", file) << std::endl;
  return kExitRefused;
}

struct Problem {
  std::string field;
  std::string message;
};

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
    problems.push_back({value(absl::StrCat("field_", i)), value(absl::StrCat("problem_", i))});
  }
  if (!problems.empty()) return problems;
  if (!value("field").empty()) return {{value("field"), ""}};
  for (const std::string& path : FieldPathsIn(refusal.message())) problems.push_back({path, ""});
  return problems;
}

// Where in the file to mend what the register refused.
void TellPlaces(const Context& context, const std::string& file, const PlanFile& plan,
                const absl::Status& refusal) {
  for (const Problem& problem : ProblemsIn(refusal)) {
    const auto place = plan.Find(problem.field);
    // A word that is no field is worth a line only when the register says it is one.
    if (!place.has_value() && problem.message.empty()) continue;
    *context.err << (place.has_value() ? PlaceText(file, *place) : file) << ": "
                 << Printable(problem.field);
    if (!problem.message.empty()) *context.err << ": " << Printable(problem.message);
    *context.err << "\n";
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

int RunPublish(Context& context, const PlanFlags& flags) {
  const auto text = ReadText(flags.file);
  if (!text.has_value()) {
    return FailUsage(context, context.texts.Get("error.open", flags.file, std::strerror(errno)));
  }
  if (text->size() > kPlanBytesMax) {
    return FailUsage(context, context.texts.Get("plan.too_large", flags.file, kPlanBytesMax));
  }
  std::vector<PlanMistake> mistakes;
  const auto file = PlanFile::Parse(*text, &mistakes);
  if (file == nullptr) return TellMistakes(context, flags.file, mistakes);
  const auto response = context.client->PublishPlan(RequestOf(file->plan()));
  if (!response.ok()) {
    TellError(context, response.status());
    TellPlaces(context, flags.file, *file, response.status());
    return ExitCodeOfCommand(response.status());
  }
  ShowReceipt(context, response->receipt());
  return kExitOk;
}

}  // namespace

void AddPlan(const Menu& menu) {
  CLI::App* const parent = menu.Command(menu.app, "plan", "plan");
  parent->require_subcommand(1);
  CLI::App* const command = menu.Command(parent, "publish", "plan.publish");
  const auto flags = std::make_shared<PlanFlags>();
  menu.Argument(command, "file", &flags->file, "plan.file");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunPublish(context, *flags); };
  });
}

}  // namespace logboek::cli
