#include "clients/cli/import_fields.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "clients/cli/dates.h"
#include "clients/cli/source_id.h"
#include "clients/cli/texts.h"
#include "logboek/event/v1/vocabulary.pb.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

using command::v1::Command;
using Values = std::map<std::string, std::string>;

constexpr size_t kAgbDigits = 8;

constexpr unsigned kA = 1 << static_cast<int>(ImportKind::kAttendance);
constexpr unsigned kE = 1 << static_cast<int>(ImportKind::kEnrolments);
constexpr unsigned kS = 1 << static_cast<int>(ImportKind::kStaff);
constexpr unsigned kC = 1 << static_cast<int>(ImportKind::kCompletions);
constexpr unsigned kAll = kA | kE | kS | kC;

struct FieldRow {
  const char* name;
  unsigned kinds;
  // A row without it is refused, so a list without it is.
  unsigned required;
  // Titles that mean it, as Normal has them.
  const char* titles;
};

// What a title can mean depends on the kind of list: "datum" is the day of a completion, and the
// first day of an engagement.
constexpr FieldRow kFields[] = {
    {"session_id", kA | kE, kA,
     "bijeenkomst|bijeenkomstid|bijeenkomstcode|sessie|sessieid|session"},
    {"series_id", kE, 0, "reeks|reeksid|reekscode|series"},
    {"offering_id", kC, kC,
     "aanbod|aanbodid|scholing|scholingscode|cursus|cursuscode|training|course|offering"},
    {"person_id", kAll, kAll,
     "persoon|persoonid|persoonscode|deelnemer|deelnemerid|deelnemernummer|deelnemercode|"
     "medewerker|medewerkerid|pseudoniem|person|participant|participantid|pseudonym"},
    {"practice_id", kAll, 0, "praktijk|praktijkid|praktijkcode|practice|practicecode"},
    {"agb", kAll, 0, "agb|agbcode|agbpraktijk|agbcodepraktijk|praktijkagb|agbnummer|practiceagb"},
    {"represents", kA | kE, 0, "vertegenwoordigt|namens|namenspraktijken|represents"},
    {"status", kA, 0, "aanwezig|aanwezigheid|presentie|presence|present|attendance|attended"},
    {"participation", kE, 0, "deelname|deelnameals"},
    {"requested_on", kE, 0,
     "aangemeldop|aanmelddatum|datumaanmelding|inschrijfdatum|datuminschrijving|ingeschrevenop|"
     "requested|requestedat|enrolledon"},
    {"enrolment_id", kE, 0, "inschrijving|inschrijvingid|inschrijfnummer|enrolment"},
    {"role", kS, kS, "functie|rol|beroep|function|profession"},
    {"from", kS, kS, "vanaf|sinds|ingangsdatum|startdatum|begindatum|indienst|start|since|datum"},
    {"until", kS, 0, "tot"},
    {"last_day", kS, 0, "tm|totenmet|einddatum|laatstedag|uitdienst|enddate|lastday"},
    {"engagement_id", kS, 0, "dienstverband|dienstverbandid|engagement"},
    {"region", kS, 0, "regio"},
    {"name", kS, 0, "naam|volledigenaam|fullname"},
    {"email", kS, 0, "mail|emailadres|mailadres|emailaddress"},
    {"big_number", kS, 0, "big|bignummer|bigregistratie"},
    {"completed_on", kC, kC,
     "behaald|behaaldop|datumbehaald|afgerond|afgerondop|datumafgerond|datum|date|completed"},
    {"certificate_ref", kC, 0, "certificaat|certificaatnummer|certificate"},
};

absl::Status BadColumns(absl::string_view reason, absl::string_view message,
                        std::map<std::string, std::string> metadata = {}) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

// Letters and digits, small: titles differ in spaces, dashes and capitals.
std::string Normal(absl::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      normal.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    }
  }
  return normal;
}

bool Has(unsigned kinds, ImportKind kind) { return (kinds & (1U << static_cast<int>(kind))) != 0; }

// What each title can mean, in the order of kFields.
const std::multimap<std::string, const FieldRow*>& FieldsByTitle() {
  static const auto& fields = *[] {
    auto* const by_title = new std::multimap<std::string, const FieldRow*>();
    for (const FieldRow& field : kFields) {
      by_title->emplace(Normal(field.name), &field);
      for (absl::string_view title : absl::StrSplit(field.titles, '|')) {
        by_title->emplace(title, &field);
      }
    }
    return by_title;
  }();
  return fields;
}

