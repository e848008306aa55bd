// Dates and instants as people write and read them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "logboek/v1/common.pb.h"

namespace logboek::cli {

// "2026-04-01" or "01-04-2026"; INVALID_ARGUMENT when it is no day of 2000 to 2100.
absl::StatusOr<google::type::Date> ParseDate(absl::string_view text);

// A position ("4711"), a date (everything recorded up to the end of that day in Amsterdam) or an
// instant
// ("2026-04-01T12:00:00Z"); INVALID_ARGUMENT for anything else.
absl::StatusOr<v1::AsKnown> ParseKnownAt(absl::string_view text);

// yyyy-mm-dd; empty for an absent date.
std::string DateText(const google::type::Date& date);

// The day before an exclusive end, as people say it; empty for an absent date.
std::string LastDayText(const google::type::Date& until);

absl::Time ToTime(const google::protobuf::Timestamp& instant);

// Local time in Amsterdam, "2026-04-14 19:30" or with seconds; empty for an absent instant.
std::string MinuteText(const google::protobuf::Timestamp& instant);
std::string SecondText(const google::protobuf::Timestamp& instant);

// RFC 3339 in UTC, for programs; empty for an absent instant.
std::string InstantText(const google::protobuf::Timestamp& instant);

}  // namespace logboek::cli
