// For tests of decisions: a register that only commands can change, and a clock that stands still.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/domain/decide.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "storage/base/check.h"
#include "tests/testing/commands/commands.h"

namespace logboek::domain {

class RegisterHarness {
 public:
  // Starts with the plan of tests/testing/commands and, in the region, practice "p1" in its cohort.
  RegisterHarness() {
    SetToday("2024-01-10");
    Given(test::PublishPlan(test::TestPlan()));
    Given(test::RegisterPractice("p1"));
    Given(test::AssignCohort("p1", test::kCohort));
  }

  void SetToday(absl::string_view day) { now_ = test::Morning(test::Day(day)); }

  // The command becomes events, which change the register; a refusal changes nothing.
  absl::StatusOr<std::vector<event::v1::Envelope>> When(const command::v1::Command& command) {
    absl::StatusOr<std::vector<ProposedEvent>> events = Decide(reg_, command, now_);
    if (!events.ok()) return events.status();
    std::vector<event::v1::Envelope> envelopes = MakeEnvelopes(command, *events,
                                                               {.first_position = reg_.position + 1,
                                                                .recorded_at = now_,
                                                                .actor = "local",
                                                                .command_digest = "digest"});
    for (const event::v1::Envelope& envelope : envelopes) Evolve(envelope, &reg_);
    history_.insert(history_.end(), envelopes.begin(), envelopes.end());
    return envelopes;
  }

  // The plan is in force without having been checked.
  void GivenPlan(const regioplan::v1::RegionPlan& plan) {
    event::v1::Envelope envelope;
    envelope.set_position(reg_.position + 1);
    event::v1::PlanPublished& event = *envelope.mutable_event()->mutable_plan_published();
    event.set_region(plan.region());
    event.set_plan_id(plan.plan_id());
    event.set_version(plan.version());
    event.set_plan(plan.SerializeAsString());
    Evolve(envelope, &reg_);
    history_.push_back(envelope);
  }

  // As When, for what must be accepted before the test begins.
  void Given(const command::v1::Command& command) {
    const auto envelopes = When(command);
    CHECK(envelopes.ok(), "a given command was refused");
  }

  // A GP, assistant ... registered and engaged at the practice since 2020.
  void GivenStaff(absl::string_view person_id, event::v1::Role role,
                  absl::string_view practice_id = "p1") {
    Given(test::RegisterPerson(person_id));
    Given(test::StartEngagement(person_id, practice_id, role, "2020-01-01"));
  }

  const Register& reg() const { return reg_; }
  const std::vector<event::v1::Envelope>& history() const { return history_; }

 private:
  Register reg_;
  absl::Time now_;
  std::vector<event::v1::Envelope> history_;
};

}  // namespace logboek::domain
