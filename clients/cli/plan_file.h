// A regional plan as a text file, with the place of every field in it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::cli {

// Counted from 1, as editors do.
struct Place {
  int line = 0;
  int column = 0;
};

struct PlanMistake {
  Place place;
  std::string message;
};

class PlanFile {
 public:
  // Protobuf's text format of logboek.regioplan.v1.RegionPlan, in UTF-8. Null when it cannot be
  // read: `mistakes` says where and why.
  static std::unique_ptr<PlanFile> Parse(const std::string& text,
                                         std::vector<PlanMistake>* mistakes);

  const regioplan::v1::RegionPlan& plan() const { return plan_; }

  // Where a field such as "obligations[3].staff_share.times" stands; when it stands nowhere, where
  // the message it is missing from does. Nothing when the path is none of a plan.
  std::optional<Place> Find(absl::string_view path) const;

 private:
  regioplan::v1::RegionPlan plan_;
  google::protobuf::TextFormat::ParseInfoTree places_;
};

// Everything in a text that looks like the path of a field, in order, each once.
std::vector<std::string> FieldPathsIn(absl::string_view text);

}  // namespace logboek::cli
