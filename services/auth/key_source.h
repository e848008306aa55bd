// Where the keys of an issuer come from: a file, or a URL that is fetched in the background.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/auth/json_web_key.h"
#include "storage/base/clock.h"

namespace logboek::auth {

// Thread-safe; never waits for the network.
class KeySource {
 public:
  virtual ~KeySource() = default;

  // The keys by now. UNAVAILABLE, KEYS_NOT_FETCHED: there are none yet, or none that are fresh
  // enough; send again in a moment.
  virtual absl::StatusOr<KeySetPtr> Keys() = 0;

  // A token names a key that is not in Keys(). True when newer keys are on their way.
  virtual bool WantNewer() = 0;

  // Waits until no fetch is wanted or under way.
  virtual void AwaitFetch() = 0;
};

// What stands at a URL.
using FetchFunction = std::function<absl::StatusOr<std::string>(const std::string& url)>;

inline constexpr absl::Duration kKeyFileLookedAtEvery = absl::Seconds(1);
inline constexpr absl::Duration kKeysFetchedEvery = absl::Hours(1);
inline constexpr absl::Duration kKeysFetchedAtMostEvery = absl::Minutes(1);
// Keys that could not be fetched anew for so long may have been withdrawn.
inline constexpr absl::Duration kKeysAgeMax = absl::Hours(24);

// Looks once a second, when asked, whether the file changed, and reads it again then; a file that
// is no key set by then leaves the former keys in place, with a line in the log. `clock` must
// outlive the source. NOT_FOUND or INVALID_ARGUMENT: the file cannot be used from the start.
absl::StatusOr<std::unique_ptr<KeySource>> OpenKeyFile(const std::string& path,
                                                       const base::Clock* clock);

// Fetches on a thread of its own: at once; when it is asked for keys that are an hour old; and, at
// most once a minute, when newer keys are wanted or the last fetch failed. `clock` must outlive the
// source.
std::unique_ptr<KeySource> FetchKeys(std::string url, FetchFunction fetch,
                                     const base::Clock* clock);

}  // namespace logboek::auth
