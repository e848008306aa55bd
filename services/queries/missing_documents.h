// Practices without a plan, a confirmed roster, or a text that one of their choices needs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct MissingDocumentsQuestion {
  ListFrame frame = {};
  std::string region = {};
};

// The numbers are those of logboek.v1.MissingDocument.
enum class MissingDocument : uint8_t { kPracticePlan = 1, kRoster = 2, kJustification = 3 };

struct MissingDocumentRow {
  std::shared_ptr<const domain::Practice> practice = {};
  MissingDocument document = MissingDocument::kPracticePlan;
  // Empty with kRoster; the period then is the programme year that runs.
  std::string obligation_id = {};
  uint32_t period = 0;
  // Absent with kRoster.
  std::optional<absl::CivilDay> deadline = {};
  // Absent = never.
  std::optional<absl::CivilDay> last_reminder_on = {};
  // With kJustification.
  std::string line_id = {};
  std::string menu_slug = {};

  size_t Bytes() const { return RowBytes({practice->name, obligation_id, line_id, menu_slug}); }
};

// By practice; of practices that take part on the day, and of periods that run then: what is over
// can no longer be mended. NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<MissingDocumentRow>> Ask(const Registers& registers,
                                                   const MissingDocumentsQuestion& question);

}  // namespace logboek::queries
