// The programs as people start and stop them.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

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

// systemd, for one service: what it would be told comes out of the test's own socket.
TEST(ProgramsTest, TellsItsServiceManagerHowItIsDoing) {
  const TempFolder folder;
  const int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const std::string path = folder / "notify";
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, sizeof name.sun_path - 1);
  ASSERT_EQ(bind(manager, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
  const timeval patience{.tv_sec = 60, .tv_usec = 0};
  setsockopt(manager, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const auto hear = [manager] {
    std::string text(4096, '\0');
    text.resize(static_cast<size_t>(
        std::max<ssize_t>(0, recv(manager, text.data(), text.size(), /*flags=*/0))));
    return text;
  };
  Process server({"/usr/bin/env", absl::StrCat("NOTIFY_SOCKET=", path), "WATCHDOG_USEC=20000",
                  Program("logboekd"), "--store", folder / "store", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(hear(), "STATUS=opening the store");
  const std::string ready = server.ReadLine();
  const std::string address = ready.substr(ready.rfind(' ') + 1);
  EXPECT_EQ(hear(), absl::StrCat("READY=1\nSTATUS=serving at ", address));
  for (int sign = 0; sign < 3; ++sign) EXPECT_EQ(hear(), "WATCHDOG=1");
  server.Signal(SIGTERM);
  std::string last = hear();
  while (last == "WATCHDOG=1") last = hear();
  EXPECT_EQ(last, "STOPPING=1\nSTATUS=stopping");
  EXPECT_EQ(server.Wait(), 0);
  close(manager);
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
