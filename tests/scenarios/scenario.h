// Scenario files: given / when / then about verdicts, readable without knowing C++. README.md has
// the words.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/clock.h"

namespace logboek::test {

// One line of a scenario file, cut into words.
struct Statement {
  int line = 0;
  // How many spaces stand in front.
  size_t indent = 0;
  std::vector<std::string> words;
};

// Blank lines and comments (#) are left out.
std::vector<Statement> ParseStatements(absl::string_view text);

// What a scenario runs against: a server's stubs and the clock it was started with.
struct ScenarioServer {
  logboek::v1::RegistrationService::StubInterface* registration = nullptr;
  logboek::v1::PracticeService::StubInterface* practice = nullptr;
  logboek::v1::ComplianceService::StubInterface* compliance = nullptr;
  logboek::v1::CalendarService::StubInterface* calendar = nullptr;
  base::FakeClock* clock = nullptr;
};

// Runs a scenario through gRPC; every difference is one message with its line. Empty = all as
// expected.
std::vector<std::string> RunScenario(absl::string_view text, const ScenarioServer& server);

}  // namespace logboek::test
