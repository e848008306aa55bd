#include "storage/read_plan.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::storage {

absl::StatusOr<ReadPlan> PlanRead(const ReadOptions& options, Position head) {
  if (!options.backwards && options.until > head) {
    return base::MakeError(
        absl::StatusCode::kOutOfRange, "BEHIND_HEAD",
        absl::StrCat("position ", options.until.value, " lies behind the head of the log, ",
                     head.value, "; ask again later or without an end"),
        {{"until", absl::StrCat(options.until.value)}, {"head", absl::StrCat(head.value)}});
  }
  ReadPlan plan;
  plan.events_max = std::clamp<size_t>(options.events_max, 1, kPageEventsMax);
  plan.bytes_max = options.bytes_max;
  plan.everything = options.tags.empty() && options.types.empty();
  plan.query.tags = options.tags;
  plan.query.types = options.types;
  plan.query.backwards = options.backwards;
  plan.query.positions_max = plan.events_max + 1;
  if (options.backwards) {
    plan.query.high =
        options.before.value == 0 ? head.value : std::min(head.value, options.before.value - 1);
    plan.end = Position{1};
    return plan;
  }
  plan.query.high = options.until.value == 0 ? head.value : options.until.value;
  plan.end = Position{std::max(options.after.value, plan.query.high)};
  // An `after` at or behind the end leaves nothing; said this way the addition cannot overflow.
  plan.query.low = std::min(options.after.value, plan.query.high) + 1;
  return plan;
}

std::vector<uint64_t> AllPositions(const PostingQuery& query) {
  std::vector<uint64_t> positions;
  if (query.high < query.low) return positions;
  const uint64_t count = std::min<uint64_t>(query.high - query.low + 1, query.positions_max);
  positions.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    positions.push_back(query.backwards ? query.high - i : query.low + i);
  }
  return positions;
}

bool PageBuilder::Add(uint64_t position, absl::string_view bytes) {
  CHECK(!full_, "a full page takes no more");
  const bool fits = page_.events.size() < plan_.events_max &&
                    bytes.size() <= plan_.bytes_max - std::min(bytes_, plan_.bytes_max);
  if (!fits && !page_.events.empty()) {
    full_ = true;
    return false;
  }
  bytes_ += bytes.size();
  page_.events.push_back(StoredEvent{Position{position}, std::string(bytes)});
  return true;
}

ReadPage PageBuilder::Finish() {
  page_.done = !full_;
  page_.resume = page_.done ? plan_.end : page_.events.back().position;
  return std::move(page_);
}

}  // namespace logboek::storage
