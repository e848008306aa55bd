#include "services/gateway/http_server.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/auth/network.h"
#include "services/gateway/held_bytes.h"
#include "storage/base/error.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

// So much of the next request may wait in memory while one is answered.
constexpr size_t kReadAheadBytes = 16 << 10;
// For the peer to take the last bytes of an answer after which the connection is closed.
constexpr std::chrono::seconds kLingerMax{2};
constexpr int kHttp11 = 11;

std::chrono::nanoseconds Chrono(absl::Duration duration) {
  return absl::ToChronoNanoseconds(duration);
}

absl::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

// RFC 9110, section 5.6.7.
std::string HttpDate(absl::Time now) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", now, absl::UTCTimeZone());
}

// What no name of a host has, with or without a port.
bool IsHost(absl::string_view text) {
  return text.find_first_of(" \t,/?#@\\") == absl::string_view::npos;
}

// How long a body is must be beyond doubt: whoever stands before this server and reads it otherwise
// takes a part of it for the next request (RFC 9112, sections 6.1 and 6.3). What is wrong with the
// head; "" = nothing.
template <typename Fields>
absl::string_view WrongWith(const http::header<true, Fields>& head) {
  const auto codings = head.count(http::field::transfer_encoding);
  const bool clear = codings == 1 && head.version() >= kHttp11 &&
                     head.count(http::field::content_length) == 0 &&
                     beast::iequals(head[http::field::transfer_encoding], "chunked");
  if (codings > 0 && !clear) {
    return "Transfer-Encoding is chunked and nothing else, in HTTP/1.1 and without "
           "Content-Length\n";
  }
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() >= kHttp11) ||
      !IsHost(View(head[http::field::host]))) {
    return "a request of HTTP/1.1 names one Host\n";
  }
  return "";
}

// "http://host/path?query", as a proxy is asked, becomes "/path?query" and the host that counts
// (RFC 9112, section 3.2.2). False: it has no host.
bool TakeAbsolute(HttpRequest* request) {
  absl::string_view rest = request->target;
  const bool absolute =
      absl::StartsWithIgnoreCase(rest, "http://") || absl::StartsWithIgnoreCase(rest, "https://");
  if (!absolute) return true;
  rest.remove_prefix(rest.find("//") + 2);
  const absl::string_view host = rest.substr(0, rest.find_first_of("/?"));
  if (host.empty() || !IsHost(host)) return false;
  rest.remove_prefix(host.size());
  request->headers["host"] = std::string(host);
  request->target = absl::StrCat(absl::StartsWith(rest, "/") ? "" : "/", rest);
  return true;
}

std::string AddressOf(const tcp::endpoint& peer) {
  return absl::StrCat(peer.address().is_v4() ? "ipv4:" : "ipv6:", peer.address().to_string());
}

// ---- memory -------------------------------------------------------------------------------------

// When a body may come again for which there was no room.
constexpr char kRetryAfterSeconds[] = "5";

error_code NoRoom() { return make_error_code(boost::system::errc::not_enough_memory); }

// The body of a request; the names are those Beast asks for. Memory is taken for what has come, not
// for what is announced.
struct CountedBody {
  struct value_type {  // NOLINT(readability-identifier-naming)
    std::string bytes;
    HeldBytes held;
  };
  class reader {  // NOLINT(readability-identifier-naming)
   public:
    template <bool kRequest, typename Fields>
    reader(http::header<kRequest, Fields>&, value_type& body) : body_(body) {}

    void init(const boost::optional<uint64_t>&, error_code& error) { error = {}; }
    template <typename Buffers>
    size_t put(const Buffers& buffers, error_code& error) {
      const size_t more = beast::buffer_bytes(buffers);
      error = body_.held.Hold(body_.bytes.size() + more) ? error_code() : NoRoom();
      if (error) return 0;
      for (const asio::const_buffer buffer : beast::buffers_range_ref(buffers)) {
        body_.bytes.append(static_cast<const char*>(buffer.data()), buffer.size());
      }
      return more;
    }
    void finish(error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

// ---- TLS ----------------------------------------------------------------------------------------

absl::Status BadTlsFile(const std::string& path, absl::string_view why) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "TLS_FILE",
                         absl::StrCat(path, ": ", why), {{"file", path}});
}

absl::StatusOr<std::shared_ptr<ssl::context>> MakeContext(const HttpTls& tls) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  error_code error;
  context->use_certificate_chain_file(tls.certificate_path, error);
  if (error) return BadTlsFile(tls.certificate_path, error.message());
  context->use_private_key_file(tls.key_path, ssl::context::pem, error);
  if (error) return BadTlsFile(tls.key_path, error.message());
  if (tls.client_ca_path.empty()) return context;
  context->load_verify_file(tls.client_ca_path, error);
  if (error) return BadTlsFile(tls.client_ca_path, error.message());
  context->set_verify_mode(ssl::verify_peer |
                           (tls.require_certificate ? ssl::verify_fail_if_no_peer_cert : 0));
  // A session that is taken up again would come without its certificate.
  SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_TICKET);
  return context;
}

