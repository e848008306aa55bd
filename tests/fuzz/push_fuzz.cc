// Commands as they are pushed, one a line in JSON: read, decided on, and what they become applied.
#include <sys/mman.h>
#include <unistd.h>

#include "clients/cli/command_json.h"
#include "clients/cli/json.h"
#include "clients/cli/line_reader.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/domain/decide.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/queries/digest.h"
#include "services/registrar/registrar.h"
#include "storage/append_check.h"
#include "storage/base/check.h"
#include "storage/base/private_file.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

using command::v1::Command;

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2024, 6, 3), absl::UTCTimeZone());

// What was decided can be stored and folded.
void CheckEvents(const Command& command, const std::vector<domain::ProposedEvent>& events,
                 domain::Register* reg) {
  CHECK(!events.empty());
  const auto envelopes = domain::MakeEnvelopes(command, events,
                                               {.first_position = reg->position + 1,
                                                .recorded_at = kNow,
                                                .actor = "fuzz",
                                                .command_digest = "digest"});
  for (const event::v1::Envelope& envelope : envelopes) {
    const std::string bytes = envelope.SerializeAsString();
    const auto entry = registrar::IndexEvent(bytes);
    CHECK(entry.ok());
    CHECK(storage::CheckIndexEntry(*entry, {envelope.position()}).ok());
    domain::Evolve(envelope, reg);
  }
}

void CheckVerdicts(const domain::Register& reg) {
  for (const auto& [id, region] : reg.regions) {
    CHECK(queries::DigestRegion(reg, id, absl::CivilDay(2024, 6, 3)).ok());
  }
}

void CheckDecision(const Command& command, domain::Register* reg) {
  const auto events = domain::Decide(*reg, command, kNow);
  if (!events.ok()) return CheckRefused(events.status());
  CheckEvents(command, *events, reg);
}

// More only take longer.
constexpr uint64_t kDecidedMax = 16;

// A register at the beginning, and one in which much has happened.
struct Registers {
  domain::Register empty;
  domain::Register story = StoryRegister();
};

void CheckWrittenAgain(const Command& command) {
  CheckTravels(command);
  const auto again = cli::ParseCommand(cli::ToJson(command), "");
  CHECK(again.ok());
  CHECK(google::protobuf::util::MessageDifferencer::Equals(*again, command));
}

void CheckLine(const cli::Line& line, Registers* registers) {
  if (line.number > kDecidedMax) return;
  const auto command = cli::ParseCommand(line.text, "fuzz");
  if (!command.ok()) return CheckRefused(command.status());
  // Protobuf's JSON is slow.
  if (line.number == 1) CheckWrittenAgain(*command);
  CheckDecision(*command, &registers->empty);
  CheckDecision(*command, &registers->story);
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const base::FileHandle file(memfd_create("push", MFD_CLOEXEC));
  CHECK(write(file.get(), data, size) == static_cast<ssize_t>(size));
  lseek(file.get(), 0, SEEK_SET);
  static auto& interrupt = *new cli::Interrupt();
  cli::LineReader reader(file.get(), cli::kCommandBytesMax, &interrupt);
  fuzz::Registers registers;
  for (cli::Line line; reader.Next(&line) == cli::LineReader::Result::kLine;) {
    fuzz::CheckLine(line, &registers);
  }
  fuzz::CheckVerdicts(registers.empty);
  fuzz::CheckVerdicts(registers.story);
  CHECK_EQ(reader.bytes(), size);
  return 0;
}
