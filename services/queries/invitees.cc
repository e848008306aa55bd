#include "services/queries/invitees.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/queries/refusals.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

using regioplan::Verdict;

absl::Status CheckComing(const domain::Session& session, absl::CivilDay at) {
  if (session.cancelled) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "SESSION_CANCELLED",
        absl::StrCat("session \"", session.id, "\" was cancelled; ask about one that will be held"),
        {{"session_id", session.id}});
  }
  if (session.date >= at) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "SESSION_HELD",
      absl::StrCat("session \"", session.id, "\" was held on ", domain::ToIso(session.date),
                   ", before ", domain::ToIso(at), "; ask about a coming one or an earlier day"),
      {{"session_id", session.id}, {"date", domain::ToIso(session.date)}});
}

// A calendar with nothing but the session, and a place there for everybody: what is bookable in it
// is what the session can fill.
std::shared_ptr<const regioplan::ComingSessions> OnlyThis(const domain::Register& reg,
                                                          const domain::Session& session) {
  auto open = std::make_shared<domain::Session>(session);
  open->capacity = 0;
  auto coming = std::make_shared<regioplan::ComingSessions>();
  coming->by_kind[open->kind] = {open};
  if (const auto offering = domain::Find(reg.offerings, open->offering_id)) {
    for (const std::string& slug : offering->menu_slugs) coming->by_slug[slug] = {open};
  }
  return coming;
}

class Inviting {
 public:
  Inviting(const List& list, std::shared_ptr<const domain::Session> session)
      : list_(list), session_(std::move(session)) {
    const domain::Register& reg = list_.reg();
    only_this_ = OnlyThis(reg, *session_);
    series_ = domain::Find(reg.series, session_->series_id);
    for (const auto& [person_id, enrolment_id] : session_->active_enrolments) {
      auto enrolment = domain::Find(reg.enrolments, enrolment_id);
      if (enrolment == nullptr) continue;
      practices_enrolled_.insert(enrolment->practice_id);
      enrolled_.push_back(std::move(enrolment));
    }
    std::sort(enrolled_.begin(), enrolled_.end(), [](const auto& a, const auto& b) {
      return std::tie(a->practice_id, a->person_id) < std::tie(b->practice_id, b->person_id);
    });
  }

  void Consider(const regioplan::PracticeFacts& facts, const std::vector<Verdict>& verdicts) {
    regioplan::PracticeFacts alone = facts;
    alone.coming = only_this_;
    Invitee invitee{.practice = facts.practice, .cohort_match = IsForCohortOf(*facts.practice)};
    const std::vector<Verdict> fillable =
        regioplan::Evaluate(alone, list_.at(), {.with_evidence = false, .with_openings = true});
    for (size_t i = 0; i < verdicts.size(); ++i) {
      if (GivesVerdict(verdicts[i]) && IsOpenNeed(verdicts[i])) {
        AddNeed(facts, verdicts[i], fillable[i], &invitee);
      }
    }
    if (invitee.needs.empty()) return;
    std::sort(invitee.needs.begin(), invitee.needs.end(), Presses);
    invitees_.push_back(std::move(invitee));
  }

  std::vector<Invitee> TakeInvitees() {
    std::stable_sort(invitees_.begin(), invitees_.end(), [](const Invitee& a, const Invitee& b) {
      return Presses(a.needs[0], b.needs[0]);
    });
    return std::move(invitees_);
  }

  const std::vector<std::shared_ptr<const domain::EnrolmentRecord>>& enrolled() const {
    return enrolled_;
  }

 private:
  static bool Presses(const SessionNeed& a, const SessionNeed& b) {
    const auto key = [](const SessionNeed& need) {
      return std::tuple(need.status != regioplan::Status::kAtRisk, need.other_bookable,
                        need.days_left);
    };
    return key(a) < key(b);
  }

  // `fillable` is the same row in a calendar of this session alone.
  void AddNeed(const regioplan::PracticeFacts& facts, const Verdict& verdict,
               const Verdict& fillable, Invitee* invitee) const {
    if (fillable.bookable == 0) return;
    if (!fillable.openings->people.empty()) {
      if (!AddPeople(facts, fillable, invitee)) return;
    } else if (HoldsPlace(facts, verdict)) {
      return;
    }
    const bool listed =
        std::any_of(verdict.openings->sessions.begin(), verdict.openings->sessions.end(),
                    [&](const domain::Session* session) { return session->id == session_->id; });
    const uint32_t here = listed ? fillable.bookable : 0;
    invitee->needs.push_back(
        {.obligation = PeriodOf(verdict),
         .status = verdict.status,
         .missing = verdict.missing,
         .other_bookable = verdict.bookable > here ? verdict.bookable - here : 0,
         .days_left = DaysLeft(verdict, list_.at())});
  }

