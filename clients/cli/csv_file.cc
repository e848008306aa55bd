#include "clients/cli/csv_file.h"

#include <iconv.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/line_reader.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

constexpr absl::string_view kUtf16Mark = "\xFF\xFE";

absl::Status Bad(absl::string_view reason, absl::string_view message, uint64_t line = 0) {
  std::map<std::string, std::string> metadata;
  if (line > 0) metadata["line"] = absl::StrCat(line);
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message, metadata);
}

// The text in UTF-8, or where it went wrong.
absl::StatusOr<std::string> Convert(absl::string_view bytes, const char* from) {
  const iconv_t converter = iconv_open("UTF-8", from);
  CHECK(converter != reinterpret_cast<iconv_t>(-1), "glibc knows the encodings of Windows");
  std::string text(bytes.size() * 3 + 4, '\0');
  // iconv only reads its input.
  char* in = const_cast<char*>(bytes.data());
  size_t in_left = bytes.size();
  char* out = text.data();
  size_t out_left = text.size();
  const bool whole = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  if (!whole) {
    const auto line =
        1 + static_cast<uint64_t>(std::count(bytes.data(), static_cast<const char*>(in), '\n'));
    return Bad("BAD_ENCODING",
               absl::StrCat("line ", line, " has a byte that is no sign of ", from,
                            "; save the file as \"CSV UTF-8\""),
               line);
  }
  text.resize(text.size() - out_left);
  return text;
}

struct Decoded {
  std::string text;
  std::string encoding;
};

absl::StatusOr<Decoded> Decode(absl::string_view bytes) {
  if (absl::ConsumePrefix(&bytes, kByteOrderMark)) {
    ASSIGN_OR_RETURN(std::string text, Convert(bytes, "UTF-8"));
    return Decoded{std::move(text), "UTF-8"};
  }
  if (absl::ConsumePrefix(&bytes, kUtf16Mark)) {
    ASSIGN_OR_RETURN(std::string text, Convert(bytes, "UTF-16LE"));
    return Decoded{std::move(text), "UTF-16LE"};
  }
  // Hardly any text of Windows-1252 with an accent in it is UTF-8 by accident.
  if (absl::StatusOr<std::string> text = Convert(bytes, "UTF-8"); text.ok()) {
    return Decoded{*std::move(text), "UTF-8"};
  }
  ASSIGN_OR_RETURN(std::string text, Convert(bytes, "WINDOWS-1252"));
  return Decoded{std::move(text), "WINDOWS-1252"};
}

// Of the first line with anything on it, outside quotes; a semicolon when there is none.
char SeparatorOf(absl::string_view text) {
  size_t counts[3] = {};
  constexpr absl::string_view kSeparators = ";,\t";
  bool quoted = false;
  bool anything = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if ((c == '\n' || c == '\r') && anything) break;
    anything = anything || !absl::ascii_isspace(static_cast<unsigned char>(c));
    const size_t which = kSeparators.find(c);
    if (which != absl::string_view::npos) ++counts[which];
  }
  return kSeparators[static_cast<size_t>(std::max_element(counts, counts + 3) - counts)];
}

// What cannot be part of a quote, a word or the end of a line.
bool IsSeparator(char c) {
  return c == '\t' || (absl::ascii_ispunct(static_cast<unsigned char>(c)) && c != '"');
}

// "sep=;" on a line of its own is for Excel and no row.
bool TakeSeparatorLine(absl::string_view* text, char* separator) {
  absl::string_view rest = *text;
  if (!absl::ConsumePrefix(&rest, "sep=") || rest.empty() || !IsSeparator(rest[0])) return false;
  *separator = rest[0];
  rest.remove_prefix(1);
  absl::ConsumePrefix(&rest, "\r");
  if (!absl::ConsumePrefix(&rest, "\n")) return false;
  *text = rest;
  return true;
}

std::string Cleaned(absl::string_view cell) {
  cell = absl::StripAsciiWhitespace(cell);
  if (cell.size() >= 3 && absl::StartsWith(cell, "=\"") && absl::EndsWith(cell, "\"")) {
    cell = absl::StripAsciiWhitespace(cell.substr(2, cell.size() - 3));
  }
  // As our own files for Excel keep text from being a formula.
  if (cell.size() >= 2 && cell[0] == '\'' && absl::string_view("=+-@").find(cell[1]) != cell.npos) {
    cell.remove_prefix(1);
  }
  return std::string(cell);
}

class Parser {
 public:
  Parser(absl::string_view text, char separator, uint64_t line)
      : text_(text), separator_(separator), line_(line) {}

  bool done() const { return at_ >= text_.size(); }

  absl::StatusOr<CsvRow> Row() {
    CsvRow row{.line = line_};
    bool more = true;
    while (more) {
      ASSIGN_OR_RETURN(const std::string cell, Cell());
      row.cells.push_back(Cleaned(cell));
      more = !done() && text_[at_] == separator_;
      if (more) ++at_;
    }
    EndLine();
    while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
    return row;
  }

 private:
  absl::StatusOr<std::string> Cell() {
    std::string cell;
    if (!done() && text_[at_] == '"') RETURN_IF_ERROR(TakeQuoted(&cell));
    // What stands behind the closing quote, or all of a cell without quotes.
    while (!done() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') {
      cell.push_back(text_[at_++]);
    }
    return cell;
  }

  absl::Status TakeQuoted(std::string* cell) {
    const uint64_t opened_on = line_;
    ++at_;
    while (!done()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell->push_back(c);
      } else if (!done() && text_[at_] == '"') {
        cell->push_back('"');
        ++at_;
      } else {
        return absl::OkStatus();
      }
    }
    return Bad("UNCLOSED_QUOTE",
               absl::StrCat("the quote opened on line ", opened_on,
                            " is never closed; close it, or write it twice if it is text"),
               opened_on);
  }

  void EndLine() {
    if (!done() && text_[at_] == '\r') ++at_;
    if (!done() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  const absl::string_view text_;
  const char separator_;
  size_t at_ = 0;
  uint64_t line_;
};

}  // namespace

absl::StatusOr<CsvFile> ReadCsv(absl::string_view bytes) {
  ASSIGN_OR_RETURN(const Decoded decoded, Decode(bytes));
  absl::string_view text = decoded.text;
  CsvFile file{.encoding = decoded.encoding};
  const bool named = TakeSeparatorLine(&text, &file.separator);
  if (!named) file.separator = SeparatorOf(text);
  Parser parser(text, file.separator, named ? 2 : 1);
  while (!parser.done()) {
    ASSIGN_OR_RETURN(CsvRow row, parser.Row());
    if (row.cells.empty()) continue;
    if (file.header.cells.empty()) {
      file.header = std::move(row);
    } else {
      file.rows.push_back(std::move(row));
    }
  }
  if (file.rows.empty()) {
    return Bad("EMPTY_FILE", "the file has no row below a header; the first row names the columns");
  }
  return file;
}

}  // namespace logboek::cli
