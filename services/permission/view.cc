#include "services/permission/view.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "logboek/event/v1/event.pb.h"
#include "services/permission/subjects.h"
#include "storage/base/check.h"

namespace logboek::permission {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Half of a SHA-256 is enough to tell people apart, and nothing to guess from.
constexpr size_t kPseudonymBytes = 12;

// Chosen by senders, or made from what they chose: a person's id may stand in it.
bool MayHoldAnId(const FieldDescriptor& field, SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kPerson:
    case SubjectKind::kEngagement:
    case SubjectKind::kEnrolment:
    case SubjectKind::kLine:
    case SubjectKind::kDataRequest:
    case SubjectKind::kEvent:
      return true;
    default:
      return field.name() == "source_id" || field.name() == "correlation_id" ||
             field.name() == "supersedes" || field.name() == "acting_for" ||
             field.name() == "declared_by" || field.name() == "submitted_by" ||
             (field.name() == "id" && field.containing_type()->name() == "Actor");
  }
}

// A person's own name, in the clear or sealed.
bool IsName(const FieldDescriptor& field) {
  return (field.name() == "name" && field.containing_type()->name() == "StaffMember") ||
         (field.message_type() != nullptr &&
          (field.message_type() == event::v1::SealedPersonalData::descriptor() ||
           field.message_type() == event::v1::PersonalData::descriptor()));
}

// The name of a practice stands beside its id, and goes with it.
void HideNameWithId(Message* message) {
  const auto* const id = message->GetDescriptor()->FindFieldByName("practice_id");
  const auto* const name = message->GetDescriptor()->FindFieldByName("practice_name");
  if (id == nullptr || name == nullptr) return;
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  if (reflection.GetString(*message, id).empty()) reflection.ClearField(message, name);
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

bool View::Show(Message* message) { return ShowMessage(message); }

bool View::ShowMessage(Message* message) {
  std::vector<const FieldDescriptor*> fields;
  message->GetReflection()->ListFields(*message, &fields);
  bool changed = false;
  for (const FieldDescriptor* field : fields) changed |= ShowField(*field, message);
  if (changed) HideNameWithId(message);
  return changed;
}

bool View::ShowField(const FieldDescriptor& field, Message* message) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  if (IsName(field)) {
    if (mode_ == Mode::kPseudonyms) {
      reflection.ClearField(message, &field);
      return true;
    }
    names_shown_ |= field.name() == "name";
    return false;
  }
  bool changed = false;
  const int count = field.is_repeated() ? reflection.FieldSize(*message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      changed |=
          ShowMessage(field.is_repeated() ? reflection.MutableRepeatedMessage(message, &field, i)
                                          : reflection.MutableMessage(message, &field));
    } else if (field.type() == FieldDescriptor::TYPE_STRING) {
      const std::string id = field.is_repeated() ? reflection.GetRepeatedString(*message, &field, i)
                                                 : reflection.GetString(*message, &field);
      std::string seen = Seen(field, id);
      if (seen == id) continue;
      changed = true;
      if (field.is_repeated()) {
        reflection.SetRepeatedString(message, &field, i, std::move(seen));
      } else {
        reflection.SetString(message, &field, std::move(seen));
      }
    }
  }
  return changed;
}

std::string View::Seen(const FieldDescriptor& field, const std::string& id) {
  const SubjectKind kind = KindOf(field);
  if (kind == SubjectKind::kPerson) people_.insert(id);
  if (mode_ == Mode::kPseudonyms && MayHoldAnId(field, kind)) return Pseudonym(id);
  if (mode_ != Mode::kEverything && kind == SubjectKind::kPractice && !Owns(id)) return "";
  return id;
}

bool View::Owns(const std::string& practice_id) {
  const auto known = owned_.find(practice_id);
  if (known != owned_.end()) return known->second;
  return owned_[practice_id] = owns_practice_(practice_id);
}

std::string View::Pseudonym(const std::string& id) const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(id.data());
  CHECK(HMAC(EVP_sha256(), pseudonym_key_.data(), static_cast<int>(pseudonym_key_.size()), bytes,
             id.size(), digest, &size) != nullptr,
        "OpenSSL has HMAC");
  const absl::string_view half(reinterpret_cast<const char*>(digest), kPseudonymBytes);
  return absl::StrCat("~", absl::BytesToHexString(half));
}

}  // namespace logboek::permission
