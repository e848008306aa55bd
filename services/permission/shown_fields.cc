#include "services/permission/shown_fields.h"

#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "logboek/event/v1/event.pb.h"
#include "storage/base/mutex.h"

namespace logboek::permission {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Of a text or of bytes: somebody may have to see it otherwise, or the people in it are noted.
bool IsLookedAt(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         (KindOf(field) != SubjectKind::kNone || AuditorSeesOf(field) != AuditorSees::kAsItIs);
}

// One text is looked at, here or deeper.
bool HoldsAny(const Descriptor& message, absl::flat_hash_set<const Descriptor*>* seen) {
  if (!seen->insert(&message).second) return false;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (IsName(field) || IsLookedAt(field)) return true;
    if (field.message_type() != nullptr && HoldsAny(*field.message_type(), seen)) return true;
  }
  return false;
}

class Catalogue {
 public:
  const ShownFields& Of(const Descriptor& message) {
    base::MutexLock lock(&mutex_);
    return Find(message);
  }

 private:
  // The place of a message stands before it is filled, for a message may hold its like.
  const ShownFields& Find(const Descriptor& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto [found, fresh] = by_message_.try_emplace(&message);
    if (!fresh) return *found->second;
    found->second = std::make_unique<ShownFields>();
    ShownFields& shown = *found->second;
    for (int i = 0; i < message.field_count(); ++i) Add(*message.field(i), &shown);
    const FieldDescriptor* const id = message.FindFieldByName("practice_id");
    const FieldDescriptor* const name = message.FindFieldByName("practice_name");
    if (id != nullptr && name != nullptr) {
      shown.practice_id = id;
      shown.practice_name = name;
    }
    return shown;
  }

  void Add(const FieldDescriptor& field, ShownFields* shown) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ShownField row{.field = &field, .kind = KindOf(field), .is_name = IsName(field)};
    const bool looked_at = IsLookedAt(field);
    if (looked_at) row.auditor_sees = AuditorSeesOf(field);
    absl::flat_hash_set<const Descriptor*> seen;
    if (!row.is_name && field.message_type() != nullptr && HoldsAny(*field.message_type(), &seen)) {
      row.inside = &Find(*field.message_type());
    }
    if (row.is_name || looked_at || row.inside != nullptr) shown->fields.push_back(row);
  }

  base::Mutex mutex_;
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<ShownFields>> by_message_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace

bool IsName(const FieldDescriptor& field) {
  return (field.name() == "name" && field.containing_type()->name() == "StaffMember") ||
         (field.message_type() != nullptr &&
          (field.message_type() == event::v1::SealedPersonalData::descriptor() ||
           field.message_type() == event::v1::PersonalData::descriptor()));
}

const ShownFields& ShownFieldsOf(const Descriptor& message) {
  static auto* const catalogue = new Catalogue;
  return catalogue->Of(message);
}

}  // namespace logboek::permission
