#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/command_json.h"
#include "clients/cli/commands.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/push_report.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

struct PushFlags {
  std::string file;
  std::string source;
  std::string receipts_file;
  bool quiet = false;
  bool no_progress = false;
  bool stop_on_error = false;
};

// The input, closed when it was opened here.
class Input {
 public:
  Input(const std::string& file, int standard_input)
      : fd_(file == "-" ? standard_input : open(file.c_str(), O_RDONLY | O_CLOEXEC)),
        owned_(file != "-") {}
  ~Input() {
    if (owned_ && fd_ >= 0) close(fd_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  int fd() const { return fd_; }

  // A regular file, not something that another program is still writing to.
  bool IsFile() const { return S_ISREG(Stat().st_mode); }
  // 0 when it is no regular file.
  uint64_t Bytes() const { return IsFile() ? static_cast<uint64_t>(Stat().st_size) : 0; }

 private:
  struct stat Stat() const {
    struct stat found = {};
    if (fstat(fd_, &found) != 0) found.st_mode = 0;
    return found;
  }

  const int fd_;
  const bool owned_;
};

enum class ReadEnd { kAll, kInterrupted, kFailed, kStoppedOnError, kStreamGaveUp, kUnwritable };

class PushRun {
 public:
  PushRun(Context* context, const PushFlags& flags, const Input& input, std::ostream* receipts)
      : context_(context),
        flags_(flags),
        report_(context,
                {.only_troubled = flags.quiet,
                 .progress = !flags.quiet && !flags.no_progress,
                 .flush_each = !input.IsFile(),
                 .bytes_total = input.Bytes()},
                receipts),
        reader_(input.fd(), kCommandBytesMax, context->interrupt),
        stream_(context->client->OpenPush(
            Options(), [this](const client::PushAnswer& answer) { report_.Answered(answer); })) {}

  int Run() {
    const ReadEnd end = SendAll();
    const int read_error = errno;
    const absl::Status finished = Finish(end);
    const int told = report_.Finish();
    TellSummary();
    const int code = Conclude(end, finished, read_error);
    return code == kExitOk ? told : code;
  }

 private:
  client::PushOptions Options() const {
    client::PushOptions options;
    options.interrupted = [interrupt = context_->interrupt] { return interrupt->raised(); };
    return options;
  }

  ReadEnd SendAll() {
    Line line;
    while (true) {
      switch (reader_.Next(&line)) {
        case LineReader::Result::kEnd:
          return ReadEnd::kAll;
        case LineReader::Result::kInterrupted:
          return ReadEnd::kInterrupted;
        case LineReader::Result::kFailed:
          return ReadEnd::kFailed;
        case LineReader::Result::kLine:
          break;
      }
      report_.Read(reader_.bytes());
      const absl::Status sent = SendLine(line);
      if (absl::IsCancelled(sent)) return ReadEnd::kInterrupted;
      if (!sent.ok()) return ReadEnd::kStreamGaveUp;
      // Nobody would see what becomes of the rest.
      if (!report_.writable()) return ReadEnd::kUnwritable;
      if (flags_.stop_on_error && report_.counts().troubled() > 0) return ReadEnd::kStoppedOnError;
    }
  }

  // An error is one of the stream; a line that cannot be read is only reported.
  absl::Status SendLine(const Line& line) {
    const absl::string_view text = absl::StripAsciiWhitespace(line.text);
    if (!line.too_long && (text.empty() || text[0] == '#')) return absl::OkStatus();
    auto command = line.too_long ? TooLong() : ParseCommand(text, flags_.source);
    if (!command.ok()) {
      report_.Malformed(line.number, command.status());
      return absl::OkStatus();
    }
    return stream_->Send(*std::move(command), line.number);
  }

  static absl::StatusOr<command::v1::Command> TooLong() {
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "LINE_TOO_LONG",
        absl::StrCat("the line is longer than the limit of ", kCommandBytesMax,
                     " bytes; give each command a line of its own, or make it shorter"),
        {{"limit", absl::StrCat(kCommandBytesMax)}});
  }

  absl::Status Finish(ReadEnd end) {
    if (end == ReadEnd::kInterrupted) return stream_->Finish(kAnswersAfterInterrupt);
    const absl::Status finished = stream_->Finish();
    // Ctrl-C while the last answers were awaited.
    return absl::IsCancelled(finished) ? stream_->Finish(kAnswersAfterInterrupt) : finished;
  }

  void TellSummary() {
    const PushCounts counts = report_.counts();
    const Texts& texts = context_->texts;
    *context_->err << texts.Get("push.summary", counts.total(), counts.recorded, counts.repeated,
                                counts.refused, counts.malformed)
                   << "\n";
    if (counts.repeated_after_break > 0) {
      *context_->err << texts.Get("push.repeated_after_break", counts.repeated_after_break) << "\n";
    }
    const size_t unanswered = stream_->unanswered();
    if (unanswered > 0) *context_->err << texts.Get("push.unanswered", unanswered) << "\n";
    context_->err->flush();
  }

  void TellResume() { *context_->err << context_->texts.Get("push.resume") << std::endl; }

  int Conclude(ReadEnd end, const absl::Status& finished, int read_error) {
    if (context_->interrupt->raised()) {
      TellResume();
      return kExitInterrupted;
    }
    if (!finished.ok()) {
      const int code = Fail(*context_, finished);
      TellResume();
      return code;
    }
    if (end == ReadEnd::kFailed) {
      FailUsage(*context_,
                context_->texts.Get("error.read", flags_.file, std::strerror(read_error)));
      TellResume();
      return kExitUsage;
    }
    if (end == ReadEnd::kUnwritable) {
      TellResume();
      return kExitOutput;
    }
    if (end == ReadEnd::kStoppedOnError) {
      *context_->err << context_->texts.Get("push.stopped") << std::endl;
    }
    return report_.counts().troubled() > 0 ? kExitRefused : kExitOk;
  }

  Context* const context_;
  const PushFlags& flags_;
  PushReport report_;
  LineReader reader_;
  const std::unique_ptr<client::PushStream> stream_;
};

int RunPush(Context& context, const PushFlags& flags) {
  const Input input(flags.file, context.in_fd);
  if (input.fd() < 0) {
    return FailUsage(context, context.texts.Get("error.open", flags.file, std::strerror(errno)));
  }
  std::ofstream receipts;
  if (!flags.receipts_file.empty()) {
    receipts.open(flags.receipts_file, std::ios::app);
    if (!receipts) {
      return FailUsage(context,
                       context.texts.Get("error.open", flags.receipts_file, std::strerror(errno)));
    }
  }
  context.interrupt->CatchSignals();
  PushRun run(&context, flags, input, flags.receipts_file.empty() ? nullptr : &receipts);
  const int code = run.Run();
  if (receipts.good()) return code;
  *context.err << "logboek: "
               << context.texts.Get("error.write", flags.receipts_file, WhyUnwritable(&receipts))
               << std::endl;
  return code == kExitOk ? kExitOutput : code;
}

}  // namespace

void AddPush(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "push", "push");
  const auto flags = std::make_shared<PushFlags>();
  menu.Argument(command, "file", &flags->file, "push.file");
  menu.Text(command, "--source", &flags->source, "push.source", "source");
  menu.Text(command, "--receipts", &flags->receipts_file, "push.receipts", "file");
  menu.Flag(command, "--stop-on-error", &flags->stop_on_error, "push.stop_on_error");
  menu.Flag(command, "--no-progress", &flags->no_progress, "push.no_progress");
  menu.Flag(command, "--quiet", &flags->quiet, "push.quiet");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunPush(context, *flags); };
  });
}

}  // namespace logboek::cli
