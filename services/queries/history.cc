#include "services/queries/history.h"

#include <functional>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/domain/dates.h"
#include "services/domain/event_codec.h"
#include "services/queries/page_token.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using event::v1::Envelope;
using event::v1::Event;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Which events of the log are asked for.
struct Search {
  std::vector<storage::Tag> tags = {};
  // Names of event types; empty = all.
  std::vector<absl::string_view> types = {};
  // Empty = every event with these tags and types.
  std::function<bool(const Envelope&)> wanted = {};
  // One event alone; 0 = all.
  uint64_t only_position = 0;
};

// Null when none is set.
const Message* PayloadOf(const Event& event) {
  const auto* const field =
      event.GetReflection()->GetOneofFieldDescriptor(event, Event::descriptor()->oneof_decl(0));
  return field == nullptr ? nullptr : &event.GetReflection()->GetMessage(event, field);
}

// The text of a field of the event, or of the enrolment inside it; empty when it has none.
std::string TextIn(const Message& message, const std::string& name) {
  const auto* const field = message.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
      !field->is_repeated()) {
    return message.GetReflection()->GetString(message, field);
  }
  const auto* const inner = message.GetDescriptor()->FindFieldByName("enrolment");
  return inner == nullptr ? "" : TextIn(message.GetReflection()->GetMessage(message, inner), name);
}

std::string TextIn(const Envelope& envelope, const std::string& name) {
  const Message* const payload = PayloadOf(envelope.event());
  return payload == nullptr ? "" : TextIn(*payload, name);
}

std::string FirstOf(const Envelope& envelope, std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    if (std::string text = TextIn(envelope, name); !text.empty()) return text;
  }
  return "";
}

std::function<bool(const Envelope&)> Has(const std::string& field, const std::string& text) {
  return [field, text](const Envelope& envelope) { return TextIn(envelope, field) == text; };
}

template <typename T>
bool Knows(const Registers& registers, const domain::Records<T> domain::Register::*records,
           const std::string& id) {
  bool known = false;
  registers.live().Read([&](const domain::Register& reg) { known = (reg.*records).contains(id); });
  return known;
}

Search AttendanceSearch(const std::string& session_id, const std::string& person_id) {
  return {
      .tags = {{storage::TagKind::kSession, session_id}, {storage::TagKind::kPerson, person_id}},
      .types = {"attendance_recorded", "attendance_corrected", "attendance_voided"}};
}

Search CompletionSearch(const std::string& offering_id, const std::string& person_id) {
  return {.tags = {{storage::TagKind::kPerson, person_id}},
          .types = {"course_completed", "completion_revoked"},
          .wanted = Has("offering_id", offering_id)};
}

// A colleague may have taken it over, but its practice stays.
absl::StatusOr<Search> EnrolmentSearch(const Registers& registers, const std::string& id) {
  std::shared_ptr<const domain::EnrolmentRecord> record;
  registers.live().Read(
      [&](const domain::Register& reg) { record = domain::Find(reg.enrolments, id); });
  if (record == nullptr) return UnknownEnrolment(id);
  Search search{.types = {"enrolment_confirmed", "enrolment_waitlisted", "enrolment_promoted",
                          "enrolment_cancelled", "enrolment_rejected", "participant_substituted"},
                .wanted = Has("enrolment_id", id)};
  // A facilitator comes for no practice, and perhaps for a series.
  if (!record->practice_id.empty()) {
    search.tags = {{storage::TagKind::kPractice, record->practice_id}};
  } else if (!record->session_id.empty()) {
    search.tags = {{storage::TagKind::kSession, record->session_id}};
  }
  return search;
}

// The events of a joint plan's line have the tags of every practice in it.
absl::StatusOr<Search> LineSearch(const Registers& registers, const std::string& id) {
  std::string practice_id;
  registers.live().Read([&](const domain::Register& reg) {
    const auto found = reg.line_practices.find(id);
    if (found != reg.line_practices.end() && !found->second.empty()) {
      practice_id = found->second.front();
    }
  });
  if (practice_id.empty()) return UnknownLine(id);
  return Search{.tags = {{storage::TagKind::kPractice, practice_id}},
                .types = {"intervention_chosen", "intervention_changed", "intervention_justified"},
                .wanted = Has("line_id", id)};
}

