// Courses taken that a fund pays, per practice and offering.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct FundedCoursesQuestion {
  ListFrame frame = {};
  std::string region = {};
  // As the menu row of the offering has it on the day of completion.
  regioplan::v1::Funding funding = regioplan::v1::FUNDING_AOF;
  // Local dates of completion, [from, until).
  std::optional<absl::CivilDay> from = {};
  std::optional<absl::CivilDay> until = {};
};

struct FundedCourseRow {
  // Null when nobody said for which practice it was, and the person worked at none of the region on
  // that day.
  std::shared_ptr<const domain::Practice> practice = {};
  std::shared_ptr<const domain::Offering> offering = {};
  uint32_t completions = 0;

  size_t Bytes() const {
    return RowBytes({practice == nullptr ? "" : practice->name, offering->title}) +
           RowBytes(offering->menu_slugs);
  }
};

// By practice, then offering. Each completion stands once: with the practice it names, else with
// the first one of the region where the person worked on that day. NOT_FOUND, UNKNOWN_REGION; and
// what lists.h says.
absl::StatusOr<ListAnswer<FundedCourseRow>> Ask(const Registers& registers,
                                                const FundedCoursesQuestion& question);

}  // namespace logboek::queries
