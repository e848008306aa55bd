// A file of the tree as the house rules see it, and what they have to say about it.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace logboek::lint {

struct SourceFile {
  // From the top of the tree, with '/'.
  std::string path;
  std::string text;
};

struct Finding {
  std::string path;
  // From 1; 0 when the whole file is meant.
  int line = 0;
  // Short and stable: what a line's waiver names, `lint:allow(rule) because ...`.
  std::string rule;
  std::string what;
};

// "path:line: what [rule]", as editors understand it.
std::string ToText(const Finding& finding);

// Every text file below `root`, sorted by path: without what is built, installed or hidden (.ci is
// seen). Dies when the tree cannot be read.
std::vector<SourceFile> ReadTree(absl::string_view root);

// C++ with the insides of comments and literals made blank: same length, same lines.
std::string CodeOnly(absl::string_view text);

// A test or what serves tests, by its name: *_test.cc, *_bench.cc, fake_*, test_*, *_fixture*,
// *_harness.*, and everything in tests/ or a folder called testing.
bool IsTest(absl::string_view path);

// .cc and .h.
bool IsCpp(absl::string_view path);

}  // namespace logboek::lint
