// What the regional organisation does for a practice: invitations, visits, reminders.
#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

// The period, when one is named, is one of the region's.
template <typename Command>
absl::Status CheckPeriodIfAny(const Situation& s, const Practice& practice,
                              const Command& command) {
  if (!command.has_period()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice.region));
  return CheckPeriod(*region, command.period());
}

}  // namespace

Decision Decide(const Situation& s, const cmd::InvitePractice& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay invited_on,
                   PastDateOrToday(s, "invited_on", command.invited_on()));
  RETURN_IF_ERROR(CheckPeriodIfAny(s, *practice, command));
  RETURN_IF_ERROR(CheckTakesPart(*practice, invited_on));
  ProposedEvent proposed = Propose(practice->region, invited_on);
  ev::PracticeInvited& event = *proposed.event.mutable_practice_invited();
  event.set_practice_id(practice->id);
  *event.mutable_invited_on() = ToProto(invited_on);
  if (command.has_period()) event.set_period(command.period());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RecordPracticeVisit& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckDate("held_on", command.held_on()));
  ASSIGN_OR_RETURN(const absl::CivilDay held_on, PastDateOrToday(s, "held_on", command.held_on()));
  RETURN_IF_ERROR(CheckPeriodIfAny(s, *practice, command));
  RETURN_IF_ERROR(CheckCount("topics", command.topics_size()));
  for (const std::string& topic : command.topics()) {
    RETURN_IF_ERROR(CheckIdentifier("topics", topic));
  }
  RETURN_IF_ERROR(CheckIdentifier("held_by", command.held_by()));
  RETURN_IF_ERROR(CheckTakesPart(*practice, held_on));
  ProposedEvent proposed = Propose(practice->region, held_on);
  ev::PracticeVisitHeld& event = *proposed.event.mutable_practice_visit_held();
  event.set_practice_id(practice->id);
  *event.mutable_held_on() = command.held_on();
  if (command.has_period()) event.set_period(command.period());
  *event.mutable_topics() = command.topics();
  event.set_held_by(command.held_by());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RecordReminder& command) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay sent_on, PastDateOrToday(s, "sent_on", command.sent_on()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, practice->region));
  if (command.obligation_id().empty()) {
    // About the roster as it is now, or that of a period.
    if (command.period() != 0) RETURN_IF_ERROR(CheckPeriod(*region, command.period()));
  } else {
    ASSIGN_OR_RETURN(const regioplan::v1::Obligation* obligation,
                     GetObligation(*region, command.obligation_id()));
    RETURN_IF_ERROR(CheckHoldsFor(*obligation, command.period()));
  }
  ProposedEvent proposed = Propose(practice->region, sent_on);
  ev::ReminderSent& event = *proposed.event.mutable_reminder_sent();
  event.set_practice_id(practice->id);
  event.set_obligation_id(command.obligation_id());
  event.set_period(command.period());
  *event.mutable_sent_on() = ToProto(sent_on);
  return Events{proposed};
}

}  // namespace logboek::domain
