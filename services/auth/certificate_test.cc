#include "services/auth/certificate.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "services/auth/bytes.h"
#include "services/auth/testing/test_certificates.h"
#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using base::Refuses;
using testing::ElementsAre;

constexpr char kUziText[] = "2.16.528.1.1007.99.2110-1-900012345-S-90000382-00.000-00000000";
constexpr char kUraAssigner[] = "2.16.528.1.1007.3.3";

const TestAuthority& Authority() {
  static const TestAuthority* const authority = new TestAuthority("Zorg CA");
  return *authority;
}

absl::StatusOr<Certificate> IssueAndParse(const TestCertificateOptions& options) {
  return ParseCertificate(Authority().Issue(options).certificate);
}

TEST(CertificateTest, NamesAreRead) {
  ASSERT_OK_AND_ASSIGN(Certificate certificate,
                       IssueAndParse({.common_names = {"Praktijk Zuid é"},
                                      .dns_names = {"His.Example.NL", "b.example.nl"},
                                      .ip_addresses = {"127.0.0.1"},
                                      .uris = {"urn:praktijk:1"},
                                      .emails = {"bea@example.nl"},
                                      .not_after = absl::FromUnixSeconds(2'000'000'000)}));
  EXPECT_EQ(certificate.common_name, "Praktijk Zuid é");
  EXPECT_EQ(certificate.issuer_common_name, "Zorg CA");
  EXPECT_THAT(certificate.dns_names, ElementsAre("his.example.nl", "b.example.nl"));
  EXPECT_THAT(certificate.uris, ElementsAre("urn:praktijk:1"));
  EXPECT_THAT(certificate.emails, ElementsAre("bea@example.nl"));
  EXPECT_EQ(certificate.ura, "");
  EXPECT_EQ(certificate.not_after, absl::FromUnixSeconds(2'000'000'000));
}

TEST(CertificateTest, FingerprintIsOfTheWholeCertificate) {
  const std::string pem = Authority().Issue({}).certificate;
  ASSERT_OK_AND_ASSIGN(Certificate certificate, ParseCertificate(pem));
  const std::string body = absl::StrReplaceAll(
      pem, {{"-----BEGIN CERTIFICATE-----", ""}, {"-----END CERTIFICATE-----", ""}});
  std::string der;
  ASSERT_TRUE(absl::Base64Unescape(body, &der));
  EXPECT_EQ(certificate.sha256, absl::BytesToHexString(Sha256(der)));
}

TEST(CertificateTest, WithoutNamesThereAreNone) {
  ASSERT_OK_AND_ASSIGN(Certificate certificate, IssueAndParse({.common_names = {}}));
  EXPECT_EQ(certificate.common_name, "");
  EXPECT_TRUE(certificate.dns_names.empty());
}

TEST(CertificateTest, TwoCommonNamesAreNone) {
  ASSERT_OK_AND_ASSIGN(Certificate certificate, IssueAndParse({.common_names = {"a", "b"}}));
  EXPECT_EQ(certificate.common_name, "");
}

TEST(CertificateTest, UraIsReadFromEitherNameOrBoth) {
  const TestOtherName uzi = UziName(kUziText);
  const TestOtherName permanent = PermanentIdentifier("90000382", kUraAssigner);
  const TestOtherName unassigned = PermanentIdentifier("90000382", "");
  using Names = std::vector<TestOtherName>;
  for (const Names& names : {Names{uzi}, Names{permanent}, Names{unassigned}, Names{uzi, permanent},
                             Names{permanent, uzi}}) {
    ASSERT_OK_AND_ASSIGN(Certificate certificate, IssueAndParse({.other_names = names}));
    EXPECT_EQ(certificate.ura, "90000382");
  }
}

TEST(CertificateTest, OtherIdentifiersAreNoUra) {
  const TestOtherName rows[] = {
      PermanentIdentifier("90000382", "1.2.3.4"),
      PermanentIdentifier("device-1", kUraAssigner),
      PermanentIdentifier("", kUraAssigner),
      PermanentIdentifier("", ""),
      {"1.3.6.1.4.1.311.20.2.3", Der(0x0c, "bea@example.nl")},
  };
  for (const TestOtherName& row : rows) {
    ASSERT_OK_AND_ASSIGN(Certificate certificate, IssueAndParse({.other_names = {row}}));
    EXPECT_EQ(certificate.ura, "");
  }
}

TEST(CertificateTest, TwoUrasAreRefused) {
  EXPECT_THAT(IssueAndParse({.other_names = {UziName(kUziText),
                                             PermanentIdentifier("90000383", kUraAssigner)}}),
              Refuses("BAD_CERTIFICATE"));
}

TEST(CertificateTest, MalformedOtherNamesAreRefused) {
  const char* const permanent = "1.3.6.1.5.5.7.8.3";
  const TestOtherName rows[] = {
      UziName(""),
      UziName("90000382"),
      UziName("2.16-1-900012345-S-90000382-00.000"),
      UziName("2.16-1-900012345-S-90000382-00.000-00000000-1"),
      UziName("2.16-1-900012345-S-9000038-00.000-00000000"),
      UziName("2.16-1-900012345-S-9000038x-00.000-00000000"),
      UziName("------"),
      {"2.5.5.5", Der(0x0c, kUziText)},
      {"2.5.5.5", Der(0x30, "")},
      {"2.5.5.5", Der(0x05, "")},
      {permanent, Der(0x0c, "90000382")},
      {permanent, Der(0x30, Der(0x16, "90000382"))},
      {permanent, Der(0x30, Der(0x0c, "90000382") + Der(0x0c, "90000382"))},
      {permanent, Der(0x30, Der(0x06, "\x2a\x03") + Der(0x0c, "90000382"))},
      {permanent, Der(0x30, std::string("\x0c\x20") + "90000382")},
      {permanent, Der(0x30, "\x0c")},
  };
  for (const TestOtherName& row : rows) {
    EXPECT_THAT(IssueAndParse({.other_names = {row}}), Refuses("BAD_CERTIFICATE"))
        << absl::BytesToHexString(row.der);
  }
}

TEST(CertificateTest, AlternativeNamesThatCannotBeReadOrComeTwiceAreRefused) {
  EXPECT_THAT(IssueAndParse({.broken_alternative_names = "\x30\x7f"}), Refuses("BAD_CERTIFICATE"));
  EXPECT_THAT(IssueAndParse({.broken_alternative_names = "x"}), Refuses("BAD_CERTIFICATE"));
  const std::string other = Der(0x30, Der(0x82, "b.example.nl"));
  EXPECT_OK(IssueAndParse({.broken_alternative_names = other}));
  EXPECT_THAT(IssueAndParse({.dns_names = {"a.example.nl"}, .broken_alternative_names = other}),
              Refuses("BAD_CERTIFICATE"));
}

TEST(CertificateTest, WhatIsNoCertificateIsRefused) {
  const TestCertificate good = Authority().Issue({});
  const std::string encrypted =
      "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,"
      "00000000000000000000000000000000\n\nAAAA\n-----END CERTIFICATE-----\n";
  for (const std::string& pem :
       {std::string(), std::string("hello"), good.private_key,
        good.certificate.substr(0, good.certificate.size() / 2), encrypted,
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        std::string(kCertificateBytesMax + 1, 'x'), std::string(100, '\0')}) {
    EXPECT_THAT(ParseCertificate(pem), Refuses("BAD_CERTIFICATE"));
  }
}

// Any byte may be another; the answer is a certificate or an error.
TEST(CertificateTest, DamageNeverBreaksTheReader) {
  const std::string pem =
      Authority()
          .Issue(
              {.dns_names = {"a.example.nl"},
               .other_names = {UziName(kUziText), PermanentIdentifier("90000382", kUraAssigner)}})
          .certificate;
  constexpr absl::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::mt19937 random(7);
  for (int i = 0; i < 3'000; ++i) {
    std::string damaged = pem;
    for (int changes = 0; changes < 1 + i % 3; ++changes) {
      damaged[random() % damaged.size()] = kAlphabet[random() % kAlphabet.size()];
    }
    if (const auto parsed = ParseCertificate(damaged); !parsed.ok()) {
      EXPECT_THAT(parsed, Refuses("BAD_CERTIFICATE"));
    }
  }
}

access::v1::CertificateRule RuleFor(absl::string_view principal) {
  access::v1::CertificateRule rule;
  rule.mutable_grant()->set_principal(std::string(principal));
  return rule;
}

TEST(CertificateRuleTest, EachKindMatches) {
  ASSERT_OK_AND_ASSIGN(Certificate certificate,
                       IssueAndParse({.common_names = {"cn"},
                                      .dns_names = {"a.example.nl"},
                                      .uris = {"urn:a"},
                                      .emails = {"a@example.nl"},
                                      .other_names = {UziName(kUziText)}}));
  std::vector<access::v1::CertificateRule> rules(6, RuleFor("somebody"));
  rules[0].set_common_name("cn");
  rules[1].set_dns_name("A.example.nl");
  rules[2].set_uri("urn:a");
  rules[3].set_email("a@example.nl");
  rules[4].set_ura("90000382");
  rules[5].set_sha256(absl::AsciiStrToUpper(certificate.sha256));
  ASSERT_OK_AND_ASSIGN(Certificate other, IssueAndParse({.common_names = {"other"}}));
  for (const auto& rule : rules) {
    access::v1::Policy policy;
    *policy.add_certificates() = rule;
    EXPECT_NE(FindRule(policy, certificate), nullptr) << rule.ShortDebugString();
    EXPECT_EQ(FindRule(policy, other), nullptr) << rule.ShortDebugString();
    policy.mutable_certificates(0)->set_issuer_common_name("Another CA");
    EXPECT_EQ(FindRule(policy, certificate), nullptr) << rule.ShortDebugString();
    policy.mutable_certificates(0)->set_issuer_common_name("Zorg CA");
    EXPECT_NE(FindRule(policy, certificate), nullptr) << rule.ShortDebugString();
  }
}

TEST(CertificateRuleTest, FirstThatMatchesDecides) {
  access::v1::Policy policy;
  for (const char* name : {"x", "cn", "cn"}) {
    *policy.add_certificates() = RuleFor(absl::StrCat("rule ", policy.certificates_size()));
    policy.mutable_certificates()->rbegin()->set_common_name(name);
  }
  ASSERT_OK_AND_ASSIGN(Certificate certificate, IssueAndParse({.common_names = {"cn"}}));
  const auto* const rule = FindRule(policy, certificate);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->grant().principal(), "rule 1");
}

TEST(CertificateRuleTest, NothingMatchesWhatIsNotThere) {
  access::v1::Policy policy;
  policy.add_certificates();
  policy.add_certificates()->set_common_name("");
  policy.add_certificates()->set_ura("");
  EXPECT_EQ(FindRule(policy, Certificate()), nullptr);
}

}  // namespace
}  // namespace logboek::auth
