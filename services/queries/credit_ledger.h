// What each session of a practice was credited to, or why to nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct CreditLedgerQuestion {
  ListFrame frame = {};
  std::string practice_id = {};
};

struct CreditRow {
  std::shared_ptr<const domain::Session> session = {};
  std::string title = {};
  regioplan::Reason reason = regioplan::Reason::kNotOnMenu;
  // Null when no obligation of the practice looks at the session.
  const regioplan::v1::Obligation* obligation = nullptr;
  uint32_t period = 0;
  // Whose people came, and who.
  std::vector<std::string> by_practice_ids = {};
  std::vector<std::string> person_ids = {};
  std::vector<regioplan::VerdictFlag> flags = {};
  // With kAlreadyCredited.
  uint32_t credited_year = 0;

  size_t Bytes() const {
    return RowBytes({title, session->id}) + RowBytes(by_practice_ids) + RowBytes(person_ids);
  }
};

// By date, then session. One row for each obligation and period a session was credited to; a
// session that was credited to nothing has a row for each that looked at it, and one without an
// obligation when none did. NOT_FOUND, UNKNOWN_PRACTICE; and what lists.h says.
absl::StatusOr<ListAnswer<CreditRow>> Ask(const Registers& registers,
                                          const CreditLedgerQuestion& question);

}  // namespace logboek::queries