// When each of the files was written last.
std::vector<int64_t> TimesOf(const HttpTls& tls) {
  std::vector<int64_t> times;
  for (const std::string& path : {tls.certificate_path, tls.key_path, tls.client_ca_path}) {
    struct stat about = {};
    const bool there = !path.empty() && stat(path.c_str(), &about) == 0;
    times.push_back(there ? about.st_mtim.tv_sec * 1'000'000'000 + about.st_mtim.tv_nsec : 0);
    times.push_back(there ? static_cast<int64_t>(about.st_ino) : 0);
  }
  return times;
}

std::string CertificateOf(SSL* connection) {
  X509* const certificate = SSL_get_peer_certificate(connection);
  if (certificate == nullptr) return "";
  BIO* const bytes = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bytes, certificate);
  const char* text = nullptr;
  const long size = BIO_get_mem_data(bytes, &text);
  std::string pem(text, static_cast<size_t>(size));
  BIO_free(bytes);
  X509_free(certificate);
  return pem;
}

// ---- connections --------------------------------------------------------------------------------

class Connection {
 public:
  virtual ~Connection() = default;
  // Null for one that is on its way out.
  virtual std::shared_ptr<Connection> Hold() = 0;
  // No more requests; who waits for one is closed.
  virtual void Stop() = 0;
  // Closes it, and whoever writes in pieces is told. When no thread runs any more.
  virtual void Cut() = 0;
};

// What all connections of a server stand on.
struct Shared {
  Shared(HttpServerOptions o, HttpHandler h, const base::Clock* c)
      : options(std::move(o)),
        handler(std::move(h)),
        clock(c),
        budget(options.held_bytes_max, options.held_bytes_of_one_max) {}

  const HttpServerOptions options;
  const HttpHandler handler;
  const base::Clock* const clock;
  // Outlives `io`, in whose queue there are shares of it.
  ByteBudget budget;
  asio::io_context io;
  // A request that is with the handler is no work of `io`: without this its threads would leave
  // when the port is closed, and the answer would go nowhere.
  const asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  std::atomic<bool> stopping{false};
  // No thread of the server runs any more: whoever adds work runs it.
  std::atomic<bool> ended{false};
  base::Mutex mutex;
  base::CondVar closed;
  std::set<Connection*> open ABSL_GUARDED_BY(mutex);
  // By network.
  absl::flat_hash_map<std::string, size_t> open_of_one ABSL_GUARDED_BY(mutex);
  std::shared_ptr<ssl::context> tls ABSL_GUARDED_BY(mutex);

  size_t CountOpen() {
    base::MutexLock lock(&mutex);
    return open.size();
  }
  // Another connection may be opened.
  bool HasRoomFor(const std::string& network) {
    base::MutexLock lock(&mutex);
    const auto of_one = open_of_one.find(network);
    return open.size() < options.connections_max &&
           (of_one == open_of_one.end() || of_one->second < options.connections_of_one_max);
  }
  void Opened(Connection* connection, const std::string& network) {
    base::MutexLock lock(&mutex);
    open.insert(connection);
    ++open_of_one[network];
  }
  void Closed(Connection* connection, const std::string& network) {
    base::MutexLock lock(&mutex);
    open.erase(connection);
    const auto of_one = open_of_one.find(network);
    if (--of_one->second == 0) open_of_one.erase(of_one);
    closed.SignalAll();
  }
  std::shared_ptr<ssl::context> Tls() {
    base::MutexLock lock(&mutex);
    return tls;
  }
};

