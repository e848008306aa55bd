// What is checked of every request before anybody looks at its meaning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/message.h"
#include "google/type/date.pb.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/common.pb.h"
#include "services/api/backend.h"
#include "services/queries/known.h"

namespace logboek::api {

// Of one request, of one command on a push stream, and of one answer.
inline constexpr size_t kMessageBytesMax = 4 << 20;

// INVALID_ARGUMENT, MISSING_FIELD, with the path of the field.
absl::Status MissingField(absl::string_view field);
// MISSING_FIELD when `value` is empty, else as domain::CheckIdentifier.
absl::Status Require(absl::string_view field, absl::string_view value);

// Looks at every field of the request, however deep, except inside a regional plan, whose mistakes
// are told by publishing it. RESOURCE_EXHAUSTED: MESSAGE_TOO_LARGE. INVALID_ARGUMENT:
// UNKNOWN_ENUM_VALUE, an enum number that this version does not know; BAD_DATE, a date that is
// neither absent nor real; DATE_OUT_OF_RANGE, one outside 2000 to 2100.
absl::Status CheckFields(const google::protobuf::Message& request);

// A command that may go on the queue: source, source_id and kind are there and CheckFields is
// content.
absl::Status CheckCommand(const command::v1::Command& command);

// Absent when the date is not set.
std::optional<absl::CivilDay> DateOf(const google::type::Date& date);

// INVALID_ARGUMENT, BAD_TIMESTAMP: an instant outside the years 1 to 9999.
absl::StatusOr<queries::AsKnown> KnownOf(const v1::AsKnown& known);

// The rows of a page: 100 when not said, at most 1,000. INVALID_ARGUMENT, BAD_PAGE_SIZE: negative.
absl::StatusOr<size_t> PageSizeOf(int32_t page_size);

// The store is at least as far as the token (rpc/token.h).
absl::Status CheckFresh(const Backend& backend, absl::string_view token);

}  // namespace logboek::api
