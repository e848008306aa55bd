#include "services/registrar/registrar.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <optional>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/domain/decide.h"
#include "services/domain/event_codec.h"
#include "services/domain/evolve.h"
#include "services/registrar/key_purger.h"
#include "storage/base/check.h"
#include "storage/base/error.h"
#include "storage/base/fair_queue.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"
#include "storage/head_listeners.h"

namespace logboek::registrar {
namespace {

namespace ev = logboek::event::v1;

absl::Status Unavailable(absl::string_view reason, absl::string_view message) {
  return base::MakeError(absl::StatusCode::kUnavailable, reason, message);
}

absl::Status DiskFailed() {
  return Unavailable("LOG_NOT_WRITABLE",
                     "the log cannot be written now; nothing is known to be kept, send it again");
}

// A command waiting for its turn.
struct Waiting {
  command::v1::Command command;
  Caller caller;
  Done done;
  // The purge it waited for came after so many destructions of keys.
  std::optional<uint64_t> purged_after = {};
};

// What an answer goes to: the caller, and the count of its kind.
struct Asker {
  Done done;
  int kind = 0;
  bool observed = true;
};

Asker AskerOf(Waiting waiting) {
  return {.done = std::move(waiting.done),
          .kind = static_cast<int>(waiting.command.kind_case()),
          .observed = waiting.caller.observed};
}

// An answer that may be given once everything decided before it is durable.
struct Answer {
  Asker asker;
  absl::StatusOr<Receipt> result;
  // Of a refused command, for the journal; else null.
  std::unique_ptr<Waiting> refused = nullptr;
  // Given only when no destroyed key is on the disk any more.
  bool after_purge = false;
};

using PushKey = std::pair<std::string, std::string>;

// A push that was decided but is not durable yet.
struct PendingPush {
  std::string digest;
  Receipt receipt;
};

// What one sync makes durable, with everybody who waits for it.
struct Group {
  storage::AppendRequest request;
  std::vector<ev::Envelope> envelopes;
  std::vector<PushKey> pushes;
  std::vector<Answer> answers;
  // To be decided when no key destroyed before them is on the disk any more.
  std::vector<Waiting> parked;
  size_t bytes = 0;

  bool empty() const { return answers.empty() && parked.empty(); }
};

// Whether several send at this time, seen by whose commands follow each other.
class Senders {
 public:
  explicit Senders(size_t alone_after_groups)
      : alone_after_groups_(alone_after_groups), groups_alone_(alone_after_groups) {}

  void NoteCommandOf(const std::string& actor) {
    if (!last_.empty() && actor != last_) groups_alone_ = 0;
    last_ = actor;
  }
  void NoteGroup() { ++groups_alone_; }
  bool alone() const { return groups_alone_ >= alone_after_groups_; }

 private:
  const size_t alone_after_groups_;
  size_t groups_alone_;
  std::string last_;
};

// In the queue. Most commands count once, large ones for the memory they hold.
constexpr size_t kBytesOfOneCount = 4'096;

size_t WeightOf(const command::v1::Command& command) {
  return 1 + command.ByteSizeLong() / kBytesOfOneCount;
}

// From the queue; what was taken is ahead of whoever comes next.
constexpr size_t kTakenAtOnce = 16;

// What the program itself records.
constexpr char kOwnSource[] = "logboek";

// The pseudonyms whose keys an event destroys; none for other events.
std::vector<std::string> DestroyedBy(const ev::Event& event) {
  if (!event.has_person_key_destroyed()) return {};
  const ev::PersonKeyDestroyed& destroyed = event.person_key_destroyed();
  std::vector<std::string> ids(destroyed.linked_person_ids().begin(),
                               destroyed.linked_person_ids().end());
  ids.push_back(destroyed.person_id());
  return ids;
}

class RegistrarImpl final : public Registrar {
 public:
  RegistrarImpl(RegistrarOptions options, storage::EventLog* log, vault::Vault* vault,
                const base::Clock* clock)
      : options_(std::move(options)),
        log_(log),
        vault_(vault),
        clock_(clock),
        queue_(options_.queue_max),
        senders_(options_.alone_after_groups),
        purger_([vault] { return vault->Purge(); }) {}

  ~RegistrarImpl() override { Stop(); }

