// A registrar on a log in memory, for the tests of questions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/event.pb.h"
#include "services/registrar/registrar.h"
#include "services/vault/vault.h"
#include "storage/base/clock.h"
#include "storage/memory/memory_log.h"

namespace logboek::queries {

class RegisterFixture {
 public:
  RegisterFixture();
  ~RegisterFixture();

  // Waits until all are durable; dies when one is refused. The receipt of the last.
  registrar::Receipt Push(const std::vector<command::v1::Command>& commands);

  // Writes events as they are into the log, for what the test has no command for, and starts
  // another registrar on it; takes effect today, in the region of the test's plan.
  void Record(const std::vector<event::v1::Event>& events);
  // The same, written in protobuf's text format.
  void RecordTexts(const std::vector<std::string>& events);

  base::FakeClock clock;
  storage::MemoryEventLog log;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<registrar::Registrar> registrar;
};

// A practice with two assistants and a confirmed roster; the first is trained. Keys are made from
// the practice's id.
std::vector<command::v1::Command> TrainedPractice(const std::string& id);

// The plan and the course, with fixed keys.
std::vector<command::v1::Command> PlanAndCourse();

}  // namespace logboek::queries
