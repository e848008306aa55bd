// Small synchronous helpers over the stubs, for tests that talk to a real server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/v1/audit_service.pb.h"
#include "logboek/v1/registration_service.pb.h"

namespace logboek::test {

// With a deadline far enough for a slow machine.
std::unique_ptr<grpc::ClientContext> CallContext();

// Sends the commands over one Push stream, `window` at a time, and returns the answers in order;
// fewer than asked when the connection broke.
std::vector<logboek::v1::PushResponse> PushAll(const std::shared_ptr<grpc::Channel>& channel,
                                               const std::vector<command::v1::Command>& commands,
                                               size_t window = 64);

// The whole log, decoded.
std::vector<event::v1::Envelope> ReplayAll(const std::shared_ptr<grpc::Channel>& channel);

// The digest of all verdicts on a day, from the live register or folded from the first event.
std::string DigestOf(const std::shared_ptr<grpc::Channel>& channel, absl::string_view day,
                     bool from_zero);

}  // namespace logboek::test