  absl::Status Open() {
    RETURN_IF_ERROR(LoadRegisters());
    store_key_ = vault_->NewStoreKey();
    RETURN_IF_ERROR(MatchErasedList());
    decider_ = std::thread([this] { RunDecider(); });
    committer_ = std::thread([this] { RunCommitter(); });
    return absl::OkStatus();
  }

  void Submit(command::v1::Command command, Caller caller, Done done) override;
  absl::StatusOr<Receipt> LookUp(absl::string_view source,
                                 absl::string_view source_id) const override;

  absl::StatusOr<std::optional<Receipt>> FindRecorded(
      const command::v1::Command& command) const override {
    return FindStored(command, vault_->Digest(ContentOf(command)));
  }

  void Read(const std::function<void(const domain::Register&)>& read) const override {
    base::ReaderLock lock(&readable_mutex_);
    read(readable_);
  }

  std::unique_ptr<storage::EventLog::Subscription> Subscribe(
      storage::HeadListener listener) override {
    return listeners_.Subscribe(std::move(listener));
  }

  uint64_t position() const override { return position_.load(std::memory_order_acquire); }
  bool writable() const override { return writable_.load(); }

  size_t queue_depth() const override {
    base::MutexLock lock(&mutex_);
    return queue_.size();
  }

  void Stop() override;

 private:
  absl::Status LoadRegisters();
  // Makes the vault's list and the register know of the same erased persons.
  absl::Status MatchErasedList();
  void EraseAgain(const domain::Person& person);
  void RunDecider();
  void RunCommitter();
  void TakeQueued(std::deque<Waiting>* taken) ABSL_LOCKS_EXCLUDED(mutex_);
  bool HandOver() ABSL_LOCKS_EXCLUDED(mutex_);
  void DecideOne(Waiting waiting);
  // Nothing: it waits for what was destroyed before it to be on no disk.
  std::optional<absl::StatusOr<Receipt>> ReceiptFor(const Waiting& waiting);
  std::optional<absl::StatusOr<Receipt>> AnswerRepeat(const command::v1::Command& command,
                                                      const std::string& digest) const;
  absl::StatusOr<std::optional<Receipt>> FindStored(const command::v1::Command& command,
                                                    const std::string& digest) const;
  absl::StatusOr<Receipt> DecideNew(const command::v1::Command& command, const std::string& actor,
                                    const std::string& digest);
  // A register from a backup may not know somebody who was registered and erased since.
  absl::Status CheckNotErased(const command::v1::Command& command) const;
  absl::Status SealPersonalData(const command::v1::Command& command,
                                std::vector<domain::ProposedEvent>* events,
                                std::vector<storage::KeyEntry>* keys) const;
  absl::Status AddVerdicts(absl::Time now, std::vector<domain::ProposedEvent>* events) const;
  // The first step of an erasure, durable before anything else of it; and its last look.
  absl::Status MarkErased(const std::vector<domain::ProposedEvent>& events);
  absl::Status CheckNoKeyIsLeft(const std::vector<domain::ProposedEvent>& events) const;
  // Decides again, ahead of what is queued, what waited for a purge.
  void Requeue(Waiting waiting) ABSL_LOCKS_EXCLUDED(mutex_);
  void GiveAfterPurge(Answer answer);
  void DecideAfterPurge(Waiting waiting);
  void AddToGroup(std::vector<ev::Envelope> envelopes, std::vector<std::string> records,
                  std::vector<storage::KeyEntry> keys);
  absl::StatusOr<Receipt> StoredReceipt(const storage::PushRecord& record) const;
  bool GroupIsFull() const {
    const size_t commands_max =
        senders_.alone() ? options_.group_commands_max : options_.group_shared_max;
    return group_.envelopes.size() >= options_.group_events_max ||
           group_.bytes >= options_.group_bytes_max ||
           group_.answers.size() + group_.parked.size() >= commands_max;
  }
  // Tells the journal, if there is one and the command is at fault.
  void NoteRefusal(const command::v1::Command& command, const std::string& actor,
                   const absl::Status& status) const;
  // Tells the observer what the command became, then the caller.
  void Give(Asker asker, absl::StatusOr<Receipt> result) const;
  void Commit(Group group);
  absl::Status AppendToLog(Group* group) const;
  void Publish(const Group& group);
  void Fail(Group group);
  bool Recover();

  const RegistrarOptions options_;
  storage::EventLog* const log_;
  vault::Vault* const vault_;
  const base::Clock* const clock_;

