#include "services/queries/region_watch.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "services/domain/event_codec.h"
#include "services/queries/refusals.h"
#include "storage/base/status_macros.h"
#include "storage/event_log.h"

namespace logboek::queries {
namespace {

// With more events than this it is cheaper to ask everybody than to read what happened.
constexpr uint64_t kEventsReadMax = 2'000;

bool HasOpenNeed(const std::vector<VerdictLine>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const VerdictLine& line) {
    return line.numbers.status == regioplan::Status::kOpen ||
           line.numbers.status == regioplan::Status::kAtRisk;
  });
}

// Which practices some events touch.
class Touch {
 public:
  explicit Touch(const domain::Register& reg) : reg_(reg) {}

  void Add(const event::v1::Event& event) {
    switch (event.kind_case()) {
      case event::v1::Event::kPlanPublished:
      case event::v1::Event::kMenuItemPublished:
      case event::v1::Event::kMenuItemRetired:
      case event::v1::Event::kInterpretationDecided:
      case event::v1::Event::kOfferingPublished:
        everybody_ = true;
        return;
      default:
        break;
    }
    const domain::EventTags tags = domain::TagsOf(event);
    practices_.insert(tags.practices.begin(), tags.practices.end());
    for (const std::string& id : tags.persons) AddPerson(id);
    for (const std::string& id : tags.sessions) AddSession(id);
  }

  // Rules, menu or courses have changed.
  bool everybody() const { return everybody_; }
  // What can be booked has changed, or may have.
  bool calendar() const { return calendar_; }

  // Whom a practice shares a plan or a centre with is touched like itself.
  std::set<std::string> WithPartners() const {
    std::set<std::string> all = practices_;
    for (const std::string& id : practices_) {
      const auto practice = domain::Find(reg_.practices, id);
      if (practice == nullptr) continue;
      for (const domain::GroupPeriod& group : practice->joint_plans) {
        AddMembers(domain::Find(reg_.joint_plans, group.group_id), &all);
      }
      for (const domain::GroupPeriod& group : practice->health_centres) {
        AddMembers(domain::Find(reg_.health_centres, group.group_id), &all);
      }
    }
    return all;
  }

 private:
  template <typename Group>
  static void AddMembers(const std::shared_ptr<const Group>& group, std::set<std::string>* ids) {
    if (group == nullptr) return;
    for (const auto& member : group->members) ids->insert(member.practice_id);
  }

  void AddPerson(const std::string& id) {
    const auto person = domain::Find(reg_.persons, id);
    if (person == nullptr) return;
    for (const domain::Engagement& engagement : person->engagements) {
      practices_.insert(engagement.practice_id);
    }
    for (const auto& [session, attendance] : person->attendances) {
      practices_.insert(attendance->practice_id);
    }
  }

  void AddSession(const std::string& id) {
    calendar_ = true;
    const auto session = domain::Find(reg_.sessions, id);
    if (session == nullptr) return;
    for (const auto& [person, attendance] : session->attendances) {
      practices_.insert(attendance->practice_id);
    }
    for (const std::string& enrolment_id : session->enrolment_ids) {
      const auto enrolment = domain::Find(reg_.enrolments, enrolment_id);
      if (enrolment != nullptr) practices_.insert(enrolment->practice_id);
    }
  }

  const domain::Register& reg_;
  std::set<std::string> practices_;
  bool everybody_ = false;
  bool calendar_ = false;
};

using CountKey = std::tuple<std::string, std::string, uint32_t, regioplan::Status>;

}  // namespace

RegionWatch::RegionWatch(const Registers* registers, const storage::EventLog* log,
                         std::string region)
    : registers_(registers), log_(log), region_(std::move(region)) {}

