// Evidence in a file: as signed it is verified, and every change is named.
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/evidence_file.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/queries/sha256.h"
#include "services/vault/signer.h"
#include "storage/base/canonical.h"

namespace logboek::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string HashFor(const std::string& bytes) {
  queries::Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

// As the server signs it.
void SignWith(const vault::Signer& signer, v1::SignedEvidence* evidence) {
  v1::EvidenceBundle head = evidence->bundle();
  head.clear_verdicts();
  evidence->clear_part_sha256();
  evidence->add_part_sha256(HashFor(base::CanonicalBytes(head)));
  for (const v1::Verdict& verdict : evidence->bundle().verdicts()) {
    evidence->add_part_sha256(HashFor(base::CanonicalBytes(verdict)));
  }
  evidence->set_sha256(HashFor(absl::StrJoin(evidence->part_sha256(), "")));
  evidence->set_public_key(signer.public_key());
  evidence->set_signature(signer.Sign(absl::StrCat("logboek-evidence-1", evidence->sha256())));
}

class EvidenceFileTest : public CliTest {
 protected:
  EvidenceFileTest() : signer_(vault::Signer::OfTheMoment()) {
    *evidence_.mutable_bundle() = Parse<v1::EvidenceBundle>(R"(
      store_id: "store" report_id: "report-1" practice_id: "mb-002" practice_name: "De Linde"
      region: "mb" at { year: 2026 month: 2 day: 1 } position: 4711 plans: "mb 1"
      verdict_digest: "abcd"
      verdicts { obligation_id: "MB-05" programme_year: 1 status: VERDICT_STATUS_MET numerator: 2
                 denominator: 3 plan_id: "mb" plan_version: "1"
                 evidence { event_id: "e-1" position: 12 person_id: "p" offering_id: "triage"
                            reason: EVIDENCE_REASON_COUNTED } }
      verdicts { obligation_id: "MB-11" programme_year: 2 status: VERDICT_STATUS_NOT_MET
                 plan_id: "mb" plan_version: "1" })");
    SignWith(*signer_, &evidence_);
  }

  std::string Key() const { return absl::BytesToHexString(signer_->public_key()); }

  int Verify(const v1::SignedEvidence& evidence, const std::string& key) {
    const std::string path = WriteFile("evidence.json", ToPrettyJson(evidence));
    std::vector<std::string> arguments = {"verify", path, "--lang=en"};
    if (!key.empty()) arguments.insert(arguments.end(), {"--key", key});
    return Run(arguments);
  }

  // What is said of the file after a change.
  std::string Told(const std::function<void(v1::SignedEvidence*)>& change) {
    v1::SignedEvidence changed = evidence_;
    change(&changed);
    EXPECT_EQ(Verify(changed, Key()), kExitRefused) << out_;
    EXPECT_THAT(out_, IsEmpty());
    return err_;
  }

  std::unique_ptr<vault::Signer> signer_;
  v1::SignedEvidence evidence_;
};

TEST_F(EvidenceFileTest, AsSignedItIsShown) {
  EXPECT_EQ(Verify(evidence_, Key()), kExitOk) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("mb-002 De Linde"), HasSubstr("4711"), HasSubstr("MB-11")));
  EXPECT_THAT(err_, HasSubstr("As signed, with this key."));
  EXPECT_EQ(Verify(evidence_, absl::AsciiStrToUpper(Key())), kExitOk);
  EXPECT_EQ(Verify(evidence_, ""), kExitOk);
  EXPECT_THAT(err_, HasSubstr("not checked"));
}

TEST_F(EvidenceFileTest, TheFormOfTheFileDoesNotMatter) {
  const std::string path =
      WriteFile("evidence.json", absl::StrReplaceAll(ToPrettyJson(evidence_), {{"\n", ""}}));
  EXPECT_EQ(Run({"verify", path}), kExitOk) << err_;
}