  // Between the callers, the decider and the committer.
  mutable base::Mutex mutex_;
  base::CondVar decider_wake_;
  base::CondVar committer_wake_;
  base::FairQueue<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool decider_done_ ABSL_GUARDED_BY(mutex_) = false;
  // The group handed over and not finished; the decider may fill the next one meanwhile.
  std::optional<Group> handed_over_ ABSL_GUARDED_BY(mutex_);
  bool committing_ ABSL_GUARDED_BY(mutex_) = false;
  // A group failed: what was decided on top of it is void.
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<PushKey> durable_pushes_ ABSL_GUARDED_BY(mutex_);

  // The decider's own: the register with everything decided, durable or not.
  domain::Register ahead_;
  Group group_;
  Senders senders_;
  absl::flat_hash_map<PushKey, PendingPush> pending_;
  std::optional<storage::KeyEntry> store_key_;
  // How often keys were destroyed, durable or not.
  uint64_t destructions_ = 0;

  // What readers see: everything durable.
  mutable base::SharedMutex readable_mutex_;
  domain::Register readable_ ABSL_GUARDED_BY(readable_mutex_);
  std::atomic<uint64_t> position_{0};
  std::atomic<bool> writable_{true};
  storage::HeadListeners listeners_;

  KeyPurger purger_;
  std::thread decider_;
  std::thread committer_;
};

absl::Status RegistrarImpl::LoadRegisters() {
  domain::Register loaded;
  {
    base::ReaderLock lock(&readable_mutex_);
    loaded = readable_;
  }
  RETURN_IF_ERROR(Replay(*log_, {}, 0, &loaded));
  if (loaded.position != log_->head().value) {
    return absl::DataLossError(absl::StrCat("the log's head is ", log_->head().value,
                                            ", its last event is ", loaded.position));
  }
  ahead_ = loaded;
  base::WriterLock lock(&readable_mutex_);
  readable_ = std::move(loaded);
  position_.store(readable_.position, std::memory_order_release);
  return absl::OkStatus();
}

absl::Status RegistrarImpl::MatchErasedList() {
  std::vector<std::string> erased;
  for (const auto& [id, person] : ahead_.persons) {
    if (person->erasure >= domain::ErasureState::kKeyDestroyed) erased.push_back(id);
  }
  // The list may be of an older backup than the store.
  RETURN_IF_ERROR(vault_->MarkErased(erased));
  for (const std::string& id : vault_->ErasedPersons()) {
    const auto person = domain::Find(ahead_.persons, id);
    if (person == nullptr || !person->registered) continue;
    if (person->erasure < domain::ErasureState::kKeyDestroyed) EraseAgain(*person);
  }
  if (group_.envelopes.empty()) return absl::OkStatus();
  Group group = std::exchange(group_, Group());
  RETURN_IF_ERROR(log_->Append(std::move(group.request)));
  Publish(group);
  base::LogWarning("erased persons were erased again", {{"persons", group.envelopes.size()}});
  return vault_->Purge();
}

void RegistrarImpl::EraseAgain(const domain::Person& person) {
  command::v1::Command command;
  command.set_source(kOwnSource);
  command.set_source_id(absl::StrCat("erased-again-", ahead_.position + 1));
  command.mutable_destroy_person_key()->set_person_id(person.id);
  command.mutable_destroy_person_key()->set_decided_by(kOwnSource);
  const absl::Time now = clock_->Now();
  const absl::CivilDay today = base::LocalDate(now);
  domain::ProposedEvent proposed{.event = {}, .effective_on = today, .region = person.region};
  ev::PersonKeyDestroyed& event = *proposed.event.mutable_person_key_destroyed();
  event.set_person_id(person.id);
  event.set_region(person.region);
  event.set_decided_by(kOwnSource);
  *event.mutable_destroyed_on() = domain::ToProto(today);
  event.set_after_restore(true);
  std::vector<ev::Envelope> envelopes =
      domain::MakeEnvelopes(command, {proposed},
                            {.first_position = ahead_.position + 1,
                             .recorded_at = std::max(now, ahead_.recorded_at),
                             .actor = kOwnSource,
                             .command_digest = vault_->Digest(ContentOf(command))});
  std::vector<std::string> records{envelopes.front().SerializeAsString()};
  AddToGroup(std::move(envelopes), std::move(records), {});
}

void RegistrarImpl::Submit(command::v1::Command command, Caller caller, Done done) {
  // What is larger can become no event; it would only fill the queue and hold up the writer.
  absl::Status refused = CheckCommandSize(command, options_.event_bytes_max);
  if (!refused.ok()) {
    NoteRefusal(command, caller.actor, refused);
  } else {
    base::MutexLock lock(&mutex_);
    if (stopping_) {
      refused = Unavailable("SHUTTING_DOWN", "the server is stopping; send it again later");
    } else if (failed_) {
      refused = DiskFailed();
    } else if (!queue_.HasRoom(caller.actor, WeightOf(command))) {
      refused = base::MakeError(absl::StatusCode::kUnavailable, "QUEUE_FULL",
                                absl::StrCat("too many commands of yours wait (limit of all ",
                                             options_.queue_max, "); send it again after a pause"),
                                {{"limit", absl::StrCat(options_.queue_max)}});
    } else {
      const std::string sender = caller.actor;
      const size_t weight = WeightOf(command);
      queue_.PushBack(sender, weight, {std::move(command), std::move(caller), std::move(done)});
      decider_wake_.Signal();
      return;
    }
  }
  Give({.done = std::move(done),
        .kind = static_cast<int>(command.kind_case()),
        .observed = caller.observed},
       std::move(refused));
}

void RegistrarImpl::Stop() {
  {
    base::MutexLock lock(&mutex_);
    stopping_ = true;
    decider_wake_.SignalAll();
    committer_wake_.SignalAll();
  }
  writable_.store(false);
  if (decider_.joinable()) decider_.join();
  if (committer_.joinable()) committer_.join();
  purger_.Stop();
}

// Waits until there is something to decide or to hand over; takes what is queued.
void RegistrarImpl::TakeQueued(std::deque<Waiting>* taken) {
  base::MutexLock lock(&mutex_);
  while (queue_.empty() && taken->empty() && !failed_ &&
         (group_.empty() ? !stopping_ : committing_)) {
    decider_wake_.Wait(&mutex_);
  }
  // A full group must leave before more is decided.
  while (GroupIsFull() && committing_ && !failed_) decider_wake_.Wait(&mutex_);
  for (const PushKey& key : durable_pushes_) pending_.erase(key);
  durable_pushes_.clear();
  while (!queue_.empty() && taken->size() < kTakenAtOnce && !GroupIsFull()) {
    taken->push_back(queue_.Pop());
  }
}

// Gives the group to the committer when that is idle; false when there is nothing left to do at
// all.
bool RegistrarImpl::HandOver() {
  base::MutexLock lock(&mutex_);
  if (!group_.empty() && !committing_ && !failed_) {
    handed_over_ = std::exchange(group_, Group());
    senders_.NoteGroup();
    committing_ = true;
    committer_wake_.Signal();
  }
  return !(stopping_ && queue_.empty() && group_.empty() && !failed_);
}

void RegistrarImpl::RunDecider() {
  std::deque<Waiting> taken;
  bool more = true;
  while (more) {
    TakeQueued(&taken);
    bool failed;
    {
      base::MutexLock lock(&mutex_);
      failed = failed_;
    }
    if (failed) {
      Fail(std::exchange(group_, Group()));
      for (Waiting& waiting : taken) Give(AskerOf(std::move(waiting)), DiskFailed());
      taken.clear();
      more = Recover();
      continue;
    }
    while (!taken.empty() && !GroupIsFull()) {
      DecideOne(std::move(taken.front()));
      taken.pop_front();
    }
    more = HandOver() || !taken.empty();
  }
  std::deque<Waiting> left;
  {
    base::MutexLock lock(&mutex_);
    // Only a log that did not recover leaves commands behind.
    while (!queue_.empty()) left.push_back(queue_.Pop());
    decider_done_ = true;
    committer_wake_.SignalAll();
  }
  for (Waiting& waiting : left) Give(AskerOf(std::move(waiting)), DiskFailed());
}

std::optional<absl::StatusOr<Receipt>> RegistrarImpl::ReceiptFor(const Waiting& waiting) {
  // Before anything is told, so that a caller learns nothing about what is not its own.
  if (waiting.caller.may) {
    const absl::Status allowed = waiting.caller.may(ahead_, waiting.command);
    if (!allowed.ok()) return allowed;
  }
  const std::string digest = vault_->Digest(ContentOf(waiting.command));
  std::optional<absl::StatusOr<Receipt>> repeat = AnswerRepeat(waiting.command, digest);
  if (repeat.has_value()) return repeat;
  // It tells how things are on the disk, so everything before it must be there.
  if (waiting.command.has_confirm_erasure() && waiting.purged_after != destructions_) {
    return std::nullopt;
  }
  return DecideNew(waiting.command, waiting.caller.actor, digest);
}

void RegistrarImpl::DecideOne(Waiting waiting) {
  // The server's own look whether it can write is nobody who waits.
  if (waiting.caller.observed) senders_.NoteCommandOf(waiting.caller.actor);
  std::optional<absl::StatusOr<Receipt>> result = ReceiptFor(waiting);
  if (!result.has_value()) {
    waiting.purged_after = destructions_;
    group_.parked.push_back(std::move(waiting));
    return;
  }
  // A refusal, too, waits for what it rests on to be durable.
  Asker asker{.done = std::move(waiting.done),
              .kind = static_cast<int>(waiting.command.kind_case()),
              .observed = waiting.caller.observed};
  Answer& answer = group_.answers.emplace_back(Answer{std::move(asker), *std::move(result)});
  answer.after_purge = waiting.command.has_destroy_person_key() && answer.result.ok();
  if (!answer.result.ok() && options_.refusals != nullptr) {
    answer.refused = std::make_unique<Waiting>(std::move(waiting));
  }
}

void RegistrarImpl::NoteRefusal(const command::v1::Command& command, const std::string& actor,
                                const absl::Status& status) const {
  if (options_.refusals == nullptr || !IsRefusal(status)) return;
  options_.refusals->Note(RefusalOf(command, actor, status));
}

std::optional<absl::StatusOr<Receipt>> RegistrarImpl::AnswerRepeat(
    const command::v1::Command& command, const std::string& digest) const {
  if (command.source().empty() || command.source_id().empty()) return std::nullopt;
  const auto pending = pending_.find(PushKey(command.source(), command.source_id()));
  if (pending != pending_.end()) {
    if (pending->second.digest != digest) {
      return Conflict(command, pending->second.receipt.first_position);
    }
    Receipt receipt = pending->second.receipt;
    receipt.repeated = true;
    return receipt;
  }
  absl::StatusOr<std::optional<Receipt>> stored = FindStored(command, digest);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  return **std::move(stored);
}

absl::StatusOr<std::optional<Receipt>> RegistrarImpl::FindStored(
    const command::v1::Command& command, const std::string& digest) const {
  ASSIGN_OR_RETURN(const std::optional<storage::PushRecord> found,
                   log_->FindPush(command.source(), command.source_id()));
  if (!found.has_value()) return std::nullopt;
  if (found->command_digest != digest) return Conflict(command, found->first.value);
  return StoredReceipt(*found);
}

absl::StatusOr<Receipt> RegistrarImpl::DecideNew(const command::v1::Command& command,
                                                 const std::string& actor,
                                                 const std::string& digest) {
  const absl::Time now = clock_->Now();
  ASSIGN_OR_RETURN(std::vector<domain::ProposedEvent> events, domain::Decide(ahead_, command, now));
  RETURN_IF_ERROR(CheckNotErased(command));
  std::vector<storage::KeyEntry> keys;
  RETURN_IF_ERROR(SealPersonalData(command, &events, &keys));
  RETURN_IF_ERROR(AddVerdicts(now, &events));
  std::vector<ev::Envelope> envelopes =
      domain::MakeEnvelopes(command, events,
                            {.first_position = ahead_.position + 1,
                             // It never runs backwards, whatever the machine's clock does; what is
                             // decided goes by the clock, which may have been put right.
                             .recorded_at = std::max(now, ahead_.recorded_at),
                             .actor = actor,
                             .command_digest = digest});
  std::vector<std::string> records;
  for (const ev::Envelope& envelope : envelopes) {
    records.push_back(envelope.SerializeAsString());
    RETURN_IF_ERROR(CheckEventSize(records.back().size(), options_.event_bytes_max));
  }
  RETURN_IF_ERROR(CheckNoKeyIsLeft(events));
  RETURN_IF_ERROR(MarkErased(events));
  Receipt receipt = ReceiptOf(envelopes);
  pending_[PushKey(command.source(), command.source_id())] = {digest, receipt};
  AddToGroup(std::move(envelopes), std::move(records), std::move(keys));
  return receipt;
}

absl::Status RegistrarImpl::CheckNotErased(const command::v1::Command& command) const {
  const std::string& id = command.register_person().person_id();
  if (!command.has_register_person() || !vault_->IsErased(id)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "ALREADY_ERASED",
      absl::StrCat("the person \"", id,
                   "\" was erased, which a restored backup does not undo; who comes back is "
                   "registered under a new pseudonym"),
      {{"person_id", id}});
}

absl::Status RegistrarImpl::SealPersonalData(const command::v1::Command& command,
                                             std::vector<domain::ProposedEvent>* events,
                                             std::vector<storage::KeyEntry>* keys) const {
  if (!command.has_register_person()) return absl::OkStatus();
  const ev::PersonalData& data = command.register_person().personal_data();
  if (data.ByteSizeLong() == 0) return absl::OkStatus();
  CHECK_EQ(events->size(), 1u);
  ev::PersonRegistered& event = *events->front().event.mutable_person_registered();
  vault::SealedPerson sealed = vault_->Seal(event.person_id(), data);
  *event.mutable_personal_data() = std::move(sealed.sealed);
  keys->push_back(std::move(sealed.key));
  return absl::OkStatus();
}

absl::Status RegistrarImpl::AddVerdicts(absl::Time now,
                                        std::vector<domain::ProposedEvent>* events) const {
  ev::Event& event = events->front().event;
  if (!event.has_year_closed()) return absl::OkStatus();
  if (!options_.close_year) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "CLOSE_YEAR_NOT_OFFERED",
                           "this server works out no verdicts, so it cannot close a year; send it "
                           "to one that does");
  }
  return options_.close_year(ahead_, base::LocalDate(now), event.mutable_year_closed());
}

