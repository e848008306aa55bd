// Which fields of a kind of message anybody may have to look at before it is shown: worked out once
// for each, since answers are many and most of their fields are numbers and dates.
#pragma once

#include <vector>

#include "google/protobuf/descriptor.h"
#include "services/permission/auditor_rules.h"
#include "services/permission/subjects.h"

namespace logboek::permission {

struct ShownFields;

struct ShownField {
  const google::protobuf::FieldDescriptor* field = nullptr;
  SubjectKind kind = SubjectKind::kNone;
  // A person's own name, in the clear or sealed.
  bool is_name = false;
  // Of a text or of bytes.
  AuditorSees auditor_sees = AuditorSees::kAsItIs;
  // Of the message in it; null for a text.
  const ShownFields* inside = nullptr;
};

struct ShownFields {
  std::vector<ShownField> fields;
  // Of a practice, which go together; null when the message has not both.
  const google::protobuf::FieldDescriptor* practice_id = nullptr;
  const google::protobuf::FieldDescriptor* practice_name = nullptr;
};

// The field holds a person's own name, or what is known of one, sealed or not.
bool IsName(const google::protobuf::FieldDescriptor& field);

// Lives for ever. Thread-safe.
const ShownFields& ShownFieldsOf(const google::protobuf::Descriptor& message);

}  // namespace logboek::permission
