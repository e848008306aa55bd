// Every method of every service goes through the chain, and the table of methods is about the
// services there are.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "services/rpc/methods.h"
#include "storage/base/log.h"
#include "tests/testing/test_server.h"

namespace logboek::api {
namespace {

std::vector<const google::protobuf::MethodDescriptor*> EveryMethod() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const auto* file :
       {v1::EnrolRequest::descriptor()->file(), v1::GetPracticeRequest::descriptor()->file(),
        v1::GetPracticeComplianceRequest::descriptor()->file(),
        v1::GetSessionRequest::descriptor()->file(), v1::ListVisitsRequest::descriptor()->file(),
        v1::ListRetentionRequest::descriptor()->file(), v1::ReplayRequest::descriptor()->file(),
        v1::GetStatusRequest::descriptor()->file(), v1::WhoAmIRequest::descriptor()->file(),
        v1::GetEvidenceRequest::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

std::string NameOf(const google::protobuf::MethodDescriptor& method) {
  return absl::StrCat(method.service()->name(), "/", method.name());
}

rpc::MethodKind KindOf(const google::protobuf::MethodDescriptor& method) {
  if (method.client_streaming() || method.server_streaming()) return rpc::MethodKind::kStream;
  return method.input_type()->FindFieldByName("origin") != nullptr ? rpc::MethodKind::kWrite
                                                                   : rpc::MethodKind::kRead;
}

TEST(MethodTable, HasExactlyTheMethodsOfTheServices) {
  std::map<std::string, rpc::MethodKind> described;
  std::map<std::string, rpc::MethodKind> table;
  for (const auto* method : EveryMethod()) described[NameOf(*method)] = KindOf(*method);
  for (const rpc::MethodRow& row : rpc::Methods()) table[std::string(row.name)] = row.kind;
  EXPECT_EQ(table, described);
  EXPECT_GE(table.size(), 40u);
}

TEST(MethodTable, EveryCommandHasAMethodOfItsName) {
  std::set<std::string> commands;
  const auto& kinds = *command::v1::Command::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < kinds.field_count(); ++i) {
    commands.insert(kinds.field(i)->message_type()->name());
  }
  std::set<std::string> written;
  for (const auto* method : EveryMethod()) {
    const auto* command = method->input_type()->FindFieldByName("command");
    if (KindOf(*method) != rpc::MethodKind::kWrite || command == nullptr) continue;
    EXPECT_EQ(command->message_type()->name(), method->name());
    written.insert(method->name());
  }
  // The server's own.
  commands.erase("RecordAuditReplay");
  EXPECT_EQ(written, commands);
}

// Calls the method with empty bytes and tells the request id that came back; only the chain sets
// one.
std::string RequestIdFrom(grpc::GenericStub* stub, const std::string& path,
                          const std::string& sent) {
  test::TestContext context;
  context.AddMetadata("x-request-id", sent);
  grpc::CompletionQueue queue;
  const auto call = stub->PrepareCall(&context, path, &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(&tag);
  queue.Next(&tag, &ok);
  const grpc::Slice empty;
  call->WriteLast(grpc::ByteBuffer(&empty, 1), grpc::WriteOptions(), &tag);
  queue.Next(&tag, &ok);
  // The status comes behind the last message.
  while (ok) {
    grpc::ByteBuffer answer;
    call->Read(&answer, &tag);
    queue.Next(&tag, &ok);
  }
  grpc::Status status;
  call->Finish(&status, &tag);
  queue.Next(&tag, &ok);
  for (const auto* metadata :
       {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()}) {
    if (const auto found = metadata->find("x-request-id"); found != metadata->end()) {
      return std::string(found->second.data(), found->second.size());
    }
  }
  return "";
}

TEST(Wiring, EveryMethodAnswersThroughTheChain) {
  test::TestServer server;
  grpc::GenericStub stub(server.channel());
  for (const auto* method : EveryMethod()) {
    const std::string path = absl::StrCat("/logboek.v1.", NameOf(*method));
    EXPECT_EQ(RequestIdFrom(&stub, path, absl::StrCat("id-", method->name())),
              absl::StrCat("id-", method->name()))
        << path;
  }
}

TEST(Wiring, ARequestIdThatCouldBreakALineIsReplaced) {
  test::TestServer server;
  grpc::GenericStub stub(server.channel());
  const std::string answered =
      RequestIdFrom(&stub, "/logboek.v1.AdminService/GetStatus", "two words = \"no\"");
  EXPECT_FALSE(answered.empty());
  EXPECT_FALSE(absl::StrContains(answered, "words"));
}

using Metadata = std::vector<std::pair<std::string, std::string>>;

// The log's line of a call that comes with these metadata.
std::string LineOfCall(const test::TestServer& server, const Metadata& metadata) {
  base::SetLogLevel(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  test::TestContext context;
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  v1::GetStatusResponse response;
  EXPECT_TRUE(server.admin->GetStatus(&context, v1::GetStatusRequest(), &response).ok());
  // The line is written before the answer is.
  const std::string lines = testing::internal::GetCapturedStderr();
  base::SetLogLevel(base::LogLevel::kError);
  for (const absl::string_view line : absl::StrSplit(lines, '\n')) {
    if (absl::StrContains(line, "msg=\"call\"")) return std::string(line);
  }
  return "";
}

TEST(Wiring, ATraceIsFoundAgainInTheLog) {
  const test::TestServer server;
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string line = LineOfCall(server, {{"traceparent", good}});
  EXPECT_TRUE(absl::StrContains(line, " trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"")) << line;
  EXPECT_TRUE(absl::StrContains(line, " parent_id=\"00f067aa0ba902b7\"")) << line;
}

TEST(Wiring, ATraceThatIsNoneIsNotInTheLog) {
  const test::TestServer server;
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::string zero = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
  const std::vector<Metadata> broken = {{},
                                        {{"traceparent", zero}},
                                        {{"traceparent", good + "x"}},
                                        {{"traceparent", good}, {"traceparent", good}}};
  for (const Metadata& metadata : broken) {
    const std::string line = LineOfCall(server, metadata);
    EXPECT_TRUE(absl::StrContains(line, "AdminService/GetStatus")) << line;
    EXPECT_TRUE(absl::StrContains(line, " trace_id=\"\" parent_id=\"\"")) << line;
  }
}

}  // namespace
}  // namespace logboek::api
