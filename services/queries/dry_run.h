// What commands would become, without recording anything.
//
// The same Decide and Evolve as those of the writer, on a copy of the register. So what it answers
// is what recording the commands at that position would have answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/queries/known.h"
#include "services/registrar/registrar.h"

namespace logboek::queries {

// The receipt of an earlier recording of this very command; nothing when (source, source_id) was
// not used; ALREADY_EXISTS, CONFLICT, when it was for other content.
using FindRecorded =
    std::function<absl::StatusOr<std::optional<registrar::Receipt>>(const command::v1::Command&)>;

// What one command would become.
struct DryRunOutcome {
  // A refusal is that of domain/decide.h, or CONFLICT; else the receipt. `repeated`: recorded
  // before, or by an earlier command of the same run; it changes nothing and has no events here.
  absl::StatusOr<registrar::Receipt> receipt = registrar::Receipt();
  // In order, at the positions they would have. What is personal is left out.
  std::vector<event::v1::Envelope> events = {};
};

struct DryRunAnswer {
  // Of the snapshot: where the commands would have been recorded.
  uint64_t position = 0;
  // One for each command.
  std::vector<DryRunOutcome> outcomes = {};
  // The register with everything accepted applied. The records that did not change are those of
  // the snapshot.
  std::shared_ptr<const domain::Register> reg = nullptr;
};

struct DryRunOptions {
  // The moment of every decision.
  absl::Time now;
  // Empty = nothing was recorded before.
  FindRecorded find_recorded = {};
  registrar::KeepGoing keep_going = {};
  // As registrar::Caller::may.
  std::function<absl::Status(const domain::Register&, const command::v1::Command&)> may = {};
  // Serialized size of one command, and of one event.
  size_t event_bytes_max = registrar::RegistrarOptions().event_bytes_max;
};

// Decides the commands in order, each on top of those before it. A refused one changes nothing and
// does not stop the others. An error is one of the run: the log could not be read, or nobody waits
// for it any more.
absl::StatusOr<DryRunAnswer> DryRun(const Snapshot& snapshot,
                                    absl::Span<const command::v1::Command> commands,
                                    const DryRunOptions& options);

}  // namespace logboek::queries
