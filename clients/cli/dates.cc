#include "clients/cli/dates.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "storage/base/clock.h"

namespace logboek::cli {
namespace {

constexpr int kYearMin = 2000;
constexpr int kYearMax = 2100;

bool IsNumber(absl::string_view text, size_t digits) {
  if (text.size() != digits) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

absl::Status BadDate(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("not a date: ", text));
}

absl::CivilDay ToCivilDay(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

void SetTime(absl::Time time, v1::AsKnown* known) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  known->mutable_time()->set_seconds(seconds);
  known->mutable_time()->set_nanos(
      static_cast<int32_t>((time - absl::FromUnixSeconds(seconds)) / absl::Nanoseconds(1)));
}

bool IsAbsent(const google::protobuf::Timestamp& instant) {
  return instant.seconds() == 0 && instant.nanos() == 0;
}

std::string Format(const google::protobuf::Timestamp& instant, const char* format) {
  if (IsAbsent(instant)) return "";
  return absl::FormatTime(format, ToTime(instant), base::Amsterdam());
}

}  // namespace

absl::Time ToTime(const google::protobuf::Timestamp& instant) {
  return absl::FromUnixSeconds(instant.seconds()) + absl::Nanoseconds(instant.nanos());
}

absl::StatusOr<google::type::Date> ParseDate(absl::string_view text) {
  std::vector<std::string> parts = absl::StrSplit(text, '-');
  if (parts.size() != 3) return BadDate(text);
  if (parts[0].size() == 2) std::swap(parts[0], parts[2]);
  if (!IsNumber(parts[0], 4) || !IsNumber(parts[1], 2) || !IsNumber(parts[2], 2)) {
    return BadDate(text);
  }
  google::type::Date date;
  int year = 0, month = 0, day = 0;
  if (!absl::SimpleAtoi(parts[0], &year) || !absl::SimpleAtoi(parts[1], &month) ||
      !absl::SimpleAtoi(parts[2], &day)) {
    return BadDate(text);
  }
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  // CivilDay turns 31 April into 1 May; a date that moves was none.
  const absl::CivilDay civil = ToCivilDay(date);
  if (civil.month() != month || civil.day() != day || year < kYearMin || year > kYearMax) {
    return BadDate(text);
  }
  return date;
}

absl::StatusOr<v1::AsKnown> ParseKnownAt(absl::string_view text) {
  v1::AsKnown known;
  uint64_t position = 0;
  if (IsNumber(text, text.size()) && absl::SimpleAtoi(text, &position) && position > 0) {
    known.set_position(position);
    return known;
  }
  absl::Time instant;
  std::string error;
  // The parser knows the words infinite-past and infinite-future, too.
  if (absl::ParseTime(absl::RFC3339_full, text, &instant, &error) &&
      instant != absl::InfinitePast() && instant != absl::InfiniteFuture()) {
    SetTime(instant, &known);
    return known;
  }
  const absl::StatusOr<google::type::Date> date = ParseDate(text);
  if (!date.ok()) return date.status();
  SetTime(absl::FromCivil(ToCivilDay(*date) + 1, base::Amsterdam()) - absl::Nanoseconds(1), &known);
  return known;
}

std::string DateText(const google::type::Date& date) {
  if (date.year() == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

std::string LastDayText(const google::type::Date& until) {
  if (until.year() == 0) return "";
  return absl::FormatCivilTime(ToCivilDay(until) - 1);
}

std::string MinuteText(const google::protobuf::Timestamp& instant) {
  return Format(instant, "%Y-%m-%d %H:%M");
}

std::string SecondText(const google::protobuf::Timestamp& instant) {
  return Format(instant, "%Y-%m-%d %H:%M:%S");
}

std::string InstantText(const google::protobuf::Timestamp& instant) {
  if (IsAbsent(instant)) return "";
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*SZ", ToTime(instant), absl::UTCTimeZone());
}

}  // namespace logboek::cli
