// Reading the events of a store; what lies there is checked to be without gaps.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/read_plan.h"
#include "storage/rocks/store.h"

namespace logboek::storage {

// The last position, 0 without events. DATA_LOSS: the events do not run from 1 to there without a
// gap; counted by the tables' own numbers, without reading the events.
absl::StatusOr<uint64_t> VerifiedHead(const Store& store);

// False ends the visit.
using EventVisitor =
    std::function<absl::StatusOr<bool>(uint64_t position, absl::string_view bytes)>;

// Visits low..high (both inclusive, both present) in the direction asked for. DATA_LOSS: one is
// missing or damaged. `once`: a long walk whose blocks are not worth keeping in memory.
absl::Status VisitRange(const Store& store, uint64_t low, uint64_t high, bool backwards, bool once,
                        const EventVisitor& visit);

// Visits these positions in the order given. DATA_LOSS: one is missing or damaged.
absl::Status VisitPositions(const Store& store, absl::Span<const uint64_t> positions,
                            const EventVisitor& visit);

}  // namespace logboek::storage
