#include "clients/cli/xlsx.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/table.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

// Excel's own, the header among them.
constexpr uint32_t kRowsMax = 1'048'576;
constexpr size_t kCellBytesMax = 32'000;
constexpr size_t kSheetNameMax = 31;
constexpr double kWidthMin = 9;
constexpr double kWidthMax = 50;

// A file without a name that others could guess, gone with its owner.
class ScratchFile {
 public:
  ScratchFile() {
    const char* const folder = std::getenv("TMPDIR");
    path_ = absl::StrCat(folder == nullptr ? "/tmp" : folder, "/logboek-XXXXXX");
    const int fd = mkstemp(path_.data());
    made_ = fd >= 0;
    if (made_) close(fd);
  }
  ~ScratchFile() {
    if (made_) unlink(path_.c_str());
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool made_ = false;
};

// Cut where a sign begins; a cell has room for 32,767.
std::string Fitting(const std::string& text) {
  size_t size = std::min(text.size(), kCellBytesMax);
  while (size < text.size() && size > 0 && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80) {
    --size;
  }
  return text.substr(0, size);
}

struct Formats {
  lxw_format* header;
  lxw_format* code;
  lxw_format* date;
  lxw_format* instant;
  lxw_format* share;
};

lxw_format* NumberFormat(lxw_workbook* workbook, const char* pattern) {
  lxw_format* const format = workbook_add_format(workbook);
  format_set_num_format(format, pattern);
  return format;
}

class Xlsx final : public DataWriter {
 public:
  Xlsx(const Context& context, const std::string& title, std::vector<DataColumn> columns)
      : context_(context), columns_(std::move(columns)) {
    // Rows leave memory as they are written, however many there are.
    lxw_workbook_options options = {};
    options.constant_memory = LXW_TRUE;
    workbook_ = workbook_new_opt(file_.path().c_str(), &options);
    CHECK(workbook_ != nullptr, "there is memory for a workbook");
    lxw_doc_properties properties = {};
    properties.created = absl::ToTimeT(context.clock->Now());
    workbook_set_properties(workbook_, &properties);
    formats_ = {.header = workbook_add_format(workbook_),
                .code = NumberFormat(workbook_, "@"),
                .date = NumberFormat(workbook_, "dd-mm-yyyy"),
                .instant = NumberFormat(workbook_, "dd-mm-yyyy hh:mm"),
                .share = NumberFormat(workbook_, "0.0%")};
    format_set_bold(formats_.header);
    sheet_ = AddSheet(title);
    worksheet_freeze_panes(sheet_, 1, 0);
    AddHeader();
  }

  ~Xlsx() override {
    if (workbook_ != nullptr) workbook_close(workbook_);
  }

  void Add(const DataRow& row) override {
    CHECK_EQ(row.size(), columns_.size());
    if (++rows_ >= kRowsMax) return;
    for (size_t i = 0; i < row.size(); ++i) {
      at_ = {.row = rows_, .column = static_cast<lxw_col_t>(i)};
      std::visit([this](const auto& value) { Write(value); }, row[i]);
    }
  }

  absl::Status Finish(const Provenance& provenance) override {
    if (rows_ >= kRowsMax) return TooManyRows();
    worksheet_autofilter(sheet_, 0, 0, rows_, static_cast<lxw_col_t>(columns_.size() - 1));
    AddProvenance(provenance);
    const lxw_error closed = workbook_close(std::exchange(workbook_, nullptr));
    if (closed != LXW_NO_ERROR) {
      return base::MakeError(absl::StatusCode::kInternal, "SHEET_NOT_WRITTEN",
                             absl::StrCat("the workbook could not be made: ", lxw_strerror(closed),
                                          "; is there room in the folder for temporary files?"));
    }
    std::ifstream made(file_.path(), std::ios::binary);
    *context_.out << made.rdbuf();
    return absl::OkStatus();
  }

 private:
  struct Place {
    lxw_row_t row = 0;
    lxw_col_t column = 0;
  };

  absl::Status TooManyRows() const {
    return base::MakeError(
        absl::StatusCode::kResourceExhausted, "TOO_MANY_ROWS",
        absl::StrCat("the table has ", rows_, " rows, a sheet of Excel has room for ", kRowsMax - 1,
                     "; ask for less, or for --format csv"),
        {{"rows", absl::StrCat(rows_)}, {"limit", absl::StrCat(kRowsMax - 1)}});
  }

