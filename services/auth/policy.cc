#include "services/auth/policy.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/auth/fetch_url.h"
#include "services/auth/grant.h"
#include "services/auth/oidc.h"
#include "services/auth/read_file.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using access::v1::CertificateRule;
using access::v1::ClaimRule;
using access::v1::OidcProvider;
using access::v1::Policy;
using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

constexpr size_t kPolicyBytesMax = 1 << 20;
constexpr size_t kTextBytesMax = 1'024;
// Half of a principal, so that a name fits behind it.
constexpr size_t kPrefixBytesMax = 64;

absl::Status BadPolicy(const std::vector<std::string>& mistakes) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_POLICY",
                         absl::StrJoin(mistakes, "\n"));
}

class SyntaxMistakes final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    found.push_back(absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message));
  }

  std::vector<std::string> found;
};

// Collects what is wrong, each with the path of its field.
class PolicyCheck {
 public:
  std::vector<std::string> Run(const Policy& policy) {
    for (int i = 0; i < policy.certificates_size(); ++i) {
      CheckRule(absl::StrCat("certificates[", i, "]"), policy.certificates(i));
    }
    std::set<std::string> issuers;
    for (int i = 0; i < policy.oidc_providers_size(); ++i) {
      const std::string path = absl::StrCat("oidc_providers[", i, "]");
      CheckProvider(path, policy.oidc_providers(i));
      if (!issuers.insert(policy.oidc_providers(i).issuer()).second) {
        Add(absl::StrCat(path, ".issuer"), "another provider has the same issuer; name each once");
      }
      for (int j = 0; j < i; ++j) CheckApart(path, policy.oidc_providers(i), j, policy);
    }
    for (int i = 0; i < policy.certificates_size(); ++i) CheckPrincipal(i, policy);
    return std::move(mistakes_);
  }

 private:
  void Add(absl::string_view path, absl::string_view what) {
    mistakes_.push_back(absl::StrCat(path, ": ", what));
  }

