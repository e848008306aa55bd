#include "tests/bench/load.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace logboek::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double Milliseconds(SteadyClock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

Figures RunClosedLoop(int clients, absl::Duration duration, const Call& call) {
  std::vector<std::vector<double>> latencies(static_cast<size_t>(clients));
  const auto begin = SteadyClock::now();
  const auto end = begin + absl::ToChronoNanoseconds(duration);
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      std::vector<double>& own = latencies[static_cast<size_t>(client)];
      for (auto now = SteadyClock::now(); now < end;) {
        call(client, own.size());
        const auto after = SteadyClock::now();
        own.push_back(Milliseconds(after - now));
        now = after;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = Milliseconds(SteadyClock::now() - begin) / 1000;
  std::vector<double> all;
  for (const std::vector<double>& own : latencies) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  Figures figures{.calls = all.size(), .per_second = static_cast<double>(all.size()) / seconds};
  if (!all.empty()) {
    figures.p50_ms = all[all.size() / 2];
    figures.p99_ms = all[all.size() * 99 / 100];
  }
  return figures;
}

void PrintRow(const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    std::printf(i == 0 ? "%-44s" : "%11s", cells[i].c_str());
  }
  std::printf("\n");
  std::fflush(stdout);
}

std::string Decimal(double value, int digits) { return absl::StrFormat("%.*f", digits, value); }

std::string Part(double value, double floor) { return floor > 0 ? Decimal(value / floor, 2) : ""; }

void PrintHead(const std::string& what) {
  std::printf("\n");
  PrintRow({what, "clients", "per second", "p50 ms", "p99 ms", "of echo", "of sync", "of scan"});
}

void PrintFigures(const std::string& what, int clients, const Figures& figures,
                  const Floors& floors) {
  PrintRow({what, absl::StrCat(clients), Decimal(figures.per_second, 0), Decimal(figures.p50_ms, 3),
            Decimal(figures.p99_ms, 3), Part(figures.per_second, floors.echo),
            Part(figures.per_second, floors.sync)});
}

}  // namespace logboek::bench
