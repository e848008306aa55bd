#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"
#include "clients/cli/csv_file.h"
#include "clients/cli/data_table.h"
#include "clients/cli/import_fields.h"
#include "clients/cli/import_report.h"
#include "clients/cli/json.h"
#include "clients/cli/output_file.h"
#include "clients/cli/progress.h"
#include "clients/cpp/errors.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

constexpr size_t kFileBytesMax = 64 << 20;
// Of one request; a message has at most 4 MiB.
constexpr int kDryRunCommandsMax = 1'000;
constexpr size_t kDryRunBytesMax = 3 << 20;
struct ImportFlags {
  std::string file;
  std::string kind;
  std::string source = "csv";
  std::vector<std::string> maps;
  std::string map_file;
  std::vector<std::string> sets;
  std::string receipt_file;
  bool dry_run = false;
  bool no_progress = false;
};

// All of a file, or of standard input; nothing, with errno, when it cannot be read.
std::optional<std::string> ReadAll(const std::string& path, int standard_input) {
  const int fd = path == "-" ? standard_input : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::string bytes;
  std::string buffer(1 << 16, '\0');
  ssize_t got = 1;
  while (got > 0 && bytes.size() <= kFileBytesMax) {
    got = read(fd, buffer.data(), buffer.size());
    if (got > 0) bytes.append(buffer, 0, static_cast<size_t>(got));
  }
  const int error = errno;
  if (path != "-") close(fd);
  errno = error;
  if (got < 0) return std::nullopt;
  return bytes;
}

// "column=field" on each line; # begins a comment.
std::vector<std::string> MapsIn(absl::string_view text) {
  std::vector<std::string> maps;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (!line.empty() && line[0] != '#') maps.emplace_back(line);
  }
  return maps;
}

class ImportRun {
 public:
  ImportRun(Context* context, const ImportFlags& flags)
      : context_(context),
        flags_(flags),
        kind_(static_cast<ImportKind>(
            std::find(ImportKinds().begin(), ImportKinds().end(), flags.kind) -
            ImportKinds().begin())) {}

  // Reads the file; what to exit with when it cannot be used.
  int Load() {
    const auto bytes = ReadAll(flags_.file, context_->in_fd);
    if (!bytes.has_value()) return FailOpen(flags_.file);
    if (bytes->size() > kFileBytesMax) {
      return FailUsage(*context_,
                       context_->texts.Get("import.too_large", flags_.file, kFileBytesMax >> 20));
    }
    std::vector<std::string> maps = flags_.maps;
    if (!flags_.map_file.empty()) {
      const auto text = ReadAll(flags_.map_file, context_->in_fd);
      if (!text.has_value()) return FailOpen(flags_.map_file);
      for (std::string& map : MapsIn(*text)) maps.push_back(std::move(map));
    }
    const absl::Status prepared = Prepare(*bytes, maps);
    return prepared.ok() ? kExitOk : Fail(*context_, prepared);
  }

  int Run() {
    const absl::Status done = flags_.dry_run ? DryRun() : Send();
    if (!done.ok() && !absl::IsCancelled(done)) TellError(*context_, done);
    const int told = report_.Tell(*context_, flags_.dry_run);
    if (context_->interrupt->raised()) return kExitInterrupted;
    if (!done.ok()) return ExitCodeOf(done);
    if (told != kExitOk) return told;
    return report_.troubled() ? kExitRefused : kExitOk;
  }

  int WriteReceipts() const {
    OutputFile file(flags_.receipt_file);
    if (!file.stream()->good()) return FailWrite(std::strerror(errno));
    report_.WriteCsv(*context_, file.stream());
    file.stream()->flush();
    if (!file.stream()->good()) return FailWrite(WhyUnwritable(file.stream()));
    return file.Keep() ? kExitOk : FailWrite(std::strerror(errno));
  }

 private:
  int FailOpen(const std::string& path) const {
    return FailUsage(*context_, context_->texts.Get("error.open", path, std::strerror(errno)));
  }
  int FailWrite(const std::string& why) const {
    *context_->err << "logboek: " << context_->texts.Get("error.write", flags_.receipt_file, why)
                   << std::endl;
    return kExitOutput;
  }