absl::Status RegistrarImpl::MarkErased(const std::vector<domain::ProposedEvent>& events) {
  for (const domain::ProposedEvent& proposed : events) {
    const std::vector<std::string> erased = DestroyedBy(proposed.event);
    if (erased.empty()) continue;
    RETURN_IF_ERROR(vault_->MarkErased(erased));
    ++destructions_;
  }
  return absl::OkStatus();
}

absl::Status RegistrarImpl::CheckNoKeyIsLeft(
    const std::vector<domain::ProposedEvent>& events) const {
  const ev::Event& event = events.front().event;
  if (!event.has_erasure_confirmed()) return absl::OkStatus();
  const ev::ErasureConfirmed& confirmed = event.erasure_confirmed();
  std::vector<std::string> ids(confirmed.linked_person_ids().begin(),
                               confirmed.linked_person_ids().end());
  ids.push_back(confirmed.person_id());
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const bool has_key, vault_->HasKey(id));
    if (!has_key) continue;
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "KEY_NOT_DESTROYED",
        absl::StrCat("the store still has a key of \"", id,
                     "\"; start the server again, which destroys it, and confirm then"),
        {{"person_id", id}});
  }
  return absl::OkStatus();
}

void RegistrarImpl::AddToGroup(std::vector<ev::Envelope> envelopes,
                               std::vector<std::string> records,
                               std::vector<storage::KeyEntry> keys) {
  storage::AppendRequest& request = group_.request;
  if (request.records.empty()) request.first = {envelopes.front().position()};
  if (store_key_.has_value()) {
    request.keys.push_back(*store_key_);
    store_key_.reset();
  }
  for (storage::KeyEntry& key : keys) request.keys.push_back(std::move(key));
  group_.pushes.emplace_back(envelopes.front().source(), envelopes.front().source_id());
  for (size_t i = 0; i < envelopes.size(); ++i) {
    domain::Evolve(envelopes[i], &ahead_);
    group_.bytes += records[i].size();
    for (std::string& id : DestroyedBy(envelopes[i].event())) {
      request.destroyed_keys.push_back(std::move(id));
    }
    request.index.push_back(IndexOf(envelopes[i]));
    request.records.push_back(std::move(records[i]));
    group_.envelopes.push_back(std::move(envelopes[i]));
  }
}

