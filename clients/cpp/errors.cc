#include "clients/cpp/errors.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "storage/base/error.h"

namespace logboek::client {
namespace {

// Of the server's refusal (services/rpc/caller_limits.h), which no client depends on.
constexpr char kCallerLimitReason[] = "CALLER_LIMIT";
constexpr absl::Duration kWaitMax = absl::Seconds(10);
constexpr char kDomain[] = "logboek";

// gRPC and abseil number their codes alike; a number neither knows is UNKNOWN.
absl::StatusCode ToCode(int code) {
  if (code < 0 || code > static_cast<int>(absl::StatusCode::kUnauthenticated)) {
    return absl::StatusCode::kUnknown;
  }
  return static_cast<absl::StatusCode>(code);
}

std::optional<google::rpc::ErrorInfo> FindInfo(const google::rpc::Status& status) {
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    if (detail.Is<google::rpc::ErrorInfo>() && detail.UnpackTo(&info)) return info;
  }
  return std::nullopt;
}

absl::Status WithInfo(absl::StatusCode code, absl::string_view message,
                      const google::rpc::ErrorInfo& info) {
  return base::MakeError(code, info.reason(), message,
                         {info.metadata().begin(), info.metadata().end()});
}

}  // namespace

absl::Status ToAbslStatus(const google::rpc::Status& status) {
  const absl::StatusCode code = ToCode(status.code());
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  const auto info = FindInfo(status);
  return info.has_value() ? WithInfo(code, status.message(), *info)
                          : absl::Status(code, status.message());
}

absl::Status ToAbslStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const absl::StatusCode code = ToCode(status.error_code());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    const auto info = FindInfo(details);
    if (info.has_value()) return WithInfo(code, status.error_message(), *info);
  }
  if (code == absl::StatusCode::kUnavailable) {
    return base::MakeError(code, "SERVER_UNREACHABLE", status.error_message());
  }
  if (code == absl::StatusCode::kDeadlineExceeded) {
    return base::MakeError(code, "NO_ANSWER_IN_TIME", status.error_message());
  }
  return absl::Status(code, status.error_message());
}

bool AsksToSlowDown(const absl::Status& status) {
  const auto reason = base::ReasonOf(status);
  return reason.has_value() && reason->reason == kCallerLimitReason;
}

std::optional<absl::Duration> ToldToWait(const absl::Status& status) {
  const auto reason = base::ReasonOf(status);
  if (!AsksToSlowDown(status)) return std::nullopt;
  const auto said = reason->metadata.find("retry_after_millis");
  int64_t millis = 0;
  if (said == reason->metadata.end() || !absl::SimpleAtoi(said->second, &millis)) {
    return std::nullopt;
  }
  return std::clamp(absl::Milliseconds(millis), absl::ZeroDuration(), kWaitMax);
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(status.message()));
  const auto reason = base::ReasonOf(status);
  if (!reason.has_value()) return rpc;
  google::rpc::ErrorInfo info;
  info.set_reason(reason->reason);
  info.set_domain(kDomain);
  for (const auto& [key, value] : reason->metadata) (*info.mutable_metadata())[key] = value;
  rpc.add_details()->PackFrom(info);
  return rpc;
}

}  // namespace logboek::client
