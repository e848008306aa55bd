#include "clients/cli/list_view.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/dates.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/json.h"
#include "google/protobuf/descriptor.h"
#include "logboek/v1/overview_service.pb.h"
#include "storage/base/check.h"

namespace logboek::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kSha256Bytes = 32;
constexpr size_t kHashDigitsShown = 12;

// "2026-Q3: 0 !" for a quarter without a meeting that it needed.
std::string QuarterText(const v1::QuarterCell& cell) {
  return absl::StrCat(cell.from().year(), "-Q", (cell.from().month() + 2) / 3, ": ",
                      cell.meetings(), cell.missing() ? " !" : "");
}

std::string BytesText(const std::string& bytes) {
  if (bytes.empty()) return "";
  const std::string hex = absl::BytesToHexString(bytes);
  if (bytes.size() == kSha256Bytes) return absl::StrCat(hex.substr(0, kHashDigitsShown), "…");
  return absl::StrCat(bytes.size(), " bytes");
}

std::string MessageText(const Texts& texts, const Message& message) {
  const auto* const type = message.GetDescriptor();
  if (type == google::type::Date::descriptor()) {
    return DateText(static_cast<const google::type::Date&>(message));
  }
  if (type == google::protobuf::Timestamp::descriptor()) {
    return SecondText(static_cast<const google::protobuf::Timestamp&>(message));
  }
  if (type == regioplan::v1::Text::descriptor()) {
    return texts.Of(static_cast<const regioplan::v1::Text&>(message));
  }
  if (type == v1::QuarterCell::descriptor()) {
    return QuarterText(static_cast<const v1::QuarterCell&>(message));
  }
  return absl::StrCat("(", FieldsInWords(texts, message), ")");
}

std::string YesText(const Texts& texts, bool yes) { return yes ? texts.Get("word.yes") : ""; }

// `index` is -1 for a field that is not repeated.
std::string ValueText(const Texts& texts, const Message& message, const FieldDescriptor& field,
                      int index) {
  const auto& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = one ? reflection.GetString(message, &field)
                                   : reflection.GetRepeatedString(message, &field, index);
      return field.type() == FieldDescriptor::TYPE_BYTES ? BytesText(text) : text;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return texts.WordOf(*field.enum_type(),
                          one ? reflection.GetEnumValue(message, &field)
                              : reflection.GetRepeatedEnumValue(message, &field, index));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(texts, one ? reflection.GetMessage(message, &field)
                                    : reflection.GetRepeatedMessage(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return YesText(texts, reflection.GetBool(message, &field));
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

std::string FieldText(const Texts& texts, const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    if (field.has_presence() && !reflection.HasField(message, &field)) return "";
    return ValueText(texts, message, field, -1);
  }
  std::vector<std::string> values;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    values.push_back(ValueText(texts, message, field, i));
  }
  return absl::StrJoin(values, ", ");
}

std::string TextAt(const Texts& texts, const Message& message, absl::string_view path) {
  const std::vector<std::string> steps = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const auto* const field = message.GetDescriptor()->FindFieldByName(steps[0]);
  if (field == nullptr) return "";
  if (steps.size() == 1) return FieldText(texts, message, *field);
  if (!message.GetReflection()->HasField(message, field)) return "";
  return TextAt(texts, message.GetReflection()->GetMessage(message, field), steps[1]);
}

std::string ListCellText(const Texts& texts, const Message& row, const ListColumn& column) {
  const std::string text = TextAt(texts, row, column.field);
  if (column.field == "cause_type") return texts.EventType(text);
  const bool is_reason = column.field == "reason" || column.field == "refused_because";
  return is_reason ? texts.ErrorReason(text) : text;
}

bool IsNumber(const Message& row, absl::string_view path) {
  const auto* const field = row.GetDescriptor()->FindFieldByName(std::string(path));
  return field != nullptr && !field->is_repeated() &&
         (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
          field->cpp_type() == FieldDescriptor::CPPTYPE_UINT64);
}

std::vector<const Message*> RowsOf(const Message& response, absl::string_view name) {
  std::vector<const Message*> rows;
  const auto* const field = response.GetDescriptor()->FindFieldByName(std::string(name));
  for (int i = 0; i < response.GetReflection()->FieldSize(response, field); ++i) {
    rows.push_back(&response.GetReflection()->GetRepeatedMessage(response, field, i));
  }
  return rows;
}

void ShowTable(const Context& context, const Message& response, const ListTable& table) {
  const Texts& texts = context.texts;
  const std::string moment =
      KeyValues({{texts.Get("label.at"), FieldWords(texts, response, "at")},
                 {texts.Get("label.complete_since"), FieldWords(texts, response, "complete_since")},
                 {texts.Get("label.position"), FieldWords(texts, response, "position")}});
  if (!moment.empty()) *context.out << moment << "\n";
  const std::string rows = RowsTable(context, response, table);
  *context.out << (rows.empty() ? texts.Get("list.nothing") + "\n" : rows);
}

// The field at the end of the path, from the type of a row.
const FieldDescriptor* FieldAt(const google::protobuf::Descriptor* type, absl::string_view path) {
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    field = type->FindFieldByName(std::string(step));
    CHECK(field != nullptr, "a column is a field of the row");
    type = field->message_type();
  }
  return field;
}

