// Whose name is kept for no reason any more (Q32).
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/domain/retention.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct RetentionQuestion {
  // `at` may lie ahead: what is recorded by now then is looked at on that day.
  ListFrame frame = {};
  std::string region = {};
  // Without those whose erasure is confirmed.
  bool open_only = false;
  // Everybody of the region, those who are still needed too.
  bool with_retained = false;
};

// One human, with every pseudonym.
struct RetentionRow {
  // The kept pseudonym.
  std::string person_id = {};
  // Years, the last day that needs the human, and the first day on which the name may be erased;
  // kNoEnd = an engagement runs on.
  domain::Retention retention = {};
  domain::ErasureState erasure = domain::ErasureState::kNone;
  // The retention has ended on the day.
  bool ended = false;

  size_t Bytes() const { return RowBytes({person_id}) + RowBytes(retention.pseudonyms); }
};

// By kept pseudonym; humans with a pseudonym that was registered in the region or works or worked
// at a practice of it. NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<RetentionRow>> Ask(const Registers& registers,
                                             const RetentionQuestion& question);

}  // namespace logboek::queries
