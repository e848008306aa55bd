#include "storage/rocks/event_table.h"

#include <rocksdb/iterator.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"

namespace logboek::storage {
namespace {

// Positions fetched together: enough to share the way through the tables, few enough that a page
// cut short by its bytes has not read much in vain.
constexpr size_t kFetchMax = 32;
constexpr size_t kOnceReadaheadBytes = 2 << 20;

absl::Status Missing(uint64_t position) {
  return Damaged(absl::StrCat("event ", position, " is missing"));
}

// Entries written, in tables and in memory. Nothing is ever overwritten or deleted, so this is the
// number of events.
absl::StatusOr<uint64_t> CountEntries(const Store& store) {
  rocksdb::ColumnFamilyHandle* events = store.family(FamilyId::kEvents);
  rocksdb::TablePropertiesCollection tables;
  RETURN_IF_ERROR(
      FromRocks(store.db()->GetPropertiesOfAllTables(events, &tables), "counting events"));
  uint64_t count = 0;
  for (const auto& [name, table] : tables) count += table->num_entries;
  for (const std::string& property : {rocksdb::DB::Properties::kNumEntriesActiveMemTable,
                                      rocksdb::DB::Properties::kNumEntriesImmMemTables}) {
    uint64_t entries = 0;
    if (!store.db()->GetIntProperty(events, property, &entries))
      return Damaged("events cannot be counted");
    count += entries;
  }
  return count;
}

}  // namespace

absl::StatusOr<uint64_t> VerifiedHead(const Store& store) {
  const std::unique_ptr<rocksdb::Iterator> it(
      store.db()->NewIterator(rocksdb::ReadOptions(), store.family(FamilyId::kEvents)));
  it->SeekToLast();
  RETURN_IF_ERROR(FromRocks(it->status(), "finding the last event"));
  if (!it->Valid()) return 0;
  const auto head = DecodePosition(ToView(it->key()));
  it->SeekToFirst();
  RETURN_IF_ERROR(FromRocks(it->status(), "finding the first event"));
  if (!head.has_value() || !it->Valid()) return Damaged("an event has no position");
  if (DecodePosition(ToView(it->key())) != 1) return Missing(1);
  ASSIGN_OR_RETURN(const uint64_t count, CountEntries(store));
  if (count != *head) {
    return Damaged(absl::StrCat("the last event is ", *head, " but there are ", count, " events"));
  }
  return *head;
}

absl::Status VisitRange(const Store& store, uint64_t low, uint64_t high, bool backwards, bool once,
                        const EventVisitor& visit) {
  if (high < low) return absl::OkStatus();
  rocksdb::ReadOptions options;
  options.fill_cache = !once;
  if (once) options.readahead_size = kOnceReadaheadBytes;
  const std::unique_ptr<rocksdb::Iterator> it(
      store.db()->NewIterator(options, store.family(FamilyId::kEvents)));
  uint64_t position = backwards ? high : low;
  for (it->Seek(EncodePosition(position)); true; backwards ? it->Prev() : it->Next()) {
    RETURN_IF_ERROR(FromRocks(it->status(), absl::StrCat("reading event ", position)));
    if (!it->Valid() || DecodePosition(ToView(it->key())) != position) return Missing(position);
    ASSIGN_OR_RETURN(const bool more, visit(position, ToView(it->value())));
    if (!more || position == (backwards ? low : high)) return absl::OkStatus();
    backwards ? --position : ++position;
  }
}

absl::Status VisitPositions(const Store& store, absl::Span<const uint64_t> positions,
                            const EventVisitor& visit) {
  while (!positions.empty()) {
    const auto some = positions.first(std::min(positions.size(), kFetchMax));
    positions.remove_prefix(some.size());
    std::array<std::string, kFetchMax> keys;
    std::array<rocksdb::Slice, kFetchMax> key_slices;
    std::array<rocksdb::PinnableSlice, kFetchMax> values;
    std::array<rocksdb::Status, kFetchMax> statuses;
    for (size_t i = 0; i < some.size(); ++i) {
      keys[i] = EncodePosition(some[i]);
      key_slices[i] = keys[i];
    }
    store.db()->MultiGet(rocksdb::ReadOptions(), store.family(FamilyId::kEvents), some.size(),
                         key_slices.data(), values.data(), statuses.data());
    for (size_t i = 0; i < some.size(); ++i) {
      if (statuses[i].IsNotFound()) return Missing(some[i]);
      RETURN_IF_ERROR(FromRocks(statuses[i], absl::StrCat("reading event ", some[i])));
      ASSIGN_OR_RETURN(const bool more, visit(some[i], ToView(values[i])));
      if (!more) return absl::OkStatus();
    }
  }
  return absl::OkStatus();
}

}  // namespace logboek::storage