// "a=b" as its halves, cut at that sign.
absl::StatusOr<std::pair<std::string, std::string>> Halves(const std::string& text, size_t equals) {
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return BadColumns("BAD_MAPPING",
                      absl::StrCat("\"", text,
                                   "\" is no column=field or field=value; for example "
                                   "--map \"Functie=role\" --set session_id=s-0415"));
  }
  return std::pair<std::string, std::string>(text.substr(0, equals), text.substr(equals + 1));
}

absl::StatusOr<std::string> KnownField(ImportKind kind, const std::string& name) {
  const std::vector<std::string> fields = ImportFields(kind);
  if (std::find(fields.begin(), fields.end(), name) != fields.end()) return name;
  return BadColumns(
      "UNKNOWN_FIELD",
      absl::StrCat("a list of ", ImportKinds()[static_cast<size_t>(kind)], " has no field \"", name,
                   "\"; it has ", absl::StrJoin(fields, ", ")),
      {{"field", name}});
}

absl::StatusOr<size_t> KnownColumn(const CsvRow& header, const std::string& title) {
  for (size_t i = 0; i < header.cells.size(); ++i) {
    if (Normal(header.cells[i]) == Normal(title)) return i;
  }
  size_t number = 0;
  if (absl::SimpleAtoi(title, &number) && number >= 1 && number <= header.cells.size()) {
    return number - 1;
  }
  return BadColumns("UNKNOWN_COLUMN",
                    absl::StrCat("the file has no column \"", title, "\"; it has ",
                                 absl::StrJoin(header.cells, ", ")),
                    {{"column", title}});
}

absl::StatusOr<std::string> Needed(const Values& values, const std::string& field) {
  const auto found = values.find(field);
  if (found != values.end()) return found->second;
  return BadColumns("MISSING_VALUE", absl::StrCat("the row has no ", field), {{"field", field}});
}

std::string Given(const Values& values, const std::string& field) {
  const auto found = values.find(field);
  return found == values.end() ? "" : found->second;
}

// As people write it, 1-4-2026 too.
absl::StatusOr<google::type::Date> ParseRowDate(const std::string& field, const std::string& text) {
  std::vector<std::string> parts = absl::StrSplit(text, '-');
  for (std::string& part : parts) {
    if (part.size() == 1) part.insert(part.begin(), '0');
  }
  const absl::StatusOr<google::type::Date> date = ParseDate(absl::StrJoin(parts, "-"));
  if (date.ok()) return date;
  return BadColumns("BAD_DATE",
                    absl::StrCat(field, " \"", text,
                                 "\" is no date; write dd-mm-yyyy or yyyy-mm-dd, 2000 to 2100"),
                    {{"field", field}});
}

absl::Status SetDate(const Values& values, const std::string& field, google::type::Date* date) {
  const std::string text = Given(values, field);
  if (text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*date, ParseRowDate(field, text));
  return absl::OkStatus();
}

// A value of an enum by its name or by its word in either language.
template <typename E>
absl::StatusOr<E> ParseWord(const std::string& field, const std::string& text) {
  const auto& type = *google::protobuf::GetEnumDescriptor<E>();
  std::vector<std::string> known;
  for (int i = 0; i < type.value_count(); ++i) {
    const int number = type.value(i)->number();
    if (number == 0) continue;
    known.push_back(Slug(type, number));
    for (const std::string& word : {known.back(), Texts(Language::kDutch).WordOf(type, number),
                                    Texts(Language::kEnglish).WordOf(type, number)}) {
      if (Normal(word) == Normal(text)) return static_cast<E>(number);
    }
  }
  return BadColumns("UNKNOWN_WORD",
                    absl::StrCat(field, " \"", text, "\" is not known; write one of ",
                                 absl::StrJoin(known, ", ")),
                    {{"field", field}});
}

absl::StatusOr<event::v1::AttendanceStatus> ParsePresence(const std::string& text) {
  static const auto& yes = *new std::set<std::string>{"ja", "j", "yes", "y", "x", "1", "true"};
  static const auto& no = *new std::set<std::string>{"nee", "n", "no", "0", "false"};
  if (yes.contains(Normal(text))) return event::v1::ATTENDANCE_STATUS_PRESENT;
  if (no.contains(Normal(text))) return event::v1::ATTENDANCE_STATUS_ABSENT;
  return ParseWord<event::v1::AttendanceStatus>("status", text);
}

