#include "services/auth/grant.h"

#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

using access::v1::CallerRole;
using Names = google::protobuf::RepeatedPtrField<std::string>;

constexpr size_t kNameBytesMax = 128;
constexpr int kNamesMax = 1'000;

enum class Scope { kNone, kOptional, kRequired };

struct ScopesOfRole {
  CallerRole role;
  Scope academies;
  Scope practices;
  Scope regions;
};

constexpr ScopesOfRole kScopes[] = {
    {access::v1::CALLER_ROLE_ACADEMY, Scope::kRequired, Scope::kNone, Scope::kRequired},
    {access::v1::CALLER_ROLE_PRACTICE, Scope::kNone, Scope::kRequired, Scope::kNone},
    {access::v1::CALLER_ROLE_COORDINATOR, Scope::kNone, Scope::kNone, Scope::kRequired},
    {access::v1::CALLER_ROLE_AUDITOR, Scope::kNone, Scope::kNone, Scope::kRequired},
    {access::v1::CALLER_ROLE_PRIVACY_OFFICER, Scope::kNone, Scope::kNone, Scope::kOptional},
    {access::v1::CALLER_ROLE_ADMINISTRATOR, Scope::kNone, Scope::kNone, Scope::kNone},
    {access::v1::CALLER_ROLE_CALENDAR, Scope::kNone, Scope::kNone, Scope::kRequired},
};

absl::Status InvalidField(absl::string_view reason, absl::string_view field,
                          absl::string_view message,
                          std::map<std::string, std::string> metadata = {}) {
  metadata["field"] = std::string(field);
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

std::string RoleName(CallerRole role) {
  return absl::AsciiStrToLower(
      absl::StripPrefix(access::v1::CallerRole_Name(role), "CALLER_ROLE_"));
}

absl::Status CheckNames(absl::string_view field, const Names& names) {
  if (names.size() > kNamesMax) {
    return InvalidField(
        "LIST_TOO_LONG", field,
        absl::StrCat("the field ", field, " has ", names.size(), " entries, limit ", kNamesMax,
                     "; shorten it"),
        {{"entries", absl::StrCat(names.size())}, {"limit", absl::StrCat(kNamesMax)}});
  }
  for (int i = 0; i < names.size(); ++i) {
    RETURN_IF_ERROR(CheckName(absl::StrCat(field, "[", i, "]"), names[i]));
  }
  return absl::OkStatus();
}

absl::Status CheckScope(CallerRole role, Scope scope, absl::string_view field, const Names& names) {
  if (scope == Scope::kRequired && names.empty()) {
    return InvalidField("MISSING_SCOPE", field,
                        absl::StrCat("the role ", RoleName(role), " is about at least one of ",
                                     field, "; name it there"),
                        {{"role", RoleName(role)}});
  }
  if (scope == Scope::kNone && !names.empty()) {
    return InvalidField("SCOPE_OF_ANOTHER_ROLE", field,
                        absl::StrCat("the role ", RoleName(role), " has no ", field,
                                     "; leave the field out or give another role"),
                        {{"role", RoleName(role)}});
  }
  return CheckNames(field, names);
}

absl::Status CheckScopes(const ScopesOfRole& scopes, const access::v1::Grant& grant) {
  RETURN_IF_ERROR(CheckScope(scopes.role, scopes.academies, "academies", grant.academies()));
  RETURN_IF_ERROR(CheckScope(scopes.role, scopes.practices, "practices", grant.practices()));
  return CheckScope(scopes.role, scopes.regions, "regions", grant.regions());
}

absl::Status CheckRoleAndScopes(const access::v1::Grant& grant) {
  for (const ScopesOfRole& scopes : kScopes) {
    if (scopes.role == grant.role()) return CheckScopes(scopes, grant);
  }
  if (grant.role() == access::v1::CALLER_ROLE_UNSPECIFIED) {
    return InvalidField("MISSING_FIELD", "role", "the field role is missing; fill it");
  }
  return InvalidField("UNKNOWN_ENUM_VALUE", "role",
                      absl::StrCat("the field role has the value ", grant.role(),
                                   ", which has no meaning; use a named value"),
                      {{"value", absl::StrCat(grant.role())}});
}

}  // namespace

absl::Status CheckName(absl::string_view field, absl::string_view value) {
  if (value.empty()) {
    return InvalidField("MISSING_FIELD", field,
                        absl::StrCat("the field ", field, " is missing; fill it"));
  }
  if (value.size() > kNameBytesMax) {
    return InvalidField(
        "TEXT_TOO_LONG", field,
        absl::StrCat("the field ", field, " has ", value.size(), " bytes, limit ", kNameBytesMax,
                     "; shorten it"),
        {{"bytes", absl::StrCat(value.size())}, {"limit", absl::StrCat(kNameBytesMax)}});
  }
  for (const char c : value) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return InvalidField(
          "BAD_CHARACTERS", field,
          absl::StrCat("the field ", field, " has a control character; an identifier has none"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckGrant(const access::v1::Grant& grant) {
  RETURN_IF_ERROR(CheckName("principal", grant.principal()));
  RETURN_IF_ERROR(CheckRoleAndScopes(grant));
  RETURN_IF_ERROR(CheckNames("sources", grant.sources()));
  return CheckNames("acting_for", grant.acting_for());
}

}  // namespace logboek::auth
