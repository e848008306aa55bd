#include <google/protobuf/util/json_util.h>

#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "storage/base/clock.h"
#include "tests/second_opinion/model/world.h"
#include "tests/second_opinion/shrink.h"
#include "tests/testing/plans/plans.h"

namespace logboek::second_opinion {
namespace {

namespace cmd = logboek::command::v1;
namespace ev = logboek::event::v1;

// "ROLE_GP_OWNER" without its first word or words: "gp_owner".
std::string Word(absl::string_view name, absl::string_view prefix) {
  return absl::AsciiStrToLower(name.substr(prefix.size()));
}
std::string Word(ev::Role role) { return Word(ev::Role_Name(role), "ROLE_"); }
std::string Word(ev::OfferingKind kind) {
  return Word(ev::OfferingKind_Name(kind), "OFFERING_KIND_");
}

std::string Day(const google::type::Date& date) { return Iso(DayOf(date)); }

std::string UntilWords(const google::type::Date& until) {
  return until.year() == 0 ? "" : " until " + Day(until);
}

std::string ListWords(absl::string_view name,
                      const google::protobuf::RepeatedPtrField<std::string>& list) {
  return list.empty() ? "" : absl::StrCat(" ", name, " ", absl::StrJoin(list, ","));
}

// The name of the shipped file the plan is, or empty.
std::string FileOf(const regioplan::v1::RegionPlan& plan) {
  const std::string name = absl::StrCat(plan.region(), "-", plan.plan_id());
  static const auto* const shipped = new std::vector(test::DeployedPlans());
  for (const regioplan::v1::RegionPlan& other : *shipped) {
    if (other.SerializeAsString() == plan.SerializeAsString()) return name;
  }
  return "";
}

// The words of another statement say it, too.
constexpr char kSaidElsewhere[] = "-";

// One command in the words of a scenario; empty = it has none.
class Words {
 public:
  std::string Of(const cmd::Command& command) {
    const std::string words = OfPractice(command);
    if (!words.empty()) return words;
    const std::string calendar = OfCalendar(command);
    if (!calendar.empty()) return calendar;
    const std::string form = OfForm(command);
    return form.empty() ? OfFacts(command) : form;
  }

 private:
  std::string OfPractice(const cmd::Command& command) {
    if (command.has_publish_plan()) {
      const std::string file = FileOf(command.publish_plan().plan());
      return file.empty() ? "" : "plan " + file;
    }
    if (command.has_register_practice() || command.has_register_person()) return kSaidElsewhere;
    if (command.has_assign_cohort()) {
      const auto& c = command.assign_cohort();
      return absl::StrCat("practice ", c.practice_id(), " cohort ", c.cohort_id());
    }
    if (command.has_start_engagement()) {
      const auto& c = command.start_engagement();
      if (c.engagement_id() != absl::StrCat(c.person_id(), "@", c.practice_id())) return "";
      return absl::StrCat("staff ", c.practice_id(), " ", Word(c.role()), " ", c.person_id(),
                          " from ", Day(c.from()), UntilWords(c.until()));
    }
    if (command.has_change_engagement_role()) {
      const auto& c = command.change_engagement_role();
      return absl::StrCat("role ", c.engagement_id(), " ", Word(c.role()), " from ", Day(c.from()));
    }
    if (command.has_end_engagement()) {
      const auto& c = command.end_engagement();
      return absl::StrCat("ends ", c.engagement_id(), " ", Day(c.until()));
    }
    if (command.has_confirm_roster()) {
      const auto& c = command.confirm_roster();
      return absl::StrCat("roster ", c.practice_id(), " as_of ", Day(c.as_of()));
    }
    if (command.has_start_track()) {
      const auto& c = command.start_track();
      return absl::StrCat("track ", c.practice_id(), " ", c.track(), " from ", Day(c.from()),
                          UntilWords(c.until()));
    }
    return OfGroup(command);
  }

  static std::string OfGroup(const cmd::Command& command) {
    if (command.has_register_joint_plan()) {
      const auto& c = command.register_joint_plan();
      std::vector<std::string> members;
      for (const ev::JointPlanMember& member : c.members()) {
        const bool plain = member.from().year() == 0 && member.until().year() == 0;
        if (!plain) return "";
        members.push_back(member.practice_id());
      }
      return absl::StrCat("joint_plan ", c.joint_plan_id(), " members ",
                          absl::StrJoin(members, ","), " submitted ", Day(c.submitted_on()));
    }
    if (command.has_add_joint_plan_member()) {
      const auto& c = command.add_joint_plan_member();
      return absl::StrCat("joins ", c.practice_id(), " ", c.joint_plan_id(), " from ",
                          Day(c.from()));
    }
    return "";
  }