  void CheckText(const std::string& path, absl::string_view text) {
    const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
      return absl::ascii_iscntrl(static_cast<unsigned char>(c));
    });
    if (text.empty()) Add(path, "it is missing; fill it");
    if (controls) Add(path, "it has a control character; remove it");
    if (text.size() > kTextBytesMax) {
      Add(path, absl::StrCat("it has ", text.size(), " bytes, limit ", kTextBytesMax));
    }
  }

  void CheckPrefix(const std::string& path, const std::string& prefix) {
    if (prefix.empty()) {
      return Add(path,
                 "it is missing: a name of this issuer could be that of another caller; give one, "
                 "for example \"hus:\"");
    }
    CheckText(path, prefix);
    if (prefix.size() > kPrefixBytesMax) {
      Add(path, absl::StrCat("it has ", prefix.size(), " bytes, limit ", kPrefixBytesMax));
    }
  }

  // No name of the provider can be one of provider `other`, which stands above it.
  void CheckApart(const std::string& path, const OidcProvider& provider, int other,
                  const Policy& policy) {
    const std::string& prefix = provider.principal_prefix();
    const std::string& former = policy.oidc_providers(other).principal_prefix();
    // What is missing is told elsewhere.
    if (prefix.empty() || former.empty()) return;
    if (!absl::StartsWith(prefix, former) && !absl::StartsWith(former, prefix)) return;
    Add(path + ".principal_prefix",
        absl::StrCat("a name behind it could be one of oidc_providers[", other, "], whose prefix ",
                     "is \"", former, "\"; give prefixes of which none begins with another"));
  }

  // The name of certificate rule `at` is nobody else's.
  void CheckPrincipal(int at, const Policy& policy) {
    const access::v1::Grant& grant = policy.certificates(at).grant();
    const std::string path = absl::StrCat("certificates[", at, "].grant.principal");
    for (int i = 0; i < policy.oidc_providers_size(); ++i) {
      const std::string& prefix = policy.oidc_providers(i).principal_prefix();
      if (prefix.empty() || !absl::StartsWith(grant.principal(), prefix)) continue;
      Add(path, absl::StrCat("it begins with \"", prefix, "\", as the names of oidc_providers[", i,
                             "] do; give another"));
    }
    for (int i = 0; i < at; ++i) {
      const access::v1::Grant& former = policy.certificates(i).grant();
      if (former.principal() != grant.principal() || MessageDifferencer::Equals(former, grant)) {
        continue;
      }
      Add(path, absl::StrCat("certificates[", i,
                             "] has the same name with another grant; give another name, or to "
                             "both the same grant"));
    }
  }

  void CheckRule(const std::string& path, const CertificateRule& rule) {
    if (absl::Status status = CheckGrant(rule.grant()); !status.ok()) {
      Add(path + ".grant", status.message());
    }
    CheckMatch(path, rule);
  }

  void CheckMatch(const std::string& path, const CertificateRule& rule) {
    const auto* const field =
        CertificateRule::descriptor()->FindFieldByNumber(static_cast<int>(rule.match_case()));
    if (field == nullptr) {
      return Add(path, "it does not say which certificates; give common_name, ura or another");
    }
    const std::string field_path = absl::StrCat(path, ".", field->name());
    std::string value = CertificateRule::GetReflection()->GetString(rule, field);
    CheckText(field_path, value);
    if (rule.match_case() == CertificateRule::kUra && !ConsistsOf(value, 8, "0123456789")) {
      Add(field_path, "a URA number has 8 digits");
    }
    if (rule.match_case() == CertificateRule::kSha256) {
      if (!ConsistsOf(value, 64, "0123456789abcdefABCDEF"))
        Add(field_path, "a SHA-256 has 64 hex digits");
      value = absl::AsciiStrToLower(value);
    }
    if (rule.match_case() == CertificateRule::kDnsName) value = absl::AsciiStrToLower(value);
    CheckReached(field_path, {field->number(), value}, rule.issuer_common_name());
  }

  static bool ConsistsOf(absl::string_view text, size_t characters, absl::string_view alphabet) {
    return text.size() == characters && text.find_first_not_of(alphabet) == absl::string_view::npos;
  }

  // A rule without an issuer takes all that its like behind it could get.
  void CheckReached(const std::string& path, const std::pair<int, std::string>& match,
                    const std::string& issuer) {
    if (matches_.count({match, ""}) + matches_.count({match, issuer}) > 0) {
      Add(path, "a rule above takes the same certificates, so this one never does; remove one");
    }
    matches_.insert({match, issuer});
  }

  void CheckProvider(const std::string& path, const OidcProvider& provider) {
    CheckText(path + ".issuer", provider.issuer());
    CheckText(path + ".audience", provider.audience());
    CheckPrefix(path + ".principal_prefix", provider.principal_prefix());
    CheckKeys(path, provider);
    CheckSkew(path + ".clock_skew", provider);
    if (provider.rules().empty()) Add(path + ".rules", "without a rule nobody is let in; give one");
    std::set<std::pair<std::string, std::string>> claims;
    for (int i = 0; i < provider.rules_size(); ++i) {
      const std::string rule_path = absl::StrCat(path, ".rules[", i, "]");
      CheckClaimRule(rule_path, provider.rules(i));
      if (!claims.insert({provider.rules(i).claim(), provider.rules(i).value()}).second) {
        Add(rule_path, "a rule above has the same claim and value; remove one");
      }
    }
  }

  void CheckKeys(const std::string& path, const OidcProvider& provider) {
    switch (provider.keys_case()) {
      case OidcProvider::kJwksFile:
        return CheckText(path + ".jwks_file", provider.jwks_file());
      case OidcProvider::kJwksUrl:
        if (auto url = ParseFetchUrl(provider.jwks_url()); !url.ok()) {
          Add(path + ".jwks_url", url.status().message());
        }
        return;
      case OidcProvider::KEYS_NOT_SET:
        return Add(path, "it does not say where the keys are; give jwks_file or jwks_url");
    }
  }

  void CheckSkew(const std::string& path, const OidcProvider& provider) {
    if (!provider.has_clock_skew()) return;
    const absl::Duration skew = absl::Seconds(provider.clock_skew().seconds()) +
                                absl::Nanoseconds(provider.clock_skew().nanos());
    if (skew >= absl::ZeroDuration() && skew <= kClockSkewMax) return;
    Add(path, absl::StrCat("it is ", absl::FormatDuration(skew), "; a clock may be off by 0 to ",
                           absl::FormatDuration(kClockSkewMax)));
  }

  // As the grant it would give, were its claims there.
  void CheckClaimRule(const std::string& path, const ClaimRule& rule) {
    CheckText(path + ".claim", rule.claim());
    CheckText(path + ".value", rule.value());
    access::v1::Grant grant;
    grant.set_principal("of the claim");
    grant.set_role(rule.role());
    *grant.mutable_academies() = rule.academies();
    *grant.mutable_practices() = rule.practices();
    *grant.mutable_regions() = rule.regions();
    if (!rule.academies_claim().empty()) grant.add_academies("of the claim");
    if (!rule.practices_claim().empty()) grant.add_practices("of the claim");
    if (!rule.regions_claim().empty()) grant.add_regions("of the claim");
    if (absl::Status status = CheckGrant(grant); !status.ok()) Add(path, status.message());
  }

  std::vector<std::string> mistakes_;
  // Field and value, and the issuer.
  std::set<std::pair<std::pair<int, std::string>, std::string>> matches_;
};

}  // namespace

absl::Status CheckPolicy(const Policy& policy) {
  const std::vector<std::string> mistakes = PolicyCheck().Run(policy);
  return mistakes.empty() ? absl::OkStatus() : BadPolicy(mistakes);
}

absl::StatusOr<Policy> ParsePolicy(absl::string_view text) {
  Policy policy;
  SyntaxMistakes mistakes;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&mistakes);
  if (!parser.ParseFromString(std::string(text), &policy)) return BadPolicy(mistakes.found);
  // The text format lets through what the wire format refuses: text that is no UTF-8.
  if (!Policy().ParseFromString(policy.SerializeAsString())) {
    return BadPolicy({"the text is not UTF-8; write it again so"});
  }
  RETURN_IF_ERROR(CheckPolicy(policy));
  return policy;
}

absl::StatusOr<Policy> ReadPolicy(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kPolicyBytesMax));
  absl::StatusOr<Policy> policy = ParsePolicy(text);
  if (policy.ok()) return policy;
  return base::MakeError(policy.status().code(), "BAD_POLICY",
                         absl::StrCat(path, ":\n", policy.status().message()));
}

}  // namespace logboek::auth
