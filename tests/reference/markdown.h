// Pieces of the pages: comments of protos as text, names of types and codes as readers of JSON over
// HTTP meet them, links.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace logboek::reference {

// What a comment says, a paragraph a line; < and | are escaped.
std::string CleanComment(absl::string_view comment);

// Of the comment above something in a proto, and that behind it; "" when there is none.
template <typename Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return "";
  return CleanComment(location.leading_comments + location.trailing_comments);
}

// "RegistrationService.md" for the file of that service, "command.md" for command.proto; "" for
// files of Google's, which have no page.
std::string PageOf(const google::protobuf::FileDescriptor& file);
// As GitHub makes it of a heading of one word.
std::string AnchorOf(absl::string_view heading);
// "Outer.Inner".
std::string NameInFile(const google::protobuf::Descriptor& message);
std::string NameInFile(const google::protobuf::EnumDescriptor& type);

// What stands in JSON for the field, with a link when it has a place of its own; `page` is where
// the link is put.
std::string TypeOf(const google::protobuf::FieldDescriptor& field, absl::string_view page);

// The HTTP status for "INVALID_ARGUMENT"; 0 when it is no code of gRPC.
int HttpStatusOf(absl::string_view code);

}  // namespace logboek::reference