  std::string OfCalendar(const cmd::Command& command) {
    if (command.has_publish_offering()) {
      const auto& c = command.publish_offering();
      return absl::StrCat("offering ", c.offering_id(), " ", Word(c.kind()),
                          ListWords("slugs", c.menu_slugs()));
    }
    if (command.has_schedule_session()) {
      const auto& c = command.schedule_session();
      if (c.without_waiting_list()) return "";
      const std::string instant = absl::FormatTime(
          "%Y-%m-%d%ET%H:%MZ", absl::FromUnixSeconds(c.starts_at().seconds()), absl::UTCTimeZone());
      return absl::StrCat("session ", c.session_id(), " ", c.offering_id(), " ", instant,
                          c.capacity() == 0 ? "" : absl::StrCat(" places ", c.capacity()));
    }
    if (command.has_define_series()) {
      const auto& c = command.define_series();
      return absl::StrCat("series ", c.series_id(), " year ", c.programme_year(),
                          ListWords("cohorts", c.cohort_ids()),
                          ListWords("sessions", c.session_ids()));
    }
    return command.has_enrol() ? OfEnrolment(command.enrol()) : "";
  }

  std::string OfEnrolment(const cmd::Enrol& c) {
    const bool series = !c.series_id().empty();
    const std::string target = series ? c.series_id() : c.session_id();
    if (c.enrolment_id() != absl::StrCat(c.person_id(), ">", target)) return "";
    enrolments_[c.enrolment_id()] = absl::StrCat(c.person_id(), " ", target);
    return absl::StrCat("enrol ", c.person_id(), " ", c.practice_id(), " ", series ? "series " : "",
                        target, c.requested_on().year() == 0 ? "" : " on " + Day(c.requested_on()),
                        c.participation() == ev::PARTICIPATION_FACILITATOR ? " facilitator" : "");
  }

  static std::string OnWords(const google::type::Date& date) {
    return date.year() == 0 ? "" : " on " + Day(date);
  }

  static std::string OfForm(const cmd::Command& command) {
    if (command.has_choose_intervention()) {
      const auto& c = command.choose_intervention();
      const std::string line = absl::StrCat(c.practice_id(), "/", c.period(), "/", c.menu_slug());
      if (c.practice_id().empty() || c.line_id() != line) return "";
      return absl::StrCat("chooses ", c.practice_id(), " ", c.period(), " ", c.menu_slug(),
                          c.mode() == ev::CHOICE_MODE_NEW ? " new" : " deepen",
                          OnWords(c.chosen_on()), c.text_sha256().empty() ? "" : " text");
    }
    if (command.has_submit_practice_plan()) {
      const auto& c = command.submit_practice_plan();
      if (c.practice_id().empty()) return "";
      return absl::StrCat("hands_in ", c.practice_id(), " ", c.period(), OnWords(c.submitted_on()),
                          c.kept_locally() ? " locally" : "");
    }
    if (command.has_answer_survey()) {
      const auto& c = command.answer_survey();
      const std::string number = absl::StrCat(c.count());
      return absl::StrCat("answers ", c.practice_id(), " ", c.survey(), " ", c.period(), " ",
                          !c.yes()         ? "no"
                          : c.count() == 0 ? "yes"
                                           : number,
                          OnWords(c.answered_on()));
    }
    return OfChange(command);
  }

  // Practices and people that change.
  static std::string OfChange(const cmd::Command& command) {
    if (command.has_end_participation()) {
      const auto& c = command.end_participation();
      return absl::StrCat("leaves ", c.practice_id(), " ", Day(c.ended_on()));
    }
    if (command.has_merge_practices()) {
      const auto& c = command.merge_practices();
      return absl::StrCat("merges ", absl::StrJoin(c.from_practice_ids(), ","), " into ",
                          c.into_practice_id(), " on ", Day(c.effective_on()));
    }
    if (command.has_link_persons()) {
      const auto& c = command.link_persons();
      return absl::StrCat("links ", c.kept_person_id(), " ", c.dropped_person_id());
    }
    if (command.has_cancel_session()) {
      return "organiser_cancels " + command.cancel_session().session_id();
    }
    return "";
  }

