// Finding positions by tags and types: posting lists and their intersection. A log keeps one list
// for each tag and one for each type; where the lists lie (memory, sorted tables) is hidden behind
// PostingCursor.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/event_log.h"

namespace logboek::storage {

// An event in a list, with its type so that types are filtered without reading the event.
struct Posting {
  uint64_t position = 0;
  uint32_t type = 0;
  auto operator<=>(const Posting&) const = default;
};

// Names of the posting lists: the kind's byte and the value; no name holds NUL. Stored: they never
// change.
std::string TagListName(const Tag& tag);
std::string TypeListName(uint32_t type);

// Walks one posting list in one direction, fixed when it is made. Not thread-safe.
class PostingCursor {
 public:
  virtual ~PostingCursor() = default;

  // Moves on to the first posting at or beyond `target` in the direction of travel; never moves
  // back. False: there is none, or status() is an error.
  virtual bool SeekTo(uint64_t target) = 0;

  // Where the last SeekTo that returned true has moved to.
  virtual const Posting& posting() const = 0;

  // DATA_LOSS: the list is damaged.
  virtual absl::Status status() const { return absl::OkStatus(); }
};

// A cursor over a list in ascending order of positions. The list must outlive it unchanged.
std::unique_ptr<PostingCursor> SpanCursor(absl::Span<const Posting> postings, bool backwards);

// Opens a list by its name; a list that does not exist is an empty one. Never null.
using PostingSource =
    std::function<std::unique_ptr<PostingCursor>(absl::string_view list, bool backwards)>;

// Which positions: all of the tags, and one of the types unless there are none. At least one tag or
// type.
struct PostingQuery {
  std::vector<Tag> tags;
  std::vector<uint32_t> types;
  // Both inclusive; low is at least 1. Empty when high < low.
  uint64_t low = 1;
  uint64_t high = 0;
  bool backwards = false;
  size_t positions_max = 0;
};

// The first `positions_max` matching positions in the direction of travel.
absl::StatusOr<std::vector<uint64_t>> MatchPostings(const PostingQuery& query,
                                                    const PostingSource& source);

}  // namespace logboek::storage
