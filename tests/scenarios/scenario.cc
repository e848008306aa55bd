#include "tests/scenarios/scenario.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "storage/base/check.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"

namespace logboek::test {
namespace {

using command::v1::Command;
namespace ev = logboek::event::v1;
namespace v1 = logboek::v1;

// Of some document.
const std::string kSha256(32, 'x');

constexpr absl::Duration kCallTimeout = absl::Seconds(30);

std::unique_ptr<grpc::ClientContext> NewContext() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(absl::ToChronoTime(base::SystemClock().Now() + kCallTimeout));
  return context;
}

std::vector<std::string> List(absl::string_view words) {
  return absl::StrSplit(words, ',', absl::SkipEmpty());
}

// "course_open" -> OFFERING_KIND_COURSE_OPEN.
template <typename Enum>
Enum Named(absl::string_view prefix, absl::string_view name,
           bool (*parse)(const std::string&, Enum*)) {
  Enum value;
  CHECK(parse(absl::StrCat(prefix, absl::AsciiStrToUpper(name)), &value), "no such name");
  return value;
}

ev::Role RoleNamed(absl::string_view name) {
  return Named<ev::Role>("ROLE_", name, [](const std::string& text, ev::Role* role) {
    return ev::Role_Parse(text, role);
  });
}

ev::OfferingKind KindNamed(absl::string_view name) {
  return Named<ev::OfferingKind>("OFFERING_KIND_", name,
                                 [](const std::string& text, ev::OfferingKind* kind) {
                                   return ev::OfferingKind_Parse(text, kind);
                                 });
}

std::string LowerName(absl::string_view name, absl::string_view prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

std::string Iso(const google::type::Date& date) {
  return absl::FormatCivilTime(absl::CivilDay(date.year(), date.month(), date.day()));
}

// The strict reading of every share (O3): only the roster of the last day counts.
void MakeStrict(regioplan::v1::RegionPlan* plan) {
  plan->set_version(plan->version() + "-strict");
  for (auto& listed : *plan->mutable_interpretations()) {
    if (listed.id() == "O3") listed.set_option("last_day");
  }
}

class Scenario {
 public:
  explicit Scenario(const ScenarioServer& server) : server_(server) {
    stream_context_ = std::make_unique<grpc::ClientContext>();
    stream_ = server_.registration->Push(stream_context_.get());
  }

  ~Scenario() {
    stream_->WritesDone();
    stream_->Finish();
  }

  std::vector<std::string> Run(const std::vector<Statement>& statements) {
    for (size_t i = 0; i < statements.size() && failures_.empty();) {
      const Statement& head = statements[i];
      line_ = head.line;
      size_t end = i + 1;
      if (head.words[0] == "then") {
        while (end < statements.size() && statements[end].indent > head.indent) ++end;
        Then({statements.begin() + static_cast<int64_t>(i),
              statements.begin() + static_cast<int64_t>(end)});
      } else if (head.words[0] != "given" && head.words[0] != "when") {
        Do(head);
      }
      i = end;
    }
    return failures_;
  }

 private:
  using Words = std::vector<std::string>;

  void Fail(absl::string_view what) {
    failures_.push_back(absl::StrCat("line ", line_, ": ", what));
  }

  // The word after `key`, or empty.
  static std::string After(const Words& words, absl::string_view key) {
    const auto found = std::find(words.begin(), words.end(), key);
    return found == words.end() || found + 1 == words.end() ? "" : *(found + 1);
  }

  // Sends one command and compares the answer with what follows "->", if anything.
  void Send(const Command& command, const Words& words) {
    last_ = command;
    v1::PushRequest request;
    *request.mutable_command() = command;
    v1::PushResponse response;
    CHECK(stream_->Write(request) && stream_->Read(&response), "the stream broke");
    const std::string expected = After(words, "->");
    if (response.has_error()) {
      const std::string reason = ReasonOf(response.error());
      if (reason != expected)
        Fail(absl::StrCat("refused: ", reason, ": ", response.error().message()));
      return;
    }
    const std::string outcome = OutcomeOf(response.receipt());
    if (!expected.empty() && expected != outcome) {
      Fail(absl::StrCat("expected ", expected, ", was ", outcome));
    }
    if (const std::string promoted = After(words, "promotes"); !promoted.empty()) {
      const std::string actual = absl::StrJoin(response.receipt().promoted_enrolment_ids(), ",");
      if (promoted != actual) Fail(absl::StrCat("expected ", promoted, " promoted, was ", actual));
    }
    last_receipt_ = response.receipt();
  }

  static std::string ReasonOf(const google::rpc::Status& error) {
    for (const google::protobuf::Any& detail : error.details()) {
      google::rpc::ErrorInfo info;
      if (detail.UnpackTo(&info)) return info.reason();
    }
    return absl::StrCat("code ", error.code());
  }

  static std::string OutcomeOf(const v1::Receipt& receipt) {
    if (receipt.repeated()) return "repeated";
    if (receipt.enrolment_state() == v1::ENROLMENT_STATE_UNSPECIFIED) return "accepted";
    return LowerName(v1::EnrolmentState_Name(receipt.enrolment_state()), "ENROLMENT_STATE_");
  }

  // Carries out one given or when statement.
  void Do(const Statement& statement) {
    const Words& w = statement.words;
    const std::map<std::string, std::function<void()>> verbs = {
        {"today", [&] { server_.clock->Set(Morning(Day(w[1]))); }},
        {"plan", [&] { Publish(w); }},
        {"practice", [&] { RegisterIn(w); }},
        {"track", [&] { Track(w); }},
        {"joint_plan",
         [&] {
           Send(RegisterJointPlan(w[1], List(After(w, "members")), After(w, "submitted"), region_),
                w);
         }},
        {"joins", [&] { Send(AddJointPlanMember(w[2], w[1], After(w, "from")), w); }},
        {"staff", [&] { Staff(w); }},
        {"role", [&] { Send(ChangeRole(w[1], RoleNamed(w[2]), After(w, "from")), w); }},
        {"ends", [&] { Send(EndEngagement(w[1], w[2]), w); }},
        {"roster", [&] { Roster(w); }},
        {"offering", [&] { Send(Offering(w), w); }},
        {"session", [&] { Send(Session(w), w); }},
        {"series", [&] { Send(Series(w), w); }},
        {"enrol", [&] { Send(EnrolOf(w), w); }},
        {"cancels", [&] { Send(CancelOf(w), w); }},
        {"present", [&] { Send(RecordAttendance(w[1], w[2], w[3], true), w); }},
        {"absent", [&] { Send(RecordAttendance(w[1], w[2], w[3], false), w); }},
        {"corrects", [&] { Send(CorrectAttendance(w[1], w[2], w[3] == "present"), w); }},
        {"voids", [&] { Send(VoidAttendance(w[1], w[2]), w); }},
        {"completed", [&] { Send(CompleteCourse(w[1], w[2], w[3]), w); }},
        {"recognised",
         [&] {
           Send(RecogniseTraining(w[1], w[2], After(w, "done"), After(w, "decided"), region_), w);
         }},
        {"waived", [&] { Send(WaiveRequirement(w[1], w[2], Number(w[3])), w); }},
        {"organiser_cancels", [&] { Send(OrganiserCancels(w), w); }},
        {"chooses", [&] { Send(Choose(w), w); }},
        {"hands_in", [&] { Send(HandIn(w), w); }},
        {"answers", [&] { Send(Answer(w), w); }},
        {"closes", [&] { Send(CloseYear(w), w); }},
        {"releases", [&] { Send(Release(w), w); }},
        {"reports", [&] { Send(Report(w), w); }},
        {"leaves", [&] { Send(Leave(w), w); }},
        {"merges", [&] { Send(Merge(w), w); }},
        {"links", [&] { Send(Link(w), w); }},
        {"again", [&] { Again(w); }},
    };
    const auto verb = verbs.find(w[0]);
    if (verb == verbs.end()) return Fail(absl::StrCat("no such statement: ", w[0]));
    verb->second();
  }

  static uint32_t Number(absl::string_view word) {
    uint32_t number = 0;
    CHECK(absl::SimpleAtoi(word, &number), "not a number");
    return number;
  }

  void Publish(const Words& w) {
    regioplan::v1::RegionPlan plan = DeployedPlan(w[1]);
    region_ = plan.region();
    if (w.size() > 2 && w[2] == "strict") MakeStrict(&plan);
    if (const std::string from = After(w, "from"); !from.empty()) {
      plan.set_version(absl::StrCat(plan.version(), "-from-", from));
      *plan.mutable_valid_from() = Date(Day(from));
    }
    Send(PublishPlan(plan), w);
  }

  void RegisterIn(const Words& w) {
    Send(RegisterPractice(w[1], region_), {});
    if (const std::string cohort = After(w, "cohort"); !cohort.empty()) {
      Send(AssignCohort(w[1], cohort), w);
    }
  }

  void Track(const Words& w) {
    Send(StartTrack(w[1], w[2], After(w, "from")), w);
    if (const std::string until = After(w, "until"); !until.empty()) {
      Send(EndTrack(w[1], w[2], until), w);
    }
  }

  // staff PRACTICE ROLE PERSON... from DAY [until DAY]
  void Staff(const Words& w) {
    for (size_t i = 3; i < w.size() && w[i] != "from"; ++i) {
      if (persons_.insert(w[i]).second) Send(RegisterPerson(w[i], "", region_), {});
      Send(StartEngagement(w[i], w[1], RoleNamed(w[2]), After(w, "from"), After(w, "until")), w);
    }
  }

  // Confirms what the register says, as a practice does that has looked at its list.
  void Roster(const Words& w) {
    v1::GetPracticeRequest request;
    request.set_practice_id(w[1]);
    *request.mutable_at() = Date(Day(After(w, "as_of")));
    v1::GetPracticeResponse response;
    CHECK(server_.practice->GetPractice(NewContext().get(), request, &response).ok(),
          "no practice");
    std::map<ev::Role, int> counts;
    for (const v1::StaffMember& member : response.practice().staff()) ++counts[member.role()];
    Send(ConfirmRoster(w[1], After(w, "as_of"), {counts.begin(), counts.end()}), w);
  }

  // offering ID KIND [slugs a,b]
  Command Offering(const Words& w) const {
    return PublishOffering(w[1], KindNamed(w[2]), List(After(w, "slugs")), region_);
  }

  // session ID OFFERING DAY [places N]; instead of DAY an instant such as 2025-10-26T22:30Z
  static Command Session(const Words& w) {
    const std::string places = After(w, "places");
    Command command =
        ScheduleSession(w[1], w[2], w[3].substr(0, 10), places.empty() ? 0 : Number(places));
    absl::Time start;
    std::string problem;
    if (absl::ParseTime("%Y-%m-%dT%H:%M%Ez", w[3], &start, &problem)) {
      auto& session = *command.mutable_schedule_session();
      session.mutable_starts_at()->set_seconds(absl::ToUnixSeconds(start));
      session.mutable_ends_at()->set_seconds(absl::ToUnixSeconds(start + absl::Hours(2)));
    }
    return command;
  }

  Command Series(const Words& w) const {
    return DefineSeries(w[1], List(After(w, "sessions")), List(After(w, "cohorts")),
                        Number(After(w, "year")), region_);
  }

  // enrol PERSON PRACTICE SESSION [on DAY] | enrol PERSON PRACTICE series SERIES on DAY | ...
  // facilitator
  static Command EnrolOf(const Words& w) {
    if (const std::string series = After(w, "series"); !series.empty()) {
      return EnrolInSeries(w[1], w[2], series, After(w, "on"));
    }
    Command command = Enrol(w[1], w[2], w[3]);
    if (const std::string day = After(w, "on"); !day.empty()) {
      *command.mutable_enrol()->mutable_requested_on() = Date(Day(day));
    }
    if (std::find(w.begin(), w.end(), "facilitator") != w.end()) {
      command.mutable_enrol()->set_participation(ev::PARTICIPATION_FACILITATOR);
    }
    return command;
  }

  // cancels PERSON SESSION-OR-SERIES [on DAY]
  static Command CancelOf(const Words& w) {
    Command command = CancelEnrolment(absl::StrCat(w[1], ">", w[2]));
    if (const std::string day = After(w, "on"); !day.empty()) {
      *command.mutable_cancel_enrolment()->mutable_cancelled_on() = Date(Day(day));
    }
    return command;
  }

  Command NewCommand() {
    Command command;
    command.set_source("scenario");
    command.set_source_id(absl::StrCat("line-", line_));
    return command;
  }

  // organiser_cancels SESSION
  Command OrganiserCancels(const Words& w) {
    Command command = NewCommand();
    command.mutable_cancel_session()->set_session_id(w[1]);
    command.mutable_cancel_session()->set_reason("organiser");
    return command;
  }

  // chooses PRACTICE PERIOD SLUG new|deepen [on DAY] [text]; the line is PRACTICE/PERIOD/SLUG
  Command Choose(const Words& w) {
    Command command = NewCommand();
    auto& choice = *command.mutable_choose_intervention();
    choice.set_line_id(absl::StrCat(w[1], "/", w[2], "/", w[3]));
    choice.set_practice_id(w[1]);
    choice.set_period(Number(w[2]));
    choice.set_menu_slug(w[3]);
    choice.set_mode(w[4] == "new" ? ev::CHOICE_MODE_NEW : ev::CHOICE_MODE_DEEPEN);
    if (const std::string on = After(w, "on"); !on.empty())
      *choice.mutable_chosen_on() = Date(Day(on));
    if (w.back() == "text") choice.set_text_sha256(kSha256);
    return command;
  }

  // hands_in PRACTICE PERIOD [on DAY] [locally]
  Command HandIn(const Words& w) {
    Command command = NewCommand();
    auto& plan = *command.mutable_submit_practice_plan();
    plan.set_practice_id(w[1]);
    plan.set_period(Number(w[2]));
    if (const std::string on = After(w, "on"); !on.empty())
      *plan.mutable_submitted_on() = Date(Day(on));
    plan.set_document_sha256(kSha256);
    plan.set_submitted_by("manager");
    plan.set_kept_locally(w.back() == "locally");
    return command;
  }

  // answers PRACTICE SURVEY PERIOD yes|no|COUNT [on DAY]
  Command Answer(const Words& w) {
    Command command = NewCommand();
    auto& answer = *command.mutable_answer_survey();
    answer.set_practice_id(w[1]);
    answer.set_survey(w[2]);
    answer.set_period(Number(w[3]));
    answer.set_yes(w[4] != "no");
    if (w[4] != "yes" && w[4] != "no") answer.set_count(Number(w[4]));
    if (const std::string on = After(w, "on"); !on.empty())
      *answer.mutable_answered_on() = Date(Day(on));
    return command;
  }

  // closes PRACTICE PERIOD
  Command CloseYear(const Words& w) {
    Command command = NewCommand();
    command.mutable_close_year()->set_practice_id(w[1]);
    command.mutable_close_year()->set_period(Number(w[2]));
    command.mutable_close_year()->set_closed_by("coordinator");
    return command;
  }

  static ev::ReportScope ScopeNamed(absl::string_view name) {
    return Named<ev::ReportScope>("REPORT_SCOPE_", name,
                                  [](const std::string& text, ev::ReportScope* scope) {
                                    return ev::ReportScope_Parse(text, scope);
                                  });
  }

  // releases SCOPE
  Command Release(const Words& w) {
    Command command = NewCommand();
    auto& release = *command.mutable_decide_release();
    release.set_region(region_);
    release.set_scope(ScopeNamed(w[1]));
    release.set_decided_by("board");
    release.set_ground("yearly meeting");
    release.set_released(true);
    return command;
  }

  // reports SCOPE to CLASS
  Command Report(const Words& w) {
    Command command = NewCommand();
    auto& report = *command.mutable_issue_report();
    report.set_report_id(absl::StrCat("report-", line_));
    report.set_region(region_);
    report.set_scope(ScopeNamed(w[1]));
    report.set_recipient_class(
        Named<ev::RecipientClass>("RECIPIENT_CLASS_", After(w, "to"),
                                  [](const std::string& text, ev::RecipientClass* recipient) {
                                    return ev::RecipientClass_Parse(text, recipient);
                                  }));
    report.set_recipient("recipient");
    *report.mutable_at() = Date(base::LocalDate(server_.clock->Now()));
    report.set_report_position(last_receipt_.position());
    report.set_report_sha256(kSha256);
    return command;
  }

  // leaves PRACTICE DAY
  Command Leave(const Words& w) {
    Command command = NewCommand();
    command.mutable_end_participation()->set_practice_id(w[1]);
    *command.mutable_end_participation()->mutable_ended_on() = Date(Day(w[2]));
    command.mutable_end_participation()->set_reason("stops");
    return command;
  }

  // merges FROM,FROM into PRACTICE on DAY
  Command Merge(const Words& w) {
    Command command = NewCommand();
    auto& merge = *command.mutable_merge_practices();
    for (const std::string& from : List(w[1])) merge.add_from_practice_ids(from);
    merge.set_into_practice_id(After(w, "into"));
    *merge.mutable_effective_on() = Date(Day(After(w, "on")));
    return command;
  }

  // links KEPT DROPPED
  Command Link(const Words& w) {
    Command command = NewCommand();
    command.mutable_link_persons()->set_kept_person_id(w[1]);
    command.mutable_link_persons()->set_dropped_person_id(w[2]);
    command.mutable_link_persons()->set_decided_by("coordinator");
    return command;
  }

  // The portal pushes the same record once more: the first answer, and nothing new in the log.
  void Again(const Words& w) {
    const v1::Receipt first = last_receipt_;
    Send(last_, w);
    if (!last_receipt_.repeated()) Fail("expected the first answer again, was a new one");
    if (last_receipt_.position() != first.position()) {
      Fail(
          absl::StrCat("expected position ", first.position(), ", was ", last_receipt_.position()));
    }
  }

  void Then(const std::vector<Statement>& block) {
    const Words& w = block[0].words;
    if (w.size() > 1 && w[1] == "session") return ThenSession(w);
    if (w.size() > 1 && w[1] == "closed") return ThenClosed(block);
    if (block.size() == 1) return Fail("a then without rows looks at nothing");
    if (!KnowsAll(w, 2, {"at", "known_at"})) return;
    v1::GetPracticeComplianceRequest request;
    request.set_practice_id(w[1]);
    if (const std::string at = After(w, "at"); !at.empty()) *request.mutable_at() = Date(Day(at));
    if (const std::string known = After(w, "known_at"); !known.empty()) {
      // Everything recorded on that day is known.
      request.mutable_known()->mutable_time()->set_seconds(
          absl::ToUnixSeconds(absl::FromCivil(Day(known) + 1, base::Amsterdam())) - 1);
    }
    v1::GetPracticeComplianceResponse response;
    const grpc::Status status =
        server_.compliance->GetPracticeCompliance(NewContext().get(), request, &response);
    if (!status.ok()) return Fail(status.error_message());
    for (size_t i = 1; i < block.size();) {
      size_t end = i + 1;
      while (end < block.size() && block[end].indent > block[i].indent) ++end;
      CompareVerdict(block, i, end, response.compliance());
      i = end;
    }
  }

  // then session S [confirmed N] [waiting enrolment,enrolment]
  void ThenSession(const Words& w) {
    if (!KnowsAll(w, 3, {"confirmed", "waiting"})) return;
    v1::GetSessionRequest request;
    request.set_session_id(w[2]);
    v1::GetSessionResponse response;
    CHECK(server_.calendar->GetSession(NewContext().get(), request, &response).ok(), "no session");
    if (const std::string confirmed = After(w, "confirmed"); !confirmed.empty()) {
      Compare("confirmed", confirmed, absl::StrCat(response.session().seats().confirmed()));
    }
    std::map<uint32_t, std::string> waiting;
    for (const v1::EnrolmentRow& row : response.enrolments()) {
      if (row.waiting_rank() > 0) waiting[row.waiting_rank()] = row.enrolment_id();
    }
    std::vector<std::string> line;
    for (const auto& [rank, id] : waiting) line.push_back(id);
    Compare("waiting", After(w, "waiting"), absl::StrJoin(line, ","));
  }

  // then closed [at DAY]; below it a row for each verdict of a closed period that would now differ:
  // PRACTICE OBLIGATION/PERIOD was STATUS N/D now STATUS N/D
  void ThenClosed(const std::vector<Statement>& block) {
    const Words& w = block[0].words;
    if (!KnowsAll(w, 2, {"at"})) return;
    v1::ListClosedYearDifferencesRequest request;
    request.set_region(region_);
    if (const std::string at = After(w, "at"); !at.empty()) *request.mutable_at() = Date(Day(at));
    v1::ListClosedYearDifferencesResponse response;
    const grpc::Status status =
        server_.compliance->ListClosedYearDifferences(NewContext().get(), request, &response);
    if (!status.ok()) return Fail(status.error_message());
    std::vector<std::string> expected;
    for (size_t i = 1; i < block.size(); ++i) {
      expected.push_back(absl::StrJoin(block[i].words, " "));
    }
    std::vector<std::string> actual;
    for (const v1::ClosedYearDifference& row : response.rows()) {
      const v1::VerdictChange& change = row.change();
      actual.push_back(absl::StrCat(change.practice_id(), " ", change.obligation().obligation_id(),
                                    "/", change.obligation().programme_year(), " was ",
                                    ShortOf(change.has_before(), change.before()), " now ",
                                    ShortOf(change.has_after(), change.after())));
    }
    Compare("differences", absl::StrJoin(expected, " | "), absl::StrJoin(actual, " | "));
  }

  static std::string ShortOf(bool present, const v1::VerdictNumbers& numbers) {
    if (!present) return "none";
    return absl::StrCat(LowerName(v1::VerdictStatus_Name(numbers.status()), "VERDICT_STATUS_"), " ",
                        numbers.numerator(), "/", numbers.denominator());
  }

  // From `begin` on the words are pairs of a known key and its value; says so when they are not.
  bool KnowsAll(const Words& w, size_t begin, const std::set<std::string>& keys) {
    for (size_t i = begin; i < w.size(); i += 2) {
      if (keys.count(w[i]) == 0) {
        Fail(absl::StrCat("no such word: ", w[i]));
        return false;
      }
      if (i + 1 == w.size()) {
        Fail(absl::StrCat("nothing after ", w[i]));
        return false;
      }
    }
    return true;
  }

  void Compare(absl::string_view what, absl::string_view expected, absl::string_view actual) {
    if (expected == actual) return;
    Fail(absl::StrCat(what, ": expected ", expected, ", was ", actual));
  }

  static const v1::Verdict* FindVerdict(const v1::PracticeCompliance& compliance,
                                        absl::string_view name) {
    for (const v1::Verdict& verdict : compliance.verdicts()) {
      if (absl::StrCat(verdict.obligation_id(), "/", verdict.programme_year()) == name) {
        return &verdict;
      }
    }
    return nullptr;
  }

  // OBLIGATION/YEAR STATUS [N/D] [KEY VALUE]...; below it, when given, all of its evidence.
  void CompareVerdict(const std::vector<Statement>& block, size_t begin, size_t end,
                      const v1::PracticeCompliance& compliance) {
    line_ = block[begin].line;
    const Words& w = block[begin].words;
    const v1::Verdict* verdict = FindVerdict(compliance, w[0]);
    if (w.size() < 2) return Fail("a row names a status, or none");
    if (w[1] == "none") {
      if (w.size() > 2) Fail(absl::StrCat("no such word: ", w[2]));
      if (verdict != nullptr) Fail(absl::StrCat("expected no row ", w[0]));
      return;
    }
    if (verdict == nullptr) return Fail(absl::StrCat("there is no row ", w[0]));
    Compare(w[0], w[1], LowerName(v1::VerdictStatus_Name(verdict->status()), "VERDICT_STATUS_"));
    CompareNumbers(w, *verdict);
    if (end == begin + 1) return;
    std::multiset<std::string> expected;
    for (size_t i = begin + 1; i < end; ++i) expected.insert(absl::StrJoin(block[i].words, " "));
    std::multiset<std::string> actual;
    for (const v1::Evidence& evidence : verdict->evidence()) actual.insert(Describe(evidence));
    Compare("evidence", absl::StrJoin(expected, " | "), absl::StrJoin(actual, " | "));
  }

  void CompareNumbers(const Words& w, const v1::Verdict& verdict) {
    size_t begin = 2;
    if (w.size() > 2 && w[2].find('/') != std::string::npos) {
      Compare(w[0], w[2], absl::StrCat(verdict.numerator(), "/", verdict.denominator()));
      begin = 3;
    }
    const std::map<std::string, std::string> numbers = NumbersOf(verdict);
    std::set<std::string> keys;
    for (const auto& [key, actual] : numbers) keys.insert(key);
    if (!KnowsAll(w, begin, keys)) return;
    for (size_t i = begin; i < w.size(); i += 2) {
      Compare(absl::StrCat(w[0], " ", w[i]), w[i + 1], numbers.at(w[i]));
    }
  }

  // What a row may be asked about.
  static std::map<std::string, std::string> NumbersOf(const v1::Verdict& verdict) {
    std::vector<std::string> flags;
    for (const int flag : verdict.flags()) flags.push_back(FlagName(flag));
    return {
        {"threshold", absl::StrCat(verdict.threshold())},
        {"window", absl::StrCat(Iso(verdict.window_from()), "..", Iso(verdict.window_until()))},
        {"first_met_on", verdict.has_first_met_on() ? Iso(verdict.first_met_on()) : "never"},
        {"coverage", absl::StrCat(verdict.coverage_now().numerator(), "/",
                                  verdict.coverage_now().denominator())},
        {"missing", absl::StrCat(verdict.missing().count())},
        {"bookable", absl::StrCat(verdict.missing().bookable())},
        {"deadline", verdict.has_deadline() ? Iso(verdict.deadline()) : "none"},
        {"computed",
         LowerName(v1::VerdictStatus_Name(verdict.computed_status()), "VERDICT_STATUS_")},
        {"version", verdict.plan_version()},
        {"flags", flags.empty() ? "none" : absl::StrJoin(flags, ",")},
    };
  }

  static std::string FlagName(int flag) {
    return LowerName(v1::VerdictFlag_Name(static_cast<v1::VerdictFlag>(flag)), "VERDICT_FLAG_");
  }

  // PERSON WHAT REASON [by PRACTICE] [year N] [flags]
  static std::string Describe(const v1::Evidence& evidence) {
    const std::string what = !evidence.session_id().empty()    ? evidence.session_id()
                             : !evidence.offering_id().empty() ? evidence.offering_id()
                             : !evidence.subject().empty()     ? evidence.subject()
                                                               : evidence.menu_slug();
    // A plan, a choice, an answer is the practice's own.
    const std::string who =
        evidence.person_id().empty() ? evidence.practice_id() : evidence.person_id();
    std::string text = absl::StrCat(
        who, " ", what, " ",
        absl::StripPrefix(v1::EvidenceReason_Name(evidence.reason()), "EVIDENCE_REASON_"));
    if (evidence.credited_year() > 0) absl::StrAppend(&text, " year ", evidence.credited_year());
    for (const int flag : evidence.flags()) absl::StrAppend(&text, " ", FlagName(flag));
    return text;
  }

  const ScenarioServer& server_;
  std::unique_ptr<grpc::ClientContext> stream_context_;
  std::unique_ptr<grpc::ClientReaderWriterInterface<v1::PushRequest, v1::PushResponse>> stream_;
  int line_ = 0;
  std::string region_;
  std::set<std::string> persons_;
  Command last_;
  v1::Receipt last_receipt_;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::string> RunScenario(absl::string_view text, const ScenarioServer& server) {
  return Scenario(server).Run(ParseStatements(text));
}

}  // namespace logboek::test
