// What a calendar of sessions says to people, in Dutch and English.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "logboek/event/v1/vocabulary.pb.h"

namespace logboek::icalendar {

enum class Language { kDutch, kEnglish };

// Constant; in UTF-8.
struct Words {
  // Before the names of the regions.
  absl::string_view sessions;
  absl::string_view academy;
  absl::string_view series;
  absl::string_view session;
  // Before the title.
  absl::string_view cancelled;
};

const Words& WordsIn(Language language);

// The word for a session of a kind that is newer than this program where it is.
std::string KindIn(Language language, event::v1::OfferingKind kind);

}  // namespace logboek::icalendar
