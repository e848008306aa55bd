#include "clients/cli/question_view.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/dates.h"

namespace logboek::cli {
namespace {

// "j4" of a programme year; other periods name themselves.
std::string PeriodWord(const Texts& texts, uint32_t period) {
  constexpr uint32_t kFirstCalendarYear = 2000;
  const bool programme_year = period > 0 && period < kFirstCalendarYear;
  return programme_year ? texts.Get("compliance.year_short", period) : PeriodShort(texts, period);
}

std::string SessionOn(const v1::Fix& fix) {
  return absl::StrCat(fix.session_id(), " (", DateText(fix.date()), ")");
}

}  // namespace

std::string TableOr(const Context& context, const Table& table, const char* empty) {
  return table.empty() ? context.texts.Get(empty) + "\n" : table.Render(context.style);
}

std::string ObligationText(const Texts& texts, const v1::ObligationPeriod& obligation) {
  std::vector<std::string> parts = {obligation.obligation_id()};
  for (std::string part :
       {texts.Of(obligation.label()), PeriodWord(texts, obligation.programme_year())}) {
    if (!part.empty()) parts.push_back(std::move(part));
  }
  return absl::StrJoin(parts, " ");
}

Cell NumbersCell(const Texts& texts, bool there, const v1::VerdictNumbers& numbers) {
  if (!there) return "-";
  const std::string fraction = absl::StrCat(numbers.numerator(), "/", numbers.denominator());
  return {absl::StrCat(texts.Word(numbers.status()), " ", fraction), StatusTone(numbers.status())};
}

std::string FreeText(const Texts& texts, const v1::Seats& seats) {
  return seats.capacity() == 0 ? texts.Get("question.no_limit") : absl::StrCat(seats.free());
}

std::string FixText(const Texts& texts, const v1::Fix& fix) {
  const std::string key = absl::StrCat("fix.", Slug(fix.kind()));
  switch (fix.kind()) {
    case v1::FIX_KIND_RECORD_COMPLETION:
      return texts.Get(key, fix.person_id(), fix.offering_id(), SessionOn(fix));
    case v1::FIX_KIND_RECORD_ATTENDANCE:
      return texts.Get(key, fix.person_id(), SessionOn(fix));
    case v1::FIX_KIND_ATTEND_SESSION:
    case v1::FIX_KIND_BOOK_SESSION:
      return texts.Get(key, SessionOn(fix));
    case v1::FIX_KIND_TRAIN_PERSON:
      return texts.Get(key, fix.person_id(), SessionOn(fix));
    case v1::FIX_KIND_CHOOSE_INTERVENTION: {
      std::vector<std::string> words;
      for (const int element : fix.core_elements()) {
        words.push_back(texts.Word(static_cast<regioplan::v1::CoreElement>(element)));
      }
      return texts.Get(key, absl::StrJoin(words, ", "));
    }
    case v1::FIX_KIND_JUSTIFY_INTERVENTION:
      return texts.Get(key, fix.item_id());
    case v1::FIX_KIND_HAND_IN_FORM:
      return absl::StrCat(texts.Get(key, texts.Word(fix.form())),
                          fix.item_id().empty() ? "" : absl::StrCat(" (", fix.item_id(), ")"));
    case v1::FIX_KIND_ANSWER_DATA_REQUEST:
      return texts.Get(key, fix.item_id(), DateText(fix.date()));
    case v1::FIX_KIND_ASK_WAIVER:
    case v1::FIX_KIND_CONFIRM_ROSTER:
    case v1::FIX_KIND_ASK_SESSION:
    case v1::FIX_KIND_SUBMIT_PLAN:
    case v1::FIX_KIND_HOLD_VISIT:
      return texts.Get(key);
    default:
      return texts.Word(fix.kind());
  }
}

std::vector<ListColumn> ChangeFields(absl::string_view prefix) {
  std::vector<ListColumn> fields = {{"practice_id", "column.practice"},
                                    {"practice_name", "column.name"},
                                    {"obligation.plan_id", "column.plan"},
                                    {"obligation.obligation_id", "column.obligation"},
                                    {"obligation.label", "column.label"},
                                    {"obligation.programme_year", "column.year"},
                                    {"before.status", "column.before"},
                                    {"before.numerator", "column.before_reached"},
                                    {"before.denominator", "column.before_of"},
                                    {"after.status", "column.after"},
                                    {"after.numerator", "column.after_reached"},
                                    {"after.denominator", "column.after_of"}};
  for (ListColumn& field : fields) field.field = absl::StrCat(prefix, field.field);
  return fields;
}

std::vector<Column> ChangeColumns(const Texts& texts) {
  return {{texts.Get("column.practice")},
          {texts.Get("column.label"), false, true},
          {texts.Get("column.before")},
          {texts.Get("column.after")}};
}

std::vector<Cell> ChangeCells(const Texts& texts, const v1::VerdictChange& change) {
  return {change.practice_id(), ObligationText(texts, change.obligation()),
          NumbersCell(texts, change.has_before(), change.before()),
          NumbersCell(texts, change.has_after(), change.after())};
}

}  // namespace logboek::cli
