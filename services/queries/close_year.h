// Closing a period of a practice: what its verdicts are when that is done.
#pragma once

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "logboek/event/v1/event.pb.h"
#include "services/domain/register.h"

namespace logboek::queries {

// Adds to an event that was decided on `reg` what only an evaluation knows: the verdicts of the
// period as they are on `today`, their digest (digest.h, `period`) and the position they rest on.
// INVALID_ARGUMENT NO_SUCH_PERIOD: the practice is asked nothing for the period.
// FAILED_PRECONDITION YEAR_NOT_OVER: some of it can still be met.
absl::Status CloseYear(const domain::Register& reg, absl::CivilDay today,
                       event::v1::YearClosed* event);

}  // namespace logboek::queries
