#include "services/permission/subjects.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/regioplan/v1/plan.pb.h"
#include "services/permission/rights.h"
#include "services/permission/test_services.h"

namespace logboek::permission {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Ids of what a plan says, of the sender's own bookkeeping, and of reports.
bool IsNobodysRecord(const std::string& field) {
  static const auto* const names = new std::set<std::string>{
      "obligation_id", "obligation_ids", "cohort_id",         "cohort_ids", "plan_id",
      "source_id",     "correlation_id", "interpretation_id", "report_id",  "token_id"};
  return names->contains(field);
}

bool LooksLikeAnId(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return field.type() == FieldDescriptor::TYPE_STRING &&
         (absl::EndsWith(name, "_id") || absl::EndsWith(name, "_ids") || name == "region" ||
          name == "academy" || absl::EndsWith(name, "agb") || absl::EndsWith(name, "represents"));
}

void ExpectKnown(const Descriptor& type, std::set<const Descriptor*>* seen) {
  if (!seen->insert(&type).second || &type == regioplan::v1::RegionPlan::descriptor()) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.message_type() != nullptr) ExpectKnown(*field.message_type(), seen);
    if (!LooksLikeAnId(field)) continue;
    EXPECT_NE(KindOf(field) != SubjectKind::kNone, IsNobodysRecord(field.name()))
        << field.full_name() << " has no row in the table of subjects, or should have none";
  }
}

// A field that nobody classified would let a caller name what is not its own.
TEST(Subjects, EveryIdThatCanBeSentIsKnown) {
  KeepServices();
  std::set<const Descriptor*> seen;
  ExpectKnown(*command::v1::Command::descriptor(), &seen);
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  for (const Right& right : Rights()) {
    std::string name(right.method);
    name.replace(name.find('/'), 1, ".");
    const auto* const method = pool->FindMethodByName(absl::StrCat("logboek.v1.", name));
    ASSERT_NE(method, nullptr) << right.method;
    ExpectKnown(*method->input_type(), &seen);
  }
  EXPECT_GE(seen.size(), 100u);
}

TEST(Subjects, AreFoundHoweverDeepAndInEveryElement) {
  command::v1::RegisterJointPlan plan;
  plan.set_joint_plan_id("j");
  plan.set_region("utrecht");
  plan.add_members()->set_practice_id("p1");
  plan.add_members()->set_practice_id("p2");
  std::vector<std::string> found;
  for (const Subject& subject : SubjectsOf(plan)) {
    found.push_back(absl::StrCat(subject.id, subject.is_new ? " new" : ""));
  }
  EXPECT_THAT(found, testing::ElementsAre("j new", "utrecht", "p1", "p2"));
}

TEST(Subjects, OfCommandsInsideARequestAreNotItsOwn) {
  command::v1::Command command;
  command.mutable_cancel_session()->set_session_id("s");
  EXPECT_TRUE(SubjectsOf(command).empty());
  EXPECT_EQ(SubjectsOf(command.cancel_session()).size(), 1u);
}

}  // namespace
}  // namespace logboek::permission
