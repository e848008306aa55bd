// Digests of documents that nobody wrote.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace logboek::demo {

// 32 bytes that stand for a SHA-256, the same for the same name of a document.
std::string DigestOf(absl::string_view document);

}  // namespace logboek::demo
