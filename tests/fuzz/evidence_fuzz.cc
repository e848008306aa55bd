// A practice's signed evidence, as `logboek verify` is given it by anybody.
#include "clients/cli/evidence_file.h"
#include "clients/cli/json.h"
#include "google/protobuf/util/message_differencer.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const auto evidence = cli::ReadEvidence(fuzz::ToText(data, size));
  if (!evidence.ok()) {
    CHECK(absl::IsInvalidArgument(evidence.status()));
    return 0;
  }
  fuzz::CheckTravels(*evidence);
  const auto again = cli::ReadEvidence(cli::ToJson(*evidence));
  CHECK(again.ok());
  CHECK(google::protobuf::util::MessageDifferencer::Equals(*again, *evidence));
  const cli::Texts texts(cli::Language::kEnglish);
  const auto problems = cli::ProblemsOf(texts, *evidence, "");
  CHECK(cli::ProblemsOf(texts, *again, "") == problems);
  // Signed by one key, it is not by another.
  CHECK_EQ(cli::ProblemsOf(texts, *evidence, "another key").size(), problems.size() + 1);
  return 0;
}
