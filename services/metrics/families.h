// Every family of metrics as data: what it is called, what it counts and by which labels. A name is
// kept for ever, for alerts and dashboards are made of it.
//
// No label holds a name, a token or anything a caller chose: values are rows of the method table,
// kinds of commands, status codes, and reasons of refusals, which are constants of the program.
#pragma once

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace logboek::metrics {

// Indexes Families().
enum class FamilyId : size_t {
  kRequests,
  kRequestDuration,
  kRefusals,
  kOpenRequests,
  kMaxOpenRequests,
  kOpenStreams,
  kMaxOpenStreams,
  kCommands,
  kCommandRefusals,
  kQueuedCommands,
  kMaxQueuedCommands,
  kGroupCommands,
  kGroupEvents,
  kAppendDuration,
  kAppendFailures,
  kLogPosition,
  kRegisterPosition,
  kCheckpointPosition,
  kCheckpointLag,
  kCheckpointAge,
  kWritable,
  kHealthServing,
  kQueuedQuestions,
  kMaxQueuedQuestions,
  kQueuedAccessRecords,
  kAccessLogHealthy,
  kFilesystemSize,
  kFilesystemFree,
  kMemoryLimit,
  kRocksBlockCacheHits,
  kRocksBlockCacheMisses,
  kRocksBlockCache,
  kRocksMemtable,
  kRocksLiveData,
  kRocksPendingCompaction,
  kRocksWalSyncs,
  kRocksWalBytes,
  kRocksStall,
  kRocksWriteStopped,
  kBuildInfo,
  kProcessCpu,
  kProcessStartTime,
  kProcessResidentMemory,
  kProcessVirtualMemory,
  kProcessOpenFds,
  kProcessMaxFds,
};

enum class FamilyType { kCounter, kGauge, kHistogram };

struct FamilyRow {
  FamilyId id = FamilyId::kRequests;
  FamilyType type = FamilyType::kCounter;
  absl::string_view name;
  // What one of it is; the name ends in it, before the "_total" of a counter. Empty: a gauge that
  // is 0 or 1.
  absl::string_view unit;
  absl::string_view help;
  // "" where it has fewer.
  std::array<absl::string_view, 2> labels = {};
};

absl::Span<const FamilyRow> Families();

inline const FamilyRow& RowOf(FamilyId id) { return Families()[static_cast<size_t>(id)]; }

}  // namespace logboek::metrics
