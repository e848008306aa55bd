// Who saw whom: what the access log is told of a call.
#pragma once

#include <set>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "services/registrar/registrar.h"
#include "services/rpc/gatekeeper.h"

namespace logboek::api {

// Somebody saw something of these people, or was refused it.
struct Sight {
  rpc::Visit visit;
  absl::Time at;
  // Their own ids; an auditor saw other names for them.
  std::set<std::string> people;
  bool names_shown = false;
  // Empty = it was shown.
  std::string refused_because = {};
  // In whose name; empty = the caller's own.
  std::string acting_for = {};
  // What was asked about; empty = no single one.
  std::string region = {};
  std::string practice_id = {};
  // Where the people work that day, and what was asked about.
  std::set<std::string> practices = {};
};

// By the register of now.
Sight MakeSight(const registrar::Registrar& registrar, const rpc::Visit& visit,
                const google::protobuf::Message& request, std::set<std::string> people,
                absl::Time at);

// The people in the request whom the register knows.
std::set<std::string> PeopleIn(const registrar::Registrar& registrar,
                               const google::protobuf::Message& request);

// The practices at which the human behind the pseudonym works on the day.
std::set<std::string> PracticesOn(const domain::Register& reg, const std::string& person_id,
                                  absl::CivilDay day);

}  // namespace logboek::api
