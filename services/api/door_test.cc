#include "services/api/door.h"

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "logboek/v1/audit_service.pb.h"
#include "logboek/v1/practice_service.pb.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"
#include "storage/memory/memory_log.h"
#include "tests/testing/commands/commands.h"

namespace logboek::api {
namespace {

using base::Refuses;

constexpr char kPerson[] = "jan";

class DoorTest : public testing::Test {
 protected:
  DoorTest() {
    auto vault = vault::Vault::Open(std::string(32, 'k'), &log_);
    CHECK(vault.ok());
    vault_ = *std::move(vault);
    auto registrar = registrar::Registrar::Start({}, &log_, vault_.get(), &clock_);
    CHECK(registrar.ok());
    registrar_ = *std::move(registrar);
    door_ = std::make_unique<Door>(nullptr, registrar_.get(), vault_.get(), &clock_,
                                   [this](const Sight&) {
                                     ++sights_;
                                     return noted_;
                                   });
  }

  void KnowPerson() {
    for (const command::v1::Command& command :
         {test::PublishPlan(test::TestPlan()), test::RegisterPerson(kPerson, "Jan")}) {
      const auto answer = std::make_shared<std::promise<absl::Status>>();
      registrar_->Submit(command, {.actor = "somebody"},
                         [answer](const absl::StatusOr<registrar::Receipt>& receipt) {
                           answer->set_value(receipt.status());
                         });
      ASSERT_OK(answer->get_future().get());
    }
  }
  static rpc::Visit VisitOf(access::v1::CallerRole role, absl::string_view method) {
    auto caller = std::make_shared<auth::Principal>();
    caller->grant.set_principal("somebody");
    caller->grant.set_role(role);
    rpc::Visit visit;
    visit.caller = std::move(caller);
    visit.method = method;
    return visit;
  }

  // What noting comes to.
  absl::Status noted_;
  int sights_ = 0;
  base::FakeClock clock_{test::Morning(absl::CivilDay(2026, 11, 30))};
  storage::MemoryEventLog log_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<registrar::Registrar> registrar_;
  std::unique_ptr<Door> door_;
};

TEST_F(DoorTest, AnAnswerThatShowsPeopleIsNotedOrNotGiven) {
  const rpc::Visit visit =
      VisitOf(access::v1::CALLER_ROLE_ADMINISTRATOR, "PracticeService/GetPractice");
  v1::GetPracticeRequest request;
  v1::GetPracticeResponse nobody;
  v1::GetPracticeResponse people;
  people.mutable_practice()->add_staff()->set_person_id(kPerson);
  EXPECT_OK(door_->Show(visit, request, &people));
  EXPECT_EQ(sights_, 1);
  noted_ = base::MakeError(absl::StatusCode::kUnavailable, "ACCESS_LOG_FULL", "full");
  EXPECT_THAT(door_->Show(visit, request, &people), Refuses("ACCESS_LOG_FULL"));
  EXPECT_EQ(sights_, 2);
  EXPECT_OK(door_->Show(visit, request, &nobody)) << "what shows nobody needs no record";
  EXPECT_EQ(sights_, 2);
}

TEST_F(DoorTest, WhoIsRefusedSomebodyIsNotedOrToldNothing) {
  KnowPerson();
  v1::GetHistoryRequest request;
  request.set_person_id(kPerson);
  const rpc::Visit visit = VisitOf(access::v1::CALLER_ROLE_PRACTICE, "AuditService/GetHistory");
  const absl::Status refused = door_->Check(visit, request);
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(sights_, 1);
  noted_ = base::MakeError(absl::StatusCode::kUnavailable, "ACCESS_LOG_FULL", "full");
  EXPECT_THAT(door_->Check(visit, request), Refuses("ACCESS_LOG_FULL"));
}

}  // namespace
}  // namespace logboek::api
