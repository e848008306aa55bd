#include "clients/cli/data_table.h"

#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/xlsx.h"
#include "google/protobuf/struct.pb.h"
#include "storage/base/check.h"

namespace logboek::cli {
namespace {

std::string Quoted(absl::string_view field, absl::string_view special) {
  if (field.find_first_of(special) == absl::string_view::npos) return std::string(field);
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

std::string CsvRecord(const std::vector<std::string>& fields, char separator) {
  const std::string special = absl::StrCat("\"\r\n", std::string(1, separator));
  std::vector<std::string> quoted;
  quoted.reserve(fields.size());
  for (const std::string& field : fields) quoted.push_back(Quoted(field, special));
  return absl::StrCat(absl::StrJoin(quoted, std::string(1, separator)), "\r\n");
}

std::string Decimal(const Share& share) {
  if (share.denominator == 0) return "";
  return absl::StrFormat(
      "%.4f", static_cast<double>(share.numerator) / static_cast<double>(share.denominator));
}

// What a spreadsheet would take for a formula stands as text.
std::string Harmless(std::string text) {
  const bool formula =
      !text.empty() && absl::string_view("=+-@\t\r").find(text[0]) != absl::string_view::npos;
  return formula ? "'" + text : text;
}

std::string DutchDate(const google::type::Date& date) {
  if (date.year() == 0) return "";
  return absl::StrFormat("%02d-%02d-%04d", date.day(), date.month(), date.year());
}

// "2026-04-14 19:30:00" to "14-04-2026 19:30:00".
std::string DutchInstant(const google::protobuf::Timestamp& instant) {
  const std::string text = SecondText(instant);
  if (text.empty()) return "";
  return absl::StrCat(text.substr(8, 2), "-", text.substr(5, 2), "-", text.substr(0, 4),
                      text.substr(10));
}

class ExcelText {
 public:
  explicit ExcelText(const Texts& texts) : texts_(texts) {}

  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return Harmless(text); }
  std::string operator()(const WordValue& value) const { return Harmless(value.word); }
  std::string operator()(uint64_t number) const { return absl::StrCat(number); }
  std::string operator()(const Signed& value) const { return absl::StrCat(value.number); }
  std::string operator()(const google::type::Date& date) const { return DutchDate(date); }
  std::string operator()(const google::protobuf::Timestamp& instant) const {
    return DutchInstant(instant);
  }
  std::string operator()(const Share& share) const {
    return absl::StrReplaceAll(Decimal(share), {{".", ","}});
  }
  std::string operator()(bool value) const { return texts_.Get(value ? "word.yes" : "word.no"); }

 private:
  const Texts& texts_;
};

struct ProgramText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const WordValue& value) const { return value.slug; }
  std::string operator()(uint64_t number) const { return absl::StrCat(number); }
  std::string operator()(const Signed& value) const { return absl::StrCat(value.number); }
  std::string operator()(const google::type::Date& date) const { return DateText(date); }
  std::string operator()(const google::protobuf::Timestamp& instant) const {
    return InstantText(instant);
  }
  std::string operator()(const Share& share) const { return Decimal(share); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
};

class CsvWriter final : public DataWriter {
 public:
  CsvWriter(const Context& context, const std::vector<DataColumn>& columns)
      : out_(context.out), columns_(columns.size()) {
    std::vector<std::string> names;
    for (const DataColumn& column : columns) names.push_back(column.name);
    *out_ << CsvRecord(names, ',');
  }

  void Add(const DataRow& row) override {
    CHECK_EQ(row.size(), columns_);
    std::vector<std::string> fields;
    for (const Value& value : row) fields.push_back(ForPrograms(value));
    *out_ << CsvRecord(fields, ',');
  }

  absl::Status Finish(const Provenance& /*provenance*/) override { return absl::OkStatus(); }

 private:
  std::ostream* const out_;
  const size_t columns_;
};

class ExcelCsvWriter final : public DataWriter {
 public:
  ExcelCsvWriter(const Context& context, const std::vector<DataColumn>& columns)
      : context_(context), columns_(columns.size()) {
    std::vector<std::string> titles;
    for (const DataColumn& column : columns) {
      titles.push_back(TitleOf(context.texts, column));
    }
    *context.out << kByteOrderMark << CsvRecord(titles, ';');
  }

  void Add(const DataRow& row) override {
    CHECK_EQ(row.size(), columns_);
    std::vector<std::string> fields;
    for (const Value& value : row) fields.push_back(std::visit(ExcelText(context_.texts), value));
    *context_.out << CsvRecord(fields, ';');
  }

  absl::Status Finish(const Provenance& /*provenance*/) override { return absl::OkStatus(); }

