#include "clients/cli/table.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "storage/base/check.h"

namespace logboek::cli {
namespace {

constexpr size_t kGap = 2;
// Shorter says nothing any more.
constexpr size_t kFlexibleWidthMin = 8;
// Of a flexible column when the table comes in blocks, which have room again.
constexpr size_t kFlexibleWidthInBlocks = 24;
constexpr char kEllipsis[] = "…";

struct Range {
  uint32_t first;
  uint32_t last;
};

// Signs that take no column of their own.
constexpr Range kZeroWidth[] = {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x200B, 0x200F},
                                {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
                                {0xFEFF, 0xFEFF}};
// Signs that take two.
constexpr Range kDoubleWidth[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                  {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
                                  {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <size_t n>
bool IsIn(const Range (&ranges)[n], uint32_t sign) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [sign](const Range& r) { return sign >= r.first && sign <= r.last; });
}

size_t SignWidth(uint32_t sign) {
  if (IsIn(kZeroWidth, sign)) return 0;
  return IsIn(kDoubleWidth, sign) ? 2 : 1;
}

// Takes one sign off the front; a broken byte counts as itself.
uint32_t TakeSign(absl::string_view* text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>((*text)[i]); };
  const uint8_t lead = byte(0);
  const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  bool whole = lead < 0x80 || (lead >= 0xC2 && lead < 0xF5 && text->size() >= length);
  uint32_t sign = length == 1 ? lead : lead & (0xFF >> (length + 1));
  for (size_t i = 1; whole && i < length; ++i) {
    whole = (byte(i) & 0xC0) == 0x80;
    sign = (sign << 6) | (byte(i) & 0x3F);
  }
  text->remove_prefix(whole ? length : 1);
  return whole ? sign : 0xFFFD;
}

bool IsControl(uint32_t sign) { return sign < 0x20 || (sign >= 0x7F && sign < 0xA0); }

// Signs that would turn the direction of what follows on the line.
bool TurnsDirection(uint32_t sign) {
  return (sign >= 0x202A && sign <= 0x202E) || (sign >= 0x2066 && sign <= 0x2069);
}

const char* ToneStart(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kWarning:
      return "\x1b[33m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kDim:
      return "\x1b[2m";
    case Tone::kBold:
      return "\x1b[1m";
    case Tone::kPlain:
      break;
  }
  return "";
}

// The words of a title over lines of at most `width` columns.
std::vector<std::string> WrapWords(const std::string& title, size_t width) {
  std::vector<std::string> lines;
  for (absl::string_view word : absl::StrSplit(title, ' ')) {
    if (!lines.empty() && DisplayWidth(lines.back()) + 1 + DisplayWidth(word) <= width) {
      absl::StrAppend(&lines.back(), " ", word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

size_t LongestWord(const std::string& title) {
  size_t longest = 0;
  for (absl::string_view word : absl::StrSplit(title, ' ')) {
    longest = std::max(longest, DisplayWidth(word));
  }
  return longest;
}

}  // namespace

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) width += SignWidth(TakeSign(&text));
  return width;
}

std::string Printable(absl::string_view text) {
  std::string printable;
  while (!text.empty()) {
    const absl::string_view from = text;
    const uint32_t sign = TakeSign(&text);
    const absl::string_view bytes = from.substr(0, from.size() - text.size());
    if (IsControl(sign) || TurnsDirection(sign)) {
      printable.push_back(' ');
    } else if (sign == 0xFFFD) {
      printable.append("\xEF\xBF\xBD");
    } else {
      printable.append(bytes.data(), bytes.size());
    }
  }
  return printable;
}

std::string Shorten(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  absl::string_view rest = text;
  size_t taken = 0;
  while (!rest.empty()) {
    absl::string_view next = rest;
    const size_t sign_width = SignWidth(TakeSign(&next));
    if (taken + sign_width > width - 1) break;
    taken += sign_width;
    rest = next;
  }
  return absl::StrCat(text.substr(0, text.size() - rest.size()), kEllipsis);
}

std::string PadRight(absl::string_view text, size_t width) {
  const size_t has = DisplayWidth(text);
  return absl::StrCat(text, std::string(has < width ? width - has : 0, ' '));
}

std::string PadLeft(absl::string_view text, size_t width) {
  const size_t has = DisplayWidth(text);
  return absl::StrCat(std::string(has < width ? width - has : 0, ' '), text);
}

std::string Paint(absl::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::kPlain || text.empty()) return std::string(text);
  return absl::StrCat(ToneStart(tone), text, "\x1b[0m");
}

void Table::Add(std::vector<Cell> cells) {
  CHECK_EQ(cells.size(), columns_.size());
  for (Cell& cell : cells) cell.text = Printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<size_t> Table::Widths() const {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    size_t width = column.wrap_title ? LongestWord(column.title) : DisplayWidth(column.title);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i].text));
    widths.push_back(width);
  }
  return widths;
}

