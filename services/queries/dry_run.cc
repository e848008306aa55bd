#include "services/queries/dry_run.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/domain/decide.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/queries/close_year.h"
#include "storage/base/clock.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using command::v1::Command;

class Run {
 public:
  Run(const Snapshot& snapshot, const DryRunOptions& options)
      : options_(options),
        position_(snapshot.position),
        reg_(std::make_shared<domain::Register>(*snapshot.reg)) {
    // A fold of one region ends at the last event of the region; the next one comes after all.
    reg_->position = snapshot.position;
    reg_->recorded_at = snapshot.recorded_at;
  }

  absl::StatusOr<DryRunOutcome> Next(const Command& command) {
    if (options_.may) {
      const absl::Status allowed = options_.may(*reg_, command);
      if (!allowed.ok()) return DryRunOutcome{.receipt = allowed};
    }
    absl::StatusOr<std::optional<registrar::Receipt>> repeat = Repeated(command);
    if (!repeat.ok()) {
      // Only this is about the command; everything else is about the log.
      if (!absl::IsAlreadyExists(repeat.status())) return repeat.status();
      return DryRunOutcome{.receipt = repeat.status()};
    }
    if (repeat->has_value()) {
      (**repeat).repeated = true;
      return DryRunOutcome{.receipt = **std::move(repeat)};
    }
    return Decided(command);
  }

  std::shared_ptr<const domain::Register> Finish() && { return reg_; }

 private:
  struct Earlier {
    std::string content;
    registrar::Receipt receipt;
  };
  using Key = std::pair<std::string, std::string>;

  absl::StatusOr<std::optional<registrar::Receipt>> Repeated(const Command& command) const {
    const auto earlier = accepted_.find(Key(command.source(), command.source_id()));
    if (earlier != accepted_.end()) {
      if (earlier->second.content == registrar::ContentOf(command)) return earlier->second.receipt;
      return registrar::Conflict(command, earlier->second.receipt.first_position);
    }
    std::optional<registrar::Receipt> nothing;
    if (!options_.find_recorded) return nothing;
    ASSIGN_OR_RETURN(std::optional<registrar::Receipt> found, options_.find_recorded(command));
    // What came after the snapshot is not in its register either.
    return found.has_value() && found->first_position <= position_ ? found : nothing;
  }

  DryRunOutcome Decided(const Command& command) {
    if (absl::Status size = registrar::CheckCommandSize(command, options_.event_bytes_max);
        !size.ok()) {
      return {.receipt = size};
    }
    absl::StatusOr<std::vector<domain::ProposedEvent>> events =
        domain::Decide(*reg_, command, options_.now);
    if (!events.ok()) return {.receipt = events.status()};
    if (absl::Status verdicts = AddVerdicts(&events->front().event); !verdicts.ok()) {
      return {.receipt = verdicts};
    }
    DryRunOutcome outcome;
    outcome.events =
        domain::MakeEnvelopes(command, *events,
                              {.first_position = reg_->position + 1,
                               .recorded_at = std::max(options_.now, reg_->recorded_at)});
    for (const event::v1::Envelope& envelope : outcome.events) {
      if (absl::Status size =
              registrar::CheckEventSize(envelope.ByteSizeLong(), options_.event_bytes_max);
          !size.ok()) {
        return {.receipt = size};
      }
    }
    for (const event::v1::Envelope& envelope : outcome.events) domain::Evolve(envelope, reg_.get());
    outcome.receipt = registrar::ReceiptOf(outcome.events);
    accepted_[Key(command.source(), command.source_id())] = {registrar::ContentOf(command),
                                                             *outcome.receipt};
    return outcome;
  }

  // As the writer does.
  absl::Status AddVerdicts(event::v1::Event* event) const {
    if (!event->has_year_closed()) return absl::OkStatus();
    return CloseYear(*reg_, base::LocalDate(options_.now), event->mutable_year_closed());
  }

  const DryRunOptions& options_;
  const uint64_t position_;
  const std::shared_ptr<domain::Register> reg_;
  absl::flat_hash_map<Key, Earlier> accepted_;
};

}  // namespace

absl::StatusOr<DryRunAnswer> DryRun(const Snapshot& snapshot, absl::Span<const Command> commands,
                                    const DryRunOptions& options) {
  Run run(snapshot, options);
  DryRunAnswer answer{.position = snapshot.position};
  answer.outcomes.reserve(commands.size());
  for (const Command& command : commands) {
    if (options.keep_going) RETURN_IF_ERROR(options.keep_going());
    ASSIGN_OR_RETURN(DryRunOutcome outcome, run.Next(command));
    answer.outcomes.push_back(std::move(outcome));
  }
  answer.reg = std::move(run).Finish();
  return answer;
}

}  // namespace logboek::queries