// Plain: beast::tcp_stream; over TLS: beast::ssl_stream of it. All of a connection runs on its
// strand, but for what says otherwise.
template <typename Stream>
class ConnectionOf final : public Connection,
                           public std::enable_shared_from_this<ConnectionOf<Stream>> {
 public:
  static constexpr bool kSecure = !std::is_same_v<Stream, beast::tcp_stream>;

  // Keeps the context of TLS for as long as it needs it.
  template <typename... Arguments>
  ConnectionOf(std::shared_ptr<Shared> shared, std::string address,
               std::shared_ptr<ssl::context> tls, Arguments&&... arguments)
      : shared_(std::move(shared)),
        address_(std::move(address)),
        network_(auth::NetworkOf(address_)),
        tls_(std::move(tls)),
        answer_held_(&shared_->budget, network_),
        stream_(std::forward<Arguments>(arguments)...) {
    shared_->Opened(this, network_);
  }
  ~ConnectionOf() override { shared_->Closed(this, network_); }

  // On any thread.
  void Start() {
    OnStrand([this] {
      if constexpr (!kSecure) {
        ReadHead();
      } else {
        Lowest().expires_after(Chrono(shared_->options.head_max));
        stream_.async_handshake(ssl::stream_base::server,
                                beast::bind_front_handler(&ConnectionOf::OnHandshake, Self()));
      }
    });
  }
  // This and the next on any thread.
  std::shared_ptr<Connection> Hold() override { return this->weak_from_this().lock(); }
  void Stop() override {
    OnStrand([this] { StopOnStrand(); });
  }
  void Cut() override { in_pieces_ ? SayGone() : Close(); }

 private:
  class Exchange;

  std::shared_ptr<ConnectionOf> Self() { return this->shared_from_this(); }
  beast::tcp_stream& Lowest() { return beast::get_lowest_layer(stream_); }

  template <typename Work>
  void OnStrand(Work work) {
    // Kept until the work is done, which may let go of the last that knows of the queue.
    const std::shared_ptr<Shared> shared = shared_;
    asio::post(stream_.get_executor(),
               [self = Self(), work = std::move(work)]() mutable { work(); });
    if (shared->ended.load()) shared->io.poll();
  }

  void OnHandshake(error_code error) {
    if (error) return;
    if constexpr (kSecure) certificate_pem_ = CertificateOf(stream_.native_handle());
    ReadHead();
  }

  void ReadHead() {
    if (shared_->stopping.load()) return Close();
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(shared_->options.head_bytes_max));
    parser_->body_limit(shared_->options.body_bytes_max);
    parser_->get().body().held = HeldBytes(&shared_->budget, network_);
    waiting_ = true;
    Lowest().expires_after(Chrono(shared_->options.head_max));
    http::async_read_header(stream_, buffer_, *parser_,
                            beast::bind_front_handler(&ConnectionOf::OnHead, Self()));
  }
  void OnHead(error_code error, size_t) {
    waiting_ = false;
    if (error) return Complain(error);
    const auto& head = parser_->get().base();
    if (const absl::string_view wrong = WrongWith(head); !wrong.empty()) return Refuse(400, wrong);
    TakeHead(head);
    if (!TakeAbsolute(&request_)) return Refuse(400, "the address of the request has no host\n");
    Lowest().expires_after(Chrono(shared_->options.body_max));
    if (!beast::iequals(parser_->get()[http::field::expect], "100-continue")) return ReadBody();
    asio::async_write(stream_, asio::buffer(kContinue), [self = Self()](error_code failed, size_t) {
      if (!failed) self->ReadBody();
    });
  }
  void ReadBody() {
    http::async_read(stream_, buffer_, *parser_,
                     beast::bind_front_handler(&ConnectionOf::OnBody, Self()));
  }
  void OnBody(error_code error, size_t) {
    if (error) return Complain(error);
    Lowest().expires_never();
    // The server was stopped meanwhile.
    if (!Lowest().socket().is_open()) return;
    auto body = std::move(parser_->get().body());
    parser_.reset();
    request_.body = std::move(body.bytes);
    shared_->handler(
        std::make_shared<Exchange>(Self(), std::exchange(request_, {}), std::move(body.held)));
  }

  // Before the body: fields that follow it are no headers.
  void TakeHead(const http::request_header<>& head) {
    request_ = {.method = std::string(View(head.method_string())),
                .target = std::string(View(head.target())),
                .address = address_,
                .certificate_pem = certificate_pem_,
                .secure = kSecure};
    for (const auto& field : head) {
      std::string& value = request_.headers[absl::AsciiStrToLower(View(field.name_string()))];
      absl::StrAppend(&value, value.empty() ? "" : ", ", View(field.value()));
    }
    keep_alive_ = parser_->keep_alive();
    version_ = head.version();
    head_only_ = head.method() == http::verb::head;
  }

  // What the peer sent is no request that is taken.
  void Complain(error_code error) {
    const HttpServerOptions& options = shared_->options;
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      Refuse(431, absl::StrCat("the head of the request is more than ", options.head_bytes_max,
                               " bytes\n"));
    } else if (error == http::error::body_limit) {
      Refuse(413, absl::StrCat("the body of the request is more than ", options.body_bytes_max,
                               " bytes; send it in parts\n"));
    } else if (error == NoRoom()) {
      Refuse(503,
             absl::StrCat("the server holds ", options.held_bytes_max,
                          " bytes of requests and answers, ", options.held_bytes_of_one_max,
                          " of one address, and has no room for this one; come again in ",
                          kRetryAfterSeconds, " s\n"),
             {{"retry-after", kRetryAfterSeconds}});
    } else if (error.category() == make_error_code(http::error::bad_method).category() &&
               error != http::error::end_of_stream && error != http::error::partial_message) {
      Refuse(400, "this is no request of HTTP/1.1\n");
    } else {
      Close();
    }
  }
  // Nothing more is read of this peer.
  void Refuse(int status, absl::string_view why, Headers headers = {}) {
    parser_.reset();
    keep_alive_ = false;
    version_ = kHttp11;
    head_only_ = false;
    headers["content-type"] = "text/plain; charset=utf-8";
    WriteWhole({.status = status, .headers = std::move(headers), .body = std::string(why)});
  }

  template <typename Body>
  http::response<Body> MakeHead(const HttpResponse& response) {
    http::response<Body> message(static_cast<http::status>(response.status), version_);
    message.set(http::field::date, HttpDate(shared_->clock->Now()));
    for (const auto& [name, value] : response.headers) message.set(name, value);
    for (const auto& cookie : response.cookies) message.insert(http::field::set_cookie, cookie);
    return message;
  }

  void WriteWhole(HttpResponse response) {
    if (!Lowest().socket().is_open()) return;
    whole_.emplace(MakeHead<http::string_body>(response));
    keep_alive_ = keep_alive_ && !shared_->stopping.load();
    whole_->keep_alive(keep_alive_);
    // 304 and 204 have no body, and say nothing of one.
    if (response.status >= 200 && response.status != 204 && response.status != 304) {
      whole_->content_length(response.body.size());
      if (!head_only_) whole_->body() = std::move(response.body);
    }
    if (!answer_held_.Hold(whole_->body().size())) {
      whole_.reset();
      return Close();
    }
    Lowest().expires_after(Chrono(shared_->options.write_max));
    http::async_write(stream_, *whole_, beast::bind_front_handler(&ConnectionOf::OnWhole, Self()));
  }
  void OnWhole(error_code error, size_t) {
    whole_.reset();
    answer_held_.Hold(0);
    if (error) return;
    keep_alive_ ? ReadHead() : Linger();
  }

  // The rest of these serve an answer in pieces.

  void Begin(const HttpResponse& response, HttpExchange::Written written) {
    if (gone_said_ || shared_->stopping.load() || !Lowest().socket().is_open()) {
      SayGone();
      return written(false);
    }
    in_pieces_ = true;
    keep_alive_ = false;
    chunked_ = version_ >= kHttp11;
    head_.emplace(MakeHead<http::empty_body>(response));
    head_->chunked(chunked_);
    head_->keep_alive(false);
    head_serializer_.emplace(*head_);
    Lowest().expires_never();
    WatchPeer();
    Lowest().expires_after(Chrono(shared_->options.write_max));
    http::async_write_header(stream_, *head_serializer_,
                             [self = Self(), written = std::move(written)](
                                 error_code error, size_t) { self->OnPiece(error, written); });
  }
  void WritePiece(std::string piece, HttpExchange::Written written) {
    if (gone_said_ || !Lowest().socket().is_open()) return written(false);
    if (!answer_held_.Hold(piece.size())) {
      SayGone();
      return written(false);
    }
    piece_ = std::move(piece);
    if (piece_.empty()) return written(true);
    Lowest().expires_after(Chrono(shared_->options.write_max));
    auto then = [self = Self(), written = std::move(written)](error_code error, size_t) {
      self->OnPiece(error, written);
    };
    if (!chunked_) return asio::async_write(stream_, asio::buffer(piece_), std::move(then));
    asio::async_write(stream_, http::make_chunk(asio::buffer(piece_)), std::move(then));
  }
  void OnPiece(error_code error, const HttpExchange::Written& written) {
    piece_ = {};
    answer_held_.Hold(0);
    if (error) SayGone();
    written(!error);
  }
  void EndPieces() {
    if (gone_said_ || !Lowest().socket().is_open()) return Close();
    in_pieces_ = false;
    when_gone_ = nullptr;
    if (!chunked_) return Linger();
    Lowest().expires_after(Chrono(shared_->options.write_max));
    asio::async_write(stream_, http::make_chunk_last(), [self = Self()](error_code error, size_t) {
      error ? self->Close() : self->Linger();
    });
  }

  // A read that is open all the time tells at once when the peer goes away.
  void WatchPeer() {
    if (buffer_.size() >= kReadAheadBytes) return;
    watching_ = true;
    stream_.async_read_some(
        buffer_.prepare(kReadAheadBytes),
        [self = Self()](error_code error, size_t bytes) { self->OnPeer(error, bytes); });
  }
  void OnPeer(error_code error, size_t bytes) {
    watching_ = false;
    buffer_.commit(bytes);
    if (lingering_) {
      // Whatever still comes is not wanted; the peer has the answer when it closes.
      buffer_.clear();
      return error ? Close() : WatchPeer();
    }
    if (!error) return WatchPeer();
    if (in_pieces_) SayGone();
  }
  void SayGone() {
    gone_said_ = true;
    if (const auto gone = std::exchange(when_gone_, nullptr); gone) gone();
    Close();
  }

  // Closing at once could take the answer away from a peer that is still sending.
  void Linger() {
    // Who is watched has sent nothing more, or was told before that nothing more is read.
    if (watching_) return Close();
    Lowest().expires_after(kLingerMax);
    if constexpr (kSecure) {
      stream_.async_shutdown([self = Self()](error_code) { self->Close(); });
    } else {
      error_code ignored;
      lingering_ = true;
      Lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
      buffer_.clear();
      WatchPeer();
    }
  }
  void Close() {
    error_code ignored;
    Lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
    Lowest().socket().close(ignored);
  }
  void StopOnStrand() {
    if (waiting_ && buffer_.size() == 0) Close();
  }

  static constexpr char kContinueText[] = "HTTP/1.1 100 Continue\r\n\r\n";
  static constexpr std::string_view kContinue{kContinueText, sizeof kContinueText - 1};

  const std::shared_ptr<Shared> shared_;
  const std::string address_;
  // Counted as one.
  const std::string network_;
  const std::shared_ptr<ssl::context> tls_;
  // For `whole_` or `piece_`.
  HeldBytes answer_held_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::string certificate_pem_;
  std::optional<http::request_parser<CountedBody>> parser_;
  // A request has not begun.
  bool waiting_ = false;
  // What of it has come.
  HttpRequest request_;
  // Of the request that is answered.
  bool keep_alive_ = false;
  bool head_only_ = false;
  unsigned version_ = kHttp11;
  std::optional<http::response<http::string_body>> whole_;

  bool in_pieces_ = false;
  bool chunked_ = false;
  bool watching_ = false;
  bool lingering_ = false;
  bool gone_said_ = false;
  std::function<void()> when_gone_;
  std::optional<http::response<http::empty_body>> head_;
  std::optional<http::response_serializer<http::empty_body>> head_serializer_;
  std::string piece_;
};

