// Those who do not leave a server alone, in a process of their own.
#pragma once

#include <string>

#include "logboek/v1/compliance_service.pb.h"

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

inline constexpr int kIdle = 10'000;

// About a person and a day of the population, another one for each `n`.
v1::GetPracticeComplianceRequest Question(int n);

// "idle", "calls" or "push"; dies of another name.
Greed GreedOf(const std::string& name);

// A crowd until standard input ends: a client for each token in the file, a line each. Prints a
// line when it has begun, and at the end how many calls a second were let in and how many refused.
void RunCrowd(Greed greed, const std::string& address, const std::string& tokens_path);

}  // namespace logboek::bench
