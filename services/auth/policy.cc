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
#include "storage/base/secret_file.h"
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
constexpr size_t kSignInNameBytesMax = 32;
constexpr size_t kTitleBytesMax = 100;
constexpr int kExtrasMax = 20;
constexpr size_t kSecretBytesMax = 1'024;
// What the flow itself sends.
constexpr const char* kFlowParameters[] = {
    "client_id",   "code_challenge", "code_challenge_method", "nonce", "redirect_uri", "request",
    "request_uri", "response_mode",  "response_type",         "scope", "state"};

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
    if (provider.has_sign_in()) CheckSignIn(path + ".sign_in", provider);
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

  void CheckSignIn(const std::string& path, const OidcProvider& provider) {
    const access::v1::BrowserSignIn& sign_in = provider.sign_in();
    const std::string& name = sign_in.name();
    if (name.empty() || name.size() > kSignInNameBytesMax ||
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
      Add(path + ".name", absl::StrCat("a name has 1 to ", kSignInNameBytesMax,
                                       " characters of a-z, 0-9 and \"-\""));
    } else if (!sign_in_names_.insert(name).second) {
      Add(path + ".name", "another provider has the same name; give another");
    }
    CheckText(path + ".client_id", sign_in.client_id());
    CheckTitle(path + ".title_nl", sign_in.title_nl());
    CheckTitle(path + ".title_en", sign_in.title_en());
    if (!sign_in.client_secret_file().empty()) {
      CheckText(path + ".client_secret_file", sign_in.client_secret_file());
    }
    CheckEndpoints(path, provider);
    CheckExtras(path, sign_in);
  }

  void CheckTitle(const std::string& path, const std::string& title) {
    if (title.empty()) return;
    CheckText(path, title);
    if (title.size() > kTitleBytesMax) {
      Add(path, absl::StrCat("it has ", title.size(), " bytes, limit ", kTitleBytesMax));
    }
  }

  void CheckEndpoints(const std::string& path, const OidcProvider& provider) {
    const access::v1::BrowserSignIn& sign_in = provider.sign_in();
    const auto check = [&](const std::string& field, const std::string& url) {
      if (auto parsed = ParseFetchUrl(url); !parsed.ok()) Add(field, parsed.status().message());
      if (absl::StrContains(url, '#')) Add(field, "the URL has a fragment (#); leave it out");
    };
    if (sign_in.authorization_url().empty() != sign_in.token_url().empty()) {
      return Add(path, "it has one of authorization_url and token_url; give both or neither");
    }
    if (sign_in.token_url().empty()) return check(path, provider.issuer());
    check(path + ".authorization_url", sign_in.authorization_url());
    check(path + ".token_url", sign_in.token_url());
  }

  void CheckExtras(const std::string& path, const access::v1::BrowserSignIn& sign_in) {
    for (int i = 0; i < sign_in.scopes_size(); ++i) {
      const std::string field = absl::StrCat(path, ".scopes[", i, "]");
      CheckText(field, sign_in.scopes(i));
      if (sign_in.scopes(i).find_first_of(" \"\\") != std::string::npos) {
        Add(field, "a scope has no blanks, quotes or backslashes; give each on its own");
      }
    }
    std::set<std::string> names(std::begin(kFlowParameters), std::end(kFlowParameters));
    for (int i = 0; i < sign_in.parameters_size(); ++i) {
      const std::string field = absl::StrCat(path, ".parameters[", i, "]");
      CheckText(field + ".name", sign_in.parameters(i).name());
      CheckText(field + ".value", sign_in.parameters(i).value());
      if (!names.insert(sign_in.parameters(i).name()).second) {
        Add(field + ".name", "the server fills it itself, or it stands above; leave it out");
      }
    }
    if (sign_in.scopes_size() > kExtrasMax || sign_in.parameters_size() > kExtrasMax) {
      Add(path, absl::StrCat("it has more than ", kExtrasMax, " scopes or parameters, the limit"));
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
  std::set<std::string> sign_in_names_;
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

absl::StatusOr<std::string> ReadClientSecret(const access::v1::BrowserSignIn& sign_in) {
  const std::string& path = sign_in.client_secret_file();
  if (path.empty()) return std::string();
  const auto bad = [](absl::string_view what) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "BAD_CLIENT_SECRET", what);
  };
  absl::StatusOr<std::string> text = base::ReadSecretFile(path, kSecretBytesMax + 2);
  if (!text.ok()) return bad(text.status().message());
  const absl::string_view secret = absl::StripAsciiWhitespace(*text);
  const bool printable = std::all_of(secret.begin(), secret.end(), [](char c) {
    return absl::ascii_isprint(static_cast<unsigned char>(c));
  });
  if (secret.empty() || secret.size() > kSecretBytesMax || !printable) {
    return bad(absl::StrCat(path, ": there is no secret of 1 to ", kSecretBytesMax,
                            " printable characters in it"));
  }
  return std::string(secret);
}

}  // namespace logboek::auth