template <typename Stream>
class ConnectionOf<Stream>::Exchange final : public HttpExchange {
 public:
  Exchange(std::shared_ptr<ConnectionOf> connection, HttpRequest request, HeldBytes held)
      : connection_(std::move(connection)),
        request_(std::move(request)),
        request_held_(std::move(held)) {}
  ~Exchange() override {
    const State state = state_.load();
    if (state == State::kNew) {
      Answer({.status = 500});
    } else if (state == State::kBegun) {
      ConnectionOf* const connection = connection_.get();
      connection->OnStrand([connection] { connection->SayGone(); });
    }
  }

  const HttpRequest& request() const override { return request_; }

  void Answer(HttpResponse response) override {
    if (state_.exchange(State::kDone) != State::kNew) return;
    ConnectionOf* const connection = connection_.get();
    connection->OnStrand([connection, response = std::move(response)]() mutable {
      connection->WriteWhole(std::move(response));
    });
  }
  void Begin(HttpResponse head, Written written) override {
    state_.store(State::kBegun);
    ConnectionOf* const connection = connection_.get();
    connection->OnStrand(
        [connection, head = std::move(head), written = std::move(written)]() mutable {
          connection->Begin(head, std::move(written));
        });
  }
  void Write(std::string piece, Written written) override {
    ConnectionOf* const connection = connection_.get();
    connection->OnStrand(
        [connection, piece = std::move(piece), written = std::move(written)]() mutable {
          connection->WritePiece(std::move(piece), std::move(written));
        });
  }
  void End() override {
    if (state_.exchange(State::kDone) != State::kBegun) return;
    ConnectionOf* const connection = connection_.get();
    connection->OnStrand([connection] { connection->EndPieces(); });
  }
  void WhenGone(std::function<void()> gone) override {
    ConnectionOf* const connection = connection_.get();
    connection->OnStrand([connection, gone = std::move(gone)]() mutable {
      if (connection->gone_said_) return gone();
      connection->when_gone_ = std::move(gone);
    });
  }