 private:
  const Context& context_;
  const size_t columns_;
};

std::string KnownText(const Texts& texts, const v1::AsKnown& known) {
  if (known.has_position()) return texts.Get("provenance.position", known.position());
  if (known.has_time()) return SecondText(known.time());
  return texts.Get("provenance.now");
}

}  // namespace

std::unique_ptr<DataWriter> StartData(const Context& context, const std::string& title,
                                      std::vector<DataColumn> columns) {
  if (context.output == Output::kXlsx) return StartXlsx(context, title, std::move(columns));
  if (context.output == Output::kExcelCsv) {
    return std::make_unique<ExcelCsvWriter>(context, columns);
  }
  CHECK(context.output == Output::kCsv, "a form of data");
  return std::make_unique<CsvWriter>(context, columns);
}

int ShowData(const Context& context, const DataTable& table, const Provenance& provenance) {
  const std::unique_ptr<DataWriter> writer = StartData(context, table.title, table.columns);
  for (const DataRow& row : table.rows) writer->Add(row);
  return FinishData(context, writer.get(), provenance);
}

int FinishData(const Context& context, DataWriter* writer, const Provenance& provenance) {
  const absl::Status finished = writer->Finish(provenance);
  if (finished.ok()) return kExitOk;
  TellError(context, finished);
  return kExitOutput;
}

Table ToTable(const Texts& texts, const DataTable& table) {
  std::vector<Column> columns;
  for (const DataColumn& column : table.columns) {
    const bool number = column.kind == Kind::kNumber || column.kind == Kind::kShare;
    columns.push_back({TitleOf(texts, column), number, column.kind == Kind::kText,
                       /*wrap_title=*/true});
  }
  Table shown(columns);
  for (const DataRow& row : table.rows) {
    std::vector<Cell> cells;
    for (const Value& value : row) cells.emplace_back(ForPeople(texts, value));
    shown.Add(std::move(cells));
  }
  return shown;
}

std::string ToJsonText(const DataTable& table) {
  google::protobuf::ListValue rows;
  for (const DataRow& row : table.rows) {
    auto& fields = *rows.add_values()->mutable_struct_value()->mutable_fields();
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string text = ForPrograms(row[i]);
      if (text.empty()) continue;
      google::protobuf::Value& field = fields[table.columns[i].name];
      if (const auto* number = std::get_if<uint64_t>(&row[i])) {
        field.set_number_value(static_cast<double>(*number));
      } else if (const auto* below = std::get_if<Signed>(&row[i])) {
        field.set_number_value(static_cast<double>(below->number));
      } else if (const auto* flag = std::get_if<bool>(&row[i])) {
        field.set_bool_value(*flag);
      } else {
        field.set_string_value(text);
      }
    }
  }
  return ToPrettyJson(rows) + "\n";
}

std::string TitleOf(const Texts& texts, const DataColumn& column) {
  return texts.Get(column.title.empty() ? "data." + column.name : column.title);
}

std::string ForPrograms(const Value& value) { return std::visit(ProgramText(), value); }

std::string ForPeople(const Texts& texts, const Value& value) {
  if (const auto* word = std::get_if<WordValue>(&value)) return word->word;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? texts.Get("word.yes") : "";
  if (const auto* instant = std::get_if<google::protobuf::Timestamp>(&value)) {
    return MinuteText(*instant);
  }
  const auto* const share = std::get_if<Share>(&value);
  if (share == nullptr || share->denominator == 0) return ForPrograms(value);
  const std::string percent =
      absl::StrFormat("%.1f%%", 100.0 * static_cast<double>(share->numerator) /
                                    static_cast<double>(share->denominator));
  return texts.language() == Language::kDutch ? absl::StrReplaceAll(percent, {{".", ","}})
                                              : percent;
}

std::vector<std::pair<std::string, std::string>> ProvenanceRows(const Context& context,
                                                                const Provenance& provenance) {
  const Texts& texts = context.texts;
  google::protobuf::Timestamp made_at;
  made_at.set_seconds(absl::ToUnixSeconds(context.clock->Now()));
  std::vector<std::pair<std::string, std::string>> rows = {
      {texts.Get("provenance.filter"), context.question},
      {texts.Get("label.at"), DateText(provenance.at)},
      {texts.Get("provenance.known_at"), KnownText(texts, provenance.known)},
      {texts.Get("label.position"),
       provenance.position == 0 ? "" : absl::StrCat(provenance.position)},
      {texts.Get("provenance.plans"), absl::StrJoin(provenance.plans, ", ")},
      {texts.Get("provenance.made_at"), SecondText(made_at)}};
  std::vector<std::pair<std::string, std::string>> shown;
  for (auto& row : rows) {
    if (!row.second.empty()) shown.push_back(std::move(row));
  }
  return shown;
}

std::string CsvLine(const std::vector<std::string>& fields) { return CsvRecord(fields, ','); }

}  // namespace logboek::cli