storage::ReadOptions OptionsOf(const Search& search, uint64_t after, uint64_t until) {
  storage::ReadOptions options{.after = {after}, .until = {until}, .tags = search.tags};
  for (const absl::string_view type : search.types) {
    options.types.push_back(domain::TypeNumberOf(type));
  }
  return options;
}

// No index knows ids of events, so the bytes are searched; only what may be it is decoded.
absl::StatusOr<Envelope> FindEvent(const Registers& registers, const HistoryQuestion& question,
                                   uint64_t until) {
  storage::ReadOptions options = OptionsOf({}, 0, until);
  for (bool done = until == 0; !done;) {
    if (question.frame.keep_going) RETURN_IF_ERROR(question.frame.keep_going());
    ASSIGN_OR_RETURN(const storage::ReadPage page, registers.log().Read(options));
    for (const storage::StoredEvent& stored : page.events) {
      if (!absl::StrContains(stored.bytes, question.id)) continue;
      ASSIGN_OR_RETURN(Envelope envelope, domain::DecodeEnvelope(stored.bytes));
      if (envelope.event_id() != question.id) continue;
      // Before anything that depends on it can be told from what is not there.
      if (question.may_see && !question.may_see(envelope)) return UnknownEvent(question.id);
      return envelope;
    }
    options.after = page.resume;
    done = page.done;
  }
  return UnknownEvent(question.id);
}

absl::StatusOr<Search> EventSearch(const Registers& registers, const HistoryQuestion& question,
                                   uint64_t until) {
  ASSIGN_OR_RETURN(const Envelope envelope, FindEvent(registers, question, until));
  const std::string& type = envelope.type();
  if (absl::StartsWith(type, "attendance_") && type != "attendance_list_closed") {
    return AttendanceSearch(TextIn(envelope, "session_id"), TextIn(envelope, "person_id"));
  }
  if (type == "course_completed" || type == "completion_revoked") {
    return CompletionSearch(TextIn(envelope, "offering_id"), TextIn(envelope, "person_id"));
  }
  if (absl::StartsWith(type, "enrolment_") || type == "participant_substituted") {
    return EnrolmentSearch(registers, TextIn(envelope, "enrolment_id"));
  }
  if (absl::StartsWith(type, "intervention_")) {
    return LineSearch(registers, TextIn(envelope, "line_id"));
  }
  return Search{.only_position = envelope.position()};
}

absl::StatusOr<Search> SearchOf(const Registers& registers, const HistoryQuestion& question,
                                uint64_t until) {
  const std::string& id = question.id;
  switch (question.subject) {
    case HistorySubject::kEvent:
      return EventSearch(registers, question, until);
    case HistorySubject::kAttendance:
      return AttendanceSearch(id, question.person_id);
    case HistorySubject::kCompletion:
      return CompletionSearch(id, question.person_id);
    case HistorySubject::kEnrolment:
      return EnrolmentSearch(registers, id);
    case HistorySubject::kLine:
      return LineSearch(registers, id);
    case HistorySubject::kPractice:
      if (!Knows(registers, &domain::Register::practices, id)) return UnknownPractice(id);
      return Search{.tags = {{storage::TagKind::kPractice, id}}};
    case HistorySubject::kPerson:
      if (!Knows(registers, &domain::Register::persons, id)) return UnknownPerson(id);
      return Search{.tags = {{storage::TagKind::kPerson, id}}};
    case HistorySubject::kSession:
      if (!Knows(registers, &domain::Register::sessions, id)) return UnknownSession(id);
      return Search{.tags = {{storage::TagKind::kSession, id}}};
  }
  return UnknownEvent(id);
}

// Where a page begins, and what all pages look at.
struct Page {
  std::string fingerprint = {};
  uint64_t after = 0;
  uint64_t position = 0;
  absl::CivilDay at = {};
};

