// What a client certificate says about who holds it.
//
// Nothing is verified here: TLS has checked the chain and the dates before. Certificates of the
// UZI-register (Dutch health care) name the subscriber, a care organisation, by its URA number: in
// an otherName 2.5.5.5 of the form
// "<CA OID>-<version>-<UZI number>-<card type>-<URA>-<role>-<AGB code>", and since November 2023
// also in a permanentIdentifier (RFC 4043).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"

namespace logboek::auth {

inline constexpr size_t kCertificateBytesMax = 64 << 10;

struct Certificate {
  // Empty when there is none, or more than one.
  std::string common_name;
  std::string issuer_common_name;
  // Subject alternative names; those of DNS in small letters.
  std::vector<std::string> dns_names;
  std::vector<std::string> uris;
  std::vector<std::string> emails;
  // 8 digits; empty when there is none.
  std::string ura;
  // Of the whole certificate; 64 hex digits in small letters.
  std::string sha256;
  absl::Time not_after;
};

// The first certificate of a PEM text. UNAUTHENTICATED, BAD_CERTIFICATE: it cannot be read, or says
// two things about its URA.
absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem);

// The first rule that matches; null when none does.
const access::v1::CertificateRule* FindRule(const access::v1::Policy& policy,
                                            const Certificate& certificate);

}  // namespace logboek::auth
