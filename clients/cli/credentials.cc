#include "clients/cli/credentials.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "storage/base/runtime_folder.h"
#include "storage/base/secret_file.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

// The server takes no longer token.
constexpr size_t kTokenFileBytesMax = 16'384;

using Environment = std::function<std::string(const std::string&)>;

absl::Status CannotRead(const Texts& texts, const std::string& path, absl::string_view why) {
  return absl::InvalidArgumentError(texts.Get("error.read", path, std::string(why)));
}

absl::StatusOr<std::string> ReadPem(const Texts& texts, const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path);
  std::stringstream text;
  errno = 0;
  if (!file.good() || !(text << file.rdbuf())) {
    return CannotRead(texts, path, std::strerror(errno != 0 ? errno : EIO));
  }
  return text.str();
}

absl::StatusOr<std::string> ReadToken(const Texts& texts, const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadSecretFile(path, kTokenFileBytesMax + 1);
  if (!text.ok()) return CannotRead(texts, path, text.status().message());
  if (text->size() > kTokenFileBytesMax) {
    return CannotRead(texts, path, texts.Get("error.longer_than_a_token", kTokenFileBytesMax));
  }
  return std::string(absl::StripAsciiWhitespace(*text));
}

// The port of an address on this machine; 0 when it is on another.
int LocalPort(const std::string& server) {
  const size_t colon = server.rfind(':');
  if (colon == std::string::npos) return 0;
  const std::string host = server.substr(0, colon);
  int port = 0;
  const bool local = host == "localhost" || host == "[::1]" || absl::StartsWith(host, "127.");
  return local && absl::SimpleAtoi(server.substr(colon + 1), &port) ? port : 0;
}

std::string RuntimeFolder(const Environment& environment) {
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  return runtime.empty() ? base::DefaultRuntimeFolder() : absl::StrCat(runtime, "/logboek");
}

absl::StatusOr<std::string> FindToken(const Texts& texts, const CredentialFlags& flags,
                                      const std::string& server, const Environment& environment) {
  if (!flags.token_file.empty()) return ReadToken(texts, flags.token_file);
  const std::string token = environment("LOGBOEK_TOKEN");
  if (!token.empty()) return std::string(absl::StripAsciiWhitespace(token));
  const std::string file = environment("LOGBOEK_TOKEN_FILE");
  if (!file.empty()) return ReadToken(texts, file);
  const int port = LocalPort(server);
  if (port == 0) return std::string();
  const auto told = base::FindTokenFile(RuntimeFolder(environment), port);
  const auto own = told.ok() ? base::ReadSecretFile(*told, kTokenFileBytesMax) : told.status();
  if (own.ok()) return std::string(absl::StripAsciiWhitespace(*own));
  // Who may not read that of the service either is nobody to the server, which says so.
  return base::ReadServiceToken(base::kServiceRuntimeFolder, port, kTokenFileBytesMax).value_or("");
}

std::string Either(const std::string& flag, const std::string& variable) {
  return flag.empty() ? variable : flag;
}

}  // namespace

absl::StatusOr<client::Credentials> FindCredentials(const Texts& texts,
                                                    const CredentialFlags& flags,
                                                    const std::string& server,
                                                    const Environment& environment) {
  client::Credentials credentials;
  const std::string ca = Either(flags.ca, environment("LOGBOEK_CA"));
  const std::string certificate = Either(flags.certificate, environment("LOGBOEK_CERTIFICATE"));
  const std::string key = Either(flags.key, environment("LOGBOEK_KEY"));
  if (certificate.empty() != key.empty()) {
    return absl::InvalidArgumentError(texts.Get("usage.certificate_and_key"));
  }
  ASSIGN_OR_RETURN(credentials.ca_pem, ReadPem(texts, ca));
  ASSIGN_OR_RETURN(credentials.certificate_pem, ReadPem(texts, certificate));
  ASSIGN_OR_RETURN(credentials.key_pem, ReadPem(texts, key));
  credentials.tls = flags.tls || !ca.empty() || !certificate.empty();
  // Whoever comes with a certificate means to be known by that.
  const bool by_certificate = !certificate.empty() && flags.token_file.empty();
  if (by_certificate) return credentials;
  ASSIGN_OR_RETURN(credentials.token, FindToken(texts, flags, server, environment));
  return credentials;
}

}  // namespace logboek::cli
