// Backups: words.
#include "clients/cli/texts.h"

namespace logboek::cli {
namespace {

constexpr TextRow kBackupTexts[] = {
    {"backup.help", "Maak een reservekopie van de opslag, of toon welke er zijn",
     "Take a backup of the store, or list those there are"},
    {"backup.examples",
     "Voorbeelden:\n"
     "  logboek backup\n"
     "  logboek backup --keep 14 --quiet\n"
     "  logboek backup list\n"
     "De server schrijft in de map van logboekd --backup-folder, kopieert alleen wat nieuw is en\n"
     "controleert elk bestand; ondertussen werkt alles door. Voor cron is de tweede regel genoeg:\n"
     "hij eindigt met 0 als er een goede kopie is. Terugzetten: logboekd --restore.\n"
     "De hoofdsleutel zit er met opzet niet in: bewaar die apart.",
     "Examples:\n"
     "  logboek backup\n"
     "  logboek backup --keep 14 --quiet\n"
     "  logboek backup list\n"
     "The server writes into the folder of logboekd --backup-folder, copies what is new and "
     "checks\n"
     "every file, while everything works on. For cron the second line is enough: it exits with 0\n"
     "when there is a good backup. To restore: logboekd --restore.\n"
     "The master key is left out on purpose: keep it apart."},
    {"backup.keep",
     "Bewaar de nieuwste zoveel kopieën en verwijder\ndaarna de oudere (anders alle)",
     "Keep this many of the newest backups and remove\nthe older ones afterwards (else all)"},
    {"backup.quiet", "Geen voortgang en geen opmerkingen", "No progress and no remarks"},
    {"backup.progress", "gekopieerd: $0 van hoogstens $1", "copied: $0 of $1 at most"},
    {"backup.removed", "Oudere verwijderd", "Older ones removed"},
    {"backup.key_is_apart",
     "De hoofdsleutel zit niet in de kopie: zonder dat bestand zijn namen weg. Bewaar het apart.",
     "The master key is not in the backup: without that file names are lost. Keep it apart."},
    {"backup.unreadable",
     "de beschrijving van kopie $0 is beschadigd; maak een nieuwe kopie in een nieuwe map",
     "the description of backup $0 is damaged; take a new one into a new folder"},
    {"backup.list.help", "De reservekopieën die er zijn, nieuwste eerst",
     "The backups there are, newest first"},
    {"backup.list.examples",
     "Voorbeelden:\n  logboek backup list\n  logboek backup list --format csv\n"
     "Of alle bestanden nog heel zijn, zegt logboekd --check-backups MAP op de server.",
     "Examples:\n  logboek backup list\n  logboek backup list --format csv\n"
     "Whether all files are still whole is told by logboekd --check-backups DIR on the server."},
    {"column.backup", "Kopie", "Backup"},
    {"column.taken_at", "Gemaakt op", "Taken at"},
    {"column.bytes", "Omvang", "Size"},
    {"column.bytes_copied", "Waarvan nieuw", "Of it new"},
    {"column.version", "Versie", "Version"},
    {"reason.NO_BACKUP_FOLDER", "server heeft geen map voor kopieën",
     "server has no folder for backups"},
    {"reason.NOT_ON_DISK", "opslag staat niet op schijf", "store is not on disk"},
    {"reason.BACKUP_RUNNING", "er loopt al een kopie", "a backup is running"},
    {"reason.BACKUP_BROKEN_OFF", "kopie is afgebroken", "backup was broken off"},
    {"reason.BACKUP_DAMAGED", "kopie is beschadigd", "backup is damaged"},
    {"reason.BACKUP_TOO_NEW", "kopie is van een nieuwer programma", "backup is of a newer program"},
    {"reason.BACKUP_FOLDER_IN_USE", "map met kopieën is in gebruik", "backup folder is in use"},
    {"reason.BACKUP_FOLDER_IN_STORE", "map met kopieën ligt in de opslag",
     "backup folder lies in the store"},
    {"reason.BACKUP_FOLDER_NOT_OURS", "map is niet voor deze kopieën",
     "folder is not for these backups"},
    {"reason.NO_SUCH_BACKUP", "kopie bestaat niet", "no such backup"},
    {"reason.STORE_EXISTS", "opslag bestaat al", "store exists already"},
    {"reason.STORE_TOO_NEW", "opslag is van een nieuwer programma", "store is of a newer program"},
    {"reason.TOO_MANY_KEPT", "te veel te bewaren", "too many to keep"},
};

}  // namespace

absl::Span<const TextRow> BackupTexts() { return kBackupTexts; }

}  // namespace logboek::cli
