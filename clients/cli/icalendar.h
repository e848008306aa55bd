// Sessions as an iCalendar object (RFC 5545).
#pragma once

#include <string>

#include "absl/time/time.h"
#include "clients/cli/texts.h"
#include "logboek/v1/calendar_service.pb.h"

namespace logboek::cli {

// A VCALENDAR named `name` with the zone Europe/Amsterdam and a VEVENT for each session. A session
// has the same UID for ever and a SEQUENCE that grows with each move and with its cancellation, so
// who takes the calendar in again sees it change and never sees it twice. `now` is the DTSTAMP.
std::string ToICalendar(const v1::ListSessionsResponse& sessions, const std::string& name,
                        const Texts& texts, absl::Time now);

// One content line of RFC 5545, folded at 75 bytes between signs, with its CR LF.
std::string FoldLine(const std::string& line);

}  // namespace logboek::cli
