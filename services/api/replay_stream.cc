#include "services/api/replay_stream.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/api/requests.h"
#include "services/domain/event_codec.h"
#include "services/queries/refusals.h"
#include "services/rpc/refused_stream.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"
#include "storage/follower.h"

namespace logboek::api {
namespace {

constexpr size_t kScanEventsMax = 500;
constexpr size_t kScanBytesMax = 1 << 20;

// What is asked for, checked. A tag that the register does not know would give an empty answer,
// which an auditor must not mistake for "nothing happened".
struct Question {
  storage::ReadOptions options;
  bool follow = false;
};

template <typename T>
absl::Status CheckTag(const domain::Records<T>& records, const std::string& id,
                      absl::Status (*unknown)(absl::string_view)) {
  return id.empty() || records.contains(id) ? absl::OkStatus() : unknown(id);
}

absl::Status CheckTags(const domain::Register& reg, const v1::ReplayRequest& request) {
  if (!request.region().empty() && !reg.regions.contains(request.region())) {
    return queries::UnknownRegion(request.region());
  }
  RETURN_IF_ERROR(CheckTag(reg.practices, request.practice_id(), queries::UnknownPractice));
  RETURN_IF_ERROR(CheckTag(reg.persons, request.person_id(), queries::UnknownPerson));
  return CheckTag(reg.sessions, request.session_id(), queries::UnknownSession);
}

void AddTag(storage::TagKind kind, const std::string& value, storage::ReadOptions* options) {
  if (!value.empty()) options->tags.push_back({kind, value});
}

absl::StatusOr<std::vector<uint32_t>> TypesOf(const v1::ReplayRequest& request) {
  std::vector<uint32_t> types;
  for (const std::string& name : request.types()) {
    const uint32_t number = domain::TypeNumberOf(name);
    if (number == 0) {
      return base::MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_EVENT_TYPE",
                             absl::StrCat("there is no event type \"", name,
                                          "\"; use a name such as \"attendance_recorded\""),
                             {{"type", name}});
    }
    types.push_back(number);
  }
  return types;
}

absl::StatusOr<Question> QuestionOf(const Backend& backend, const v1::ReplayRequest& request) {
  Question question{.options = {}, .follow = request.follow()};
  if (request.follow() && request.until_position() != 0) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "FOLLOW_HAS_NO_END",
                           "follow and until_position exclude each other; leave one of them out",
                           {{"until_position", absl::StrCat(request.until_position())}});
  }
  const uint64_t head = backend.log->head().value;
  for (const uint64_t position : {request.after_position(), request.until_position()}) {
    if (position > head) return queries::PositionAhead(position, head);
  }
  absl::Status tags;
  backend.registrar->Read([&](const domain::Register& reg) { tags = CheckTags(reg, request); });
  RETURN_IF_ERROR(tags);
  storage::ReadOptions& options = question.options;
  ASSIGN_OR_RETURN(options.types, TypesOf(request));
  AddTag(storage::TagKind::kRegion, request.region(), &options);
  AddTag(storage::TagKind::kPractice, request.practice_id(), &options);
  AddTag(storage::TagKind::kPerson, request.person_id(), &options);
  AddTag(storage::TagKind::kSession, request.session_id(), &options);
  options.after = {request.after_position()};
  options.until = {request.until_position() == 0 ? head : request.until_position()};
  options.events_max = kScanEventsMax;
  options.bytes_max = kScanBytesMax;
  return question;
}

