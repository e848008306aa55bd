// Tables for other programs and for spreadsheets: typed columns, in the form that was asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/context.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "logboek/v1/common.pb.h"

namespace logboek::cli {

enum class Kind {
  kText,
  // An identifier, such as an AGB code: text, whatever it looks like.
  kCode,
  // One or more values of an enum.
  kWord,
  kNumber,
  kDate,
  kInstant,
  kShare,
  kYesNo,
};

struct DataColumn {
  // For programs, the same in every language.
  std::string name;
  Kind kind = Kind::kText;
  // Its title for people, a text; empty = "data.<name>".
  std::string title = {};
};

std::string TitleOf(const Texts& texts, const DataColumn& column);

struct Share {
  uint64_t numerator = 0;
  uint64_t denominator = 0;
};

// A value of an enum: its name for programs, its word for people.
struct WordValue {
  std::string slug;
  std::string word;
};

// A number that may lie below zero.
struct Signed {
  int64_t number = 0;
};

// One cell; std::monostate and absent dates and instants are empty, as is a share of nothing.
using Value = std::variant<std::monostate, std::string, WordValue, uint64_t, google::type::Date,
                           google::protobuf::Timestamp, Share, bool, Signed>;

template <typename E>
Value WordOf(const Texts& texts, E value) {
  return WordValue{Slug(value), texts.Word(value)};
}
// The values of a repeated enum field.
template <typename E, typename Numbers>
Value WordsOf(const Texts& texts, const Numbers& numbers) {
  WordValue words;
  for (const int number : numbers) {
    const E value = static_cast<E>(number);
    absl::StrAppend(&words.slug, words.slug.empty() ? "" : " ", Slug(value));
    absl::StrAppend(&words.word, words.word.empty() ? "" : ", ", texts.Word(value));
  }
  return words;
}
inline Value NumberIf(bool there, uint64_t number) { return there ? Value(number) : Value(); }
// For people: "·" is what the server does not show.
inline std::string NumberTextIf(bool there, uint64_t number) {
  return there ? absl::StrCat(number) : "·";
}

using DataRow = std::vector<Value>;

struct DataTable {
  // Of the sheet; a text for people.
  std::string title;
  std::vector<DataColumn> columns;
  std::vector<DataRow> rows;
};

// What an answer rests on. Empty parts are left out.
struct Provenance {
  google::type::Date at;
  // Not set: everything known now.
  v1::AsKnown known;
  uint64_t position = 0;
  // "plan version", each once.
  std::vector<std::string> plans;
};

// One row after the other to the answer's stream.
class DataWriter {
 public:
  virtual ~DataWriter() = default;

  // As many cells as there are columns.
  virtual void Add(const DataRow& row) = 0;

  // The last call. RESOURCE_EXHAUSTED, TOO_MANY_ROWS: a sheet has no room for all; INTERNAL,
  // SHEET_NOT_WRITTEN. What a stream cannot take shows on the stream.
  virtual absl::Status Finish(const Provenance& provenance) = 0;
};

// csv: RFC 4180, names of columns and values for programs, ISO dates, nothing added. excel-csv: as
// a Dutch Excel opens it: UTF-8 with mark, semicolons, CR LF, decimal comma, dd-mm-yyyy, titles and
// words for people; text that begins like a formula (= + - @, tab, carriage return) gets a '
// before it. xlsx: codes as text, real dates, frozen header, filter, and a second sheet with the
// provenance. The context must outlive the writer; its output is one of the three.
std::unique_ptr<DataWriter> StartData(const Context& context, const std::string& title,
                                      std::vector<DataColumn> columns);

// The whole table; what to exit with.
int ShowData(const Context& context, const DataTable& table, const Provenance& provenance);

// Finishes, and tells what went wrong; what to exit with.
int FinishData(const Context& context, DataWriter* writer, const Provenance& provenance);

// The same for people on a terminal: numbers to the right, texts flexible.
Table ToTable(const Texts& texts, const DataTable& table);

// The same as one JSON array with an object for each row, values as for programs; empty ones are
// left out. For tables that no message of the server has.
std::string ToJsonText(const DataTable& table);

// A cell as it stands in a file for programs, and as people read it ("2/3" as "66,7%").
std::string ForPrograms(const Value& value);
std::string ForPeople(const Texts& texts, const Value& value);

// The provenance as name and value, in the user's language: what the second sheet shows.
std::vector<std::pair<std::string, std::string>> ProvenanceRows(const Context& context,
                                                                const Provenance& provenance);

// One record of RFC 4180 with its CR LF.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace logboek::cli
