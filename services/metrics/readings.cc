#include "services/metrics/readings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "services/metrics/process.h"
#include "storage/base/check.h"

namespace logboek::metrics {
namespace {

prometheus::MetricType TypeOf(FamilyType type) {
  switch (type) {
    case FamilyType::kCounter:
      return prometheus::MetricType::Counter;
    case FamilyType::kGauge:
      return prometheus::MetricType::Gauge;
    case FamilyType::kHistogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

// Families of one value each.
class SingleValues {
 public:
  template <typename Number>
  void Add(FamilyId id, Number number) {
    AddLabelled(id, static_cast<double>(number), {});
  }

  void AddLabelled(FamilyId id, double value, std::vector<prometheus::ClientMetric::Label> labels) {
    prometheus::MetricFamily family = EmptyFamily(id);
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    if (family.type == prometheus::MetricType::Counter) {
      metric.counter.value = value;
    } else {
      CHECK(family.type == prometheus::MetricType::Gauge);
      metric.gauge.value = value;
    }
    family.metric.push_back(std::move(metric));
    families_.push_back(std::move(family));
  }

  std::vector<prometheus::MetricFamily> Take() { return std::move(families_); }

 private:
  std::vector<prometheus::MetricFamily> families_;
};

void AddProcess(const ProcessNumbers& process, SingleValues* families) {
  families->Add(FamilyId::kProcessCpu, absl::ToDoubleSeconds(process.cpu));
  families->Add(FamilyId::kProcessStartTime,
                absl::ToDoubleSeconds(process.started_at - absl::UnixEpoch()));
  families->Add(FamilyId::kProcessResidentMemory, process.resident_bytes);
  families->Add(FamilyId::kProcessVirtualMemory, process.virtual_bytes);
  families->Add(FamilyId::kProcessOpenFds, process.open_fds);
  families->Add(FamilyId::kProcessMaxFds, process.max_fds);
  if (process.memory_limit_bytes > 0) {
    families->Add(FamilyId::kMemoryLimit, process.memory_limit_bytes);
  }
}

void AddQueues(const Readings& now, SingleValues* families) {
  families->Add(FamilyId::kOpenRequests, now.open_requests);
  families->Add(FamilyId::kMaxOpenRequests, now.max_open_requests);
  families->Add(FamilyId::kOpenStreams, now.open_streams);
  families->Add(FamilyId::kMaxOpenStreams, now.max_open_streams);
  families->Add(FamilyId::kQueuedCommands, now.queued_commands);
  families->Add(FamilyId::kMaxQueuedCommands, now.max_queued_commands);
  families->Add(FamilyId::kQueuedQuestions, now.queued_questions);
  families->Add(FamilyId::kMaxQueuedQuestions, now.max_queued_questions);
  families->Add(FamilyId::kQueuedAccessRecords, now.queued_access_records);
  families->Add(FamilyId::kAccessLogHealthy, now.access_log_healthy);
}

void AddLog(const Readings& now, SingleValues* families) {
  families->Add(FamilyId::kLogPosition, now.log_position);
  families->Add(FamilyId::kRegisterPosition, now.register_position);
  families->Add(FamilyId::kWritable, now.writable);
  families->Add(FamilyId::kHealthServing, now.serving);
  if (now.checkpoint.has_value()) {
    const uint64_t position = now.checkpoint->position.value;
    families->Add(FamilyId::kCheckpointPosition, position);
    // The checkpoint was looked at first or last: never less than nothing.
    families->Add(FamilyId::kCheckpointLag, std::max(now.log_position, position) - position);
    families->Add(FamilyId::kCheckpointAge,
                  std::max(0.0, absl::ToDoubleSeconds(now.now - now.checkpoint->at)));
  }
  if (now.filesystem_size_bytes > 0) {
    families->Add(FamilyId::kFilesystemSize, now.filesystem_size_bytes);
    families->Add(FamilyId::kFilesystemFree, now.filesystem_free_bytes);
  }
}

void AddEngine(const storage::EngineStats& stats, SingleValues* families) {
  families->Add(FamilyId::kRocksBlockCacheHits, stats.block_cache_hits);
  families->Add(FamilyId::kRocksBlockCacheMisses, stats.block_cache_misses);
  families->Add(FamilyId::kRocksBlockCache, stats.block_cache_bytes);
  families->Add(FamilyId::kRocksMemtable, stats.memtable_bytes);
  families->Add(FamilyId::kRocksLiveData, stats.live_data_bytes);
  families->Add(FamilyId::kRocksPendingCompaction, stats.pending_compaction_bytes);
  families->Add(FamilyId::kRocksWalSyncs, stats.wal_syncs);
  families->Add(FamilyId::kRocksWalBytes, stats.wal_bytes);
  families->Add(FamilyId::kRocksStall, absl::ToDoubleSeconds(stats.stalled));
  families->Add(FamilyId::kRocksWriteStopped, stats.write_stopped);
}

class ReadingsCollector final : public prometheus::Collectable {
 public:
  explicit ReadingsCollector(Metrics::Look look) : look_(std::move(look)) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    SingleValues families;
    AddProcess(ReadProcess(), &families);
    const std::optional<Readings> now = look_ ? look_() : std::nullopt;
    if (!now.has_value()) {
      // Who does not serve yet, or any more, is not healthy, and says so.
      families.Add(FamilyId::kHealthServing, false);
      return families.Take();
    }
    AddQueues(*now, &families);
    AddLog(*now, &families);
    if (now->engine_stats.has_value()) AddEngine(*now->engine_stats, &families);
    const FamilyRow& info = RowOf(FamilyId::kBuildInfo);
    families.AddLabelled(
        FamilyId::kBuildInfo, 1,
        {{std::string(info.labels[0]), now->version}, {std::string(info.labels[1]), now->engine}});
    return families.Take();
  }

 private:
  const Metrics::Look look_;
};

}  // namespace

prometheus::MetricFamily EmptyFamily(FamilyId id) {
  const FamilyRow& row = RowOf(id);
  prometheus::MetricFamily family;
  family.name = std::string(row.name);
  family.help = std::string(row.help);
  family.type = TypeOf(row.type);
  return family;
}

std::unique_ptr<prometheus::Collectable> MakeReadingsCollector(Metrics::Look look) {
  return std::make_unique<ReadingsCollector>(std::move(look));
}

}  // namespace logboek::metrics
