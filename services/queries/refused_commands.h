// Commands that were refused, as far back as the journal of refusals goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/registrar/refusal_journal.h"

namespace logboek::queries {

struct RefusedQuestion {
  // Empty = every source.
  std::string source = {};
  // Local dates, [from, until).
  std::optional<absl::CivilDay> from = {};
  std::optional<absl::CivilDay> until = {};
  // 1 or more.
  size_t page_size = 100;
  std::string page_token = {};
};

struct RefusedAnswer {
  // Oldest first.
  std::vector<registrar::Refusal> rows = {};
  // Empty on the last page.
  std::string next_page_token = {};
  // What was refused up to then may have been forgotten; absent = nothing was.
  std::optional<absl::Time> forgotten_until = {};
};

// From memory. INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::StatusOr<RefusedAnswer> Ask(const registrar::RefusalJournal& journal,
                                  const RefusedQuestion& question);

}  // namespace logboek::queries