Value ScalarAt(const Texts& texts, const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.has_presence() && !reflection.HasField(message, &field)) return {};
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = reflection.GetEnumValue(message, &field);
      if (number == 0) return {};
      return WordValue{Slug(*field.enum_type(), number), texts.WordOf(*field.enum_type(), number)};
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return uint64_t{reflection.GetUInt32(message, &field)};
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.GetUInt64(message, &field);
    case FieldDescriptor::CPPTYPE_INT32:
      return Signed{reflection.GetInt32(message, &field)};
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& inner = reflection.GetMessage(message, &field);
      if (field.message_type() == google::type::Date::descriptor()) {
        return static_cast<const google::type::Date&>(inner);
      }
      if (field.message_type() == google::protobuf::Timestamp::descriptor()) {
        return static_cast<const google::protobuf::Timestamp&>(inner);
      }
      return MessageText(texts, inner);
    }
    default:
      return ValueText(texts, message, field, -1);
  }
}

// For programs behind each other, for people with commas.
void Append(const WordValue& more, WordValue* all) {
  if (more.slug.empty() && more.word.empty()) return;
  all->slug += (all->slug.empty() ? "" : " ") + more.slug;
  all->word += (all->word.empty() ? "" : ", ") + more.word;
}

WordValue BothOf(const Texts& texts, const Value& value) {
  return {ForPrograms(value), ForPeople(texts, value)};
}

Value ValueAt(const Texts& texts, const Message& message, absl::string_view path);

// The values of a list as one cell; `rest` is the path inside each of its messages.
WordValue ListAt(const Texts& texts, const Message& message, const FieldDescriptor& field,
                 absl::string_view rest) {
  const auto& reflection = *message.GetReflection();
  WordValue all;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (!rest.empty()) {
      const Message& inner = reflection.GetRepeatedMessage(message, &field, i);
      Append(BothOf(texts, ValueAt(texts, inner, rest)), &all);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const int number = reflection.GetRepeatedEnumValue(message, &field, i);
      Append({Slug(*field.enum_type(), number), texts.WordOf(*field.enum_type(), number)}, &all);
    } else {
      const std::string text = ValueText(texts, message, field, i);
      Append({text, text}, &all);
    }
  }
  return all;
}

Value ValueAt(const Texts& texts, const Message& message, absl::string_view path) {
  const std::vector<std::string> steps = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor& field = *FieldAt(message.GetDescriptor(), steps[0]);
  const std::string rest = steps.size() > 1 ? steps[1] : "";
  if (field.is_repeated()) return ListAt(texts, message, field, rest);
  if (rest.empty()) return ScalarAt(texts, message, field);
  if (!message.GetReflection()->HasField(message, &field)) return {};
  return ValueAt(texts, message.GetReflection()->GetMessage(message, &field), rest);
}

// An event or a reason in words for people.
Value DataCell(const Texts& texts, const Message& row, const ListColumn& column) {
  Value value = ValueAt(texts, row, column.field);
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr) return value;
  const std::string words = ListCellText(texts, row, column);
  return words == *text ? value : WordValue{*text, words};
}

Kind KindAt(const google::protobuf::Descriptor* row, absl::string_view path) {
  const FieldDescriptor& field = *FieldAt(row, path);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kWord;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Kind::kYesNo;
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_INT32:
      return Kind::kNumber;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.message_type() == google::type::Date::descriptor()) return Kind::kDate;
      if (field.message_type() == google::protobuf::Timestamp::descriptor()) return Kind::kInstant;
      return Kind::kText;
    default:
      return absl::StrContains(field.name(), "_id") || absl::EndsWith(field.name(), "_slug")
                 ? Kind::kCode
                 : Kind::kText;
  }
}

