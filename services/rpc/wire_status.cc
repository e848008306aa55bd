#include "services/rpc/wire_status.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "storage/base/error.h"

namespace logboek::rpc {
namespace {

// Error details travel base64 in a header, and clients accept 8 KiB of headers.
constexpr size_t kMessageBytesMax = 1024;
constexpr size_t kMetadataBytesMax = 1024;
constexpr size_t kMetadataValueBytesMax = 256;
constexpr absl::Duration kRetryDelay = absl::Seconds(1);
constexpr char kRetryAfterKey[] = "retry_after_millis";

// At most `bytes_max` bytes, never half a UTF-8 character.
std::string Shorten(absl::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

bool KeepsMessageInside(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

void FillInfo(const base::ErrorReason& reason, google::rpc::ErrorInfo* info) {
  info->set_reason(reason.reason);
  info->set_domain(kErrorDomain);
  size_t bytes = 0;
  for (const auto& [key, value] : reason.metadata) {
    const std::string kept = Shorten(value, kMetadataValueBytesMax);
    bytes += key.size() + kept.size();
    if (bytes > kMetadataBytesMax) return;
    (*info->mutable_metadata())[key] = kept;
  }
}

google::rpc::RetryInfo RetryAfter(const google::rpc::ErrorInfo& info) {
  absl::Duration delay = kRetryDelay;
  const auto told = info.metadata().find(kRetryAfterKey);
  int64_t millis = 0;
  if (told != info.metadata().end() && absl::SimpleAtoi(told->second, &millis)) {
    delay = absl::Milliseconds(millis);
  }
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::IDivDuration(delay, absl::Seconds(1), &delay));
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(delay)));
  return retry;
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  if (status.ok()) return wire;
  google::rpc::ErrorInfo info;
  if (const auto reason = base::ReasonOf(status); reason.has_value()) {
    wire.set_message(Shorten(status.message(), kMessageBytesMax));
    FillInfo(*reason, &info);
  } else {
    wire.set_message(KeepsMessageInside(status.code())
                         ? "the server failed; its log says why, under the request id"
                         : Shorten(status.message(), kMessageBytesMax));
    FillInfo({.reason = absl::StatusCodeToString(status.code()), .metadata = {}}, &info);
  }
  wire.add_details()->PackFrom(info);
  if (status.code() == absl::StatusCode::kUnavailable || info.metadata().contains(kRetryAfterKey)) {
    wire.add_details()->PackFrom(RetryAfter(info));
  }
  return wire;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status wire = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code()), wire.message(),
                      wire.SerializeAsString());
}

}  // namespace logboek::rpc
