// A gatekeeper for tests of the chain: everybody is let in as one caller, unless told otherwise.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/rpc/gatekeeper.h"

namespace logboek::rpc {

struct TestGatekeeper final : Gatekeeper {
  TestGatekeeper() {
    auto principal = std::make_shared<auth::Principal>();
    principal->grant.set_principal("tester");
    caller = std::move(principal);
  }

  absl::StatusOr<auth::PrincipalPtr> Identify(const grpc::CallbackServerContext&) override {
    if (!identify.ok()) return identify;
    return caller;
  }
  absl::Status Recheck(const grpc::CallbackServerContext&, const auth::Principal& who) override {
    return who.grant.principal() == unwelcome ? recheck : absl::OkStatus();
  }
  absl::Status Admit(const Visit&) override { return admit; }
  absl::Status Check(const Visit&, const google::protobuf::Message&) override { return check; }
  bool MustRecord(const Visit&) override { return must_record; }
  absl::Status Record(const Visit& visit, const google::protobuf::Message&) override {
    recorded.push_back(std::string(visit.method));
    return record;
  }
  absl::StatusOr<bool> Show(const Visit& visit, const google::protobuf::Message&,
                            google::protobuf::Message*) override {
    shown.push_back(std::string(visit.method));
    if (!show.ok()) return show;
    return false;
  }

  auth::PrincipalPtr caller;
  absl::Status identify;
  // Only this principal is rechecked with `recheck`.
  std::string unwelcome;
  absl::Status recheck;
  absl::Status admit;
  absl::Status check;
  absl::Status record;
  absl::Status show;
  bool must_record = false;
  std::vector<std::string> recorded;
  std::vector<std::string> shown;
};

}  // namespace logboek::rpc
