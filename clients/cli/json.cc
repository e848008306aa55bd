#include "clients/cli/json.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "storage/base/check.h"

namespace logboek::cli {
namespace {

struct PrintOptions {
  bool pretty = false;
  bool all_fields = true;
};

std::string Print(const google::protobuf::Message& message, const PrintOptions& wanted) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = wanted.pretty;
  options.always_print_primitive_fields = wanted.all_fields;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  // Fails only for an Any of a type this program does not know; its bytes say nothing to a reader
  // either.
  if (!status.ok()) return "{}";
  return std::string(absl::StripTrailingAsciiWhitespace(text));
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) {
  return Print(message, {.pretty = false, .all_fields = true});
}

std::string ToPrettyJson(const google::protobuf::Message& message) {
  return Print(message, {.pretty = true, .all_fields = true});
}

std::string ToShortJson(const google::protobuf::Message& message) {
  return Print(message, {.pretty = false, .all_fields = false});
}

absl::Status FromJson(absl::string_view text, google::protobuf::Message* message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), message, options);
  if (status.ok()) return absl::OkStatus();
  // The parser begins with the field, if there is one, and a colon; below its message it repeats
  // what it read.
  const std::string whole(status.message().data(), status.message().size());
  const std::vector<std::string> lines = absl::StrSplit(whole, '\n');
  absl::string_view reason = absl::StripAsciiWhitespace(lines.front());
  absl::ConsumePrefix(&reason, ": ");
  return absl::InvalidArgumentError(reason);
}

const google::protobuf::Message* PayloadOf(const event::v1::Event& event) {
  const auto* const oneof = event::v1::Event::descriptor()->oneof_decl(0);
  const auto* const field = event.GetReflection()->GetOneofFieldDescriptor(event, oneof);
  return field == nullptr ? nullptr : &event.GetReflection()->GetMessage(event, field);
}

}  // namespace logboek::cli
