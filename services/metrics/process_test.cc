#include "services/metrics/process.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/base/clock.h"

namespace logboek::metrics {
namespace {

constexpr char kStat[] =
    "4711 (log boek) 1) S 1 4711 4711 0 -1 4194560 9301 0 12 0 150 25 0 0 20 0 31 0 123456 "
    "987654321 2048 18446744073709551615 1 1 0 0 0 0 0\n";

TEST(Process, ReadsALineOfStatWhateverTheProgramIsCalled) {
  const auto stat = ParseStat(kStat);
  ASSERT_TRUE(stat.has_value());
  EXPECT_EQ(stat->cpu_ticks, 175u);
  EXPECT_EQ(stat->start_ticks, 123456u);
  EXPECT_EQ(stat->virtual_bytes, 987654321u);
  EXPECT_EQ(stat->resident_pages, 2048u);
}

TEST(Process, ALineThatIsNoneIsAbsent) {
  for (const char* line :
       {"", "4711", "4711 (x", "4711 (x) S 1 2", "4711 (x) S a b c d e f g h i"}) {
    EXPECT_FALSE(ParseStat(line).has_value()) << line;
  }
}

TEST(Process, NumbersBehindWords) {
  EXPECT_EQ(NumberBehind("btime", "cpu 1 2\nbtime 1764190000\nprocesses 3\n"), 1764190000u);
  EXPECT_EQ(NumberBehind("MemTotal:", "MemTotal:       16310 kB\nMemFree: 1 kB\n"), 16310u);
  EXPECT_FALSE(NumberBehind("btime", "xbtime 3\nbtime\n").has_value());
}

TEST(Process, ControlGroups) {
  EXPECT_EQ(ControlGroupOf("0::/system.slice/logboekd.service\n"),
            "/system.slice/logboekd.service");
  EXPECT_EQ(ControlGroupOf("1:name=systemd:/x\n0::/\n"), "");
  EXPECT_EQ(ControlGroupOf("4:memory:/docker/1\n"), "");
}

TEST(Process, ThisOneHasNumbers) {
  const ProcessNumbers before = ReadProcess();
  EXPECT_GT(before.resident_bytes, 1u << 20);
  EXPECT_GE(before.virtual_bytes, before.resident_bytes);
  EXPECT_GT(before.memory_limit_bytes, before.resident_bytes);
  EXPECT_GE(before.max_fds, before.open_fds);
  const absl::Time now = base::SystemClock().Now();
  EXPECT_LE(before.started_at, now + absl::Seconds(2));
  EXPECT_GT(before.started_at, now - absl::Hours(24));

  std::vector<std::unique_ptr<std::ifstream>> files;
  for (int i = 0; i < 5; ++i) files.push_back(std::make_unique<std::ifstream>("/proc/self/stat"));
  EXPECT_EQ(ReadProcess().open_fds, before.open_fds + files.size());
}

}  // namespace
}  // namespace logboek::metrics
