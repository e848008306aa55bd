// A plan is checked as it would be when published, and nothing is.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/plans/plans.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::api {
namespace {

using regioplan::v1::RegionPlan;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PlanCheckTest : public ::testing::Test {
 protected:
  // "field: REASON" of every problem.
  std::vector<std::string> Problems(const RegionPlan& plan,
                                    const std::vector<RegionPlan>& before = {}) {
    v1::CheckPlanRequest request;
    *request.mutable_plan() = plan;
    for (const RegionPlan& earlier : before) *request.add_before() = earlier;
    v1::CheckPlanResponse response;
    EXPECT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::CheckPlan, request, &response),
                test::IsGrpcOk());
    std::vector<std::string> problems;
    for (const v1::PlanProblem& problem : response.problems()) {
      EXPECT_FALSE(problem.message().empty()) << problem.field();
      problems.push_back(absl::StrCat(problem.field(), ": ", problem.reason()));
    }
    return problems;
  }

  test::TestServer server_;
};

TEST_F(PlanCheckTest, EveryMistakeIsToldAndNothingIsPublished) {
  RegionPlan plan = test::TestPlan();
  EXPECT_THAT(Problems(plan), IsEmpty());
  plan.mutable_title()->clear_en();
  plan.mutable_obligations(0)->mutable_applies()->clear_years();
  EXPECT_THAT(Problems(plan), ElementsAre("title.en: MISSING_FIELD",
                                          "obligations[0].applies.years: PERIOD_UNCLEAR"));
  v1::GetStatusResponse status;
  ASSERT_THAT(test::Call(*server_.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                         &status),
              test::IsGrpcOk());
  EXPECT_EQ(status.position(), 0u);
}

TEST_F(PlanCheckTest, PlansOfTheRegionBeforeItCountAsPublished) {
  const RegionPlan third = test::DeployedPlan("utrecht_sterkzorg-year-3");
  const RegionPlan later = test::DeployedPlan("utrecht_sterkzorg-years-4-5");
  EXPECT_THAT(Problems(later), Contains("cohorts: NOTHING_NAMED"));
  EXPECT_THAT(Problems(later, {third}), IsEmpty());
  RegionPlan elsewhere = third;
  elsewhere.set_region("elsewhere");
  EXPECT_THAT(Problems(later, {elsewhere}), Contains("cohorts: NOTHING_NAMED"));
}

TEST_F(PlanCheckTest, SoDoThoseThatTheRegisterHas) {
  server_.MustPush({test::PublishPlan(test::DeployedPlan("utrecht_sterkzorg-year-3"))});
  const RegionPlan later = test::DeployedPlan("utrecht_sterkzorg-years-4-5");
  EXPECT_THAT(Problems(later), IsEmpty());
  RegionPlan empty = test::DeployedPlan("utrecht_sterkzorg-year-3");
  empty.clear_cohorts();
  EXPECT_THAT(Problems(later, {empty}), Contains("cohorts: NOTHING_NAMED"));
}

TEST_F(PlanCheckTest, TheDeployedPlansMayAllBePublished) {
  std::vector<RegionPlan> before;
  for (const RegionPlan& plan : test::DeployedPlans()) {
    EXPECT_THAT(Problems(plan, before), IsEmpty()) << plan.region() << " " << plan.plan_id();
    before.push_back(plan);
  }
  EXPECT_EQ(before.size(), 5u);
}

}  // namespace
}  // namespace logboek::api
