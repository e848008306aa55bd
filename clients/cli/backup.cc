// Backups of the server's store, for administrators.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/list_view.h"
#include "clients/cli/progress.h"
#include "logboek/v1/admin_service.pb.h"

namespace logboek::cli {
namespace {

struct BackupFlags {
  uint64_t keep = 0;
  bool quiet = false;
};

ListTable BackupTable() {
  return {.columns = {{"number", "column.backup"},
                      {"taken_at", "column.taken_at"},
                      {"position", "column.position"},
                      {"bytes", "column.bytes"},
                      {"bytes_copied", "column.bytes_copied"},
                      {"version", "column.version"}}};
}

int ShowTaken(Context& context, const v1::BackupResponse& taken) {
  const v1::StoredBackup& backup = taken.backup();
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(taken) << "\n";
    return kExitOk;
  }
  if (IsData(context.output)) {
    v1::ListBackupsResponse rows;
    *rows.add_rows() = backup;
    return ShowRows(context, rows, BackupTable());
  }
  const Texts& texts = context.texts;
  *context.out << KeyValues(
      {{texts.Get("column.backup"), absl::StrCat(backup.number())},
       {texts.Get("column.taken_at"), SecondText(backup.taken_at())},
       {texts.Get("column.position"), absl::StrCat(backup.position())},
       {texts.Get("column.bytes"), SizeText(backup.bytes())},
       {texts.Get("column.bytes_copied"), SizeText(backup.bytes_copied())},
       {texts.Get("backup.removed"), taken.removed() == 0 ? "" : absl::StrCat(taken.removed())}});
  return kExitOk;
}

int RunBackup(Context& context, const BackupFlags& flags) {
  context.interrupt->CatchSignals();
  v1::BackupRequest request;
  request.set_keep(static_cast<uint32_t>(std::min<uint64_t>(flags.keep, UINT32_MAX)));
  Progress progress(&context, !flags.quiet);
  v1::BackupResponse taken;
  const absl::Status status = context.client->Backup(
      request,
      [&](const v1::BackupResponse& item) {
        if (item.has_backup()) {
          taken = item;
        } else {
          progress.UpdateCopied(item.progress().bytes_copied(), item.progress().bytes_most());
        }
      },
      [interrupt = context.interrupt] { return interrupt->raised(); });
  progress.Erase();
  if (!status.ok()) return Fail(context, status);
  const int shown = ShowTaken(context, taken);
  // On the side: whoever has read it once keeps it out of a script's answer with --quiet.
  if (!flags.quiet) *context.err << context.texts.Get("backup.key_is_apart") << std::endl;
  return shown;
}

int RunBackupList(Context& context) {
  const auto answer = context.client->ListBackups({});
  if (!answer.ok()) return Fail(context, answer.status());
  const int shown = ShowList(context, *answer, BackupTable());
  if (answer->unreadable().empty()) return shown;
  *context.err << "logboek: "
               << context.texts.Get("backup.unreadable", absl::StrJoin(answer->unreadable(), ", "))
               << std::endl;
  return kExitServer;
}

}  // namespace

void AddBackup(const Menu& menu) {
  CLI::App* const command = menu.Command(menu.app, "backup", "backup");
  const auto flags = std::make_shared<BackupFlags>();
  menu.Number(command, "--keep", &flags->keep, "backup.keep", "number");
  menu.Flag(command, "--quiet", &flags->quiet, "backup.quiet");
  CLI::App* const list = menu.Command(command, "list", "backup.list");
  list->callback(
      [run = menu.run] { *run = [](Context& context) { return RunBackupList(context); }; });
  command->callback([run = menu.run, command, flags] {
    // The callback of what stands behind it comes first.
    if (!command->get_subcommands().empty()) return;
    *run = [flags](Context& context) { return RunBackup(context, *flags); };
  });
}

}  // namespace logboek::cli
