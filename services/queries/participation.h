// The list of participation of a region (Q28): how many people of each practice took part in what
// counts for its obligations; their names where those may be told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/queries/known.h"
#include "services/queries/region_rows.h"
#include "services/vault/vault.h"

namespace logboek::queries {

struct ParticipationQuestion {
  std::string region = {};
  // Absent = all.
  std::optional<uint32_t> period = {};
  // The list is one of names. They are told when `names_from` is set.
  bool with_names = false;
  const vault::Vault* names_from = nullptr;
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  registrar::KeepGoing keep_going = {};
};

struct ParticipationRow {
  std::string practice_id = {};
  std::string practice_name = {};
  ObligationPeriod obligation = {};
  // Different people of the practice whose presence or training counted, by id; linked pseudonyms
  // are one.
  std::vector<std::string> person_ids = {};
  // Different ones that counted for the practice, also by somebody who spoke for it.
  uint32_t sessions = 0;
  uint32_t courses = 0;
  // Of those people, in order of the alphabet; of who was erased none.
  std::vector<std::string> names = {};
};

struct Participation {
  std::string region = {};
  std::optional<uint32_t> period = {};
  bool with_names = false;
  // By practice, then as the plans have it: of obligations that sessions and courses count for,
  // and that apply.
  std::vector<ParticipationRow> rows = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Takes as long as the region is large, and may read the log. NOT_FOUND, UNKNOWN_REGION.
absl::StatusOr<Participation> Ask(const Registers& registers,
                                  const ParticipationQuestion& question);

// SHA-256, 32 bytes, of the canonical form (canonical_writer.h). Of a list with names it has the
// pseudonyms, so that it tells nobody's name and stays the same when somebody is erased:
//   list = "logboek-participation-1" str region, str filter (FilterOf), u8 with names, date at,
//          u64 position, u32 count, each row
//   row  = str practice_id, str plan_id, str obligation id, u32 period, u32 people, u32 sessions,
//          u32 courses, and with names each str person_id
std::string Sha256Of(const Participation& list);

}  // namespace logboek::queries
