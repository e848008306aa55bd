#include "clients/cli/evidence_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/json.h"
#include "storage/base/canonical.h"
#include "storage/base/check.h"

namespace logboek::cli {
namespace {

// Signed before the hash (proto/logboek/v1/report_service.proto).
constexpr char kEvidenceContext[] = "logboek-evidence-1";

const unsigned char* Octets(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string DigestOf(absl::string_view bytes) {
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(hash.data()), &size,
                   EVP_sha256(), nullptr) == 1,
        "OpenSSL has SHA-256");
  hash.resize(size);
  return hash;
}

bool IsSigned(const v1::SignedEvidence& evidence) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Octets(evidence.public_key()),
                                  evidence.public_key().size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  if (key == nullptr || context == nullptr ||
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) {
    return false;
  }
  const std::string bytes = absl::StrCat(kEvidenceContext, evidence.sha256());
  return EVP_DigestVerify(context.get(), Octets(evidence.signature()), evidence.signature().size(),
                          Octets(bytes), bytes.size()) == 1;
}

// The verdicts that are not among the signed ones, and how many signed ones are not in the file.
void CheckVerdicts(const Texts& texts, const v1::SignedEvidence& evidence,
                   std::vector<std::string>* problems) {
  const auto& signed_parts = evidence.part_sha256();
  const std::multiset<std::string> parts(signed_parts.begin() + std::min(1, signed_parts.size()),
                                         signed_parts.end());
  std::multiset<std::string> missing = parts;
  std::vector<std::string> hashes;
  size_t changed = 0;
  for (const v1::Verdict& verdict : evidence.bundle().verdicts()) {
    hashes.push_back(DigestOf(base::CanonicalBytes(verdict)));
    if (const auto found = missing.find(hashes.back()); found != missing.end()) {
      missing.erase(found);
      continue;
    }
    ++changed;
    problems->push_back(texts.Get("verify.verdict", verdict.obligation_id(),
                                  PeriodText(texts, verdict.programme_year())));
  }
  if (missing.size() > changed) {
    problems->push_back(texts.Get("verify.left_out", missing.size() - changed));
  }
  const bool in_order =
      std::equal(hashes.begin(), hashes.end(),
                 signed_parts.begin() + std::min(1, signed_parts.size()), signed_parts.end());
  if (!in_order && problems->empty()) problems->push_back(texts.Get("verify.order"));
}

}  // namespace

absl::StatusOr<v1::SignedEvidence> ReadEvidence(absl::string_view text) {
  v1::SignedEvidence evidence;
  const absl::Status read = FromJson(text, &evidence);
  if (!read.ok()) return read;
  return evidence;
}

std::vector<std::string> ProblemsOf(const Texts& texts, const v1::SignedEvidence& evidence,
                                    absl::string_view key) {
  std::vector<std::string> problems;
  v1::EvidenceBundle head = evidence.bundle();
  head.clear_verdicts();
  const bool same_head = evidence.part_sha256_size() > 0 &&
                         DigestOf(base::CanonicalBytes(head)) == evidence.part_sha256(0);
  if (!same_head) problems.push_back(texts.Get("verify.head"));
  CheckVerdicts(texts, evidence, &problems);
  if (DigestOf(absl::StrJoin(evidence.part_sha256(), "")) != evidence.sha256()) {
    problems.push_back(texts.Get("verify.hashes"));
  }
  if (!IsSigned(evidence)) problems.push_back(texts.Get("verify.signature"));
  const std::string signed_by = absl::BytesToHexString(evidence.public_key());
  if (!key.empty() && key != signed_by) {
    problems.push_back(texts.Get("verify.other_key", signed_by));
  }
  return problems;
}

}  // namespace logboek::cli
