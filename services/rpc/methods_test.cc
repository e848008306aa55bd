#include "services/rpc/methods.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace logboek::rpc {
namespace {

TEST(Methods, NamesAreUniqueAndFoundByName) {
  std::set<std::string> names;
  for (size_t i = 0; i < Methods().size(); ++i) {
    EXPECT_TRUE(names.insert(std::string(Methods()[i].name)).second) << Methods()[i].name;
    EXPECT_EQ(MethodIndex(Methods()[i].name), i);
  }
}

TEST(Methods, EveryUnaryMethodHasABudgetAndNoStreamHas) {
  for (const MethodRow& row : Methods()) {
    EXPECT_EQ(row.kind == MethodKind::kStream, row.budget_max == absl::InfiniteDuration())
        << row.name;
    EXPECT_GT(row.budget_max, absl::ZeroDuration()) << row.name;
  }
}

TEST(MethodsDeathTest, UnknownNameIsABug) {
  EXPECT_DEATH(MethodIndex("RegistrationService/Nothing"), "every handler names a method");
}

}  // namespace
}  // namespace logboek::rpc
