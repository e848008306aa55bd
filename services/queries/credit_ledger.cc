#include "services/queries/credit_ledger.h"

#include <algorithm>
#include <map>
#include <utility>

namespace logboek::queries {
namespace {

using regioplan::Evidence;
using regioplan::Reason;
using regioplan::Verdict;

using SessionKey = std::pair<absl::CivilDay, std::string>;
using Ledger = std::map<SessionKey, std::vector<CreditRow>>;

void AddOnce(const std::string& text, std::vector<std::string>* texts) {
  if (std::find(texts->begin(), texts->end(), text) == texts->end()) texts->push_back(text);
}

// The second person at a session that was credited stands beside the first.
bool BelongsTo(Reason row, Reason evidence) {
  return row == evidence || (row == Reason::kCounted && evidence == Reason::kDuplicate);
}

CreditRow RowOf(const List& list, const std::string& session_id) {
  CreditRow row{.session = domain::Find(list.reg().sessions, session_id)};
  if (row.session == nullptr) return row;
  const auto offering = domain::Find(list.reg().offerings, row.session->offering_id);
  if (offering != nullptr) row.title = offering->title;
  return row;
}

// What the verdict says of one session.
void AddVerdict(const List& list, const Verdict& verdict, const std::string& session_id,
                const std::vector<const Evidence*>& evidence, Ledger* ledger) {
  CreditRow row = RowOf(list, session_id);
  if (row.session == nullptr) return;
  const bool counted = std::any_of(evidence.begin(), evidence.end(), [](const Evidence* one) {
    return one->reason == Reason::kCounted;
  });
  row.reason = counted ? Reason::kCounted : evidence.front()->reason;
  row.obligation = verdict.obligation;
  row.period = verdict.programme_year;
  for (const Evidence* one : evidence) {
    if (!BelongsTo(row.reason, one->reason)) continue;
    AddOnce(one->practice_id, &row.by_practice_ids);
    AddOnce(one->person_id, &row.person_ids);
    row.credited_year = std::max(row.credited_year, one->credited_year);
    for (const regioplan::VerdictFlag flag : one->flags) {
      const bool known = std::find(row.flags.begin(), row.flags.end(), flag) != row.flags.end();
      if (!known) row.flags.push_back(flag);
    }
  }
  const SessionKey key(row.session->date, session_id);
  (*ledger)[key].push_back(std::move(row));
}

void AddVerdict(const List& list, const Verdict& verdict, Ledger* ledger) {
  std::map<std::string, std::vector<const Evidence*>> by_session;
  for (const Evidence& evidence : verdict.evidence) {
    if (!evidence.session_id.empty()) by_session[evidence.session_id].push_back(&evidence);
  }
  for (const auto& [session_id, evidence] : by_session) {
    AddVerdict(list, verdict, session_id, evidence, ledger);
  }
}

// Where somebody came for the practice and no obligation has a word to say.
void AddOthers(const List& list, const domain::Practice& practice, Ledger* ledger) {
  for (const auto& [key, attendance] : practice.attendances) {
    if (attendance->status != event::v1::ATTENDANCE_STATUS_PRESENT) continue;
    CreditRow row = RowOf(list, attendance->session_id);
    if (row.session == nullptr || row.session->date > list.at()) continue;
    std::vector<CreditRow>& rows = (*ledger)[{row.session->date, row.session->id}];
    if (!rows.empty() && rows.front().obligation != nullptr) continue;
    if (rows.empty()) {
      row.by_practice_ids.push_back(practice.id);
      rows.push_back(std::move(row));
    }
    AddOnce(attendance->person_id, &rows.front().person_ids);
  }
}

}  // namespace

absl::StatusOr<ListAnswer<CreditRow>> Ask(const Registers& registers,
                                          const CreditLedgerQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::OpenForPractice(registers, question.frame,
                                                          question.practice_id, {"credit ledger"}));
  Ledger ledger;
  for (const Verdict& verdict :
       ListVerdicts(list).Of(question.practice_id, /*with_evidence=*/true)) {
    AddVerdict(list, verdict, &ledger);
  }
  AddOthers(list, *domain::Find(list.reg().practices, question.practice_id), &ledger);
  std::vector<CreditRow> rows;
  for (auto& [key, entries] : ledger) {
    const bool credited = std::any_of(entries.begin(), entries.end(), [](const CreditRow& row) {
      return row.reason == Reason::kCounted;
    });
    for (CreditRow& row : entries) {
      if (!credited || row.reason == Reason::kCounted) rows.push_back(std::move(row));
    }
  }
  return list.Page(rows);
}

}  // namespace logboek::queries
