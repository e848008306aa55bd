// An authority of its own for each test, and the certificates it signs.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/auth/openssl_ptr.h"

namespace logboek::auth {

// A subject alternative name of the kind otherName; `der` is its value, whatever that is.
struct TestOtherName {
  std::string oid;
  std::string der;
};

struct TestCertificateOptions {
  // Each makes an entry of the subject.
  std::vector<std::string> common_names = {"test"};
  std::vector<std::string> dns_names = {};
  std::vector<std::string> ip_addresses = {};
  std::vector<std::string> uris = {};
  std::vector<std::string> emails = {};
  std::vector<TestOtherName> other_names = {};
  // The bytes of one more extension that says it holds alternative names.
  std::string broken_alternative_names = {};
  absl::Time not_before = absl::FromCivil(absl::CivilDay(2020, 1, 1), absl::UTCTimeZone());
  absl::Time not_after = absl::FromCivil(absl::CivilDay(2090, 1, 1), absl::UTCTimeZone());
};

// PEM.
struct TestCertificate {
  std::string certificate;
  std::string private_key;
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& common_name = "Test Authority");

  // PEM of its own certificate, to be trusted.
  std::string certificate() const;
  // Good for a server and for a client.
  TestCertificate Issue(const TestCertificateOptions& options) const;

 private:
  KeyPtr key_;
  X509Ptr x509_;
};

// The otherName 2.5.5.5 of the UZI-register with this text.
TestOtherName UziName(absl::string_view text);

// RFC 4043; empty = left out.
TestOtherName PermanentIdentifier(absl::string_view value, const std::string& assigner);

// One element of DER with up to 127 bytes in it.
std::string Der(unsigned char tag, absl::string_view content);

}  // namespace logboek::auth