absl::StatusOr<Receipt> RegistrarImpl::StoredReceipt(const storage::PushRecord& record) const {
  ASSIGN_OR_RETURN(storage::ReadPage page,
                   log_->Read({.after = {record.first.value - 1},
                               .until = {record.first.value + record.count - 1},
                               .events_max = record.count,
                               .bytes_max = SIZE_MAX}));
  std::vector<ev::Envelope> envelopes;
  for (const storage::StoredEvent& stored : page.events) {
    ASSIGN_OR_RETURN(ev::Envelope envelope, domain::DecodeEnvelope(stored.bytes));
    envelopes.push_back(std::move(envelope));
  }
  if (envelopes.size() != record.count) {
    return absl::DataLossError(absl::StrCat("the push at position ", record.first.value, " has ",
                                            envelopes.size(), " of ", record.count, " events"));
  }
  Receipt receipt = ReceiptOf(envelopes);
  receipt.repeated = true;
  return receipt;
}

absl::StatusOr<Receipt> RegistrarImpl::LookUp(absl::string_view source,
                                              absl::string_view source_id) const {
  ASSIGN_OR_RETURN(std::optional<storage::PushRecord> found, log_->FindPush(source, source_id));
  if (!found.has_value()) {
    return base::MakeError(
        absl::StatusCode::kNotFound, "UNKNOWN_PUSH",
        absl::StrCat("nothing was recorded for source_id \"", source_id, "\" of \"", source,
                     "\"; it never arrived or was refused"),
        {{"source", std::string(source)}, {"source_id", std::string(source_id)}});
  }
  return StoredReceipt(*found);
}

