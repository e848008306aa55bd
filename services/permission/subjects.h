// What a message is about: the ids in it that name records of the register, wherever they stand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace logboek::permission {

enum class SubjectKind : uint8_t {
  // Names no record, or none that is anybody's own.
  kNone,
  kRegion,
  kAcademy,
  kPractice,
  // An AGB code.
  kAgb,
  kPerson,
  kEngagement,
  kOffering,
  kSeries,
  kSession,
  kEnrolment,
  kJointPlan,
  kCentre,
  kLine,
  kDataRequest,
  // Whose it is, only the log knows.
  kEvent,
};

struct Subject {
  SubjectKind kind = SubjectKind::kNone;
  std::string id;
  // The sender makes the record; it may not be there yet.
  bool is_new = false;
};

// What the text field is the id of: by its name, the same everywhere.
SubjectKind KindOf(const google::protobuf::FieldDescriptor& field);

// The field names what the message makes.
bool NamesNew(const google::protobuf::FieldDescriptor& field);

// Of a request or a command, however deep; empty ids are left out. Not of commands inside a
// request, nor of regional plans: who may send those is looked at apart.
std::vector<Subject> SubjectsOf(const google::protobuf::Message& message);

}  // namespace logboek::permission