  lxw_worksheet* AddSheet(const std::string& title) {
    lxw_worksheet* const sheet =
        workbook_add_worksheet(workbook_, Shorten(title, kSheetNameMax).c_str());
    CHECK(sheet != nullptr, "the title will do as the name of a sheet");
    return sheet;
  }

  void AddHeader() {
    for (size_t i = 0; i < columns_.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      const std::string title = TitleOf(context_.texts, columns_[i]);
      const double width = std::clamp(static_cast<double>(DisplayWidth(title)) + 4.0,
                                      WidthOf(columns_[i].kind), kWidthMax);
      worksheet_set_column(sheet_, column, column, width,
                           columns_[i].kind == Kind::kCode ? formats_.code : nullptr);
      worksheet_write_string(sheet_, 0, column, title.c_str(), formats_.header);
    }
  }

  static double WidthOf(Kind kind) {
    switch (kind) {
      case Kind::kText:
        return 30;
      case Kind::kInstant:
      case Kind::kCode:
        return 17;
      case Kind::kDate:
        return 12;
      default:
        return kWidthMin;
    }
  }

  void AddProvenance(const Provenance& provenance) {
    lxw_worksheet* const sheet = AddSheet(context_.texts.Get("provenance.sheet"));
    worksheet_set_column(sheet, 0, 0, 24, nullptr);
    worksheet_set_column(sheet, 1, 1, 80, nullptr);
    lxw_row_t row = 0;
    for (const auto& [name, value] : ProvenanceRows(context_, provenance)) {
      worksheet_write_string(sheet, row, 0, name.c_str(), formats_.header);
      worksheet_write_string(sheet, row, 1, value.c_str(), formats_.code);
      ++row;
    }
  }

  void Write(std::monostate) {}
  void Write(const std::string& text) {
    if (text.empty()) return;
    const bool code = columns_[at_.column].kind == Kind::kCode;
    worksheet_write_string(sheet_, at_.row, at_.column, Fitting(text).c_str(),
                           code ? formats_.code : nullptr);
  }
  void Write(const WordValue& value) { Write(value.word); }
  void Write(uint64_t number) {
    worksheet_write_number(sheet_, at_.row, at_.column, static_cast<double>(number), nullptr);
  }
  void Write(const Signed& value) {
    worksheet_write_number(sheet_, at_.row, at_.column, static_cast<double>(value.number), nullptr);
  }
  void Write(bool value) { Write(context_.texts.Get(value ? "word.yes" : "word.no")); }
  void Write(const Share& share) {
    if (share.denominator == 0) return;
    worksheet_write_number(
        sheet_, at_.row, at_.column,
        static_cast<double>(share.numerator) / static_cast<double>(share.denominator),
        formats_.share);
  }
  void Write(const google::type::Date& date) {
    if (date.year() == 0) return;
    lxw_datetime day = {.year = date.year(), .month = date.month(), .day = date.day()};
    worksheet_write_datetime(sheet_, at_.row, at_.column, &day, formats_.date);
  }
  // A sheet knows no zones: local time, as people read it.
  void Write(const google::protobuf::Timestamp& instant) {
    if (instant.seconds() == 0 && instant.nanos() == 0) return;
    const absl::CivilSecond local =
        absl::ToCivilSecond(absl::FromUnixSeconds(instant.seconds()), base::Amsterdam());
    lxw_datetime time = {.year = static_cast<int>(local.year()),
                         .month = local.month(),
                         .day = local.day(),
                         .hour = local.hour(),
                         .min = local.minute(),
                         .sec = static_cast<double>(local.second())};
    worksheet_write_datetime(sheet_, at_.row, at_.column, &time, formats_.instant);
  }

  const Context& context_;
  const std::vector<DataColumn> columns_;
  const ScratchFile file_;
  lxw_workbook* workbook_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  Formats formats_ = {};
  uint32_t rows_ = 0;
  // Of the cell that is being written.
  Place at_;
};

}  // namespace

std::unique_ptr<DataWriter> StartXlsx(const Context& context, const std::string& title,
                                      std::vector<DataColumn> columns) {
  return std::make_unique<Xlsx>(context, title, std::move(columns));
}

}  // namespace logboek::cli
