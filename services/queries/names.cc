#include "services/queries/names.h"

#include "absl/status/statusor.h"
#include "storage/base/log.h"

namespace logboek::queries {

std::string NameOf(const domain::Person& person, const vault::Vault& vault) {
  if (person.sealed.ciphertext().empty()) return "";
  const absl::StatusOr<event::v1::PersonalData> data = vault.Unseal(person.id, person.sealed);
  if (data.ok()) return data->name();
  // A destroyed key is an erased person; anything else somebody must look at.
  if (data.status().code() != absl::StatusCode::kNotFound) {
    base::LogError("sealed personal data cannot be read",
                   {{"code", absl::StatusCodeToString(data.status().code())}});
  }
  return "";
}

}  // namespace logboek::queries
