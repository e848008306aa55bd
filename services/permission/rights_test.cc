#include "services/permission/rights.h"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/permission/test_caller.h"
#include "storage/base/status_matchers.h"

namespace logboek::permission {
namespace {

// Written once more, by hand, from the catalogue of events and the list of questions: who sends and
// who asks. A row that changes in one place only does not pass.
constexpr char kWhoMay[] = "services/permission/who_may.txt";

TEST(Rights, AreThoseOfTheCatalogue) {
  std::ifstream file(kWhoMay);
  std::stringstream written;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') written << line << "\n";
  }
  std::string table;
  for (const Right& right : Rights()) {
    std::vector<std::string> roles;
    for (int role = 1; role < access::v1::CallerRole_ARRAYSIZE; ++role) {
      const auto each = static_cast<CallerRole>(role);
      const bool may = CheckRole(CallerWith(each), &right).ok();
      EXPECT_EQ(may, right.roles.Contains(each));
      if (may) roles.push_back(CallerRole_Name(each).substr(sizeof("CALLER_ROLE_") - 1));
    }
    absl::StrAppend(&table, std::string(right.method), ": ", absl::StrJoin(roles, " "), "\n");
  }
  EXPECT_EQ(table, written.str());
}

TEST(Rights, WithoutARowNobodyMay) {
  EXPECT_EQ(FindRight("AdminService/Nothing"), nullptr);
  for (int role = 0; role < access::v1::CallerRole_ARRAYSIZE; ++role) {
    EXPECT_THAT(CheckRole(CallerWith(static_cast<CallerRole>(role)), nullptr),
                base::Refuses("ROLE_NOT_ALLOWED"));
  }
}

TEST(Rights, ACommandIsHeldToTheRowOfItsMethod) {
  std::set<std::string> without;
  const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds.field_count(); ++i) {
    command::v1::Command command;
    command.GetReflection()->MutableMessage(&command, kinds.field(i));
    const Right* const right = RightOf(command);
    if (right == nullptr) {
      without.insert(kinds.field(i)->name());
    } else {
      EXPECT_EQ(std::string(right->method.substr(right->method.find('/') + 1)),
                kinds.field(i)->message_type()->name());
    }
  }
  // The server's own.
  EXPECT_EQ(without, std::set<std::string>{"record_audit_replay"});
  EXPECT_EQ(RightOf(command::v1::Command()), nullptr);
}

TEST(Rights, ASourceIsOnesOwn) {
  auth::Principal caller = CallerWith(access::v1::CALLER_ROLE_ACADEMY);
  EXPECT_OK(CheckSource(caller, "hus-portal"));
  EXPECT_THAT(CheckSource(caller, "hzt-portal"), base::Refuses("SOURCE_NOT_YOURS"));
  EXPECT_THAT(CheckSource(caller, ""), base::Refuses("SOURCE_NOT_YOURS"));
  caller.grant.add_sources("hus-academie");
  EXPECT_OK(CheckSource(caller, "hus-academie"));
  EXPECT_THAT(CheckSource(caller, "hus-portal"), base::Refuses("SOURCE_NOT_YOURS"));
  EXPECT_OK(CheckSource(CallerWith(access::v1::CALLER_ROLE_ADMINISTRATOR), "anything"));
}

TEST(Rights, OneActsForThoseTheGrantNames) {
  auth::Principal caller = CallerWith(access::v1::CALLER_ROLE_COORDINATOR);
  EXPECT_OK(CheckActingFor(caller, ""));
  EXPECT_OK(CheckActingFor(caller, "hus-portal"));
  EXPECT_THAT(CheckActingFor(caller, "p1"), base::Refuses("ACTING_FOR_NOT_ALLOWED"));
  caller.grant.add_acting_for("p1");
  EXPECT_OK(CheckActingFor(caller, "p1"));
  EXPECT_OK(CheckActingFor(CallerWith(access::v1::CALLER_ROLE_ADMINISTRATOR), "p1"));
}

TEST(Rights, AnAuditorIsNotToldHowManyPracticesARegionHas) {
  for (const CallerRole role :
       {access::v1::CALLER_ROLE_ACADEMY, access::v1::CALLER_ROLE_PRACTICE,
        access::v1::CALLER_ROLE_COORDINATOR, access::v1::CALLER_ROLE_PRIVACY_OFFICER,
        access::v1::CALLER_ROLE_ADMINISTRATOR}) {
    EXPECT_TRUE(SeesPracticeCounts(CallerWith(role))) << role;
  }
  EXPECT_FALSE(SeesPracticeCounts(CallerWith(access::v1::CALLER_ROLE_AUDITOR)));
}

TEST(Rights, ASenderIsHeldToAllOfThem) {
  command::v1::Command command;
  command.set_source("hus-portal");
  command.mutable_waive_requirement();
  const auth::Principal academy = CallerWith(access::v1::CALLER_ROLE_ACADEMY);
  EXPECT_THAT(CheckSender(academy, command), base::Refuses("ROLE_NOT_ALLOWED"));
  command.mutable_enrol();
  EXPECT_OK(CheckSender(academy, command));
  command.set_acting_for("somebody");
  EXPECT_THAT(CheckSender(academy, command), base::Refuses("ACTING_FOR_NOT_ALLOWED"));
  command.clear_acting_for();
  command.set_source("other");
  EXPECT_THAT(CheckSender(academy, command), base::Refuses("SOURCE_NOT_YOURS"));
  command.mutable_record_audit_replay();
  command.set_source("logboek");
  EXPECT_THAT(CheckSender(CallerWith(access::v1::CALLER_ROLE_ADMINISTRATOR), command),
              base::Refuses("ROLE_NOT_ALLOWED"));
}

}  // namespace
}  // namespace logboek::permission
