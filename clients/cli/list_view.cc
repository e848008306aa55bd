#include "clients/cli/list_view.h"

#include <ostream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/data_table.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "google/protobuf/descriptor.h"
#include "logboek/v1/overview_service.pb.h"

namespace logboek::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// For people or for programs.
enum class Form { kWords, kData };

constexpr size_t kSha256Bytes = 32;
constexpr size_t kHashDigitsShown = 12;

// "2026-Q3: 0 !" for a quarter without a meeting that it needed.
std::string QuarterText(const v1::QuarterCell& cell) {
  return absl::StrCat(cell.from().year(), "-Q", (cell.from().month() + 2) / 3, ": ",
                      cell.meetings(), cell.missing() ? " !" : "");
}

std::string BytesText(const std::string& bytes, Form form) {
  const std::string hex = absl::BytesToHexString(bytes);
  if (form == Form::kData) return hex;
  if (bytes.size() == kSha256Bytes) return absl::StrCat(hex.substr(0, kHashDigitsShown), "…");
  return absl::StrCat(bytes.size(), " bytes");
}

std::string MessageText(const Texts& texts, const Message& message, Form form) {
  const auto* const type = message.GetDescriptor();
  if (type == google::type::Date::descriptor()) {
    return DateText(static_cast<const google::type::Date&>(message));
  }
  if (type == google::protobuf::Timestamp::descriptor()) {
    const auto& instant = static_cast<const google::protobuf::Timestamp&>(message);
    return form == Form::kWords ? SecondText(instant) : InstantText(instant);
  }
  if (type == regioplan::v1::Text::descriptor()) {
    return texts.Of(static_cast<const regioplan::v1::Text&>(message));
  }
  if (type == v1::QuarterCell::descriptor()) {
    return QuarterText(static_cast<const v1::QuarterCell&>(message));
  }
  return form == Form::kWords ? absl::StrCat("(", FieldsInWords(texts, message), ")")
                              : ToShortJson(message);
}

std::string EnumText(const Texts& texts, const FieldDescriptor& field, int number, Form form) {
  if (form == Form::kWords) return texts.WordOf(*field.enum_type(), number);
  return number == 0 ? "" : Slug(*field.enum_type(), number);
}

std::string YesText(const Texts& texts, bool yes, Form form) {
  if (form == Form::kData) return yes ? "true" : "false";
  return yes ? texts.Get("word.yes") : "";
}

// `index` is -1 for a field that is not repeated.
std::string ValueText(const Texts& texts, const Message& message, const FieldDescriptor& field,
                      int index, Form form) {
  const auto& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = one ? reflection.GetString(message, &field)
                                   : reflection.GetRepeatedString(message, &field, index);
      return field.type() == FieldDescriptor::TYPE_BYTES ? BytesText(text, form) : text;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(texts, field,
                      one ? reflection.GetEnumValue(message, &field)
                          : reflection.GetRepeatedEnumValue(message, &field, index),
                      form);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(texts,
                         one ? reflection.GetMessage(message, &field)
                             : reflection.GetRepeatedMessage(message, &field, index),
                         form);
    case FieldDescriptor::CPPTYPE_BOOL:
      return YesText(texts, reflection.GetBool(message, &field), form);
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(one ? reflection.GetUInt32(message, &field)
                              : reflection.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    default:
      return "";
  }
}

std::string FieldText(const Texts& texts, const Message& message, const FieldDescriptor& field,
                      Form form) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    if (field.has_presence() && !reflection.HasField(message, &field)) return "";
    return ValueText(texts, message, field, -1, form);
  }
  std::vector<std::string> values;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    values.push_back(ValueText(texts, message, field, i, form));
  }
  return absl::StrJoin(values, form == Form::kWords ? ", " : " ");
}

std::string TextAt(const Texts& texts, const Message& message, absl::string_view path, Form form) {
  const std::vector<std::string> steps = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const auto* const field = message.GetDescriptor()->FindFieldByName(steps[0]);
  if (field == nullptr) return "";
  if (steps.size() == 1) return FieldText(texts, message, *field, form);
  if (!message.GetReflection()->HasField(message, field)) return "";
  return TextAt(texts, message.GetReflection()->GetMessage(message, field), steps[1], form);
}

std::string CellText(const Texts& texts, const Message& row, const ListColumn& column, Form form) {
  const std::string text = TextAt(texts, row, column.field, form);
  if (form == Form::kData) return text;
  if (column.field == "cause_type") return texts.EventType(text);
  return column.field == "reason" ? texts.ErrorReason(text) : text;
}

bool IsNumber(const Message& row, absl::string_view path) {
  const auto* const field = row.GetDescriptor()->FindFieldByName(std::string(path));
  return field != nullptr && !field->is_repeated() &&
         (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
          field->cpp_type() == FieldDescriptor::CPPTYPE_UINT64);
}

std::vector<const Message*> RowsOf(const Message& response) {
  std::vector<const Message*> rows;
  const auto* const field = response.GetDescriptor()->FindFieldByName("rows");
  for (int i = 0; i < response.GetReflection()->FieldSize(response, field); ++i) {
    rows.push_back(&response.GetReflection()->GetRepeatedMessage(response, field, i));
  }
  return rows;
}

void ShowTable(const Context& context, const Message& response,
               const std::vector<ListColumn>& columns) {
  const Texts& texts = context.texts;
  const std::vector<const Message*> rows = RowsOf(response);
  *context.out << KeyValues(
                      {{texts.Get("label.at"), FieldWords(texts, response, "at")},
                       {texts.Get("label.complete_since"),
                        FieldWords(texts, response, "complete_since")},
                       {texts.Get("label.position"), FieldWords(texts, response, "position")}})
               << "\n";
  if (rows.empty()) {
    *context.out << texts.Get("list.nothing") << "\n";
    return;
  }
  std::vector<Column> titles;
  for (const ListColumn& column : columns) {
    titles.push_back({texts.Get(column.title), IsNumber(*rows.front(), column.field),
                      column.flexible, /*wrap_title=*/true});
  }
  Table table(std::move(titles));
  for (const Message* const row : rows) {
    std::vector<Cell> cells;
    for (const ListColumn& column : columns) {
      cells.emplace_back(CellText(texts, *row, column, Form::kWords));
    }
    table.Add(std::move(cells));
  }
  *context.out << table.Render(context.style);
}

void ShowCsv(const Context& context, const Message& response,
             const std::vector<ListColumn>& columns) {
  std::vector<std::string> fields;
  for (const ListColumn& column : columns) fields.emplace_back(column.field);
  *context.out << CsvLine(fields);
  for (const Message* const row : RowsOf(response)) {
    fields.clear();
    for (const ListColumn& column : columns) {
      fields.push_back(CellText(context.texts, *row, column, Form::kData));
    }
    *context.out << CsvLine(fields);
  }
}

}  // namespace

void ShowList(const Context& context, const Message& response,
              const std::vector<ListColumn>& columns) {
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(response) << "\n";
  } else if (context.output == Output::kCsv) {
    ShowCsv(context, response, columns);
  } else {
    ShowTable(context, response, columns);
  }
}

std::string FieldWords(const Texts& texts, const Message& message, absl::string_view field) {
  return TextAt(texts, message, field, Form::kWords);
}

std::string FieldsInWords(const Texts& texts, const Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  std::vector<std::string> parts;
  for (const FieldDescriptor* const field : set) {
    parts.push_back(
        absl::StrCat(field->name(), ": ", FieldText(texts, message, *field, Form::kWords)));
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace logboek::cli
