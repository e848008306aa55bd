#include "storage/base/canonical.h"

#include <cstdint>
#include <vector>

#include "storage/base/check.h"

namespace logboek::base {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <typename Number>
void WriteNumber(Number number, std::string* out) {
  for (int shift = static_cast<int>(sizeof(Number) - 1) * 8; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(static_cast<uint64_t>(number) >> shift));
  }
}

void WriteText(const std::string& text, std::string* out) {
  WriteNumber(static_cast<uint32_t>(text.size()), out);
  out->append(text);
}

// One value: of a repeated field the one at `index`, else the only one.
class ValueWriter {
 public:
  ValueWriter(const Message& message, const FieldDescriptor& field, int index)
      : message_(message), field_(field), index_(index) {}

  void Write(std::string* out) const {
    using Reflection = google::protobuf::Reflection;
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return WriteInteger(Get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32), out);
      case FieldDescriptor::CPPTYPE_INT64:
        return WriteInteger(Get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64), out);
      case FieldDescriptor::CPPTYPE_UINT32:
        return WriteInteger(Get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32), out);
      case FieldDescriptor::CPPTYPE_UINT64:
        return WriteInteger(Get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64), out);
      case FieldDescriptor::CPPTYPE_BOOL:
        return WriteInteger(Get(&Reflection::GetBool, &Reflection::GetRepeatedBool), out);
      case FieldDescriptor::CPPTYPE_ENUM:
        return WriteInteger(Get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue), out);
      case FieldDescriptor::CPPTYPE_STRING:
        return WriteText(Get(&Reflection::GetString, &Reflection::GetRepeatedString), out);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return WriteText(CanonicalBytes(SubMessage()), out);
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        CHECK(false, "a floating-point number has no canonical form");
    }
  }

 private:
  template <typename Integer>
  static void WriteInteger(Integer number, std::string* out) {
    WriteNumber(static_cast<uint64_t>(static_cast<int64_t>(number)), out);
  }

  template <typename Value>
  Value Get(Value (google::protobuf::Reflection::*one)(const Message&, const FieldDescriptor*)
                const,
            Value (google::protobuf::Reflection::*of_many)(const Message&, const FieldDescriptor*,
                                                           int) const) const {
    const auto& reflection = *message_.GetReflection();
    return field_.is_repeated() ? (reflection.*of_many)(message_, &field_, index_)
                                : (reflection.*one)(message_, &field_);
  }

  const Message& SubMessage() const {
    const auto& reflection = *message_.GetReflection();
    return field_.is_repeated() ? reflection.GetRepeatedMessage(message_, &field_, index_)
                                : reflection.GetMessage(message_, &field_);
  }

  const Message& message_;
  const FieldDescriptor& field_;
  const int index_;
};

}  // namespace

std::string CanonicalBytes(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::string bytes;
  for (const FieldDescriptor* const field : fields) {
    CHECK(!field->is_map(), "a map has no canonical form");
    WriteNumber(static_cast<uint32_t>(field->number()), &bytes);
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    if (field->is_repeated()) WriteNumber(static_cast<uint32_t>(count), &bytes);
    for (int i = 0; i < count; ++i) ValueWriter(message, *field, i).Write(&bytes);
  }
  return bytes;
}

}  // namespace logboek::base
