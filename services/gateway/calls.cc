#include "services/gateway/calls.h"

#include <atomic>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "services/gateway/message_codec.h"
#include "services/rpc/forwarded.h"
#include "services/rpc/wire_status.h"
#include "storage/base/clock.h"
#include "storage/base/error.h"
#include "storage/base/printable.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

using google::protobuf::MethodDescriptor;

constexpr char kRequestId[] = "x-request-id";
// What of a request goes into the call.
constexpr const char* kForwardedHeaders[] = {"authorization",    kRequestId,
                                             "x-logboek-replay", "x-logboek-acting-for",
                                             "traceparent",      "tracestate"};
// Smaller answers are not worth packing.
constexpr size_t kPackedBytesMin = 1'024;

absl::Status Unimplemented(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kUnimplemented, reason, message);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

// Who calls, how long it may take, and what else the call has to know of the request.
absl::Status Prepare(const CallsOptions& options, const HttpRequest& request,
                     grpc::ClientContext* context) {
  for (const char* const name : kForwardedHeaders) {
    const absl::string_view value = HeaderOf(request.headers, name);
    if (value.empty()) continue;
    if (!base::IsPrintableAscii(value)) {
      return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_HEADER",
                             absl::StrCat("the header ", name, " has more than printable ASCII"));
    }
    context->AddMetadata(name, std::string(value));
  }
  context->AddMetadata(rpc::kForwardedSecretKey, options.secret);
  context->AddMetadata(rpc::kForwardedAddressKey, request.address);
  if (!request.certificate_pem.empty()) {
    context->AddMetadata(rpc::kForwardedCertificateKey, request.certificate_pem);
  }
  const absl::string_view timeout = HeaderOf(request.headers, "connect-timeout-ms");
  if (timeout.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::Duration patience, ParseTimeout(timeout));
  context->set_deadline(absl::ToChronoTime(base::SystemClock().Now() + patience));
  return absl::OkStatus();
}

absl::StatusOr<std::string> Unpack(absl::string_view coding, absl::string_view bytes,
                                   size_t bytes_max) {
  if (coding.empty() || coding == "identity") return std::string(bytes);
  if (coding == "gzip") return Gunzip(bytes, bytes_max);
  return Unimplemented("UNKNOWN_COMPRESSION",
                       absl::StrCat("messages are packed with gzip or not at all"));
}

absl::StatusOr<std::string> ToProto(const google::protobuf::Descriptor* type, Encoding encoding,
                                    std::string message) {
  if (encoding == Encoding::kProto) return message;
  // An empty body is an empty message, as a person with curl expects.
  return JsonToBytes(type, message.empty() ? "{}" : message);
}

absl::StatusOr<std::string> FromProto(const google::protobuf::Descriptor* type, Encoding encoding,
                                      std::string message) {
  if (encoding == Encoding::kProto) return message;
  return BytesToJson(type, message);
}

// What nobody asks is not unpacked and read, which costs much more than the refusal. The call is
// made all the same, with an empty message: the server refuses, counts and slows it down as others.
bool IsOfNobody(const HttpRequest& request) {
  return HeaderOf(request.headers, "authorization").empty() && request.certificate_pem.empty();
}

// A unary request, whatever way it came.
struct Question {
  Encoding encoding = Encoding::kJson;
  // As protobuf's bytes.
  std::string message;
};

std::string Of(const std::map<std::string, std::string>& query, const std::string& key) {
  const auto found = query.find(key);
  return found == query.end() ? "" : found->second;
}

absl::StatusOr<Question> QuestionInQuery(const MethodDescriptor& method, const Target& target,
                                         const HttpRequest& request, size_t bytes_max) {
  RETURN_IF_ERROR(CheckVersion(absl::StripPrefix(Of(target.query, "connect"), "v")));
  Question question;
  const std::string encoding = Of(target.query, "encoding");
  if (encoding != "json" && encoding != "proto") {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_ENCODING",
                           "a GET says encoding=json or encoding=proto");
  }
  question.encoding = encoding == "json" ? Encoding::kJson : Encoding::kProto;
  if (IsOfNobody(request)) return question;
  std::string message = Of(target.query, "message");
  if (Of(target.query, "base64") == "1") {
    std::optional<std::string> bytes = FromAnyBase64(message);
    if (!bytes.has_value()) {
      return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_BASE64",
                             "the message is said to be base64 and is not");
    }
    message = *std::move(bytes);
  }
  ASSIGN_OR_RETURN(message, Unpack(Of(target.query, "compression"), message, bytes_max));
  ASSIGN_OR_RETURN(question.message,
                   ToProto(method.input_type(), question.encoding, std::move(message)));
  return question;
}

