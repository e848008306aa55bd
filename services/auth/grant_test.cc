#include "services/auth/grant.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "storage/base/status_matchers.h"

namespace logboek::auth {
namespace {

using access::v1::CallerRole;
using access::v1::Grant;
using base::Refuses;

Grant GoodGrant(CallerRole role) {
  Grant grant;
  grant.set_principal("portal");
  grant.set_role(role);
  if (role == access::v1::CALLER_ROLE_ACADEMY) grant.add_academies("academy");
  if (role == access::v1::CALLER_ROLE_PRACTICE) grant.add_practices("practice");
  if (role == access::v1::CALLER_ROLE_ACADEMY || role == access::v1::CALLER_ROLE_COORDINATOR ||
      role == access::v1::CALLER_ROLE_AUDITOR || role == access::v1::CALLER_ROLE_CALENDAR) {
    grant.add_regions("region");
  }
  return grant;
}

TEST(GrantTest, EachRoleWithItsScopesIsTaken) {
  for (int role = access::v1::CALLER_ROLE_ACADEMY; role < access::v1::CallerRole_ARRAYSIZE;
       ++role) {
    EXPECT_OK(CheckGrant(GoodGrant(static_cast<CallerRole>(role)))) << role;
  }
  Grant officer = GoodGrant(access::v1::CALLER_ROLE_PRIVACY_OFFICER);
  officer.add_regions("region");
  officer.add_sources("source");
  officer.add_acting_for("somebody");
  EXPECT_OK(CheckGrant(officer));
}

struct BadGrant {
  CallerRole role;
  std::function<void(Grant*)> change;
  std::string reason;
  std::string field;
};

TEST(GrantTest, WhatDoesNotFitIsRefusedWithItsField) {
  const auto academy = access::v1::CALLER_ROLE_ACADEMY;
  const auto practice = access::v1::CALLER_ROLE_PRACTICE;
  const auto coordinator = access::v1::CALLER_ROLE_COORDINATOR;
  const auto auditor = access::v1::CALLER_ROLE_AUDITOR;
  const auto officer = access::v1::CALLER_ROLE_PRIVACY_OFFICER;
  const auto administrator = access::v1::CALLER_ROLE_ADMINISTRATOR;
  const auto calendar = access::v1::CALLER_ROLE_CALENDAR;
  const BadGrant rows[] = {
      {academy, [](Grant* g) { g->clear_principal(); }, "MISSING_FIELD", "principal"},
      {academy, [](Grant* g) { g->set_principal(std::string(129, 'x')); }, "TEXT_TOO_LONG",
       "principal"},
      {academy, [](Grant* g) { g->set_principal("a\nb"); }, "BAD_CHARACTERS", "principal"},
      {academy, [](Grant* g) { g->clear_role(); }, "MISSING_FIELD", "role"},
      {academy, [](Grant* g) { g->set_role(static_cast<CallerRole>(99)); }, "UNKNOWN_ENUM_VALUE",
       "role"},
      {academy, [](Grant* g) { g->clear_academies(); }, "MISSING_SCOPE", "academies"},
      {academy, [](Grant* g) { g->clear_regions(); }, "MISSING_SCOPE", "regions"},
      {academy, [](Grant* g) { g->add_practices("p"); }, "SCOPE_OF_ANOTHER_ROLE", "practices"},
      {academy, [](Grant* g) { g->add_regions(""); }, "MISSING_FIELD", "regions[1]"},
      {practice, [](Grant* g) { g->clear_practices(); }, "MISSING_SCOPE", "practices"},
      {practice, [](Grant* g) { g->add_regions("r"); }, "SCOPE_OF_ANOTHER_ROLE", "regions"},
      {coordinator, [](Grant* g) { g->clear_regions(); }, "MISSING_SCOPE", "regions"},
      {coordinator, [](Grant* g) { g->add_academies("a"); }, "SCOPE_OF_ANOTHER_ROLE", "academies"},
      {auditor, [](Grant* g) { g->clear_regions(); }, "MISSING_SCOPE", "regions"},
      {officer, [](Grant* g) { g->add_practices("p"); }, "SCOPE_OF_ANOTHER_ROLE", "practices"},
      {administrator, [](Grant* g) { g->add_regions("r"); }, "SCOPE_OF_ANOTHER_ROLE", "regions"},
      {calendar, [](Grant* g) { g->clear_regions(); }, "MISSING_SCOPE", "regions"},
      {calendar, [](Grant* g) { g->add_academies("a"); }, "SCOPE_OF_ANOTHER_ROLE", "academies"},
      {administrator, [](Grant* g) { g->add_sources("\x7f"); }, "BAD_CHARACTERS", "sources[0]"},
      {administrator, [](Grant* g) { g->add_acting_for(""); }, "MISSING_FIELD", "acting_for[0]"},
      {administrator,
       [](Grant* g) {
         for (int i = 0; i < 1'001; ++i) g->add_sources("s");
       },
       "LIST_TOO_LONG", "sources"},
  };
  for (const BadGrant& row : rows) {
    Grant grant = GoodGrant(row.role);
    row.change(&grant);
    const absl::Status status = CheckGrant(grant);
    EXPECT_THAT(status, Refuses(row.reason));
    ASSERT_TRUE(base::ReasonOf(status).has_value());
    EXPECT_EQ(base::ReasonOf(status)->metadata["field"], row.field);
  }
}

TEST(GrantTest, NameOf128BytesIsTaken) { EXPECT_OK(CheckName("field", std::string(128, 'x'))); }

}  // namespace
}  // namespace logboek::auth
