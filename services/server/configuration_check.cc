#include <openssl/pem.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "services/auth/openssl_ptr.h"
#include "services/auth/policy.h"
#include "services/auth/read_file.h"
#include "services/gateway/own_page.h"
#include "services/server/address.h"
#include "services/server/configuration.h"
#include "services/server/credentials.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::server {
namespace {

constexpr size_t kPemBytesMax = 1 << 20;

// Where the first of these settings that was said stands.
std::string Where(const EffectiveConfiguration& effective,
                  std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    const auto origin = effective.origins.find(name);
    if (origin != effective.origins.end()) return origin->second;
  }
  return absl::StrCat("--", *names.begin());
}

absl::Status CheckListen(const ServerOptions& options, const std::string& listen) {
  const absl::StatusOr<Address> address = ParseAddress(listen);
  if (!address.ok() || options.tls.on()) return address.status();
  return CheckLoopback(*address);
}

absl::Status CheckPublicAddress(const HttpOptions& http) {
  const std::string& address = http.sign_in.public_address;
  if (address.empty()) return absl::OkStatus();
  if (http.listen.empty()) {
    return absl::InvalidArgumentError("browsers sign in over HTTP; give --http-listen, too");
  }
  return gateway::CheckPublicAddress(address);
}

absl::Status CheckStore(const ServerOptions& options) {
  if (options.engine == Engine::kMemory || !options.store.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the folder of the store was not named; give --store DIR, or --engine memory to keep "
      "nothing");
}

// Nobody is there to be asked for one.
int NoPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return 0; }

// The first of its kind in the file.
template <typename Pointer, typename ReadFunction>
absl::StatusOr<Pointer> ReadPem(const char* flag, const std::string& path, const char* what,
                                ReadFunction read) {
  ASSIGN_OR_RETURN(const std::string text, auth::ReadFile(path, kPemBytesMax));
  const auth::OpensslErrorsForgotten forgotten;
  const auth::BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Pointer object(read(bio.get(), nullptr, NoPassword, nullptr));
  if (object != nullptr) return object;
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "TLS_FILE",
                         absl::StrCat(flag, " ", path, ": there is no ", what, " in PEM in it"),
                         {{"file", path}});
}

// The server itself goes on without a pair that fits, in the hope of the next one.
absl::Status CheckTlsFiles(const TlsOptions& tls) {
  if (!tls.on()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auth::X509Ptr certificate,
                   ReadPem<auth::X509Ptr>("--tls-certificate", tls.certificate_path, "certificate",
                                          PEM_read_bio_X509));
  ASSIGN_OR_RETURN(const auth::KeyPtr key, ReadPem<auth::KeyPtr>("--tls-key", tls.key_path,
                                                                 "private key without a password",
                                                                 PEM_read_bio_PrivateKey));
  const auth::OpensslErrorsForgotten forgotten;
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "TLS_FILE",
        absl::StrCat("--tls-key ", tls.key_path, " is not the key of ", tls.certificate_path),
        {{"file", tls.key_path}});
  }
  if (tls.client_ca_path.empty()) return absl::OkStatus();
  return ReadPem<auth::X509Ptr>("--client-ca", tls.client_ca_path, "certificate", PEM_read_bio_X509)
      .status();
}

absl::Status CheckPolicyFile(const ServerOptions& options) {
  if (options.policy_path.empty()) return absl::OkStatus();
  return auth::ReadPolicy(options.policy_path).status();
}

absl::Status CheckActions(const BackupActions& actions) {
  if (actions.number != 0 && actions.restore_folder.empty()) {
    return absl::InvalidArgumentError("names a backup to restore; give --restore DIR, too");
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<absl::Status> CheckTogether(const EffectiveConfiguration& effective) {
  const ServerOptions& options = effective.configuration.server;
  std::vector<absl::Status> wrong;
  const auto add = [&](std::initializer_list<const char*> names, const absl::Status& status) {
    if (status.ok()) return;
    wrong.emplace_back(status.code(),
                       absl::StrCat(Where(effective, names), ": ", status.message()));
  };
  add({"store"}, CheckStore(options));
  add({"listen"}, CheckListen(options, options.listen));
  if (!options.http.listen.empty()) {
    add({"http-listen"}, CheckListen(options, options.http.listen));
  }
  add({"http-public-address"}, CheckPublicAddress(options.http));
  add({"http-origin"}, gateway::CheckOrigins(options.http.cors_origins));
  const absl::Status tls = CheckTls(options.tls);
  add({"tls-certificate", "tls-key", "client-ca", "require-certificate"},
      tls.ok() ? CheckTlsFiles(options.tls) : tls);
  add({"policy"}, CheckPolicyFile(options));
  add({"backup"}, CheckActions(effective.configuration.backup_actions));
  return wrong;
}

}  // namespace logboek::server
