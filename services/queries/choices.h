// How often each intervention was chosen, by period and mode.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/queries/lists.h"

namespace logboek::queries {

struct ChoicesQuestion {
  ListFrame frame = {};
  std::string region = {};
};

struct ChoiceRow {
  // As the menu has it on the day of the choice.
  regioplan::v1::CoreElement core_element = regioplan::v1::CORE_ELEMENT_UNSPECIFIED;
  std::string menu_slug = {};
  regioplan::v1::Text name = {};
  uint32_t period = 0;
  domain::ChoiceMode mode = domain::ChoiceMode::CHOICE_MODE_UNSPECIFIED;
  // A line of a joint plan counts for each practice in it.
  uint32_t practices = 0;

  size_t Bytes() const { return RowBytes({menu_slug, name.nl(), name.en()}); }
};

// By core element, menu row, period, mode; lines as they are on the day, withdrawn ones left out.
// NOT_FOUND, UNKNOWN_REGION; and what lists.h says.
absl::StatusOr<ListAnswer<ChoiceRow>> Ask(const Registers& registers,
                                          const ChoicesQuestion& question);

}  // namespace logboek::queries