bool IsDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

absl::Status CheckAgb(const std::string& agb) {
  if (IsDigits(agb) && agb.size() == kAgbDigits) return absl::OkStatus();
  if (IsDigits(agb) && agb.size() < kAgbDigits) {
    return BadColumns(
        "AGB_WITHOUT_ZERO",
        absl::StrCat("AGB code \"", agb, "\" has ", agb.size(), " digits instead of ", kAgbDigits,
                     ": a spreadsheet took it for a number and dropped the zero "
                     "in front; make the column text and enter the code as it is written (",
                     std::string(kAgbDigits - agb.size(), '0'), agb, "?)"),
        {{"agb", agb}});
  }
  return BadColumns("BAD_AGB",
                    absl::StrCat("\"", agb, "\" is no AGB code, which has ", kAgbDigits, " digits"),
                    {{"agb", agb}});
}

// A practice by its id, or by its code where that is what stands there.
absl::StatusOr<std::string> PracticeOf(const Values& values, const FindPractice& find) {
  const std::string id = Given(values, "practice_id");
  if (!id.empty()) return id;
  const std::string agb = Given(values, "agb");
  if (agb.empty()) {
    return BadColumns("MISSING_VALUE", "the row has no practice_id and no agb",
                      {{"field", "practice_id"}});
  }
  RETURN_IF_ERROR(CheckAgb(agb));
  return find(agb);
}

template <typename Message>
absl::Status SetRepresents(const Values& values, const FindPractice& find, Message* message) {
  const std::string text = Given(values, "represents");
  for (absl::string_view part : absl::StrSplit(text, absl::ByAnyChar(" ,;|"), absl::SkipEmpty())) {
    const std::string practice(part);
    if (IsDigits(practice)) {
      RETURN_IF_ERROR(CheckAgb(practice));
      ASSIGN_OR_RETURN(*message->add_represents(), find(practice));
    } else {
      message->add_represents(practice);
    }
  }
  return absl::OkStatus();
}

Command CommandFor(const std::string& source, std::string source_id) {
  Command command;
  command.set_source(source);
  command.set_source_id(std::move(source_id));
  return command;
}

using Commands = std::vector<Command>;

absl::StatusOr<Commands> Attendance(const Values& values, const std::string& source,
                                    const FindPractice& find) {
  ASSIGN_OR_RETURN(const std::string session, Needed(values, "session_id"));
  ASSIGN_OR_RETURN(const std::string person, Needed(values, "person_id"));
  Command command = CommandFor(source, SourceIdOf("attendance", {session, person}));
  command::v1::RecordAttendance& record = *command.mutable_record_attendance();
  record.set_session_id(session);
  record.set_person_id(person);
  ASSIGN_OR_RETURN(*record.mutable_practice_id(), PracticeOf(values, find));
  RETURN_IF_ERROR(SetRepresents(values, find, &record));
  ASSIGN_OR_RETURN(const std::string status, Needed(values, "status"));
  ASSIGN_OR_RETURN(const event::v1::AttendanceStatus presence, ParsePresence(status));
  record.set_status(presence);
  return Commands{command};
}

absl::StatusOr<Commands> Enrolment(const Values& values, const std::string& source,
                                   const FindPractice& find) {
  const std::string session = Given(values, "session_id");
  const std::string series = Given(values, "series_id");
  if (session.empty() == series.empty()) {
    return BadColumns("MISSING_VALUE", "the row needs a session_id or a series_id, and not both",
                      {{"field", "session_id"}});
  }
  const std::string target = session.empty() ? series : session;
  ASSIGN_OR_RETURN(const std::string person, Needed(values, "person_id"));
  const std::string key = SourceIdOf("enrolment", {target, person});
  Command command = CommandFor(source, key);
  command::v1::Enrol& enrol = *command.mutable_enrol();
  const std::string id = Given(values, "enrolment_id");
  enrol.set_enrolment_id(id.empty() ? key : id);
  if (session.empty()) {
    enrol.set_series_id(series);
  } else {
    enrol.set_session_id(session);
  }
  enrol.set_person_id(person);
  ASSIGN_OR_RETURN(*enrol.mutable_practice_id(), PracticeOf(values, find));
  RETURN_IF_ERROR(SetRepresents(values, find, &enrol));
  const std::string participation = Given(values, "participation");
  if (!participation.empty()) {
    ASSIGN_OR_RETURN(const auto word,
                     ParseWord<event::v1::Participation>("participation", participation));
    enrol.set_participation(word);
  }
  if (values.contains("requested_on")) {
    RETURN_IF_ERROR(SetDate(values, "requested_on", enrol.mutable_requested_on()));
  }
  return Commands{command};
}

