// What counting costs a call and a command, and what one reading of everything costs.
#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>

#include "services/metrics/metrics.h"
#include "services/rpc/methods.h"

namespace logboek::metrics {
namespace {

Metrics& Shared() {
  static auto* const metrics = new Metrics({});
  return *metrics;
}

// All threads end calls of one method, the worst case.
void BM_CallEnded(benchmark::State& state) {
  Metrics& metrics = Shared();
  const rpc::EndedCall call{.method = rpc::MethodIndex("ComplianceService/ListTodo"),
                            .duration = std::chrono::microseconds(300)};
  for (auto _ : state) metrics.CallEnded(call);
}
BENCHMARK(BM_CallEnded)->Threads(1)->Threads(2);

void BM_CallRefused(benchmark::State& state) {
  Metrics& metrics = Shared();
  const rpc::EndedCall call{.method = rpc::MethodIndex("ComplianceService/ListTodo"),
                            .code = absl::StatusCode::kNotFound,
                            .reason = "UNKNOWN_PRACTICE",
                            .duration = std::chrono::microseconds(300)};
  for (auto _ : state) metrics.CallEnded(call);
}
BENCHMARK(BM_CallRefused)->Threads(1)->Threads(2);

void BM_CommandAnswered(benchmark::State& state) {
  Metrics& metrics = Shared();
  for (auto _ : state) metrics.CommandAnswered({.kind = 10});
}
BENCHMARK(BM_CommandAnswered)->Threads(1)->Threads(2);

// After every method was called.
void BM_Text(benchmark::State& state) {
  Metrics metrics({});
  for (size_t i = 0; i < rpc::Methods().size(); ++i) {
    metrics.CallEnded({.method = i, .duration = std::chrono::microseconds(300)});
  }
  size_t bytes = 0;
  for (auto _ : state) bytes = metrics.Text().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_Text);

}  // namespace
}  // namespace logboek::metrics
