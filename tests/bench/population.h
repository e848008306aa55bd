// What the benchmarks load a server with.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/registration_service.pb.h"

namespace logboek::bench {

inline constexpr int kPersons = 2'000;
inline constexpr int kPersonsAPractice = 20;
// Commands on their way over the Push stream.
inline constexpr int kUnanswered = 512;

// A server, and the token it is called with; "" = none.
struct Target {
  std::string address;
  std::string token = {};
};

// Connections for `clients` clients: few enough not to be the load themselves.
std::vector<std::shared_ptr<grpc::Channel>> Connect(const Target& target, int clients);

std::string PersonId(int i);
std::string PracticeId(int person);

// Practices and people that attendance can be recorded for.
std::vector<command::v1::Command> Beginning();

// Sends and reads at the same time, with at most kUnanswered commands on their way; each must be
// recorded.
void MustPush(const std::shared_ptr<grpc::Channel>& channel,
              const std::vector<command::v1::Command>& commands);

// Attendance nobody recorded before: one session after another, everybody at each.
class FreshAttendance {
 public:
  explicit FreshAttendance(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  // Schedules the sessions that `count` records will need.
  void Prepare(int count);

  // Thread-safe.
  command::v1::Command Next();

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  int scheduled_ = 0;
  std::atomic<int> next_{0};
};

v1::RecordAttendanceRequest ToRequest(const command::v1::Command& command);

}  // namespace logboek::bench
