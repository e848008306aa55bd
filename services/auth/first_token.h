// How somebody gets in for the first time, and again when nobody can.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "logboek/access/v1/access.pb.h"
#include "services/auth/token_store.h"

namespace logboek::auth {

// While nobody was ever given a token: makes one for the principal "administrator", role
// administrator, that does not expire, and writes it to a new file of mode 0600 and a line of its
// own. A token that stands in the file already is taken: an earlier start came so far, or the
// operator put it there. Nothing when tokens were given out before. FAILED_PRECONDITION: the file
// cannot be made, others can read it, or there is something else in it.
absl::StatusOr<std::optional<access::v1::TokenRecord>> MakeFirstToken(TokenStore* tokens,
                                                                      const std::string& path,
                                                                      absl::Time now);

// One more, whatever was given out before, for whoever may write beside the store when no
// administrator can get in. It takes the place of a token in the file that lets nobody in any more;
// one that nobody has had yet is taken, as above. Tokens of before stay as they are. As
// MakeFirstToken, and FAILED_PRECONDITION, TOKEN_STILL_GOOD: the one in the file lets somebody in.
absl::StatusOr<access::v1::TokenRecord> RenewFirstToken(TokenStore* tokens, const std::string& path,
                                                        absl::string_view note, absl::Time now);

// Every token of the store lets nobody in any more, nor does the one in the file, if there is one,
// even when this store never knew it: RenewFirstToken would take it for one that nobody has had.
// Returns how many tokens of the store were revoked. As TokenStore::RevokeAll, and
// FAILED_PRECONDITION: the file cannot be read, others can read it, or there is something else in
// it.
absl::StatusOr<size_t> RevokeEveryToken(TokenStore* tokens, const std::string& path,
                                        absl::string_view revoked_by, absl::Time now);

}  // namespace logboek::auth
