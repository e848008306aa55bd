// The one way the register changes: live, at start, in a replay and in tests.
#pragma once

#include "logboek/event/v1/envelope.pb.h"
#include "services/domain/register.h"

namespace logboek::domain {

// Applies one event. Events come in log order; leaving out whole regions is allowed (a replay of
// one region), so what an event refers to may be missing and is then passed over. Never fails: what
// is in the log happened.
void Evolve(const event::v1::Envelope& envelope, Register* reg);

}  // namespace logboek::domain