absl::StatusOr<Question> QuestionInBody(const MethodDescriptor& method, ContentType type,
                                        const HttpRequest& request, size_t bytes_max) {
  RETURN_IF_ERROR(CheckVersion(HeaderOf(request.headers, "connect-protocol-version")));
  Question question{.encoding = type.encoding};
  if (IsOfNobody(request)) return question;
  ASSIGN_OR_RETURN(std::string message,
                   Unpack(HeaderOf(request.headers, "content-encoding"), request.body, bytes_max));
  ASSIGN_OR_RETURN(question.message,
                   ToProto(method.input_type(), type.encoding, std::move(message)));
  return question;
}

// A message of a stream, on its way out.
std::string Framed(std::string message, bool packed, bool end) {
  Envelope envelope{.end_of_stream = end, .bytes = std::move(message)};
  if (packed && envelope.bytes.size() >= kPackedBytesMin) {
    envelope.compressed = true;
    envelope.bytes = Gzip(envelope.bytes);
  }
  return ToBytes(envelope);
}

bool IsRead(const MethodDescriptor& method) {
  return !method.client_streaming() && !method.server_streaming() &&
         method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

HttpResponse WrongMethod(const MethodDescriptor& method) {
  return {.status = 405,
          .headers = {{"allow", IsRead(method) ? "GET, POST, OPTIONS" : "POST, OPTIONS"}}};
}

HttpResponse WrongContentType(bool stream) {
  const ContentType json{.encoding = Encoding::kJson, .stream = stream};
  const ContentType proto{.encoding = Encoding::kProto, .stream = stream};
  return {.status = 415,
          .headers = {{"accept-post",
                       absl::StrCat(gateway::ToString(json), ", ", gateway::ToString(proto))}}};
}

}  // namespace

HttpResponse ErrorResponse(const grpc::Status& status) {
  HttpResponse response{.status = HttpStatusOf(status.error_code()), .body = ErrorJson(status)};
  response.headers["content-type"] = "application/json";
  if (response.status == 401) response.headers["www-authenticate"] = "Bearer";
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return response;
  for (const auto& any : details.details()) {
    google::rpc::RetryInfo retry;
    if (!any.Is<google::rpc::RetryInfo>() || !any.UnpackTo(&retry)) continue;
    const int64_t seconds = retry.retry_delay().seconds() + (retry.retry_delay().nanos() > 0);
    response.headers["retry-after"] = absl::StrCat(seconds);
  }
  return response;
}

HttpResponse RefusalOf(const HttpRequest& request, const grpc::Status& status) {
  const auto type = ParseContentType(HeaderOf(request.headers, "content-type"));
  if (request.method != "POST" || !type.has_value() || !type->stream) return ErrorResponse(status);
  HttpResponse response{.body = Framed(EndOfStreamJson(status), /*packed=*/false, /*end=*/true)};
  response.headers["content-type"] = gateway::ToString(*type);
  return response;
}

// One call from its question to its answer; deletes itself.
class Calls::Unary {
 public:
  static void Start(Calls* calls, const MethodDescriptor& method, Question question,
                    std::shared_ptr<HttpExchange> exchange) {
    auto* const call = new Unary(calls, method, question.encoding, std::move(exchange));
    const absl::Status prepared =
        Prepare(calls->options_, call->exchange_->request(), &call->context_);
    if (!prepared.ok()) return call->Reply(ErrorResponse(rpc::ToGrpcStatus(prepared)));
    call->request_ = ToBuffer(question.message);
    const bool made = calls->options_.open->Make([calls, call, &method] {
      calls->stub_.UnaryCall(&call->context_, PathOf(method), {}, &call->request_, &call->response_,
                             [call](const grpc::Status& status) { call->Done(status); });
    });
    if (!made) call->Reply(ErrorResponse(rpc::ToGrpcStatus(Stopping())));
  }