void RegistrarImpl::RunCommitter() {
  while (true) {
    std::optional<Group> group;
    {
      base::MutexLock lock(&mutex_);
      while (!handed_over_.has_value() && !decider_done_) committer_wake_.Wait(&mutex_);
      if (!handed_over_.has_value()) return;
      group = std::exchange(handed_over_, std::nullopt);
    }
    Commit(*std::move(group));
  }
}

void RegistrarImpl::Give(Asker asker, absl::StatusOr<Receipt> result) const {
  if (options_.observer != nullptr && asker.observed) {
    const auto reason = base::ReasonOf(result.status());
    CommandOutcome outcome = CommandOutcome::kNotTaken;
    if (result.ok()) {
      outcome = result->repeated ? CommandOutcome::kRepeated : CommandOutcome::kRecorded;
    } else if (IsRefusal(result.status())) {
      outcome = CommandOutcome::kRefused;
    }
    options_.observer->CommandAnswered(
        {.kind = asker.kind,
         .outcome = outcome,
         .reason = reason.has_value() ? absl::string_view(reason->reason) : ""});
  }
  asker.done(std::move(result));
}

absl::Status RegistrarImpl::AppendToLog(Group* group) const {
  if (group->envelopes.empty()) return absl::OkStatus();
  const auto begun = std::chrono::steady_clock::now();
  absl::Status appended = log_->Append(std::move(group->request));
  if (options_.observer != nullptr) {
    options_.observer->GroupAppended({.commands = group->answers.size() + group->parked.size(),
                                      .events = group->envelopes.size(),
                                      .duration = std::chrono::steady_clock::now() - begun,
                                      .kept = appended.ok()});
  }
  return appended;
}

