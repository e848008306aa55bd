// What of a region may go to an insurer (UT4-17, MB-17).
#pragma once

#include "absl/status/status.h"
#include "services/domain/register.h"

namespace logboek::domain {

// FAILED_PRECONDITION, DISCLOSURE_NOT_ALLOWED, unless every plan of the region lets more than a
// report of the region as a whole go to an insurer.
absl::Status CheckDisclosesRows(const Region& region);

// Whether an insurer may see this much: the region as a whole always; practice rows and names when
// the plans let them and that was released, else DISCLOSURE_NOT_ALLOWED or NOT_RELEASED.
absl::Status CheckDisclosure(const Region& region, event::v1::ReportScope scope);

}  // namespace logboek::domain
