// What an honest client notices of others: of many who are only connected, and of many who ask
// without pause.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "tests/testing/process/process.h"

namespace logboek::bench {

// What a greedy client does, with no pause between.
enum class Greed {
  // Nothing: 10,000 connections, and no token is looked at.
  kNone,
  // Reads and writes, one after the other.
  kCalls,
  // Commands over a Push stream, as many on their way as the stream takes.
  kPush,
};

// Measures honest clients beside a server of its own in `folder`, quiet and then beside each crowd,
// and prints what they noticed: their times as a ratio to the quiet ones, and the memory of the
// server.
void BenchOverload(const test::TempFolder& folder, absl::Duration duration);

// "idle", "calls" or "push"; dies of another name.
Greed GreedOf(const std::string& name);

// A crowd in a process of its own: a client for each token in the file, a line each, until standard
// input ends. Prints a line when it has begun, and then how many calls a second were let in and how
// many refused.
void RunCrowd(Greed greed, const std::string& address, const std::string& tokens_path);

}  // namespace logboek::bench
