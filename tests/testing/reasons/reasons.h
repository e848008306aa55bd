// docs/api/reasons.txt, the list of everything that a call can be refused with, and whether what
// was refused in a test stands in it. Run from the top of the repository.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace logboek::test {

inline constexpr char kReasonsFile[] = "docs/api/reasons.txt";

struct Reason {
  std::string name;
  // "INVALID_ARGUMENT".
  std::vector<std::string> codes;
  // Names of methods ("Enrol") and the words at the top of the file.
  std::vector<std::string> where;
  std::string meaning;
  std::string remedy;
};

struct ReasonSection {
  std::string title;
  std::vector<Reason> reasons;
};

// INVALID_ARGUMENT with the line that is wrong.
absl::StatusOr<std::vector<ReasonSection>> ParseReasons(absl::string_view text);

// Of the file, read once; what is wrong with it fails a CHECK.
const std::vector<ReasonSection>& ListedReasons();

// Sends one command.
bool IsCommandMethod(absl::string_view method);
// The method that sends a command of this kind: "Enrol"; "" when none is set.
std::string MethodOf(const google::protobuf::Message& command);

// "" when the list says that the method refuses so; else what to add to it. What comes without a
// reason, and the server's own commands, are in no list.
std::string WhatIsNotListed(absl::string_view method, absl::StatusCode code,
                            absl::string_view reason);

}  // namespace logboek::test
