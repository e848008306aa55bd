#include "services/server/credentials.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::server {
namespace {

absl::Status CheckReadable(const char* flag, const std::string& path) {
  if (::access(path.c_str(), R_OK) == 0) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "TLS_FILE",
                         absl::StrCat(flag, " ", path, ": ", std::strerror(errno)),
                         {{"file", path}});
}

}  // namespace

std::string DefaultFirstTokenPath(absl::string_view store) {
  while (store.size() > 1 && store.back() == '/') store.remove_suffix(1);
  return absl::StrCat(store, ".token");
}

absl::Status CheckTls(const TlsOptions& tls) {
  const bool any = !tls.certificate_path.empty() || !tls.key_path.empty() ||
                   !tls.client_ca_path.empty() || tls.require_certificate;
  if (!any) return absl::OkStatus();
  if (tls.certificate_path.empty() || tls.key_path.empty()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "TLS_INCOMPLETE",
                           "TLS needs both --tls-certificate and --tls-key");
  }
  if (tls.require_certificate && tls.client_ca_path.empty()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "TLS_INCOMPLETE",
                           "--require-certificate needs --client-ca: whose certificates?");
  }
  RETURN_IF_ERROR(CheckReadable("--tls-certificate", tls.certificate_path));
  RETURN_IF_ERROR(CheckReadable("--tls-key", tls.key_path));
  if (tls.client_ca_path.empty()) return absl::OkStatus();
  return CheckReadable("--client-ca", tls.client_ca_path);
}

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const TlsOptions& tls) {
  if (!tls.on()) return grpc::InsecureServerCredentials();
  const auto files = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      tls.key_path, tls.certificate_path, tls.client_ca_path,
      static_cast<unsigned int>(std::max<int64_t>(absl::ToInt64Seconds(tls.look_interval), 1)));
  grpc::experimental::TlsServerCredentialsOptions options(files);
  options.watch_identity_key_cert_pairs();
  if (!tls.client_ca_path.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(tls.require_certificate
                                      ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                      : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace logboek::server
