// Checkpoints: what is derived, written as sorted tables beside the position it is good for.
#pragma once

#include "absl/status/status.h"
#include "storage/rocks/store.h"
#include "storage/tail_index.h"

namespace logboek::storage {

// Adds the tail to the rebuildable families and moves the checkpoint to tail.last(), all or nothing
// and durable. Nobody may add to the tail any more, all of it must be durable, and it must begin
// where the last checkpoint ends. Appends go on meanwhile. One thread at a time.
absl::Status WriteCheckpoint(const Store& store, const TailIndex& tail);

}  // namespace logboek::storage
