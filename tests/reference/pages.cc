#include "tests/reference/pages.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.pb.h"
#include "tests/reference/markdown.h"

namespace logboek::reference {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using test::Reason;
using test::ReasonSection;

constexpr char kWritten[] =
    "<!-- Written by tests/reference; UPDATE_GOLDEN=1 build/dev/bin/api_pages_test writes it "
    "again. "
    "-->\n\n";
constexpr char kWhoMayFile[] = "services/permission/who_may.txt";
constexpr char kExamples[] = "docs/api/examples";

// Words of the list of reasons that are no methods, as headings of the text about them.
const std::map<std::string, std::string>& WordsForWhere() {
  static const auto* const words =
      new std::map<std::string, std::string>{{"call", "any call"},
                                             {"command", "any command"},
                                             {"question", "any question"},
                                             {"http", "JSON over HTTP"},
                                             {"mistake", "in the mistakes of a plan"},
                                             {"server", "logboekd itself"}};
  return *words;
}

const std::map<std::string, std::string>& WordsForRoles() {
  static const auto* const words =
      new std::map<std::string, std::string>{{"ACADEMY", "academy"},
                                             {"PRACTICE", "practice"},
                                             {"COORDINATOR", "coordinator"},
                                             {"AUDITOR", "auditor"},
                                             {"PRIVACY_OFFICER", "privacy officer"},
                                             {"ADMINISTRATOR", "administrator"},
                                             {"CALENDAR", "calendar"}};
  return *words;
}

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string InCell(const std::string& text) { return absl::StrReplaceAll(text, {{"\n", "<br>"}}); }

std::string CodesIn(const Reason& reason) {
  return absl::StrJoin(reason.codes, "<br>", [](std::string* out, const std::string& code) {
    absl::StrAppend(out, code, " (", HttpStatusOf(code), ")");
  });
}

bool IsQuestion(const MethodDescriptor& method) {
  return method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

// Makes the pages of one set of sources.
class Maker {
 public:
  explicit Maker(const Sources& sources) : sources_(sources) {}

  Pages Run() && {
    for (const FileDescriptor* file : sources_.service_files) {
      for (int i = 0; i < file->service_count(); ++i) TakeService(*file->service(i));
    }
    CheckNames();
    for (auto& [page, messages] : messages_) AddMessages(page, messages);
    AddReasons();
    AddOverview();
    return std::move(pages_);
  }

 private:
  // A message or an enum of a page.
  struct Entry {
    std::string name;
    const Descriptor* message = nullptr;
    const EnumDescriptor* type = nullptr;
    // Where it stands in its file.
    int line = 0;
  };

  void Problem(const std::string& what) {
    if (!Has(pages_.problems, what)) pages_.problems.push_back(what);
  }

  void TakeService(const ServiceDescriptor& service) {
    const std::string page = PageOf(*service.file());
    std::string text =
        absl::StrCat(kWritten, "# ", service.name(), "\n\n", CommentOf(service),
                     "\n\nHow to call, and what JSON looks like: [the API](../api.md)."
                     "\n\n");
    for (int i = 0; i < service.method_count(); ++i) {
      const std::string& name = service.method(i)->name();
      absl::StrAppend(&text, i == 0 ? "" : ", ", "[", name, "](#", AnchorOf(name), ")");
    }
    absl::StrAppend(&text, "\n\n## Methods\n");
    for (int i = 0; i < service.method_count(); ++i) {
      absl::StrAppend(&text, "\n", MethodText(*service.method(i), page));
    }
    pages_.texts[page] = text;
    for (int i = 0; i < service.method_count(); ++i) {
      Reach(*service.method(i)->input_type());
      Reach(*service.method(i)->output_type());
    }
  }

  std::string MethodText(const MethodDescriptor& method, const std::string& page) {
    const std::string service = method.service()->name();
    const std::string key = absl::StrCat(service, ".", method.name());
    known_.insert(method.name());
    keys_.insert(key);
    const std::string comment = CommentOf(method);
    if (comment.empty()) {
      Problem(absl::StrCat(key, " has no comment; say in the proto what the method does"));
    }
    std::string text = absl::StrCat("### ", method.name(), "\n\n", comment, "\n\n");
    absl::StrAppend(&text, "- `POST /logboek.v1.", service, "/", method.name(), "`",
                    HowToCall(method), "\n- By: ", WhoText(method), "\n- Takes ",
                    LinkTo(*method.input_type(), page), CommandText(method, page), ", gives ",
                    LinkTo(*method.output_type(), page), "\n\n");
    absl::StrAppend(&text, ExampleText(key, method));
    absl::StrAppend(&text, RefusalsText(method));
    return text;
  }

  static std::string LinkTo(const Descriptor& message, const std::string& page) {
    const std::string other = PageOf(*message.file());
    return absl::StrCat("[", NameInFile(message), "](", other == page ? "" : other, "#",
                        AnchorOf(NameInFile(message)), ")");
  }

  static std::string HowToCall(const MethodDescriptor& method) {
    if (method.client_streaming()) return "; a stream in both directions, over gRPC only";
    if (method.server_streaming()) return "; answers with a stream";
    return IsQuestion(method) ? ", or `GET`" : "";
  }

  // For a method that sends one command.
  static std::string CommandText(const MethodDescriptor& method, const std::string& page) {
    const FieldDescriptor* const command = method.input_type()->FindFieldByName("command");
    if (command == nullptr || command->message_type() == nullptr || IsQuestion(method)) return "";
    return absl::StrCat(" with the command ", LinkTo(*command->message_type(), page));
  }

  std::string WhoText(const MethodDescriptor& method) {
    const std::string name = absl::StrCat(method.service()->name(), "/", method.name());
    const auto row = sources_.who_may.find(name);
    if (row == sources_.who_may.end() || row->second.empty()) {
      Problem(absl::StrCat(kWhoMayFile, " has no line for ", name,
                           "; add it there and to services/permission/rights.cc"));
      return "nobody";
    }
    std::vector<std::string> roles;
    for (const std::string& role : row->second) {
      const auto word = WordsForRoles().find(role);
      if (word == WordsForRoles().end()) {
        Problem(absl::StrCat("the role ", role, " of ", name,
                             " has no word in tests/reference/pages.cc; add it to WordsForRoles"));
        continue;
      }
      roles.push_back(word->second);
    }
    return absl::StrJoin(roles, ", ");
  }

  std::string ExampleText(const std::string& key, const MethodDescriptor& method) {
    const auto request = sources_.requests.find(key);
    const auto answer = sources_.answers.find(key);
    if (request == sources_.requests.end() || !Has(sources_.order, key)) {
      Problem(absl::StrCat(kExamples, " has no request for ", key, "; write ", key,
                           ".json there and add ", key, " to order.txt"));
      return "";
    }
    if (answer == sources_.answers.end()) {
      Problem(absl::StrCat(kExamples, " has no answer for ", key,
                           "; UPDATE_GOLDEN=1 build/dev/bin/api_examples_test asks a server"));
      return "";
    }
    return absl::StrCat("```json\n", request->second, "```\n\n",
                        method.server_streaming() ? "The first messages of the answer:\n\n" : "",
                        "```json\n", answer->second, "```\n\n");
  }

  std::string RefusalsText(const MethodDescriptor& method) const {
    std::string rows;
    for (const ReasonSection& section : sources_.reasons) {
      for (const Reason& reason : section.reasons) {
        if (!Has(reason.where, method.name())) continue;
        absl::StrAppend(&rows, "| `", reason.name, "` | ", CodesIn(reason), " | ", reason.meaning,
                        " | ", reason.remedy, " |\n");
      }
    }
    std::string text;
    if (!rows.empty()) {
      text = absl::StrCat(
          "| refused with | code | what it means | what to do |\n|---|---|---|---|\n", rows, "\n");
    }
    const bool command = test::IsCommandMethod(method.name());
    return absl::StrCat(text, rows.empty() ? "Refused as " : "And as ",
                        "[any call](reasons.md#any-call) ",
                        command ? "and [any command](reasons.md#any-command)"
                                : "and [any question](reasons.md#any-question)",
                        " can be.\n");
  }

  // The message and all that can stand in it.
  void Reach(const Descriptor& message) {
    const std::string page = PageOf(*message.file());
    if (page.empty() || !reached_.insert(message.full_name()).second) return;
    messages_[page].push_back(
        {.name = NameInFile(message), .message = &message, .line = LineOf(message)});
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (field.message_type() != nullptr) Reach(*field.message_type());
      if (field.enum_type() == nullptr) continue;
      const EnumDescriptor& type = *field.enum_type();
      if (reached_.insert(type.full_name()).second) {
        messages_[PageOf(*type.file())].push_back(
            {.name = NameInFile(type), .type = &type, .line = LineOf(type)});
      }
    }
  }

  template <typename Any>
  static int LineOf(const Any& descriptor) {
    google::protobuf::SourceLocation location;
    return descriptor.GetSourceLocation(&location) ? location.start_line : 0;
  }

  void AddMessages(const std::string& page, std::vector<Entry>& entries) {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::pair(a.line, a.name) < std::pair(b.line, b.name);
    });
    std::string& text = pages_.texts[page];
    if (text.empty()) {
      text = absl::StrCat(kWritten, "# ", absl::StripSuffix(page, ".md"),
                          "\n\nWhat several messages use; [the API](../api.md) has the methods.\n");
    } else {
      absl::StrAppend(&text, "\n## Messages\n");
    }
    for (const Entry& entry : entries) {
      absl::StrAppend(
          &text, "\n### ", entry.name, "\n\n",
          entry.message != nullptr ? MessageText(*entry.message, page) : EnumText(*entry.type));
    }
  }

  static std::string MessageText(const Descriptor& message, const std::string& page) {
    std::string text = CommentOf(message);
    if (!text.empty()) text += "\n\n";
    if (message.field_count() == 0) return text + "No fields.\n";
    absl::StrAppend(&text, "| field | type | |\n|---|---|---|\n");
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      const auto* const oneof = field.real_containing_oneof();
      absl::StrAppend(&text, "| `", field.json_name(), "` | ", TypeOf(field, page), " | ",
                      oneof == nullptr ? "" : absl::StrCat("One of *", oneof->name(), "*. "),
                      InCell(CommentOf(field)), " |\n");
    }
    return text;
  }

  static std::string EnumText(const EnumDescriptor& type) {
    std::string text = CommentOf(type);
    if (!text.empty()) text += "\n\n";
    absl::StrAppend(&text, "| value | |\n|---|---|\n");
    for (int i = 0; i < type.value_count(); ++i) {
      absl::StrAppend(&text, "| `", type.value(i)->name(), "` | ",
                      InCell(CommentOf(*type.value(i))), " |\n");
    }
    return text;
  }

  void CheckNames() {
    for (const auto& [name, roles] : sources_.who_may) {
      if (keys_.contains(absl::StrReplaceAll(name, {{"/", "."}}))) continue;
      Problem(absl::StrCat(kWhoMayFile, " names ", name, ", which no service has; take it out"));
    }
    for (const auto& [key, request] : sources_.requests) {
      if (keys_.contains(key)) continue;
      Problem(absl::StrCat(kExamples, "/", key, ".json is of no method; remove it"));
    }
    for (const std::string& key : sources_.order) {
      if (keys_.contains(key)) continue;
      Problem(absl::StrCat(kExamples, "/order.txt names ", key, ", which no service has"));
    }
    for (const ReasonSection& section : sources_.reasons) {
      for (const Reason& reason : section.reasons) CheckReason(reason);
    }
  }

  void CheckReason(const Reason& reason) {
    for (const std::string& word : reason.where) {
      if (known_.contains(word) || WordsForWhere().contains(word)) continue;
      Problem(absl::StrCat(test::kReasonsFile, ": ", reason.name, " is said of ", word,
                           ", which is no method and no word of the file"));
    }
    for (const std::string& code : reason.codes) {
      if (HttpStatusOf(code) != 0) continue;
      Problem(absl::StrCat(test::kReasonsFile, ": ", reason.name, " has ", code,
                           ", which is no code of gRPC"));
    }
  }

  // Tables of what every call, command and question can meet, then of all that is left, by subject.
  void AddReasons() {
    std::string text = absl::StrCat(kWritten, "# Reasons\n\n",
                                    "Why something is refused. A reason never changes its name; "
                                    "branch on it, and show people the "
                                    "message, which says what is wrong, which limit it breaks and "
                                    "how to mend it. The number is "
                                    "the status of HTTP.\n\nUNAVAILABLE and DEADLINE_EXCEEDED, and "
                                    "RESOURCE_EXHAUSTED with the header "
                                    "`Retry-After`: send the same again, after what that says. "
                                    "Everything else is refused again until it is mended.\n");
    for (const char* word : {"call", "command", "question", "http"}) {
      std::string heading = WordsForWhere().at(word);
      heading[0] = absl::ascii_toupper(static_cast<unsigned char>(heading[0]));
      absl::StrAppend(&text, "\n## ", heading, "\n\n", TableOf(word));
    }
    absl::StrAppend(&text, "\n## Single methods\n");
    for (const ReasonSection& section : sources_.reasons) {
      const std::string rows = RowsBySubject(section);
      if (rows.empty()) continue;
      absl::StrAppend(&text, "\n### ", absl::StripSuffix(section.title, "."),
                      "\n\n| reason | code | what it means | what to do | methods |\n",
                      "|---|---|---|---|---|\n", rows);
    }
    pages_.texts["reasons.md"] = text;
  }

  std::string TableOf(const std::string& word) const {
    std::string text = "| reason | code | what it means | what to do |\n|---|---|---|---|\n";
    for (const ReasonSection& section : sources_.reasons) {
      for (const Reason& reason : section.reasons) {
        if (!Has(reason.where, word)) continue;
        absl::StrAppend(&text, "| `", reason.name, "` | ", CodesIn(reason), " | ", reason.meaning,
                        " | ", reason.remedy, " |\n");
      }
    }
    return text;
  }

  // Of those that are not in a table above for all their methods.
  std::string RowsBySubject(const ReasonSection& section) const {
    std::string rows;
    for (const Reason& reason : section.reasons) {
      std::vector<std::string> where;
      for (const std::string& word : reason.where) {
        if (known_.contains(word)) where.push_back(MethodLink(word));
        if (word == "mistake" || word == "server") where.push_back(WordsForWhere().at(word));
      }
      if (where.empty()) continue;
      absl::StrAppend(&rows, "| `", reason.name, "` | ", CodesIn(reason), " | ", reason.meaning,
                      " | ", reason.remedy, " | ", absl::StrJoin(where, ", "), " |\n");
    }
    return rows;
  }

  std::string MethodLink(const std::string& method) const {
    for (const std::string& key : keys_) {
      const std::vector<std::string> parts = absl::StrSplit(key, '.');
      if (parts[1] != method) continue;
      return absl::StrCat("[", method, "](", parts[0], ".md#", AnchorOf(method), ")");
    }
    return method;
  }

  // Goes into docs/api.md, between its marks.
  void AddOverview() {
    std::string text;
    for (const FileDescriptor* file : sources_.service_files) {
      for (int i = 0; i < file->service_count(); ++i) {
        const ServiceDescriptor& service = *file->service(i);
        absl::StrAppend(&text, "\n### [", service.name(), "](api/", PageOf(*file), ")\n\n",
                        CommentOf(service), "\n\n| method | | by |\n|---|---|---|\n");
        for (int m = 0; m < service.method_count(); ++m) {
          const MethodDescriptor& method = *service.method(m);
          absl::StrAppend(&text, "| [", method.name(), "](api/", PageOf(*file), "#",
                          AnchorOf(method.name()), ") | ", InCell(CommentOf(method)), " | ",
                          WhoText(method), " |\n");
        }
      }
    }
    pages_.texts["../api.md"] = text;
  }

  const Sources& sources_;
  Pages pages_;
  // Names of methods, and "Service.Method".
  std::set<std::string> known_;
  std::set<std::string> keys_;
  std::set<std::string> reached_;
  std::map<std::string, std::vector<Entry>> messages_;
};

}  // namespace

Pages MakePages(const Sources& sources) { return Maker(sources).Run(); }

}  // namespace logboek::reference
