// Where the programs of one user on one machine find each other.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

// $XDG_RUNTIME_DIR/logboek, else /tmp/logboek-<uid>; it need not be there.
std::string DefaultRuntimeFolder();

// FAILED_PRECONDITION: it cannot be made, is somebody else's, or is open to others.
absl::Status MakeRuntimeFolder(const std::string& folder);

// Says in the folder, which is made when missing, that the server at this port has its first token
// in the file. As MakeRuntimeFolder.
absl::Status TellTokenFile(const std::string& folder, int port, const std::string& token_file);

// Takes that back.
void ForgetTokenFile(const std::string& folder, int port);

// The file that was told for the port. NOT_FOUND: none was. FAILED_PRECONDITION: as TellTokenFile;
// what somebody else wrote is not believed.
absl::StatusOr<std::string> FindTokenFile(const std::string& folder, int port);

}  // namespace logboek::base
