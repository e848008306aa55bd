#include "services/api/requests.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "logboek/regioplan/v1/plan.pb.h"
#include "services/domain/dates.h"
#include "services/domain/fields.h"
#include "services/rpc/token.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int32_t kPageSizeDefault = 100;
constexpr int32_t kPageSizeMax = 1000;
constexpr int kYearMin = domain::kYearMin;
constexpr int kYearMax = domain::kYearMax;
// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the bounds of google.protobuf.Timestamp.
constexpr int64_t kTimestampSecondsMin = -62135596800;
constexpr int64_t kTimestampSecondsMax = 253402300799;

absl::Status CheckDate(absl::string_view path, const google::type::Date& date) {
  if (domain::IsAbsent(date)) return absl::OkStatus();
  const std::string text = absl::StrCat(date.year(), "-", date.month(), "-", date.day());
  if (domain::IsRealDate(date)) {
    if (date.year() >= kYearMin && date.year() <= kYearMax) return absl::OkStatus();
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "DATE_OUT_OF_RANGE",
        absl::StrCat("field ", path, ": ", text, " is out of range; dates lie in ", kYearMin,
                     " to ", kYearMax),
        {{"field", std::string(path)},
         {"year", absl::StrCat(date.year())},
         {"year_min", absl::StrCat(kYearMin)},
         {"year_max", absl::StrCat(kYearMax)}});
  }
  return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_DATE",
                         absl::StrCat("field ", path, ": ", text,
                                      " is not a day of the calendar; give year, month and day"),
                         {{"field", std::string(path)}, {"value", text}});
}

absl::Status CheckEnum(absl::string_view path, const FieldDescriptor& field, int number) {
  if (field.enum_type()->FindValueByNumber(number) != nullptr) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "UNKNOWN_ENUM_VALUE",
      absl::StrCat("field ", path, ": this server knows no ", field.enum_type()->name(), " number ",
                   number, "; use one of its schema"),
      {{"field", std::string(path)}, {"value", absl::StrCat(number)}});
}

absl::Status CheckSize(const Message& message) {
  const size_t bytes = message.ByteSizeLong();
  if (bytes <= kMessageBytesMax) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
      absl::StrCat("the message has ", bytes, " bytes, limit ", kMessageBytesMax,
                   "; shorten it or split it"),
      {{"bytes", absl::StrCat(bytes)}, {"limit", absl::StrCat(kMessageBytesMax)}});
}

absl::Status CheckMessage(absl::string_view prefix, const Message& message);

// `index` is -1 for a field that is not repeated.
absl::Status CheckValue(absl::string_view prefix, const Message& message,
                        const FieldDescriptor& field, int index) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  const std::string path = absl::StrCat(prefix, prefix.empty() ? "" : ".", field.name(),
                                        index < 0 ? std::string() : absl::StrCat("[", index, "]"));
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return CheckEnum(path, field,
                     index < 0 ? reflection.GetEnumValue(message, &field)
                               : reflection.GetRepeatedEnumValue(message, &field, index));
  }
  const Message& inner = index < 0 ? reflection.GetMessage(message, &field)
                                   : reflection.GetRepeatedMessage(message, &field, index);
  if (inner.GetDescriptor() == google::type::Date::descriptor()) {
    return CheckDate(path, static_cast<const google::type::Date&>(inner));
  }
  if (inner.GetDescriptor() == regioplan::v1::RegionPlan::descriptor()) return absl::OkStatus();
  return CheckMessage(path, inner);
}

absl::Status CheckMessage(absl::string_view prefix, const Message& message) {
  const google::protobuf::Descriptor& descriptor = *message.GetDescriptor();
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM &&
        field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    if (field.is_repeated()) {
      const int size = reflection.FieldSize(message, &field);
      for (int index = 0; index < size; ++index) {
        RETURN_IF_ERROR(CheckValue(prefix, message, field, index));
      }
    } else if (reflection.HasField(message, &field)) {
      RETURN_IF_ERROR(CheckValue(prefix, message, field, -1));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MissingField(absl::string_view field) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "MISSING_FIELD",
                         absl::StrCat("field ", field, " is required and was not given"),
                         {{"field", std::string(field)}});
}

absl::Status Require(absl::string_view field, absl::string_view value) {
  return value.empty() ? MissingField(field) : domain::CheckIdentifier(field, value);
}

absl::Status CheckFields(const Message& request) {
  RETURN_IF_ERROR(CheckSize(request));
  return CheckMessage("", request);
}

absl::Status CheckCommand(const command::v1::Command& command) {
  RETURN_IF_ERROR(CheckSize(command));
  RETURN_IF_ERROR(Require("command.source", command.source()));
  RETURN_IF_ERROR(Require("command.source_id", command.source_id()));
  if (command.kind_case() == command::v1::Command::KIND_NOT_SET)
    return MissingField("command.kind");
  return CheckMessage("command", command);
}

std::optional<absl::CivilDay> DateOf(const google::type::Date& date) {
  if (domain::IsAbsent(date)) return std::nullopt;
  return domain::FromProto(date);
}

absl::StatusOr<queries::AsKnown> KnownOf(const v1::AsKnown& known) {
  queries::AsKnown parsed;
  if (known.has_position()) parsed.position = known.position();
  if (!known.has_time()) return parsed;
  const google::protobuf::Timestamp& time = known.time();
  if (time.seconds() < kTimestampSecondsMin || time.seconds() > kTimestampSecondsMax ||
      time.nanos() < 0 || time.nanos() > 999'999'999) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_TIMESTAMP",
                           "field known.time is not an instant of the years 1 to 9999",
                           {{"field", "known.time"}});
  }
  parsed.time = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  return parsed;
}

absl::StatusOr<size_t> PageSizeOf(int32_t page_size) {
  if (page_size < 0) {
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_PAGE_SIZE",
        absl::StrCat("page_size ", page_size, " is negative; give 1 to ", kPageSizeMax,
                     ", or 0 for ", kPageSizeDefault),
        {{"page_size", absl::StrCat(page_size)}, {"limit", absl::StrCat(kPageSizeMax)}});
  }
  return static_cast<size_t>(page_size == 0 ? kPageSizeDefault : std::min(page_size, kPageSizeMax));
}

absl::Status CheckFresh(const Backend& backend, absl::string_view token) {
  return rpc::CheckToken(token, backend.store_id, backend.registrar->position());
}

}  // namespace logboek::api
