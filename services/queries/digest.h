// A digest of every verdict with its evidence: two stores with the same history give the same one,
// whether it is worked out from the live register or from a fold of the log.
//
// Canonical form. Numbers are big endian: u8, u32, u64. `str` = u32 length, bytes. `date` =
// "yyyy-mm-dd" as str, an open end as "9999-12-31". `opt x` = u8 0, or u8 1 and x. `list x` = u32
// count, then each x. Statuses, reasons and flags are the numbers of regioplan/evaluate.h.
//
//   region   = "logboek-verdicts-2" str region, date at, list practice (by practice id, bytewise)
//   practice = str practice_id, list verdict (in the order of Evaluate)
//   verdict  = str plan_id, str plan version, str obligation id, u32 programme year, u8 status, u8
//   computed status,
//              str waiver ground, u32 numerator, u32 denominator, u32 threshold, date window from,
//              date window until, opt (date first met on), opt (u32 numerator, u32 denominator) of
//              the coverage now, u32 missing, u32 bookable, list (u8 flag), list evidence (in the
//              order of Evaluate)
//   evidence = u64 position, str event_id, date, str person_id, str practice_id, str session_id,
//   str offering_id,
//              str menu_slug, str subject, u8 reason, list (u8 flag), u32 credited year
//   period   = "logboek-period-1" str practice_id, date at, list verdict
//   all      = "logboek-regions-1" date at, list (str region, 32 bytes SHA-256 of region) (by
//   region, bytewise)
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/queries/known.h"
#include "services/regioplan/evaluate.h"

namespace logboek::queries {

struct RegionDigest {
  std::string region = {};
  // Lower-case hex.
  std::string sha256 = {};
  uint32_t practices = 0;
  uint32_t verdicts = 0;
};

// NOT_FOUND, UNKNOWN_REGION: the register has no such region.
absl::StatusOr<RegionDigest> DigestRegion(const domain::Register& reg, absl::string_view region,
                                          absl::CivilDay at,
                                          const registrar::KeepGoing& keep_going = {});

// Of some verdicts of one practice: the 32 bytes.
std::string DigestPeriod(absl::string_view practice_id,
                         const std::vector<regioplan::Verdict>& verdicts, absl::CivilDay at);

// Over the digests of regions, which must be in order.
std::string DigestAll(const std::vector<RegionDigest>& regions, absl::CivilDay at);

struct DigestQuestion {
  // Empty = every region.
  std::string region = {};
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  // Fold the log from its first event instead of using the live register or a kept fold.
  bool from_zero = false;
  registrar::KeepGoing keep_going = {};
};

struct DigestAnswer {
  std::string sha256 = {};
  std::vector<RegionDigest> regions = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
  absl::Time recorded_at = {};
};

// Takes as long as the region is large, and may read the log.
absl::StatusOr<DigestAnswer> Ask(const Registers& registers, const DigestQuestion& question);

}  // namespace logboek::queries
