// What a practice can show of itself (Q29): verdicts with everything that counted.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/queries/compliance.h"
#include "services/queries/known.h"

namespace logboek::queries {

struct EvidenceQuestion {
  std::string practice_id = {};
  // Only these; empty = all.
  std::set<std::string> obligation_ids = {};
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  registrar::KeepGoing keep_going = {};
};

struct EvidenceAnswer {
  // With the evidence that counted.
  PracticeVerdicts practice = {};
  // "plan version" of the verdicts, each once, in order.
  std::vector<std::string> plans = {};
  // DigestPeriod (digest.h) of these verdicts with all their evidence: 32 bytes.
  std::string verdict_digest = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// May read the log. NOT_FOUND, UNKNOWN_PRACTICE; UNKNOWN_OBLIGATION: the practice has no verdict on
// one of them.
absl::StatusOr<EvidenceAnswer> Ask(const Registers& registers, const EvidenceQuestion& question);

}  // namespace logboek::queries
