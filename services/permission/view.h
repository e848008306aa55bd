// What of an answer a caller may see.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/message.h"
#include "services/auth/principal.h"
#include "services/permission/shown_fields.h"

namespace logboek::permission {

// A way to look at answers. Not thread-safe; for one answer, or one page of them.
class View {
 public:
  // Whether a practice is the caller's.
  using OwnsPractice = std::function<bool(const std::string& practice_id)>;

  // `caller` must outlive it. `pseudonym_key`: of an auditor, 32 bytes; pseudonyms agree as long as
  // it is the same.
  View(const auth::Principal& caller, OwnsPractice owns_practice, std::string pseudonym_key);

  // An auditor sees people under other names, and of other texts what auditor_rules.h says.
  // Others do not see what belongs to practices that are not theirs. True when that changed the
  // message.
  bool Show(google::protobuf::Message* message);

  // The people shown so far, by their own ids.
  const std::set<std::string>& people() const { return people_; }
  // A name of somebody was shown.
  bool names_shown() const { return names_shown_; }

 private:
  enum class Mode { kEverything, kOwn, kPseudonyms };

  // All of these: true when that changed the message.
  bool ShowMessage(const ShownFields& shown, google::protobuf::Message* message);
  bool ShowField(const ShownField& shown, google::protobuf::Message* message);
  bool ShowName(const google::protobuf::FieldDescriptor& field, google::protobuf::Message* message);
  bool ShowText(const ShownField& shown, int index, google::protobuf::Message* message);
  // Both: what is seen instead of the text; absent = it is seen as it is.
  std::optional<std::string> AuditorText(const ShownField& shown,
                                         const google::protobuf::Message& message,
                                         const std::string& text);
  std::optional<std::string> OwnText(const ShownField& shown, const std::string& text);
  std::string Pseudonym(const std::string& id) const;
  bool Owns(const std::string& practice_id);

  const Mode mode_;
  const OwnsPractice owns_practice_;
  const std::string pseudonym_key_;
  // What owns_practice_ said.
  absl::flat_hash_map<std::string, bool> owned_;
  std::set<std::string> people_;
  bool names_shown_ = false;
};

}  // namespace logboek::permission