class ReplayStream final : public grpc::ServerWriteReactor<v1::ReplayResponse>,
                           public rpc::OpenStream,
                           public std::enable_shared_from_this<ReplayStream> {
 public:
  ReplayStream(const Backend* backend, rpc::Call call, const v1::ReplayRequest& request)
      : backend_(backend),
        opener_(call.opener()),
        visit_(call.visit()),
        request_(request),
        call_(std::move(call)) {}

  void Start(const Question& question);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void EndBecause(absl::Status status) override;

 private:
  // Takes the lock, advances, and starts a scan without it.
  void Step();
  void Scan(const absl::Status& admitted);
  absl::StatusOr<storage::ReadPage> NextPage();
  // Starts the next write or the end. True: the next page must be scanned.
  bool Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Everything up to `position` has been sent.
  void WriteCaughtUp(uint64_t position) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnHeadMoved();
  // Why the stream ends, with what the client has, so that it can go on behind it without having
  // kept count.
  absl::Status AtPosition(const absl::Status& status) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Once, before the first page: what must be recorded before anything is shown.
  absl::Status Record();
  // The events as the caller may see them, noted as one look. DATA_LOSS: one cannot be read, and
  // nobody can tell what is in it.
  absl::Status Show(storage::ReadPage* page);

  const Backend* const backend_;
  const rpc::Opener opener_;
  const rpc::Visit visit_;
  const v1::ReplayRequest request_;
  bool recorded_ = false;
  // Set by Start, then touched by the one scan that runs at a time.
  Question question_;
  std::unique_ptr<storage::Follower> follower_;

  base::Mutex mutex_;
  rpc::Call call_ ABSL_GUARDED_BY(mutex_);
  // Keeps the reactor until OnDone.
  std::shared_ptr<ReplayStream> self_ ABSL_GUARDED_BY(mutex_);
  // The scanned events and the next one to send.
  storage::ReadPage page_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  v1::ReplayResponse response_ ABSL_GUARDED_BY(mutex_);
  // What the client knows to be complete; absent before the first answer.
  std::optional<uint64_t> told_ ABSL_GUARDED_BY(mutex_);
  bool caught_up_once_ ABSL_GUARDED_BY(mutex_) = false;
  bool scanning_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // There is, or may be, more to scan.
  bool more_ ABSL_GUARDED_BY(mutex_) = true;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void ReplayStream::Start(const Question& question) {
  {
    base::MutexLock lock(&mutex_);
    self_ = shared_from_this();
  }
  question_ = question;
  if (question_.follow) {
    follower_ = std::make_unique<storage::Follower>(
        backend_->log,
        storage::FollowerOptions{.after = question_.options.after,
                                 .tags = question_.options.tags,
                                 .types = question_.options.types,
                                 .events_max = kScanEventsMax,
                                 .bytes_max = kScanBytesMax},
        [this] { OnHeadMoved(); });
  }
  backend_->chain->Watch(shared_from_this(), opener_);
  Step();
}

void ReplayStream::Step() {
  {
    base::MutexLock lock(&mutex_);
    if (!Advance()) return;
  }
  backend_->chain->RunForStream(
      visit_.caller,
      [self = shared_from_this()](const absl::Status& admitted) { self->Scan(admitted); });
}

absl::Status ReplayStream::Record() {
  if (std::exchange(recorded_, true)) return absl::OkStatus();
  rpc::Gatekeeper& gatekeeper = backend_->chain->gatekeeper();
  if (!gatekeeper.MustRecord(visit_)) return absl::OkStatus();
  return gatekeeper.Record(visit_, request_);
}

absl::Status ReplayStream::Show(storage::ReadPage* page) {
  v1::GetHistoryResponse shown;
  for (const storage::StoredEvent& event : page->events) {
    ASSIGN_OR_RETURN(*shown.add_rows()->mutable_envelope(), domain::DecodeEnvelope(event.bytes));
  }
  // Else the bytes go out as they are stored.
  ASSIGN_OR_RETURN(const bool changed,
                   backend_->chain->gatekeeper().Show(visit_, request_, &shown));
  if (!changed) return absl::OkStatus();
  for (size_t i = 0; i < page->events.size(); ++i) {
    page->events[i].bytes = shown.rows(static_cast<int>(i)).envelope().SerializeAsString();
  }
  return absl::OkStatus();
}

absl::StatusOr<storage::ReadPage> ReplayStream::NextPage() {
  RETURN_IF_ERROR(Record());
  if (follower_ != nullptr) return follower_->Next();
  storage::ReadOptions& options = question_.options;
  if (options.after >= options.until) {
    return storage::ReadPage{.events = {}, .resume = options.until, .done = true};
  }
  absl::StatusOr<storage::ReadPage> page = backend_->log->Read(options);
  if (page.ok()) options.after = page->resume;
  return page;
}

void ReplayStream::Scan(const absl::Status& admitted) {
  absl::StatusOr<storage::ReadPage> page = admitted.ok() ? NextPage() : admitted;
  if (page.ok()) {
    size_t bytes = 0;
    for (const storage::StoredEvent& event : page->events) bytes += event.bytes.size();
    backend_->chain->Charge(*visit_.caller, 0, bytes);
    // Asked for every page: what was released when it began may have been taken back.
    absl::Status shown = backend_->chain->gatekeeper().Check(visit_, request_);
    if (shown.ok()) shown = Show(&*page);
    if (!shown.ok()) page = std::move(shown);
  }
  {
    base::MutexLock lock(&mutex_);
    scanning_ = false;
    if (page.ok()) {
      page_ = *std::move(page);
      next_ = 0;
      // A follower's empty page means: wait to be woken.
      const bool last = question_.follow ? page_.events.empty() : page_.done;
      if (!last) more_ = true;
    } else if (!end_.has_value()) {
      end_ = AtPosition(page.status());
    }
  }
  Step();
}

absl::Status ReplayStream::AtPosition(const absl::Status& status) const {
  const auto reason = base::ReasonOf(status);
  return base::MakeError(status.code(), reason.has_value() ? reason->reason : "STREAM_ENDED",
                         status.message(), {{"position", absl::StrCat(told_.value_or(0))}});
}

bool ReplayStream::Advance() {
  if (finished_ || writing_ || scanning_) return false;
  if (end_.has_value()) {
    finished_ = true;
    Finish(call_.End(*end_));
    return false;
  }
  if (next_ < page_.events.size()) {
    Write();
    return false;
  }
  if (more_) {
    // Cleared before the scan, so that a wake-up during it is not lost.
    more_ = false;
    scanning_ = true;
    return true;
  }
  const uint64_t reached = page_.resume.value;
  if (!caught_up_once_ || told_ < reached) {
    WriteCaughtUp(reached);
  } else if (!question_.follow) {
    end_ = absl::OkStatus();
    return Advance();
  }
  return false;
}

void ReplayStream::Write() {
  storage::StoredEvent& event = page_.events[next_++];
  response_.set_envelope(std::move(event.bytes));
  told_ = event.position.value;
  writing_ = true;
  // Without a buffer hint: gRPC may keep a hinted write, and then its OnWriteDone never comes.
  StartWrite(&response_);
}

void ReplayStream::WriteCaughtUp(uint64_t position) {
  caught_up_once_ = true;
  told_ = position;
  response_.set_caught_up_position(position);
  writing_ = true;
  StartWrite(&response_);
}

void ReplayStream::OnHeadMoved() {
  {
    base::MutexLock lock(&mutex_);
    more_ = true;
  }
  Step();
}

void ReplayStream::OnWriteDone(bool ok) {
  {
    base::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok && !end_.has_value()) {
      end_ = base::MakeError(absl::StatusCode::kCancelled, "CANCELLED",
                             "the client has left the stream");
    }
  }
  Step();
}

