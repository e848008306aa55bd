// Links between the pages of the tree.
#pragma once

#include <vector>

#include "tests/lint/source_file.h"

namespace logboek::lint {

// Rule "link": what a page (*.md) links to is there: a file or folder of the tree and, behind "#",
// a heading of the page. Links to other sites are not followed. `files` is the whole tree.
std::vector<Finding> CheckLinks(const std::vector<SourceFile>& files);

}  // namespace logboek::lint