// Nothing when the list says nothing of the person but the pseudonym.
absl::StatusOr<Commands> Registration(const Values& values, const std::string& person,
                                      const std::string& source) {
  const std::string region = Given(values, "region");
  const bool personal =
      values.contains("name") || values.contains("email") || values.contains("big_number");
  if (region.empty() && !personal) return Commands{};
  ASSIGN_OR_RETURN(const std::string needed, Needed(values, "region"));
  Command command = CommandFor(source, SourceIdOf("person", {person}));
  command::v1::RegisterPerson& record = *command.mutable_register_person();
  record.set_person_id(person);
  record.set_region(needed);
  if (personal) {
    record.mutable_personal_data()->set_name(Given(values, "name"));
    record.mutable_personal_data()->set_email(Given(values, "email"));
    record.mutable_personal_data()->set_big_number(Given(values, "big_number"));
  }
  return Commands{command};
}

// The first day that does not count any more, from either way to say it.
absl::Status SetEnd(const Values& values, command::v1::StartEngagement* start) {
  if (values.contains("until")) return SetDate(values, "until", start->mutable_until());
  if (!values.contains("last_day")) return absl::OkStatus();
  ASSIGN_OR_RETURN(const google::type::Date last,
                   ParseRowDate("last_day", Given(values, "last_day")));
  const absl::CivilDay next = absl::CivilDay(last.year(), last.month(), last.day()) + 1;
  start->mutable_until()->set_year(static_cast<int>(next.year()));
  start->mutable_until()->set_month(next.month());
  start->mutable_until()->set_day(next.day());
  return absl::OkStatus();
}

absl::StatusOr<Commands> Staff(const Values& values, const std::string& source,
                               const FindPractice& find) {
  ASSIGN_OR_RETURN(const std::string person, Needed(values, "person_id"));
  ASSIGN_OR_RETURN(Commands commands, Registration(values, person, source));
  ASSIGN_OR_RETURN(const std::string practice, PracticeOf(values, find));
  ASSIGN_OR_RETURN(const std::string role_text, Needed(values, "role"));
  ASSIGN_OR_RETURN(const auto role, ParseWord<event::v1::Role>("role", role_text));
  ASSIGN_OR_RETURN(const std::string from_text, Needed(values, "from"));
  ASSIGN_OR_RETURN(const google::type::Date from, ParseRowDate("from", from_text));
  const std::string key = SourceIdOf("engagement", {practice, person, Slug(role), DateText(from)});
  Command command = CommandFor(source, key);
  command::v1::StartEngagement& start = *command.mutable_start_engagement();
  const std::string id = Given(values, "engagement_id");
  start.set_engagement_id(id.empty() ? key : id);
  start.set_person_id(person);
  start.set_practice_id(practice);
  start.set_role(role);
  *start.mutable_from() = from;
  RETURN_IF_ERROR(SetEnd(values, &start));
  commands.push_back(std::move(command));
  return commands;
}

absl::StatusOr<Commands> Completion(const Values& values, const std::string& source,
                                    const FindPractice& find) {
  ASSIGN_OR_RETURN(const std::string offering, Needed(values, "offering_id"));
  ASSIGN_OR_RETURN(const std::string person, Needed(values, "person_id"));
  ASSIGN_OR_RETURN(const std::string date_text, Needed(values, "completed_on"));
  ASSIGN_OR_RETURN(const google::type::Date date, ParseRowDate("completed_on", date_text));
  Command command =
      CommandFor(source, SourceIdOf("completion", {offering, person, DateText(date)}));
  command::v1::CompleteCourse& complete = *command.mutable_complete_course();
  complete.set_offering_id(offering);
  complete.set_person_id(person);
  ASSIGN_OR_RETURN(*complete.mutable_practice_id(), PracticeOf(values, find));
  *complete.mutable_completed_on() = date;
  complete.set_certificate_ref(Given(values, "certificate_ref"));
  return Commands{command};
}

}  // namespace

