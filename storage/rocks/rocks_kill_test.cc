// A process that is killed while it writes: everything it acknowledged is there, without gaps, and
// is found.
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"
#include "storage/rocks/rocks_log.h"
#include "storage/testing/temp_folder.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {
namespace {

constexpr int kRounds = 6;

struct Child {
  pid_t pid = 0;
  FILE* output = nullptr;
};

Child StartWriter(const std::string& path, uint32_t seed) {
  const std::string seed_text = absl::StrCat(seed);
  int pipe_ends[2];
  EXPECT_EQ(pipe(pipe_ends), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    execl(ROCKS_KILL_WRITER, ROCKS_KILL_WRITER, path.c_str(), seed_text.c_str(), nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  return Child{.pid = pid, .output = fdopen(pipe_ends[0], "r")};
}

// Reads acknowledgements, kills the writer after `acks_max` of them and gives the last one that
// came out.
uint64_t LastAcknowledged(const Child& child, uint64_t acks_max) {
  uint64_t acks = 0;
  uint64_t last = 0;
  char line[64];
  while (std::fgets(line, sizeof(line), child.output) != nullptr) {
    const absl::string_view text(line);
    // A line that the kill cut short is no acknowledgement.
    if (!text.empty() && text.back() == '\n') {
      EXPECT_TRUE(absl::SimpleAtoi(text, &last)) << line;
    }
    if (++acks == acks_max) kill(child.pid, SIGKILL);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child.pid, &status, 0), child.pid);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with status " << status;
  std::fclose(child.output);
  return last;
}

TEST(RocksKillTest, WhatWasAcknowledgedIsThere) {
  uint32_t seed = std::random_device()();
  if (const char* fixed = std::getenv("LOGBOEK_SEED"); fixed != nullptr) {
    ASSERT_TRUE(absl::SimpleAtoi(fixed, &seed)) << fixed;
  }
  std::cout << "LOGBOEK_SEED=" << seed << "\n";
  std::mt19937 random(seed);
  const TempFolder folder;
  RocksLogOptions options;
  options.path = folder.Sub("store");
  options.indexer = IndexTestRecord;
  uint64_t before = 0;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(absl::StrCat("LOGBOEK_SEED=", seed, " round ", round));
    const Child child = StartWriter(options.path, static_cast<uint32_t>(random()));
    const uint64_t acknowledged = LastAcknowledged(child, 1 + random() % 150);
    ASSERT_GT(acknowledged, before);
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksLog(options));
    EXPECT_GE(log->head().value, acknowledged);
    ASSERT_EQ(WrongInNumberedLog(*log), "");
    before = log->head().value;
  }
}

}  // namespace
}  // namespace logboek::storage