 private:
  enum class State { kNew, kBegun, kDone };

  const std::shared_ptr<ConnectionOf> connection_;
  const HttpRequest request_;
  const HeldBytes request_held_;
  std::atomic<State> state_{State::kNew};
};

using PlainConnection = ConnectionOf<beast::tcp_stream>;
using SecureConnection = ConnectionOf<beast::ssl_stream<beast::tcp_stream>>;

// ---- the server ---------------------------------------------------------------------------------

class HttpServerImpl final : public HttpServer {
 public:
  explicit HttpServerImpl(std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)),
        acceptor_(asio::make_strand(shared_->io)),
        accept_again_(acceptor_.get_executor()),
        look_again_(acceptor_.get_executor()) {}
  ~HttpServerImpl() override { Stop(absl::ZeroDuration()); }

  absl::Status Open();
  int port() const override { return port_; }
  size_t connections() const override { return shared_->CountOpen(); }
  size_t held_bytes() const override { return shared_->budget.taken(); }
  void Stop(absl::Duration patience) override;

 private:
  absl::Status OpenPort();
  std::vector<std::shared_ptr<Connection>> OpenConnections();
  void CutOff();
  void Accept();
  void OnAccept(error_code error, tcp::socket socket);
  void LookAgain();
  void ReadTlsAgain();

  const std::shared_ptr<Shared> shared_;
  // On one strand, for Stop comes from another thread.
  tcp::acceptor acceptor_;
  asio::steady_timer accept_again_;
  asio::steady_timer look_again_;
  std::vector<int64_t> tls_times_;
  // What was complained of already; empty = nothing.
  std::vector<int64_t> bad_tls_times_;
  int port_ = 0;
  std::vector<std::thread> threads_;
};

