#include "services/domain/retention.h"

#include <algorithm>
#include <optional>
#include <set>

namespace logboek::domain {
namespace {

// Calendar years begin where numbers of programme years end.
constexpr uint32_t kCalendarYearMin = 2000;

uint32_t YearsOf(const RegionPlan& plan) {
  return plan.has_retention_years() ? plan.retention_years() : kRetentionYearsDefault;
}

uint32_t YearsOf(const Register& reg, const std::set<std::string>& regions) {
  uint32_t years = 0;
  for (const std::string& id : regions) {
    const auto region = reg.regions.find(id);
    if (region == reg.regions.end()) continue;
    for (const auto& [plan_id, published] : region->second->plans) {
      years = std::max(years, YearsOf(published->plan));
    }
  }
  return years == 0 ? kRetentionYearsDefault : years;
}

// The last day of an enrolment: of its sessions, or the day it was asked for or ended.
absl::CivilDay LastDayOf(const Register& reg, const EnrolmentRecord& enrolment) {
  absl::CivilDay last = enrolment.requested_on;
  if (enrolment.ended_on != kNoEnd) last = std::max(last, enrolment.ended_on);
  std::vector<std::string> sessions{enrolment.session_id};
  if (const auto series = Find(reg.series, enrolment.series_id)) sessions = series->session_ids;
  for (const std::string& id : sessions) {
    if (const auto session = Find(reg.sessions, id)) last = std::max(last, session->date);
  }
  return last;
}

// The earliest day of which a closed period may have taken a fact. The exact years are the
// evaluator's; this one is careful: a series of meetings may have begun before its year.
absl::CivilDay EarliestOf(const Practice& practice, uint32_t period) {
  if (period >= kCalendarYearMin) return absl::CivilDay(period, 1, 1);
  if (period == 0 || practice.participations.empty()) return absl::CivilDay::min();
  return AddYears(practice.participations.front().period.from, static_cast<int>(period) - 2);
}

// What is known of one human, gathered pseudonym by pseudonym.
class NeedGatherer {
 public:
  explicit NeedGatherer(const Register& reg) : reg_(reg) {}

  void Add(const Person& person) {
    Touch(person.region);
    for (const Engagement& engagement : person.engagements) Add(engagement);
    for (const auto& [session_id, attendance] : person.attendances) Add(*attendance);
    for (const AttendancePtr& attendance : person.former_attendances) Add(*attendance);
    for (const Completion& completion : person.completions) {
      AddFact(completion.practice_id, completion.completed_on);
    }
    for (const Recognition& recognition : person.recognitions) {
      Touch(recognition.region);
      Extend(std::max(recognition.done_on, recognition.decided_on));
    }
    for (const ExternalTraining& training : person.external_trainings) {
      AddFact(training.practice_id, training.done_on);
    }
  }

  void Extend(absl::CivilDay day) { last_ = std::max(last_.value_or(day), day); }

  // Of the practices concerned, and of those that share a plan with one.
  void AddClosedYears() {
    std::set<std::string> practices;
    for (const auto& [id, periods] : periods_) AddUnit(id, &practices);
    for (const std::string& id : practices) {
      const auto practice = Find(reg_.practices, id);
      if (practice == nullptr) continue;
      for (const auto& [period, closed] : practice->closed_years) {
        const absl::CivilDay closed_on = FromProto(closed.closed.closed_on());
        if (WasThere({EarliestOf(*practice, period), closed_on + 1})) Extend(closed_on);
      }
    }
  }

  std::optional<absl::CivilDay> last() const { return last_; }
  const std::set<std::string>& regions() const { return regions_; }

 private:
  void Touch(const std::string& region) {
    if (!region.empty()) regions_.insert(region);
  }

  // Something of the practice on these days.
  void AddPeriod(const std::string& practice_id, const DateRange& period) {
    if (practice_id.empty()) return;
    periods_[practice_id].push_back(period);
    if (const auto practice = Find(reg_.practices, practice_id)) Touch(practice->region);
  }

  void AddFact(const std::string& practice_id, absl::CivilDay day) {
    Extend(day);
    AddPeriod(practice_id, {day, day + 1});
  }

  void Add(const Engagement& engagement) {
    const DateRange& period = engagement.period;
    AddPeriod(engagement.practice_id, period);
    Extend(period.until == kNoEnd ? kNoEnd : std::max(period.from, period.until - 1));
  }

  void Add(const Attendance& attendance) {
    const auto session = Find(reg_.sessions, attendance.session_id);
    if (session == nullptr) return;
    Touch(session->region);
    AddFact(attendance.practice_id, session->date);
    for (const std::string& other : attendance.represents) AddFact(other, session->date);
  }

  // The practice, and every one that shares or shared a joint plan or a centre with it.
  void AddUnit(const std::string& practice_id, std::set<std::string>* practices) const {
    practices->insert(practice_id);
    const auto practice = Find(reg_.practices, practice_id);
    if (practice == nullptr) return;
    for (const GroupPeriod& group : practice->joint_plans) {
      const auto plan = Find(reg_.joint_plans, group.group_id);
      if (plan == nullptr) continue;
      for (const GroupMember& member : plan->members) practices->insert(member.practice_id);
    }
    for (const GroupPeriod& group : practice->health_centres) {
      const auto centre = Find(reg_.health_centres, group.group_id);
      if (centre == nullptr) continue;
      for (const CentreMember& member : centre->members) practices->insert(member.practice_id);
    }
  }

  // Something was recorded about the human on one of these days.
  bool WasThere(const DateRange& days) const {
    for (const auto& [id, periods] : periods_) {
      for (const DateRange& period : periods) {
        if (!Intersect(period, days).empty()) return true;
      }
    }
    return false;
  }

  const Register& reg_;
  std::optional<absl::CivilDay> last_;
  std::set<std::string> regions_;
  // By practice.
  absl::flat_hash_map<std::string, std::vector<DateRange>> periods_;
};

}  // namespace

Retentions::Retentions(const Register& reg) : reg_(reg) {
  for (const auto& [id, enrolment] : reg.enrolments) {
    const absl::CivilDay day = LastDayOf(reg, *enrolment);
    const auto [found, first] = enrolment_days_.try_emplace(enrolment->person_id, day);
    if (!first) found->second = std::max(found->second, day);
  }
}

Retention Retentions::Of(const std::string& person_id) const {
  Retention retention{.pseudonyms = PseudonymsOf(reg_, person_id)};
  NeedGatherer needs(reg_);
  absl::CivilDay registered_on = absl::CivilDay::min();
  for (const std::string& pseudonym : retention.pseudonyms) {
    const auto person = Find(reg_.persons, pseudonym);
    if (person == nullptr) continue;
    needs.Add(*person);
    if (person->registered) registered_on = std::max(registered_on, person->registered_on);
    const auto enrolled = enrolment_days_.find(pseudonym);
    if (enrolled != enrolment_days_.end()) needs.Extend(enrolled->second);
  }
  needs.AddClosedYears();
  retention.last_need_on = needs.last().value_or(registered_on);
  retention.years = YearsOf(reg_, needs.regions());
  const bool runs_on = retention.last_need_on == kNoEnd;
  retention.retained_until =
      runs_on ? kNoEnd : AddYears(retention.last_need_on + 1, static_cast<int>(retention.years));
  return retention;
}

}  // namespace logboek::domain
