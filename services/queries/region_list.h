// What the lists about a region share: one moment for all their pages, every practice in turn.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/queries/known.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"

namespace logboek::queries {

// What every such list is asked with.
struct ListQuestion {
  std::string region = {};
  // Absent = the date of `known`, else today.
  std::optional<absl::CivilDay> at = {};
  AsKnown known = {};
  // 1 or more.
  size_t page_size = 100;
  // A page ends early when its rows are about this large; it has at least one.
  size_t page_bytes_max = 3 << 20;
  // Of the page before; empty = the first page.
  std::string page_token = {};
  registrar::KeepGoing keep_going = {};
};

// What a list looks at.
struct Moment {
  Snapshot snapshot = {};
  absl::CivilDay at = {};
};

// Where a page begins.
struct ListPlace {
  std::string fingerprint = {};
  // Rows of the pages before.
  size_t offset = 0;
  // Set on every page but the first, which chose them.
  std::optional<uint64_t> position = {};
  std::optional<absl::CivilDay> at = {};
};

// `more` is what else makes two questions the same question. INVALID_ARGUMENT, BAD_PAGE_TOKEN.
absl::StatusOr<ListPlace> PlaceOf(const ListQuestion& question,
                                  const std::vector<std::string>& more);

// The moment of the first page, also for the later ones, whatever is recorded meanwhile. NOT_FOUND,
// UNKNOWN_REGION, and the errors of Registers::At.
absl::StatusOr<Moment> MomentOf(const Registers& registers, const ListQuestion& question,
                                const ListPlace& place);

// The token of the page that begins at `offset`.
std::string PageTokenAt(const ListPlace& place, const Moment& moment, size_t offset);

// Leaves the rows of the page in `rows` and gives the token of the next page, empty on the last.
// `weight` says about how many bytes a row is on the wire.
template <typename Row, typename Weight>
std::string CutPage(const ListQuestion& question, const ListPlace& place, const Moment& moment,
                    const Weight& weight, std::vector<Row>* rows) {
  const size_t first = std::min(place.offset, rows->size());
  size_t last = first;
  size_t bytes = 0;
  while (last < rows->size() && last - first < question.page_size) {
    bytes += weight((*rows)[last]);
    // A row that would burst the message begins the next page; the first one always has its place.
    if (bytes > question.page_bytes_max && last > first) break;
    ++last;
  }
  const bool more = last < rows->size();
  rows->erase(rows->begin() + last, rows->end());
  rows->erase(rows->begin(), rows->begin() + first);
  return more ? PageTokenAt(place, moment, last) : "";
}

// The verdicts point into the facts, so what is kept of them must be copied out.
using VisitPractice = absl::FunctionRef<void(const regioplan::PracticeFacts& facts,
                                             const std::vector<regioplan::Verdict>& verdicts)>;

// Evaluates every practice of the region, in order of id. The region is in the register.
absl::Status VisitPractices(const domain::Register& reg, absl::string_view region,
                            absl::CivilDay at, const regioplan::EvaluateOptions& options,
                            const registrar::KeepGoing& keep_going, VisitPractice visit);

// A row of a plan.
struct ObligationPeriod {
  std::string plan_id = {};
  std::string obligation_id = {};
  uint32_t period = 0;
  regioplan::v1::Text label = {};
  regioplan::v1::Strength strength = regioplan::v1::STRENGTH_UNSPECIFIED;
};

// Somebody on the roster who could be the next.
struct OpenStaff {
  std::string person_id = {};
  // Here, on the day asked about.
  std::vector<domain::Role> roles = {};
  // How many items this person still needs.
  uint32_t items = 0;
};

OpenStaff StaffOf(const regioplan::PracticeFacts& facts, const regioplan::OpenPerson& person,
                  absl::CivilDay at);

ObligationPeriod PeriodOf(const regioplan::Verdict& verdict);

// The row gives a verdict, not only a number or a tick.
bool GivesVerdict(const regioplan::Verdict& verdict);

// Sessions fill what the row asks for, so it has something to book.
bool NeedsSessions(const regioplan::Verdict& verdict);

// Something is missing in a window that runs: the row is open or at risk.
bool IsOpenNeed(const regioplan::Verdict& verdict);

// From `at` to the last day of the verdict's window.
int64_t DaysLeft(const regioplan::Verdict& verdict, absl::CivilDay at);

}  // namespace logboek::queries
