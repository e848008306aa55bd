// What the server counts, and the text that a Prometheus server reads.
//
// What happens is counted when it happens, through the observers; what can be looked at is looked
// at when somebody asks. Counting costs one addition and, with a duration, one short lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prometheus/collectable.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "services/metrics/families.h"
#include "services/registrar/registrar_observer.h"
#include "services/rpc/chain_observer.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"

namespace logboek::metrics {

// What is looked at when somebody asks.
struct Readings {
  std::string version;
  // "rocksdb" or "memory".
  std::string engine;
  absl::Time now;
  size_t open_requests = 0;
  size_t max_open_requests = 0;
  size_t open_streams = 0;
  size_t max_open_streams = 0;
  size_t queued_commands = 0;
  size_t max_queued_commands = 0;
  size_t queued_questions = 0;
  size_t max_queued_questions = 0;
  size_t queued_access_records = 0;
  bool access_log_healthy = false;
  uint64_t log_position = 0;
  uint64_t register_position = 0;
  bool writable = false;
  bool serving = false;
  // Absent: the log has none (storage/event_log.h).
  std::optional<storage::CheckpointState> checkpoint;
  std::optional<storage::EngineStats> engine_stats;
  // Of the file system of the store; 0: there is none.
  uint64_t filesystem_size_bytes = 0;
  uint64_t filesystem_free_bytes = 0;
};

// Refusals by reason. More different ones than there are in the program, or one that is no reason,
// are counted as OTHER, so that whatever goes wrong the number of series stays bounded.
// Thread-safe.
class ReasonCounters {
 public:
  explicit ReasonCounters(prometheus::Family<prometheus::Counter>* family) : family_(family) {}

  void Count(absl::string_view reason);
  uint64_t total() const { return total_.load(); }

 private:
  prometheus::Counter* Find(absl::string_view reason);

  prometheus::Family<prometheus::Counter>* const family_;
  std::atomic<uint64_t> total_{0};
  base::Mutex mutex_;
  absl::flat_hash_map<std::string, prometheus::Counter*> counters_ ABSL_GUARDED_BY(mutex_);
};

// Thread-safe.
class Metrics final : public rpc::ChainObserver, public registrar::RegistrarObserver {
 public:
  // Asked each time the text is; nothing while there is nothing to look at, as before the server
  // serves and after it has stopped. Thread-safe; may take a moment, but not wait for calls.
  using Look = std::function<std::optional<Readings>()>;

  // `look` is kept; what it looks at must outlive the last call of Text.
  explicit Metrics(Look look);
  ~Metrics() override;

  void CallEnded(const rpc::EndedCall& call) override;
  void CommandAnswered(const registrar::AnsweredCommand& command) override;
  void GroupAppended(const registrar::AppendedGroup& group) override;

  // Since the start: calls that ended with a reason, commands that were refused or not taken.
  uint64_t refused_calls() const { return refusals_.total(); }
  uint64_t refused_commands() const { return command_refusals_.total(); }

  // Every family in the text format 0.0.4 of Prometheus, in the order of Families(), those without
  // a value too.
  std::string Text() const;

 private:
  static constexpr size_t kCodes = 17;
  static constexpr size_t kOutcomes = 4;

  // Made when first needed, so that the text names only what happens; null until then. Two threads
  // may make one at a time: they are given the same.
  using CounterSlot = std::atomic<prometheus::Counter*>;
  struct MethodSlots {
    std::array<CounterSlot, kCodes> by_code = {};
    std::atomic<prometheus::Histogram*> duration = nullptr;
  };
  struct KindSlots {
    std::array<CounterSlot, kOutcomes> by_outcome = {};
  };

  prometheus::Family<prometheus::Counter>& CounterFamily(FamilyId id);
  prometheus::Family<prometheus::Histogram>& HistogramFamily(FamilyId id);
  prometheus::Histogram& DurationOf(size_t method);

  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& request_duration_;
  prometheus::Family<prometheus::Counter>& commands_;
  ReasonCounters refusals_;
  ReasonCounters command_refusals_;
  prometheus::Histogram& group_commands_;
  prometheus::Histogram& group_events_;
  prometheus::Histogram& append_duration_;
  prometheus::Counter& append_failures_;
  // By row of rpc::Methods().
  std::vector<MethodSlots> methods_;
  // By number of the field in the Command's oneof.
  std::vector<KindSlots> kinds_;
  std::unique_ptr<prometheus::Collectable> readings_;
};

}  // namespace logboek::metrics
