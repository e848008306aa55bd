#include "services/server/transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server/server.h"
#include "storage/base/clock.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using test::IsGrpcOk;

// Far more than a busy machine needs; only a test that fails waits so long.
constexpr int kPatienceMillis = 60'000;
constexpr size_t kFloodBytes = 8 << 20;

// HTTP/2 spoken by hand (RFC 9113, sections 3.4 and 4.1).
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr uint8_t kHeadersFrame = 1;
constexpr uint8_t kSettingsFrame = 4;
constexpr uint8_t kContinuationFrame = 9;

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload) {
  const size_t size = payload.size();
  std::string frame;
  for (const int shift : {16, 8, 0}) frame.push_back(static_cast<char>(size >> shift));
  frame.push_back(static_cast<char>(type));
  frame.push_back(static_cast<char>(flags));
  for (const int shift : {24, 16, 8, 0}) frame.push_back(static_cast<char>(stream >> shift));
  return absl::StrCat(frame, payload);
}

class RawConnection {
 public:
  explicit RawConnection(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~RawConnection() { close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // False when the other side has closed.
  bool Send(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // Reads, and answers nothing, until the other side closes; false when it does not.
  bool WaitUntilClosed() {
    char buffer[4'096];
    while (true) {
      pollfd wanted = {.fd = socket_, .events = POLLIN, .revents = 0};
      if (poll(&wanted, 1, kPatienceMillis) <= 0) return false;
      if (recv(socket_, buffer, sizeof buffer, 0) <= 0) return true;
    }
  }

 private:
  const int socket_;
};

class TransportTest : public ::testing::Test {
 protected:
  static ServerOptions With(TransportOptions transport) {
    ServerOptions options = test::TestServer::MemoryOptions();
    options.transport = transport;
    return options;
  }

  static grpc::Status Ask(test::TestServer* server) {
    v1::GetStatusResponse response;
    return test::Call(*server->admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                      &response);
  }
};

TEST_F(TransportTest, WhoDoesNotSpeakIsClosed) {
  test::TestServer server(With({.handshake_max = absl::Milliseconds(50)}));
  RawConnection silent(server.server().port());
  EXPECT_TRUE(silent.WaitUntilClosed());
  RawConnection half_way(server.server().port());
  EXPECT_TRUE(half_way.Send(absl::string_view(kPreface, 10)));
  EXPECT_TRUE(half_way.WaitUntilClosed());
  EXPECT_THAT(Ask(&server), IsGrpcOk());
}

TEST_F(TransportTest, WhoIsGoneIsClosed) {
  test::TestServer server(
      With({.silence_max = absl::Milliseconds(50), .answer_max = absl::Milliseconds(50)}));
  RawConnection gone(server.server().port());
  EXPECT_TRUE(gone.Send(absl::StrCat(kPreface, Frame(kSettingsFrame, 0, 0, ""))));
  EXPECT_TRUE(gone.WaitUntilClosed());
  EXPECT_THAT(Ask(&server), IsGrpcOk());
}

TEST_F(TransportTest, WhoHasNothingToAskIsClosed) {
  test::TestServer server(With({.idle_max = absl::Milliseconds(50)}));
  EXPECT_THAT(Ask(&server), IsGrpcOk());
  const absl::Time until = base::SystemClock().Now() + absl::Milliseconds(kPatienceMillis);
  EXPECT_TRUE(server.channel()->WaitForStateChange(GRPC_CHANNEL_READY, absl::ToChronoTime(until)));
  // And comes back by itself.
  EXPECT_THAT(Ask(&server), IsGrpcOk());
}

// Headers that never end (CERT VU#421644): a literal of 127 bytes after the other, none of them
// indexed (RFC 7541, section 6.2.2). gRPC before 1.53.2 takes them for as long as they come
// (CVE-2023-33953).
TEST_F(TransportTest, AFloodOfHeadersStandsInNobodysWay) {
  test::TestServer server;
  RawConnection flood(server.server().port());
  const std::string header = absl::StrCat(absl::string_view("\0\1a\x7e", 4), std::string(126, 'x'));
  std::string block;
  while (block.size() < 16'000) block += header;
  EXPECT_TRUE(flood.Send(
      absl::StrCat(kPreface, Frame(kSettingsFrame, 0, 0, ""), Frame(kHeadersFrame, 0, 1, block))));
  const std::string more = Frame(kContinuationFrame, 0, 1, block);
  for (size_t sent = 0; sent < kFloodBytes && flood.Send(more);) sent += more.size();
  EXPECT_THAT(Ask(&server), IsGrpcOk());
}

TEST_F(TransportTest, MetadataBeyondTheLimitAreRefused) {
  test::TestServer server;
  test::TestContext context;
  const auto other = v1::AdminService::NewStub(
      server.ChannelAs(server.TokenFor(test::AdministratorGrant("other"))));
  context.AddMetadata("x-request-id", std::string(64 << 10, 'x'));
  v1::GetStatusResponse response;
  EXPECT_EQ(server.admin->GetStatus(&context, v1::GetStatusRequest(), &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  // Only the connection that brought them is closed.
  test::TestContext other_context;
  EXPECT_THAT(other->GetStatus(&other_context, v1::GetStatusRequest(), &response), IsGrpcOk());
}

TEST_F(TransportTest, ManyWhoOnlyConnectStandInNobodysWay) {
  test::TestServer server;
  std::vector<std::unique_ptr<RawConnection>> idle;
  for (int i = 0; i < 300; ++i) {
    idle.push_back(std::make_unique<RawConnection>(server.server().port()));
    EXPECT_TRUE(idle.back()->Send(absl::StrCat(kPreface, Frame(kSettingsFrame, 0, 0, ""))));
  }
  EXPECT_THAT(Ask(&server), IsGrpcOk());
}

}  // namespace
}  // namespace logboek::server
