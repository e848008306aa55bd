#include "services/auth/oidc.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/auth/grant.h"
#include "services/auth/refusal.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using access::v1::ClaimRule;
using access::v1::OidcProvider;
using Claims = nlohmann::json;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

// 9999-12-31: what lies behind is no time but a mistake.
constexpr double kSecondsMax = 253'402'300'799.0;

absl::Status BadClaims(absl::string_view what) {
  return NotLetIn("BAD_ACCESS_TOKEN",
                  absl::StrCat("the access token cannot be used: ", what, "; sign in again"));
}

absl::Status BadIdToken(absl::string_view what) {
  return NotLetIn("BAD_ID_TOKEN",
                  absl::StrCat("the ID token cannot be used: ", what, "; sign in again"));
}

absl::Status NoRole(absl::string_view what) {
  return base::MakeError(
      absl::StatusCode::kPermissionDenied, "NO_ROLE",
      absl::StrCat("who signed in has no role here: ", what, "; ask the administrator for one"));
}

// Null when it is not there.
const Claims* FindClaim(const Claims& claims, const std::string& path) {
  if (const auto whole = claims.find(path); whole != claims.end()) return &*whole;
  const Claims* at = &claims;
  for (absl::string_view step : absl::StrSplit(path, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(std::string(step));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

// A text, or the texts of a list.
std::vector<std::string> TextsOf(const Claims& claims, const std::string& path) {
  std::vector<std::string> texts;
  const Claims* const claim = FindClaim(claims, path);
  if (claim == nullptr) return texts;
  if (claim->is_string()) texts.push_back(claim->get<std::string>());
  if (!claim->is_array()) return texts;
  for (const Claims& member : *claim) {
    if (member.is_string()) texts.push_back(member.get<std::string>());
  }
  return texts;
}

bool HasText(const Claims& claims, const std::string& path, absl::string_view text) {
  for (const std::string& found : TextsOf(claims, path)) {
    if (found == text) return true;
  }
  return false;
}

absl::StatusOr<absl::Time> TimeClaim(const Claims& claims, const char* name, absl::Time absent) {
  const auto found = claims.find(name);
  if (found == claims.end()) return absent;
  if (!found->is_number()) return BadClaims(absl::StrCat("its \"", name, "\" is no number"));
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= kSecondsMax)) {
    return BadClaims(absl::StrCat("its \"", name, "\" is no time"));
  }
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

absl::Duration ClockSkewOf(const OidcProvider& provider) {
  if (!provider.has_clock_skew()) return kClockSkewDefault;
  return absl::Seconds(provider.clock_skew().seconds()) +
         absl::Nanoseconds(provider.clock_skew().nanos());
}

// When the token ends.
absl::StatusOr<absl::Time> CheckTimes(const OidcProvider& provider, const Claims& claims,
                                      absl::Time now) {
  const absl::Duration skew = ClockSkewOf(provider);
  ASSIGN_OR_RETURN(const absl::Time expiry, TimeClaim(claims, "exp", absl::InfiniteFuture()));
  ASSIGN_OR_RETURN(const absl::Time not_before, TimeClaim(claims, "nbf", absl::InfinitePast()));
  ASSIGN_OR_RETURN(const absl::Time issued, TimeClaim(claims, "iat", absl::InfinitePast()));
  if (expiry == absl::InfiniteFuture()) return BadClaims("it does not say when it expires");
  if (now >= expiry + skew) {
    return NotLetIn("EXPIRED_ACCESS_TOKEN",
                    absl::StrCat("the access token expired at ",
                                 absl::FormatTime(expiry, absl::UTCTimeZone()), "; sign in again"));
  }
  if (not_before > now + skew) return BadClaims("it is not good yet");
  if (issued > now + skew) return BadClaims("it says it was made in the future");
  return expiry + skew;
}

bool FillScope(const Texts& named, const std::string& claim, const Claims& claims, Texts* scope) {
  *scope = named;
  if (claim.empty()) return true;
  for (std::string& text : TextsOf(claims, claim)) *scope->Add() = std::move(text);
  return !scope->empty();
}

absl::Status FillGrant(const ClaimRule& rule, const Claims& claims, access::v1::Grant* grant) {
  grant->set_role(rule.role());
  if (!FillScope(rule.academies(), rule.academies_claim(), claims, grant->mutable_academies()) ||
      !FillScope(rule.practices(), rule.practices_claim(), claims, grant->mutable_practices()) ||
      !FillScope(rule.regions(), rule.regions_claim(), claims, grant->mutable_regions())) {
    return NoRole("the claim that names what the role is about is empty");
  }
  return absl::OkStatus();
}

absl::StatusOr<access::v1::Grant> GrantOf(const OidcProvider& provider, const Claims& claims) {
  const std::string path = provider.subject_claim().empty() ? "sub" : provider.subject_claim();
  const Claims* const subject = FindClaim(claims, path);
  if (subject == nullptr || !subject->is_string() || subject->get<std::string>().empty()) {
    return BadClaims(absl::StrCat("the claim \"", path, "\" does not name who signed in"));
  }
  access::v1::Grant grant;
  grant.set_principal(absl::StrCat(provider.principal_prefix(), subject->get<std::string>()));
  for (const ClaimRule& rule : provider.rules()) {
    if (!HasText(claims, rule.claim(), rule.value())) continue;
    RETURN_IF_ERROR(FillGrant(rule, claims, &grant));
    return grant;
  }
  return NoRole("no rule of the policy gives one");
}

bool IsText(const Claims& claims, const char* name, absl::string_view text) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() && found->get<std::string>() == text;
}

}  // namespace

absl::StatusOr<TokenHolder> ReadClaims(const OidcProvider& provider, const Claims& claims,
                                       absl::Time now) {
  if (!IsText(claims, "iss", provider.issuer())) return BadClaims("it is of another issuer");
  if (!HasText(claims, "aud", provider.audience())) return BadClaims("it is for another audience");
  TokenHolder holder;
  ASSIGN_OR_RETURN(holder.expires_at, CheckTimes(provider, claims, now));
  ASSIGN_OR_RETURN(holder.grant, GrantOf(provider, claims));
  if (absl::Status status = CheckGrant(holder.grant); !status.ok()) {
    return NoRole(status.message());
  }
  return holder;
}

absl::Status CheckIdToken(const OidcProvider& provider, const Claims& claims,
                          absl::string_view nonce, absl::Time now) {
  const std::string& client = provider.sign_in().client_id();
  if (!IsText(claims, "iss", provider.issuer())) return BadIdToken("it is of another issuer");
  const std::vector<std::string> audience = TextsOf(claims, "aud");
  if (!HasText(claims, "aud", client)) return BadIdToken("it is for another client");
  if (audience.size() > 1 || claims.contains("azp")) {
    if (!IsText(claims, "azp", client)) return BadIdToken("it was asked for by another client");
  }
  if (nonce.empty() || !IsText(claims, "nonce", nonce)) {
    return BadIdToken("it is of another sign-in");
  }
  if (const auto end = CheckTimes(provider, claims, now); !end.ok()) {
    return BadIdToken("it is not good at this time; look at the clocks");
  }
  return absl::OkStatus();
}

}  // namespace logboek::auth
