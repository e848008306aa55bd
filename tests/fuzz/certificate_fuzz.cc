// Client certificates: PEM as TLS hands them on; anything else is taken as the DER inside.
#include <openssl/bio.h>
#include <openssl/pem.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/auth/certificate.h"
#include "services/auth/openssl_ptr.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

std::string ToPem(absl::string_view der) {
  if (absl::StartsWith(der, "-----BEGIN")) return std::string(der);
  const auth::BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio(bio.get(), "CERTIFICATE", "", reinterpret_cast<const unsigned char*>(der.data()),
                static_cast<int>(der.size()));
  char* pem = nullptr;
  const auto bytes = static_cast<size_t>(BIO_get_mem_data(bio.get(), &pem));
  return std::string(pem, bytes);
}

bool ConsistsOf(absl::string_view text, size_t size, absl::string_view alphabet) {
  return text.size() == size && text.find_first_not_of(alphabet) == text.npos;
}

// A rule about something else lets nobody in.
void CheckRules(const auth::Certificate& certificate) {
  access::v1::Policy policy;
  policy.add_certificates()->set_common_name("");
  policy.add_certificates()->set_ura("");
  policy.add_certificates()->set_dns_name("of.nobody.example.nl");
  CHECK(auth::FindRule(policy, certificate) == nullptr);
  policy.add_certificates()->set_sha256(absl::AsciiStrToUpper(certificate.sha256));
  CHECK(auth::FindRule(policy, certificate) == &policy.certificates(3));
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const auto certificate = auth::ParseCertificate(fuzz::ToPem(fuzz::ToText(data, size)));
  if (!certificate.ok()) {
    CHECK(absl::IsUnauthenticated(certificate.status()));
    fuzz::CheckRefused(certificate.status(), "BAD_CERTIFICATE");
    return 0;
  }
  CHECK(certificate->ura.empty() || fuzz::ConsistsOf(certificate->ura, 8, "0123456789"));
  CHECK(fuzz::ConsistsOf(certificate->sha256, 64, "0123456789abcdef"));
  for (const std::string& name : certificate->dns_names) {
    CHECK(name == absl::AsciiStrToLower(name));
  }
  fuzz::CheckRules(*certificate);
  return 0;
}
