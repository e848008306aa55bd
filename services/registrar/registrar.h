// The single writer: commands in, durable events out, the register kept current.
//
// One thread takes the commands, each sender's in the order they came and the senders by turns, and
// decides each against the register as it is at that moment, so 12 places are 12 places. The events
// of many commands go to the log as one group with one sync; while a group syncs, the next is being
// decided. Nobody is answered before the sync. Readers see only what is durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "logboek/command/v1/command.pb.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/event/v1/event.pb.h"
#include "services/domain/register.h"
#include "services/registrar/refusal_journal.h"
#include "services/registrar/registrar_observer.h"
#include "services/vault/vault.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"

namespace logboek::registrar {

// What a command became.
struct Receipt {
  std::string source;
  std::string source_id;
  uint64_t first_position = 0;
  uint64_t position = 0;
  absl::Time recorded_at;
  // The command had been recorded before; everything else is as answered then.
  bool repeated = false;
  std::vector<std::string> event_ids;
  // Commands about an enrolment; else none set.
  bool has_enrolment_status = false;
  domain::EnrolmentStatus enrolment_status = domain::EnrolmentStatus::kConfirmed;
  uint32_t waiting_rank = 0;
  std::vector<std::string> promoted_enrolment_ids;
  std::vector<domain::Flag> flags;
};

// The receipt of a command from the events it became, in order, at least one.
Receipt ReceiptOf(const std::vector<event::v1::Envelope>& envelopes);

// The content of a command as bytes that are equal for equal content. The correlation id is the
// sender's bookkeeping and left out: it may differ from try to try.
std::string ContentOf(command::v1::Command command);

// ALREADY_EXISTS, CONFLICT: the command's (source, source_id) was used for other content at
// `position`.
absl::Status Conflict(const command::v1::Command& command, uint64_t position);

// INVALID_ARGUMENT: COMMAND_TOO_LARGE, EVENT_TOO_LARGE.
absl::Status CheckCommandSize(const command::v1::Command& command, size_t bytes_max);
absl::Status CheckEventSize(size_t bytes, size_t bytes_max);

// Whom a command comes from.
struct Caller {
  // Stands in the envelope.
  std::string actor;
  // Asked on the writer's thread, about the register as the command finds it; anything but OK
  // refuses the command. Pure and quick. Empty = there is nothing to ask.
  std::function<absl::Status(const domain::Register&, const command::v1::Command&)> may = {};
  // The observer is told what it was answered; not of who only looks whether the writer works.
  bool observed = true;
};

// Called exactly once, on a thread of the registrar; must not block.
using Done = std::function<void(absl::StatusOr<Receipt>)>;

struct RegistrarOptions {
  // Commands waiting to be decided, one of over 4 KiB counted once for each 4 KiB; more are refused
  // UNAVAILABLE. One sender alone may fill half of it (storage/base/fair_queue.h).
  size_t queue_max = 10'000;
  // Commands in one group when all are of one sender, and when several send: who sends one command
  // waits for a few groups of those who send thousands, and until all in them are answered, so they
  // are small.
  size_t group_commands_max = 64;
  size_t group_shared_max = 16;
  // A sender is alone again after so many groups since somebody else's last command; one that is
  // not observed is nobody's.
  size_t alone_after_groups = 256;
  // Events and bytes in one group.
  size_t group_events_max = 2'048;
  size_t group_bytes_max = 4 << 20;
  // Serialized size of one command, and of one event.
  size_t event_bytes_max = 64 << 10;
  // How long the writer waits between attempts to recover the log after a failed sync.
  absl::Duration recover_interval = absl::Seconds(1);
  // Adds the verdicts to a YearClosed that was decided on the register, or refuses it. Called on
  // the writer's thread. Empty = no year can be closed.
  std::function<absl::Status(const domain::Register& reg, absl::CivilDay today,
                             event::v1::YearClosed* event)>
      close_year = {};
  // Told of every command that is refused; null = nobody is. Must outlive the registrar.
  RefusalJournal* refusals = nullptr;
  // Told of every answer and every append; null = nobody is. Must outlive the registrar.
  RegistrarObserver* observer = nullptr;
};

// Thread-safe. `log`, `vault` and `clock` must outlive it.
class Registrar {
 public:
  // Builds the register from the log and starts the writer. For persons on the vault's list of
  // erased ones whose erasure the log does not know, as after a backup was put back, the event is
  // appended before this returns. DATA_LOSS: the log is damaged. UNAVAILABLE: the list or the log
  // cannot be written.
  static absl::StatusOr<std::unique_ptr<Registrar>> Start(RegistrarOptions options,
                                                          storage::EventLog* log,
                                                          vault::Vault* vault,
                                                          const base::Clock* clock);

  // Stops as Stop() does.
  virtual ~Registrar() = default;

  // Puts the command on the queue; never blocks. `done` gets the receipt once it is durable, or a
  // refusal (see domain/decide.h; INVALID_ARGUMENT COMMAND_TOO_LARGE here), ALREADY_EXISTS with
  // reason CONFLICT when (source, source_id) was used for other content, UNAVAILABLE when too many
  // of the sender's wait, the writer is stopped or the disk failed (nothing is known to be kept;
  // send it again). The destruction of a key is answered when the key is on no disk any more, and
  // its confirmation looks again: UNAVAILABLE, KEY_STORE_UNREACHABLE when that cannot be reached;
  // send it again, too.
  virtual void Submit(command::v1::Command command, Caller caller, Done done) = 0;

  // The receipt of an earlier push, without sending it again. NOT_FOUND: never recorded. Reads the
  // log.
  virtual absl::StatusOr<Receipt> LookUp(absl::string_view source,
                                         absl::string_view source_id) const = 0;

  // The receipt of an earlier push of this very command; nothing when its (source, source_id) is
  // free. CONFLICT as in Submit. Reads the log.
  virtual absl::StatusOr<std::optional<Receipt>> FindRecorded(
      const command::v1::Command& command) const = 0;

  // Runs `read` on the durable register under a shared lock. Copy pointers out and return; evaluate
  // after.
  virtual void Read(const std::function<void(const domain::Register&)>& read) const = 0;

  // The last position that readers see.
  virtual uint64_t position() const = 0;

  // The listener is called with the last position that readers see, after each group of events, on
  // a thread of the registrar, until the returned handle is destroyed; destroying it waits for a
  // running call. It must not block.
  virtual std::unique_ptr<storage::EventLog::Subscription> Subscribe(
      storage::HeadListener listener) = 0;

  // False after a failed sync until the log has recovered, and after Stop.
  virtual bool writable() const = 0;

  virtual size_t queue_depth() const = 0;

  // Takes no more commands, finishes those queued, joins the threads. Idempotent.
  virtual void Stop() = 0;
};

// The index entry of an envelope.
storage::IndexEntry IndexOf(const event::v1::Envelope& envelope);

// The log's index entry of stored bytes: what a log must be opened with.
absl::StatusOr<storage::IndexEntry> IndexEvent(absl::string_view bytes);

// Asked now and then by work that takes long; anything but OK ends the work with it. Empty = go on.
using KeepGoing = std::function<absl::Status()>;

// Applies every event of the log from `reg->position` up to `until` (0 = head) that has `tags`.
absl::Status Replay(const storage::EventLog& log, const std::vector<storage::Tag>& tags,
                    uint64_t until, domain::Register* reg, const KeepGoing& keep_going = {});

}  // namespace logboek::registrar
