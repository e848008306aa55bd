#include "services/gateway/who_am_i.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "services/auth/refusal.h"
#include "services/rpc/forwarded.h"
#include "services/rpc/wire_status.h"
#include "storage/base/clock.h"
#include "storage/base/printable.h"

namespace logboek::gateway {
namespace {

constexpr absl::Duration kAnswerMax = absl::Seconds(5);

grpc::Status NoToken() {
  return rpc::ToGrpcStatus(auth::NotLetIn(
      "TOKEN_MALFORMED", "what was sent as a token has more than printable ASCII; copy it again"));
}

}  // namespace

WhoAmIFunction WhoAmIOver(std::shared_ptr<grpc::Channel> channel, std::string secret,
                          OpenCalls* open) {
  const std::shared_ptr<v1::AccessService::Stub> stub = v1::AccessService::NewStub(channel);
  return [stub, secret = std::move(secret), open](const std::string& token,
                                                  const std::string& address) {
    if (!base::IsPrintableAscii(token)) return WhoAmI{.status = NoToken()};
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(base::SystemClock().Now() + kAnswerMax));
    context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    context.AddMetadata(rpc::kForwardedSecretKey, secret);
    context.AddMetadata(rpc::kForwardedAddressKey, address);
    v1::WhoAmIResponse response;
    WhoAmI who{.status = rpc::ToGrpcStatus(Stopping())};
    const bool asked =
        open->Make([&] { who.status = stub->WhoAmI(&context, v1::WhoAmIRequest(), &response); });
    if (!asked) return who;
    who.principal = response.grant().principal();
    if (response.has_expires_at()) {
      who.expires_at = absl::FromUnixSeconds(response.expires_at().seconds()) +
                       absl::Nanoseconds(response.expires_at().nanos());
    }
    return who;
  };
}

}  // namespace logboek::gateway
