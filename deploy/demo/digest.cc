#include "deploy/demo/digest.h"

#include "deploy/demo/random.h"

namespace logboek::demo {

std::string DigestOf(absl::string_view document) {
  uint64_t seed = 0xcbf29ce484222325;
  for (const char letter : document) {
    seed = (seed ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  }
  Random random(seed);
  std::string digest;
  while (digest.size() < 32) digest.push_back(static_cast<char>(random.Below(256)));
  return digest;
}

}  // namespace logboek::demo
