// Whose events the verdicts of a region rest on.
#pragma once

#include "absl/strings/string_view.h"
#include "services/domain/register.h"

namespace logboek::queries {

// True when everything that the verdicts of the region look at was recorded under that region, so
// that its events alone give the same verdicts as the whole log. False when somebody who worked at
// one of its practices, or came for one, was also trained or present elsewhere, under whatever
// pseudonym, or has a pseudonym of another region, or a centre reaches beyond it. `reg` must know
// at least as much as the register that is asked for: facts that were corrected, voided or revoked
// meanwhile still speak.
bool StandsAlone(const domain::Register& reg, absl::string_view region);

}  // namespace logboek::queries