// The name of a column for programs: messages that only hold the row together are left out.
std::string NameOf(const std::string& path) {
  std::vector<std::string> steps = absl::StrSplit(path, '.');
  const auto holds_together = [](const std::string& step) {
    return step == "change" || step == "verdict" || step == "obligation" || step == "session" ||
           step == "retention" || step == "data";
  };
  steps.erase(std::remove_if(steps.begin(), steps.end() - 1, holds_together), steps.end() - 1);
  return absl::StrJoin(steps, "_");
}

Provenance ProvenanceOf(const Message& response, const v1::AsKnown& known) {
  Provenance provenance{.known = known};
  const auto& reflection = *response.GetReflection();
  const auto* const at = response.GetDescriptor()->FindFieldByName("at");
  if (at != nullptr && reflection.HasField(response, at)) {
    provenance.at.CopyFrom(reflection.GetMessage(response, at));
  }
  for (const char* const name : {"position", "until_position"}) {
    const auto* const position = response.GetDescriptor()->FindFieldByName(name);
    if (position != nullptr) provenance.position = reflection.GetUInt64(response, position);
  }
  return provenance;
}

}  // namespace

int ShowRows(const Context& context, const Message& response, const ListTable& table) {
  const auto* const row_type = FieldAt(response.GetDescriptor(), table.rows)->message_type();
  DataTable data{.title = context.texts.Get("answer.sheet")};
  for (const ListColumn& column : table.columns) {
    data.columns.push_back({.name = NameOf(column.field),
                            .kind = KindAt(row_type, column.field),
                            .title = column.title});
  }
  for (const Message* const row : RowsOf(response, table.rows)) {
    DataRow cells;
    for (const ListColumn& column : table.columns) {
      cells.push_back(DataCell(context.texts, *row, column));
    }
    data.rows.push_back(std::move(cells));
  }
  return ShowData(context, data, ProvenanceOf(response, table.known));
}

int ShowList(const Context& context, const Message& response, const ListTable& table) {
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(response) << "\n";
  } else if (context.output == Output::kTable) {
    ShowTable(context, response, table);
  } else {
    return ShowRows(context, response, table);
  }
  return kExitOk;
}

std::string RowsTable(const Context& context, const Message& response, const ListTable& table) {
  const std::vector<const Message*> rows = RowsOf(response, table.rows);
  if (rows.empty()) return "";
  std::vector<Column> titles;
  for (const ListColumn& column : table.columns) {
    titles.push_back({context.texts.Get(column.title), IsNumber(*rows.front(), column.field),
                      column.flexible, /*wrap_title=*/true});
  }
  Table shown(std::move(titles));
  for (const Message* const row : rows) {
    std::vector<Cell> cells;
    for (const ListColumn& column : table.columns) {
      cells.emplace_back(ListCellText(context.texts, *row, column));
    }
    shown.Add(std::move(cells));
  }
  return shown.Render(context.style);
}

ListTable Filled(const Texts& texts, const Message& response, const ListTable& table) {
  const std::vector<const Message*> rows = RowsOf(response, table.rows);
  ListTable filled = table;
  const auto is_empty = [&](const ListColumn& column) {
    return std::all_of(rows.begin(), rows.end(), [&](const Message* row) {
      return ListCellText(texts, *row, column).empty();
    });
  };
  filled.columns.erase(std::remove_if(filled.columns.begin(), filled.columns.end(), is_empty),
                       filled.columns.end());
  return filled;
}

std::vector<ListField> FieldsOf(const Texts& texts, const Message& response,
                                const ListTable& table) {
  std::vector<ListField> fields;
  uint64_t number = 0;
  for (const Message* const row : RowsOf(response, table.rows)) {
    ++number;
    for (const ListColumn& column : table.columns) {
      const Value value = DataCell(texts, *row, column);
      WordValue both = BothOf(texts, value);
      const bool* const yes = std::get_if<bool>(&value);
      if (both.slug.empty() || (yes != nullptr && !*yes)) continue;
      fields.push_back({number, NameOf(column.field), texts.Get(column.title), std::move(both)});
    }
  }
  return fields;
}

std::string FieldWords(const Texts& texts, const Message& message, absl::string_view field) {
  return TextAt(texts, message, field);
}

std::string FieldsInWords(const Texts& texts, const Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  std::vector<std::string> parts;
  for (const FieldDescriptor* const field : set) {
    parts.push_back(absl::StrCat(field->name(), ": ", FieldText(texts, message, *field)));
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace logboek::cli
