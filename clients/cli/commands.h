// One function a command: it adds the command with its options to the menu.
#pragma once

#include "clients/cli/command_line.h"

namespace logboek::cli {

// Rows asked for at a time.
inline constexpr int kPageSize = 500;
// A practice brings all its verdicts.
inline constexpr int kPracticesPerPage = 200;

void AddPush(const Menu& menu);
void AddDo(const Menu& menu);
void AddLookUp(const Menu& menu);
void AddPractice(const Menu& menu);
void AddCompliance(const Menu& menu);
void AddSession(const Menu& menu);
void AddList(const Menu& menu);
void AddHistory(const Menu& menu);
void AddReplay(const Menu& menu);
void AddDigest(const Menu& menu);
void AddPlan(const Menu& menu);
void AddStatus(const Menu& menu);
void AddBackup(const Menu& menu);
void AddTodo(const Menu& menu);
void AddExplain(const Menu& menu);
void AddAtRisk(const Menu& menu);
void AddInvite(const Menu& menu);
void AddSeats(const Menu& menu);
void AddCloseYear(const Menu& menu);
void AddClosed(const Menu& menu);
void AddChanges(const Menu& menu);
void AddWatch(const Menu& menu);
void AddWhatIf(const Menu& menu);
void AddImport(const Menu& menu);
void AddCalendar(const Menu& menu);
void AddReport(const Menu& menu);
// Also whoami.
void AddToken(const Menu& menu);
void AddEvidence(const Menu& menu);
void AddVerify(const Menu& menu);
void AddErasure(const Menu& menu);
void AddRetention(const Menu& menu);
void AddAccesses(const Menu& menu);
void AddExportPerson(const Menu& menu);

}  // namespace logboek::cli
