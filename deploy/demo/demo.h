// The demo data: two made-up regions, the same bytes for the same seed on every machine.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace logboek::demo {

// The seed of the files in this folder.
inline constexpr uint64_t kCommittedSeed = 20261120;

inline constexpr char kMiddenBrabantFile[] = "10-midden_brabant.jsonl";
inline constexpr char kUtrechtFile[] = "20-utrecht.jsonl";

// 24 practices of Midden-Brabant and 40 of Utrecht. One logboek.command.v1.Command a line in
// protobuf JSON; every line is valid against the lines before it, once the plans of the region are
// published.
std::string MiddenBrabant(uint64_t seed);
std::string Utrecht(uint64_t seed);

// Writes both files into an existing folder, over what is there. UNAVAILABLE: a file can't be
// written.
absl::Status WriteDemo(absl::string_view folder, uint64_t seed);

}  // namespace logboek::demo
