// demo_generate <folder> [<seed>]: writes the demo data. Without a seed: the one of the committed
// files.
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "absl/strings/numbers.h"
#include "deploy/demo/demo.h"

int main(int argc, char** argv) {
  uint64_t seed = logboek::demo::kCommittedSeed;
  const bool seed_ok = argc < 3 || absl::SimpleAtoi(argv[2], &seed);
  if (argc < 2 || argc > 3 || !seed_ok) {
    std::cerr << "usage: demo_generate <folder> [<seed>]\n";
    return EXIT_FAILURE;
  }
  const absl::Status written = logboek::demo::WriteDemo(argv[1], seed);
  if (!written.ok()) {
    std::cerr << written.message() << "\n";
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
