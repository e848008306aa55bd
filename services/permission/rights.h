// What each role may do, as data. A method without a row is used by nobody.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "logboek/access/v1/access.pb.h"
#include "logboek/command/v1/command.pb.h"
#include "services/auth/principal.h"

namespace logboek::permission {

using access::v1::CallerRole;

// A set of roles.
class Roles {
 public:
  constexpr Roles(std::initializer_list<CallerRole> roles) {
    for (const CallerRole role : roles) bits_ |= 1u << role;
  }
  constexpr bool Contains(CallerRole role) const { return (bits_ & 1u << role) != 0; }

 private:
  uint32_t bits_ = 0;
};

// What a request may be about.
enum class Reach : uint8_t {
  // Whatever it names must be the caller's own (scope.h), and it names something.
  kOwn,
  // As kOwn, and it names the region.
  kOwnRegion,
  // What was pushed under a source of the caller.
  kOwnSource,
  // Commands, each held to the row of its own method.
  kCommands,
  // No record of the register.
  kNothing,
};

struct Right {
  // As in rpc/methods.h. A command is written by the method that is named as its message is.
  absl::string_view method;
  Reach reach = Reach::kNothing;
  Roles roles;
};

absl::Span<const Right> Rights();

// Null when there is none.
const Right* FindRight(absl::string_view method);

// The row of the method that writes a command of this kind; null when there is none or the kind is
// not set.
const Right* RightOf(const command::v1::Command& command);

// PERMISSION_DENIED, ROLE_NOT_ALLOWED: the role is not in the row, or `right` is null.
absl::Status CheckRole(const auth::Principal& caller, const Right* right);

// PERMISSION_DENIED: SOURCE_NOT_YOURS, or ACTING_FOR_NOT_ALLOWED.
absl::Status CheckSource(const auth::Principal& caller, absl::string_view source);
absl::Status CheckActingFor(const auth::Principal& caller, absl::string_view acting_for);

// How many practices a region has, asked about nothing else: not for an auditor, since a report of
// the region may hide it (services/queries/small_cells.h).
bool SeesPracticeCounts(const auth::Principal& caller);

// Everything about a command that can be told without the register.
absl::Status CheckSender(const auth::Principal& caller, const command::v1::Command& command);

}  // namespace logboek::permission
