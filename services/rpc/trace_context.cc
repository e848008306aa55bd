#include "services/rpc/trace_context.h"

#include <algorithm>
#include <cstddef>

namespace logboek::rpc {
namespace {

// version "-" trace-id "-" parent-id "-" trace-flags
constexpr size_t kVersionAt = 0;
constexpr size_t kTraceIdAt = 3;
constexpr size_t kParentIdAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kEnd = 55;

bool IsLowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsId(absl::string_view text) {
  return IsLowerHex(text) && text.find_first_not_of('0') != absl::string_view::npos;
}

}  // namespace

std::optional<TraceContext> ParseTraceParent(absl::string_view value) {
  if (value.size() < kEnd) return std::nullopt;
  const absl::string_view version = value.substr(kVersionAt, 2);
  const absl::string_view trace_id = value.substr(kTraceIdAt, 32);
  const absl::string_view parent_id = value.substr(kParentIdAt, 16);
  const absl::string_view flags = value.substr(kFlagsAt, 2);
  for (const size_t dash : {kTraceIdAt - 1, kParentIdAt - 1, kFlagsAt - 1}) {
    if (value[dash] != '-') return std::nullopt;
  }
  if (!IsLowerHex(version) || version == "ff" || !IsLowerHex(flags)) return std::nullopt;
  if (!IsId(trace_id) || !IsId(parent_id)) return std::nullopt;
  // This version ends here; another one may go on after a dash.
  if (value.size() > kEnd && (version == "00" || value[kEnd] != '-')) return std::nullopt;
  return TraceContext{.trace_id = std::string(trace_id), .parent_id = std::string(parent_id)};
}

}  // namespace logboek::rpc
