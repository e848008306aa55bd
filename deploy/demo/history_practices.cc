// How practices change: the half of History that speaks of codes, closings, mergers and doubles.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/history.h"
#include "storage/base/check.h"

namespace logboek::demo {

bool History::TakesPart(absl::string_view practice_id, absl::CivilDay day) const {
  const auto practice = practices_.find(practice_id);
  CHECK(practice != practices_.end(), "the practice was registered");
  const auto ended = ended_on_.find(practice_id);
  // Cohorts are called after the day they start on.
  return practice->second.cohort_id <= ToIso(day) && day < GoneOn(practice_id) &&
         (ended == ended_on_.end() || day < ended->second);
}

std::vector<std::string> History::Everybody(absl::string_view practice_id,
                                            absl::CivilDay day) const {
  std::vector<std::string> people;
  for (const Engagement& engagement : engagements_) {
    if (engagement.practice_id != practice_id) continue;
    CHECK(engagement.from < day, "nobody comes to a practice that is to end");
    if (day < engagement.until) people.push_back(engagement.person_id);
  }
  return people;
}

void History::UnlinkHealthCentre(absl::string_view centre_id, absl::string_view practice_id,
                                 absl::CivilDay until) {
  const auto centre = centres_.find(centre_id);
  if (centre != centres_.end()) {
    for (Member& member : centre->second) {
      if (member.practice_id == practice_id) member.until = std::min(member.until, until);
    }
  }
  auto* unlink =
      AddAbout(practice_id, until, absl::StrCat("centre/", centre_id, "/", practice_id, "/until"))
          .mutable_unlink_health_centre();
  unlink->set_centre_id(std::string(centre_id));
  unlink->set_practice_id(std::string(practice_id));
  *unlink->mutable_until() = ToProto(until);
}

void History::EndTrack(absl::string_view practice_id, absl::string_view track,
                       absl::CivilDay until) {
  auto* end =
      AddAbout(practice_id, until, absl::StrCat("track/", practice_id, "/", track, "/until"))
          .mutable_end_track();
  end->set_practice_id(std::string(practice_id));
  end->set_track(std::string(track));
  *end->mutable_until() = ToProto(until);
}

void History::ChangeIdentifier(absl::string_view practice_id, absl::string_view agb,
                               absl::CivilDay from) {
  CHECK(from < GoneOn(practice_id));
  auto* change = AddAbout(practice_id, from, absl::StrCat("agb/", practice_id, "/", agb))
                     .mutable_change_practice_identifier();
  change->set_practice_id(std::string(practice_id));
  change->set_agb(std::string(agb));
  *change->mutable_from() = ToProto(from);
}

void History::EndParticipation(absl::string_view practice_id, absl::string_view reason,
                               absl::CivilDay ended_on) {
  CHECK(TakesPart(practice_id, ended_on - 1));
  ended_on_[std::string(practice_id)] = ended_on;
  auto* end = AddAbout(practice_id, ended_on, absl::StrCat("participation/", practice_id, "/end"))
                  .mutable_end_participation();
  end->set_practice_id(std::string(practice_id));
  *end->mutable_ended_on() = ToProto(ended_on);
  end->set_reason(std::string(reason));
}

void History::ClosePractice(absl::string_view practice_id, absl::CivilDay closed_on) {
  for (const std::string& person : Everybody(practice_id, closed_on)) {
    Leave(person, practice_id, closed_on);
  }
  CHECK(gone_on_.emplace(std::string(practice_id), closed_on).second);
  auto* close = AddAbout(practice_id, closed_on, absl::StrCat("practice/", practice_id, "/closed"))
                    .mutable_close_practice();
  close->set_practice_id(std::string(practice_id));
  *close->mutable_closed_on() = ToProto(closed_on);
}

void History::MergePractice(absl::string_view from_id, absl::string_view into_id,
                            absl::CivilDay on) {
  CHECK(from_id != into_id && on < GoneOn(into_id));
  for (const std::string& person : Everybody(from_id, on)) {
    const Role role = EngagementOn(person, from_id, on - 1).role;
    Leave(person, from_id, on);
    Engage(person, into_id, role, on);
  }
  CHECK(gone_on_.emplace(std::string(from_id), on).second);
  auto* merger = AddAbout(into_id, on, absl::StrCat("merger/", from_id, "/", into_id))
                     .mutable_merge_practices();
  merger->add_from_practice_ids(std::string(from_id));
  merger->set_into_practice_id(std::string(into_id));
  *merger->mutable_effective_on() = ToProto(on);
}

void History::LinkPersons(absl::string_view kept_id, absl::string_view dropped_id,
                          const Decision& decision) {
  CHECK(kept_id != dropped_id && linked_.count(kept_id) == 0);
  CHECK(linked_.emplace(std::string(dropped_id), std::string(kept_id)).second);
  auto* link = Add(decision.on, options_.coordinator, absl::StrCat("link/", dropped_id))
                   .mutable_link_persons();
  link->set_kept_person_id(std::string(kept_id));
  link->set_dropped_person_id(std::string(dropped_id));
  link->set_decided_by(decision.decided_by);
}

void History::ForgetFormer(absl::string_view practice_id, Role role, absl::CivilDay until,
                           absl::CivilDay on) {
  const PracticeSpec& practice = practices_.find(practice_id)->second;
  CHECK(practice.from < until && practice.entered_on <= on && until < on);
  const std::string person_id = absl::StrFormat("p-%06d", options_.first_person + person_count_++);
  const auto push = [&](absl::string_view what) -> command::v1::Command& {
    return Add(on, options_.coordinator, absl::StrCat(what, "/", person_id));
  };
  auto* person = push("person").mutable_register_person();
  person->set_person_id(person_id);
  person->set_region(options_.region);
  const Name name = names_.Make(&random_);
  person->mutable_personal_data()->set_name(name.full);
  person->mutable_personal_data()->set_email(name.email);
  auto* engagement = push("former-engagement").mutable_start_engagement();
  engagement->set_engagement_id(absl::StrFormat("%s-d-%04d", options_.prefix, ++engagement_count_));
  engagement->set_person_id(person_id);
  engagement->set_practice_id(std::string(practice_id));
  engagement->set_role(role);
  *engagement->mutable_from() = ToProto(practice.from);
  *engagement->mutable_until() = ToProto(until);
  const std::string officer = "privacy-officer";
  auto* request = push("erasure-request").mutable_request_erasure();
  request->set_person_id(person_id);
  request->set_ground("Op eigen verzoek; de bewaartermijn is voorbij.");
  request->set_requested_by(person_id);
  request->set_decided_by(officer);
  auto* destroy = push("erasure-key").mutable_destroy_person_key();
  destroy->set_person_id(person_id);
  destroy->set_decided_by(officer);
  auto* confirm = push("erasure-confirmed").mutable_confirm_erasure();
  confirm->set_person_id(person_id);
  confirm->set_decided_by(officer);
}

}  // namespace logboek::demo