size_t Table::NaturalWidth() const {
  const std::vector<size_t> widths = Widths();
  return std::accumulate(widths.begin(), widths.end(), size_t{0}) + kGap * (widths.size() - 1);
}

std::vector<size_t> Table::RoomInBlocks(std::vector<size_t> widths) const {
  for (size_t i = 0; i < widths.size(); ++i) {
    if (columns_[i].flexible) widths[i] = std::min(widths[i], kFlexibleWidthInBlocks);
  }
  return widths;
}

// Takes from the widest flexible column until all fits; when that cannot be, there will be blocks.
std::vector<size_t> Table::Fit(std::vector<size_t> widths, size_t available) const {
  size_t total =
      std::accumulate(widths.begin(), widths.end(), size_t{0}) + kGap * (widths.size() - 1);
  while (total > available) {
    size_t* widest = nullptr;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (!columns_[i].flexible || widths[i] <= kFlexibleWidthMin) continue;
      if (widest == nullptr || widths[i] > *widest) widest = &widths[i];
    }
    if (widest == nullptr) return RoomInBlocks(Widths());
    --*widest;
    --total;
  }
  return widths;
}

std::vector<std::vector<size_t>> Table::Blocks(const std::vector<size_t>& widths, size_t available,
                                               size_t fixed) const {
  std::vector<size_t> first(std::min(fixed, widths.size()));
  std::iota(first.begin(), first.end(), size_t{0});
  size_t fixed_width = 0;
  for (const size_t i : first) fixed_width += widths[i] + kGap;
  std::vector<std::vector<size_t>> blocks = {first};
  size_t used = fixed_width;
  for (size_t i = first.size(); i < widths.size(); ++i) {
    if (used + widths[i] > available && blocks.back().size() > first.size()) {
      blocks.push_back(first);
      used = fixed_width;
    }
    blocks.back().push_back(i);
    used += widths[i] + kGap;
  }
  return blocks;
}

std::string Table::Render(const Style& style, size_t fixed) const {
  const size_t available =
      style.width == 0 ? SIZE_MAX : std::max(style.width, style.indent + 1) - style.indent;
  const std::vector<size_t> widths = Fit(Widths(), available);
  std::vector<std::string> blocks;
  for (const auto& block : Blocks(widths, available, fixed)) {
    blocks.push_back(RenderBlock(block, widths, style));
  }
  return absl::StrJoin(blocks, "\n");
}

std::string Table::RenderBlock(const std::vector<size_t>& block, const std::vector<size_t>& widths,
                               const Style& style) const {
  std::vector<std::vector<std::string>> titles(columns_.size());
  size_t title_lines = 1;
  for (const size_t i : block) {
    titles[i] = columns_[i].wrap_title ? WrapWords(columns_[i].title, widths[i])
                                       : std::vector<std::string>{columns_[i].title};
    title_lines = std::max(title_lines, titles[i].size());
  }
  std::string text;
  for (size_t line = 0; line < title_lines; ++line) {
    std::vector<Cell> cells;
    for (const auto& title : titles) {
      // Short titles stand on the last line, next to what they are about.
      const size_t above = title_lines - title.size();
      const bool has = !title.empty() && line >= above;
      cells.emplace_back(has ? title[line - above] : "", Tone::kBold);
    }
    absl::StrAppend(&text, Line(block, widths, cells, style));
  }
  std::vector<Cell> rules;
  for (size_t i = 0; i < widths.size(); ++i) {
    rules.emplace_back(std::string(columns_[i].title.empty() ? 0 : widths[i], '-'), Tone::kDim);
  }
  absl::StrAppend(&text, Line(block, widths, rules, style));
  for (const auto& row : rows_) absl::StrAppend(&text, Line(block, widths, row, style));
  return text;
}

std::string Table::Line(const std::vector<size_t>& block, const std::vector<size_t>& widths,
                        const std::vector<Cell>& cells, const Style& style) const {
  std::string line(style.indent, ' ');
  size_t spaces = 0;
  for (const size_t i : block) {
    const std::string shown = Shorten(cells[i].text, widths[i]);
    const size_t fill = widths[i] - DisplayWidth(shown);
    if (columns_[i].right) spaces += fill;
    // Spaces are written only once something follows them: no line ends in spaces.
    if (!shown.empty()) {
      absl::StrAppend(&line, std::string(spaces, ' '), Paint(shown, cells[i].tone, style.colour));
      spaces = 0;
    }
    spaces += kGap + (columns_[i].right ? 0 : fill);
  }
  if (line.find_first_not_of(' ') == std::string::npos) line.clear();
  return absl::StrCat(line, "\n");
}

}  // namespace logboek::cli
