// The real server over TLS with every way to be known: an authority for certificates, an issuer of
// access tokens and a policy; and somebody who calls it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "logboek/access/v1/access.pb.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/registration_service.pb.h"
#include "services/auth/testing/test_certificates.h"
#include "services/auth/testing/test_issuer.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {

inline constexpr access::v1::CallerRole kRoles[] = {
    access::v1::CALLER_ROLE_ACADEMY,         access::v1::CALLER_ROLE_PRACTICE,
    access::v1::CALLER_ROLE_COORDINATOR,     access::v1::CALLER_ROLE_AUDITOR,
    access::v1::CALLER_ROLE_PRIVACY_OFFICER, access::v1::CALLER_ROLE_ADMINISTRATOR};

// "ACADEMY".
std::string NameOf(access::v1::CallerRole role);

// About academy "hus", practice "p1", region kRegion: whatever the role is about.
access::v1::Grant GrantFor(access::v1::CallerRole role, const std::string& principal);

// What the method is refused with stands in docs/api/reasons.txt.
void ExpectListed(absl::string_view method, const grpc::Status& status);

void WriteFile(const std::string& path, const std::string& text);

// Somebody with a connection; what they push is told apart by their name.
class Somebody {
 public:
  Somebody(std::string name, std::shared_ptr<grpc::Channel> channel)
      : name_(std::move(name)), channel_(std::move(channel)) {}

  const std::string& name() const { return name_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::string Id(const std::string& word) const;

  // Sends the commands under the caller's own source; each must be taken.
  void Do(const std::vector<command::v1::Command>& commands);
  std::vector<v1::PushResponse> Push(std::vector<command::v1::Command> commands);

  template <typename Service, typename Request, typename Response>
  grpc::Status Ask(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                   const Request& request, Response* response) const {
    const auto stub = Service::NewStub(channel_);
    const grpc::Status status = (stub.get()->*method)(CallContext().get(), request, response);
    ExpectListed(absl::StripSuffix(request.GetDescriptor()->name(), "Request"), status);
    return status;
  }

 private:
  const std::string name_;
  const std::shared_ptr<grpc::Channel> channel_;
  int sent_ = 0;
};

class AccessServer {
 public:
  // The policy knows each role (GrantFor) by a certificate with the common name NameOf(role), as
  // "certificate-<that>", and by the claim "roles", as "user:<sub>".
  AccessServer();

  // Over TLS; "" and null = without.
  std::shared_ptr<grpc::Channel> Channel(const std::string& token,
                                         const auth::TestCertificate* certificate = nullptr) const;
  // An administrator by the first token.
  Somebody& administrator() { return *administrator_; }
  v1::CreateTokenResponse CreateToken(const access::v1::Grant& grant,
                                      absl::Duration life = absl::InfiniteDuration());
  void Revoke(const std::string& token_id);

  Somebody WithCertificate(access::v1::CallerRole role) const;
  Somebody WithToken(access::v1::CallerRole role);
  Somebody SignedIn(access::v1::CallerRole role) const;
  Somebody WithExchangedToken(access::v1::CallerRole role) const;
  // Of the issuer, for somebody with this role.
  std::string AccessToken(const std::string& subject, access::v1::CallerRole role) const;

  const TempFolder& folder() const { return folder_; }
  // Where the server writes its log.
  std::string log_file() const { return folder_ / "store.log"; }
  const auth::TestAuthority& authority() const { return authority_; }
  const auth::TestIssuer& issuer() const { return issuer_; }
  ServerProcess& process() { return *server_; }
  // Of the authority behind the server's certificate.
  std::string authority_file() const { return folder_ / "ca.pem"; }

 private:
  std::string Policy() const;

  TempFolder folder_;
  auth::TestAuthority authority_;
  auth::TestIssuer issuer_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<Somebody> administrator_;
};

}  // namespace logboek::test
