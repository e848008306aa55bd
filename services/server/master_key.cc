#include "services/server/master_key.h"

#include <openssl/rand.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/vault/master_key.h"

namespace logboek::server {
namespace {

constexpr size_t kMasterKeyBytes = 32;

std::string BesideStore(absl::string_view store, absl::string_view ending) {
  while (store.size() > 1 && absl::ConsumeSuffix(&store, "/")) {
  }
  return absl::StrCat(store, ending);
}

}  // namespace

std::string DefaultMasterKeyPath(absl::string_view store) { return BesideStore(store, ".key"); }

std::string DefaultErasedPath(absl::string_view store) { return BesideStore(store, ".erased"); }

std::string DefaultSigningKeyPath(absl::string_view store) { return BesideStore(store, ".sign"); }

absl::StatusOr<std::string> MasterKeyFor(storage::EventLog* log, const std::string& path) {
  if (!path.empty()) return vault::OpenMasterKey(path, log);
  std::string key(kMasterKeyBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) {
    return absl::InternalError("the machine gives no random bytes");
  }
  return key;
}

}  // namespace logboek::server
