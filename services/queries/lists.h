// What the lists over a region, a practice or a session share: the moment they look at, and pages.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/queries/known.h"
#include "services/regioplan/evaluate.h"
#include "services/regioplan/facts.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {

// At what moment a list is looked at, and which page of it.
struct ListFrame {
  // Absent = `default_at`, else the date of `known`, else today.
  std::optional<absl::CivilDay> at = {};
  std::optional<absl::CivilDay> default_at = {};
  AsKnown known = {};
  // 1 or more.
  size_t page_size = 100;
  // A page ends early when its rows are about this large; it has at least one.
  size_t page_bytes_max = 3 << 20;
  // Of the page before; empty = the first page.
  std::string page_token = {};
  registrar::KeepGoing keep_going = {};
};

template <typename Row>
struct ListAnswer {
  // Keeps what the rows point to.
  std::shared_ptr<const domain::Register> reg = {};
  std::vector<Row> rows = {};
  // Empty on the last page.
  std::string next_page_token = {};
  absl::CivilDay at = {};
  uint64_t position = 0;
};

// About how many bytes a row with these texts is on the wire, rather too many than too few.
size_t RowBytes(const std::vector<std::string>& texts);

// A list at its moment. Every page of it looks at the position and the date of the first one.
class List {
 public:
  // `what` says which list of the region it is, with all that was asked. OUT_OF_RANGE,
  // POSITION_AHEAD; NOT_FOUND, UNKNOWN_REGION; INVALID_ARGUMENT, BAD_PAGE_TOKEN.
  static absl::StatusOr<List> Open(const Registers& registers, const ListFrame& frame,
                                   const std::string& region, std::vector<std::string> what);
  // As Open, of the region of the practice or session. NOT_FOUND, UNKNOWN_PRACTICE,
  // UNKNOWN_SESSION, also when it was not known then.
  static absl::StatusOr<List> OpenForPractice(const Registers& registers, const ListFrame& frame,
                                              const std::string& practice_id,
                                              std::vector<std::string> what);
  static absl::StatusOr<List> OpenForSession(const Registers& registers, const ListFrame& frame,
                                             const std::string& session_id,
                                             std::vector<std::string> what);

  const domain::Register& reg() const { return *snapshot_.reg; }
  const domain::Region& region() const { return *reg().regions.find(region_)->second; }
  absl::CivilDay at() const { return at_; }
  uint64_t position() const { return snapshot_.position; }
  const Snapshot& snapshot() const { return snapshot_; }
  bool is_first_page() const { return first_key_.empty() && first_row_ == 0; }
  absl::Status KeepGoing() const { return keep_going_ ? keep_going_() : absl::OkStatus(); }

  // The page asked for: the rows of each key, in the order of `keys`, which must be ascending.
  // `rows_of(key)` gives a vector of Row, which has a method Bytes().
  template <typename Row, typename Keys, typename RowsOf>
  absl::StatusOr<ListAnswer<Row>> Page(const Keys& keys, const RowsOf& rows_of) const;
  // The same for rows that are there already.
  template <typename Row>
  absl::StatusOr<ListAnswer<Row>> Page(const std::vector<Row>& rows) const {
    return Page<Row>(std::vector<std::string>{""}, [&rows](const std::string&) { return rows; });
  }
  // Leaves those of the page in `rows`, and gives the token of the next page, empty on the last.
  // `weight` says about how many bytes a row is on the wire.
  template <typename Row, typename Weight>
  std::string Cut(const Weight& weight, std::vector<Row>* rows) const;

 private:
  List() = default;
  std::string TokenFor(const std::string& key, size_t row) const;

  Snapshot snapshot_;
  std::string region_;
  absl::CivilDay at_;
  std::string fingerprint_;
  // The first row of the page: of which key, and which of its rows.
  std::string first_key_;
  size_t first_row_ = 0;
  size_t page_size_ = 0;
  size_t page_bytes_max_ = 0;
  registrar::KeepGoing keep_going_;
};

// Verdicts of many practices of a list, one practice at a time.
class ListVerdicts {
 public:
  explicit ListVerdicts(const List& list)
      : list_(list), coming_(regioplan::GatherComing(list.reg(), list.region().id, list.at())) {}

  // What the verdicts point to lives as long as the list's register.
  std::vector<regioplan::Verdict> Of(const std::string& practice_id, bool with_evidence) const {
    const regioplan::PracticeFacts facts =
        regioplan::GatherFacts(list_.reg(), practice_id, coming_);
    return regioplan::Evaluate(facts, list_.at(), {.with_evidence = with_evidence});
  }

 private:
  const List& list_;
  const std::shared_ptr<const regioplan::ComingSessions> coming_;
};

// Of the verdicts on one obligation of a practice the one on the period, or when that is absent on
// the period that runs on `at`, else the last that began, else the first. Null when there is none.
const regioplan::Verdict* PeriodOf(const std::vector<regioplan::Verdict>& verdicts,
                                   absl::string_view obligation_id, std::optional<uint32_t> period,
                                   absl::CivilDay at);

// OK when the region has, or had, a share of staff with the id. NOT_FOUND, UNKNOWN_OBLIGATION;
// FAILED_PRECONDITION, NOT_A_SHARE.
absl::Status CheckShare(const domain::Region& region, const std::string& obligation_id);

template <typename Row, typename Keys, typename RowsOf>
absl::StatusOr<ListAnswer<Row>> List::Page(const Keys& keys, const RowsOf& rows_of) const {
  ListAnswer<Row> answer{.reg = snapshot_.reg, .at = at_, .position = snapshot_.position};
  size_t bytes = 0;
  auto key = std::lower_bound(keys.begin(), keys.end(), first_key_);
  for (; key != keys.end(); ++key) {
    RETURN_IF_ERROR(KeepGoing());
    std::vector<Row> rows = rows_of(*key);
    for (size_t i = *key == first_key_ ? first_row_ : 0; i < rows.size(); ++i) {
      bytes += rows[i].Bytes();
      const bool full = answer.rows.size() == page_size_ || bytes > page_bytes_max_;
      if (full && !answer.rows.empty()) {
        answer.next_page_token = TokenFor(*key, i);
        return answer;
      }
      answer.rows.push_back(std::move(rows[i]));
    }
  }
  return answer;
}

template <typename Row, typename Weight>
std::string List::Cut(const Weight& weight, std::vector<Row>* rows) const {
  const size_t first = std::min(first_row_, rows->size());
  size_t last = first;
  size_t bytes = 0;
  while (last < rows->size() && last - first < page_size_) {
    bytes += weight((*rows)[last]);
    // A row that would burst the message begins the next page; the first one always has its place.
    if (bytes > page_bytes_max_ && last > first) break;
    ++last;
  }
  const bool more = last < rows->size();
  rows->erase(rows->begin() + last, rows->end());
  rows->erase(rows->begin(), rows->begin() + first);
  return more ? TokenFor("", last) : "";
}

}  // namespace logboek::queries
