// Purges destroyed keys beside the writer: a purge may take seconds, and the writer goes on.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "storage/base/mutex.h"

namespace logboek::registrar {

// Thread-safe.
class KeyPurger {
 public:
  using Purge = std::function<absl::Status()>;
  using Then = std::function<void(const absl::Status&)>;

  // `purge` may block; it is called on a thread of the purger, once at a time.
  explicit KeyPurger(Purge purge);
  // Stops as Stop() does.
  ~KeyPurger() { Stop(); }

  // Calls `then` once, on the thread of the purger, with how a purge ended that began after this
  // call. Who asks while one runs shares the next.
  void AfterPurge(Then then);

  // Answers everybody who asked, joins. Nobody may ask any more. Idempotent.
  void Stop();

 private:
  void Run();

  const Purge purge_;
  base::Mutex mutex_;
  base::CondVar wake_;
  std::vector<Then> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace logboek::registrar
