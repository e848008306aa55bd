// What the program shows the server, and how it knows the server.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/texts.h"
#include "clients/cpp/client.h"

namespace logboek::cli {

// Paths as they were given; empty = not.
struct CredentialFlags {
  std::string token_file;
  bool tls = false;
  std::string ca;
  std::string certificate;
  std::string key;
};

// The token is that of --token-file, LOGBOEK_TOKEN, LOGBOEK_TOKEN_FILE, or, for a server on this
// machine that this user started, its first one; else there is none. TLS with --tls or --ca; and
// LOGBOEK_CA, LOGBOEK_CERTIFICATE, LOGBOEK_KEY. INVALID_ARGUMENT: a file cannot be read, or a
// certificate comes without its key.
absl::StatusOr<client::Credentials> FindCredentials(
    const Texts& texts, const CredentialFlags& flags, const std::string& server,
    const std::function<std::string(const std::string&)>& environment);

}  // namespace logboek::cli
