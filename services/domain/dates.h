// Calendar dates of the domain: absl::CivilDay inside, google.type.Date on the wire and in events.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "google/type/date.pb.h"

namespace logboek::domain {

// Stands for "no end known" in a range.
inline constexpr absl::CivilDay kNoEnd(9999, 12, 31);

// Half open: [from, until).
struct DateRange {
  absl::CivilDay from;
  absl::CivilDay until = kNoEnd;

  bool Contains(absl::CivilDay day) const { return from <= day && day < until; }
  bool empty() const { return until <= from; }
  bool operator==(const DateRange&) const = default;
};

// The common part of two ranges; may be empty.
DateRange Intersect(const DateRange& a, const DateRange& b);

google::type::Date ToProto(absl::CivilDay day);

// A date that was checked when it entered the log.
absl::CivilDay FromProto(const google::type::Date& date);

// As FromProto, with an absent (all zero) date meaning kNoEnd.
absl::CivilDay UntilFromProto(const google::type::Date& date);

// All of year, month and day are zero.
bool IsAbsent(const google::type::Date& date);

// A real calendar date, of any year.
bool IsRealDate(const google::type::Date& date);

// "2026-04-01".
std::string ToIso(absl::CivilDay day);

// The same day `years` years later; 29 February becomes 1 March where there is none.
absl::CivilDay AddYears(absl::CivilDay day, int years);

}  // namespace logboek::domain
