// The part of the texts that is about lists, spreadsheets, calendars and reports.
#pragma once

#include "absl/types/span.h"
#include "clients/cli/texts.h"

namespace logboek::cli {

absl::Span<const TextRow> ExchangeTexts();

}  // namespace logboek::cli
