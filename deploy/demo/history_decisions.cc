// What the region does: the half of History that speaks of visits, menus, readings, closed years
// and reports.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/digest.h"
#include "deploy/demo/history.h"
#include "storage/base/check.h"

namespace logboek::demo {

void History::Invite(absl::string_view practice_id, absl::CivilDay on) {
  CHECK(TakesPart(practice_id, on));
  auto* invitation = AddAbout(practice_id, on, absl::StrCat("invite/", practice_id, "/", ToIso(on)))
                         .mutable_invite_practice();
  invitation->set_practice_id(std::string(practice_id));
  *invitation->mutable_invited_on() = ToProto(on);
}

void History::Visit(absl::string_view practice_id, const std::vector<std::string>& topics,
                    absl::CivilDay on) {
  CHECK(TakesPart(practice_id, on));
  auto* visit = AddAbout(practice_id, on + 1, absl::StrCat("visit/", practice_id, "/", ToIso(on)))
                    .mutable_record_practice_visit();
  visit->set_practice_id(std::string(practice_id));
  *visit->mutable_held_on() = ToProto(on);
  for (const std::string& topic : topics) visit->add_topics(topic);
  visit->set_held_by(absl::StrCat("consulent-", options_.prefix));
}

void History::Remind(absl::string_view practice_id, absl::string_view obligation_id,
                     uint32_t period, absl::CivilDay on) {
  auto* reminder = AddAbout(practice_id, on,
                            absl::StrCat("reminder/", practice_id, "/", obligation_id, "/", period,
                                         "/", ToIso(on)))
                       .mutable_record_reminder();
  reminder->set_practice_id(std::string(practice_id));
  reminder->set_obligation_id(std::string(obligation_id));
  reminder->set_period(period);
  *reminder->mutable_sent_on() = ToProto(on);
}

void History::PublishMenuItem(const regioplan::v1::MenuItem& item, absl::CivilDay on) {
  auto* publication =
      Add(on, options_.coordinator, absl::StrCat("menu/", item.slug())).mutable_publish_menu_item();
  publication->set_region(options_.region);
  *publication->mutable_item() = item;
}

void History::RetireMenuItem(absl::string_view menu_slug, absl::CivilDay until, absl::CivilDay on) {
  auto* retirement =
      Add(on, options_.coordinator, absl::StrCat("menu/", menu_slug, "/until/", ToIso(until)))
          .mutable_retire_menu_item();
  retirement->set_region(options_.region);
  retirement->set_menu_slug(std::string(menu_slug));
  *retirement->mutable_until() = ToProto(until);
}

void History::Interpret(absl::string_view interpretation_id, absl::string_view option,
                        absl::CivilDay valid_from, const Decision& decision) {
  CHECK(decision.on <= valid_from, "what has begun keeps its reading");
  auto* reading = Add(decision.on, options_.coordinator,
                      absl::StrCat("reading/", interpretation_id, "/", ToIso(valid_from)))
                      .mutable_decide_interpretation();
  reading->set_region(options_.region);
  reading->set_interpretation_id(std::string(interpretation_id));
  reading->set_option(std::string(option));
  *reading->mutable_valid_from() = ToProto(valid_from);
  *reading->mutable_decided_on() = ToProto(decision.on);
  reading->set_decided_by(decision.decided_by);
  reading->set_ground(decision.reason);
}

void History::CloseYear(absl::string_view practice_id, uint32_t period, absl::CivilDay on) {
  const std::string name = absl::StrCat("close/", practice_id, "/", period);
  auto* closing =
      AddAbout(practice_id, on, absl::StrCat(name, "/", ++versions_[name])).mutable_close_year();
  closing->set_practice_id(std::string(practice_id));
  closing->set_period(period);
  closing->set_closed_by(absl::StrCat("coordinator-", options_.prefix));
}

void History::Release(ReportScope scope, bool released, const Decision& decision) {
  if (released) {
    released_on_[scope] = decision.on;
  } else {
    released_on_.erase(scope);
  }
  auto* release = Add(decision.on, options_.coordinator,
                      absl::StrCat("release/", static_cast<int>(scope), "/", ToIso(decision.on)))
                      .mutable_decide_release();
  release->set_region(options_.region);
  release->set_scope(scope);
  *release->mutable_decided_on() = ToProto(decision.on);
  release->set_decided_by(decision.decided_by);
  release->set_ground(decision.reason);
  release->set_released(released);
}

void History::IssueReport(const ReportSpec& spec) {
  CHECK(options_.events_before > 0, "a position counts from the first event of the log");
  const bool leaves = spec.recipient_class == RecipientClass::RECIPIENT_CLASS_INSURER;
  const auto released = released_on_.find(spec.scope);
  CHECK(!leaves || spec.scope == ReportScope::REPORT_SCOPE_REGION ||
            (released != released_on_.end() && released->second <= spec.at),
        "an insurer gets rows only once they were released");
  const std::string source_id = absl::StrCat("report/", spec.id);
  reports_at_[source_id] = spec.at;
  auto* report = Add(spec.at + 7, options_.coordinator, source_id).mutable_issue_report();
  report->set_report_id(spec.id);
  report->set_region(options_.region);
  report->set_scope(spec.scope);
  report->set_recipient_class(spec.recipient_class);
  report->set_recipient(spec.recipient);
  *report->mutable_at() = ToProto(spec.at);
  report->set_filter(spec.filter);
  report->set_report_sha256(DigestOf(source_id));
}

}  // namespace logboek::demo
