// What a read means, worked out once for every log: the range, the limits, and where the page ends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/event_log.h"
#include "storage/postings.h"

namespace logboek::storage {

// A page never holds more events than this, whatever the caller asks for.
inline constexpr size_t kPageEventsMax = 1 << 16;

struct ReadPlan {
  // The range, tags and types; positions_max is one more than the page may hold, so that its end is
  // known exactly.
  PostingQuery query;
  // Neither tags nor types: every position in the range, without lists.
  bool everything = false;
  size_t events_max = 0;
  size_t bytes_max = 0;
  // The resume of a page that is done.
  Position end;
};

// OUT_OF_RANGE: `until` lies behind the head.
absl::StatusOr<ReadPlan> PlanRead(const ReadOptions& options, Position head);

// For a plan of everything: the first positions_max positions in the direction of travel.
std::vector<uint64_t> AllPositions(const PostingQuery& query);

// Fills one page in the direction of travel.
class PageBuilder {
 public:
  // The plan must outlive the builder.
  explicit PageBuilder(const ReadPlan& plan) : plan_(plan) {}

  // False: the page was full before; the event is not in it and nothing more must be added.
  bool Add(uint64_t position, absl::string_view bytes);

  // To be called when Add said false or there are no more matching events.
  ReadPage Finish();

 private:
  const ReadPlan& plan_;
  ReadPage page_;
  size_t bytes_ = 0;
  bool full_ = false;
};

}  // namespace logboek::storage
