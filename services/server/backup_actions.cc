#include "services/server/backup_actions.h"

#include <unistd.h>

#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "services/backup/restore.h"
#include "services/server/access.h"
#include "services/server/credentials.h"
#include "services/server/master_key.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::server {
namespace {

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

std::string OrDefault(const std::string& given, const std::string& otherwise) {
  return given.empty() ? otherwise : given;
}

// A line about a file beside the store: what it is, where, and what to do when it is not there.
std::string BesideLine(absl::string_view what, const std::string& path, absl::string_view missing) {
  const bool there = ::access(path.c_str(), F_OK) == 0;
  return absl::StrCat("  ", what, path, there ? ": is there\n" : absl::StrCat(": ", missing, "\n"));
}

// A token that was revoked after the backup, because it was stolen, would be good again.
std::string TokenLines(size_t revoked, const std::string& store) {
  const std::string renew = absl::StrCat("logboekd --store ", store, " --renew-first-token\n");
  return absl::StrCat(
      "Tokens: every token of the backup is revoked now: ", revoked,
      ". One that was revoked after it would be good again.\n"
      "Before the start make the administrator's: ",
      renew,
      "then one for each caller who had one; logboek token list shows them.\n"
      "Tokens: ieder token uit de reservekopie is nu ingetrokken: ",
      revoked,
      ". Een dat erna was ingetrokken zou weer gelden.\n"
      "Maak voor de start dat van de beheerder: ",
      renew, "daarna een voor iedere aanroeper die er een had; logboek token list toont ze.\n");
}

void PrintRestored(const backup::Restored& restored, const ServerOptions& options,
                   const std::string& erased_path, size_t tokens_revoked) {
  const std::string key = OrDefault(options.master_key_path, DefaultMasterKeyPath(options.store));
  const std::string taken = TimeText(restored.backup.taken_at);
  std::string text =
      absl::StrCat("logboekd: ", options.store, " was made out of backup ", restored.backup.id,
                   " of ", taken, "; the checksum of every file was compared.\n  store         ",
                   restored.backup.store_id, "\n  position      ", restored.backup.position, "\n");
  absl::StrAppend(&text, "Before the start, put beside it what no backup holds:\n");
  absl::StrAppend(&text, BesideLine("master key    ", key,
                                    absl::StrCat("MISSING; the copy of the key that was in use on ",
                                                 taken, ". Without it the server does not start")));
  absl::StrAppend(&text, BesideLine("signing key   ", DefaultSigningKeyPath(options.store),
                                    "missing; put it back, or a new one is made"));
  absl::StrAppend(&text, "  erased list   ", erased_path, ": ", restored.erased,
                  restored.erased == 1 ? " person" : " persons",
                  ", from all backups in the folder; a newer list goes in its place\n");
  if (!restored.erased_unread.empty()) {
    absl::StrAppend(&text, "  the lists of backups ", absl::StrJoin(restored.erased_unread, ", "),
                    " are damaged and were left out\n");
  }
  absl::StrAppend(&text, TokenLines(tokens_revoked, options.store),
                  "The same verdicts: logboek digest --known-at ", restored.backup.position,
                  " is the same here and on any copy that has them.\n");
  std::fputs(text.c_str(), stdout);
}

absl::Status RestoreStore(const BackupActions& actions, const ServerOptions& options) {
  if (options.store.empty()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "NO_STORE",
                           "the folder of the new store was not named; give --store DIR");
  }
  const std::string erased = OrDefault(options.erased_path, DefaultErasedPath(options.store));
  const base::SystemClock clock;
  size_t tokens_revoked = 0;
  const auto lock_out = [&](const std::string& unfinished) -> absl::Status {
    const std::string first_token =
        OrDefault(options.first_token_path, DefaultFirstTokenPath(options.store));
    ASSIGN_OR_RETURN(tokens_revoked,
                     RevokeEveryToken({.store = unfinished, .first_token_path = first_token},
                                      "logboekd --restore", &clock));
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const backup::Restored restored,
                   backup::Restore({.folder = actions.restore_folder,
                                    .id = actions.number,
                                    .store = options.store,
                                    .erased_path = erased,
                                    .before_use = lock_out}));
  PrintRestored(restored, options, erased, tokens_revoked);
  return absl::OkStatus();
}

absl::Status CheckFolder(const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<backup::CheckedBackup> all, backup::CheckBackups(folder));
  size_t damaged = 0;
  for (const backup::CheckedBackup& each : all) {
    std::string facts;
    if (each.backup.id != 0) {
      facts = absl::StrCat(TimeText(each.backup.taken_at), "  position ", each.backup.position,
                           "  bytes ", each.backup.bytes, "  ");
    }
    damaged += each.status.ok() ? 0 : 1;
    std::printf("backup %s  %s%s\n", absl::StrCat(each.id).c_str(), facts.c_str(),
                each.status.ok() ? "good" : std::string(each.status.message()).c_str());
  }
  if (damaged == 0) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                         absl::StrCat(damaged, " of ", all.size(),
                                      " backups cannot be restored; take one into a new folder "
                                      "soon, and keep this one for the others"));
}

}  // namespace

std::optional<absl::Status> RunBackupAction(const BackupActions& actions,
                                            const ServerOptions& options) {
  if (!actions.restore_folder.empty()) return RestoreStore(actions, options);
  if (!actions.check_folder.empty()) return CheckFolder(actions.check_folder);
  return std::nullopt;
}

}  // namespace logboek::server
