// The programs at the ends of pipes: what comes is passed on at once, and an end that closes is
// neither a death in silence nor a success.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

using testing::HasSubstr;

constexpr int kExitUsage = 2;
constexpr int kExitOutput = 6;

// A line for `logboek push` that registers a practice of the test plan's region.
std::string PracticeLine(int number) {
  return absl::StrCat("{\"source\":\"test\",\"sourceId\":\"line-", number,
                      "\",\"registerPractice\":{\"practiceId\":\"p", number, "\",\"region\":\"",
                      TestPlan().region(), "\",\"agb\":\"", 10'000'000 + number,
                      "\",\"name\":\"P\",\"from\":{\"year\":2020,\"month\":1,\"day\":1}}}\n");
}

// `command` in bash; $logboek is the program with the server's address.
std::vector<std::string> Shell(const std::string& address, const std::string& command) {
  return {"/bin/bash", "-c",
          absl::StrCat("logboek='", Program("logboek"), " --lang en --server ", address, "'; ",
                       command)};
}

class StreamsTest : public ::testing::Test {
 protected:
  StreamsTest() : server_(folder_ / "store") {
    PushAll(server_.NewChannel(), {PublishPlan(TestPlan())});
  }

  RunResult Run(const std::string& command) {
    return RunProgram(Shell(server_.address(), command));
  }

  const TempFolder folder_;
  ServerProcess server_;
};

TEST_F(StreamsTest, WhoFollowsSeesAnEventWhenItIsRecorded) {
  Process follower(Shell(server_.address(), "exec $logboek replay --follow --format csv"),
                   folder_ / "follower");
  EXPECT_THAT(follower.ReadLine(), HasSubstr("position,"));
  EXPECT_THAT(follower.ReadLine(), HasSubstr("plan_published"));
  PushAll(server_.NewChannel(), {RegisterPractice("p1")});
  EXPECT_THAT(follower.ReadLine(), HasSubstr("practice_registered"));
  follower.Signal(SIGINT);
  EXPECT_EQ(follower.Wait(), 130);
}

TEST_F(StreamsTest, WhoPushesLineByLineGetsEachReceiptAtOnce) {
  const std::string receipts = folder_ / "receipts";
  Process push(Shell(server_.address(),
                     absl::StrCat("exec $logboek push - --format csv --receipts ", receipts)),
               folder_ / "push");
  for (int number = 1; number <= 3; ++number) {
    push.Write(PracticeLine(number));
    // The first line of output is the header.
    if (number == 1) push.ReadLine();
    EXPECT_THAT(push.ReadLine(), HasSubstr(absl::StrCat(number, ",new,test,line-", number)));
    EXPECT_THAT(RunProgram({"/bin/cat", receipts}).output,
                HasSubstr(absl::StrCat("{\"line\":", number, ",")));
  }
  push.CloseInput();
  EXPECT_EQ(push.Wait(), 0);
}

TEST_F(StreamsTest, AnAnswerNobodyReadsIsNoSuccess) {
  const RunResult full = Run("$logboek status > /dev/full");
  EXPECT_EQ(full.exit_code, kExitOutput);
  EXPECT_THAT(full.errors, HasSubstr("cannot write standard output: No space left on device"));
  const RunResult closed = Run("$logboek status >&-");
  EXPECT_EQ(closed.exit_code, kExitOutput);
  EXPECT_THAT(closed.errors, HasSubstr("cannot write standard output: Bad file descriptor"));
  // `:` ends at once, and with it the only reader.
  const RunResult gone = Run("exec 3> >(:); wait $!; $logboek status >&3");
  EXPECT_EQ(gone.exit_code, kExitOutput);
  EXPECT_THAT(gone.errors, HasSubstr("cannot write standard output: Broken pipe"));
}

TEST_F(StreamsTest, APushWhoseReaderLeavesSaysSo) {
  const std::string lines = folder_ / "lines";
  std::ofstream file(lines);
  for (int number = 1; number <= 3'000; ++number) file << PracticeLine(number);
  file.close();
  const RunResult push =
      Run(absl::StrCat("set -o pipefail; cat ", lines, " | $logboek push - | head -1"));
  EXPECT_EQ(push.exit_code, kExitOutput);
  EXPECT_THAT(push.errors, HasSubstr("cannot write standard output: Broken pipe"));
}

TEST_F(StreamsTest, AClosedInputIsAnErrorAtOnce) {
  const RunResult push = Run("$logboek push - <&-");
  EXPECT_EQ(push.exit_code, kExitUsage);
  EXPECT_THAT(push.errors, HasSubstr("cannot read on in -: Bad file descriptor"));
}

}  // namespace
}  // namespace logboek::test