  absl::Status Prepare(const std::string& bytes, const std::vector<std::string>& maps) {
    ASSIGN_OR_RETURN(const CsvFile file, ReadCsv(bytes));
    ASSIGN_OR_RETURN(const ImportMapping mapping,
                     ImportMapping::Make(kind_, file.header, maps, flags_.sets));
    if (!mapping.unused().empty()) {
      *context_->err << context_->texts.Get("import.unused",
                                            Printable(absl::StrJoin(mapping.unused(), ", ")))
                     << std::endl;
    }
    for (const CsvRow& row : file.rows) {
      absl::StatusOr<std::vector<command::v1::Command>> commands = CommandsFor(mapping, row);
      if (commands.ok()) {
        report_.AddRow(row.line, *std::move(commands));
      } else if (IsAboutRow(commands.status())) {
        report_.AddBadRow(row.line, commands.status());
      } else {
        return commands.status();
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<command::v1::Command>> CommandsFor(const ImportMapping& mapping,
                                                                const CsvRow& row) {
    ASSIGN_OR_RETURN(const auto values, mapping.ValuesOf(row));
    return CommandsOf(kind_, values, flags_.source,
                      [this](const std::string& agb) { return PracticeHolding(agb); });
  }

  // Everything else is about the way to the server, and would be the same for the next row.
  static bool IsAboutRow(const absl::Status& status) {
    return absl::IsInvalidArgument(status) || absl::IsNotFound(status);
  }

  absl::StatusOr<std::string> PracticeHolding(const std::string& agb) {
    const auto known = practices_.find(agb);
    if (known != practices_.end()) return known->second;
    if (context_->interrupt->raised()) return absl::CancelledError("interrupted");
    v1::GetPracticeRequest request;
    request.set_agb(agb);
    const auto response = context_->client->GetPractice(request);
    if (response.ok()) return practices_[agb] = response->practice().practice_id();
    if (absl::IsNotFound(response.status())) practices_[agb] = response.status();
    return response.status();
  }

  absl::Status Send() {
    Progress progress(context_, !flags_.no_progress);
    base::Mutex mutex;
    client::PushOptions options;
    options.interrupted = [this] { return context_->interrupt->raised(); };
    const auto stream = context_->client->OpenPush(options, [&](const client::PushAnswer& answer) {
      const base::MutexLock lock(&mutex);
      report_.Answered(answer.tag, answer.response);
      progress.Update({.answered = report_.answered(),
                       .bytes_read = report_.answered(),
                       .bytes_total = report_.commands(),
                       .troubled = report_.refused()});
    });
    absl::Status sent = absl::OkStatus();
    for (size_t i = 0; i < report_.commands() && sent.ok(); ++i) {
      sent = context_->interrupt->raised() ? absl::CancelledError("interrupted")
                                           : stream->Send(report_.command(i), i);
    }
    // What is under way is waited for, also after Ctrl-C.
    absl::Status finished = sent.ok() ? stream->Finish() : sent;
    if (absl::IsCancelled(finished)) stream->Finish(kAnswersAfterInterrupt).IgnoreError();
    const base::MutexLock lock(&mutex);
    progress.Erase();
    return finished;
  }

  absl::Status DryRun() {
    size_t next = 0;
    int requests = 0;
    while (next < report_.commands()) {
      v1::DryRunRequest request;
      size_t bytes = 0;
      const size_t first = next;
      while (next < report_.commands() && request.commands_size() < kDryRunCommandsMax &&
             bytes < kDryRunBytesMax) {
        *request.add_commands() = report_.command(next++);
        bytes += request.commands(request.commands_size() - 1).ByteSizeLong();
      }
      ASSIGN_OR_RETURN(const v1::DryRunResponse response, context_->client->DryRun(request));
      report_.TriedOut(first, response);
      ++requests;
      if (context_->interrupt->raised()) return absl::CancelledError("interrupted");
    }
    if (requests > 1) {
      *context_->err << context_->texts.Get("import.in_parts", kDryRunCommandsMax) << std::endl;
    }
    return absl::OkStatus();
  }

  Context* const context_;
  const ImportFlags& flags_;
  const ImportKind kind_;
  ImportReport report_;
  // What was asked once, with who is not known.
  std::map<std::string, absl::StatusOr<std::string>> practices_;
};

int RunImport(Context& context, const ImportFlags& flags) {
  context.interrupt->CatchSignals();
  ImportRun run(&context, flags);
  const int loaded = run.Load();
  if (loaded != kExitOk) return loaded;
  const int code = run.Run();
  if (flags.receipt_file.empty()) return code;
  const int written = run.WriteReceipts();
  return code == kExitOk ? written : code;
}

}  // namespace

void AddImport(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "import", "import");
  const auto flags = std::make_shared<ImportFlags>();
  menu.Argument(command, "file", &flags->file, "import.file");
  menu.OneOf(command, "--as", ImportKinds(), &flags->kind, "import.as")->required();
  menu.Text(command, "--source", &flags->source, "import.source", "source");
  // A title may have a comma in it, so each stands by itself.
  menu.Repeated(command, "--map", &flags->maps, "import.map", "map");
  menu.Text(command, "--map-file", &flags->map_file, "import.map_file", "file");
  menu.Repeated(command, "--set", &flags->sets, "import.set", "set");
  menu.Flag(command, "--dry-run", &flags->dry_run, "import.dry_run");
  menu.Text(command, "--receipt", &flags->receipt_file, "import.receipt", "file");
  menu.Flag(command, "--no-progress", &flags->no_progress, "push.no_progress");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunImport(context, *flags); };
  });
}

}  // namespace logboek::cli