void RegistrarImpl::Commit(Group group) {
  const absl::Status appended = AppendToLog(&group);
  if (appended.ok()) {
    Publish(group);
  } else {
    writable_.store(false);
    base::LogError("the log refused a group; writing stops until it recovers",
                   {{"events", group.envelopes.size()}, {"error", appended.ToString()}});
  }
  {
    base::MutexLock lock(&mutex_);
    committing_ = false;
    if (appended.ok()) {
      durable_pushes_.insert(durable_pushes_.end(), group.pushes.begin(), group.pushes.end());
    } else {
      failed_ = true;
    }
    decider_wake_.Signal();
  }
  if (!appended.ok()) return Fail(std::move(group));
  for (Waiting& waiting : group.parked) DecideAfterPurge(std::move(waiting));
  for (Answer& answer : group.answers) {
    if (answer.after_purge) {
      GiveAfterPurge(std::move(answer));
      continue;
    }
    // Here and not where it was decided, so that the writer of the log does not wait for it.
    if (answer.refused != nullptr) {
      NoteRefusal(answer.refused->command, answer.refused->caller.actor, answer.result.status());
    }
    Give(std::move(answer.asker), std::move(answer.result));
  }
}

void RegistrarImpl::GiveAfterPurge(Answer answer) {
  purger_.AfterPurge([this, asker = std::move(answer.asker),
                      receipt = *std::move(answer.result)](const absl::Status& purged) {
    Give(asker, purged.ok() ? absl::StatusOr<Receipt>(receipt) : purged);
  });
}

