#include "tests/e2e/access_fixture.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "storage/base/clock.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/reasons/reasons.h"
#include "tests/testing/wire.h"

namespace logboek::test {

using access::v1::CallerRole;
using command::v1::Command;

std::string NameOf(CallerRole role) {
  return CallerRole_Name(role).substr(sizeof("CALLER_ROLE_") - 1);
}

access::v1::Grant GrantFor(CallerRole role, const std::string& principal) {
  access::v1::Grant grant;
  grant.set_principal(principal);
  grant.set_role(role);
  if (role == access::v1::CALLER_ROLE_ACADEMY) grant.add_academies("hus");
  if (role == access::v1::CALLER_ROLE_PRACTICE) {
    grant.add_practices("p1");
  } else if (role != access::v1::CALLER_ROLE_ADMINISTRATOR) {
    grant.add_regions(kRegion);
  }
  return grant;
}

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string Somebody::Id(const std::string& word) const { return absl::StrCat(word, "-", name_); }

void Somebody::Do(const std::vector<Command>& commands) {
  for (const v1::PushResponse& answer : Push(commands)) {
    EXPECT_TRUE(answer.has_receipt()) << name_ << ": " << answer.error().message();
  }
}

void ExpectListed(absl::string_view method, const grpc::Status& status) {
  EXPECT_EQ(WhatIsNotListed(method, static_cast<absl::StatusCode>(status.error_code()),
                            InfoIn(status).reason()),
            "");
}

std::vector<v1::PushResponse> Somebody::Push(std::vector<Command> commands) {
  for (Command& command : commands) {
    command.set_source(name_);
    command.set_source_id(absl::StrCat(++sent_));
  }
  return PushAll(channel_, commands);
}

AccessServer::AccessServer() {
  const auto server = authority_.Issue(
      {.common_names = {"logboek"}, .dns_names = {"localhost"}, .ip_addresses = {"127.0.0.1"}});
  WriteFile(folder_ / "server.pem", server.certificate);
  WriteFile(folder_ / "server.key", server.private_key);
  WriteFile(folder_ / "ca.pem", authority_.certificate());
  issuer_.AddKey("k1", auth::TestKeyKind::kP256);
  WriteFile(folder_ / "keys.json", issuer_.KeySet());
  WriteFile(folder_ / "policy.textproto", Policy());
  server_ = std::make_unique<ServerProcess>(
      folder_ / "store",
      std::vector<std::string>{"--tls-certificate", folder_ / "server.pem", "--tls-key",
                               folder_ / "server.key", "--client-ca", folder_ / "ca.pem",
                               "--policy", folder_ / "policy.textproto"});
  administrator_ = std::make_unique<Somebody>("administrator", Channel(server_->token()));
}

std::string AccessServer::Policy() const {
  access::v1::Policy policy;
  access::v1::OidcProvider& provider = *policy.add_oidc_providers();
  provider.set_issuer(issuer_.url());
  provider.set_audience("logboek");
  provider.set_jwks_file(folder_ / "keys.json");
  provider.set_principal_prefix("user:");
  for (const CallerRole role : kRoles) {
    access::v1::CertificateRule& rule = *policy.add_certificates();
    rule.set_common_name(NameOf(role));
    *rule.mutable_grant() = GrantFor(role, absl::StrCat("certificate-", NameOf(role)));
    access::v1::ClaimRule& claim = *provider.add_rules();
    claim.set_claim("roles");
    claim.set_value(NameOf(role));
    claim.set_role(role);
    const access::v1::Grant grant = GrantFor(role, "x");
    *claim.mutable_academies() = grant.academies();
    *claim.mutable_practices() = grant.practices();
    *claim.mutable_regions() = grant.regions();
  }
  std::string text;
  google::protobuf::TextFormat::PrintToString(policy, &text);
  return text;
}

std::shared_ptr<grpc::Channel> AccessServer::Channel(
    const std::string& token, const auth::TestCertificate* certificate) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = authority_.certificate();
  if (certificate != nullptr) {
    options.pem_cert_chain = certificate->certificate;
    options.pem_private_key = certificate->private_key;
  }
  return AuthorizedChannel(server_->address(), grpc::SslCredentials(options), token);
}

v1::CreateTokenResponse AccessServer::CreateToken(const access::v1::Grant& grant,
                                                  absl::Duration life) {
  v1::CreateTokenRequest request;
  *request.mutable_grant() = grant;
  if (life != absl::InfiniteDuration()) {
    request.mutable_expires_in()->set_seconds(absl::IDivDuration(life, absl::Seconds(1), &life));
    request.mutable_expires_in()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(life)));
  }
  v1::CreateTokenResponse made;
  EXPECT_THAT(
      administrator_->Ask<v1::AccessService>(&v1::AccessService::Stub::CreateToken, request, &made),
      IsGrpcOk());
  return made;
}

void AccessServer::Revoke(const std::string& token_id) {
  v1::RevokeTokenRequest request;
  request.set_token_id(token_id);
  v1::RevokeTokenResponse revoked;
  EXPECT_THAT(administrator_->Ask<v1::AccessService>(&v1::AccessService::Stub::RevokeToken, request,
                                                     &revoked),
              IsGrpcOk());
}

Somebody AccessServer::WithCertificate(CallerRole role) const {
  const auto certificate = authority_.Issue({.common_names = {NameOf(role)}});
  return {absl::StrCat("certificate-", NameOf(role)), Channel("", &certificate)};
}

Somebody AccessServer::WithToken(CallerRole role) {
  const std::string name = absl::StrCat("token-", NameOf(role));
  return {name, Channel(CreateToken(GrantFor(role, name)).token())};
}

std::string AccessServer::AccessToken(const std::string& subject, CallerRole role) const {
  nlohmann::json claims = issuer_.Claims(subject, base::SystemClock().Now());
  claims["roles"] = {"something", NameOf(role)};
  return issuer_.Sign(claims);
}

Somebody AccessServer::SignedIn(CallerRole role) const {
  return {absl::StrCat("user:", NameOf(role)), Channel(AccessToken(NameOf(role), role))};
}

Somebody AccessServer::WithExchangedToken(CallerRole role) const {
  const std::string subject = absl::StrCat("exchanged-", NameOf(role));
  const std::string name = absl::StrCat("user:", subject);
  Somebody signed_in(name, Channel(AccessToken(subject, role)));
  v1::ExchangeTokenResponse exchanged;
  EXPECT_THAT(signed_in.Ask<v1::AccessService>(&v1::AccessService::Stub::ExchangeToken,
                                               v1::ExchangeTokenRequest(), &exchanged),
              IsGrpcOk());
  return {name, Channel(exchanged.token())};
}

}  // namespace logboek::test
