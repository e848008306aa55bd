#include "clients/cli/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "storage/base/check.h"

namespace logboek::cli {
namespace {

std::atomic<Interrupt*> signalled = nullptr;

void OnSignal(int) {
  const int saved = errno;
  if (Interrupt* const interrupt = signalled.load()) interrupt->Raise();
  errno = saved;
}

}  // namespace

Interrupt::Interrupt() { CHECK(pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) == 0); }

Interrupt::~Interrupt() {
  Interrupt* self = this;
  signalled.compare_exchange_strong(self, nullptr);
  close(pipe_[0]);
  close(pipe_[1]);
}

void Interrupt::Raise() {
  if (raised_.exchange(true)) return;
  const char byte = 1;
  // The pipe is empty before this one byte, so there is room.
  [[maybe_unused]] const ssize_t written = write(pipe_[1], &byte, 1);
}

void Interrupt::CatchSignals() {
  signalled.store(this);
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace logboek::cli
