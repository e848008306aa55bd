// What the services stand on.
#pragma once

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "logboek/v1/admin_service.pb.h"
#include "services/accesslog/access_log.h"
#include "services/api/door.h"
#include "services/auth/token_store.h"
#include "services/backup/backups.h"
#include "services/queries/compliance.h"
#include "services/queries/known.h"
#include "services/registrar/registrar.h"
#include "services/rpc/chain.h"
#include "services/vault/signer.h"
#include "services/vault/vault.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace logboek::api {

// Everything is owned by the server and outlives the services. All of it is thread-safe.
struct Backend {
  rpc::Chain* chain = nullptr;
  const Door* door = nullptr;
  registrar::Registrar* registrar = nullptr;
  registrar::RefusalJournal* refusals = nullptr;
  storage::EventLog* log = nullptr;
  const vault::Vault* vault = nullptr;
  auth::TokenStore* tokens = nullptr;
  accesslog::AccessLog* access_log = nullptr;
  const vault::Signer* signer = nullptr;
  // Null: the server has no folder for them.
  backup::Backups* backups = nullptr;
  const base::Clock* clock = nullptr;
  const queries::Registers* registers = nullptr;
  const queries::RegionCompliance* region_compliance = nullptr;
  std::string store_id;
  std::string version;
  absl::Time started_at;
  // Fills in how the server is doing, quickly; false when it cannot tell, as while it begins.
  std::function<bool(v1::OperationStatus* status)> tell_operation;
};

}  // namespace logboek::api