 private:
  Unary(Calls* calls, const MethodDescriptor& method, Encoding encoding,
        std::shared_ptr<HttpExchange> exchange)
      : calls_(calls), method_(method), encoding_(encoding), exchange_(std::move(exchange)) {
    calls_->options_.open->Begin();
  }

  void Done(const grpc::Status& status) {
    HttpResponse response = status.ok() ? Answer() : ErrorResponse(status);
    const auto& metadata = context_.GetServerInitialMetadata();
    if (const auto id = metadata.find(kRequestId); id != metadata.end()) {
      response.headers[kRequestId] = std::string(id->second.data(), id->second.size());
    }
    Reply(std::move(response));
  }
  void Reply(HttpResponse response) {
    exchange_->Answer(std::move(response));
    exchange_.reset();
    calls_->options_.open->Finish();
    delete this;
  }
  HttpResponse Answer() {
    absl::StatusOr<std::string> message =
        FromProto(method_.output_type(), encoding_, ToString(response_));
    if (!message.ok()) return ErrorResponse(rpc::ToGrpcStatus(message.status()));
    HttpResponse response{.body = *std::move(message)};
    response.headers["content-type"] = gateway::ToString(ContentType{.encoding = encoding_});
    const absl::string_view accepts = HeaderOf(exchange_->request().headers, "accept-encoding");
    if (response.body.size() >= kPackedBytesMin && AcceptsGzip(accepts)) {
      response.body = Gzip(response.body);
      response.headers["content-encoding"] = "gzip";
    }
    return response;
  }

  Calls* const calls_;
  const MethodDescriptor& method_;
  const Encoding encoding_;
  std::shared_ptr<HttpExchange> exchange_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

// Reads the next message when the one before is on its way to the client, so a slow client holds up
// the service, and no queue grows. Deletes itself.
class Calls::ServerStream final
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  static void Start(Calls* calls, const MethodDescriptor& method, Encoding encoding,
                    const std::string& question, std::shared_ptr<HttpExchange> exchange) {
    (new ServerStream(calls, method, encoding, std::move(exchange)))->Start(question);
  }

  void OnReadDone(bool ok) override {
    // No more operations are begun from here or from elsewhere.
    if (!ok) return RemoveHold();
    if (line_->gone.load()) return StartRead(&response_);
    absl::StatusOr<std::string> message =
        FromProto(method_.output_type(), encoding_, ToString(response_));
    if (!message.ok()) {
      failed_ = rpc::ToGrpcStatus(message.status());
      line_->context.TryCancel();
      return StartRead(&response_);
    }
    exchange_->Write(Framed(*std::move(message), packed_, /*end=*/false), [this](bool taken) {
      if (!taken) line_->Leave();
      StartRead(&response_);
    });
  }

  void OnDone(const grpc::Status& status) override {
    const std::string last =
        Framed(EndOfStreamJson(failed_.ok() ? status : failed_), packed_, /*end=*/true);
    // Kept alive by what it is told last.
    exchange_->Write(last, [exchange = exchange_](bool) { exchange->End(); });
    calls_->options_.open->Finish();
    delete this;
  }

 private:
  // Whoever tells that the client is gone may do so when the call has ended.
  struct Line {
    grpc::ClientContext context;
    // Nobody reads any more.
    std::atomic<bool> gone{false};

    void Leave() {
      gone = true;
      context.TryCancel();
    }
  };

  ServerStream(Calls* calls, const MethodDescriptor& method, Encoding encoding,
               std::shared_ptr<HttpExchange> exchange)
      : calls_(calls), method_(method), encoding_(encoding), exchange_(std::move(exchange)) {
    packed_ = AcceptsGzip(HeaderOf(exchange_->request().headers, "connect-accept-encoding"));
    calls_->options_.open->Begin();
  }

