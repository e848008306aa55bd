#include "services/auth/testing/test_certificates.h"

#include <openssl/pem.h>

#include "absl/strings/str_cat.h"
#include "services/auth/bytes.h"
#include "storage/base/check.h"

namespace logboek::auth {
namespace {

constexpr unsigned char kIa5String = 0x16;
constexpr unsigned char kUtf8String = 0x0c;
constexpr unsigned char kSequence = 0x30;

const unsigned char* AsUnsigned(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string TextIn(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string PemOf(X509* x509) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  CHECK_EQ(PEM_write_bio_X509(bio.get(), x509), 1);
  return TextIn(bio.get());
}

std::string PemOf(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  CHECK_EQ(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr), 1);
  return TextIn(bio.get());
}

void AddCommonName(const std::string& common_name, X509_NAME* name) {
  CHECK_EQ(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, AsUnsigned(common_name),
                                      static_cast<int>(common_name.size()), -1, 0),
           1);
}

void AddExtension(int nid, const char* value, X509* x509) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  CHECK(extension != nullptr);
  CHECK_EQ(X509_add_ext(x509, extension, -1), 1);
  X509_EXTENSION_free(extension);
}

X509Ptr NewX509(EVP_PKEY* key, absl::Time not_before, absl::Time not_after) {
  X509Ptr x509(X509_new());
  CHECK_EQ(X509_set_version(x509.get(), X509_VERSION_3), 1);
  // Positive, whatever the first bit.
  const std::string serial = absl::StrCat("\x01", RandomBytes(8));
  const BignumPtr number(BN_bin2bn(AsUnsigned(serial), static_cast<int>(serial.size()), nullptr));
  CHECK(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509.get())) != nullptr);
  CHECK(ASN1_TIME_set(X509_getm_notBefore(x509.get()), absl::ToTimeT(not_before)) != nullptr);
  CHECK(ASN1_TIME_set(X509_getm_notAfter(x509.get()), absl::ToTimeT(not_after)) != nullptr);
  CHECK_EQ(X509_set_pubkey(x509.get(), key), 1);
  return x509;
}

void AddTextName(int type, const std::string& text, GENERAL_NAMES* names) {
  ASN1_IA5STRING* string = ASN1_IA5STRING_new();
  CHECK_EQ(ASN1_STRING_set(string, text.data(), static_cast<int>(text.size())), 1);
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, type, string);
  sk_GENERAL_NAME_push(names, name);
}

void AddIpAddress(const std::string& address, GENERAL_NAMES* names) {
  GENERAL_NAME* name = GENERAL_NAME_new();
  ASN1_OCTET_STRING* bytes = a2i_IPADDRESS(address.c_str());
  CHECK(bytes != nullptr, "an address of a test");
  GENERAL_NAME_set0_value(name, GEN_IPADD, bytes);
  sk_GENERAL_NAME_push(names, name);
}

void AddOtherName(const TestOtherName& other, GENERAL_NAMES* names) {
  const unsigned char* at = AsUnsigned(other.der);
  ASN1_TYPE* value = d2i_ASN1_TYPE(nullptr, &at, static_cast<long>(other.der.size()));
  CHECK(value != nullptr, "the value of an otherName of a test");
  GENERAL_NAME* name = GENERAL_NAME_new();
  CHECK_EQ(GENERAL_NAME_set0_othername(name, OBJ_txt2obj(other.oid.c_str(), 1), value), 1);
  sk_GENERAL_NAME_push(names, name);
}

void AddAlternativeNames(const TestCertificateOptions& options, X509* x509) {
  const GeneralNamesPtr names(GENERAL_NAMES_new());
  for (const std::string& text : options.dns_names) AddTextName(GEN_DNS, text, names.get());
  for (const std::string& text : options.uris) AddTextName(GEN_URI, text, names.get());
  for (const std::string& text : options.emails) AddTextName(GEN_EMAIL, text, names.get());
  for (const std::string& address : options.ip_addresses) AddIpAddress(address, names.get());
  for (const TestOtherName& other : options.other_names) AddOtherName(other, names.get());
  if (sk_GENERAL_NAME_num(names.get()) == 0) return;
  CHECK_EQ(X509_add1_ext_i2d(x509, NID_subject_alt_name, names.get(), 0, 0), 1);
}

void AddBrokenAlternativeNames(const std::string& bytes, X509* x509) {
  if (bytes.empty()) return;
  ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
  CHECK_EQ(ASN1_OCTET_STRING_set(value, AsUnsigned(bytes), static_cast<int>(bytes.size())), 1);
  X509_EXTENSION* extension = X509_EXTENSION_create_by_NID(nullptr, NID_subject_alt_name, 0, value);
  CHECK_EQ(X509_add_ext(x509, extension, -1), 1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(value);
}

}  // namespace

TestAuthority::TestAuthority(const std::string& common_name) : key_(EVP_EC_gen("P-256")) {
  const TestCertificateOptions dates;
  x509_ = NewX509(key_.get(), dates.not_before, dates.not_after);
  AddCommonName(common_name, X509_get_subject_name(x509_.get()));
  CHECK_EQ(X509_set_issuer_name(x509_.get(), X509_get_subject_name(x509_.get())), 1);
  AddExtension(NID_basic_constraints, "critical,CA:TRUE", x509_.get());
  AddExtension(NID_key_usage, "critical,keyCertSign,cRLSign", x509_.get());
  CHECK(X509_sign(x509_.get(), key_.get(), EVP_sha256()) > 0);
}

std::string TestAuthority::certificate() const { return PemOf(x509_.get()); }

TestCertificate TestAuthority::Issue(const TestCertificateOptions& options) const {
  const KeyPtr key(EVP_EC_gen("P-256"));
  const X509Ptr x509 = NewX509(key.get(), options.not_before, options.not_after);
  for (const std::string& common_name : options.common_names) {
    AddCommonName(common_name, X509_get_subject_name(x509.get()));
  }
  CHECK_EQ(X509_set_issuer_name(x509.get(), X509_get_subject_name(x509_.get())), 1);
  AddExtension(NID_ext_key_usage, "serverAuth,clientAuth", x509.get());
  AddAlternativeNames(options, x509.get());
  AddBrokenAlternativeNames(options.broken_alternative_names, x509.get());
  CHECK(X509_sign(x509.get(), key_.get(), EVP_sha256()) > 0);
  return {PemOf(x509.get()), PemOf(key.get())};
}

TestOtherName UziName(absl::string_view text) { return {"2.5.5.5", Der(kIa5String, text)}; }

TestOtherName PermanentIdentifier(absl::string_view value, const std::string& assigner) {
  std::string content;
  if (!value.empty()) content += Der(kUtf8String, value);
  if (!assigner.empty()) {
    const ObjectPtr object(OBJ_txt2obj(assigner.c_str(), 1));
    unsigned char* der = nullptr;
    const int size = i2d_ASN1_OBJECT(object.get(), &der);
    CHECK(size > 0);
    content.append(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
  }
  return {"1.3.6.1.5.5.7.8.3", Der(kSequence, content)};
}

std::string Der(unsigned char tag, absl::string_view content) {
  CHECK(content.size() < 128);
  return absl::StrCat(std::string(1, static_cast<char>(tag)),
                      std::string(1, static_cast<char>(content.size())), content);
}

}  // namespace logboek::auth
