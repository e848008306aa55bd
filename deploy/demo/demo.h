// The demo data: four made-up regions, the same bytes for the same seed on every machine.
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
inline constexpr char kTwenteFile[] = "30-twente.jsonl";
inline constexpr char kGeldersRivierenlandFile[] = "40-gelders_rivierenland.jsonl";

// 24 practices of Midden-Brabant, 40 of Utrecht, 56 of Twente and 40 of Gelders Rivierenland. One
// logboek.command.v1.Command a line in protobuf JSON; every line is valid against the lines before
// it, once the plans of the region are published.
std::string MiddenBrabant(uint64_t seed);
std::string Utrecht(uint64_t seed);
std::string Twente(uint64_t seed);
std::string GeldersRivierenland(uint64_t seed);

// Writes the four files into an existing folder, over what is there. UNAVAILABLE: a file can't be
// written.
absl::Status WriteDemo(absl::string_view folder, uint64_t seed);

}  // namespace logboek::demo
