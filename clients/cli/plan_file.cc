#include "clients/cli/plan_file.h"

#include <google/protobuf/stubs/common.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/io/tokenizer.h"

namespace logboek::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

class MistakeCollector final : public google::protobuf::io::ErrorCollector {
 public:
  explicit MistakeCollector(std::vector<PlanMistake>* mistakes) : mistakes_(mistakes) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    mistakes_->push_back({{std::max(line, 0) + 1, std::max(column, 0) + 1}, message});
  }

 private:
  std::vector<PlanMistake>* const mistakes_;
};

// Far above any plan; without it, fields of an earlier schema are skipped to any depth.
constexpr int kDepthMax = 100;

// The text format takes any bytes, but a message is sent only with texts in UTF-8. Nothing when
// they are.
std::optional<PlanMistake> FindOtherEncoding(const std::string& text,
                                             const regioplan::v1::RegionPlan& plan) {
  int line = 0;
  for (absl::string_view part : absl::StrSplit(text, '\n')) {
    ++line;
    if (google::protobuf::internal::IsStructurallyValidUTF8(part.data(),
                                                            static_cast<int>(part.size()))) {
      continue;
    }
    return PlanMistake{{line, 1}, "the line is not UTF-8; save the file in that encoding"};
  }
  if (regioplan::v1::RegionPlan().ParseFromString(plan.SerializeAsString())) return std::nullopt;
  return PlanMistake{{1, 1}, "a text has an escape that is not UTF-8; write the sign itself"};
}

// One step of a path: "obligations[3]" or "label".
struct Step {
  std::string name;
  int index = -1;
};

std::optional<Step> ParseStep(absl::string_view text) {
  Step step;
  const size_t bracket = text.find('[');
  step.name = std::string(text.substr(0, bracket));
  if (bracket == absl::string_view::npos) return step;
  absl::string_view index = text.substr(bracket + 1);
  if (!absl::ConsumeSuffix(&index, "]") || !absl::SimpleAtoi(index, &step.index)) {
    return std::nullopt;
  }
  return step;
}

bool IsPathSign(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '[' ||
         c == ']';
}

}  // namespace

std::unique_ptr<PlanFile> PlanFile::Parse(const std::string& text,
                                          std::vector<PlanMistake>* mistakes) {
  auto file = std::make_unique<PlanFile>();
  MistakeCollector collector(mistakes);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(&file->places_);
  parser.SetRecursionLimit(kDepthMax);
  if (!parser.ParseFromString(text, &file->plan_)) return nullptr;
  if (auto mistake = FindOtherEncoding(text, file->plan_); mistake.has_value()) {
    mistakes->push_back(*std::move(mistake));
    return nullptr;
  }
  return file;
}

std::optional<Place> PlanFile::Find(absl::string_view path) const {
  absl::ConsumePrefix(&path, "plan.");
  const google::protobuf::Descriptor* type = plan_.GetDescriptor();
  const TextFormat::ParseInfoTree* places = &places_;
  std::optional<Place> found;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    const std::optional<Step> step = ParseStep(part);
    const FieldDescriptor* const field =
        type == nullptr || !step.has_value() ? nullptr : type->FindFieldByName(step->name);
    // A path that leaves the schema is none, however it began.
    if (field == nullptr) return std::nullopt;
    const int index = field->is_repeated() ? std::max(step->index, 0) : -1;
    if (places != nullptr) {
      const TextFormat::ParseLocation place = places->GetLocation(field, index);
      if (place.line >= 0) found = Place{place.line + 1, place.column + 1};
      places = field->message_type() == nullptr ? nullptr : places->GetTreeForNested(field, index);
    }
    type = field->message_type();
  }
  return found;
}

std::vector<std::string> FieldPathsIn(absl::string_view text) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    const auto start = std::find_if(text.begin(), text.end(), IsPathSign);
    const auto end = std::find_if_not(start, text.end(), IsPathSign);
    absl::string_view word = text.substr(start - text.begin(), end - start);
    // The full stop of a sentence.
    while (absl::ConsumeSuffix(&word, ".")) {
    }
    const bool path = word.find('.') != word.npos || word.find('[') != word.npos;
    if (path && std::find(paths.begin(), paths.end(), word) == paths.end()) {
      paths.emplace_back(word);
    }
    text.remove_prefix(end - text.begin());
  }
  return paths;
}

}  // namespace logboek::cli
