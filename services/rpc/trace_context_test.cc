#include "services/rpc/trace_context.h"

#include <string>

#include "gtest/gtest.h"

namespace logboek::rpc {
namespace {

// The recommendation's own example.
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParentId[] = "00f067aa0ba902b7";

std::string Joined(const std::string& version, const std::string& trace_id,
                   const std::string& parent_id, const std::string& flags) {
  return version + "-" + trace_id + "-" + parent_id + "-" + flags;
}

TEST(TraceContext, TakesOverBothIds) {
  for (const char* flags : {"00", "01", "ff", "09"}) {
    const auto trace = ParseTraceParent(Joined("00", kTraceId, kParentId, flags));
    ASSERT_TRUE(trace.has_value()) << flags;
    EXPECT_EQ(trace->trace_id, kTraceId);
    EXPECT_EQ(trace->parent_id, kParentId);
  }
}

TEST(TraceContext, IgnoresWhatIsMalformed) {
  const std::string zeros32(32, '0');
  const std::string zeros16(16, '0');
  const std::string good = Joined("00", kTraceId, kParentId, "01");
  const std::string bad[] = {
      "",
      "00",
      good.substr(0, good.size() - 1),
      // Ids of nothing but zeros.
      Joined("00", zeros32, kParentId, "01"),
      Joined("00", kTraceId, zeros16, "01"),
      // Too short, too long.
      Joined("00", std::string(kTraceId).substr(1), kParentId, "01"),
      Joined("00", std::string(kTraceId) + "1", kParentId, "01"),
      Joined("00", kTraceId, std::string(kParentId).substr(1), "01"),
      Joined("00", kTraceId, std::string(kParentId) + "1", "01"),
      Joined("0", kTraceId, kParentId, "01"),
      Joined("000", kTraceId, kParentId, "01"),
      Joined("00", kTraceId, kParentId, "1"),
      // Not lower-case hex.
      Joined("00", "4BF92F3577B34DA6A3CE929D0E0E4736", kParentId, "01"),
      Joined("00", kTraceId, "00F067AA0BA902B7", "01"),
      Joined("00", "4bf92f3577b34da6a3ce929d0e0e473g", kParentId, "01"),
      Joined("00", kTraceId, "00f067aa0ba902b.", "01"),
      Joined(".0", kTraceId, kParentId, "01"),
      Joined("00", kTraceId, kParentId, "0G"),
      Joined("00", kTraceId, kParentId, "0A"),
      Joined("0A", kTraceId, kParentId, "01"),
      // The version that there is not.
      Joined("ff", kTraceId, kParentId, "01"),
      // Other separators, blanks.
      "00_" + good.substr(3),
      "00-" + std::string(kTraceId) + "_" + kParentId + "-01",
      "00-" + std::string(kTraceId) + "-" + kParentId + "_01",
      " " + good,
      good + " ",
      good + "\n",
      // The first version has nothing behind the flags.
      good + "-",
      good + "-what-the-future-will-be-like",
      good + ".",
  };
  for (const std::string& value : bad) {
    EXPECT_FALSE(ParseTraceParent(value).has_value()) << value;
  }
}

TEST(TraceContext, ReadsVersionsToComeAsFarAsItKnowsThem) {
  for (const char* rest : {"", "-", "-what-the-future-will-be-like"}) {
    const auto trace =
        ParseTraceParent(Joined("cc", kTraceId, kParentId, std::string("01") + rest));
    ASSERT_TRUE(trace.has_value()) << rest;
    EXPECT_EQ(trace->trace_id, kTraceId);
  }
  EXPECT_FALSE(ParseTraceParent(Joined("cc", kTraceId, kParentId, "01.what")).has_value());
  EXPECT_FALSE(ParseTraceParent(Joined("cc", kTraceId, kParentId, "01what")).has_value());
}

}  // namespace
}  // namespace logboek::rpc