const std::vector<std::string>& ImportKinds() {
  static const auto& kinds =
      *new std::vector<std::string>{"attendance", "enrolments", "staff", "completions"};
  return kinds;
}

std::vector<std::string> ImportFields(ImportKind kind) {
  std::vector<std::string> names;
  for (const FieldRow& field : kFields) {
    if (Has(field.kinds, kind)) names.emplace_back(field.name);
  }
  return names;
}

absl::StatusOr<ImportMapping> ImportMapping::Make(ImportKind kind, const CsvRow& header,
                                                  const std::vector<std::string>& maps,
                                                  const std::vector<std::string>& sets) {
  ImportMapping mapping;
  mapping.width_ = header.cells.size();
  for (const std::string& text : sets) {
    // A value may have any sign in it, and so may a title; a field has no "=".
    ASSIGN_OR_RETURN(const auto halves, Halves(text, text.find('=')));
    ASSIGN_OR_RETURN(const std::string field, KnownField(kind, halves.first));
    mapping.fixed_[field] = halves.second;
  }
  for (const std::string& text : maps) {
    ASSIGN_OR_RETURN(const auto halves, Halves(text, text.rfind('=')));
    ASSIGN_OR_RETURN(const size_t column, KnownColumn(header, halves.first));
    ASSIGN_OR_RETURN(const std::string field, KnownField(kind, halves.second));
    mapping.columns_[field] = column;
  }
  mapping.FindColumns(kind, header);
  for (const FieldRow& field : kFields) {
    if (!Has(field.required, kind) || mapping.columns_.contains(field.name) ||
        mapping.fixed_.contains(field.name)) {
      continue;
    }
    return BadColumns(
        "FIELD_NOT_MAPPED",
        absl::StrCat("no column is known to hold ", field.name, "; name it, --map \"",
                     header.cells.front(), "=", field.name,
                     "\", or give its value for every row, --set ", field.name, "=..."),
        {{"field", field.name}});
  }
  return mapping;
}

void ImportMapping::FindColumns(ImportKind kind, const CsvRow& header) {
  std::set<size_t> taken;
  for (const auto& [field, column] : columns_) taken.insert(column);
  for (size_t i = 0; i < header.cells.size(); ++i) {
    if (taken.contains(i)) continue;
    const std::string title = Normal(header.cells[i]);
    const auto [first, end] = FieldsByTitle().equal_range(title);
    const auto found = std::find_if(first, end, [&](const auto& meant) {
      const FieldRow& field = *meant.second;
      return Has(field.kinds, kind) && !columns_.contains(field.name) &&
             !fixed_.contains(field.name);
    });
    if (found == end) {
      unused_.push_back(header.cells[i]);
    } else {
      columns_[found->second->name] = i;
    }
  }
  // A list of those who came needs no column that says so.
  if (kind == ImportKind::kAttendance && !columns_.contains("status")) {
    fixed_.emplace("status", "present");
  }
}

absl::StatusOr<Values> ImportMapping::ValuesOf(const CsvRow& row) const {
  if (row.cells.size() > width_) {
    return BadColumns("TOO_MANY_CELLS",
                      absl::StrCat("the row has ", row.cells.size(), " cells, the header ", width_,
                                   "; put quotes around a value with the separator in it"));
  }
  Values values = fixed_;
  for (const auto& [field, column] : columns_) {
    if (column < row.cells.size() && !row.cells[column].empty()) values[field] = row.cells[column];
  }
  return values;
}

absl::StatusOr<std::vector<Command>> CommandsOf(ImportKind kind, const Values& values,
                                                const std::string& source,
                                                const FindPractice& find) {
  switch (kind) {
    case ImportKind::kAttendance:
      return Attendance(values, source, find);
    case ImportKind::kEnrolments:
      return Enrolment(values, source, find);
    case ImportKind::kStaff:
      return Staff(values, source, find);
    case ImportKind::kCompletions:
      break;
  }
  return Completion(values, source, find);
}

}  // namespace logboek::cli
