// What auditors see of each text there is. People are pseudonyms to them, so nothing may come
// through that a person's id stands in, or that somebody outside could hold beside a pseudonym.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"

namespace logboek::permission {

enum class AuditorSees : uint8_t {
  // It holds no id of a person, or it is the auditor's own.
  kAsItIs,
  // Another name for it: the same for the same text, as long as the key of the view is the same.
  kPseudonym,
  // "what:ID", with a pseudonym behind the colon, unless ID is what a plan names.
  kPseudonymBehindColon,
  // A pseudonym, unless the field `form` of the message is set: then it is what a plan names.
  kPseudonymWithoutForm,
  kNothing,
};

// What somebody decided of a field that is the id of no record.
struct AuditorRule {
  // "Message.field", or "field" in every message that has no row of its own for it.
  absl::string_view field;
  AuditorSees sees = AuditorSees::kNothing;
  // Why it may be seen as it is; empty otherwise.
  absl::string_view because = {};
};

absl::Span<const AuditorRule> AuditorRules();

// Null = nobody decided yet.
const AuditorRule* FindAuditorRule(const google::protobuf::FieldDescriptor& field);

// Of a text or of bytes that are no name of a person: by the kind of record that they name, else by
// the rule, else nothing.
AuditorSees AuditorSeesOf(const google::protobuf::FieldDescriptor& field);

}  // namespace logboek::permission
