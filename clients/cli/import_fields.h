// From the columns of somebody's list to the fields of commands.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clients/cli/csv_file.h"
#include "logboek/command/v1/command.pb.h"

namespace logboek::cli {

enum class ImportKind { kAttendance, kEnrolments, kStaff, kCompletions };

// "attendance", "enrolments", "staff", "completions", in the order of ImportKind.
const std::vector<std::string>& ImportKinds();

// The fields that a list of this kind can have, in order.
std::vector<std::string> ImportFields(ImportKind kind);

// Which column a field stands in, or the value it has in every row.
class ImportMapping {
 public:
  // `maps` are "column=field", a column by its title or its number from 1; `sets` are
  // "field=value". A column whose title is known to mean a field is found by itself, unless the
  // field has a value already. INVALID_ARGUMENT: BAD_MAPPING, UNKNOWN_FIELD, UNKNOWN_COLUMN;
  // FIELD_NOT_MAPPED, a field that every row needs has neither.
  static absl::StatusOr<ImportMapping> Make(ImportKind kind, const CsvRow& header,
                                            const std::vector<std::string>& maps,
                                            const std::vector<std::string>& sets);

  // The values of a row by field; empty ones are left out. INVALID_ARGUMENT, TOO_MANY_CELLS: the
  // row is wider than the header.
  absl::StatusOr<std::map<std::string, std::string>> ValuesOf(const CsvRow& row) const;

  // Titles of columns that no field takes.
  const std::vector<std::string>& unused() const { return unused_; }

 private:
  void FindColumns(ImportKind kind, const CsvRow& header);

  size_t width_ = 0;
  std::map<std::string, size_t> columns_;
  std::map<std::string, std::string> fixed_;
  std::vector<std::string> unused_;
};

// The id of the practice that holds an AGB code.
using FindPractice = std::function<absl::StatusOr<std::string>(const std::string& agb)>;

// The commands that a row becomes, in order; each one's source_id derives from the values that say
// what the row is about, so the same row twice is the same command. INVALID_ARGUMENT:
// MISSING_VALUE, BAD_DATE, UNKNOWN_WORD, BAD_AGB; AGB_WITHOUT_ZERO, a spreadsheet took the zero in
// front away. Else what `find` answers.
absl::StatusOr<std::vector<command::v1::Command>> CommandsOf(
    ImportKind kind, const std::map<std::string, std::string>& values, const std::string& source,
    const FindPractice& find);

}  // namespace logboek::cli
