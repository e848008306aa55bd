// The operator's policy file.
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/auth/policy.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const auto policy = auth::ParsePolicy(fuzz::ToText(data, size));
  if (!policy.ok()) {
    fuzz::CheckRefused(policy.status(), "BAD_POLICY");
    return 0;
  }
  CHECK(auth::CheckPolicy(*policy).ok());
  fuzz::CheckTravels(*policy);
  std::string printed;
  CHECK(google::protobuf::TextFormat::PrintToString(*policy, &printed));
  const auto again = auth::ParsePolicy(printed);
  CHECK(again.ok());
  CHECK(google::protobuf::util::MessageDifferencer::Equals(*again, *policy));
  return 0;
}
