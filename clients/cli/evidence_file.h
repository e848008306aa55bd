// A practice's signed evidence in a file: whether it is as the server signed it. Needs no server.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/texts.h"
#include "logboek/v1/report_service.pb.h"

namespace logboek::cli {

// From JSON; INVALID_ARGUMENT, with the parser's reason.
absl::StatusOr<v1::SignedEvidence> ReadEvidence(absl::string_view text);

// What is wrong with it, a sentence each in the user's language; none = it is as signed. With `key`
// (lower-case hex) it must be signed by that one.
std::vector<std::string> ProblemsOf(const Texts& texts, const v1::SignedEvidence& evidence,
                                    absl::string_view key);

}  // namespace logboek::cli