TEST_F(EvidenceFileTest, WhatWasChangedIsNamed) {
  const std::string verdict = Told([](auto* evidence) {
    evidence->mutable_bundle()->mutable_verdicts(1)->set_status(v1::VERDICT_STATUS_MET);
  });
  EXPECT_THAT(verdict, AllOf(HasSubstr("MB-11"), Not(HasSubstr("MB-05")),
                             Not(HasSubstr("what it is about"))));
  EXPECT_THAT(
      Told([](auto* evidence) {
        evidence->mutable_bundle()->mutable_verdicts(0)->mutable_evidence(0)->set_person_id("q");
      }),
      HasSubstr("the verdict on MB-05, programme year 1"));
  EXPECT_THAT(Told([](auto* evidence) { evidence->mutable_bundle()->set_practice_id("mb-003"); }),
              AllOf(HasSubstr("what it is about"), Not(HasSubstr("verdict on"))));
  EXPECT_THAT(
      Told([](auto* evidence) { evidence->mutable_bundle()->mutable_verdicts()->RemoveLast(); }),
      HasSubstr("left out: 1"));
  EXPECT_THAT(Told([](auto* evidence) {
                evidence->mutable_bundle()->mutable_verdicts()->SwapElements(0, 1);
              }),
              HasSubstr("the order"));
  EXPECT_THAT(Told([](auto* evidence) {
                *evidence->mutable_bundle()->add_verdicts() = evidence->bundle().verdicts(0);
              }),
              HasSubstr("changed or added: the verdict on MB-05"));
}

TEST_F(EvidenceFileTest, WhoMendsTheChecksumsCannotMendTheSignature) {
  EXPECT_THAT(Told([](auto* evidence) {
                evidence->mutable_bundle()->set_position(1);
                v1::EvidenceBundle head = evidence->bundle();
                head.clear_verdicts();
                evidence->set_part_sha256(0, HashFor(base::CanonicalBytes(head)));
              }),
              AllOf(HasSubstr("the checksums"), Not(HasSubstr("what it is about"))));
  const auto mended = [](v1::SignedEvidence* evidence) {
    const std::string signature = evidence->signature();
    const std::string key = evidence->public_key();
    evidence->mutable_bundle()->set_position(1);
    SignWith(*vault::Signer::OfTheMoment(), evidence);
    evidence->set_signature(signature);
    evidence->set_public_key(key);
  };
  EXPECT_THAT(Told(mended), HasSubstr("the signature does not fit"));
  EXPECT_THAT(Told([](auto* evidence) {
                evidence->mutable_bundle()->set_position(1);
                SignWith(*vault::Signer::OfTheMoment(), evidence);
              }),
              AllOf(HasSubstr("another key"), Not(HasSubstr("does not fit"))));
  EXPECT_THAT(Told([](auto* evidence) { evidence->clear_signature(); }),
              HasSubstr("the signature does not fit"));
  EXPECT_THAT(Told([](auto* evidence) { evidence->Clear(); }), HasSubstr("what it is about"));
}

TEST_F(EvidenceFileTest, WhatIsNoEvidenceIsWrongUsage) {
  EXPECT_EQ(Run({"verify", WriteFile("other.json", "{\"a\":1}")}), kExitUsage);
  EXPECT_EQ(Run({"verify", WriteFile("none.json", "nothing")}), kExitUsage);
  EXPECT_EQ(Run({"verify", "/nowhere/evidence.json"}), kExitOutput);
}

TEST_F(EvidenceFileTest, IsWrittenAsItCame) {
  v1::GetEvidenceResponse response;
  *response.mutable_evidence() = evidence_;
  *response.mutable_disclosure() =
      Parse<v1::Disclosure>("report_id: 'report-1' recorded_position: 4712 recipient: 'mb-002'");
  ServeAs("principal: 'practice' sources: 'mb-002'");
  server_.list_pages["GetEvidence"] = {response.SerializeAsString()};
  const std::string path = WriteFile("out.json", "");
  EXPECT_EQ(Run({"evidence", "--practice=mb-002", "--out", path, "--obligation=MB-05",
                 "--at=2026-02-01"}),
            kExitOk)
      << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("report-1"), HasSubstr(Key())));
  v1::GetEvidenceRequest request;
  ASSERT_TRUE(request.ParseFromString(server_.last_list()));
  EXPECT_EQ(request.recipient(), "mb-002");
  EXPECT_EQ(request.obligation_ids(0), "MB-05");
  EXPECT_EQ(request.origin().source(), "mb-002");
  EXPECT_EQ(request.origin().source_id(), "evidence/mb-002/MB-05/mb-002/2026-02-01//1");
  EXPECT_EQ(Run({"verify", path, "--key", Key()}), kExitOk) << err_;
}

}  // namespace
}  // namespace logboek::cli
