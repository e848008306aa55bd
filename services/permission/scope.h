// Whether what a message names is the caller's own.
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/auth/principal.h"
#include "services/domain/register.h"
#include "services/permission/rights.h"
#include "services/permission/subjects.h"

namespace logboek::permission {

// A record of the caller: of its regions (coordinator, auditor, privacy officer); of its academies
// in its regions, and the practices and people there (academy); of its practices, and what their
// region has to offer (practice). An administrator's is everything.
bool Owns(const domain::Register& reg, const auth::Principal& caller, const Subject& subject);

// An event that the caller may see: of its regions; for an academy and a practice, also about a
// record of its own.
bool OwnsEvent(const domain::Register& reg, const auth::Principal& caller,
               const event::v1::Envelope& envelope);

// OK when everything the request names is the caller's. A record of somebody else is answered as
// one that is not there: NOT_FOUND, UNKNOWN_PRACTICE and the like. A region or academy that is not
// the caller's: PERMISSION_DENIED, OUTSIDE_SCOPE, whether there is such a one or not.
// INVALID_ARGUMENT, MISSING_FIELD: nothing is named, or not the region where the reach wants it.
absl::Status CheckRequest(const domain::Register& reg, const auth::Principal& caller, Reach reach,
                          const google::protobuf::Message& request);

// The same for a command; its sender has been looked at (CheckSender).
absl::Status CheckCommand(const domain::Register& reg, const auth::Principal& caller,
                          const command::v1::Command& command);

}  // namespace logboek::permission
