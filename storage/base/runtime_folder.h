// Where the programs of one user on one machine find each other.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::base {

// Of the server that the service manager of the machine runs (deploy/systemd/logboekd.service).
constexpr char kServiceRuntimeFolder[] = "/run/logboek";

// $RUNTIME_DIRECTORY, which a service manager sets for what it runs, else $XDG_RUNTIME_DIR/logboek,
// else /tmp/logboek-<uid>; it need not be there.
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

// The token of a server that another user runs and told in its runtime folder, for root, and for
// that user. The folder, the file in it and the file of the token must be of one user alone:
// whoever runs the server could otherwise have root send it any file. NOT_FOUND: none was told.
// FAILED_PRECONDITION: they are somebody else's, open to others, or cannot be read.
absl::StatusOr<std::string> ReadServiceToken(const std::string& folder, int port, size_t bytes_max);

}  // namespace logboek::base
