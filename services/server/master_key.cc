#include "services/server/master_key.h"

#include <openssl/rand.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/vault/vault.h"

namespace logboek::server {
namespace {

constexpr size_t kMasterKeyBytes = 32;

}  // namespace

std::string DefaultMasterKeyPath(absl::string_view store) {
  while (store.size() > 1 && absl::ConsumeSuffix(&store, "/")) {
  }
  return absl::StrCat(store, ".key");
}

absl::StatusOr<std::string> MasterKeyFor(const storage::EventLog& log, const std::string& path) {
  if (!path.empty()) return vault::LoadMasterKey(path, /*may_create=*/log.head().value == 0);
  std::string key(kMasterKeyBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) {
    return absl::InternalError("the machine gives no random bytes");
  }
  return key;
}

}  // namespace logboek::server
