// The programs as people start and stop them.
#include <gtest/gtest.h>
#include <signal.h>

#include "absl/strings/str_cat.h"
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

TEST(ProgramsTest, AServerWhoseLogNobodyReadsServesAndStopsWell) {
  const TempFolder folder;
  // `:` ends at once, and with it the only reader of the server's standard error.
  Process server({"/bin/bash", "-c",
                  absl::StrCat("exec 2> >(:); wait $!; exec ", Program("logboekd"), " --store ",
                               folder / "store", " --listen 127.0.0.1:0")});
  const std::string ready = server.ReadLine();
  const std::string address = ready.substr(ready.rfind(' ') + 1);
  const RunResult status = RunProgram({Program("logboek"), "--server", address, "status"});
  EXPECT_EQ(status.exit_code, 0) << status.errors;
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
}

TEST(ProgramsTest, LimitsAreFlagsWithARange) {
  const TempFolder folder;
  const RunResult none = RunProgram({Program("logboekd"), "--engine", "memory", "--workers", "0"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.errors.find("it takes 1 to 256 THREADS"), std::string::npos) << none.errors;
  ServerProcess server(folder / "store", {"--streams-max", "1"});
  Process follower(
      {Program("logboek"), "--server", server.address(), "--lang=en", "replay", "--follow"});
  // The header is written with what is there by now: the stream is open.
  EXPECT_NE(follower.ReadLine(), "");
  const RunResult second = RunProgram({Program("logboek"), "--server", server.address(), "replay"});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_NE(second.errors.find("TOO_MANY_CALLS"), std::string::npos) << second.errors;
  follower.Signal(SIGINT);
  EXPECT_EQ(follower.Wait(), 130);
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
