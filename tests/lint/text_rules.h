// The house rules that a look at the text can check.
#pragma once

#include <vector>

#include "tests/lint/source_file.h"

namespace logboek::lint {

// What one file breaks, in the order of its lines. The rules:
//   mutex        no absl::Mutex: base::Mutex is what the thread sanitizer understands
//   string-view  no std::string_view in a header: abseil's does not convert to it
//   now          no reading of the clock outside storage/base/clock.cc
//   todo         a note for later has an owner: TODO(name)
//   sleep        no test sleeps: wait for what must happen
//   port         no test listens on a port of its choice: port 0
//   header       a header opens with a comment, then #pragma once
//   columns      at most 100 columns, in code, scripts and CMake
//   function     at most 70 lines from brace to brace, outside tests
//   file         at most 1,000 lines of code
//   word         nothing that only makes sense beside a tracker: the text says it itself
// A line that must break one says `lint:allow(rule) because ...`.
std::vector<Finding> CheckText(const SourceFile& file);

// Rule "top-level": no folder at the top of the tree but those the design names.
std::vector<Finding> CheckTopLevel(const std::vector<SourceFile>& files);

}  // namespace logboek::lint
