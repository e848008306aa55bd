// What a list of events says, written down as plain lists: one entry a fact, searched from the
// front.
//
// This is the model's own reading of the events. It shares nothing with services/domain/register.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "logboek/event/v1/envelope.pb.h"
#include "logboek/regioplan/v1/plan.pb.h"
#include "tests/second_opinion/model/opinion.h"

namespace logboek::second_opinion {

// What holds from a day on, until the next version of the plan does.
struct PlanVersion {
  std::string region;
  absl::CivilDay holds_from;
  // As it was published, with the changes of its menu since and the options that were decided on.
  regioplan::v1::RegionPlan written;
  // With the fields as these options have them.
  regioplan::v1::RegionPlan plan;
};

struct Participation {
  std::string practice;
  std::string cohort;
  Period period;
};

struct TrackStay {
  std::string practice;
  std::string track;
  Period period;
};

// A practice in a joint plan, or in a health centre.
struct Membership {
  // "joint plan j1" or "centre c1".
  std::string group;
  std::string practice;
  Period period;
  // Centres: this practice shares the centre's one plan.
  bool single_plan = false;
  // Joint plans: the group speaks for nobody before this day.
  absl::CivilDay submitted_on;
  bool centre = false;
};

struct Engagement {
  std::string engagement;
  std::string person;
  std::string practice;
  event::v1::Role role;
  Period period;
};

struct Confirmation {
  std::string practice;
  absl::CivilDay as_of;
};

struct Waiver {
  std::string practice;
  std::string obligation;
  uint32_t year = 0;
  std::string ground;
  absl::CivilDay decided_on;
};

struct Offering {
  std::string id;
  std::string region;
  event::v1::OfferingKind kind;
  std::vector<std::string> slugs;
};

struct Session {
  std::string id;
  std::string offering;
  std::string region;
  event::v1::OfferingKind kind;
  absl::CivilDay date;
  // 0 = as many as come.
  uint32_t capacity = 0;
  // Empty = every role takes a place.
  std::vector<event::v1::Role> counted_roles;
  bool cancelled = false;
  bool list_closed = false;
};

struct Series {
  std::string id;
  uint32_t year = 0;
  std::vector<std::string> cohorts;
  std::vector<std::string> sessions;
};

struct Enrolment {
  std::string id;
  // One of the two.
  std::string session;
  std::string series;
  std::string person;
  std::string practice;
  event::v1::Role role;
  // Practices this one speaks for, as it says.
  std::vector<std::string> represents;
  bool facilitator = false;
  // kNever = has no place yet.
  absl::CivilDay confirmed_on = kNever;
  // Cancelled or rejected on that day; kNever = not.
  absl::CivilDay ended_on = kNever;
  // The organiser cancelled the session it was for.
  bool ended_by_organiser = false;
};

struct Attendance {
  // Of the event that made it what it is.
  uint64_t position = 0;
  std::string session;
  std::string person;
  std::string practice;
  // Practices the list says this one speaks for.
  std::vector<std::string> represents;
  bool present = false;
  bool voided = false;
  // Corrected: it was for another practice.
  bool moved_away = false;

  bool active() const { return !voided && !moved_away; }
};

struct Completion {
  uint64_t position = 0;
  std::string offering;
  std::string person;
  std::string practice;
  absl::CivilDay date;
  bool revoked = false;
};

struct Recognition {
  uint64_t position = 0;
  std::string person;
  std::string region;
  std::string slug;
  absl::CivilDay done_on;
  absl::CivilDay decided_on;
};

// Training elsewhere, as somebody of the practice says (TW-13).
struct ExternalTraining {
  uint64_t position = 0;
  std::string person;
  std::string practice;
  std::string region;
  std::string slug;
  absl::CivilDay done_on;
};

// A form about a period, given once.
struct Form {
  uint64_t position = 0;
  // Of a practice plan all it is for.
  std::vector<std::string> practices;
  regioplan::v1::StatementForm form;
  // The survey, or the obligation that is signed for.
  std::string about;
  uint32_t period = 0;
  absl::CivilDay given_on;
  bool kept_locally = false;
  bool yes = false;
  uint32_t count = 0;
};

// What a line of a practice plan became on a day.
struct LineState {
  uint64_t position = 0;
  std::string line;
  std::vector<std::string> practices;
  uint32_t period = 0;
  absl::CivilDay since;
  std::string slug;
  event::v1::ChoiceMode mode;
  bool has_text = false;
  bool withdrawn = false;
};

struct DataRequest {
  // Of the answer, once there is one.
  uint64_t position = 0;
  std::string id;
  std::string practice;
  absl::CivilDay requested_on;
  absl::CivilDay due_on;
  absl::CivilDay answered_on = kNever;
};

struct Invitation {
  std::string practice;
  absl::CivilDay on;
  std::optional<uint32_t> period;
};

struct Visit {
  uint64_t position = 0;
  std::string practice;
  absl::CivilDay on;
  std::optional<uint32_t> period;
  std::vector<std::string> topics;
};

struct Practice {
  std::string id;
  std::string region;
  // The first day it is no longer open.
  absl::CivilDay closed_on = kNever;
};

// `from` is part of `into` from that day on.
struct Merger {
  std::string from;
  std::string into;
  absl::CivilDay on;
};

struct World {
  std::vector<PlanVersion> plans;
  std::vector<Practice> practices;
  std::vector<Merger> mergers;
  std::vector<Participation> participations;
  std::vector<TrackStay> tracks;
  std::vector<Membership> memberships;
  std::vector<Engagement> engagements;
  std::vector<Confirmation> confirmations;
  std::vector<Waiver> waivers;
  std::vector<Offering> offerings;
  std::vector<Session> sessions;
  std::vector<Series> series;
  std::vector<Enrolment> enrolments;
  std::vector<Attendance> attendances;
  std::vector<Completion> completions;
  std::vector<Recognition> recognitions;
  std::vector<ExternalTraining> externals;
  std::vector<Form> forms;
  std::vector<LineState> lines;
  std::vector<DataRequest> data_requests;
  std::vector<Invitation> invitations;
  std::vector<Visit> visits;
};

// `events` in the order of the log.
World Read(const std::vector<event::v1::Envelope>& events);

// The entry with the id, or null.
template <typename T>
const T* Find(const std::vector<T>& list, absl::string_view id) {
  for (const T& entry : list) {
    if (entry.id == id) return &entry;
  }
  return nullptr;
}

template <typename List, typename T>
bool Contains(const List& list, const T& value) {
  for (const auto& entry : list) {
    if (entry == value) return true;
  }
  return false;
}

absl::CivilDay DayOf(const google::type::Date& date);

}  // namespace logboek::second_opinion