  // Somebody of the practice goes already, or of a partner that will speak for it.
  bool HoldsPlace(const regioplan::PracticeFacts& facts, const Verdict& verdict) const {
    if (practices_enrolled_.contains(facts.practice->id)) return true;
    if (!verdict.obligation->has_session_count()) return false;
    const auto& kinds = verdict.obligation->session_count().represented_kinds();
    if (std::find(kinds.begin(), kinds.end(), session_->kind) == kinds.end()) return false;
    return std::any_of(facts.partners.begin(), facts.partners.end(), [&](const auto& partner) {
      return practices_enrolled_.contains(partner.first) &&
             SharesUnit(facts, partner.first, session_->date);
    });
  }

  static bool SharesUnit(const regioplan::PracticeFacts& facts, absl::string_view partner_id,
                         absl::CivilDay day) {
    const auto on_day = [&](const auto& members, absl::string_view id) {
      return std::any_of(members.begin(), members.end(), [&](const auto& member) {
        return member.practice_id == id && member.period.Contains(day);
      });
    };
    const auto together = [&](const auto& group) {
      return on_day(group->members, facts.practice->id) && on_day(group->members, partner_id);
    };
    return std::any_of(facts.joint_plans.begin(), facts.joint_plans.end(), together) ||
           std::any_of(facts.health_centres.begin(), facts.health_centres.end(), together);
  }

  // False when everybody who could come has a place already.
  bool AddPeople(const regioplan::PracticeFacts& facts, const Verdict& fillable,
                 Invitee* invitee) const {
    bool some = false;
    for (const regioplan::OpenPerson& person : fillable.openings->people) {
      if (session_->active_enrolments.contains(person.person_id)) continue;
      some = true;
      const bool named =
          std::any_of(invitee->people.begin(), invitee->people.end(),
                      [&](const OpenStaff& other) { return other.person_id == person.person_id; });
      if (named) continue;
      invitee->people.push_back(StaffOf(facts, person, list_.at()));
    }
    return some;
  }

  bool IsForCohortOf(const domain::Practice& practice) const {
    if (series_ == nullptr || series_->cohort_ids.empty()) return true;
    const auto* const participation = domain::ParticipationOn(practice, list_.at());
    const auto& ids = series_->cohort_ids;
    return participation != nullptr &&
           std::find(ids.begin(), ids.end(), participation->cohort_id) != ids.end();
  }

  const List& list_;
  const std::shared_ptr<const domain::Session> session_;
  std::shared_ptr<const regioplan::ComingSessions> only_this_;
  std::shared_ptr<const domain::Series> series_;
  // Of the practices with an active enrolment for the session.
  absl::flat_hash_set<std::string> practices_enrolled_;
  std::vector<std::shared_ptr<const domain::EnrolmentRecord>> enrolled_;
  std::vector<Invitee> invitees_;
};

// About how many bytes the row is on the wire, rather too many than too few.
size_t InviteeWeight(const Invitee& invitee) {
  constexpr size_t kFixedBytes = 256;
  return kFixedBytes * (1 + invitee.needs.size()) + 160 * invitee.people.size() +
         invitee.practice->name.size();
}

}  // namespace

absl::StatusOr<InviteesAnswer> Ask(const Registers& registers, const InviteesQuestion& question) {
  ASSIGN_OR_RETURN(const List list, List::OpenForSession(registers, question.frame,
                                                         question.session_id, {"invitees"}));
  const domain::Register& reg = list.reg();
  auto session = domain::Find(reg.sessions, question.session_id);
  RETURN_IF_ERROR(CheckComing(*session, list.at()));

  Inviting inviting(list, session);
  RETURN_IF_ERROR(VisitPractices(
      list, {.with_evidence = false, .with_openings = true},
      [&](const regioplan::PracticeFacts& facts, const std::vector<Verdict>& verdicts) {
        inviting.Consider(facts, verdicts);
      }));
  InviteesAnswer answer{
      .invitees = inviting.TakeInvitees(), .at = list.at(), .position = list.position()};
  answer.session = {.session = session,
                    .offering = domain::Find(reg.offerings, session->offering_id)};
  if (list.is_first_page()) answer.enrolled = inviting.enrolled();
  answer.invitees_total = answer.invitees.size();
  answer.next_page_token = list.Cut(InviteeWeight, &answer.invitees);
  return answer;
}

}  // namespace logboek::queries
