#include "services/auth/certificate.h"

#include <openssl/pem.h>

#include <algorithm>
#include <ctime>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/auth/openssl_ptr.h"
#include "services/auth/refusal.h"
#include "storage/base/check.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using access::v1::CertificateRule;

constexpr char kUziNameOid[] = "2.5.5.5";
constexpr char kPermanentIdentifierOid[] = "1.3.6.1.5.5.7.8.3";
// Who numbers the subscribers of the UZI-register.
constexpr char kUraAssignerOid[] = "2.16.528.1.1007.3.3";
constexpr size_t kUraDigits = 8;

absl::Status BadCertificate(absl::string_view what) {
  return NotLetIn("BAD_CERTIFICATE", absl::StrCat("the client certificate cannot be used: ", what,
                                                  "; use another one"));
}

std::string TextOf(const ASN1_STRING* string) {
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                     static_cast<size_t>(ASN1_STRING_length(string)));
}

bool IsObject(const ASN1_OBJECT* object, const char* oid) {
  const ObjectPtr wanted(OBJ_txt2obj(oid, /*no_name=*/1));
  CHECK(wanted != nullptr);
  return object != nullptr && OBJ_cmp(object, wanted.get()) == 0;
}

bool AreDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

bool IsUra(absl::string_view text) { return text.size() == kUraDigits && AreDigits(text); }

// A name with two common names says nothing for sure, so it says nothing.
std::string CommonNameOf(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, at) >= 0) return "";
  unsigned char* utf8 = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return "";
  std::string text(reinterpret_cast<const char*>(utf8), static_cast<size_t>(size));
  OPENSSL_free(utf8);
  return text;
}

absl::Status SetUra(absl::string_view ura, Certificate* certificate) {
  if (!certificate->ura.empty() && certificate->ura != ura) {
    return BadCertificate("it has two different URA numbers");
  }
  certificate->ura = std::string(ura);
  return absl::OkStatus();
}

absl::Status ReadUziName(const ASN1_TYPE& value, Certificate* certificate) {
  if (value.type != V_ASN1_IA5STRING) return BadCertificate("its UZI name is no text");
  const std::string text = TextOf(value.value.ia5string);
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  constexpr size_t kParts = 7;
  constexpr size_t kUraPart = 4;
  if (parts.size() != kParts || !IsUra(parts[kUraPart])) {
    return BadCertificate("its UZI name has not seven parts with the URA of 8 digits as the fifth");
  }
  return SetUra(parts[kUraPart], certificate);
}

struct Asn1SequenceFree {
  void operator()(ASN1_SEQUENCE_ANY* sequence) const {
    sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free);
  }
};
using Asn1SequencePtr = std::unique_ptr<ASN1_SEQUENCE_ANY, Asn1SequenceFree>;

// SEQUENCE { identifierValue UTF8String OPTIONAL, assigner OBJECT IDENTIFIER OPTIONAL }. One that
// is no URA is somebody else's matter.
absl::Status ReadPermanentIdentifier(const ASN1_TYPE& value, Certificate* certificate) {
  const absl::Status malformed = BadCertificate("its permanentIdentifier cannot be read");
  if (value.type != V_ASN1_SEQUENCE) return malformed;
  const ASN1_STRING* const der = value.value.sequence;
  const unsigned char* at = ASN1_STRING_get0_data(der);
  const unsigned char* const end = at + ASN1_STRING_length(der);
  const Asn1SequencePtr fields(d2i_ASN1_SEQUENCE_ANY(nullptr, &at, ASN1_STRING_length(der)));
  if (fields == nullptr || at != end) return malformed;
  int next = 0;
  const auto take = [&](int type) -> const ASN1_TYPE* {
    if (next == sk_ASN1_TYPE_num(fields.get())) return nullptr;
    const ASN1_TYPE* const field = sk_ASN1_TYPE_value(fields.get(), next);
    if (field->type != type) return nullptr;
    ++next;
    return field;
  };
  const ASN1_TYPE* const identifier = take(V_ASN1_UTF8STRING);
  const ASN1_TYPE* const assigner = take(V_ASN1_OBJECT);
  if (next != sk_ASN1_TYPE_num(fields.get())) return malformed;
  if (identifier == nullptr) return absl::OkStatus();
  if (assigner != nullptr && !IsObject(assigner->value.object, kUraAssignerOid)) {
    return absl::OkStatus();
  }
  const std::string text = TextOf(identifier->value.utf8string);
  return IsUra(text) ? SetUra(text, certificate) : absl::OkStatus();
}

