#include "tests/testing/process/rpc.h"

#include <algorithm>

#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "tests/testing/commands/commands.h"

namespace logboek::test {

namespace v1 = logboek::v1;

std::unique_ptr<grpc::ClientContext> CallContext() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(absl::ToChronoTime(base::SystemClock().Now() + absl::Minutes(2)));
  return context;
}

std::vector<v1::PushResponse> PushAll(const std::shared_ptr<grpc::Channel>& channel,
                                      const std::vector<command::v1::Command>& commands,
                                      size_t window) {
  const auto stub = v1::RegistrationService::NewStub(channel);
  const auto context = CallContext();
  const auto stream = stub->Push(context.get());
  std::vector<v1::PushResponse> responses;
  bool alive = true;
  for (size_t sent = 0; alive && sent < commands.size();) {
    const size_t batch = std::min(window, commands.size() - sent);
    for (size_t i = 0; alive && i < batch; ++i) {
      v1::PushRequest request;
      *request.mutable_command() = commands[sent + i];
      alive = stream->Write(request);
    }
    // Answers to what did arrive are read even when the stream broke meanwhile.
    for (size_t i = 0; i < batch; ++i) {
      v1::PushResponse response;
      if (!stream->Read(&response)) {
        alive = false;
        break;
      }
      responses.push_back(std::move(response));
    }
    sent += batch;
  }
  stream->WritesDone();
  stream->Finish();
  return responses;
}

std::vector<event::v1::Envelope> ReplayAll(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = v1::AuditService::NewStub(channel);
  const auto context = CallContext();
  const auto stream = stub->Replay(context.get(), v1::ReplayRequest());
  std::vector<event::v1::Envelope> envelopes;
  v1::ReplayResponse response;
  while (stream->Read(&response)) {
    if (!response.has_envelope()) continue;
    CHECK(envelopes.emplace_back().ParseFromString(response.envelope()), "no envelope");
  }
  const grpc::Status status = stream->Finish();
  CHECK(status.ok(), "the replay broke");
  return envelopes;
}

std::string DigestOf(const std::shared_ptr<grpc::Channel>& channel, absl::string_view day,
                     bool from_zero) {
  v1::GetVerdictDigestRequest request;
  *request.mutable_at() = Date(Day(day));
  request.set_from_zero(from_zero);
  v1::GetVerdictDigestResponse response;
  const grpc::Status status =
      v1::AuditService::NewStub(channel)->GetVerdictDigest(CallContext().get(), request, &response);
  CHECK(status.ok(), "no digest");
  return response.digest();
}

}  // namespace logboek::test
