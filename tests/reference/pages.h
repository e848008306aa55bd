// The reference of the API: pages of docs/api made of the protos with their comments, who may call,
// the reasons of refusals, and examples with the answers that a server gave.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "tests/testing/reasons/reasons.h"

namespace logboek::reference {

struct Sources {
  // Of a pool that knows the comments.
  std::vector<const google::protobuf::FileDescriptor*> service_files;
  // Roles ("ACADEMY") by method ("RegistrationService/Enrol").
  std::map<std::string, std::vector<std::string>> who_may;
  std::vector<test::ReasonSection> reasons;
  // By "RegistrationService.Enrol": what stands in docs/api/examples, as JSON.
  std::map<std::string, std::string> requests;
  std::map<std::string, std::string> answers;
  // In which a test sends them.
  std::vector<std::string> order;
};

struct Pages {
  // Text by name of the file in docs/api.
  std::map<std::string, std::string> texts;
  // What is missing or does not fit, each with how to mend it.
  std::vector<std::string> problems;
};

Pages MakePages(const Sources& sources);

}  // namespace logboek::reference
