#include "clients/icalendar/icalendar.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/base/clock.h"

namespace logboek::icalendar {
namespace {

constexpr size_t kFoldBytes = 75;
constexpr char kZoneName[] = "Europe/Amsterdam";

// The rule of the European Union since 1996; no session lies before 2000.
constexpr const char* kZone[] = {"BEGIN:VTIMEZONE",
                                 "TZID:Europe/Amsterdam",
                                 "BEGIN:DAYLIGHT",
                                 "DTSTART:19960331T020000",
                                 "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                                 "TZOFFSETFROM:+0100",
                                 "TZOFFSETTO:+0200",
                                 "TZNAME:CEST",
                                 "END:DAYLIGHT",
                                 "BEGIN:STANDARD",
                                 "DTSTART:19961027T030000",
                                 "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
                                 "TZOFFSETFROM:+0200",
                                 "TZOFFSETTO:+0100",
                                 "TZNAME:CET",
                                 "END:STANDARD",
                                 "END:VTIMEZONE"};

// A value of type TEXT; control characters have no place in one.
std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
    } else if (c == '\\' || c == ';' || c == ',') {
      escaped.push_back('\\');
      escaped.push_back(c);
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
      escaped.push_back(c);
    }
  }
  return escaped;
}

std::string LocalTime(const char* name, const google::protobuf::Timestamp& instant) {
  return absl::StrCat(name, ";TZID=", kZoneName, ":",
                      absl::FormatTime("%Y%m%dT%H%M%S", absl::FromUnixSeconds(instant.seconds()),
                                       base::Amsterdam()));
}

std::string Description(const v1::SessionSummary& session, Language language) {
  const Words& words = WordsIn(language);
  std::vector<std::string> lines = {KindIn(language, session.kind())};
  if (!session.academy().empty()) {
    lines.push_back(absl::StrCat(words.academy, ": ", session.academy()));
  }
  if (!session.series_id().empty()) {
    lines.push_back(absl::StrCat(words.series, ": ", session.series_id()));
  }
  lines.push_back(absl::StrCat(words.session, ": ", session.session_id()));
  return absl::StrJoin(lines, "\n");
}

class Writer {
 public:
  void Add(const std::string& line) { text_ += FoldLine(line); }
  void AddText(const char* name, const std::string& text) {
    Add(absl::StrCat(name, ":", Escape(text)));
  }
  std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

void AddEvent(const v1::SessionSummary& session, Language language, const std::string& stamp,
              Writer* writer) {
  const std::string kind = KindIn(language, session.kind());
  const std::string title = session.title().empty() ? kind : session.title();
  writer->Add("BEGIN:VEVENT");
  // Two regions may number their sessions alike.
  writer->AddText("UID", absl::StrCat(session.session_id(), "@", session.region(), ".logboek"));
  writer->Add(absl::StrCat("DTSTAMP:", stamp));
  writer->Add(absl::StrCat("SEQUENCE:", session.moves() + (session.cancelled() ? 1 : 0)));
  writer->Add(LocalTime("DTSTART", session.starts_at()));
  if (session.ends_at().seconds() > session.starts_at().seconds()) {
    writer->Add(LocalTime("DTEND", session.ends_at()));
  }
  writer->AddText("SUMMARY", session.cancelled()
                                 ? absl::StrCat(WordsIn(language).cancelled, ": ", title)
                                 : title);
  writer->AddText("DESCRIPTION", Description(session, language));
  writer->AddText("CATEGORIES", kind);
  writer->Add(absl::StrCat("STATUS:", session.cancelled() ? "CANCELLED" : "CONFIRMED"));
  writer->Add("END:VEVENT");
}

}  // namespace

std::string FoldLine(const std::string& line) {
  std::string folded;
  size_t used = 0;
  for (size_t i = 0; i < line.size();) {
    size_t sign = 1;
    while (i + sign < line.size() && (static_cast<uint8_t>(line[i + sign]) & 0xC0) == 0x80) ++sign;
    if (used + sign > kFoldBytes) {
      folded += "\r\n ";
      used = 1;
    }
    folded.append(line, i, sign);
    used += sign;
    i += sign;
  }
  return folded + "\r\n";
}

std::string ToICalendar(const google::protobuf::RepeatedPtrField<v1::SessionSummary>& sessions,
                        const CalendarOptions& options) {
  Writer writer;
  writer.Add("BEGIN:VCALENDAR");
  writer.Add("VERSION:2.0");
  writer.Add("PRODID:-//Logboek//logboek//NL");
  writer.Add("CALSCALE:GREGORIAN");
  writer.Add("METHOD:PUBLISH");
  writer.AddText("X-WR-CALNAME", absl::StrCat(WordsIn(options.language).sessions, " ",
                                              absl::StrJoin(options.regions, ", ")));
  if (options.refresh > absl::ZeroDuration()) {
    const std::string every = absl::StrCat("PT", absl::ToInt64Minutes(options.refresh), "M");
    writer.Add(absl::StrCat("REFRESH-INTERVAL;VALUE=DURATION:", every));
    // What programs read that are older than RFC 7986.
    writer.Add(absl::StrCat("X-PUBLISHED-TTL:", every));
  }
  for (const char* const line : kZone) writer.Add(line);
  const std::string stamp =
      absl::FormatTime("%Y%m%dT%H%M%SZ", options.made_at, absl::UTCTimeZone());
  for (const auto& session : sessions) AddEvent(session, options.language, stamp, &writer);
  writer.Add("END:VCALENDAR");
  return std::move(writer).Take();
}

}  // namespace logboek::icalendar