absl::Status HttpServerImpl::OpenPort() {
  const HttpServerOptions& options = shared_->options;
  error_code error;
  const asio::ip::address address = asio::ip::make_address(options.host, error);
  if (error) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_ADDRESS",
                           absl::StrCat(options.host, " is no address of this machine"));
  }
  const tcp::endpoint endpoint(address, static_cast<uint16_t>(options.port));
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return base::MakeError(absl::StatusCode::kUnavailable, "PORT_NOT_FREE",
                           absl::StrCat("cannot listen on ", options.host, " port ", options.port,
                                        ": ", error.message()));
  }
  port_ = acceptor_.local_endpoint().port();
  return absl::OkStatus();
}

absl::Status HttpServerImpl::Open() {
  const HttpTls& tls = shared_->options.tls;
  if (!tls.certificate_path.empty()) {
    tls_times_ = TimesOf(tls);
    ASSIGN_OR_RETURN(std::shared_ptr<ssl::context> context, MakeContext(tls));
    base::MutexLock lock(&shared_->mutex);
    shared_->tls = std::move(context);
  }
  RETURN_IF_ERROR(OpenPort());
  Accept();
  if (!tls.certificate_path.empty()) LookAgain();
  for (int i = 0; i < shared_->options.threads; ++i) {
    threads_.emplace_back([this] { shared_->io.run(); });
  }
  return absl::OkStatus();
}

