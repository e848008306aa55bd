#include "storage/base/standard_streams.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "storage/base/check.h"

namespace logboek::base {
namespace {

// Opened the wrong way round on purpose: silence would look like an empty input, or like an answer
// that was written.
void Fill(int stream) {
  const int null = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  CHECK(null >= 0, "no /dev/null");
  if (null == stream) return;
  CHECK_EQ(dup2(null, stream), stream);
  close(null);
}

}  // namespace

void SecureStandardStreams(char** argv) {
  signal(SIGPIPE, SIG_IGN);
  bool taken = false;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const int flags = fcntl(stream, F_GETFD);
    // What was handed over to this program cannot have been marked to be closed on the way.
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) continue;
    taken = taken || flags >= 0;
    Fill(stream);
  }
  if (!taken) return;
  // A library opened something before main and got this number; it has to do so again.
  execv("/proc/self/exe", argv);
  CHECK(false, "cannot begin again");
}

}  // namespace logboek::base
