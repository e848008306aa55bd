#include "services/gateway/connect.h"

#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "nlohmann/json.hpp"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kEnvelopeHeadBytes = 5;
constexpr uint8_t kCompressedFlag = 1;
constexpr uint8_t kEndFlag = 2;
constexpr size_t kTimeoutDigitsMax = 10;
constexpr char kTypePrefix[] = "type.googleapis.com/";

struct Code {
  absl::string_view name;
  int http = 0;
};

// By number; the protocol's table "Error codes".
constexpr std::array<Code, 17> kCodes = {{{"", 200},
                                          {"canceled", 499},
                                          {"unknown", 500},
                                          {"invalid_argument", 400},
                                          {"deadline_exceeded", 504},
                                          {"not_found", 404},
                                          {"already_exists", 409},
                                          {"permission_denied", 403},
                                          {"resource_exhausted", 429},
                                          {"failed_precondition", 400},
                                          {"aborted", 409},
                                          {"out_of_range", 400},
                                          {"unimplemented", 501},
                                          {"internal", 500},
                                          {"unavailable", 503},
                                          {"data_loss", 500},
                                          {"unauthenticated", 401}}};

const Code& CodeOf(grpc::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  return number > 0 && number < kCodes.size() ? kCodes[number] : kCodes[grpc::UNKNOWN];
}

absl::Status Invalid(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, reason, message);
}

std::string ToBase64(absl::string_view bytes) {
  std::string text = absl::Base64Escape(bytes);
  while (absl::EndsWith(text, "=")) text.pop_back();
  return text;
}

// What a person reads of a detail of this type.
template <typename Detail>
void AddDebug(const google::protobuf::Any& any, Json* json) {
  Detail detail;
  if (!any.Is<Detail>() || !any.UnpackTo(&detail)) return;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(detail, &text).ok()) return;
  (*json)["debug"] = Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

Json ToJson(const google::protobuf::Any& any) {
  Json json;
  json["type"] = std::string(absl::StripPrefix(any.type_url(), kTypePrefix));
  json["value"] = ToBase64(any.value());
  AddDebug<google::rpc::ErrorInfo>(any, &json);
  AddDebug<google::rpc::RetryInfo>(any, &json);
  return json;
}

Json ToJson(const grpc::Status& status) {
  Json json;
  json["code"] = std::string(CodeName(status.error_code()));
  if (!status.error_message().empty()) json["message"] = status.error_message();
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    return json;
  }
  for (const google::protobuf::Any& any : details.details()) json["details"].push_back(ToJson(any));
  return json;
}

// Whatever a client sent must not break the answer.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

int HexDigit(char c) {
  if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return -1;
  if (absl::ascii_isdigit(static_cast<unsigned char>(c))) return c - '0';
  return absl::ascii_tolower(static_cast<unsigned char>(c)) - 'a' + 10;
}

std::optional<std::string> PercentDecode(absl::string_view text, bool plus_is_space) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (text.size() - i < 3) return std::nullopt;
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

absl::Status BadTarget(absl::string_view why) {
  return Invalid("BAD_TARGET", absl::StrCat("the address after the host ", why));
}

}  // namespace

std::optional<ContentType> ParseContentType(absl::string_view value) {
  const std::vector<std::string> parts = absl::StrSplit(absl::AsciiStrToLower(value), ';');
  for (size_t i = 1; i < parts.size(); ++i) {
    absl::string_view parameter = absl::StripAsciiWhitespace(parts[i]);
    if (!absl::ConsumePrefix(&parameter, "charset=")) continue;
    if (parameter != "utf-8" && parameter != "\"utf-8\"") return std::nullopt;
  }
  const absl::string_view type = absl::StripAsciiWhitespace(parts[0]);
  for (const bool stream : {false, true}) {
    for (const Encoding encoding : {Encoding::kJson, Encoding::kProto}) {
      const ContentType known{.encoding = encoding, .stream = stream};
      if (type == ToString(known)) return known;
    }
  }
  return std::nullopt;
}

std::string ToString(ContentType type) {
  return absl::StrCat("application/", type.stream ? "connect+" : "",
                      type.encoding == Encoding::kJson ? "json" : "proto");
}

absl::string_view CodeName(grpc::StatusCode code) { return CodeOf(code).name; }

int HttpStatusOf(grpc::StatusCode code) {
  return code == grpc::StatusCode::OK ? kCodes[0].http : CodeOf(code).http;
}

std::string ErrorJson(const grpc::Status& status) { return Dump(ToJson(status)); }