void HttpServerImpl::Accept() {
  acceptor_.async_accept(asio::make_strand(shared_->io), [this](error_code error, auto socket) {
    OnAccept(error, tcp::socket(std::move(socket)));
  });
}

void HttpServerImpl::OnAccept(error_code error, tcp::socket socket) {
  if (error == asio::error::operation_aborted || shared_->stopping.load()) return;
  error_code unknown;
  const tcp::endpoint peer = error ? tcp::endpoint() : socket.remote_endpoint(unknown);
  const std::string address = AddressOf(peer);
  if (!error && !unknown && shared_->HasRoomFor(auth::NetworkOf(address))) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (const std::shared_ptr<ssl::context> tls = shared_->Tls(); tls != nullptr) {
      std::make_shared<SecureConnection>(shared_, address, tls, std::move(socket), *tls)->Start();
    } else {
      std::make_shared<PlainConnection>(shared_, address, nullptr, std::move(socket))->Start();
    }
  }
  // With no file left for another connection the error would come again at once.
  if (!error) return Accept();
  accept_again_.expires_after(std::chrono::milliseconds(100));
  accept_again_.async_wait([this](error_code stopped) {
    if (!stopped) Accept();
  });
}

void HttpServerImpl::LookAgain() {
  look_again_.expires_after(Chrono(shared_->options.look_interval));
  look_again_.async_wait([this](error_code stopped) {
    if (stopped || shared_->stopping.load()) return;
    ReadTlsAgain();
    LookAgain();
  });
}

// Files that do not fit each other yet are looked at again; what was read is used meanwhile.
void HttpServerImpl::ReadTlsAgain() {
  const std::vector<int64_t> times = TimesOf(shared_->options.tls);
  if (times == tls_times_) return;
  auto context = MakeContext(shared_->options.tls);
  if (context.ok()) {
    tls_times_ = times;
    base::MutexLock lock(&shared_->mutex);
    shared_->tls = *std::move(context);
  } else if (std::exchange(bad_tls_times_, times) != times) {
    base::LogWarning("files of TLS changed and are not good; those of before are used",
                     {{"why", context.status().message()}});
  }
}

std::vector<std::shared_ptr<Connection>> HttpServerImpl::OpenConnections() {
  std::vector<std::shared_ptr<Connection>> held;
  base::MutexLock lock(&shared_->mutex);
  for (Connection* const connection : shared_->open) {
    if (auto hold = connection->Hold(); hold != nullptr) held.push_back(std::move(hold));
  }
  return held;
}

// What waits in the queue holds its connection, which holds the queue, and somebody may wait for
// it: all of it is run to its end, at first with no thread but this one.
void HttpServerImpl::CutOff() {
  for (const auto& connection : OpenConnections()) connection->Cut();
  shared_->io.restart();
  while (shared_->io.poll() > 0) continue;
  shared_->ended = true;
  // Of those who came before they could know that they are to run it.
  while (shared_->io.poll() > 0) continue;
}

void HttpServerImpl::Stop(absl::Duration patience) {
  if (threads_.empty()) return;
  shared_->stopping = true;
  asio::post(acceptor_.get_executor(), [this] {
    error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    look_again_.cancel();
  });
  const auto until = std::chrono::steady_clock::now() + Chrono(patience);
  for (const auto& connection : OpenConnections()) connection->Stop();
  {
    base::MutexLock lock(&shared_->mutex);
    while (!shared_->open.empty()) {
      const auto left = until - std::chrono::steady_clock::now();
      if (left <= std::chrono::steady_clock::duration::zero()) break;
      shared_->closed.WaitFor(&shared_->mutex, absl::FromChrono(left));
    }
  }
  shared_->io.stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  CutOff();
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options,
                                                              HttpHandler handler,
                                                              const base::Clock* clock) {
  auto server = std::make_unique<HttpServerImpl>(
      std::make_shared<Shared>(std::move(options), std::move(handler), clock));
  RETURN_IF_ERROR(server->Open());
  return server;
}

}  // namespace logboek::gateway
