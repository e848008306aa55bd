// Sessions as an iCalendar object (RFC 5545).
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/icalendar/words.h"
#include "google/protobuf/repeated_field.h"
#include "logboek/v1/calendar_service.pb.h"

namespace logboek::icalendar {

struct CalendarOptions {
  Language language = Language::kDutch;
  // Stand in its name.
  std::vector<std::string> regions;
  // The DTSTAMP of every event: when this calendar was made. With the same one, the same sessions
  // are the same bytes.
  absl::Time made_at;
  // How often who subscribed to it should ask again, in whole minutes; zero = it is not said.
  absl::Duration refresh;
};

// A VCALENDAR with the zone Europe/Amsterdam and a VEVENT for each session. A session has the same
// UID for ever and a SEQUENCE that grows with each move and with its cancellation, so who takes the
// calendar in again sees it change and never sees it twice.
std::string ToICalendar(const google::protobuf::RepeatedPtrField<v1::SessionSummary>& sessions,
                        const CalendarOptions& options);

// One content line of RFC 5545, folded at 75 bytes between signs, with its CR LF.
std::string FoldLine(const std::string& line);

}  // namespace logboek::icalendar
