// The operator's policy file: read and checked as a whole.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "logboek/access/v1/access.pb.h"

namespace logboek::auth {

// INVALID_ARGUMENT, BAD_POLICY: every mistake, a line each, with the place in the text or the path
// of the field ("certificates[2].grant: ...").
absl::StatusOr<access::v1::Policy> ParsePolicy(absl::string_view text);

// The same of a file of up to 1 MiB; messages begin with its path. NOT_FOUND: it cannot be read.
absl::StatusOr<access::v1::Policy> ReadPolicy(const std::string& path);

// The checks alone. Each grant and each rule is complete; no rule stands behind one that always
// matches first; an issuer is named once; keys come from one file or one URL as ParseFetchUrl takes
// it; clocks may be off by 0 to 5 minutes; a sign-in with a browser has a name of its own, a client
// id and both endpoints or none. No principal means two callers: each provider has a
// prefix of which no other begins, no rule for certificates gives a name that begins with one, and
// rules that give the same name give the same grant.
absl::Status CheckPolicy(const access::v1::Policy& policy);

// The secret in the client's file, without blanks around it; "" when the client has none.
// FAILED_PRECONDITION, BAD_CLIENT_SECRET: the file cannot be read, others can read it, or there is
// no secret of 1 to 1,024 printable characters in it.
absl::StatusOr<std::string> ReadClientSecret(const access::v1::BrowserSignIn& sign_in);

}  // namespace logboek::auth
