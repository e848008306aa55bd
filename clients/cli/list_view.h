// The rows of any list, shown by the names of their fields.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "google/protobuf/message.h"

namespace logboek::cli {

// A field of the row, and the text for the head of its column. A list is joined, a date or an enum
// written out; a field inside a message is named "outer.inner".
struct ListColumn {
  absl::string_view field;
  absl::string_view title;
  // May be shortened when the terminal is too narrow.
  bool flexible = false;
};

// Shows a response with `rows`, and where it has them `at` and `position`, in the output asked for.
void ShowList(const Context& context, const google::protobuf::Message& response,
              const std::vector<ListColumn>& columns);

// The value of a field in words; empty when the field is not set, or there is no such field.
std::string FieldWords(const Texts& texts, const google::protobuf::Message& message,
                       absl::string_view field);

// Every field of the message that says something, "name: value" behind each other, for people; a
// hash by its first digits, other bytes by their number.
std::string FieldsInWords(const Texts& texts, const google::protobuf::Message& message);

}  // namespace logboek::cli