  std::string OfFacts(const cmd::Command& command) {
    if (command.has_cancel_enrolment()) {
      const auto& c = command.cancel_enrolment();
      const auto found = enrolments_.find(c.enrolment_id());
      if (found == enrolments_.end()) return "";
      return absl::StrCat("cancels ", found->second,
                          c.cancelled_on().year() == 0 ? "" : " on " + Day(c.cancelled_on()));
    }
    if (command.has_record_attendance()) {
      const auto& c = command.record_attendance();
      return absl::StrCat(Word(c.status()), " ", c.session_id(), " ", c.person_id(), " ",
                          c.practice_id());
    }
    if (command.has_correct_attendance()) {
      const auto& c = command.correct_attendance();
      if (!c.practice_id().empty()) return "";
      return absl::StrCat("corrects ", c.session_id(), " ", c.person_id(), " ", Word(c.status()));
    }
    if (command.has_void_attendance()) {
      const auto& c = command.void_attendance();
      return absl::StrCat("voids ", c.session_id(), " ", c.person_id());
    }
    if (command.has_complete_course()) {
      const auto& c = command.complete_course();
      return absl::StrCat("completed ", c.offering_id(), " ", c.person_id(), " ",
                          Day(c.completed_on()));
    }
    if (command.has_recognise_prior_training()) {
      const auto& c = command.recognise_prior_training();
      return absl::StrCat("recognised ", c.person_id(), " ", c.menu_slug(), " done ",
                          Day(c.done_on()), " decided ", Day(c.decided_on()));
    }
    if (command.has_waive_requirement() && command.waive_requirement().decided_on().year() == 0) {
      const auto& c = command.waive_requirement();
      return absl::StrCat("waived ", c.practice_id(), " ", c.obligation_id(), " ",
                          c.programme_year());
    }
    return "";
  }

  static std::string Word(ev::AttendanceStatus status) {
    return status == ev::ATTENDANCE_STATUS_PRESENT ? "present" : "absent";
  }
  static std::string Word(ev::Role role) { return second_opinion::Word(role); }
  static std::string Word(ev::OfferingKind kind) { return second_opinion::Word(kind); }

  // Person and target of each enrolment.
  std::map<std::string, std::string> enrolments_;
};

std::string Json(cmd::Command command) {
  command.clear_source();
  command.clear_source_id();
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  const auto status = google::protobuf::util::MessageToJsonString(command, &json, options);
  return status.ok() ? json : command.ShortDebugString();
}

// A row of `then`, as the model expects it.
std::string Expectation(const Opinion& opinion) {
  std::string words = absl::StrCat(
      "  ", opinion.obligation, "/", opinion.year, " ", opinion.status, " ", opinion.numerator, "/",
      opinion.denominator, " threshold ", opinion.threshold, " window ", Iso(opinion.window.from),
      "..", Iso(opinion.window.until), " first_met_on ",
      opinion.first_met_on.has_value() ? Iso(*opinion.first_met_on) : "never", " missing ",
      opinion.missing, " bookable ", opinion.bookable, " flags ",
      opinion.flags.empty() ? "none" : absl::StrJoin(opinion.flags, ","), "\n");
  for (const Line& line : opinion.lines) {
    const std::vector<std::string> what = absl::StrSplit(line.what, ' ');
    absl::StrAppend(&words, "    ", line.person, " ", what.back(), " ", line.reason,
                    line.credited_year == 0 ? "" : absl::StrCat(" year ", line.credited_year),
                    line.flags.empty() ? "" : absl::StrCat(" ", absl::StrJoin(line.flags, ",")),
                    "\n");
  }
  return words;
}

// The rows that are not the same in the other list.
std::vector<Opinion> Without(const std::vector<Opinion>& list, const std::vector<Opinion>& other) {
  std::set<std::string> same;
  for (const Opinion& opinion : other) same.insert(InWords(opinion));
  std::vector<Opinion> rest;
  for (const Opinion& opinion : list) {
    if (same.count(InWords(opinion)) == 0) rest.push_back(opinion);
  }
  return rest;
}

}  // namespace

std::string ToScenario(absl::string_view title, const std::vector<TimedCommand>& commands,
                       absl::string_view practice, absl::CivilDay at,
                       const std::vector<Opinion>& expected, const std::vector<Opinion>& actual) {
  std::string text = absl::StrCat("# ", title, "\n");
  std::string today;
  Words words;
  for (const TimedCommand& timed : commands) {
    const std::string said = words.Of(timed.command);
    if (said == kSaidElsewhere) continue;
    const std::string day = Iso(base::LocalDate(timed.now));
    if (day != today) absl::StrAppend(&text, "  today ", day, "\n");
    today = day;
    absl::StrAppend(&text, said.empty() ? "#! " + Json(timed.command) : "  " + said, "\n");
  }
  absl::StrAppend(&text, "then ", practice, " at ", Iso(at), "\n");
  for (const Opinion& opinion : Without(expected, actual)) text += Expectation(opinion);
  text += "# The system says:\n";
  for (const Opinion& opinion : Without(actual, expected)) {
    for (absl::string_view line : absl::StrSplit(InWords(opinion), '\n', absl::SkipEmpty())) {
      absl::StrAppend(&text, "#   ", line, "\n");
    }
  }
  return text;
}

}  // namespace logboek::second_opinion
