// A list that somebody imports: read as a spreadsheet wrote it, written as we do and read again,
// and made into commands of every kind.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/csv_file.h"
#include "clients/cli/data_table.h"
#include "clients/cli/import_fields.h"
#include "services/domain/fields.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

using cli::CsvFile;
using cli::CsvRow;
using cli::ImportKind;

// Text that looks like a formula, as our own files for Excel have it.
std::string Line(std::vector<std::string> cells) {
  for (std::string& cell : cells) {
    CHECK(cell == absl::StripAsciiWhitespace(cell));
    if (!cell.empty() && absl::string_view("=+-@").find(cell[0]) != absl::string_view::npos) {
      cell.insert(0, "'");
    }
  }
  return cli::CsvLine(cells);
}

void CheckSame(const CsvRow& a, const CsvRow& b) {
  CHECK(!a.cells.empty() && !a.cells.back().empty());
  CHECK(a.cells == b.cells);
}

void CheckWrittenAgain(const CsvFile& file) {
  std::string text = absl::StrCat("\xEF\xBB\xBFsep=,\r\n", Line(file.header.cells));
  for (const CsvRow& row : file.rows) text += Line(row.cells);
  const auto again = cli::ReadCsv(text);
  CHECK(again.ok());
  CHECK(again->separator == ',');
  CHECK_EQ(again->encoding, "UTF-8");
  CHECK_EQ(again->rows.size(), file.rows.size());
  CheckSame(file.header, again->header);
  for (size_t i = 0; i < file.rows.size(); ++i) CheckSame(file.rows[i], again->rows[i]);
}

absl::StatusOr<std::string> PracticeHolding(const std::string& agb) {
  if (agb != "01000000") return absl::StrCat("practice-", agb);
  return base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PRACTICE", "nobody holds it");
}

void CheckCommands(ImportKind kind, const CsvRow& row, const cli::ImportMapping& mapping) {
  const auto values = mapping.ValuesOf(row);
  if (!values.ok()) return CheckRefused(values.status(), "TOO_MANY_CELLS");
  const auto commands = cli::CommandsOf(kind, *values, "csv", PracticeHolding);
  if (!commands.ok()) return CheckRefused(commands.status());
  CHECK(!commands->empty());
  for (const command::v1::Command& command : *commands) {
    CHECK_EQ(command.source(), "csv");
    CHECK(!command.source_id().empty());
    CHECK(command.source_id().size() <= domain::kIdentifierBytesMax);
    CHECK(command.kind_case() != command::v1::Command::KIND_NOT_SET);
    CheckTravels(command);
  }
}

void CheckImport(const CsvFile& file, ImportKind kind) {
  auto mapping = cli::ImportMapping::Make(kind, file.header, {}, {});
  if (!mapping.ok()) {
    CheckRefused(mapping.status(), "FIELD_NOT_MAPPED");
    std::vector<std::string> sets;
    for (const std::string& field : cli::ImportFields(kind)) sets.push_back(field + "=2026-01-01");
    mapping = cli::ImportMapping::Make(kind, file.header, {}, sets);
  }
  for (const CsvRow& row : file.rows) CheckCommands(kind, row, *mapping);
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const auto file = cli::ReadCsv(fuzz::ToText(data, size));
  if (!file.ok()) {
    fuzz::CheckRefused(file.status());
    return 0;
  }
  CHECK(absl::string_view("\"\r\n ").find(file->separator) == absl::string_view::npos);
  fuzz::CheckWrittenAgain(*file);
  for (size_t kind = 0; kind < cli::ImportKinds().size(); ++kind) {
    fuzz::CheckImport(*file, static_cast<cli::ImportKind>(kind));
  }
  return 0;
}
