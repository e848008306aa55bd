// Checks of single fields, the same for every command: what, which limit, how to mend it.
//
// Reasons: MISSING_FIELD, TEXT_TOO_LONG, BAD_CHARACTERS, BAD_DATE, DATE_OUT_OF_RANGE,
// BAD_TIMESTAMP, UNKNOWN_ENUM_VALUE, END_BEFORE_START, LIST_TOO_LONG, BAD_HASH; all
// INVALID_ARGUMENT, with the field in the metadata.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "storage/base/error.h"

namespace logboek::domain {

inline constexpr size_t kIdentifierBytesMax = 128;
inline constexpr size_t kTextBytesMax = 4096;
inline constexpr int kListMax = 1000;
inline constexpr int kYearMin = 2000;
inline constexpr int kYearMax = 2100;
inline constexpr size_t kHashBytes = 32;

// 1 to 128 bytes of UTF-8 without control characters.
absl::Status CheckIdentifier(absl::string_view field, absl::string_view value);

// As CheckIdentifier; empty is allowed.
absl::Status CheckOptionalIdentifier(absl::string_view field, absl::string_view value);

// 1 byte to 4 KiB of text; line breaks are allowed.
absl::Status CheckText(absl::string_view field, absl::string_view value);

// As CheckText; empty is allowed.
absl::Status CheckOptionalText(absl::string_view field, absl::string_view value);

// A list has at most kListMax entries.
absl::Status CheckCount(absl::string_view field, int count);

// A real date between 2000 and 2100.
absl::Status CheckDate(absl::string_view field, const google::type::Date& date);

// As CheckDate; absent is allowed.
absl::Status CheckOptionalDate(absl::string_view field, const google::type::Date& date);

// `until` is absent or not before `from`; both have been checked as dates.
absl::Status CheckOrder(absl::string_view field, const google::type::Date& from,
                        const google::type::Date& until);

// An instant between 2000 and 2100.
absl::Status CheckTimestamp(absl::string_view field, bool present,
                            const google::protobuf::Timestamp& timestamp);

// 32 bytes, a SHA-256.
absl::Status CheckHash(absl::string_view field, absl::string_view value);

// As CheckHash; empty is allowed.
absl::Status CheckOptionalHash(absl::string_view field, absl::string_view value);

absl::Status UnknownEnum(absl::string_view field, int value);

// A named value of the enum, not UNSPECIFIED. `is_valid` is protobuf's X_IsValid.
template <typename Enum>
absl::Status CheckEnum(absl::string_view field, Enum value, bool (*is_valid)(int)) {
  if (value == 0 || !is_valid(value)) return UnknownEnum(field, value);
  return absl::OkStatus();
}

absl::Time FromProtoTime(const google::protobuf::Timestamp& timestamp);

}  // namespace logboek::domain
