// Tables for people, on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace logboek::cli {

// Columns of a terminal that UTF-8 text takes: 2 for wide East Asian signs and most emoji, 0 for
// combining marks. A broken byte takes 1.
size_t DisplayWidth(absl::string_view text);

// Text without what could steer a terminal: control characters become a space.
std::string Printable(absl::string_view text);

// To at most `width` columns, the last one "…" when something was cut.
std::string Shorten(absl::string_view text, size_t width);

// Filled up with spaces to `width` columns; longer text stays as it is.
std::string PadRight(absl::string_view text, size_t width);
std::string PadLeft(absl::string_view text, size_t width);

enum class Tone { kPlain, kGood, kWarning, kBad, kDim, kBold };

// Text in a colour when `colour`, else as it is.
std::string Paint(absl::string_view text, Tone tone, bool colour);

struct Cell {
  // Implicit, so that a row is written as its texts.
  Cell(std::string text, Tone tone = Tone::kPlain)  // NOLINT(google-explicit-constructor)
      : text(std::move(text)), tone(tone) {}
  Cell(const char* text) : text(text) {}  // NOLINT(google-explicit-constructor)
  std::string text;
  Tone tone = Tone::kPlain;
};

struct Column {
  std::string title;
  bool right = false;
  // May be shortened when the terminal is too narrow.
  bool flexible = false;
  // The title may be broken at its spaces over several lines.
  bool wrap_title = false;
};

struct Style {
  // Of the terminal; 0 = as wide as need be.
  size_t width = 0;
  bool colour = false;
  size_t indent = 0;
};

// Rows under titles, columns as wide as their content, two spaces between them.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void Add(std::vector<Cell> cells);
  bool empty() const { return rows_.empty(); }

  // What Render would need at least, flexible columns not shortened.
  size_t NaturalWidth() const;

  // When the table is too wide even so, it comes in blocks of columns that each repeat the first
  // `fixed` columns. Ends with a line feed.
  std::string Render(const Style& style, size_t fixed = 1) const;

 private:
  std::vector<size_t> Widths() const;
  std::vector<size_t> Fit(std::vector<size_t> widths, size_t available) const;
  std::vector<size_t> RoomInBlocks(std::vector<size_t> widths) const;
  std::vector<std::vector<size_t>> Blocks(const std::vector<size_t>& widths, size_t available,
                                          size_t fixed) const;
  std::string RenderBlock(const std::vector<size_t>& block, const std::vector<size_t>& widths,
                          const Style& style) const;
  std::string Line(const std::vector<size_t>& block, const std::vector<size_t>& widths,
                   const std::vector<Cell>& cells, const Style& style) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace logboek::cli
