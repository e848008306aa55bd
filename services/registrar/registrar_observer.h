// Told of what the writer does: how it can be counted without the registrar knowing by whom.
#pragma once

#include <chrono>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace logboek::registrar {

enum class CommandOutcome {
  // It became events, and they are durable.
  kRecorded,
  // It had been recorded before.
  kRepeated,
  // It is at fault, and changed nothing.
  kRefused,
  // The moment was at fault: the queue full, the disk, the server stopping. Nothing is known to be
  // kept.
  kNotTaken,
};

struct AnsweredCommand {
  // The number of its field in the Command's oneof; 0 when it had none.
  int kind = 0;
  CommandOutcome outcome = CommandOutcome::kRecorded;
  // Of a command that was refused or not taken (storage/base/error.h); else "".
  absl::string_view reason;
};

// What one append to the log was about.
struct AppendedGroup {
  // All that were decided with it, refused ones too.
  size_t commands = 0;
  // At least 1.
  size_t events = 0;
  // Until the log had it durable, or had failed.
  std::chrono::nanoseconds duration{};
  bool kept = false;
};

// Thread-safe. Called on threads of the registrar and of those who submit; must not block.
class RegistrarObserver {
 public:
  virtual ~RegistrarObserver() = default;
  // Just before the command is answered, once for each.
  virtual void CommandAnswered(const AnsweredCommand& command) = 0;
  virtual void GroupAppended(const AppendedGroup& group) = 0;
};

}  // namespace logboek::registrar
