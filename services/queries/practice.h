// A practice as it is on a day: cohort, tracks, joint plans, centre, staff.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"
#include "services/registrar/registrar.h"
#include "services/vault/vault.h"

namespace logboek::queries {

struct StaffLine {
  std::string person_id = {};
  // Empty when erased or never given.
  std::string name = {};
  std::string engagement_id = {};
  domain::Role role = domain::Role::ROLE_UNSPECIFIED;
  domain::DateRange period = {};
};

// Membership of a joint plan or a health centre.
struct GroupLine {
  std::string group_id = {};
  domain::DateRange period = {};
  // The members on the day, this practice included, in order of id.
  std::vector<std::string> practice_ids = {};
  // Centres only.
  bool single_plan = false;
};

struct PracticeRecord {
  std::shared_ptr<const domain::Practice> practice = {};
  // That counts on the day, inside `practice`; null = it never takes part.
  const domain::ParticipationPeriod* participation = nullptr;
  // That runs on the day; 0 = none.
  uint32_t programme_year = 0;
  // All of these hold on the day.
  std::vector<domain::TrackPeriod> tracks = {};
  std::vector<GroupLine> joint_plans = {};
  std::vector<GroupLine> health_centres = {};
  // By person id, then role.
  std::vector<StaffLine> staff = {};
  std::optional<absl::CivilDay> roster_confirmed_as_of = {};
  uint64_t position = 0;
};

// Names are unsealed by the vault, which reads the log: not on a thread that must not wait. A name
// that cannot be unsealed although it is there is left empty and reported in the log. NOT_FOUND,
// UNKNOWN_PRACTICE.
absl::StatusOr<PracticeRecord> AskPractice(const registrar::Registrar& registrar,
                                           const vault::Vault& vault, absl::string_view practice_id,
                                           absl::CivilDay at);

// The id of the practice that holds the AGB code on the day. NOT_FOUND, UNKNOWN_AGB.
absl::StatusOr<std::string> PracticeHolding(const registrar::Registrar& registrar,
                                            absl::string_view agb, absl::CivilDay at);

}  // namespace logboek::queries