std::string EndOfStreamJson(const grpc::Status& status) {
  Json json = Json::object();
  if (!status.ok()) json["error"] = ToJson(status);
  return Dump(json);
}

absl::StatusOr<absl::Duration> ParseTimeout(absl::string_view value) {
  int64_t millis = 0;
  const bool digits = !value.empty() && value.size() <= kTimeoutDigitsMax &&
                      value.find_first_not_of("0123456789") == absl::string_view::npos;
  if (!digits || !absl::SimpleAtoi(value, &millis)) {
    return Invalid("BAD_TIMEOUT",
                   "connect-timeout-ms is a number of milliseconds, of ten digits at most");
  }
  return absl::Milliseconds(millis);
}

absl::Status CheckVersion(absl::string_view value) {
  if (value.empty() || value == "1") return absl::OkStatus();
  return Invalid("CONNECT_VERSION", "only version 1 of the Connect protocol is spoken here");
}

std::string ToBytes(const Envelope& envelope) {
  const auto size = static_cast<uint32_t>(envelope.bytes.size());
  std::string bytes;
  bytes.reserve(kEnvelopeHeadBytes + envelope.bytes.size());
  bytes += static_cast<char>((envelope.compressed ? kCompressedFlag : 0) |
                             (envelope.end_of_stream ? kEndFlag : 0));
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xFF);
  return bytes + envelope.bytes;
}

absl::StatusOr<Envelope> OneEnvelope(absl::string_view body) {
  if (body.size() < kEnvelopeHeadBytes) {
    return Invalid("BAD_ENVELOPE",
                   "the body of a stream is one message after five bytes that tell its flags and "
                   "its length");
  }
  const auto flags = static_cast<uint8_t>(body[0]);
  uint32_t size = 0;
  for (size_t i = 1; i < kEnvelopeHeadBytes; ++i) size = size << 8 | static_cast<uint8_t>(body[i]);
  body.remove_prefix(kEnvelopeHeadBytes);
  if (body.size() != size) {
    return Invalid("BAD_ENVELOPE", absl::StrCat("the envelope announces ", size, " bytes, and ",
                                                body.size(), " follow; one message is sent"));
  }
  if ((flags & ~kCompressedFlag) != 0) {
    return Invalid("BAD_ENVELOPE", "the envelope has flags that a request has not");
  }
  return Envelope{.compressed = (flags & kCompressedFlag) != 0, .bytes = std::string(body)};
}

absl::StatusOr<Target> ParseTarget(absl::string_view target) {
  if (!absl::StartsWith(target, "/")) return BadTarget("does not begin with /");
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(target, absl::MaxSplits('?', 1));
  Target parsed;
  const std::optional<std::string> path = PercentDecode(parts.first, /*plus_is_space=*/false);
  if (!path.has_value()) return BadTarget("has a % without two hex digits");
  parsed.path = *path;
  if (parts.second.empty()) return parsed;
  for (const absl::string_view pair : absl::StrSplit(parts.second, '&')) {
    const std::pair<absl::string_view, absl::string_view> sides =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    std::optional<std::string> key = PercentDecode(sides.first, /*plus_is_space=*/true);
    std::optional<std::string> value = PercentDecode(sides.second, /*plus_is_space=*/true);
    if (!key.has_value() || !value.has_value()) return BadTarget("has a % without two hex digits");
    if (!parsed.query.emplace(*std::move(key), *std::move(value)).second) {
      return BadTarget("names something twice");
    }
  }
  return parsed;
}

std::optional<std::string> FromAnyBase64(absl::string_view text) {
  std::string plain(text);
  for (char& c : plain) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  const bool clean = plain.find_first_of(" \t\r\n\f\v") == std::string::npos;
  std::string bytes;
  if (!clean || !absl::Base64Unescape(plain, &bytes)) return std::nullopt;
  return bytes;
}

bool AcceptsGzip(absl::string_view accept_encoding) {
  for (const absl::string_view item : absl::StrSplit(accept_encoding, ',')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(item, ';');
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts[0]), "gzip")) continue;
    for (size_t i = 1; i < parts.size(); ++i) {
      absl::string_view weight = absl::StripAsciiWhitespace(parts[i]);
      double quality = 1;
      if (absl::ConsumePrefix(&weight, "q=") && absl::SimpleAtod(weight, &quality)) {
        return quality > 0;
      }
    }
    return true;
  }
  return false;
}

}  // namespace logboek::gateway