void ReplayStream::OnCancel() {
  {
    base::MutexLock lock(&mutex_);
    if (!end_.has_value()) {
      end_ = base::MakeError(absl::StatusCode::kCancelled, "CANCELLED",
                             "the client has left the stream");
    }
  }
  Step();
}

void ReplayStream::EndBecause(absl::Status status) {
  {
    base::MutexLock lock(&mutex_);
    if (!end_.has_value()) end_ = AtPosition(status);
  }
  Step();
}

void ReplayStream::OnDone() {
  // Waits for a running wake-up, which needs the lock.
  follower_.reset();
  backend_->chain->Unwatch(this);
  std::shared_ptr<ReplayStream> self;
  base::MutexLock lock(&mutex_);
  self.swap(self_);
}

}  // namespace

grpc::ServerWriteReactor<v1::ReplayResponse>* StartReplay(const Backend* backend,
                                                          grpc::CallbackServerContext* context,
                                                          absl::string_view method,
                                                          const v1::ReplayRequest& request) {
  rpc::Chain::Begun begun = backend->chain->BeginStream(context, method);
  if (begun.status.ok()) begun.status = begun.call.Check(request);
  absl::StatusOr<Question> question = Question();
  if (begun.status.ok()) {
    question = QuestionOf(*backend, request);
    begun.status = question.status();
  }
  if (!begun.status.ok()) {
    return rpc::RefusedStream<grpc::ServerWriteReactor<v1::ReplayResponse>>::Start(
        backend->chain, std::move(begun));
  }
  const auto stream = std::make_shared<ReplayStream>(backend, std::move(begun.call), request);
  stream->Start(*question);
  return stream.get();
}

}  // namespace logboek::api
