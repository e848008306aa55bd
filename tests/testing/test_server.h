// The whole server in this process, on a free port, with a clock that stands still and stubs at
// hand.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/overview_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "logboek/v1/report_service.grpc.pb.h"
#include "services/server/server.h"
#include "storage/base/clock.h"
#include "storage/testing/temp_folder.h"

namespace logboek::test {

// Ten in the morning of 30 November 2026 in Amsterdam.
absl::Time DefaultNow();

class TestServer {
 public:
  // Dies when the server does not start. `options` may change anything but listen, store, master
  // key, first token and clock, which are set here; the default engine is memory.
  explicit TestServer(server::ServerOptions options = MemoryOptions());
  ~TestServer();

  static server::ServerOptions MemoryOptions();
  static server::ServerOptions RocksOptions();

  base::FakeClock& clock() { return clock_; }
  server::Server& server() { return *server_; }
  // As the administrator.
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  // The administrator's.
  std::string token() const;
  // As whoever has the token; "" = nobody.
  std::shared_ptr<grpc::Channel> ChannelAs(const std::string& token) const;
  // A token for this grant.
  std::string TokenFor(const access::v1::Grant& grant);

  // Stops the server and starts one on the same store and clock; RocksDB only.
  void Restart();

  // Sends the commands over one Push stream and returns the answers, one each, in order.
  std::vector<v1::PushResponse> Push(const std::vector<command::v1::Command>& commands);
  // As Push; a command that is refused is a test failure. Returns the last receipt.
  v1::Receipt MustPush(const std::vector<command::v1::Command>& commands);

  // Every event the server replays for the request, as stored, and the last caught-up position.
  struct Replayed {
    std::vector<std::string> envelopes;
    uint64_t caught_up = 0;
    grpc::Status status;
  };
  Replayed Replay(const v1::ReplayRequest& request);

  std::unique_ptr<v1::RegistrationService::Stub> registration;
  std::unique_ptr<v1::PracticeService::Stub> practice;
  std::unique_ptr<v1::ComplianceService::Stub> compliance;
  std::unique_ptr<v1::OverviewService::Stub> overview;
  std::unique_ptr<v1::ReportService::Stub> report;
  std::unique_ptr<v1::CalendarService::Stub> calendar;
  std::unique_ptr<v1::AuditService::Stub> audit;
  std::unique_ptr<v1::AdminService::Stub> admin;
  std::unique_ptr<v1::AccessService::Stub> access;

 private:
  void Start(server::ServerOptions options);

  storage::TempFolder folder_;
  base::FakeClock clock_;
  std::unique_ptr<server::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// May use everything, under this name.
access::v1::Grant AdministratorGrant(const std::string& principal);

// A context whose deadline is far enough for a busy machine, and ends a test that hangs.
class TestContext : public grpc::ClientContext {
 public:
  TestContext();
};

// What the method of this request is refused with stands in docs/api/reasons.txt.
void ExpectListed(const google::protobuf::Message& request, const grpc::Status& status);

// Calls a unary method of a stub: Call(*server.admin, &v1::AdminService::Stub::GetStatus, request,
// &response).
template <typename Stub, typename Request, typename Response>
grpc::Status Call(Stub& stub,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response* response) {
  TestContext context;
  grpc::Status status = (stub.*method)(&context, request, response);
  ExpectListed(request, status);
  return status;
}

}  // namespace logboek::test
