// People who came after the practice was trained in its conversation model (UT3-14, UT4-12, O17).
#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/regioplan/measures.h"

namespace logboek::regioplan {
namespace {

class NewStaff {
 public:
  NewStaff(const PracticeView& view, const v1::NewStaffTraining& measure, const Period& period,
           Verdict* verdict)
      : view_(view),
        measure_(measure),
        verdict_(*verdict),
        last_(std::min(view.at(), verdict->window.until - 1)) {
    for (const domain::Practice* practice : United(view, *verdict->plan, period)) {
      for (const domain::InterventionLine& line : practice->lines) AddChosen(line);
    }
  }

  void Evaluate() {
    if (view_.at() < verdict_.window.from) {
      verdict_.status = Status::kOpen;
      verdict_.flags.push_back(VerdictFlag::kNotStarted);
      return;
    }
    if (const std::optional<absl::CivilDay> first = FirstTraining()) {
      for (const StaffMember& member : view_.staff()) Add(member, *first);
    }
    Settle();
  }

 private:
  // As the menu was when the row was chosen; later it may have left it.
  void AddChosen(const domain::InterventionLine& line) {
    for (const domain::LineVersion& version : line.versions) {
      if (version.since > last_ || version.withdrawn) continue;
      if (IsOfElement(version.menu_slug, version.since)) chosen_.insert(version.menu_slug);
    }
  }

  bool IsOfElement(const std::string& slug, absl::CivilDay day) const {
    const v1::MenuItem* row = view_.MenuRow(slug, day);
    return row != nullptr && row->core_element() == measure_.core_element();
  }

  // The row is that of the chosen model or of a part of it ("positive-health-new-staff"); any row
  // of the element where none was chosen.
  bool IsOfModel(const std::string& slug, absl::CivilDay day) const {
    if (!IsOfElement(slug, day)) return false;
    return chosen_.empty() ||
           std::any_of(chosen_.begin(), chosen_.end(), [&](const std::string& model) {
             return slug == model || absl::StartsWith(slug, absl::StrCat(model, "-"));
           });
  }

  bool IsTraining(const TrainingItem& item) const {
    if (item.date > last_) return false;
    if (item.recognition != nullptr) {
      return item.recognition->region == view_.practice().region &&
             IsOfModel(item.recognition->menu_slug, item.date);
    }
    const bool done = item.completion != nullptr
                          ? !item.completion->revoked
                          : item.presence != nullptr && item.presence_counts &&
                                !item.presence->voided &&
                                item.presence->status == event::v1::ATTENDANCE_STATUS_PRESENT;
    if (!done || item.offering == nullptr) return false;
    const auto& slugs = item.offering->menu_slugs;
    return std::any_of(slugs.begin(), slugs.end(),
                       [&](const std::string& slug) { return IsOfModel(slug, item.date); });
  }

  bool IsCounted(const RosterStay& stay) const {
    const auto& roles = measure_.roles();
    return roles.empty() || std::find(roles.begin(), roles.end(), stay.role) != roles.end();
  }

  bool OnRoster(const StaffMember& member, absl::CivilDay day) const {
    return std::any_of(member.stays.begin(), member.stays.end(), [&](const RosterStay& stay) {
      return IsCounted(stay) && stay.period.Contains(day);
    });
  }

  // The first day somebody who worked here then was trained.
  std::optional<absl::CivilDay> FirstTraining() const {
    std::optional<absl::CivilDay> first;
    for (const StaffMember& member : view_.staff()) {
      for (const TrainingItem& item : member.items) {
        if (!IsTraining(item) || !OnRoster(member, item.date)) continue;
        first = std::min(first.value_or(item.date), item.date);
      }
    }
    return first;
  }

  // Somebody is new who came after that day and is still here.
  void Add(const StaffMember& member, absl::CivilDay first_training) {
    if (!OnRoster(member, last_)) return;
    const bool here_before =
        std::any_of(member.stays.begin(), member.stays.end(), [&](const RosterStay& stay) {
          return IsCounted(stay) && !stay.period.empty() && stay.period.from <= first_training;
        });
    if (here_before) return;
    ++verdict_.denominator;
    const auto trained = std::find_if(member.items.begin(), member.items.end(),
                                      [&](const TrainingItem& item) { return IsTraining(item); });
    const bool is_trained = trained != member.items.end();
    if (view_.with_evidence()) {
      verdict_.people.push_back({.person_id = member.person->id, .items = is_trained ? 1u : 0u});
    }
    if (!is_trained) return;
    ++verdict_.numerator;
    if (view_.with_evidence()) Show(member, *trained);
  }

  void Show(const StaffMember& member, const TrainingItem& item) {
    Evidence& evidence = verdict_.evidence.emplace_back();
    evidence.date = item.date;
    evidence.person_id = member.person->id;
    evidence.reason = Reason::kCounted;
    if (item.completion != nullptr) {
      evidence.ref = item.completion->ref;
      evidence.practice_id = item.completion->practice_id;
      evidence.offering_id = item.completion->offering_id;
    } else if (item.recognition != nullptr) {
      evidence.ref = item.recognition->ref;
      evidence.menu_slug = item.recognition->menu_slug;
    } else {
      evidence.ref = item.presence->ref;
      evidence.practice_id = item.presence->practice_id;
      evidence.session_id = item.session->id;
    }
  }

  void Settle() {
    std::sort(verdict_.evidence.begin(), verdict_.evidence.end(),
              [](const Evidence& a, const Evidence& b) {
                return std::tie(a.date, a.ref.position) < std::tie(b.date, b.ref.position);
              });
    if (verdict_.denominator == 0) {
      verdict_.status = Status::kNotApplicable;
      return;
    }
    if (!RosterConfirmed(view_, *verdict_.plan, verdict_.window)) {
      verdict_.flags.push_back(VerdictFlag::kProvisional);
    }
    const uint64_t share = uint64_t{verdict_.denominator} * measure_.share_numerator();
    const uint64_t parts = std::max(measure_.share_denominator(), uint32_t{1});
    verdict_.threshold = static_cast<uint32_t>((share + parts - 1) / parts);
    if (verdict_.numerator >= verdict_.threshold) {
      verdict_.status = Status::kMet;
      return;
    }
    verdict_.missing = verdict_.threshold - verdict_.numerator;
    verdict_.status = view_.at() < verdict_.window.until ? Status::kOpen : Status::kNotMet;
  }

  const PracticeView& view_;
  const v1::NewStaffTraining& measure_;
  Verdict& verdict_;
  // The last day of the window that is looked at.
  const absl::CivilDay last_;
  // The models the practice ever chose.
  std::set<std::string> chosen_;
};

}  // namespace

void EvaluateNewStaffTraining(const PracticeView& view, const v1::NewStaffTraining& measure,
                              const Period& period, Verdict* verdict) {
  verdict->window = period.real;
  NewStaff(view, measure, period, verdict).Evaluate();
}

}  // namespace logboek::regioplan
