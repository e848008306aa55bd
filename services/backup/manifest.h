// What a backup consists of, written last: a backup without a manifest is none.
//
// The file is text, a line a fact, "KEY VALUE..."; lines with an unknown key are passed over:
//
//   logboek-backup 1                       version, always first
//   id N            store HEX              of the backup; of the store
//   format N        position N             of the store (storage/rocks/schema.h); the last event
//   taken TIME      program VERSION        RFC 3339, UTC
//   bytes N         copied N               of all its files; of those that were new
//   database NAME ID                       a copy in the folder NAME (storage/backup.h)
//   file NAME BYTES SHA256                 a file in beside/<id>
//   sum SHA256                             of everything before, always last
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace logboek::backup {

struct ManifestFile {
  std::string name;
  uint64_t bytes = 0;
  // Lower-case hex.
  std::string sha256;
};

struct Manifest {
  // 1, 2, 3 ... in the order they were taken.
  uint64_t id = 0;
  std::string store_id;
  uint32_t store_format = 0;
  uint64_t position = 0;
  absl::Time taken_at;
  std::string program;
  uint64_t bytes = 0;
  uint64_t bytes_copied = 0;
  // Ids by the names of databases.
  std::map<std::string, uint32_t> databases;
  std::vector<ManifestFile> files;
};

std::string WriteManifest(const Manifest& manifest);

// DATA_LOSS, BACKUP_DAMAGED: this is not what WriteManifest wrote. FAILED_PRECONDITION,
// BACKUP_TOO_NEW: a newer program wrote it.
absl::StatusOr<Manifest> ReadManifest(absl::string_view text);

// Lower-case hex.
std::string Sha256(absl::string_view bytes);

}  // namespace logboek::backup
