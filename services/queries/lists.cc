#include "services/queries/lists.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/page_token.h"
#include "services/queries/refusals.h"
#include "storage/base/error.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

// The position of the first page is the present one for as long as nothing is recorded; else the
// region is folded once.
absl::StatusOr<Snapshot> SnapshotAt(const Registers& registers, const std::string& region,
                                    uint64_t position, const ListFrame& frame) {
  if (Snapshot now = registers.Now(); now.position == position) return now;
  return registers.At({.position = position}, region, frame.keep_going);
}

}  // namespace

size_t RowBytes(const std::vector<std::string>& texts) {
  constexpr size_t kFixedBytes = 256;
  size_t bytes = kFixedBytes;
  for (const std::string& text : texts) bytes += text.size() + 4;
  return bytes;
}

absl::StatusOr<List> List::Open(const Registers& registers, const ListFrame& frame,
                                const std::string& region, std::vector<std::string> what) {
  List list;
  what.push_back(region);
  what.push_back(frame.at.has_value() ? domain::ToIso(*frame.at) : "");
  what.push_back(TextOf(frame.known));
  list.fingerprint_ = Fingerprint(what);
  list.region_ = region;
  list.page_size_ = frame.page_size;
  list.page_bytes_max_ = frame.page_bytes_max;
  list.keep_going_ = frame.keep_going;
  if (frame.page_token.empty()) {
    ASSIGN_OR_RETURN(list.snapshot_, registers.At(frame.known, region, frame.keep_going));
    list.at_ = frame.at.value_or(frame.default_at.value_or(list.snapshot_.default_at));
  } else {
    ASSIGN_OR_RETURN(const std::vector<std::string> fields,
                     DecodePageToken(frame.page_token, list.fingerprint_, 4));
    uint64_t position = 0;
    if (!absl::SimpleAtoi(fields[1], &list.first_row_) || !absl::SimpleAtoi(fields[2], &position)) {
      return BadPageToken();
    }
    ASSIGN_OR_RETURN(list.at_, DayOfPageToken(fields[3]));
    list.first_key_ = fields[0];
    ASSIGN_OR_RETURN(list.snapshot_, SnapshotAt(registers, region, position, frame));
  }
  if (!list.snapshot_.reg->regions.contains(region)) return UnknownRegion(region);
  return list;
}

absl::StatusOr<List> List::OpenForPractice(const Registers& registers, const ListFrame& frame,
                                           const std::string& practice_id,
                                           std::vector<std::string> what) {
  // A practice never changes region, so the live register says whose events to fold.
  std::shared_ptr<const domain::Practice> practice;
  registers.live().Read(
      [&](const domain::Register& reg) { practice = domain::Find(reg.practices, practice_id); });
  if (practice == nullptr) return UnknownPractice(practice_id);
  what.push_back(practice_id);
  ASSIGN_OR_RETURN(List list, Open(registers, frame, practice->region, std::move(what)));
  if (!list.reg().practices.contains(practice_id)) return UnknownPractice(practice_id);
  return list;
}

absl::StatusOr<List> List::OpenForSession(const Registers& registers, const ListFrame& frame,
                                          const std::string& session_id,
                                          std::vector<std::string> what) {
  std::shared_ptr<const domain::Session> session;
  registers.live().Read(
      [&](const domain::Register& reg) { session = domain::Find(reg.sessions, session_id); });
  if (session == nullptr) return UnknownSession(session_id);
  what.push_back(session_id);
  ASSIGN_OR_RETURN(List list, Open(registers, frame, session->region, std::move(what)));
  if (!list.reg().sessions.contains(session_id)) return UnknownSession(session_id);
  return list;
}

std::string List::TokenFor(const std::string& key, size_t row) const {
  return EncodePageToken(fingerprint_, {key, absl::StrCat(row), absl::StrCat(snapshot_.position),
                                        absl::FormatCivilTime(at_)});
}

const Verdict* PeriodOf(const std::vector<Verdict>& verdicts, absl::string_view obligation_id,
                        std::optional<uint32_t> period, absl::CivilDay at) {
  const Verdict* best = nullptr;
  for (const Verdict& verdict : verdicts) {
    if (verdict.obligation->id() != obligation_id) continue;
    if (period.has_value()) {
      if (verdict.programme_year == *period) return &verdict;
      continue;
    }
    if (verdict.window.Contains(at)) return &verdict;
    const bool later = best == nullptr || verdict.window.from > best->window.from;
    if (best == nullptr || (verdict.window.from <= at && later)) best = &verdict;
  }
  return best;
}

absl::Status CheckShare(const domain::Region& region, const std::string& obligation_id) {
  bool found = false;
  for (const auto& [plan_id, versions] : region.plan_versions) {
    for (const auto& [valid_from, published] : versions) {
      for (const auto& obligation : published->plan.obligations()) {
        if (obligation.id() != obligation_id) continue;
        if (obligation.has_staff_share()) return absl::OkStatus();
        found = true;
      }
    }
  }
  if (!found) return UnknownObligation(obligation_id, region.id);
  return base::MakeError(absl::StatusCode::kFailedPrecondition, "NOT_A_SHARE",
                         absl::StrCat("obligation \"", obligation_id,
                                      "\" is no share of staff; ask about one that is"),
                         {{"obligation_id", obligation_id}, {"region", region.id}});
}

}  // namespace logboek::queries
