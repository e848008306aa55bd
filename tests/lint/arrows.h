// The include arrows of the house: which folder may know which, and who keeps to it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/lint/source_file.h"

namespace logboek::lint {

// The table of arrows.txt. Const after Parse.
class Arrows {
 public:
  // INVALID_ARGUMENT names the line that is wrong: a room or library twice, or one without a line.
  static absl::StatusOr<Arrows> Parse(absl::string_view table);

  // Rule "arrow": the #includes of C++ and the imports of protos that leave the arrows.
  std::vector<Finding> CheckIncludes(const SourceFile& file) const;

  // Rule "arrow": the DEPS of targets made by app_library, app_proto and app_binary. `files` must
  // hold every CMakeLists.txt, so that each target's room is known; other files are passed over.
  std::vector<Finding> CheckTargets(const std::vector<SourceFile>& files) const;

 private:
  Arrows() = default;

  // The room of a path: the longest that holds it; empty when none does.
  std::string RoomOf(absl::string_view path) const;
  // The room that an #include or import reaches; empty when it leaves the tree.
  std::string RoomOfInclude(absl::string_view include) const;
  // "+grpc" for "grpcpp/..." or "gRPC::..."; empty for what is everyone's.
  std::string LibraryOf(absl::string_view name) const;
  bool MayKnow(absl::string_view room, absl::string_view known) const;
  absl::Status CheckTable() const;

  // Room -> what its line says.
  std::map<std::string, std::vector<std::string>> rooms_;
  // Prefix -> "+library".
  std::vector<std::pair<std::string, std::string>> libraries_;
};

}  // namespace logboek::lint
