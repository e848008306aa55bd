// What practices hand in: the half of History that speaks of plans, lines, forms and requests.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/demo/dates.h"
#include "deploy/demo/digest.h"
#include "deploy/demo/history.h"
#include "storage/base/check.h"

namespace logboek::demo {
absl::CivilDay History::PushDayOf(absl::string_view unit_id, absl::CivilDay on) const {
  const auto plan = joint_plans_.find(unit_id);
  if (plan == joint_plans_.end()) {
    const auto practice = practices_.find(unit_id);
    CHECK(practice != practices_.end(), "a unit is a practice or a joint plan");
    return std::max(on, practice->second.entered_on);
  }
  const bool any = std::any_of(plan->second.begin(), plan->second.end(), [&](const Member& member) {
    return member.from <= on && on < member.until;
  });
  CHECK(any, "a joint plan has members on the day");
  return on;
}

void History::SubmitPlan(absl::string_view unit_id, uint32_t period, absl::CivilDay on,
                         bool kept_locally) {
  const std::string name = absl::StrCat("plan/", unit_id, "/", period);
  const std::string source_id = absl::StrCat(name, "/", ++versions_[name]);
  auto* plan =
      Add(PushDayOf(unit_id, on), options_.coordinator, source_id).mutable_submit_practice_plan();
  if (joint_plans_.count(unit_id) == 0) {
    plan->set_practice_id(std::string(unit_id));
  } else {
    plan->set_joint_plan_id(std::string(unit_id));
  }
  plan->set_period(period);
  *plan->mutable_submitted_on() = ToProto(on);
  plan->set_document_sha256(DigestOf(source_id));
  plan->set_submitted_by(absl::StrCat("praktijkhouder-", unit_id));
  plan->set_kept_locally(kept_locally);
}

void History::CheckNotChosen(const Choice& choice) const {
  for (const auto& [id, line] : lines_) {
    const bool same = line.active && line.choice.unit_id == choice.unit_id &&
                      line.choice.period == choice.period &&
                      line.choice.menu_slug == choice.menu_slug;
    CHECK(!same, "a unit chooses a row once in a period");
  }
}

std::string History::Choose(const Choice& choice) {
  CheckNotChosen(choice);
  const std::string id = absl::StrFormat("%s-l-%05d", options_.prefix, lines_.size() + 1);
  auto* line =
      Add(PushDayOf(choice.unit_id, choice.on), options_.coordinator, absl::StrCat("line/", id))
          .mutable_choose_intervention();
  line->set_line_id(id);
  if (joint_plans_.count(choice.unit_id) == 0) {
    line->set_practice_id(choice.unit_id);
  } else {
    line->set_joint_plan_id(choice.unit_id);
  }
  line->set_period(choice.period);
  line->set_menu_slug(choice.menu_slug);
  line->set_mode(choice.mode);
  *line->mutable_chosen_on() = ToProto(choice.on);
  if (choice.with_text) line->set_text_sha256(DigestOf(id));
  lines_[id] = {.choice = choice, .since = choice.on, .active = true};
  return id;
}

History::Line& History::ActiveLine(absl::string_view line_id, absl::CivilDay on) {
  const auto found = lines_.find(line_id);
  CHECK(found != lines_.end() && found->second.active && found->second.since <= on);
  return found->second;
}

void History::ChangeLine(absl::string_view line_id, absl::string_view menu_slug,
                         absl::CivilDay on) {
  Line& line = ActiveLine(line_id, on);
  line.choice.menu_slug = std::string(menu_slug);
  line.since = on;
  auto* change = Add(on, options_.coordinator, absl::StrCat("line/", line_id, "/", menu_slug))
                     .mutable_change_intervention();
  change->set_line_id(std::string(line_id));
  change->set_menu_slug(std::string(menu_slug));
  *change->mutable_changed_on() = ToProto(on);
}

void History::WithdrawLine(absl::string_view line_id, absl::CivilDay on) {
  ActiveLine(line_id, on).active = false;
  auto* change = Add(on, options_.coordinator, absl::StrCat("line/", line_id, "/withdrawn"))
                     .mutable_change_intervention();
  change->set_line_id(std::string(line_id));
  *change->mutable_changed_on() = ToProto(on);
  change->set_withdraw(true);
}

void History::JustifyLine(absl::string_view line_id, absl::CivilDay on) {
  ActiveLine(line_id, on).since = on;
  auto* text = Add(on, options_.coordinator, absl::StrCat("line/", line_id, "/text"))
                   .mutable_justify_intervention();
  text->set_line_id(std::string(line_id));
  *text->mutable_justified_on() = ToProto(on);
  text->set_text_sha256(DigestOf(line_id));
}

void History::DeclareIntent(absl::string_view practice_id, uint32_t period,
                            const std::vector<std::string>& menu_slugs, absl::CivilDay on) {
  auto* intent = AddAbout(practice_id, on, absl::StrCat("intent/", practice_id, "/", period))
                     .mutable_declare_training_intent();
  intent->set_practice_id(std::string(practice_id));
  intent->set_period(period);
  *intent->mutable_declared_on() = ToProto(on);
  for (const std::string& slug : menu_slugs) intent->add_menu_slugs(slug);
}

void History::StateFundUse(absl::string_view practice_id, uint32_t year, absl::CivilDay on) {
  const std::string source_id = absl::StrCat("fund-use/", practice_id, "/", year);
  auto* use = AddAbout(practice_id, on, source_id).mutable_state_fund_use();
  use->set_practice_id(std::string(practice_id));
  use->set_period(year);
  *use->mutable_stated_on() = ToProto(on);
  use->set_document_sha256(DigestOf(source_id));
}

void History::AnswerSurvey(const SurveyAnswer& answer) {
  const std::string name =
      absl::StrCat("survey/", answer.survey, "/", answer.practice_id, "/", answer.period);
  auto* survey = AddAbout(answer.practice_id, answer.on, absl::StrCat(name, "/", ++versions_[name]))
                     .mutable_answer_survey();
  survey->set_practice_id(answer.practice_id);
  survey->set_survey(answer.survey);
  survey->set_period(answer.period);
  *survey->mutable_answered_on() = ToProto(answer.on);
  survey->set_yes(answer.yes);
  survey->set_count(answer.count);
}

void History::SignStatement(absl::string_view practice_id, absl::string_view obligation_id,
                            uint32_t period, absl::CivilDay on) {
  auto* statement =
      AddAbout(practice_id, on,
               absl::StrCat("statement/", practice_id, "/", obligation_id, "/", period))
          .mutable_sign_statement();
  statement->set_practice_id(std::string(practice_id));
  statement->set_obligation_id(std::string(obligation_id));
  statement->set_period(period);
  *statement->mutable_signed_on() = ToProto(on);
}

std::string History::RequestData(absl::string_view practice_id, absl::string_view subject,
                                 absl::CivilDay on, absl::CivilDay due_on) {
  CHECK(on < due_on);
  const std::string id = absl::StrFormat("%s-data-%03d", options_.prefix, requests_.size() + 1);
  requests_[id] = {.requested_on = on, .answered = false};
  auto* request = AddAbout(practice_id, on, absl::StrCat("request/", id)).mutable_request_data();
  request->set_request_id(id);
  request->set_practice_id(std::string(practice_id));
  request->set_subject(std::string(subject));
  *request->mutable_requested_on() = ToProto(on);
  *request->mutable_due_on() = ToProto(due_on);
  return id;
}

void History::AnswerData(absl::string_view request_id, absl::CivilDay on) {
  Request& request = requests_.find(request_id)->second;
  CHECK(!request.answered && request.requested_on < on);
  request.answered = true;
  auto* answer = Add(on, options_.coordinator, absl::StrCat("request/", request_id, "/answer"))
                     .mutable_answer_data_request();
  answer->set_request_id(std::string(request_id));
  *answer->mutable_answered_on() = ToProto(on);
  answer->set_text_sha256(DigestOf(request_id));
}

void History::DeclareTraining(const Training& training, absl::string_view practice_id,
                              absl::CivilDay on) {
  CHECK(training.done_on <= on && IsEngaged(training.person_id, practice_id, on));
  CHECK(declared_.emplace(training.person_id, training.menu_slug, training.done_on).second);
  const std::string source_id =
      absl::StrCat("external/", training.person_id, "/", training.menu_slug);
  auto* declaration = AddAbout(practice_id, on, source_id).mutable_declare_external_training();
  declaration->set_person_id(training.person_id);
  declaration->set_practice_id(std::string(practice_id));
  declaration->set_menu_slug(training.menu_slug);
  *declaration->mutable_done_on() = ToProto(training.done_on);
  declaration->set_certificate_sha256(DigestOf(source_id));
  declaration->set_declared_by(absl::StrCat("praktijkhouder-", practice_id));
}

void History::RefuseRecognition(const Training& training, const Decision& decision) {
  CHECK(training.done_on < decision.on);
  CHECK(declared_.erase({training.person_id, training.menu_slug, training.done_on}) == 1);
  auto* refusal =
      Add(decision.on, options_.coordinator,
          absl::StrCat("external/", training.person_id, "/", training.menu_slug, "/refused"))
          .mutable_refuse_recognition();
  refusal->set_person_id(training.person_id);
  refusal->set_region(options_.region);
  refusal->set_menu_slug(training.menu_slug);
  *refusal->mutable_done_on() = ToProto(training.done_on);
  *refusal->mutable_decided_on() = ToProto(decision.on);
  refusal->set_decided_by(decision.decided_by);
  refusal->set_reason(decision.reason);
}

}  // namespace logboek::demo