  void Start(const std::string& question) {
    HttpResponse head;
    head.headers["content-type"] =
        gateway::ToString(ContentType{.encoding = encoding_, .stream = true});
    if (packed_) head.headers["connect-content-encoding"] = "gzip";
    const HttpRequest& request = exchange_->request();
    const absl::Status prepared = Prepare(calls_->options_, request, &line_->context);
    if (!prepared.ok()) failed_ = rpc::ToGrpcStatus(prepared);
    request_ = ToBuffer(question);
    exchange_->WhenGone([line = line_] { line->Leave(); });
    exchange_->Begin(std::move(head), [this](bool taken) { Call(taken); });
  }
  void Call(bool wanted) {
    if (wanted && failed_.ok()) {
      if (calls_->options_.open->Make([this] { Make(); })) return;
      failed_ = rpc::ToGrpcStatus(Stopping());
    }
    OnDone(grpc::Status::CANCELLED);
  }
  void Make() {
    calls_->stub_.PrepareBidiStreamingCall(&line_->context, PathOf(method_), {}, this);
    AddHold();
    StartWriteLast(&request_, {});
    StartRead(&response_);
    StartCall();
  }

  Calls* const calls_;
  const MethodDescriptor& method_;
  const Encoding encoding_;
  const std::shared_ptr<HttpExchange> exchange_;
  bool packed_ = false;
  const std::shared_ptr<Line> line_ = std::make_shared<Line>();
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  // What the call is told to have ended with, when not with its own status.
  grpc::Status failed_;
};

Calls::Calls(CallsOptions options) : options_(std::move(options)), stub_(options_.channel) {}

Calls::~Calls() { options_.open->WaitUntilNone(); }

bool Calls::Allows(const MethodDescriptor& method, absl::string_view http_method) {
  return http_method == "POST" || (http_method == "GET" && IsRead(method));
}

void Calls::Handle(const MethodDescriptor& method, const Target& target,
                   std::shared_ptr<HttpExchange> exchange) {
  const bool stream = method.client_streaming() || method.server_streaming();
  const HttpRequest& request = exchange->request();
  if (!Allows(method, request.method)) {
    return exchange->Answer(WrongMethod(method));
  }
  if (request.method == "GET") return HandleUnary(method, target, std::move(exchange));
  const auto type = ParseContentType(HeaderOf(request.headers, "content-type"));
  if (!type.has_value() || type->stream != stream) {
    return exchange->Answer(WrongContentType(stream));
  }
  if (!stream) return HandleUnary(method, target, std::move(exchange));
  HandleStream(method, *type, std::move(exchange));
}

void Calls::HandleUnary(const MethodDescriptor& method, const Target& target,
                        std::shared_ptr<HttpExchange> exchange) {
  const HttpRequest& request = exchange->request();
  absl::StatusOr<Question> question =
      request.method == "GET"
          ? QuestionInQuery(method, target, request, options_.message_bytes_max)
          : QuestionInBody(method, *ParseContentType(HeaderOf(request.headers, "content-type")),
                           request, options_.message_bytes_max);
  if (!question.ok()) {
    return exchange->Answer(ErrorResponse(rpc::ToGrpcStatus(question.status())));
  }
  Unary::Start(this, method, *std::move(question), std::move(exchange));
}

void Calls::HandleStream(const MethodDescriptor& method, ContentType type,
                         std::shared_ptr<HttpExchange> exchange) {
  const HttpRequest& request = exchange->request();
  const auto question = [&]() -> absl::StatusOr<std::string> {
    if (method.client_streaming()) {
      return Unimplemented("STREAM_OVER_HTTP1",
                           "a stream of commands needs gRPC; over HTTP send one command a call");
    }
    RETURN_IF_ERROR(CheckVersion(HeaderOf(request.headers, "connect-protocol-version")));
    if (IsOfNobody(request)) return std::string();
    ASSIGN_OR_RETURN(Envelope envelope, OneEnvelope(request.body));
    const absl::string_view coding =
        envelope.compressed ? HeaderOf(request.headers, "connect-content-encoding") : "";
    ASSIGN_OR_RETURN(std::string message,
                     Unpack(coding, envelope.bytes, options_.message_bytes_max));
    return ToProto(method.input_type(), type.encoding, std::move(message));
  }();
  if (question.ok()) {
    return ServerStream::Start(this, method, type.encoding, *question, std::move(exchange));
  }
  exchange->Answer(RefusalOf(request, rpc::ToGrpcStatus(question.status())));
}

}  // namespace logboek::gateway
