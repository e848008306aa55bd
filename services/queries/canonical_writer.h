// Writes canonical forms, the bytes that a hash is taken of: numbers big endian, `str` = u32 length
// and bytes, `date` = "yyyy-mm-dd" as str.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/domain/dates.h"

namespace logboek::queries {

// One buffer a piece, so that the hash sees few and large ones.
class CanonicalWriter {
 public:
  template <typename Number>
  void Fixed(Number number) {
    for (int shift = static_cast<int>(sizeof(Number) - 1) * 8; shift >= 0; shift -= 8) {
      bytes_.push_back(static_cast<char>(static_cast<uint64_t>(number) >> shift));
    }
  }
  void U8(uint8_t number) { Fixed(number); }
  void U32(size_t number) { Fixed(static_cast<uint32_t>(number)); }
  void U64(uint64_t number) { Fixed(number); }
  void Raw(absl::string_view bytes) { bytes_.append(bytes.data(), bytes.size()); }
  void Str(absl::string_view text) {
    U32(text.size());
    Raw(text);
  }
  void Date(absl::CivilDay day) { Str(domain::ToIso(day)); }
  // What was written since the last time.
  std::string Take() { return std::exchange(bytes_, {}); }

 private:
  std::string bytes_;
};

}  // namespace logboek::queries
