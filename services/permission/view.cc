#include "services/permission/view.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "logboek/event/v1/event.pb.h"
#include "services/auth/bytes.h"
#include "services/permission/shown_fields.h"
#include "services/permission/subjects.h"
#include "storage/base/check.h"

namespace logboek::permission {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Half of a SHA-256 is enough to tell people apart, and nothing to guess from.
constexpr size_t kPseudonymBytes = 12;
// Of a text that is not one of several.
constexpr int kOnlyOne = -1;
// What of an Evidence.subject is named by a plan.
constexpr absl::string_view kSurvey = "survey";

// The name of a practice stands beside its id, and goes with it.
void HideNameWithId(const ShownFields& shown, Message* message) {
  if (shown.practice_id == nullptr) return;
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  if (reflection.GetString(*message, shown.practice_id).empty()) {
    reflection.ClearField(message, shown.practice_name);
  }
}

bool IsThere(const FieldDescriptor& field, const Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0
                             : reflection.HasField(message, &field);
}

}  // namespace

View::View(const auth::Principal& caller, OwnsPractice owns_practice, std::string pseudonym_key)
    : mode_(caller.grant.role() == access::v1::CALLER_ROLE_ADMINISTRATOR ? Mode::kEverything
            : caller.grant.role() == access::v1::CALLER_ROLE_AUDITOR     ? Mode::kPseudonyms
                                                                         : Mode::kOwn),
      owns_practice_(std::move(owns_practice)),
      pseudonym_key_(std::move(pseudonym_key)) {
  CHECK(mode_ != Mode::kPseudonyms || !pseudonym_key_.empty(), "pseudonyms need a key");
}

bool View::Show(Message* message) {
  return ShowMessage(ShownFieldsOf(*message->GetDescriptor()), message);
}

bool View::ShowMessage(const ShownFields& shown, Message* message) {
  bool changed = false;
  for (const ShownField& field : shown.fields) {
    if (IsThere(*field.field, *message)) changed |= ShowField(field, message);
  }
  if (changed) HideNameWithId(shown, message);
  return changed;
}

bool View::ShowField(const ShownField& shown, Message* message) {
  if (shown.is_name) return ShowName(*shown.field, message);
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  const FieldDescriptor* const field = shown.field;
  if (mode_ == Mode::kPseudonyms && shown.auditor_sees == AuditorSees::kNothing) {
    reflection.ClearField(message, field);
    return true;
  }
  const bool repeated = field->is_repeated();
  const int count = repeated ? reflection.FieldSize(*message, field) : 1;
  bool changed = false;
  for (int i = 0; i < count; ++i) {
    changed |= shown.inside == nullptr
                   ? ShowText(shown, repeated ? i : kOnlyOne, message)
                   : ShowMessage(*shown.inside,
                                 repeated ? reflection.MutableRepeatedMessage(message, field, i)
                                          : reflection.MutableMessage(message, field));
  }
  return changed;
}

bool View::ShowName(const FieldDescriptor& field, Message* message) {
  if (mode_ == Mode::kPseudonyms) {
    message->GetReflection()->ClearField(message, &field);
    return true;
  }
  // Sealed it is nobody's name.
  names_shown_ |= field.message_type() != event::v1::SealedPersonalData::descriptor();
  return false;
}

bool View::ShowText(const ShownField& shown, int index, Message* message) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  std::string scratch;
  const std::string& text =
      index == kOnlyOne
          ? reflection.GetStringReference(*message, shown.field, &scratch)
          : reflection.GetRepeatedStringReference(*message, shown.field, index, &scratch);
  if (shown.kind == SubjectKind::kPerson) people_.insert(text);
  std::optional<std::string> seen =
      mode_ == Mode::kPseudonyms ? AuditorText(shown, *message, text) : OwnText(shown, text);
  if (!seen.has_value()) return false;
  if (index == kOnlyOne) {
    reflection.SetString(message, shown.field, *std::move(seen));
  } else {
    reflection.SetRepeatedString(message, shown.field, index, *std::move(seen));
  }
  return true;
}

std::optional<std::string> View::OwnText(const ShownField& shown, const std::string& text) {
  if (mode_ == Mode::kEverything || shown.kind != SubjectKind::kPractice || text.empty() ||
      Owns(text)) {
    return std::nullopt;
  }
  return "";
}

std::optional<std::string> View::AuditorText(const ShownField& shown, const Message& message,
                                             const std::string& text) {
  // No pseudonym for nobody.
  if (text.empty()) return std::nullopt;
  switch (shown.auditor_sees) {
    case AuditorSees::kAsItIs:
      return OwnText(shown, text);
    case AuditorSees::kPseudonym:
      return Pseudonym(text);
    case AuditorSees::kPseudonymBehindColon: {
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(text, absl::MaxSplits(':', 1));
      if (parts.second.empty() || parts.first == kSurvey) return std::nullopt;
      return absl::StrCat(parts.first, ":", Pseudonym(std::string(parts.second)));
    }
    case AuditorSees::kPseudonymWithoutForm: {
      const FieldDescriptor* const form = message.GetDescriptor()->FindFieldByName("form");
      if (form != nullptr && IsThere(*form, message)) return std::nullopt;
      return Pseudonym(text);
    }
    case AuditorSees::kNothing:
      break;
  }
  return "";
}

bool View::Owns(const std::string& practice_id) {
  const auto known = owned_.find(practice_id);
  if (known != owned_.end()) return known->second;
  return owned_[practice_id] = owns_practice_(practice_id);
}

std::string View::Pseudonym(const std::string& id) const {
  const std::string mac = auth::HmacSha256(pseudonym_key_, id);
  return absl::StrCat("~", absl::BytesToHexString(mac.substr(0, kPseudonymBytes)));
}

}  // namespace logboek::permission
