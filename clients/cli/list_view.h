// The rows of any list, shown by the names of their fields.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "clients/cli/data_table.h"
#include "google/protobuf/message.h"
#include "logboek/v1/common.pb.h"

namespace logboek::cli {

// A field of the row, and the text for the head of its column. A list is joined, a date or an enum
// written out; a field inside a message, or inside each message of a list, is named "outer.inner".
struct ListColumn {
  std::string field;
  const char* title;
  // May be shortened when the terminal is too narrow.
  bool flexible = false;
};

// What a table for programs and spreadsheets is made of.
struct ListTable {
  // The field of the response that holds the rows.
  absl::string_view rows = "rows";
  std::vector<ListColumn> columns;
  // What was asked to be known.
  v1::AsKnown known = {};
};

// The rows of the response as csv, excel-csv or xlsx, whichever is asked for, with its `at` and
// `position` where it has them; what to exit with.
int ShowRows(const Context& context, const google::protobuf::Message& response,
             const ListTable& table);

// The rows for people, under the titles of their columns; empty when there are none.
std::string RowsTable(const Context& context, const google::protobuf::Message& response,
                      const ListTable& table);

// As ShowRows, and for people a table or JSON.
int ShowList(const Context& context, const google::protobuf::Message& response,
             const ListTable& table);

// The same table without the columns in which no row says anything.
ListTable Filled(const Texts& texts, const google::protobuf::Message& response,
                 const ListTable& table);

// One cell of such a table.
struct ListField {
  // From 1.
  uint64_t row = 0;
  // The column's, for programs and for people.
  std::string name;
  std::string title;
  WordValue value;
};

// Every cell that says something, row by row: for tables that have no columns in common.
std::vector<ListField> FieldsOf(const Texts& texts, const google::protobuf::Message& response,
                                const ListTable& table);

// The value of a field in words; empty when the field is not set, or there is no such field.
std::string FieldWords(const Texts& texts, const google::protobuf::Message& message,
                       absl::string_view field);

// Every field of the message that says something, "name: value" behind each other, for people; a
// hash by its first digits, other bytes by their number.
std::string FieldsInWords(const Texts& texts, const google::protobuf::Message& message);

}  // namespace logboek::cli
