#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_join.h"
#include "google/protobuf/text_format.h"
#include "services/domain/interpretations.h"
#include "services/domain/plan_check_internal.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using SpecificField = MessageDifferencer::SpecificField;

// "obligations[2].staff_share.moment"
std::string PathOf(const std::vector<SpecificField>& fields) {
  return absl::StrJoin(fields, ".", [](std::string* out, const SpecificField& field) {
    absl::StrAppend(out, field.field->name());
    const int index = std::max(field.index, field.new_index);
    if (field.field->is_repeated() && index >= 0) absl::StrAppend(out, "[", index, "]");
  });
}

// The fields in which a plan differs from how it should be, with how to mend each.
class Mends final : public MessageDifferencer::Reporter {
 public:
  void ReportAdded(const Message& /*is*/, const Message& wanted,
                   const std::vector<SpecificField>& path) override {
    Write(wanted, path);
  }
  void ReportModified(const Message& /*is*/, const Message& wanted,
                      const std::vector<SpecificField>& path) override {
    // What differs inside a message was told before it.
    if (path.back().field->message_type() == nullptr) Write(wanted, path);
  }
  void ReportDeleted(const Message& /*is*/, const Message& /*wanted*/,
                     const std::vector<SpecificField>& path) override {
    mends_.emplace_back(PathOf(path), "leave it out");
  }

  const std::vector<std::pair<std::string, std::string>>& list() const { return mends_; }

 private:
  // `wanted` is the message that the last field of the path stands in.
  void Write(const Message& wanted, const std::vector<SpecificField>& path) {
    const SpecificField& last = path.back();
    std::string value;
    google::protobuf::TextFormat::PrintFieldValueToString(wanted, last.field, last.new_index,
                                                          &value);
    mends_.emplace_back(PathOf(path), absl::StrCat("write ", last.field->name(), ": ", value));
  }

  std::vector<std::pair<std::string, std::string>> mends_;
};

class InterpretationChecker {
 public:
  InterpretationChecker(PlanReview* review, int index)
      : review_(*review),
        plan_(review->plan()),
        listed_(review->plan().interpretations(index)),
        at_(At("interpretations", index, "")) {}

  void Run(std::set<std::string>* seen) {
    const bool again = seen->count(listed_.id()) != 0;
    review_.CheckUnique(at_ + ".id", listed_.id(), seen);
    CheckUndecided();
    const InterpretationEntry* entry = FindInterpretation(listed_.id());
    if (entry == nullptr) return ReportUnknown();
    CheckOption(*entry);
    if (entry->of_plan) {
      CheckNoObligations();
    } else {
      CheckObligationIds();
    }
    // Once for each is enough, and a plan is copied for it.
    if (!again) CheckFirstOption(*entry);
  }

 private:
  void ReportUnknown() {
    const auto name = [](std::string* out, const InterpretationEntry& entry) {
      absl::StrAppend(out, entry.id);
    };
    review_.Report(at_ + ".id", "UNKNOWN_NAME",
                   absl::StrCat("there is no interpretation \"", listed_.id(), "\"; there are ",
                                absl::StrJoin(Interpretations(), ", ", name)));
  }

  void CheckOption(const InterpretationEntry& entry) {
    if (entry.IndexOf(listed_.option()).has_value()) return;
    review_.Report(at_ + ".option", "UNKNOWN_NAME",
                   absl::StrCat("\"", listed_.option(), "\" is no option of ", listed_.id(),
                                "; the options are ", absl::StrJoin(entry.options, ", "),
                                "; none means the first"));
  }

  // Who decided, when and why comes with the decision, after the plan.
  void CheckUndecided() {
    const auto absent = [&](absl::string_view name, bool is_absent) {
      if (is_absent) return;
      review_.Report(absl::StrCat(at_, ".", name), "FIELDS_CONTRADICT",
                     absl::StrCat(name, " comes with a decision after the plan; leave it out"));
    };
    absent("decided_by", listed_.decided_by().empty());
    absent("decided_on", !listed_.has_decided_on());
    absent("ground", listed_.ground().empty());
    absent("event_id", listed_.event_id().empty());
  }

  void CheckNoObligations() {
    if (listed_.obligation_ids().empty()) return;
    review_.Report(
        at_ + ".obligation_ids", "FIELDS_CONTRADICT",
        absl::StrCat(listed_.id(), " concerns the plan as a whole; leave the obligations out"));
  }

  void CheckObligationIds() {
    if (listed_.obligation_ids().empty()) {
      review_.Report(at_ + ".obligation_ids", "NOTHING_NAMED",
                     absl::StrCat("name the obligations that ", listed_.id(), " concerns"));
    }
    std::set<std::string> seen;
    for (int i = 0; i < listed_.obligation_ids_size(); ++i) {
      const std::string field = At(at_ + ".obligation_ids", i, "");
      review_.CheckUnique(field, listed_.obligation_ids(i), &seen);
      CheckConcerned(field, listed_.obligation_ids(i));
    }
  }

  void CheckConcerned(const std::string& field, const std::string& id) {
    const auto& obligations = plan_.obligations();
    const auto found = std::find_if(obligations.begin(), obligations.end(),
                                    [&](const auto& row) { return row.id() == id; });
    if (found == obligations.end()) {
      review_.Report(field, "UNKNOWN_NAME",
                     absl::StrCat("there is no obligation \"", id,
                                  "\" in this file; correct the name or leave it out"));
    } else if (!Concerns(listed_.id(), *found)) {
      review_.Report(field, "FIELDS_CONTRADICT",
                     absl::StrCat(listed_.id(), " cannot concern \"", id,
                                  "\", which is measured otherwise; leave it out"));
    }
  }

  // Evaluation only sees fields. A file that listed a reading and had other fields would say two
  // things.
  void CheckFirstOption(const InterpretationEntry& entry) {
    rp::RegionPlan wanted = plan_;
    rp::Interpretation first = listed_;
    first.clear_option();
    wanted.clear_interpretations();
    *wanted.add_interpretations() = first;
    ApplyInterpretations(&wanted);
    *wanted.mutable_interpretations() = plan_.interpretations();
    Mends mends;
    MessageDifferencer differencer;
    differencer.ReportDifferencesTo(&mends);
    differencer.Compare(plan_, wanted);
    for (const auto& [field, mend] : mends.list()) {
      review_.Report(field, "OPTION_DIFFERS",
                     absl::StrCat(listed_.id(), " is listed, so the fields are written as its ",
                                  "first option \"", entry.options.front(), "\" has them; ", mend,
                                  ", or leave ", listed_.id(), " out of the interpretations"));
    }
  }

  PlanReview& review_;
  const RegionPlan& plan_;
  const rp::Interpretation& listed_;
  const std::string at_;
};

}  // namespace

void CheckInterpretations(PlanReview* review) {
  std::set<std::string> seen;
  for (int i = 0; i < review->plan().interpretations_size(); ++i) {
    InterpretationChecker(review, i).Run(&seen);
  }
}

}  // namespace logboek::domain
