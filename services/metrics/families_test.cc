#include "services/metrics/families.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

namespace logboek::metrics {
namespace {

bool IsPlain(absl::string_view text) {
  for (char c : text) {
    if (!absl::ascii_islower(static_cast<unsigned char>(c)) && c != '_') return false;
  }
  return !text.empty() && text.front() != '_' && text.back() != '_';
}

// https://prometheus.io/docs/practices/naming: a prefix, base units in the plural, the unit last
// but for the "_total" of what only grows.
std::string BrokenRule(const FamilyRow& row) {
  absl::string_view name = row.name;
  if (!IsPlain(name)) return "is not in small letters and underscores";
  if (!absl::StartsWith(name, "logboek_") && !absl::StartsWith(name, "process_")) {
    return "has no prefix of ours";
  }
  const bool total = absl::ConsumeSuffix(&name, "_total");
  if (total != (row.type == FamilyType::kCounter)) return "is _total, or is no counter";
  if (row.unit.empty()) return row.type == FamilyType::kGauge ? "" : "has no unit";
  if (!absl::EndsWith(name, absl::StrCat("_", row.unit))) return "does not end in its unit";
  for (absl::string_view scaled :
       {"milli", "micro", "nano", "kilo", "mega", "minutes", "percent"}) {
    if (absl::StrContains(name, scaled)) return "is not in a base unit";
  }
  for (absl::string_view own : {"_bucket", "_sum", "_count"}) {
    if (absl::EndsWith(row.name, own)) return "ends as a histogram's series does";
  }
  return "";
}

TEST(Families, NamesKeepTheRulesAndAreUnique) {
  std::set<absl::string_view> names;
  for (const FamilyRow& row : Families()) {
    EXPECT_EQ(BrokenRule(row), "") << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " is there twice";
  }
  EXPECT_GT(names.size(), 40u);
}

TEST(Families, ABrokenRuleIsFound) {
  const auto rule = [](FamilyType type, absl::string_view name, absl::string_view unit) {
    return BrokenRule({FamilyId::kRequests, type, name, unit, ""});
  };
  EXPECT_EQ(rule(FamilyType::kGauge, "logboek_a_bytes", "bytes"), "");
  EXPECT_NE(rule(FamilyType::kGauge, "logboek_A_bytes", "bytes"), "");
  EXPECT_NE(rule(FamilyType::kGauge, "other_bytes", "bytes"), "");
  EXPECT_NE(rule(FamilyType::kGauge, "logboek_bytes_a", "bytes"), "");
  EXPECT_NE(rule(FamilyType::kGauge, "logboek_calls_total", "calls"), "");
  EXPECT_NE(rule(FamilyType::kCounter, "logboek_calls", "calls"), "");
  EXPECT_NE(rule(FamilyType::kCounter, "logboek_x_total", ""), "");
  EXPECT_NE(rule(FamilyType::kGauge, "logboek_milliseconds", "milliseconds"), "");
}

TEST(Families, EachSaysWhatItIsInASentence) {
  for (const FamilyRow& row : Families()) {
    EXPECT_TRUE(absl::EndsWith(row.help, ".")) << row.name;
    EXPECT_GE(row.help.size(), 10u) << row.name;
  }
}

TEST(Families, TheTableIsInTheOrderOfTheIds) {
  for (size_t i = 0; i < Families().size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(Families()[i].id), i) << Families()[i].name;
  }
  EXPECT_EQ(Families().size(), static_cast<size_t>(FamilyId::kProcessMaxFds) + 1);
}

// Callers, people, regions and what they send are no labels: their number has no bound.
TEST(Families, OnlyBoundedLabels) {
  const std::set<absl::string_view> bounded = {"",     "method",  "code",    "reason",
                                               "kind", "outcome", "version", "engine"};
  for (const FamilyRow& row : Families()) {
    for (const absl::string_view label : row.labels) {
      EXPECT_TRUE(bounded.contains(label)) << row.name << " has " << label;
    }
  }
}

}  // namespace
}  // namespace logboek::metrics
