// How the port is protected, and where the first token goes.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "grpcpp/security/server_credentials.h"
#include "services/server/server.h"

namespace logboek::server {

// "<store>.token": beside the store's folder, outside it.
std::string DefaultFirstTokenPath(absl::string_view store);

// INVALID_ARGUMENT, TLS_INCOMPLETE; FAILED_PRECONDITION, TLS_FILE: a file cannot be read.
absl::Status CheckTls(const TlsOptions& tls);

// Plain without TLS; else TLS 1.2 or newer, with client certificates where authorities are named:
// asked for or required, and verified when one comes.
std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const TlsOptions& tls);

}  // namespace logboek::server
