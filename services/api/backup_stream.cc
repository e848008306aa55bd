#include "services/api/backup_stream.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/api/convert.h"
#include "services/api/requests.h"
#include "services/backup/backups.h"
#include "services/rpc/refused_stream.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/status_macros.h"

namespace logboek::api {
namespace {

constexpr uint32_t kKeepMax = 10'000;

absl::Status CheckHasFolder(const Backend& backend) {
  if (backend.backups != nullptr) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "NO_BACKUP_FOLDER",
                         "this server was started without a folder for backups; start it with "
                         "--backup-folder DIR");
}

absl::Status CheckRequest(const Backend& backend, const v1::BackupRequest& request) {
  RETURN_IF_ERROR(CheckFields(request));
  RETURN_IF_ERROR(CheckHasFolder(backend));
  if (request.keep() <= kKeepMax) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "TOO_MANY_KEPT",
      absl::StrCat("field keep: ", request.keep(), " backups, limit ", kKeepMax,
                   "; give fewer, or 0 to keep all"),
      {{"keep", absl::StrCat(request.keep())}, {"limit", absl::StrCat(kKeepMax)}});
}

void Fill(const backup::Manifest& backup, v1::StoredBackup* proto) {
  proto->set_number(backup.id);
  *proto->mutable_taken_at() = ToProto(backup.taken_at);
  proto->set_position(backup.position);
  proto->set_bytes(backup.bytes);
  proto->set_bytes_copied(backup.bytes_copied);
  proto->set_version(backup.program);
}

class BackupStream final : public grpc::ServerWriteReactor<v1::BackupResponse>,
                           public rpc::OpenStream,
                           public std::enable_shared_from_this<BackupStream> {
 public:
  BackupStream(const Backend* backend, rpc::Call call, const v1::BackupRequest& request)
      : backend_(backend), opener_(call.opener()), request_(request), call_(std::move(call)) {}

  void Start();

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void EndBecause(absl::Status status) override { EndWith(std::move(status)); }

 private:
  // From threads of the backup. False: nobody waits for it.
  bool OnProgress(const backup::BackupProgress& progress);
  void OnTaken(absl::StatusOr<backup::TakenBackup> taken);
  void EndWith(absl::Status status);
  // Starts the next write or the end.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Backend* const backend_;
  const rpc::Opener opener_;
  const v1::BackupRequest request_;

  base::Mutex mutex_;
  rpc::Call call_ ABSL_GUARDED_BY(mutex_);
  // Keeps the reactor until OnDone.
  std::shared_ptr<BackupStream> self_ ABSL_GUARDED_BY(mutex_);
  // What is to be told; of progress the newest only.
  std::optional<backup::BackupProgress> progress_ ABSL_GUARDED_BY(mutex_);
  std::optional<backup::TakenBackup> taken_ ABSL_GUARDED_BY(mutex_);
  v1::BackupResponse response_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void BackupStream::Start() {
  const std::shared_ptr<BackupStream> self = shared_from_this();
  {
    base::MutexLock lock(&mutex_);
    self_ = self;
  }
  backend_->chain->Watch(self, opener_);
  backup::TakeOptions options{.keep = request_.keep(),
                              .go_on = [self](const backup::BackupProgress& progress) {
                                return self->OnProgress(progress);
                              }};
  const absl::Status begun = backend_->backups->Start(
      std::move(options),
      [self](absl::StatusOr<backup::TakenBackup> taken) { self->OnTaken(std::move(taken)); });
  if (!begun.ok()) EndWith(begun);
}

bool BackupStream::OnProgress(const backup::BackupProgress& progress) {
  base::MutexLock lock(&mutex_);
  if (end_.has_value()) return false;
  progress_ = progress;
  Advance();
  return true;
}

void BackupStream::OnTaken(absl::StatusOr<backup::TakenBackup> taken) {
  if (!taken.ok()) return EndWith(taken.status());
  base::MutexLock lock(&mutex_);
  taken_ = *std::move(taken);
  Advance();
}

void BackupStream::EndWith(absl::Status status) {
  base::MutexLock lock(&mutex_);
  if (!end_.has_value()) end_ = std::move(status);
  Advance();
}

void BackupStream::Advance() {
  if (finished_ || writing_) return;
  if (end_.has_value()) {
    finished_ = true;
    return Finish(call_.End(*end_));
  }
  if (!taken_.has_value() && !progress_.has_value()) return;
  response_.Clear();
  if (taken_.has_value()) {
    Fill(taken_->backup, response_.mutable_backup());
    response_.set_removed(static_cast<uint32_t>(taken_->removed));
    end_ = absl::OkStatus();
  } else {
    response_.mutable_progress()->set_bytes_copied(progress_->bytes_copied);
    response_.mutable_progress()->set_bytes_most(progress_->bytes_most);
    progress_.reset();
  }
  // It tells of nobody, so it is always shown.
  call_.Show(request_, &response_).IgnoreError();
  writing_ = true;
  // Without a buffer hint: gRPC may keep a hinted write, and then its OnWriteDone never comes.
  StartWrite(&response_);
}

void BackupStream::OnWriteDone(bool ok) {
  if (!ok) OnCancel();
  base::MutexLock lock(&mutex_);
  writing_ = false;
  Advance();
}

void BackupStream::OnCancel() {
  EndWith(
      base::MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the client has left the stream"));
}

void BackupStream::OnDone() {
  backend_->chain->Unwatch(this);
  // Outlives the lock.
  std::shared_ptr<BackupStream> self;
  base::MutexLock lock(&mutex_);
  self.swap(self_);
}

}  // namespace

grpc::ServerWriteReactor<v1::BackupResponse>* StartBackup(const Backend* backend,
                                                          grpc::CallbackServerContext* context,
                                                          absl::string_view method,
                                                          const v1::BackupRequest& request) {
  rpc::Chain::Begun begun = backend->chain->BeginStream(context, method);
  if (begun.status.ok()) begun.status = begun.call.Check(request);
  if (begun.status.ok()) begun.status = CheckRequest(*backend, request);
  if (!begun.status.ok()) {
    return rpc::RefusedStream<grpc::ServerWriteReactor<v1::BackupResponse>>::Start(
        backend->chain, std::move(begun));
  }
  const auto stream = std::make_shared<BackupStream>(backend, std::move(begun.call), request);
  stream->Start();
  return stream.get();
}

absl::Status ListBackups(const Backend& backend, v1::ListBackupsResponse* response) {
  RETURN_IF_ERROR(CheckHasFolder(backend));
  ASSIGN_OR_RETURN(const backup::BackupList list, backend.backups->List());
  for (auto backup = list.backups.rbegin(); backup != list.backups.rend(); ++backup) {
    Fill(*backup, response->add_rows());
  }
  for (const uint64_t id : list.unreadable) response->add_unreadable(id);
  return absl::OkStatus();
}

}  // namespace logboek::api
