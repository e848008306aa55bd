#include "services/queries/region_fixture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/domain/event_codec.h"
#include "storage/base/check.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {
namespace {

regioplan::v1::RegionPlan Plan() {
  regioplan::v1::RegionPlan plan = test::TestPlan();
  regioplan::v1::Cohort* const cohort = plan.add_cohorts();
  cohort->set_id(kRunningCohort);
  *cohort->mutable_start_on() = test::Date(test::Day(kRunningCohort));
  cohort->mutable_name()->set_nl("April 2026");
  cohort->mutable_name()->set_en("April 2026");
  return plan;
}

}  // namespace

RegionFixture::RegionFixture() {
  registers_ = std::make_unique<Registers>(registrar.get(), &log, &clock);
  Push({test::PublishPlan(Plan()),
        test::PublishOffering("triage", event::v1::OFFERING_KIND_COURSE_OPEN, {"triage-basic"}),
        test::PublishOffering("meet", event::v1::OFFERING_KIND_EXCHANGE_MEETING)});
}

void RegionFixture::AddPractice(const std::string& id) {
  Push({test::RegisterPractice(id), test::AssignCohort(id, kRunningCohort)});
  for (const char* suffix : {"a", "b", "o"}) {
    const std::string person = absl::StrCat(id, suffix);
    const bool owner = suffix[0] == 'o';
    Push({test::RegisterPerson(person),
          test::StartEngagement(
              person, id, owner ? event::v1::ROLE_GP_OWNER : event::v1::ROLE_MEDICAL_ASSISTANT,
              "2026-04-01")});
  }
  Push({test::ConfirmRoster(
      id, "2026-04-01", {{event::v1::ROLE_MEDICAL_ASSISTANT, 2}, {event::v1::ROLE_GP_OWNER, 1}})});
}

void RegionFixture::Train(const std::string& id) {
  Push({test::CompleteCourse("triage", absl::StrCat(id, "a"), "2026-09-12")});
}

void RegionFixture::AddMeetings(int count, uint32_t capacity) {
  for (int i = 1; i <= count; ++i) {
    const absl::CivilDay day = absl::CivilDay(2026, 12, 1) + i;
    Push({test::ScheduleSession(absl::StrCat("x", i), "meet", domain::ToIso(day), capacity)});
  }
}

void RegionFixture::Record(const event::v1::Event& event, absl::CivilDay effective_on) {
  registrar->Stop();
  domain::ProposedEvent proposed;
  proposed.event = event;
  proposed.region = test::kRegion;
  proposed.effective_on = effective_on;
  command::v1::Command command;
  command.set_source("test");
  command.set_source_id(absl::StrCat("event-", log.head().value + 1));
  storage::AppendRequest request;
  request.first = {log.head().value + 1};
  for (const event::v1::Envelope& envelope :
       domain::MakeEnvelopes(command, {proposed},
                             {.first_position = request.first.value,
                             .recorded_at = clock.Now(),
                             .actor = "local",
                             .command_digest = ""})) {
    request.records.push_back(envelope.SerializeAsString());
    request.index.push_back(registrar::IndexOf(envelope));
  }
  CHECK(log.Append(std::move(request)).ok());
  auto started = registrar::Registrar::Start({}, &log, vault.get(), &clock);
  CHECK(started.ok());
  registrar = *std::move(started);
  registers_ = std::make_unique<Registers>(registrar.get(), &log, &clock);
}

}  // namespace logboek::queries
