// Closed-loop load: so many clients, each with one call under way, for so long.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace logboek::bench {

struct Figures {
  size_t calls = 0;
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// One client's call number `n` (from 0); must do the whole round trip.
using Call = std::function<void(int client, size_t n)>;

// Runs `clients` threads for `duration` and measures each call.
Figures RunClosedLoop(int clients, absl::Duration duration, const Call& call);

inline constexpr int kClients[] = {1, 16, 64};

// Rows of a table on standard output, aligned under the first row's columns.
void PrintRow(const std::vector<std::string>& cells);
std::string Decimal(double value, int digits);
// A ratio, or nothing without a floor.
std::string Part(double value, double floor);

// The first row of a table of figures, under an empty line.
void PrintHead(const std::string& what);

// Calls a second; 0 = none to compare with.
struct Floors {
  double echo = 0;
  double sync = 0;
};
void PrintFigures(const std::string& what, int clients, const Figures& figures,
                  const Floors& floors = {});

}  // namespace logboek::bench
