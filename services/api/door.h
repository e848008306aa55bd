// Who comes in, what they may ask, and what they see of the answer.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "services/auth/authenticator.h"
#include "services/registrar/registrar.h"
#include "services/rpc/gatekeeper.h"
#include "services/vault/vault.h"

namespace logboek::api {

// Somebody saw something of these people.
struct Sight {
  rpc::Visit visit;
  std::set<std::string> people;
  // Their own ids; an auditor saw other names for them.
  bool under_pseudonyms = false;
  bool names_shown = false;
};

// Must not wait. Called on any thread.
using NoteSight = std::function<void(const Sight&)>;

// Thread-safe. `authenticator`, `registrar` and `vault` must outlive it.
class Door final : public rpc::Gatekeeper {
 public:
  Door(const auth::Authenticator* authenticator, registrar::Registrar* registrar,
       const vault::Vault* vault, NoteSight note_sight);

  absl::StatusOr<auth::PrincipalPtr> Identify(const grpc::CallbackServerContext& context) override;
  absl::Status Admit(const auth::Principal& caller, absl::string_view method) override;
  // Also: FAILED_PRECONDITION, DISCLOSURE_NOT_ALLOWED or NOT_RELEASED, to an auditor who asks about
  // more than a region as a whole.
  absl::Status Check(const rpc::Visit& visit, const google::protobuf::Message& request) override;
  bool MustRecord(const rpc::Visit& visit) override;
  absl::Status Record(const rpc::Visit& visit, const google::protobuf::Message& request) override;
  bool Show(const rpc::Visit& visit, google::protobuf::Message* response) override;

 private:
  std::string PseudonymKey(const rpc::Visit& visit) const;

  const auth::Authenticator* const authenticator_;
  registrar::Registrar* const registrar_;
  const vault::Vault* const vault_;
  const NoteSight note_sight_;
};

}  // namespace logboek::api
