// The locks of libraries, not ours (mutex.h).
#pragma once

namespace logboek::base {

// Debian's abseil is built with its assertions, and so records at every lock which others the
// thread holds, to find cycles: in one graph of all locks there are, behind one spin lock. gRPC
// locks often enough that calls wait for it. To be called first in main: from now on nothing is
// recorded.
void SkipLockOrderChecks();

}  // namespace logboek::base
