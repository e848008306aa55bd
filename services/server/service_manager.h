// What the service manager of the machine (systemd) is told of the server: that it is ready, that
// it still works, how it is doing, and that it stops.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/base/mutex.h"

namespace logboek::server {

// The server, as far as its manager is told of it. Both functions are called on a thread of the
// ServiceManager and must not block for long.
struct Watched {
  // Where it serves: HOST:PORT.
  std::string address;
  // Asks the server a cheap question that only a server that works can answer (Server::Probe).
  std::function<void(std::function<void(bool works)> answered)> probe;
  // Whether commands are taken; the manager shows it.
  std::function<bool()> writable;
};

// Speaks sd_notify(3) to the socket that NOTIFY_SOCKET names; without that it does nothing, asks
// nothing and starts no thread. With WATCHDOG_USEC, too, it tells that the server is alive, but
// only after the server answered a question that was asked since it told so before: a server that
// hangs is restarted by its manager. For one thread.
class ServiceManager {
 public:
  // Reads the environment.
  ServiceManager();
  // Tells nothing more. Answers to a question may come later.
  ~ServiceManager();
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  // One line for people, as `systemctl status` shows it.
  void TellStatus(absl::string_view text) const;
  // The server serves; from now on it is watched. To be called once, and `watched` must be good
  // until TellStopping or the end of this.
  void TellReady(Watched watched);
  // The server begins to stop, and is not watched any more when this returns. Idempotent.
  void TellStopping();

 private:
  struct Shared;
  void Watch();
  void AskAgain();
  void StopWatching();

  const bool managed_;
  // Between two looks; the manager expects to be told at least every fourth of them.
  absl::Duration interval_;
  bool watchdog_ = false;
  Watched watched_;
  // Outlives this for as long as an answer may come.
  const std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace logboek::server
