#include "services/queries/register_fixture.h"

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "services/domain/dates.h"
#include "services/domain/event_codec.h"
#include "services/queries/close_year.h"
#include "storage/base/check.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {

RegisterFixture::RegisterFixture() : clock(test::Morning(absl::CivilDay(2026, 11, 30))) {
  auto opened = vault::Vault::Open(std::string(32, 'k'), &log);
  CHECK(opened.ok());
  vault = *std::move(opened);
  auto started = registrar::Registrar::Start({.close_year = CloseYear}, &log, vault.get(), &clock);
  CHECK(started.ok());
  registrar = *std::move(started);
}

RegisterFixture::~RegisterFixture() { registrar->Stop(); }

registrar::Receipt RegisterFixture::Push(const std::vector<command::v1::Command>& commands) {
  registrar::Receipt last;
  for (const command::v1::Command& command : commands) {
    // Shared, for the one that sets it may still be at it when the other has the value.
    auto answer = std::make_shared<std::promise<absl::StatusOr<registrar::Receipt>>>();
    registrar->Submit(command, {.actor = "local"},
                      [answer](absl::StatusOr<registrar::Receipt> result) {
                        answer->set_value(std::move(result));
                      });
    absl::StatusOr<registrar::Receipt> receipt = answer->get_future().get();
    CHECK(receipt.ok(), "the command is accepted");
    last = *std::move(receipt);
  }
  return last;
}

void RegisterFixture::Record(const std::vector<event::v1::Event>& events) {
  registrar->Stop();
  storage::AppendRequest request{.first = {log.head().value + 1}};
  for (const event::v1::Event& event : events) {
    event::v1::Envelope envelope;
    envelope.set_position(request.first.value + request.records.size());
    envelope.set_event_id(absl::StrCat("event-", envelope.position()));
    envelope.mutable_recorded_at()->set_seconds(absl::ToUnixSeconds(clock.Now()));
    *envelope.mutable_effective_on() = domain::ToProto(base::LocalDate(clock.Now()));
    envelope.set_source("test");
    envelope.set_source_id(envelope.event_id());
    envelope.set_region(test::kRegion);
    envelope.set_type(domain::TypeName(domain::TypeNumber(event)));
    envelope.set_count(1);
    *envelope.mutable_event() = event;
    request.index.push_back(registrar::IndexOf(envelope));
    request.records.push_back(envelope.SerializeAsString());
  }
  CHECK(log.Append(std::move(request)).ok());
  auto started = registrar::Registrar::Start({}, &log, vault.get(), &clock);
  CHECK(started.ok());
  registrar = *std::move(started);
}

void RegisterFixture::RecordTexts(const std::vector<std::string>& events) {
  std::vector<event::v1::Event> parsed;
  for (const std::string& text : events) {
    CHECK(google::protobuf::TextFormat::ParseFromString(text, &parsed.emplace_back()));
  }
  Record(parsed);
}

std::vector<command::v1::Command> TrainedPractice(const std::string& id) {
  std::vector<command::v1::Command> commands = {
      test::RegisterPractice(id),
      test::AssignCohort(id, test::kCohort),
      test::RegisterPerson(absl::StrCat(id, "a")),
      test::RegisterPerson(absl::StrCat(id, "b")),
      test::StartEngagement(absl::StrCat(id, "a"), id, event::v1::ROLE_MEDICAL_ASSISTANT,
                            "2023-04-01"),
      test::StartEngagement(absl::StrCat(id, "b"), id, event::v1::ROLE_MEDICAL_ASSISTANT,
                            "2023-04-01"),
      test::ConfirmRoster(id, "2023-04-01", {{event::v1::ROLE_MEDICAL_ASSISTANT, 2}}),
      test::CompleteCourse("triage", absl::StrCat(id, "a"), "2023-09-12")};
  for (size_t i = 0; i < commands.size(); ++i) {
    commands[i] = test::With(std::move(commands[i]), "test", absl::StrCat(id, "/", i));
  }
  return commands;
}

std::vector<command::v1::Command> PlanAndCourse() {
  return {test::With(test::PublishPlan(test::TestPlan()), "test", "plan"),
          test::With(test::PublishOffering("triage", event::v1::OFFERING_KIND_COURSE_OPEN,
                                           {"triage-basic"}),
                     "test", "course")};
}

}  // namespace logboek::queries
