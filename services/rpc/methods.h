// Every method of the services as data: how long a call may take and what it does.
#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace logboek::rpc {

enum class MethodKind {
  kRead,
  // One command to the register.
  kWrite,
  // Open for as long as the client likes.
  kStream,
};

struct MethodRow {
  // Service and method, for example "RegistrationService/Enrol"; the package is always logboek.v1.
  absl::string_view name;
  MethodKind kind;
  // The most a call may take, whatever the client's deadline; infinite for streams.
  absl::Duration budget_max;
};

absl::Span<const MethodRow> Methods();

// The index of the row in Methods(). Dies when there is none: every handler names a method of the
// table.
size_t MethodIndex(absl::string_view name);

}  // namespace logboek::rpc
