#include "storage/rocks/checkpoint.h"

#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/base/status_macros.h"
#include "storage/rocks/encoding.h"
#include "storage/rocks/posting_blocks.h"

namespace logboek::storage {
namespace {

// One sorted table of one family, filled in ascending order of keys.
class TableBuilder {
 public:
  TableBuilder(const Store& store, FamilyId id)
      : store_(store),
        id_(id),
        path_(absl::StrCat(store.building_folder(), "/", store.family(id)->GetName(), ".sst")),
        writer_(rocksdb::EnvOptions(), store.FamilyOptions(id)) {}

  absl::Status Begin() {
    // What an interrupted checkpoint has left; missing is as good.
    store_.env()->DeleteFile(path_).PermitUncheckedError();
    return FromRocks(writer_.Open(path_), "beginning a table");
  }

  absl::Status Put(absl::string_view key, absl::string_view value) {
    filled_ = true;
    return FromRocks(writer_.Put(ToSlice(key), ToSlice(value)), "writing a table");
  }

  // Synced when it returns OK. Adds nothing for an empty table, which RocksDB cannot write.
  absl::Status Finish(std::vector<rocksdb::IngestExternalFileArg>* tables) {
    if (!filled_) return absl::OkStatus();
    RETURN_IF_ERROR(FromRocks(writer_.Finish(), "finishing a table"));
    rocksdb::IngestExternalFileArg table;
    table.column_family = store_.family(id_);
    table.external_files = {path_};
    table.options.move_files = true;
    table.options.write_global_seqno = false;
    tables->push_back(std::move(table));
    return absl::OkStatus();
  }

 private:
  const Store& store_;
  const FamilyId id_;
  const std::string path_;
  rocksdb::SstFileWriter writer_;
  bool filled_ = false;
};

// The new postings behind those of the last block while that has room, so that a list has no
// crumbs.
absl::Status PutList(absl::string_view list, absl::Span<const Posting> added,
                     LastBlocks* last_blocks, TableBuilder* table) {
  ASSIGN_OR_RETURN(std::vector<Posting> block, last_blocks->Find(list));
  if (block.size() >= kBlockPostingsMax) block.clear();
  while (!added.empty()) {
    const auto some = added.first(std::min(added.size(), kBlockPostingsMax - block.size()));
    added.remove_prefix(some.size());
    block.insert(block.end(), some.begin(), some.end());
    RETURN_IF_ERROR(table->Put(BlockKey(list, block.front().position), EncodeBlock(block)));
    block.clear();
  }
  return absl::OkStatus();
}

absl::Status BuildTags(const TailIndex& tail, LastBlocks* last_blocks, TableBuilder* table) {
  RETURN_IF_ERROR(table->Begin());
  for (const auto& [list, postings] : tail.SortedLists()) {
    RETURN_IF_ERROR(PutList(list, postings, last_blocks, table));
  }
  return absl::OkStatus();
}

absl::Status BuildDedupe(const TailIndex& tail, TableBuilder* table) {
  RETURN_IF_ERROR(table->Begin());
  for (const auto& [key, push] : tail.SortedPushes()) {
    RETURN_IF_ERROR(table->Put(key, EncodePush(push)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteCheckpoint(const Store& store, const TailIndex& tail) {
  TableBuilder tags(store, FamilyId::kTags);
  TableBuilder dedupe(store, FamilyId::kDedupe);
  TableBuilder meta(store, FamilyId::kMeta);
  LastBlocks last_blocks(store);
  RETURN_IF_ERROR(BuildTags(tail, &last_blocks, &tags));
  RETURN_IF_ERROR(BuildDedupe(tail, &dedupe));
  RETURN_IF_ERROR(meta.Begin());
  RETURN_IF_ERROR(meta.Put(kMetaCheckpoint, EncodePosition(tail.last().value)));
  std::vector<rocksdb::IngestExternalFileArg> tables;
  RETURN_IF_ERROR(tags.Finish(&tables));
  RETURN_IF_ERROR(dedupe.Finish(&tables));
  RETURN_IF_ERROR(meta.Finish(&tables));
  // All families in one step: the position and what it is good for are never apart.
  return FromRocks(store.db()->IngestExternalFiles(tables), "taking a checkpoint in");
}

}  // namespace logboek::storage
