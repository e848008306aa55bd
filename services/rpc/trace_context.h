// The place of a call in a trace that began elsewhere: the `traceparent` of W3C Trace Context,
// https://www.w3.org/TR/trace-context/.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace logboek::rpc {

inline constexpr char kTraceParentKey[] = "traceparent";

struct TraceContext {
  // 32 and 16 digits of lower-case hex, neither all zero.
  std::string trace_id;
  std::string parent_id;
};

// Absent when the value breaks a rule of the recommendation, section 3.2; then a trace is as good
// as not there. Versions to come are read as far as this one goes. Pure.
std::optional<TraceContext> ParseTraceParent(absl::string_view value);

}  // namespace logboek::rpc