void RegistrarImpl::DecideAfterPurge(Waiting waiting) {
  purger_.AfterPurge([this, waiting = std::move(waiting)](const absl::Status& purged) {
    purged.ok() ? Requeue(waiting) : Give(AskerOf(waiting), purged);
  });
}

void RegistrarImpl::Requeue(Waiting waiting) {
  {
    base::MutexLock lock(&mutex_);
    if (!stopping_) {
      const std::string sender = waiting.caller.actor;
      const size_t weight = WeightOf(waiting.command);
      queue_.PushFront(sender, weight, std::move(waiting));
      decider_wake_.Signal();
      return;
    }
  }
  Give(AskerOf(std::move(waiting)),
       Unavailable("SHUTTING_DOWN", "the server is stopping; send it again later"));
}

// Lets readers see what is durable now.
void RegistrarImpl::Publish(const Group& group) {
  if (group.envelopes.empty()) return;
  {
    base::WriterLock lock(&readable_mutex_);
    for (const ev::Envelope& envelope : group.envelopes) domain::Evolve(envelope, &readable_);
    position_.store(readable_.position, std::memory_order_release);
  }
  listeners_.Notify({position()});
}

// Nothing of a failed group is answered OK, and no refusal that rested on it either.
void RegistrarImpl::Fail(Group group) {
  for (Answer& answer : group.answers) Give(std::move(answer.asker), DiskFailed());
  for (Waiting& waiting : group.parked) Give(AskerOf(std::move(waiting)), DiskFailed());
}

// Brings log and registers back to what is durable. False when the writer is to stop instead.
bool RegistrarImpl::Recover() {
  pending_.clear();
  // Keys may have been destroyed by a group that nobody was answered about.
  ++destructions_;
  absl::Status recovered = log_->Recover();
  if (recovered.ok()) recovered = LoadRegisters();
  // The failed group may have survived after all.
  if (recovered.ok()) listeners_.Notify({position()});
  base::MutexLock lock(&mutex_);
  if (recovered.ok()) {
    base::LogInfo("the log is writable again", {{"position", log_->head().value}});
    if (ahead_.position == 0) store_key_ = vault_->NewStoreKey();
    durable_pushes_.clear();
    failed_ = false;
    if (!stopping_) writable_.store(true);
    return !stopping_;
  }
  base::LogError("the log did not recover", {{"error", recovered.ToString()}});
  if (!stopping_) decider_wake_.WaitFor(&mutex_, options_.recover_interval);
  return !stopping_;
}

}  // namespace

std::string ContentOf(command::v1::Command command) {
  command.clear_correlation_id();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    command.SerializeToCodedStream(&output);
  }
  return bytes;
}

absl::Status Conflict(const command::v1::Command& command, uint64_t position) {
  return base::MakeError(
      absl::StatusCode::kAlreadyExists, "CONFLICT",
      absl::StrCat("source_id \"", command.source_id(), "\" of \"", command.source(),
                   "\" was used at position ", position,
                   " for other content; repeat the same content or use a new source_id"),
      {{"source", command.source()},
       {"source_id", command.source_id()},
       {"position", absl::StrCat(position)}});
}

absl::Status CheckCommandSize(const command::v1::Command& command, size_t bytes_max) {
  const size_t bytes = command.ByteSizeLong();
  if (bytes <= bytes_max) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kInvalidArgument, "COMMAND_TOO_LARGE",
                         absl::StrCat("the command has ", bytes, " bytes, limit ", bytes_max,
                                      "; shorten its texts or lists"),
                         {{"bytes", absl::StrCat(bytes)}, {"limit", absl::StrCat(bytes_max)}});
}

absl::Status CheckEventSize(size_t bytes, size_t bytes_max) {
  if (bytes <= bytes_max) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kInvalidArgument, "EVENT_TOO_LARGE",
                         absl::StrCat("the event has ", bytes, " bytes, limit ", bytes_max,
                                      "; shorten its texts or lists"),
                         {{"bytes", absl::StrCat(bytes)}, {"limit", absl::StrCat(bytes_max)}});
}

absl::StatusOr<std::unique_ptr<Registrar>> Registrar::Start(RegistrarOptions options,
                                                            storage::EventLog* log,
                                                            vault::Vault* vault,
                                                            const base::Clock* clock) {
  auto registrar = std::make_unique<RegistrarImpl>(options, log, vault, clock);
  RETURN_IF_ERROR(registrar->Open());
  return std::unique_ptr<Registrar>(std::move(registrar));
}

}  // namespace logboek::registrar
