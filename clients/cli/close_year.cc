// Closing a period for every practice of a region: the verdicts of now are kept as they are.
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/dates.h"
#include "clients/cli/push_report.h"
#include "clients/cli/source_id.h"

namespace logboek::cli {
namespace {

struct CloseYearFlags {
  std::string region;
  std::string practice;
  std::string closed_by;
  std::string source;
  uint64_t period = 0;
  uint64_t edition = 1;
};

// Whether the practice has rows about the period, and none of them still runs on `at`.
enum class State { kNone, kRunning, kOver };

State StateOf(const v1::PracticeCompliance& practice, uint64_t period,
              const google::type::Date& at) {
  State state = State::kNone;
  for (const v1::Verdict& verdict : practice.verdicts()) {
    if (verdict.programme_year() != period) continue;
    const bool over =
        verdict.has_window_until() && DateText(verdict.window_until()) <= DateText(at);
    if (!over) return State::kRunning;
    state = State::kOver;
  }
  return state;
}

command::v1::Command CloseCommand(const CloseYearFlags& flags, const std::string& source,
                                  const std::string& practice_id) {
  command::v1::Command command;
  command.set_source(source);
  command.set_source_id(SourceIdOf(
      "close-year", {practice_id, absl::StrCat(flags.period), absl::StrCat(flags.edition)}));
  command.mutable_close_year()->set_practice_id(practice_id);
  command.mutable_close_year()->set_period(static_cast<uint32_t>(flags.period));
  command.mutable_close_year()->set_closed_by(flags.closed_by);
  return command;
}

struct Practices {
  std::vector<std::string> to_close;
  size_t running = 0;
};

absl::StatusOr<Practices> PracticesOf(client::Client& client, const CloseYearFlags& flags) {
  Practices practices;
  if (!flags.practice.empty()) {
    practices.to_close.push_back(flags.practice);
    return practices;
  }
  v1::ListRegionComplianceRequest request;
  request.set_region(flags.region);
  request.set_page_size(kPracticesPerPage);
  const auto region = FetchRegion(client, request);
  if (!region.ok()) return region.status();
  for (const v1::PracticeCompliance& practice : region->practices()) {
    const State state = StateOf(practice, flags.period, region->at());
    if (state == State::kOver) practices.to_close.push_back(practice.practice_id());
    if (state == State::kRunning) ++practices.running;
  }
  return practices;
}

int SendAll(Context& context, const CloseYearFlags& flags, const std::vector<std::string>& ids) {
  const auto source = SourceOf(*context.client, flags.source);
  if (!source.ok()) return Fail(context, source.status());
  PushReport report(&context, {.flush_each = true}, /*receipts=*/nullptr);
  client::PushOptions options;
  options.interrupted = [&context] { return context.interrupt->raised(); };
  const auto stream = context.client->OpenPush(
      options, [&report](const client::PushAnswer& answer) { report.Answered(answer); });
  absl::Status sent = absl::OkStatus();
  for (size_t i = 0; i < ids.size() && sent.ok(); ++i) {
    sent = context.interrupt->raised() ? absl::CancelledError("interrupted")
                                       : stream->Send(CloseCommand(flags, *source, ids[i]), i + 1);
  }
  absl::Status finished = sent.ok() ? stream->Finish() : sent;
  if (absl::IsCancelled(finished)) stream->Finish(kAnswersAfterInterrupt).IgnoreError();
  const int told = report.Finish();
  if (context.interrupt->raised()) return kExitInterrupted;
  if (!finished.ok()) return Fail(context, finished);
  if (told != kExitOk) return told;
  return report.counts().troubled() > 0 ? kExitRefused : kExitOk;
}

int RunCloseYear(Context& context, const CloseYearFlags& flags) {
  context.interrupt->CatchSignals();
  if (flags.region.empty() == flags.practice.empty()) {
    return FailUsage(context, context.texts.Get("compliance.one_of"));
  }
  const auto practices = PracticesOf(*context.client, flags);
  if (!practices.ok()) return Fail(context, practices.status());
  if (practices->running > 0) {
    *context.err << context.texts.Get("close_year.running", practices->running, flags.period)
                 << std::endl;
  }
  if (practices->to_close.empty()) {
    *context.err << context.texts.Get("close_year.none", flags.region, flags.period) << std::endl;
    return kExitNotFound;
  }
  return SendAll(context, flags, practices->to_close);
}

}  // namespace

void AddCloseYear(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "close-year", "close_year");
  const auto flags = std::make_shared<CloseYearFlags>();
  menu.Argument(command, "practice", &flags->practice, "compliance.practice")->required(false);
  menu.Text(command, "--region", &flags->region, "compliance.region", "region");
  menu.Number(command, "--period", &flags->period, "close_year.period", "period")->required();
  menu.Text(command, "--by", &flags->closed_by, "close_year.by", "name")->required();
  menu.Number(command, "--edition", &flags->edition, "close_year.edition", "number");
  menu.Text(command, "--source", &flags->source, "option.source", "source");
  command->callback([run = menu.run, flags] {
    *run = [flags](Context& context) { return RunCloseYear(context, *flags); };
  });
}

}  // namespace logboek::cli
