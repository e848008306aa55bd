// A stored event: its bytes as the log gives them back, and what the register makes of them.
#include "google/protobuf/util/message_differencer.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/queries/digest.h"
#include "services/registrar/registrar.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

using event::v1::Envelope;

std::string StoryDigest() {
  const auto digest =
      queries::DigestRegion(StoryRegister(), "test_region", absl::CivilDay(2024, 6, 1));
  CHECK(digest.ok());
  return digest->sha256;
}

void CheckIndex(const Envelope& envelope, absl::string_view bytes) {
  const auto entry = registrar::IndexEvent(bytes);
  CHECK(entry.ok());
  CHECK_EQ(domain::TypeNumberOf(domain::TypeName(entry->type)), entry->type);
  CHECK_EQ(entry->type, domain::TypeNumber(envelope.event()));
}

void CheckFold(const Envelope& envelope, const domain::Register& before) {
  domain::Register after = before;
  domain::Evolve(envelope, &after);
  CHECK_EQ(after.position, envelope.position());
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const absl::string_view bytes = fuzz::ToText(data, size);
  const auto envelope = domain::DecodeEnvelope(bytes);
  if (!envelope.ok()) {
    CHECK(absl::IsDataLoss(envelope.status()));
    CHECK(!registrar::IndexEvent(bytes).ok());
    return 0;
  }
  const auto again = domain::DecodeEnvelope(envelope->SerializeAsString());
  CHECK(again.ok());
  CHECK(google::protobuf::util::MessageDifferencer::Equals(*again, *envelope));
  fuzz::CheckIndex(*envelope, bytes);
  static const std::string story = fuzz::StoryDigest();
  fuzz::CheckFold(*envelope, domain::Register());
  fuzz::CheckFold(*envelope, fuzz::StoryRegister());
  CHECK_EQ(fuzz::StoryDigest(), story);
  return 0;
}
