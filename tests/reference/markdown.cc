#include "tests/reference/markdown.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "grpcpp/support/status.h"
#include "services/gateway/connect.h"

namespace logboek::reference {
namespace {

using google::protobuf::FieldDescriptor;

std::string WithoutPackage(absl::string_view full_name, absl::string_view package) {
  absl::ConsumePrefix(&full_name, package);
  absl::ConsumePrefix(&full_name, ".");
  return std::string(full_name);
}

std::string LinkTo(const std::string& name, const google::protobuf::FileDescriptor& file,
                   absl::string_view page) {
  const std::string other = PageOf(file);
  return absl::StrCat("[", name, "](", absl::string_view(other) == page ? "" : other, "#",
                      AnchorOf(name), ")");
}

// Of Google's: what stands in JSON.
std::string WellKnown(const std::string& full_name) {
  if (full_name == "google.protobuf.Timestamp") return "instant, `\"2026-11-30T09:00:00Z\"`";
  if (full_name == "google.protobuf.Duration") return "duration, `\"3600s\"`";
  if (full_name == "google.type.Date")
    return "date, `{\"year\": 2026, \"month\": 11, \"day\": 30}`";
  if (full_name == "google.rpc.Status") return "error: `code`, `message`, `details`";
  return full_name;
}

std::string ScalarName(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_BYTES:
      return "bytes, in base64";
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_INT64:
      return absl::StrCat(field.type_name(), ", as text");
    default:
      return field.type_name();
  }
}

std::string OneOf(const FieldDescriptor& field, absl::string_view page) {
  if (const auto* const message = field.message_type(); message != nullptr) {
    if (PageOf(*message->file()).empty()) return WellKnown(message->full_name());
    return LinkTo(NameInFile(*message), *message->file(), page);
  }
  if (const auto* const type = field.enum_type(); type != nullptr) {
    return LinkTo(NameInFile(*type), *type->file(), page);
  }
  return ScalarName(field);
}

}  // namespace

std::string CleanComment(absl::string_view comment) {
  std::string text;
  bool begins = true;
  for (const absl::string_view raw : absl::StrSplit(comment, '\n')) {
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty()) {
      begins = true;
      continue;
    }
    if (!text.empty()) text += begins ? "\n" : " ";
    absl::StrAppend(&text, line);
    begins = false;
  }
  return absl::StrReplaceAll(text, {{"<", "&lt;"}, {"|", "\\|"}});
}

std::string PageOf(const google::protobuf::FileDescriptor& file) {
  if (!absl::StartsWith(file.package(), "logboek.")) return "";
  if (file.service_count() > 0) return absl::StrCat(file.service(0)->name(), ".md");
  const std::string& path = file.name();
  return absl::StrCat(absl::StripSuffix(path.substr(path.rfind('/') + 1), ".proto"), ".md");
}

std::string AnchorOf(absl::string_view heading) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(heading), {{".", ""}, {" ", "-"}});
}

std::string NameInFile(const google::protobuf::Descriptor& message) {
  return WithoutPackage(message.full_name(), message.file()->package());
}

std::string NameInFile(const google::protobuf::EnumDescriptor& type) {
  return WithoutPackage(type.full_name(), type.file()->package());
}

std::string TypeOf(const FieldDescriptor& field, absl::string_view page) {
  const std::string one = OneOf(field, page);
  return field.is_repeated() ? absl::StrCat("list of ", one) : one;
}

int HttpStatusOf(absl::string_view code) {
  for (int number = 1; number <= static_cast<int>(grpc::StatusCode::UNAUTHENTICATED); ++number) {
    const auto each = static_cast<grpc::StatusCode>(number);
    if (gateway::CodeName(each) == absl::string_view(absl::AsciiStrToLower(code))) {
      return gateway::HttpStatusOf(each);
    }
  }
  // Connect writes it with one l.
  return code == "CANCELLED" ? gateway::HttpStatusOf(grpc::StatusCode::CANCELLED) : 0;
}

}  // namespace logboek::reference
