// What the questions about verdicts share: pages into one answer, and the words for their rows.
#pragma once

#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/context.h"
#include "clients/cli/json.h"
#include "clients/cli/list_view.h"
#include "logboek/v1/compliance_service.pb.h"

namespace logboek::cli {

// All pages of a list as one answer; `append` puts the rows of a later page behind the first's.
template <typename Request, typename Ask, typename Append>
auto FetchPages(Request request, const Ask& ask, const Append& append) -> decltype(ask(request)) {
  auto all = ask(request);
  while (all.ok() && !all->next_page_token().empty()) {
    request.set_page_token(all->next_page_token());
    auto page = ask(request);
    if (!page.ok()) return page.status();
    append(*page, &*all);
    all->set_next_page_token(page->next_page_token());
  }
  return all;
}

// The answer as JSON, as `show` prints it, or as the rows of `table`; what to exit with.
template <typename Response, typename Show>
int PrintAnswer(Context& context, const absl::StatusOr<Response>& response, const ListTable& table,
                const Show& show) {
  if (!response.ok()) return Fail(context, response.status());
  if (IsData(context.output)) return ShowRows(context, *response, table);
  if (context.output == Output::kJson) {
    *context.out << ToPrettyJson(*response) << "\n";
  } else {
    show(*response);
  }
  return kExitOk;
}

// The table, or the text of `empty` when it has no rows.
std::string TableOr(const Context& context, const Table& table, const char* empty);

// "UT4-06 Uitwisseling j4".
std::string ObligationText(const Texts& texts, const v1::ObligationPeriod& obligation);

// "niet voldaan 2/5"; "-" when there is no such verdict.
Cell NumbersCell(const Texts& texts, bool there, const v1::VerdictNumbers& numbers);

// "assistent-1 (doktersassistent), assistent-2"; "2x" before who needs more than one item.
template <typename People>
std::string PeopleText(const People& people) {
  std::string text;
  for (const v1::OpenPerson& person : people) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", person.person_id());
    if (person.items() > 1) absl::StrAppend(&text, " ", person.items(), "x");
  }
  return text;
}

// "3" or "geen maximum".
std::string FreeText(const Texts& texts, const v1::Seats& seats);

// What to do, in a sentence.
std::string FixText(const Texts& texts, const v1::Fix& fix);

// The fields of a VerdictChange for a table of programs; `prefix` leads to it, such as "change.".
std::vector<ListColumn> ChangeFields(absl::string_view prefix);

// One change of a verdict: practice, obligation, before, after.
std::vector<Column> ChangeColumns(const Texts& texts);
std::vector<Cell> ChangeCells(const Texts& texts, const v1::VerdictChange& change);

}  // namespace logboek::cli