absl::Status ReadOtherName(const OTHERNAME& name, Certificate* certificate) {
  if (name.value == nullptr) return BadCertificate("an otherName of it is empty");
  if (IsObject(name.type_id, kUziNameOid)) return ReadUziName(*name.value, certificate);
  if (IsObject(name.type_id, kPermanentIdentifierOid)) {
    return ReadPermanentIdentifier(*name.value, certificate);
  }
  return absl::OkStatus();
}

absl::Status ReadAlternativeName(const GENERAL_NAME& name, Certificate* certificate) {
  switch (name.type) {
    case GEN_DNS:
      certificate->dns_names.push_back(absl::AsciiStrToLower(TextOf(name.d.dNSName)));
      return absl::OkStatus();
    case GEN_URI:
      certificate->uris.push_back(TextOf(name.d.uniformResourceIdentifier));
      return absl::OkStatus();
    case GEN_EMAIL:
      certificate->emails.push_back(TextOf(name.d.rfc822Name));
      return absl::OkStatus();
    case GEN_OTHERNAME:
      return ReadOtherName(*name.d.otherName, certificate);
    default:
      return absl::OkStatus();
  }
}

absl::Status ReadAlternativeNames(const X509* x509, Certificate* certificate) {
  int presence = 0;
  const GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(x509, NID_subject_alt_name, &presence, nullptr)));
  constexpr int kAbsent = -1;
  if (names == nullptr && presence == kAbsent) return absl::OkStatus();
  if (names == nullptr) return BadCertificate("its subject alternative names cannot be read");
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    RETURN_IF_ERROR(ReadAlternativeName(*sk_GENERAL_NAME_value(names.get(), i), certificate));
  }
  return absl::OkStatus();
}

absl::StatusOr<X509Ptr> ReadPem(absl::string_view pem) {
  if (pem.size() > kCertificateBytesMax) {
    return BadCertificate(
        absl::StrCat("it has ", pem.size(), " bytes, limit ", kCertificateBytesMax));
  }
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CHECK(bio != nullptr);
  // Without it, OpenSSL asks the terminal for the password of an encrypted one.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  X509Ptr x509(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr));
  if (x509 == nullptr) return BadCertificate("it is no X.509 certificate in PEM form");
  return x509;
}

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool RuleMatches(const CertificateRule& rule, const Certificate& certificate) {
  if (!rule.issuer_common_name().empty() &&
      rule.issuer_common_name() != certificate.issuer_common_name) {
    return false;
  }
  switch (rule.match_case()) {
    case CertificateRule::kCommonName:
      return !rule.common_name().empty() && rule.common_name() == certificate.common_name;
    case CertificateRule::kDnsName:
      return Has(certificate.dns_names, absl::AsciiStrToLower(rule.dns_name()));
    case CertificateRule::kUri:
      return Has(certificate.uris, rule.uri());
    case CertificateRule::kEmail:
      return Has(certificate.emails, rule.email());
    case CertificateRule::kUra:
      return !rule.ura().empty() && rule.ura() == certificate.ura;
    case CertificateRule::kSha256:
      return absl::AsciiStrToLower(rule.sha256()) == certificate.sha256;
    case CertificateRule::MATCH_NOT_SET:
      return false;
  }
  return false;
}

}  // namespace

absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem) {
  const OpensslErrorsForgotten forgotten;
  ASSIGN_OR_RETURN(const X509Ptr x509, ReadPem(pem));
  Certificate certificate;
  certificate.common_name = CommonNameOf(X509_get_subject_name(x509.get()));
  certificate.issuer_common_name = CommonNameOf(X509_get_issuer_name(x509.get()));
  std::tm not_after{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(x509.get()), &not_after) != 1) {
    return BadCertificate("its last day cannot be read");
  }
  certificate.not_after = absl::FromTM(not_after, absl::UTCTimeZone());
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  unsigned int hash_bytes = 0;
  if (X509_digest(x509.get(), EVP_sha256(), reinterpret_cast<unsigned char*>(hash.data()),
                  &hash_bytes) != 1) {
    return BadCertificate("it has no digest");
  }
  certificate.sha256 = absl::BytesToHexString(absl::string_view(hash.data(), hash_bytes));
  RETURN_IF_ERROR(ReadAlternativeNames(x509.get(), &certificate));
  return certificate;
}

const CertificateRule* FindRule(const access::v1::Policy& policy, const Certificate& certificate) {
  for (const CertificateRule& rule : policy.certificates()) {
    if (RuleMatches(rule, certificate)) return &rule;
  }
  return nullptr;
}

}  // namespace logboek::auth
