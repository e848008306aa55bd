// Who comes in, what they may ask, and what they see of the answer.
#pragma once

#include <functional>
#include <string>

#include "services/api/sight.h"
#include "services/auth/authenticator.h"
#include "services/registrar/registrar.h"
#include "services/rpc/gatekeeper.h"
#include "services/vault/vault.h"
#include "storage/base/clock.h"

namespace logboek::api {

// Must not wait. Called on any thread. What it does not take must not be answered; its error is the
// answer then.
using NoteSight = std::function<absl::Status(const Sight&)>;

// Thread-safe. `authenticator`, `registrar`, `vault` and `clock` must outlive it.
class Door final : public rpc::Gatekeeper {
 public:
  // Calls that come with `gateway_secret` say themselves for whom they are made
  // (services/rpc/forwarded.h); empty = none do.
  Door(const auth::Authenticator* authenticator, registrar::Registrar* registrar,
       const vault::Vault* vault, const base::Clock* clock, NoteSight note_sight,
       std::string gateway_secret = "");

  absl::StatusOr<auth::PrincipalPtr> Identify(const grpc::CallbackServerContext& context) override;
  absl::Status Recheck(const grpc::CallbackServerContext& context,
                       const auth::Principal& caller) override;
  // As auth::Authenticator::Exchange, for what the call came with.
  absl::StatusOr<auth::ExchangedToken> Exchange(const grpc::CallbackServerContext& context) const;
  absl::Status Admit(const rpc::Visit& visit) override;
  // Also: FAILED_PRECONDITION, DISCLOSURE_NOT_ALLOWED or NOT_RELEASED, to an auditor who asks about
  // more than a region as a whole. Notes who was refused a person by name; UNAVAILABLE when it
  // cannot.
  absl::Status Check(const rpc::Visit& visit, const google::protobuf::Message& request) override;
  bool MustRecord(const rpc::Visit& visit) override;
  absl::Status Record(const rpc::Visit& visit, const google::protobuf::Message& request) override;
  absl::StatusOr<bool> Show(const rpc::Visit& visit, const google::protobuf::Message& request,
                            google::protobuf::Message* response) override;

 private:
  absl::Status MayAsk(const rpc::Visit& visit, const google::protobuf::Message& request);
  std::string PseudonymKey(const rpc::Visit& visit) const;

  const auth::Authenticator* const authenticator_;
  registrar::Registrar* const registrar_;
  const vault::Vault* const vault_;
  const base::Clock* const clock_;
  const NoteSight note_sight_;
  const std::string gateway_secret_;
};

}  // namespace logboek::api