absl::StatusOr<WatchAnswer> RegionWatch::Look(const registrar::KeepGoing& keep_going) {
  Moment moment{.snapshot = registers_->Now()};
  moment.at = moment.snapshot.default_at;
  const domain::Register& reg = *moment.snapshot.reg;
  if (!reg.regions.contains(region_)) return UnknownRegion(region_);
  WatchAnswer answer{.practices = reg.regions.find(region_)->second->practice_ids.size(),
                     .at = moment.at,
                     .position = moment.snapshot.position};
  if (!at_.has_value()) {
    RETURN_IF_ERROR(LookAtFirst(moment, keep_going, &answer));
  } else {
    ASSIGN_OR_RETURN(const std::set<std::string> touched, Touched(moment, keep_going));
    const auto coming = regioplan::GatherComing(reg, region_, moment.at);
    for (const std::string& id : touched) {
      const regioplan::PracticeFacts facts = regioplan::GatherFacts(reg, id, coming);
      if (facts.practice == nullptr || facts.practice->region != region_) continue;
      std::vector<VerdictLine> lines =
          LinesOf(regioplan::Evaluate(facts, moment.at, {.with_evidence = false}));
      std::vector<VerdictLine>& known = lines_[id];
      for (VerdictChange& change : ChangesBetween(facts.practice, known, lines)) {
        answer.changes.push_back(std::move(change));
      }
      known = std::move(lines);
    }
  }
  at_ = moment.at;
  position_ = moment.snapshot.position;
  return answer;
}

absl::Status RegionWatch::LookAtFirst(const Moment& moment, const registrar::KeepGoing& keep_going,
                                      WatchAnswer* answer) {
  lines_.clear();
  std::map<CountKey, WatchedCount> counts;
  const auto visit = [&](const regioplan::PracticeFacts& facts,
                         const std::vector<regioplan::Verdict>& verdicts) {
    std::vector<VerdictLine> lines = LinesOf(verdicts);
    for (const VerdictLine& line : lines) {
      const ObligationPeriod& obligation = line.obligation;
      WatchedCount& count = counts[{obligation.plan_id, obligation.obligation_id, obligation.period,
                                    line.numbers.status}];
      count.obligation = obligation;
      count.status = line.numbers.status;
      ++count.practices;
    }
    lines_[facts.practice->id] = std::move(lines);
  };
  RETURN_IF_ERROR(VisitPractices(*moment.snapshot.reg, region_, moment.at, {.with_evidence = false},
                                 keep_going, visit));
  for (auto& [key, count] : counts) answer->counts.push_back(std::move(count));
  return absl::OkStatus();
}

absl::StatusOr<std::set<std::string>> RegionWatch::Touched(
    const Moment& moment, const registrar::KeepGoing& keep_going) const {
  const domain::Register& reg = *moment.snapshot.reg;
  const uint64_t until = moment.snapshot.position;
  if (moment.at != at_ || until - position_ > kEventsReadMax) return AllPractices(reg);
  Touch touch(reg);
  // Not by the region's tag: somebody of the region may have been trained elsewhere.
  storage::ReadOptions options;
  options.after = {position_};
  options.until = {until};
  while (options.after < options.until) {
    if (keep_going) RETURN_IF_ERROR(keep_going());
    ASSIGN_OR_RETURN(const storage::ReadPage page, log_->Read(options));
    for (const storage::StoredEvent& stored : page.events) {
      ASSIGN_OR_RETURN(const event::v1::Envelope envelope, domain::DecodeEnvelope(stored.bytes));
      touch.Add(envelope.event());
    }
    if (page.done) break;
    options.after = page.resume;
  }
  if (touch.everybody()) return AllPractices(reg);
  std::set<std::string> touched = touch.WithPartners();
  if (!touch.calendar()) return touched;
  // Who has nothing open does not care what can be booked.
  for (const auto& [id, lines] : lines_) {
    if (HasOpenNeed(lines)) touched.insert(id);
  }
  return touched;
}

std::set<std::string> RegionWatch::AllPractices(const domain::Register& reg) const {
  const auto& ids = reg.regions.find(region_)->second->practice_ids;
  return std::set<std::string>(ids.begin(), ids.end());
}

}  // namespace logboek::queries
