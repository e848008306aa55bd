// Joint plans and health centres: one region, one at a time.
#include "services/domain/decide_fixture.h"

namespace logboek::domain {
namespace {

class GroupsTest : public DecideTest {
 protected:
  GroupsTest() {
    for (const char* id : {"p2", "p3"}) h_.Given(t::RegisterPractice(id));
    GivenElsewhere();
  }
};

TEST_F(GroupsTest, JointPlanIsOfOneRegionAndRegisteredOnce) {
  ExpectRefused(t::RegisterJointPlan("j", {"p1", "far"}, "2024-01-01"), "OTHER_REGION");
  ExpectRefused(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-01", "atlantis"),
                "UNKNOWN_REGION");
  const auto spoilt = [&](const auto& spoil, const std::string& reason) {
    ExpectSpoilt(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-01"),
                 &Command::mutable_register_joint_plan, spoil, reason);
  };
  spoilt([](auto* plan) { plan->clear_submitted_on(); }, "MISSING_FIELD");
  spoilt(
      [](auto* plan) {
        *plan->mutable_members(1)->mutable_until() = t::Date(t::Day("2023-12-31"));
      },
      "END_BEFORE_START");
  EXPECT_EQ(TypesOf(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-01")),
            Types{"joint_plan_registered"});
  ExpectRefused(t::RegisterJointPlan("j", {"p1", "p3"}, "2024-01-01"), "ALREADY_REGISTERED");
}

TEST_F(GroupsTest, WhoJoinsIsOfTheRegionToo) {
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-01"));
  ExpectRefused(t::AddJointPlanMember("j", "far", "2024-02-01"), "OTHER_REGION");
  ExpectRefused(t::AddJointPlanMember("j", "p9", "2024-02-01"), "UNKNOWN_PRACTICE");
  EXPECT_EQ(TypesOf(t::AddJointPlanMember("j", "p3", "2024-02-01")),
            Types{"joint_plan_member_added"});
}

TEST_F(GroupsTest, WhoLeftAJointPlanMayBeInTheNext) {
  h_.Given(t::RegisterJointPlan("j", {"p1", "p2"}, "2024-01-01"));
  ExpectRefused(t::RemoveJointPlanMember("j9", "p2", "2024-06-01"), "UNKNOWN_JOINT_PLAN");
  ExpectRefused(t::RemoveJointPlanMember("j", "p3", "2024-06-01"), "NOT_A_MEMBER");
  h_.Given(t::RemoveJointPlanMember("j", "p2", "2024-06-01"));
  ExpectRefused(t::RegisterJointPlan("j2", {"p2", "p3"}, "2024-05-31"), "ALREADY_IN_JOINT_PLAN");
  EXPECT_EQ(TypesOf(t::RegisterJointPlan("j2", {"p2", "p3"}, "2024-06-01")),
            Types{"joint_plan_registered"});
}

TEST_F(GroupsTest, PracticeIsInOneCentreAtATime) {
  EXPECT_EQ(TypesOf(t::LinkCentre("c", "p1", "2024-01-01")), Types{"health_centre_linked"});
  for (const char* from : {"2023-01-01", "2024-01-01", "2024-06-01"}) {
    ExpectRefused(t::LinkCentre("c2", "p1", from), "ALREADY_IN_CENTRE");
  }
  EXPECT_EQ(TypesOf(t::UnlinkCentre("c", "p1", "2024-06-01")), Types{"health_centre_unlinked"});
  ExpectRefused(t::LinkCentre("c2", "p1", "2024-05-31"), "ALREADY_IN_CENTRE");
  EXPECT_EQ(TypesOf(t::LinkCentre("c2", "p1", "2024-06-01")), Types{"health_centre_linked"});
}

TEST_F(GroupsTest, CentreIsOfOneRegionAndLeftByItsMembers) {
  ExpectRefused(t::LinkCentre("", "p1", "2024-01-01"), "MISSING_FIELD");
  ExpectRefused(t::LinkCentre("c", "p9", "2024-01-01"), "UNKNOWN_PRACTICE");
  h_.Given(t::LinkCentre("c", "p1", "2024-01-01"));
  ExpectRefused(t::LinkCentre("c", "far", "2024-01-01"), "OTHER_REGION");
  ExpectRefused(t::UnlinkCentre("c9", "p1", "2024-06-01"), "UNKNOWN_HEALTH_CENTRE");
  ExpectRefused(t::UnlinkCentre("c", "p2", "2024-06-01"), "NOT_A_MEMBER");
  ExpectRefused(t::UnlinkCentre("c", "p1", "2023-12-31"), "END_BEFORE_START");
}

}  // namespace
}  // namespace logboek::domain
