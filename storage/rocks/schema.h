// Everything a store holds: its column families, in one table. A store with a family that is not
// here is not opened.
#pragma once

#include <cstddef>
#include <cstdint>

namespace logboek::storage {

// Indexes kFamilies; never stored.
enum class FamilyId : size_t { kEvents, kKeys, kTags, kDedupe, kMeta };

struct Family {
  FamilyId id;
  // Stored: never changed, never reused.
  const char* name;
  const char* key;
  const char* value;
  // True: derived from the rebuildable = false families. It may be deleted and is then built again.
  bool rebuildable;
};

inline constexpr Family kFamilies[] = {
    {FamilyId::kEvents, "events", /*key=*/"position:u64be", /*value=*/"the event as written",
     /*rebuildable=*/false},
    {FamilyId::kKeys, "keys", /*key=*/"id", /*value=*/"the wrapped key", /*rebuildable=*/false},
    // A block holds up to kBlockPostingsMax postings of one list in ascending order; `first` is its
    // first position. kind: a TagKind, or 7f for the list of a type, whose name is 8 hex digits.
    {FamilyId::kTags, "tags", /*key=*/"kind:u8 name 00 first:u64be",
     /*value=*/"(distance to the previous position:varint type:varint)*, the first distance is 0",
     /*rebuildable=*/true},
    {FamilyId::kDedupe, "dedupe", /*key=*/"source 00 source_id",
     /*value=*/"first:varint count:varint command_digest", /*rebuildable=*/true},
    // format: decimal number. store_id: 32 hex digits. derived: kDerivedVersion "." version of the
    // indexer. checkpoint: u64be, the last position that the rebuildable families know. purge:
    // empty; there while wrapped forms of destroyed keys may still stand in old files.
    {FamilyId::kMeta, "meta", /*key=*/"format | store_id | derived | checkpoint | purge",
     /*value=*/"see above",
     /*rebuildable=*/false},
};
inline constexpr size_t kFamilyCount = sizeof(kFamilies) / sizeof(kFamilies[0]);

// RocksDB insists on this family; it stays empty.
inline constexpr char kUnusedFamily[] = "default";

// The format of the families that cannot be rebuilt. A newer one is refused.
inline constexpr uint32_t kFormat = 1;
// The format of the families that can. Another one is rebuilt.
inline constexpr uint32_t kDerivedVersion = 1;

inline constexpr char kMetaFormat[] = "format";
inline constexpr char kMetaStoreId[] = "store_id";
inline constexpr char kMetaDerived[] = "derived";
inline constexpr char kMetaCheckpoint[] = "checkpoint";
// Behind `checkpoint` in order, so that the tables of checkpoints never meet it.
inline constexpr char kMetaPurge[] = "purge";

// A block is read and written whole: small enough to rewrite cheaply when its list grows, large
// enough that a list of a million positions is two thousand keys.
inline constexpr size_t kBlockPostingsMax = 512;

}  // namespace logboek::storage
