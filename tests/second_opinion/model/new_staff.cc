// Who came after the practice was trained in its conversation model, and was trained, too (UT3-14,
// UT4-12, O17, Q25).
#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

using event::v1::Role;

// One time that somebody was trained.
struct Training {
  Line line;
  std::vector<std::string> slugs;
};

class NewStaffJudge {
 public:
  NewStaffJudge(const Review& review, Row* row)
      : review_(review),
        row_(row),
        measure_(row->obligation->new_staff_training()),
        roles_(EnumsOf<Role>(measure_.roles())),
        stays_(StaysHere(review)),
        last_(std::min(review.at, row->year.real.until - 1)) {}

  void Run() {
    Opinion& opinion = row_->opinion;
    opinion.window = row_->year.real;
    models_ = ChosenModels();
    if (review_.at < opinion.window.from) {
      opinion.status = "open";
      AddFlag("not_started", &opinion.flags);
      return;
    }
    const std::optional<absl::CivilDay> first = FirstTraining();
    for (const std::string& person : RosterOf(stays_, last_, roles_)) {
      if (!first.has_value() || WasHereBy(person, *first)) continue;
      ++opinion.denominator;
      const std::vector<Training> trainings = TrainingsOf(person);
      if (trainings.empty()) continue;
      ++opinion.numerator;
      opinion.lines.push_back(trainings.front().line);
    }
    Settle();
  }

 private:
  void Settle() {
    Opinion& opinion = row_->opinion;
    if (opinion.denominator == 0) {
      opinion.status = "not_applicable";
      return;
    }
    if (!IsRosterConfirmed(review_, *row_->plan, opinion.window)) {
      AddFlag("provisional", &opinion.flags);
    }
    while (opinion.threshold * measure_.share_denominator() <
           opinion.denominator * measure_.share_numerator()) {
      ++opinion.threshold;
    }
    opinion.missing = opinion.threshold - std::min(opinion.threshold, opinion.numerator);
    if (opinion.missing == 0) {
      opinion.status = "met";
    } else {
      opinion.status = review_.at < opinion.window.until ? "open" : "not_met";
    }
  }

  // Worked here in one of the roles on that day or before.
  bool WasHereBy(const std::string& person, absl::CivilDay day) const {
    for (const Stay& stay : stays_) {
      const bool in_role = roles_.empty() || Contains(roles_, stay.role);
      if (stay.person == person && in_role && !stay.period.empty() && stay.period.from <= day) {
        return true;
      }
    }
    return false;
  }

  // Q25: rows of the element that the practice ever chose.
  std::set<std::string> ChosenModels() const {
    const std::vector<std::string> ours = OursIn(review_, *row_);
    std::set<std::string> models;
    for (const LineState& state : review_.world.lines) {
      bool is_ours = false;
      for (const std::string& practice : state.practices) is_ours |= Contains(ours, practice);
      if (!is_ours || state.withdrawn || state.since > last_) continue;
      if (IsOfElement(state.slug, state.since)) models.insert(state.slug);
    }
    return models;
  }

  bool IsOfElement(const std::string& slug, absl::CivilDay day) const {
    const rp::MenuItem* row = MenuRowOn(review_, slug, day);
    return row != nullptr && row->core_element() == measure_.core_element();
  }

  // A row of the element; of the chosen model, or a part of it, when there is one.
  bool Counts(const std::string& slug, absl::CivilDay day) const {
    if (!IsOfElement(slug, day)) return false;
    if (models_.empty()) return true;
    for (const std::string& model : models_) {
      if (slug == model || absl::StartsWith(slug, model + "-")) return true;
    }
    return false;
  }

  void AddIfCounts(const Training& training, std::vector<Training>* list) const {
    if (training.line.date > last_) return;
    for (const std::string& slug : training.slugs) {
      if (!Counts(slug, training.line.date)) continue;
      list->push_back(training);
      return;
    }
  }

  std::vector<std::string> SlugsOf(const std::string& offering) const {
    const Offering* found = Find(review_.world.offerings, offering);
    return found == nullptr ? std::vector<std::string>() : found->slugs;
  }

  // R14: completions, presence at meetings and coaching, and what was recognised; in order of time.
  std::vector<Training> TrainingsOf(const std::string& person) const {
    std::vector<Training> list;
    for (const Completion& done : review_.world.completions) {
      if (done.person != person || done.revoked) continue;
      AddIfCounts({{done.date, done.position, person, done.practice, "offering " + done.offering,
                    "COUNTED"},
                   SlugsOf(done.offering)},
                  &list);
    }
    for (const Attendance& record : review_.world.attendances) {
      if (record.person != person || !record.active() || !record.present) continue;
      const Session* session = Find(review_.world.sessions, record.session);
      const bool presence_counts =
          IsMeeting(session->kind) || session->kind == event::v1::OFFERING_KIND_COACHING;
      if (!presence_counts) continue;
      AddIfCounts({{session->date, record.position, person, record.practice,
                    "session " + session->id, "COUNTED"},
                   SlugsOf(session->offering)},
                  &list);
    }
    for (const Recognition& recognised : review_.world.recognitions) {
      if (recognised.person != person || recognised.region != review_.region) continue;
      AddIfCounts({{recognised.decided_on, recognised.position, person, "",
                    "menu " + recognised.slug, "COUNTED"},
                   {recognised.slug}},
                  &list);
    }
    std::sort(list.begin(), list.end(), [](const Training& a, const Training& b) {
      return std::pair(a.line.date, a.line.position) < std::pair(b.line.date, b.line.position);
    });
    return list;
  }

  // The first day on which somebody who worked here that day was trained.
  std::optional<absl::CivilDay> FirstTraining() const {
    std::optional<absl::CivilDay> first;
    std::set<std::string> people;
    for (const Stay& stay : stays_) people.insert(stay.person);
    for (const std::string& person : people) {
      for (const Training& training : TrainingsOf(person)) {
        const absl::CivilDay day = training.line.date;
        if (RosterOf(stays_, day, roles_).count(person) == 0) continue;
        if (!first.has_value() || day < *first) first = day;
      }
    }
    return first;
  }

  const Review& review_;
  Row* const row_;
  const rp::NewStaffTraining& measure_;
  const std::vector<Role> roles_;
  const std::vector<Stay> stays_;
  const absl::CivilDay last_;
  std::set<std::string> models_;
};

}  // namespace

void JudgeNewStaff(const Review& review, Row* row) { NewStaffJudge(review, row).Run(); }

}  // namespace logboek::second_opinion
