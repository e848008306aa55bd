// A verdict in words, as the model and the system both can say it, so that two are compared by eye.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"

namespace logboek::second_opinion {

// "9999-12-31" in an answer: no end known.
inline constexpr absl::CivilDay kNever(9999, 12, 31);

// Half open, [from, until).
struct Period {
  absl::CivilDay from;
  absl::CivilDay until = kNever;

  bool Has(absl::CivilDay day) const { return from <= day && day < until; }
  bool empty() const { return until <= from; }
};

// One fact and what it did for the verdict.
struct Line {
  absl::CivilDay date;
  uint64_t position = 0;
  std::string person;
  std::string practice;
  // "session s1", "offering o1", "menu triage-basic".
  std::string what;
  // A word of domain.md P16, for example "COUNTED".
  std::string reason;
  std::vector<std::string> flags;
  // With ALREADY_CREDITED the year that used it.
  uint32_t credited_year = 0;
};

struct Opinion {
  std::string plan;
  std::string version;
  std::string obligation;
  // As the plan's schema calls it, for example "staff_share".
  std::string measure;
  // The number of the period.
  uint32_t year = 0;
  std::string status;
  std::string computed_status;
  std::string waiver_ground;
  uint32_t numerator = 0;
  uint32_t denominator = 0;
  uint32_t threshold = 0;
  Period window;
  std::optional<absl::CivilDay> first_met_on;
  // Numerator and denominator.
  std::optional<std::pair<uint32_t, uint32_t>> coverage_now;
  uint32_t missing = 0;
  uint32_t bookable = 0;
  std::vector<std::string> flags;
  std::vector<Line> lines;
};

// "2026-04-01".
std::string Iso(absl::CivilDay day);

// Everything the opinion says: the verdict on the first line, each fact on one of its own. Flags
// stand in order of their names.
std::string InWords(const Opinion& opinion);

// The same for a whole list.
std::string InWords(const std::vector<Opinion>& opinions);

}  // namespace logboek::second_opinion
