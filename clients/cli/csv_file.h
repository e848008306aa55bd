// Files of rows and columns as spreadsheets write them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::cli {

struct CsvRow {
  // Of its first line in the file, from 1.
  uint64_t line = 0;
  // UTF-8, without spaces around it; no cells at the end that are empty.
  std::vector<std::string> cells;
};

struct CsvFile {
  // ';', ',' or a tab, or another sign that the file names.
  char separator = ';';
  // "UTF-8", "WINDOWS-1252" or "UTF-16LE".
  std::string encoding;
  // The first row that is not empty.
  CsvRow header;
  // The rows below it; empty ones are left out.
  std::vector<CsvRow> rows;
};

// Reads a file's bytes: UTF-8 with or without mark, else UTF-16 with mark, else Windows-1252; the
// separator that the header has most of, unless a line "sep=;" before it names one (a tab or a sign
// that is no letter, digit or quote); quoted cells
// with separators, doubled quotes and line breaks in them. A cell ="01234567", which keeps a
// spreadsheet from counting with it, is the text 01234567. INVALID_ARGUMENT: BAD_ENCODING;
// UNCLOSED_QUOTE; EMPTY_FILE, without a header or a row.
absl::StatusOr<CsvFile> ReadCsv(absl::string_view bytes);

}  // namespace logboek::cli
