#include "services/domain/fields.h"

#include <google/protobuf/stubs/common.h>

#include "google/protobuf/util/time_util.h"
#include "services/domain/dates.h"

namespace logboek::domain {
namespace {

absl::Status Invalid(absl::string_view reason, absl::string_view field, absl::string_view message,
                     std::map<std::string, std::string> metadata = {}) {
  metadata["field"] = std::string(field);
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

absl::Status Missing(absl::string_view field) {
  return Invalid("MISSING_FIELD", field, absl::StrCat("the field ", field, " is missing; fill it"));
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

absl::Status CheckLength(absl::string_view field, absl::string_view value, size_t bytes_max) {
  if (value.size() <= bytes_max) return absl::OkStatus();
  return Invalid("TEXT_TOO_LONG", field,
                 absl::StrCat("the field ", field, " has ", value.size(), " bytes, limit ",
                              bytes_max, "; shorten it"),
                 {{"bytes", absl::StrCat(value.size())}, {"limit", absl::StrCat(bytes_max)}});
}

}  // namespace

absl::Status CheckIdentifier(absl::string_view field, absl::string_view value) {
  if (value.empty()) return Missing(field);
  return CheckOptionalIdentifier(field, value);
}

absl::Status CheckOptionalIdentifier(absl::string_view field, absl::string_view value) {
  if (absl::Status status = CheckLength(field, value, kIdentifierBytesMax); !status.ok()) {
    return status;
  }
  for (const char c : value) {
    if (IsControl(c)) {
      return Invalid(
          "BAD_CHARACTERS", field,
          absl::StrCat("the field ", field, " has a control character; an identifier has none"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckText(absl::string_view field, absl::string_view value) {
  if (value.empty()) return Missing(field);
  return CheckOptionalText(field, value);
}

absl::Status CheckOptionalText(absl::string_view field, absl::string_view value) {
  if (absl::Status status = CheckLength(field, value, kTextBytesMax); !status.ok()) return status;
  for (const char c : value) {
    if (IsControl(c) && c != '\n' && c != '\r' && c != '\t') {
      return Invalid("BAD_CHARACTERS", field,
                     absl::StrCat("the field ", field, " has a control character; remove it"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCount(absl::string_view field, int count) {
  if (count <= kListMax) return absl::OkStatus();
  return Invalid("LIST_TOO_LONG", field,
                 absl::StrCat("the field ", field, " has ", count, " entries, limit ", kListMax,
                              "; shorten it"),
                 {{"entries", absl::StrCat(count)}, {"limit", absl::StrCat(kListMax)}});
}

absl::Status CheckDate(absl::string_view field, const google::type::Date& date) {
  if (IsAbsent(date)) return Missing(field);
  if (!IsRealDate(date)) {
    return Invalid("BAD_DATE", field,
                   absl::StrCat("the field ", field, " is no date (year ", date.year(), ", month ",
                                date.month(), ", day ", date.day(), ")"));
  }
  if (date.year() < kYearMin || date.year() > kYearMax) {
    return Invalid("DATE_OUT_OF_RANGE", field,
                   absl::StrCat("the field ", field, " is ", ToIso(FromProto(date)),
                                "; dates lie in ", kYearMin, " to ", kYearMax),
                   {{"year", absl::StrCat(date.year())},
                    {"year_min", absl::StrCat(kYearMin)},
                    {"year_max", absl::StrCat(kYearMax)}});
  }
  return absl::OkStatus();
}

absl::Status CheckOptionalDate(absl::string_view field, const google::type::Date& date) {
  return IsAbsent(date) ? absl::OkStatus() : CheckDate(field, date);
}

absl::Status CheckOrder(absl::string_view field, const google::type::Date& from,
                        const google::type::Date& until) {
  if (UntilFromProto(until) >= FromProto(from)) return absl::OkStatus();
  return Invalid("END_BEFORE_START", field,
                 absl::StrCat("the end ", ToIso(FromProto(until)), " lies before the start ",
                              ToIso(FromProto(from)), "; ", field, " is the first day after"),
                 {{"from", ToIso(FromProto(from))}, {"until", ToIso(FromProto(until))}});
}

absl::Status CheckTimestamp(absl::string_view field, bool present,
                            const google::protobuf::Timestamp& timestamp) {
  if (!present) return Missing(field);
  if (timestamp.nanos() < 0 || timestamp.nanos() > 999'999'999) {
    return Invalid("BAD_TIMESTAMP", field,
                   absl::StrCat("the field ", field, " has ", timestamp.nanos(),
                                " nanoseconds; limit 0 to 999999999"));
  }
  const absl::Time instant = FromProtoTime(timestamp);
  const absl::CivilDay day = absl::ToCivilDay(instant, absl::UTCTimeZone());
  if (day.year() < kYearMin || day.year() > kYearMax) {
    return Invalid("DATE_OUT_OF_RANGE", field,
                   absl::StrCat("the field ", field, " lies in the year ", day.year(),
                                "; instants lie in ", kYearMin, " to ", kYearMax),
                   {{"year", absl::StrCat(day.year())},
                    {"year_min", absl::StrCat(kYearMin)},
                    {"year_max", absl::StrCat(kYearMax)}});
  }
  return absl::OkStatus();
}

absl::Status CheckHash(absl::string_view field, absl::string_view value) {
  if (value.empty()) return Missing(field);
  return CheckOptionalHash(field, value);
}

absl::Status CheckOptionalHash(absl::string_view field, absl::string_view value) {
  if (value.empty() || value.size() == kHashBytes) return absl::OkStatus();
  return Invalid("BAD_HASH", field,
                 absl::StrCat("the field ", field, " has ", value.size(), " bytes; a SHA-256 has ",
                              kHashBytes),
                 {{"bytes", absl::StrCat(value.size())}});
}

absl::Status UnknownEnum(absl::string_view field, int value) {
  if (value == 0) return Missing(field);
  return Invalid("UNKNOWN_ENUM_VALUE", field,
                 absl::StrCat("the field ", field, " has the value ", value,
                              ", which has no meaning; use a named value"),
                 {{"value", absl::StrCat(value)}});
}

absl::Time FromProtoTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace logboek::domain
