// Whether a file includes what it names.
#pragma once

#include <vector>

#include "tests/lint/source_file.h"

namespace logboek::lint {

// Rule "include": a file that names `room::Thing` of the project includes a header that has the
// name, be it through others. The builds of every day compile several files as one and would not
// notice; the release compiles each by itself. Names without their room are not looked at: whether
// one is of a class cannot be told from the text. `files` is the whole tree.
std::vector<Finding> CheckIncludedNames(const std::vector<SourceFile>& files);

}  // namespace logboek::lint
