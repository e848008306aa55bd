#include "services/queries/refused_commands.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/page_token.h"
#include "services/queries/refusals.h"
#include "storage/base/clock.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

std::string DayText(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? domain::ToIso(*day) : "";
}

}  // namespace

absl::StatusOr<RefusedAnswer> Ask(const registrar::RefusalJournal& journal,
                                  const RefusedQuestion& question) {
  const std::string fingerprint =
      Fingerprint({"refused", question.source, DayText(question.from), DayText(question.until)});
  registrar::RefusalJournal::ReadOptions options{.source = question.source,
                                                 .refusals_max = question.page_size};
  if (question.from.has_value()) {
    options.from = absl::FromCivil(*question.from, base::Amsterdam());
  }
  if (question.until.has_value()) {
    options.until = absl::FromCivil(*question.until, base::Amsterdam());
  }
  if (!question.page_token.empty()) {
    ASSIGN_OR_RETURN(const std::vector<std::string> fields,
                     DecodePageToken(question.page_token, fingerprint, 1));
    if (!absl::SimpleAtoi(fields[0], &options.after)) return BadPageToken();
  }
  registrar::RefusalJournal::Page page = journal.Read(options);
  RefusedAnswer answer{.forgotten_until = page.forgotten_until};
  if (page.more) {
    answer.next_page_token =
        EncodePageToken(fingerprint, {absl::StrCat(page.refusals.back().sequence)});
  }
  answer.rows = std::move(page.refusals);
  return answer;
}

}  // namespace logboek::queries
