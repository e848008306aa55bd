#include "services/domain/dates.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace logboek::domain {

DateRange Intersect(const DateRange& a, const DateRange& b) {
  return {.from = std::max(a.from, b.from), .until = std::min(a.until, b.until)};
}

google::type::Date ToProto(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::CivilDay FromProto(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

absl::CivilDay UntilFromProto(const google::type::Date& date) {
  return IsAbsent(date) ? kNoEnd : FromProto(date);
}

bool IsAbsent(const google::type::Date& date) {
  return date.year() == 0 && date.month() == 0 && date.day() == 0;
}

bool IsRealDate(const google::type::Date& date) {
  if (date.year() < 1 || date.year() > 9999) return false;
  // CivilDay normalises, so a date is real when it stays what it was.
  const absl::CivilDay day = FromProto(date);
  return day.year() == date.year() && day.month() == date.month() && day.day() == date.day();
}

std::string ToIso(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

absl::CivilDay AddYears(absl::CivilDay day, int years) {
  return absl::CivilDay(day.year() + years, day.month(), day.day());
}

}  // namespace logboek::domain
