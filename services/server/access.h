// Who is let into the server, and who looked at whom: the stores behind that, and what keeps them
// current.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/accesslog/access_log.h"
#include "services/api/door.h"
#include "services/auth/authenticator.h"
#include "services/auth/token_store.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"
#include "storage/side_store.h"

namespace logboek::server {

// As the access log keeps it.
access::v1::AccessRecord RecordOf(const api::Sight& sight);

struct AccessOptions {
  // The folder of the log, beside whose files those of this stand; empty = in memory.
  std::string store;
  // Where the first administrator's token is written while there is none; empty = nowhere, so
  // nobody has one.
  std::string first_token_path;
  // Callers known by certificate or by a sign-in elsewhere; read again when it changes. Empty =
  // none.
  std::string policy_path;
  // How often it is looked whether that file changed.
  absl::Duration look_interval = absl::Seconds(2);
};

// Another token for an administrator, in the file that `options` name (auth::RenewFirstToken),
// while no server has the store open.
absl::StatusOr<access::v1::TokenRecord> RenewFirstToken(const AccessOptions& options,
                                                        const base::Clock* clock);

// No token of the store, or in that file, lets anybody in any more (auth::RevokeEveryToken); how
// many of the store those were. While no server has it open.
absl::StatusOr<size_t> RevokeEveryToken(const AccessOptions& options, absl::string_view revoked_by,
                                        const base::Clock* clock);

// Thread-safe.
class Access {
 public:
  // `clock` must outlive it. Errors are those of the stores, the policy and the file of the token.
  static absl::StatusOr<std::unique_ptr<Access>> Open(AccessOptions options,
                                                      const base::Clock* clock);
  // What was noted is durable afterwards.
  ~Access();

  const auth::Authenticator& authenticator() const { return *authenticator_; }
  auth::TokenStore& tokens() { return *tokens_; }
  accesslog::AccessLog& access_log() { return *access_log_; }
  // Where those two keep what they know; for copies.
  storage::SideStore* token_side() { return token_side_.get(); }
  storage::SideStore* look_side() { return look_side_.get(); }

 private:
  Access(AccessOptions options, const base::Clock* clock)
      : options_(std::move(options)), clock_(clock) {}
  absl::Status OpenStores();
  absl::Status ReadPolicy();
  void WarnOfLockOut() const;
  void KeepCurrent();

  const AccessOptions options_;
  const base::Clock* const clock_;
  std::unique_ptr<storage::SideStore> token_side_;
  std::unique_ptr<storage::SideStore> look_side_;
  std::unique_ptr<auth::TokenStore> tokens_;
  std::unique_ptr<auth::Authenticator> authenticator_;
  std::unique_ptr<accesslog::AccessLog> access_log_;
  // Of the policy that was read last; only its thread looks at it once that runs.
  int64_t policy_changed_at_ = 0;
  // The policy lets an administrator in.
  bool administrator_in_policy_ = false;

  base::Mutex mutex_;
  base::CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread keeper_;
};

}  // namespace logboek::server
