// The Connect protocol (https://connectrpc.com/docs/protocol) as pure functions: what stands in
// headers, envelopes and errors. Unary calls and server streams, over HTTP/1.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/support/status.h"

namespace logboek::gateway {

// How a message is written.
enum class Encoding { kJson, kProto };

// What the header "content-type" of a request says.
struct ContentType {
  Encoding encoding = Encoding::kJson;
  // In envelopes: application/connect+json, application/connect+proto.
  bool stream = false;
};
// Parameters are ignored but for a charset, which must be utf-8. Nothing for any other type.
std::optional<ContentType> ParseContentType(absl::string_view value);
std::string ToString(ContentType type);

// The name of the code in errors: "not_found"; and the status of HTTP that a unary call is answered
// with.
absl::string_view CodeName(grpc::StatusCode code);
int HttpStatusOf(grpc::StatusCode code);

// The error as JSON: code, message, and the details of google.rpc.Status with what they say in
// readable form beside it. The status must not be OK.
std::string ErrorJson(const grpc::Status& status);

// The last message of a stream: empty for OK, else the error.
std::string EndOfStreamJson(const grpc::Status& status);

// The header "connect-timeout-ms": up to ten digits. INVALID_ARGUMENT, BAD_TIMEOUT.
absl::StatusOr<absl::Duration> ParseTimeout(absl::string_view value);

// INVALID_ARGUMENT, CONNECT_VERSION, when the header "connect-protocol-version" (or "connect" of a
// query, after its "v") is there and says another than 1.
absl::Status CheckVersion(absl::string_view value);

// One message of a stream.
struct Envelope {
  bool compressed = false;
  bool end_of_stream = false;
  std::string bytes;
};
// Five bytes and the message; at most 4 GiB.
std::string ToBytes(const Envelope& envelope);
// A body that is one envelope and nothing else. INVALID_ARGUMENT, BAD_ENVELOPE.
absl::StatusOr<Envelope> OneEnvelope(absl::string_view body);

// A target of HTTP, taken apart: "/a%20b?x=1&y=" is "/a b" with x and y. A "+" of the query is a
// space. INVALID_ARGUMENT, BAD_TARGET: not an absolute path, a broken percent sign, a key that
// comes twice.
struct Target {
  std::string path;
  std::map<std::string, std::string> query;
};
absl::StatusOr<Target> ParseTarget(absl::string_view target);

// Base64 in either alphabet, with padding or without. Nothing for what is none.
std::optional<std::string> FromAnyBase64(absl::string_view text);

// The first of gzip and identity that the list of "accept-encoding" allows; gzip only when it is
// named and not with q=0.
bool AcceptsGzip(absl::string_view accept_encoding);

}  // namespace logboek::gateway
