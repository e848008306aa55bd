// Everything that is kept of one human, under every pseudonym (Q31).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"
#include "services/queries/erasure.h"
#include "services/queries/known.h"
#include "services/vault/vault.h"

namespace logboek::queries {

struct KeptPseudonymFacts {
  std::string person_id = {};
  // Empty and absent when the pseudonym was never registered, only named by other facts.
  std::string region = {};
  std::optional<absl::CivilDay> registered_on = {};
  // The pseudonym it was linked to, and who decided that; empty = none.
  std::string linked_to = {};
  std::string linked_by = {};
};

struct KeptEngagement {
  std::string person_id = {};
  domain::Engagement engagement = {};
  std::string practice_name = {};
};

struct KeptEnrolment {
  // Of one that was handed over, as it was then: cancelled on the day of the substitution.
  domain::EnrolmentRecord record = {};
  // Of the session, or of the first one of the series.
  std::optional<absl::CivilDay> date = {};
  std::string title = {};
  // Why it was turned down.
  std::string reason = {};
  bool handed_over = false;
};

struct KeptAttendance {
  domain::AttendancePtr attendance = {};
  absl::CivilDay date = {};
  domain::OfferingKind kind = domain::OfferingKind::OFFERING_KIND_UNSPECIFIED;
  std::string title = {};
  // Of the last correction, or of the voiding.
  std::string reason = {};
  std::string decided_by = {};
};

enum class TrainingKind { kCompleted, kRevoked, kDeclared, kRecognised, kRefused };

// What does not go with the kind is empty.
struct KeptTraining {
  TrainingKind kind = TrainingKind::kCompleted;
  std::string person_id = {};
  std::string offering_id = {};
  std::string title = {};
  std::string menu_slug = {};
  std::string region = {};
  std::string practice_id = {};
  absl::CivilDay done_on = {};
  std::optional<absl::CivilDay> decided_on = {};
  std::string certificate_ref = {};
  std::string certificate_sha256 = {};
  std::string declared_by = {};
  std::string decided_by = {};
  std::string reason = {};
};

struct ExportPersonQuestion {
  // Any pseudonym.
  std::string person_id = {};
  registrar::KeepGoing keep_going = {};
};

struct PersonExport {
  HumanErasure erasure = {};
  // In the order of the pseudonyms, as the next one.
  std::vector<KeptPseudonymFacts> pseudonyms = {};
  // None of an erased human.
  std::vector<std::pair<std::string, event::v1::PersonalData>> personal_data = {};
  // Each in order of its date.
  std::vector<KeptEngagement> engagements = {};
  std::vector<KeptEnrolment> enrolments = {};
  std::vector<KeptAttendance> attendances = {};
  std::vector<KeptTraining> trainings = {};
  // Of all events that name the human.
  std::vector<uint64_t> event_positions = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// Reads the log. NOT_FOUND, UNKNOWN_PERSON. DATA_LOSS: something sealed is there and cannot be
// opened; an export that leaves it out in silence would be none.
absl::StatusOr<PersonExport> Ask(const Registers& registers, const vault::Vault& vault,
                                 const ExportPersonQuestion& question);

}  // namespace logboek::queries
