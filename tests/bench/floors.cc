#include "tests/bench/floors.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "grpcpp/server_builder.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "services/api/door.h"
#include "services/rpc/wire_status.h"
#include "services/server/access.h"
#include "services/server/credentials.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"

namespace logboek::bench {
namespace {

namespace v1 = logboek::v1;

// Who comes in, decided as by the server.
class Gate {
 public:
  explicit Gate(const EchoOptions& options)
      : access_(MustOpen(options, &clock_)),
        door_(&access_->authenticator(), nullptr, nullptr, &clock_, {}) {}

  grpc::Status LetIn(const grpc::CallbackServerContext& context) {
    auto caller = door_.Identify(context);
    absl::Status status = caller.status();
    if (status.ok()) {
      status = door_.Admit(
          {.caller = *std::move(caller), .method = "RegistrationService/RecordAttendance"});
    }
    return rpc::ToGrpcStatus(status);
  }

  grpc::Status Exchange(const grpc::CallbackServerContext& context,
                        v1::ExchangeTokenResponse* response) {
    auto exchanged = door_.Exchange(context);
    if (exchanged.ok()) response->set_token(std::move(exchanged->token));
    return rpc::ToGrpcStatus(exchanged.status());
  }

 private:
  static std::unique_ptr<server::Access> MustOpen(const EchoOptions& options,
                                                  const base::Clock* clock) {
    auto access = server::Access::Open(
        {.first_token_path = options.token_path, .policy_path = options.policy_path}, clock);
    CHECK(access.ok(), "nobody can be let in");
    return *std::move(access);
  }

  const base::SystemClock clock_;
  const std::unique_ptr<server::Access> access_;
  api::Door door_;
};

class EchoRegistration final : public v1::RegistrationService::CallbackService {
 public:
  // Without a gate, for whoever calls.
  explicit EchoRegistration(Gate* gate) : gate_(gate) {}

  grpc::ServerUnaryReactor* RecordAttendance(grpc::CallbackServerContext* context,
                                             const v1::RecordAttendanceRequest* request,
                                             v1::RecordAttendanceResponse* response) override {
    response->mutable_receipt()->set_source(request->origin().source());
    response->mutable_receipt()->set_source_id(request->origin().source_id());
    response->mutable_receipt()->add_event_ids(std::string(32, 'e'));
    response->mutable_receipt()->set_token(std::string(40, 't'));
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(gate_ == nullptr ? grpc::Status::OK : gate_->LetIn(*context));
    return reactor;
  }

 private:
  Gate* const gate_;
};

// The one answer that is not ready-made.
class EchoAccess final : public v1::AccessService::CallbackService {
 public:
  explicit EchoAccess(Gate* gate) : gate_(gate) {}

  grpc::ServerUnaryReactor* ExchangeToken(grpc::CallbackServerContext* context,
                                          const v1::ExchangeTokenRequest*,
                                          v1::ExchangeTokenResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(gate_->Exchange(*context, response));
    return reactor;
  }

 private:
  Gate* const gate_;
};

class EchoCompliance final : public v1::ComplianceService::CallbackService {
 public:
  explicit EchoCompliance(size_t bytes) : filling_(bytes, 'f') {}

  grpc::ServerUnaryReactor* GetPracticeCompliance(
      grpc::CallbackServerContext* context, const v1::GetPracticeComplianceRequest* request,
      v1::GetPracticeComplianceResponse* response) override {
    response->set_token(filling_);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const std::string filling_;
};

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const std::string& tls_folder) {
  if (tls_folder.empty()) return grpc::InsecureServerCredentials();
  return server::CredentialsOf({.certificate_path = absl::StrCat(tls_folder, "/server.pem"),
                                .key_path = absl::StrCat(tls_folder, "/server.key"),
                                .client_ca_path = absl::StrCat(tls_folder, "/ca.pem")});
}

}  // namespace

Echo::Echo(const EchoOptions& options)
    : process({test::Program("logboek_bench"), "--serve-echo",
               absl::StrCat(options.compliance_bytes), "--echo-token", options.token_path,
               "--echo-policy", options.policy_path, "--echo-tls", options.tls_folder}),
      address(process.ReadLine()) {}

void ServeEcho(const EchoOptions& options) {
  std::unique_ptr<Gate> gate;
  if (!options.token_path.empty()) gate = std::make_unique<Gate>(options);
  EchoRegistration registration(gate.get());
  EchoAccess access(gate.get());
  EchoCompliance compliance(options.compliance_bytes);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", CredentialsOf(options.tls_folder), &port);
  builder.RegisterService(&registration);
  builder.RegisterService(&compliance);
  if (gate != nullptr) builder.RegisterService(&access);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  CHECK(server != nullptr, "the echo server did not start");
  std::printf("127.0.0.1:%d\n", port);
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  server->Shutdown();
}

Figures MeasureSyncedFile(const std::string& folder, size_t bytes, absl::Duration duration) {
  const std::string path = absl::StrCat(folder, "/floor-", bytes);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  CHECK(file >= 0, "no file to write");
  const std::string content(bytes, 'x');
  const Figures figures = RunClosedLoop(1, duration, [&](int, size_t) {
    CHECK_EQ(write(file, content.data(), content.size()), static_cast<ssize_t>(content.size()));
    CHECK_EQ(fdatasync(file), 0);
  });
  close(file);
  return figures;
}

Figures MeasureSyncedRocks(const std::string& folder, size_t bytes, size_t group,
                           absl::Duration duration) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  CHECK(rocksdb::DB::Open(options, absl::StrCat(folder, "/rocks-", group), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions write;
  write.sync = true;
  const std::string content(bytes, 'x');
  Figures figures = RunClosedLoop(1, duration, [&](int, size_t n) {
    rocksdb::WriteBatch batch;
    for (size_t i = 0; i < group; ++i) {
      CHECK(batch.Put(absl::StrCat("key", 1'000'000'000 + n * group + i), content).ok());
    }
    CHECK(db->Write(write, &batch).ok());
  });
  figures.calls *= group;
  figures.per_second *= static_cast<double>(group);
  return figures;
}

}  // namespace logboek::bench
