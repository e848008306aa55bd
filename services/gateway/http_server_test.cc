#include "services/gateway/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/auth/testing/test_certificates.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"
#include "storage/testing/temp_folder.h"

namespace logboek::gateway {
namespace {

using base::StatusIs;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The other side, byte by byte.
class Peer {
 public:
  // From an address of this machine.
  explicit Peer(int port, const char* from = "127.0.0.1")
      : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const sockaddr_in own = Address(from, 0);
    CHECK(bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
    const sockaddr_in server = Address("127.0.0.1", port);
    CHECK(connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0);
  }
  ~Peer() { Leave(); }
  void Leave() {
    if (socket_ >= 0) close(std::exchange(socket_, -1));
  }
  void Send(const std::string& text) {
    CHECK(send(socket_, text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
  }
  // Whoever answers one request too many does not wait for another.
  void SayNoMore() { shutdown(socket_, SHUT_WR); }
  // Until the text has come; all so far. Ends at the end of the connection, too.
  std::string ReadUntil(const std::string& text) {
    while (!absl::StrContains(read_, text) && ReadMore()) continue;
    return read_;
  }
  std::string ReadAll() {
    while (ReadMore()) continue;
    return read_;
  }
  void Forget() { read_.clear(); }

 private:
  static sockaddr_in Address(const char* host, int port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = inet_addr(host);
    return address;
  }
  bool ReadMore() {
    char bytes[4'096];
    const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    read_.append(bytes, static_cast<size_t>(count));
    return true;
  }
  int socket_;
  std::string read_;
};

class HttpServerTest : public ::testing::Test {
 protected:
  // Answers with what it was asked.
  static void Echo(const std::shared_ptr<HttpExchange>& exchange) {
    const HttpRequest& request = exchange->request();
    exchange->Answer({.headers = {{"content-type", "text/plain"}},
                      .body = absl::StrCat(request.method, " ", request.target, " ",
                                           HeaderOf(request.headers, "x-a"), " ", request.body)});
  }
  void Start(HttpHandler handler, HttpServerOptions options = {}) {
    auto started = HttpServer::Start(std::move(options), std::move(handler), &clock_);
    CHECK(started.ok(), "the server starts");
    server_ = *std::move(started);
  }

  base::FakeClock clock_{absl::FromUnixSeconds(784'111'777)};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersOneRequestAfterTheOtherOverOneConnection) {
  Start(Echo);
  Peer peer(server_->port());
  peer.Send("POST /a?b HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 3\r\n\r\nabc");
  const std::string answer = peer.ReadUntil("abc");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nPOST /a?b 1, 2 abc"));
  // RFC 9110's own example.
  EXPECT_THAT(answer, HasSubstr("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
  peer.Forget();
  // Two at once, the second before the first is answered.
  peer.Send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(peer.ReadUntil("GET /2"), HasSubstr("GET /1"));
}

TEST_F(HttpServerTest, AHeadIsAnsweredWithoutTheBody) {
  Start(Echo);
  Peer peer(server_->port());
  peer.Send("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = peer.ReadAll();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, WhoAsksWhetherToGoOnIsTold) {
  Start(Echo);
  Peer peer(server_->port());
  peer.Send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(peer.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  peer.Send("abc");
  EXPECT_THAT(peer.ReadUntil("abc"), HasSubstr("200 OK"));
}

TEST_F(HttpServerTest, WhatIsNoRequestOrTooLongIsRefused) {
  Start(Echo, {.head_bytes_max = 1'000, .body_bytes_max = 10});
  const std::pair<std::string, const char*> cases[] = {
      {"nonsense\r\n\r\n", "HTTP/1.1 400 "},
      {absl::StrCat("GET /", std::string(2'000, 'a'), " HTTP/1.1\r\n\r\n"), "HTTP/1.1 431 "},
      {absl::StrCat("GET / HTTP/1.1\r\nA: ", std::string(2'000, 'a'), "\r\n\r\n"), "HTTP/1.1 431 "},
      {"POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\nabcdefghijk", "HTTP/1.1 413 "},
      {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
       "b\r\nabcdefghijk\r\n0\r\n\r\n",
       "HTTP/1.1 413 "},
      {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", "HTTP/1.1 400 "},
      {"GET / HTTP/1.1\r\nHost: x, y\r\n\r\n", "HTTP/1.1 400 "},
      {"GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 "},
      {"GET http://me@x/a HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 "}};
  for (const auto& [request, answer] : cases) {
    Peer peer(server_->port());
    peer.Send(request);
    peer.SayNoMore();
    EXPECT_THAT(peer.ReadAll(), StartsWith(answer)) << request.substr(0, 60);
  }
}

// A proxy that reads the body otherwise than this server would let one client speak for another.
TEST_F(HttpServerTest, ABodyWhoseLengthIsInDoubtIsRefusedAndWhatFollowsIsNotRead) {
  Start(Echo);
  const char* const heads[] = {
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
      "HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: xchunked\r\n",
      "HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
      "HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
      "HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n"};
  for (const char* const head : heads) {
    Peer peer(server_->port());
    peer.Send(
        absl::StrCat("POST / ", head, "\r\n0\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n"));
    peer.SayNoMore();
    const std::string answer = peer.ReadAll();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 ")) << head;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n")) << head;
    EXPECT_THAT(answer, Not(HasSubstr("200 OK"))) << head;
  }
}

TEST_F(HttpServerTest, FieldsAfterTheBodyAreNoHeaders) {
  Start(Echo);
  Peer peer(server_->port());
  peer.Send(
      "POST / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nConnection: close\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-A: 2\r\n\r\n");
  EXPECT_THAT(peer.ReadAll(), EndsWith("POST / 1 abc"));
}

TEST_F(HttpServerTest, AnAddressMayBeWrittenWithItsHost) {
  Start([](const std::shared_ptr<HttpExchange>& exchange) {
    const HttpRequest& request = exchange->request();
    exchange->Answer(
        {.body = absl::StrCat(request.target, " of ", HeaderOf(request.headers, "host"), "\n")});
  });
  const std::pair<const char*, const char*> cases[] = {
      {"http://x/healthz", "/healthz of x\n"},
      {"HTTPS://x:0/a?b=http://z/", "/a?b=http://z/ of x:0\n"},
      {"http://[::1]", "/ of [::1]\n"},
      {"http://x?b", "/?b of x\n"},
      {"/http://x/a", "/http://x/a of y\n"}};
  for (const auto& [target, answer] : cases) {
    Peer peer(server_->port());
    peer.Send(absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n"));
    EXPECT_THAT(peer.ReadAll(), EndsWith(absl::StrCat("\r\n\r\n", answer))) << target;
  }
}

TEST_F(HttpServerTest, WhoDoesNotSpeakIsClosed) {
  Start(Echo, {.head_max = absl::Milliseconds(50), .body_max = absl::Milliseconds(50)});
  Peer silent(server_->port());
  EXPECT_EQ(silent.ReadAll(), "");
  Peer slow(server_->port());
  slow.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(slow.ReadAll(), "");
}

// A request with so long a body.
std::string Long(absl::string_view target, size_t bytes) {
  return absl::StrCat("POST ", target, " HTTP/1.1\r\nHost: x\r\nContent-Length: ", bytes,
                      "\r\n\r\n", std::string(bytes, 'b'));
}

// What handlers keep back.
class HeldExchanges {
 public:
  void Add(std::shared_ptr<HttpExchange> exchange) {
    base::MutexLock lock(&mutex_);
    held_.push_back(std::move(exchange));
  }
  // Once what asks for "/hold" is kept; the rest is answered.
  void HoldOrAnswer(std::shared_ptr<HttpExchange> exchange) {
    if (exchange->request().target != "/hold") return exchange->Answer({});
    Add(std::move(exchange));
    taken_.count_down();
  }
  void WaitUntilHeld() { taken_.wait(); }
  void Clear() {
    base::MutexLock lock(&mutex_);
    held_.clear();
  }

 private:
  std::latch taken_{1};
  base::Mutex mutex_;
  std::vector<std::shared_ptr<HttpExchange>> held_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(HttpServerTest, ABodyForWhichThereIsNoRoomComesAgainLater) {
  constexpr size_t kBody = 100'000;
  HeldExchanges held;
  Start([&](std::shared_ptr<HttpExchange> exchange) { held.HoldOrAnswer(std::move(exchange)); },
        {.held_bytes_max = kBody});
  Peer first(server_->port());
  first.Send(Long("/hold", kBody));
  held.WaitUntilHeld();
  EXPECT_EQ(server_->held_bytes(), kBody - (16 << 10));
  for (const std::string& request :
       {Long("/", kBody),
        absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n",
                     "\r\n186a0\r\n", std::string(kBody, 'b'), "\r\n0\r\n\r\n")}) {
    Peer second(server_->port());
    second.Send(request);
    second.SayNoMore();
    const std::string answer = second.ReadAll();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, HasSubstr("retry-after: 5\r\n"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  }
  // What is short has room.
  Peer third(server_->port());
  third.Send(Long("/", 16 << 10));
  EXPECT_THAT(third.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  held.Clear();
  first.ReadUntil("\r\n\r\n");
  third.Forget();
  third.Send(Long("/", kBody));
  EXPECT_THAT(third.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, OneAddressLeavesRoomToOthers) {
  constexpr size_t kBody = 100'000;
  HeldExchanges held;
  Start([&](std::shared_ptr<HttpExchange> exchange) { held.HoldOrAnswer(std::move(exchange)); },
        {.held_bytes_of_one_max = kBody});
  Peer greedy(server_->port());
  greedy.Send(Long("/hold", kBody));
  held.WaitUntilHeld();
  Peer again(server_->port());
  again.Send(Long("/", kBody));
  again.SayNoMore();
  const std::string answer = again.ReadAll();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr(" 100000 of one address, "));
  Peer other(server_->port(), "127.0.0.2");
  other.Send(Long("/", kBody));
  EXPECT_THAT(other.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  held.Clear();
}

TEST_F(HttpServerTest, AnAnswerForWhichThereIsNoRoomIsCutOff) {
  // More than the kernel takes for a client that does not read.
  constexpr size_t kAnswer = 48 << 20;
  Start(
      [this](const std::shared_ptr<HttpExchange>& exchange) {
        const bool big = exchange->request().target == "/big";
        exchange->Answer({.body = big ? std::string(kAnswer, 'a')
                                      : absl::StrCat(server_->held_bytes(), " held\n")});
      },
      {.held_bytes_max = 2 * kAnswer + (1 << 20), .held_bytes_of_one_max = kAnswer + (1 << 20)});
  Peer reads(server_->port());
  reads.Send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
  reads.ReadUntil("\r\n\r\n");
  EXPECT_EQ(server_->held_bytes(), kAnswer - (16 << 10));
  Peer other(server_->port());
  other.Send("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(other.ReadAll(), "");
  {
    Peer elsewhere(server_->port(), "127.0.0.2");
    elsewhere.Send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(elsewhere.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
    Peer too_many(server_->port(), "127.0.0.3");
    too_many.Send("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(too_many.ReadAll(), "");
  }
  while (server_->held_bytes() > kAnswer) std::this_thread::yield();
  Peer small(server_->port());
  small.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(small.ReadUntil("held\n"), HasSubstr("200 OK"));
  // The room is there again once the answer was read, over the same connection.
  reads.Send("GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(reads.ReadAll(), EndsWith("\r\n\r\n0 held\n"));
}

TEST_F(HttpServerTest, APieceForWhichThereIsNoRoomIsCutOff) {
  std::latch told(2);
  Start(
      [&](const std::shared_ptr<HttpExchange>& exchange) {
        exchange->WhenGone([&] { told.count_down(); });
        exchange->Begin({}, [&, exchange](bool) {
          exchange->Write(std::string(100'000, 'a'), [&, exchange](bool fits) {
            EXPECT_TRUE(fits);
            exchange->Write(std::string(200'000, 'b'), [&](bool too_big) {
              EXPECT_FALSE(too_big);
              told.count_down();
            });
          });
        });
      },
      {.held_bytes_max = 150'000});
  Peer peer(server_->port());
  peer.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(peer.ReadAll(), EndsWith("a\r\n"));
  told.wait();
}

TEST_F(HttpServerTest, ConnectionsThatBreakGiveTheirRoomBack) {
  constexpr int kRounds = 20;
  std::latch taken(kRounds * 3);
  HeldExchanges held;
  Start([&](const std::shared_ptr<HttpExchange>& exchange) {
    const std::string& target = exchange->request().target;
    if (target == "/hold") held.Add(exchange);
    if (target == "/big") exchange->Answer({.body = std::string(8 << 20, 'a')});
    if (target == "/pieces") {
      exchange->Begin({}, [exchange](bool) {
        exchange->Write(std::string(8 << 20, 'a'), [exchange](bool) { exchange->End(); });
      });
    }
    taken.count_down();
  });
  for (int i = 0; i < kRounds; ++i) {
    Peer(server_->port()).Send(Long("/hold", 100'000));
    Peer(server_->port()).Send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    Peer(server_->port()).Send("GET /pieces HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string whole = Long("/", 100'000);
    Peer(server_->port()).Send(whole.substr(0, 60'000));
    Peer(server_->port())
        .Send(
            absl::StrCat("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nc350\r\n",
                         std::string(50'000, 'b'), "\r\nnot a number\r\n"));
  }
  taken.wait();
  EXPECT_GE(server_->held_bytes(), kRounds * (100'000 - (16 << 10)));
  held.Clear();
  server_->Stop(absl::Seconds(30));
  EXPECT_EQ(server_->held_bytes(), 0);
}

TEST_F(HttpServerTest, MoreConnectionsThanAreWantedAreClosed) {
  Start(Echo, {.connections_max = 1});
  Peer first(server_->port());
  first.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  first.ReadUntil("GET /");
  Peer second(server_->port());
  second.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  second.SayNoMore();
  EXPECT_EQ(second.ReadAll(), "");
}

TEST_F(HttpServerTest, OneAddressLeavesConnectionsToOthers) {
  Start(Echo, {.connections_of_one_max = 1});
  const std::string question = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  {
    Peer first(server_->port());
    first.Send(question);
    first.ReadUntil("GET /");
    Peer second(server_->port());
    second.Send(question);
    second.SayNoMore();
    EXPECT_EQ(second.ReadAll(), "");
    Peer other(server_->port(), "127.0.0.2");
    other.Send(question);
    EXPECT_THAT(other.ReadUntil("GET /"), StartsWith("HTTP/1.1 200 "));
  }
  while (server_->connections() > 0) std::this_thread::yield();
  Peer later(server_->port());
  later.Send(question);
  EXPECT_THAT(later.ReadUntil("GET /"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, AnAnswerThatIsForgottenIsAFault) {
  Start([](const std::shared_ptr<HttpExchange>&) {});
  Peer peer(server_->port());
  peer.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(peer.ReadUntil("\r\n\r\n"), StartsWith("HTTP/1.1 500 "));
}

TEST_F(HttpServerTest, AnAnswerComesInPieces) {
  Start([](std::shared_ptr<HttpExchange> exchange) {
    exchange->Begin({}, [exchange](bool) {
      exchange->Write("one", [exchange](bool) {
        exchange->Write("two", [exchange](bool) { exchange->End(); });
      });
    });
  });
  Peer peer(server_->port());
  peer.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = peer.ReadAll();
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
  Peer old(server_->port());
  old.Send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.ReadAll(), EndsWith("\r\n\r\nonetwo"));
}

TEST_F(HttpServerTest, WhoLeavesAnAnswerInPiecesIsNoticed) {
  std::latch begun(1);
  std::latch gone(1);
  std::shared_ptr<HttpExchange> held;
  Start([&](std::shared_ptr<HttpExchange> exchange) {
    held = exchange;
    exchange->WhenGone([&] { gone.count_down(); });
    exchange->Begin({}, [&](bool) { begun.count_down(); });
  });
  Peer peer(server_->port());
  peer.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  begun.wait();
  peer.Leave();
  gone.wait();
  std::latch refused(1);
  held->Write("nobody reads this", [&](bool taken) {
    EXPECT_FALSE(taken);
    refused.count_down();
  });
  refused.wait();
}

// A connection that waits, and an answer in pieces that has begun.
class HttpServerStopTest : public HttpServerTest {
 protected:
  HttpServerStopTest() {
    std::latch begun(1);
    Start([&](std::shared_ptr<HttpExchange> exchange) {
      if (exchange->request().target == "/echo") return Echo(exchange);
      held_ = exchange;
      exchange->WhenGone([&] { gone_ = true; });
      exchange->Begin({}, [&](bool) { begun.count_down(); });
    });
    waiting_.emplace(server_->port());
    waiting_->Send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n");
    waiting_->ReadUntil("GET /echo");
    waiting_->Forget();
    reading_.emplace(server_->port());
    reading_->Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    begun.wait();
  }

  std::shared_ptr<HttpExchange> held_;
  std::atomic<bool> gone_ = false;
  std::optional<Peer> waiting_;
  std::optional<Peer> reading_;
};

TEST_F(HttpServerStopTest, AnAnswerThatStaysOpenIsCutOff) {
  server_->Stop(absl::Seconds(1));
  EXPECT_TRUE(gone_);
  EXPECT_EQ(waiting_->ReadAll(), "");
  // Whoever answers late harms nobody.
  held_.reset();
  server_.reset();
}

// No read is open any more that would end with the connection.
TEST_F(HttpServerStopTest, SoIsOneWhosePeerSendsMoreThanIsReadAhead) {
  reading_->Send(std::string(64 << 10, 'x'));
  server_->Stop(absl::Seconds(1));
  EXPECT_TRUE(gone_);
}

// What ends a stream comes last; the peer is to hear why it ended.
TEST_F(HttpServerStopTest, AnAnswerThatEndsMeanwhileIsWhole) {
  std::thread stopper([&] { server_->Stop(absl::Seconds(60)); });
  EXPECT_EQ(waiting_->ReadAll(), "") << "closed when it began to stop";
  held_->Write("why it ends", [exchange = held_](bool taken) {
    EXPECT_TRUE(taken);
    exchange->End();
  });
  held_.reset();
  EXPECT_THAT(reading_->ReadAll(), EndsWith("b\r\nwhy it ends\r\n0\r\n\r\n"));
  stopper.join();
  EXPECT_FALSE(gone_);
}

TEST_F(HttpServerTest, WhatIsAskedWhileItStopsIsAnswered) {
  std::latch taken(1);
  std::shared_ptr<HttpExchange> held;
  Start([&](std::shared_ptr<HttpExchange> exchange) {
    held = std::move(exchange);
    taken.count_down();
  });
  Peer peer(server_->port());
  peer.Send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
  taken.wait();
  std::thread stopper([&] { server_->Stop(absl::Seconds(10)); });
  Echo(held);
  held.reset();
  EXPECT_THAT(peer.ReadAll(), HasSubstr("GET /late"));
  stopper.join();
}

// Tells when the thread ends that made it.
struct TellsItsEnd {
  explicit TellsItsEnd(std::latch* l) : latch(l) {}
  TellsItsEnd(const TellsItsEnd&) = delete;
  ~TellsItsEnd() { latch->count_down(); }
  std::latch* const latch;
};

TEST_F(HttpServerTest, WhoBeginsWhenThePatienceIsOverIsToldSo) {
  std::latch busy(1);
  std::latch other_thread_ended(1);
  std::atomic<int> told = 0;
  Start([&](const std::shared_ptr<HttpExchange>& exchange) {
    if (exchange->request().target == "/other") {
      thread_local const TellsItsEnd end(&other_thread_ended);
      return Echo(exchange);
    }
    busy.count_down();
    other_thread_ended.wait();
    exchange->Begin({}, [&](bool taken) {
      EXPECT_FALSE(taken);
      ++told;
    });
  });
  Peer waiting(server_->port());
  waiting.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  busy.wait();
  Peer other(server_->port());
  other.Send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
  other.ReadUntil("GET /other");
  server_->Stop(absl::ZeroDuration());
  EXPECT_EQ(told, 1);
}

TEST_F(HttpServerTest, WhoUsesAnExchangeAfterTheStopIsToldSoAtOnce) {
  std::latch taken(2);
  base::Mutex mutex;
  std::vector<std::shared_ptr<HttpExchange>> held;
  Start([&](std::shared_ptr<HttpExchange> exchange) {
    base::MutexLock lock(&mutex);
    held.push_back(std::move(exchange));
    taken.count_down();
  });
  Peer first(server_->port());
  first.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  Peer second(server_->port());
  second.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  taken.wait();
  server_->Stop(absl::ZeroDuration());
  int told = 0;
  const auto tell = [&](bool written) {
    EXPECT_FALSE(written);
    ++told;
  };
  held[0]->WhenGone([&] { ++told; });
  held[0]->Begin({}, tell);
  EXPECT_EQ(told, 2);
  held[0]->Write("a", tell);
  EXPECT_EQ(told, 3);
  // Also when the server is no more, and by who is the last to know of its connection.
  server_.reset();
  held[1]->Begin({}, [&, last = std::move(held[1])](bool) { ++told; });
  EXPECT_EQ(told, 4);
  held[0]->End();
}

// Returns when the file was read, and closed, so many times.
class Readings {
 public:
  explicit Readings(const std::string& path) : events_(inotify_init1(IN_CLOEXEC)) {
    CHECK(inotify_add_watch(events_, path.c_str(), IN_OPEN | IN_CLOSE_NOWRITE) >= 0);
  }
  ~Readings() { close(events_); }
  void Wait(int times) {
    while (times > 0) {
      inotify_event event = {};
      CHECK(read(events_, &event, sizeof event) == sizeof event, "an event of a file has no name");
      if ((event.mask & IN_CLOSE_NOWRITE) != 0) --times;
    }
  }

 private:
  const int events_;
};

TEST_F(HttpServerTest, FilesOfTlsThatAreNotGoodAreLoggedOnce) {
  storage::TempFolder folder;
  const std::string certificate = folder.Sub("server.pem");
  const std::string key = folder.Sub("server.key");
  const auth::TestCertificate good = auth::TestAuthority().Issue({});
  std::ofstream(certificate) << good.certificate;
  std::ofstream(key) << good.private_key;
  HttpServerOptions options;
  options.tls = {.certificate_path = certificate, .key_path = key};
  options.look_interval = absl::Milliseconds(1);
  Start(Echo, options);
  // In one step, so that every look sees the same.
  std::ofstream(folder.Sub("new.pem")) << "no certificate";
  Readings readings(folder.Sub("new.pem"));
  base::SetLogLevel(base::LogLevel::kWarning);
  ::testing::internal::CaptureStderr();
  std::filesystem::rename(folder.Sub("new.pem"), certificate);
  // When it is read again, what was found before has been told.
  readings.Wait(3);
  const std::string log = ::testing::internal::GetCapturedStderr();
  base::SetLogLevel(base::LogLevel::kError);
  EXPECT_THAT(log, HasSubstr(certificate));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
}

TEST_F(HttpServerTest, SaysWhyItCannotStart) {
  Start(Echo);
  HttpServerOptions taken;
  taken.port = server_->port();
  EXPECT_THAT(HttpServer::Start(taken, Echo, &clock_), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(HttpServer::Start({.host = "example"}, Echo, &clock_),
              StatusIs(absl::StatusCode::kInvalidArgument));
  storage::TempFolder folder;
  std::ofstream(folder.Sub("server.pem")) << "no certificate";
  HttpServerOptions broken;
  broken.tls = {.certificate_path = folder.Sub("server.pem"), .key_path = folder.Sub("no.key")};
  EXPECT_THAT(HttpServer::Start(broken, Echo, &clock_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace logboek::gateway
