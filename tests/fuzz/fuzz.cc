#include "tests/fuzz/fuzz.h"

#include <fstream>
#include <memory>

#include "absl/strings/escaping.h"
#include "google/protobuf/stubs/logging.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::fuzz {
namespace {

constexpr char kStory[] = "tests/compatibility/events-2.hex";

// A line for every text that is no UTF-8 would take longer than the input itself.
[[maybe_unused]] auto* const kQuiet = google::protobuf::SetLogHandler(nullptr);

}  // namespace

void CheckRefused(const absl::Status& status, absl::string_view reason) {
  CHECK(!status.ok(), "it was not refused");
  const auto given = base::ReasonOf(status);
  CHECK(given.has_value(), "a refusal without a reason");
  CHECK(!status.message().empty());
  if (!reason.empty()) CHECK_EQ(given->reason, reason);
}

void CheckTravels(const google::protobuf::Message& message) {
  const std::unique_ptr<google::protobuf::Message> arrived(message.New());
  const std::string sent = message.SerializeAsString();
  CHECK(arrived->ParseFromString(sent), "what was read cannot be sent");
  CHECK(arrived->SerializeAsString() == sent, "what was read arrives as something else");
}

const std::vector<event::v1::Envelope>& StoryEvents() {
  static const auto& events = *[] {
    auto* const read = new std::vector<event::v1::Envelope>();
    std::ifstream file(kStory);
    for (std::string line; std::getline(file, line);) {
      auto envelope = domain::DecodeEnvelope(absl::HexStringToBytes(line));
      CHECK(envelope.ok());
      read->push_back(*std::move(envelope));
    }
    CHECK(!read->empty(), "not run from the top of the tree?");
    return read;
  }();
  return events;
}

const domain::Register& StoryRegister() {
  static const auto& reg = *[] {
    auto* const made = new domain::Register();
    for (const event::v1::Envelope& envelope : StoryEvents()) domain::Evolve(envelope, made);
    return made;
  }();
  return reg;
}

}  // namespace logboek::fuzz
