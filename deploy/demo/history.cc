#include "deploy/demo/history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demo/dates.h"
#include "google/protobuf/util/json_util.h"
#include "storage/base/check.h"

namespace logboek::demo {
namespace {

bool IsGp(Role role) {
  return role == Role::ROLE_GP_OWNER || role == Role::ROLE_GP_LOCUM_PERMANENT ||
         role == Role::ROLE_GP_LOCUM || role == Role::ROLE_GP_EMPLOYED;
}

}  // namespace

History::History(HistoryOptions options) : options_(std::move(options)), random_(options_.seed) {}

std::string History::PracticeId(int number) const {
  return absl::StrFormat("%s-%03d", options_.prefix, number);
}

command::v1::Command& History::Add(absl::CivilDay pushed_on, const std::string& source,
                                   std::string source_id) {
  CHECK(pushed_on <= kLastDay, "nothing is pushed after the last day");
  CHECK(source_ids_.emplace(source, source_id).second, "a source id is used once");
  pushed_.push_back({.on = pushed_on, .command = {}});
  command::v1::Command& command = pushed_.back().command;
  command.set_source(source);
  command.set_source_id(std::move(source_id));
  return command;
}

void History::RegisterPractice(const PracticeSpec& spec) {
  CHECK(practices_.emplace(spec.id, spec).second);
  auto* practice = Add(spec.entered_on, options_.coordinator, absl::StrCat("practice/", spec.id))
                       .mutable_register_practice();
  practice->set_practice_id(spec.id);
  practice->set_agb(spec.agb);
  practice->set_region(options_.region);
  practice->set_name(spec.name);
  *practice->mutable_from() = ToProto(spec.from);
  auto* cohort = Add(spec.entered_on, options_.coordinator, absl::StrCat("cohort/", spec.id))
                     .mutable_assign_cohort();
  cohort->set_practice_id(spec.id);
  cohort->set_cohort_id(spec.cohort_id);
}

command::v1::Command& History::AddAbout(absl::string_view practice_id, absl::CivilDay on,
                                        std::string source_id) {
  const auto practice = practices_.find(practice_id);
  CHECK(practice != practices_.end(), "the practice was registered");
  return Add(std::max(on, practice->second.entered_on), options_.coordinator, std::move(source_id));
}

absl::CivilDay History::GoneOn(absl::string_view practice_id) const {
  const auto gone = gone_on_.find(practice_id);
  return gone == gone_on_.end() ? kOpenEnd : gone->second;
}

void History::StartTrack(absl::string_view practice_id, absl::string_view track,
                         absl::CivilDay from) {
  auto* start = Add(from, options_.coordinator, absl::StrCat("track/", practice_id, "/", track))
                    .mutable_start_track();
  start->set_practice_id(std::string(practice_id));
  start->set_track(std::string(track));
  *start->mutable_from() = ToProto(from);
}

void History::RegisterJointPlan(absl::string_view joint_plan_id, absl::CivilDay submitted_on,
                                const std::vector<std::string>& practice_ids) {
  std::vector<Member>& members = joint_plans_[std::string(joint_plan_id)];
  CHECK(members.empty() && practice_ids.size() >= 2);
  auto* plan = Add(submitted_on, options_.coordinator, absl::StrCat("joint-plan/", joint_plan_id))
                   .mutable_register_joint_plan();
  plan->set_joint_plan_id(std::string(joint_plan_id));
  plan->set_region(options_.region);
  *plan->mutable_submitted_on() = ToProto(submitted_on);
  for (const std::string& id : practice_ids) {
    plan->add_members()->set_practice_id(id);
    members.push_back({.practice_id = id, .from = submitted_on, .until = kOpenEnd});
  }
}

void History::AddJointPlanMember(absl::string_view joint_plan_id, absl::string_view practice_id,
                                 absl::CivilDay from) {
  joint_plans_.find(joint_plan_id)
      ->second.push_back(
          {.practice_id = std::string(practice_id), .from = from, .until = kOpenEnd});
  auto* member = Add(from, options_.coordinator,
                     absl::StrCat("joint-plan/", joint_plan_id, "/", practice_id, "/", ToIso(from)))
                     .mutable_add_joint_plan_member();
  member->set_joint_plan_id(std::string(joint_plan_id));
  member->set_practice_id(std::string(practice_id));
  *member->mutable_from() = ToProto(from);
}

void History::RemoveJointPlanMember(absl::string_view joint_plan_id, absl::string_view practice_id,
                                    absl::CivilDay until) {
  bool found = false;
  for (Member& member : joint_plans_.find(joint_plan_id)->second) {
    if (member.practice_id != practice_id || member.until != kOpenEnd) continue;
    member.until = until;
    found = true;
  }
  CHECK(found);
  auto* removal =
      Add(until - 14, options_.coordinator,
          absl::StrCat("joint-plan/", joint_plan_id, "/", practice_id, "/until/", ToIso(until)))
          .mutable_remove_joint_plan_member();
  removal->set_joint_plan_id(std::string(joint_plan_id));
  removal->set_practice_id(std::string(practice_id));
  *removal->mutable_until() = ToProto(until);
}

void History::LinkHealthCentre(absl::string_view centre_id, absl::string_view practice_id,
                               absl::CivilDay from, bool single_plan) {
  if (single_plan) {
    centres_[std::string(centre_id)].push_back(
        {.practice_id = std::string(practice_id), .from = from, .until = kOpenEnd});
  }
  auto* link = Add(std::max(from, practices_.find(practice_id)->second.entered_on),
                   options_.coordinator, absl::StrCat("centre/", centre_id, "/", practice_id))
                   .mutable_link_health_centre();
  link->set_centre_id(std::string(centre_id));
  link->set_practice_id(std::string(practice_id));
  *link->mutable_from() = ToProto(from);
  link->set_single_plan(single_plan);
}

std::string History::Hire(absl::string_view practice_id, Role role, absl::CivilDay from) {
  const std::string person_id = absl::StrFormat("p-%06d", options_.first_person + person_count_++);
  const absl::CivilDay entered_on = practices_.find(practice_id)->second.entered_on;
  const Name name = names_.Make(&random_);
  auto* person =
      Add(std::max(entered_on, from - 5), options_.coordinator, absl::StrCat("person/", person_id))
          .mutable_register_person();
  person->set_person_id(person_id);
  person->set_region(options_.region);
  person->mutable_personal_data()->set_name(name.full);
  person->mutable_personal_data()->set_email(name.email);
  if (IsGp(role)) person->mutable_personal_data()->set_big_number(MakeBigNumber(&random_));
  Engage(person_id, practice_id, role, from);
  return person_id;
}

void History::Engage(absl::string_view person_id, absl::string_view practice_id, Role role,
                     absl::CivilDay from) {
  const PracticeSpec& practice = practices_.find(practice_id)->second;
  CHECK(practice.from <= from && from < GoneOn(practice_id));
  Engagement engagement{.id = absl::StrFormat("%s-d-%04d", options_.prefix, ++engagement_count_),
                        .person_id = std::string(person_id),
                        .practice_id = std::string(practice_id),
                        .role = role,
                        .from = from,
                        .until = kOpenEnd,
                        .pushed_on = std::max(practice.entered_on, from - 5)};
  auto* start =
      Add(engagement.pushed_on, options_.coordinator, absl::StrCat("engagement/", engagement.id))
          .mutable_start_engagement();
  start->set_engagement_id(engagement.id);
  start->set_person_id(engagement.person_id);
  start->set_practice_id(engagement.practice_id);
  start->set_role(role);
  *start->mutable_from() = ToProto(from);
  engagements_.push_back(std::move(engagement));
}

History::Engagement& History::EngagementOn(absl::string_view person_id,
                                           absl::string_view practice_id, absl::CivilDay day) {
  const auto found = std::find_if(engagements_.begin(), engagements_.end(), [&](const auto& e) {
    return e.person_id == person_id && e.practice_id == practice_id && e.from <= day &&
           day < e.until;
  });
  CHECK(found != engagements_.end(), "the person is engaged there that day");
  return *found;
}

void History::ChangeRole(absl::string_view person_id, absl::string_view practice_id, Role role,
                         absl::CivilDay from) {
  Engagement& before = EngagementOn(person_id, practice_id, from - 1);
  CHECK(before.until == kOpenEnd && before.pushed_on <= from);
  Engagement after = before;
  before.until = from;
  after.role = role;
  after.from = from;
  after.pushed_on = from;
  auto* change =
      Add(from, options_.coordinator, absl::StrCat("engagement/", after.id, "/role/", ToIso(from)))
          .mutable_change_engagement_role();
  change->set_engagement_id(after.id);
  change->set_role(role);
  *change->mutable_from() = ToProto(from);
  engagements_.push_back(std::move(after));
}

void History::Leave(absl::string_view person_id, absl::string_view practice_id,
                    absl::CivilDay until) {
  Engagement& engagement = EngagementOn(person_id, practice_id, until - 1);
  CHECK(engagement.until == kOpenEnd && engagement.pushed_on <= until);
  engagement.until = until;
  auto* end = Add(until, options_.coordinator, absl::StrCat("engagement/", engagement.id, "/end"))
                  .mutable_end_engagement();
  end->set_engagement_id(engagement.id);
  *end->mutable_until() = ToProto(until);
}

void History::ConfirmRoster(absl::string_view practice_id, absl::CivilDay as_of) {
  CHECK(practices_.find(practice_id)->second.entered_on <= as_of);
  std::map<Role, std::set<std::string>> people;
  for (const Engagement& engagement : engagements_) {
    if (engagement.practice_id != practice_id) continue;
    if (engagement.from <= as_of && as_of < engagement.until) {
      people[engagement.role].insert(engagement.person_id);
    }
  }
  auto* roster =
      Add(as_of, options_.coordinator, absl::StrCat("roster/", practice_id, "/", ToIso(as_of)))
          .mutable_confirm_roster();
  roster->set_practice_id(std::string(practice_id));
  *roster->mutable_as_of() = ToProto(as_of);
  for (const auto& [role, ids] : people) {
    auto* count = roster->add_counts();
    count->set_role(role);
    count->set_people(static_cast<uint32_t>(ids.size()));
  }
}

std::vector<std::string> History::People(absl::string_view practice_id, Role role,
                                         absl::CivilDay day) const {
  std::vector<std::string> people;
  for (const Engagement& engagement : engagements_) {
    if (engagement.practice_id != practice_id || engagement.role != role) continue;
    if (engagement.from <= day && day < engagement.until) people.push_back(engagement.person_id);
  }
  return people;
}

bool History::IsEngaged(absl::string_view person_id, absl::string_view practice_id,
                        absl::CivilDay day) const {
  return std::any_of(engagements_.begin(), engagements_.end(), [&](const Engagement& e) {
    return e.person_id == person_id && e.practice_id == practice_id && e.from <= day &&
           day < e.until;
  });
}

std::string History::Render() const {
  std::vector<const Pushed*> ordered;
  for (const Pushed& pushed : pushed_) ordered.push_back(&pushed);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Pushed* a, const Pushed* b) { return a->on < b->on; });
  std::string lines;
  for (const Pushed* pushed : ordered) {
    std::string line;
    command::v1::Command command = pushed->command;
    if (command.has_issue_report()) {
      const auto known = std::partition_point(ordered.begin(), ordered.end(), [&](const Pushed* p) {
        return p->on <= reports_at_.at(command.source_id());
      });
      command.mutable_issue_report()->set_report_position(
          options_.events_before + static_cast<uint64_t>(known - ordered.begin()));
    }
    const auto status = google::protobuf::util::MessageToJsonString(command, &line);
    CHECK(status.ok());
    absl::StrAppend(&lines, line, "\n");
  }
  return lines;
}

}  // namespace logboek::demo