std::string FingerprintOf(const HistoryQuestion& question) {
  const AsKnown& known = question.frame.known;
  return Fingerprint({"history", absl::StrCat(static_cast<int>(question.subject)), question.id,
                      question.person_id,
                      question.frame.at.has_value() ? domain::ToIso(*question.frame.at) : "",
                      known.position.has_value() ? absl::StrCat(*known.position) : "",
                      known.time.has_value() ? absl::StrCat(absl::ToUnixNanos(*known.time)) : ""});
}

absl::StatusOr<Page> PageOf(const Registers& registers, const HistoryQuestion& question) {
  Page page{.fingerprint = FingerprintOf(question)};
  if (question.frame.page_token.empty()) {
    ASSIGN_OR_RETURN(const Snapshot moment, registers.MomentOf(question.frame.known));
    page.position = moment.position;
    page.at = question.frame.at.value_or(moment.default_at);
    return page;
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> fields,
                   DecodePageToken(question.frame.page_token, page.fingerprint, 3));
  if (!absl::SimpleAtoi(fields[0], &page.after) || !absl::SimpleAtoi(fields[1], &page.position)) {
    return BadPageToken();
  }
  ASSIGN_OR_RETURN(page.at, DayOfPageToken(fields[2]));
  return page;
}

// Absent = not asked for.
absl::StatusOr<std::optional<HistoryRow>> RowOf(const storage::StoredEvent& stored,
                                                const Search& search,
                                                const HistoryQuestion& question) {
  ASSIGN_OR_RETURN(Envelope envelope, domain::DecodeEnvelope(stored.bytes));
  const std::optional<absl::CivilDay>& at = question.frame.at;
  if (at.has_value() && domain::FromProto(envelope.effective_on()) > *at) {
    return std::optional<HistoryRow>();
  }
  if (search.wanted && !search.wanted(envelope)) return std::optional<HistoryRow>();
  HistoryRow row;
  row.decided_by =
      FirstOf(envelope, {"decided_by", "closed_by", "declared_by", "held_by", "submitted_by"});
  row.reason = FirstOf(envelope, {"reason", "ground"});
  row.envelope = std::move(envelope);
  return std::optional<HistoryRow>(std::move(row));
}

// Events up to the end of the page.
absl::Status Fill(const Registers& registers, const HistoryQuestion& question, const Search& search,
                  const Page& page, HistoryAnswer* answer) {
  const bool single = search.only_position != 0;
  const uint64_t first = single ? search.only_position - 1 : 0;
  storage::ReadOptions options =
      OptionsOf(search, std::max(page.after, first), single ? search.only_position : page.position);
  size_t bytes = 0;
  while (options.after.value < options.until.value) {
    if (question.frame.keep_going) RETURN_IF_ERROR(question.frame.keep_going());
    ASSIGN_OR_RETURN(const storage::ReadPage read, registers.log().Read(options));
    for (const storage::StoredEvent& stored : read.events) {
      ASSIGN_OR_RETURN(std::optional<HistoryRow> row, RowOf(stored, search, question));
      if (!row.has_value()) continue;
      bytes += RowBytes({stored.bytes, row->decided_by, row->reason});
      const bool full =
          answer->rows.size() == question.frame.page_size || bytes > question.frame.page_bytes_max;
      if (full && !answer->rows.empty()) {
        const uint64_t last = answer->rows.back().envelope.position();
        answer->next_page_token = EncodePageToken(
            page.fingerprint,
            {absl::StrCat(last), absl::StrCat(page.position), absl::FormatCivilTime(page.at)});
        return absl::OkStatus();
      }
      answer->rows.push_back(*std::move(row));
    }
    if (read.done) return absl::OkStatus();
    options.after = read.resume;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<HistoryAnswer> Ask(const Registers& registers, const HistoryQuestion& question) {
  ASSIGN_OR_RETURN(const Page page, PageOf(registers, question));
  HistoryAnswer answer{.at = page.at, .position = page.position};
  ASSIGN_OR_RETURN(const Search search, SearchOf(registers, question, page.position));
  RETURN_IF_ERROR(Fill(registers, question, search, page, &answer));
  return answer;
}

}  // namespace logboek::queries
