// What is held on to and what leaves the region: closed years, releases, reports.
#include "services/domain/decide_internal.h"
#include "services/domain/disclosure.h"

namespace logboek::domain {
namespace {

absl::Status CheckReport(const cmd::IssueReport& command) {
  RETURN_IF_ERROR(CheckIdentifier("report_id", command.report_id()));
  RETURN_IF_ERROR(CheckEnum("scope", command.scope(), ev::ReportScope_IsValid));
  RETURN_IF_ERROR(
      CheckEnum("recipient_class", command.recipient_class(), ev::RecipientClass_IsValid));
  RETURN_IF_ERROR(CheckIdentifier("recipient", command.recipient()));
  RETURN_IF_ERROR(CheckDate("at", command.at()));
  RETURN_IF_ERROR(CheckOptionalText("filter", command.filter()));
  return CheckHash("report_sha256", command.report_sha256());
}

// The report rests on events there are.
absl::Status CheckPosition(const Situation& s, uint64_t position) {
  if (position >= 1 && position <= s.reg.position) return absl::OkStatus();
  return Invalid("BAD_POSITION",
                 absl::StrCat("report_position is ", position, "; the log has the positions 1 to ",
                              s.reg.position),
                 {{"field", "report_position"}, {"head", absl::StrCat(s.reg.position)}});
}

}  // namespace

Decision Decide(const Situation& s, const cmd::CloseYear& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckIdentifier("closed_by", command.closed_by()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice->region));
  RETURN_IF_ERROR(CheckPeriod(*region, command.period()));
  if (practice->participations.empty()) {
    return NotNow("NOT_PARTICIPATING",
                  absl::StrCat("the practice \"", practice->id,
                               "\" has never taken part; assign its cohort first"),
                  {{"practice_id", practice->id}});
  }
  const auto last = practice->closed_years.find(command.period());
  // Whether the period is over, and its verdicts, are added by the writer, which can evaluate.
  ProposedEvent proposed = Propose(practice->region, s.today);
  ev::YearClosed& event = *proposed.event.mutable_year_closed();
  event.set_practice_id(practice->id);
  event.set_period(command.period());
  *event.mutable_closed_on() = ToProto(s.today);
  event.set_closed_by(command.closed_by());
  event.set_version(last == practice->closed_years.end() ? 1 : last->second.closed.version() + 1);
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::DecideRelease& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckEnum("scope", command.scope(), ev::ReportScope_IsValid));
  RETURN_IF_ERROR(CheckDecided("ground", command.ground(), command.decided_by()));
  ASSIGN_OR_RETURN(const absl::CivilDay decided_on,
                   PastDateOrToday(s, "decided_on", command.decided_on()));
  if (command.scope() == ev::REPORT_SCOPE_REGION) {
    return Invalid(
        "NOTHING_TO_RELEASE",
        "a report of the region as a whole needs no release; name practice rows or names",
        {{"field", "scope"}});
  }
  // Taking a release back is always possible: the plan may have become stricter.
  if (command.released()) RETURN_IF_ERROR(CheckDisclosesRows(*region));
  ProposedEvent proposed = Propose(region->id, decided_on);
  ev::ReleaseDecided& event = *proposed.event.mutable_release_decided();
  event.set_region(region->id);
  event.set_scope(command.scope());
  *event.mutable_decided_on() = ToProto(decided_on);
  event.set_decided_by(command.decided_by());
  event.set_ground(command.ground());
  event.set_released(command.released());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::IssueReport& command) {
  RETURN_IF_ERROR(CheckReport(command));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckPosition(s, command.report_position()));
  if (s.reg.report_ids.contains(command.report_id())) {
    return Taken("ALREADY_REGISTERED",
                 absl::StrCat("the report \"", command.report_id(), "\" is recorded already"),
                 {{"id", command.report_id()}});
  }
  if (command.recipient_class() == ev::RECIPIENT_CLASS_INSURER) {
    RETURN_IF_ERROR(CheckDisclosure(*region, command.scope()));
  }
  ProposedEvent proposed = Propose(region->id, s.today);
  ev::ReportIssued& event = *proposed.event.mutable_report_issued();
  event.set_report_id(command.report_id());
  event.set_region(region->id);
  event.set_scope(command.scope());
  event.set_recipient_class(command.recipient_class());
  event.set_recipient(command.recipient());
  *event.mutable_at() = command.at();
  event.set_report_position(command.report_position());
  event.set_filter(command.filter());
  event.set_report_sha256(command.report_sha256());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RecordAuditReplay& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, command.region()));
  RETURN_IF_ERROR(CheckIdentifier("method", command.method()));
  RETURN_IF_ERROR(CheckOptionalText("filter", command.filter()));
  RETURN_IF_ERROR(CheckDisclosure(*region, ev::REPORT_SCOPE_PRACTICE_ROWS));
  ProposedEvent proposed = Propose(region->id, s.today);
  ev::AuditReplayPerformed& event = *proposed.event.mutable_audit_replay_performed();
  event.set_region(region->id);
  event.set_method(command.method());
  event.set_scope(ev::REPORT_SCOPE_PRACTICE_ROWS);
  event.set_filter(command.filter());
  event.set_head_position(s.reg.position);
  return Events{proposed};
}

}  // namespace logboek::domain
