// Invented people: every name is put together at random, every address ends in example.nl.
#pragma once

#include <string>

#include "absl/container/flat_hash_set.h"
#include "deploy/demo/random.h"

namespace logboek::demo {

struct Name {
  // "Fatima el Amrani".
  std::string full;
  // "fatima.elamrani@example.nl".
  std::string email;
};

// Gives no name twice. Not thread-safe.
class NameMaker {
 public:
  Name Make(Random* random);

 private:
  absl::flat_hash_set<std::string> used_;
};

// A BIG number in form: 11 digits.
std::string MakeBigNumber(Random* random);

}  // namespace logboek::demo
