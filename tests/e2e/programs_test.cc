// The programs as people start and stop them.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

std::string BinFolder() {
  const std::string program = Program("logboek");
  return program.substr(0, program.rfind('/'));
}

TEST(ProgramsTest, DemoDoesTheMainJobAndExitsWithZero) {
  const RunResult result = RunProgram({"/bin/bash", "tests/demo/demo.sh", BinFolder()});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
}

TEST(ProgramsTest, InterruptDrainsAndTheNextStartHasEverything) {
  const TempFolder folder;
  std::vector<event::v1::Envelope> before;
  {
    ServerProcess server(folder / "store");
    PushAll(server.NewChannel(), {PublishPlan(TestPlan()), RegisterPractice("p1")});
    before = ReplayAll(server.NewChannel());
    EXPECT_EQ(server.Stop(), 0);
  }
  ServerProcess again(folder / "store");
  const auto after = ReplayAll(again.NewChannel());
  ASSERT_EQ(after.size(), 2u);
  for (size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
  again.process().Signal(SIGTERM);
  EXPECT_EQ(again.process().Wait(), 0);
}

TEST(ProgramsTest, WrongFlagsExitWithTwoAndAnUnreachableServerWithThree) {
  EXPECT_EQ(RunProgram({Program("logboekd"), "--no-such-flag"}).exit_code, 2);
  EXPECT_EQ(RunProgram({Program("logboek"), "juggle"}).exit_code, 2);
  const TempFolder folder;
  ServerProcess server(folder / "store");
  const std::string nobody_there = server.address();
  server.Kill();
  EXPECT_EQ(RunProgram({Program("logboek"), "--server", nobody_there, "status"}).exit_code, 3);
}

}  // namespace
}  // namespace logboek::test
