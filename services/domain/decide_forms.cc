// What practices hand in and answer: practice plans, statements, surveys, data on request. Nothing
// is refused for coming late; whether it counts is for the verdicts to say.
#include <algorithm>

#include "services/domain/decide_internal.h"

namespace logboek::domain {
namespace {

// About whom and when a form is, checked.
struct Form {
  std::shared_ptr<const Practice> practice;
  std::shared_ptr<const Region> region;
  absl::CivilDay given_on;
};

absl::StatusOr<Form> GetForm(const Situation& s, const std::string& practice_id, uint32_t period,
                             absl::string_view date_field, const google::type::Date& date) {
  Form form;
  ASSIGN_OR_RETURN(form.practice, GetPractice(s, practice_id));
  ASSIGN_OR_RETURN(form.region, GetRegion(s, form.practice->region));
  ASSIGN_OR_RETURN(form.given_on, PastDateOrToday(s, date_field, date));
  RETURN_IF_ERROR(CheckPeriod(*form.region, period));
  return form;
}

// Whether some row of the menu has the slug, on whatever day.
bool WasEverOnMenu(const Region& region, const std::string& slug) {
  return std::any_of(region.plans.begin(), region.plans.end(), [&](const auto& plan) {
    const auto& menu = plan.second->plan.menu();
    return std::any_of(menu.begin(), menu.end(),
                       [&](const auto& item) { return item.slug() == slug; });
  });
}

absl::Status CheckSurvey(const Region& region, const std::string& survey) {
  RETURN_IF_ERROR(CheckIdentifier("survey", survey));
  const bool known = std::any_of(region.plans.begin(), region.plans.end(), [&](const auto& plan) {
    const auto& surveys = plan.second->plan.surveys();
    return std::any_of(surveys.begin(), surveys.end(),
                       [&](const auto& each) { return each.id() == survey; });
  });
  return known ? absl::OkStatus() : Unknown("survey", survey);
}

// Whether the obligation asks for a signed statement: as a tick, or as something required (TW-18).
bool AsksForSignature(const regioplan::v1::Obligation& obligation) {
  return obligation.statement().form() == regioplan::v1::STATEMENT_FORM_SIGNED;
}

}  // namespace

Decision Decide(const Situation& s, const cmd::SubmitPracticePlan& command) {
  ASSIGN_OR_RETURN(const absl::CivilDay submitted_on,
                   PastDateOrToday(s, "submitted_on", command.submitted_on()));
  ASSIGN_OR_RETURN(const Unit unit, GetUnit(s, command, submitted_on));
  ASSIGN_OR_RETURN(std::shared_ptr<const Region> region, GetRegion(s, unit.region));
  RETURN_IF_ERROR(CheckPeriod(*region, command.period()));
  RETURN_IF_ERROR(CheckHash("document_sha256", command.document_sha256()));
  RETURN_IF_ERROR(CheckIdentifier("submitted_by", command.submitted_by()));
  ProposedEvent proposed = Propose(unit.region, submitted_on);
  ev::PracticePlanSubmitted& event = *proposed.event.mutable_practice_plan_submitted();
  for (const auto& practice : unit.practices) event.add_practice_ids(practice->id);
  event.set_joint_plan_id(unit.joint_plan_id);
  event.set_period(command.period());
  *event.mutable_submitted_on() = ToProto(submitted_on);
  event.set_document_sha256(command.document_sha256());
  event.set_submitted_by(command.submitted_by());
  event.set_kept_locally(command.kept_locally());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::DeclareTrainingIntent& command) {
  ASSIGN_OR_RETURN(const Form form, GetForm(s, command.practice_id(), command.period(),
                                            "declared_on", command.declared_on()));
  RETURN_IF_ERROR(CheckOptionalHash("text_sha256", command.text_sha256()));
  RETURN_IF_ERROR(CheckCount("menu_slugs", command.menu_slugs_size()));
  if (command.menu_slugs().empty()) return CheckIdentifier("menu_slugs", "");
  ProposedEvent proposed = Propose(form.region->id, form.given_on);
  ev::TrainingIntentDeclared& event = *proposed.event.mutable_training_intent_declared();
  event.set_practice_id(form.practice->id);
  event.set_period(command.period());
  *event.mutable_declared_on() = ToProto(form.given_on);
  for (const std::string& slug : command.menu_slugs()) {
    RETURN_IF_ERROR(CheckIdentifier("menu_slugs", slug));
    // The training lies ahead; on which day, nobody knows yet.
    if (!WasEverOnMenu(*form.region, slug)) return Unknown("menu item", slug);
    event.add_menu_slugs(slug);
  }
  event.set_text_sha256(command.text_sha256());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::StateFundUse& command) {
  ASSIGN_OR_RETURN(const Form form, GetForm(s, command.practice_id(), command.period(), "stated_on",
                                            command.stated_on()));
  if (command.period() < kYearMin) {
    return Invalid("NO_SUCH_PERIOD",
                   absl::StrCat("the use of funds is stated for a calendar year; ",
                                command.period(), " is none"),
                   {{"field", "period"}, {"period", absl::StrCat(command.period())}});
  }
  RETURN_IF_ERROR(CheckHash("document_sha256", command.document_sha256()));
  ProposedEvent proposed = Propose(form.region->id, form.given_on);
  ev::FundUseStated& event = *proposed.event.mutable_fund_use_stated();
  event.set_practice_id(form.practice->id);
  event.set_period(command.period());
  *event.mutable_stated_on() = ToProto(form.given_on);
  event.set_document_sha256(command.document_sha256());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::AnswerSurvey& command) {
  ASSIGN_OR_RETURN(const Form form, GetForm(s, command.practice_id(), command.period(),
                                            "answered_on", command.answered_on()));
  RETURN_IF_ERROR(CheckSurvey(*form.region, command.survey()));
  RETURN_IF_ERROR(CheckOptionalHash("text_sha256", command.text_sha256()));
  ProposedEvent proposed = Propose(form.region->id, form.given_on);
  ev::SurveyAnswered& event = *proposed.event.mutable_survey_answered();
  event.set_practice_id(form.practice->id);
  event.set_survey(command.survey());
  event.set_period(command.period());
  *event.mutable_answered_on() = ToProto(form.given_on);
  event.set_yes(command.yes());
  event.set_count(command.count());
  event.set_text_sha256(command.text_sha256());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::RequestData& command) {
  RETURN_IF_ERROR(CheckIdentifier("request_id", command.request_id()));
  ASSIGN_OR_RETURN(std::shared_ptr<const Practice> practice, GetPractice(s, command.practice_id()));
  RETURN_IF_ERROR(CheckText("subject", command.subject()));
  ASSIGN_OR_RETURN(const absl::CivilDay requested_on,
                   PastDateOrToday(s, "requested_on", command.requested_on()));
  RETURN_IF_ERROR(CheckDate("due_on", command.due_on()));
  RETURN_IF_ERROR(CheckOrder("due_on", ToProto(requested_on), command.due_on()));
  if (s.reg.data_request_practices.contains(command.request_id())) {
    return Taken(
        "ALREADY_REGISTERED",
        absl::StrCat("the data request \"", command.request_id(), "\" is recorded already"),
        {{"id", command.request_id()}});
  }
  ProposedEvent proposed = Propose(practice->region, requested_on);
  ev::DataRequested& event = *proposed.event.mutable_data_requested();
  event.set_request_id(command.request_id());
  event.set_practice_id(practice->id);
  event.set_subject(command.subject());
  *event.mutable_requested_on() = ToProto(requested_on);
  *event.mutable_due_on() = command.due_on();
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::AnswerDataRequest& command) {
  RETURN_IF_ERROR(CheckIdentifier("request_id", command.request_id()));
  ASSIGN_OR_RETURN(const absl::CivilDay answered_on,
                   PastDateOrToday(s, "answered_on", command.answered_on()));
  RETURN_IF_ERROR(CheckOptionalHash("text_sha256", command.text_sha256()));
  const auto holder = s.reg.data_request_practices.find(command.request_id());
  if (holder == s.reg.data_request_practices.end()) {
    return Unknown("data request", command.request_id());
  }
  const auto practice = Find(s.reg.practices, holder->second);
  const auto request = std::find_if(
      practice->data_requests.begin(), practice->data_requests.end(),
      [&](const DataRequest& each) { return each.request_id == command.request_id(); });
  if (request->answered_on != kNoEnd) {
    return Taken("ALREADY_ANSWERED",
                 absl::StrCat("the data request \"", request->request_id, "\" was answered on ",
                              ToIso(request->answered_on), " already"),
                 {{"request_id", request->request_id}, {"event_id", request->ref.event_id}});
  }
  RETURN_IF_ERROR(CheckOrder("answered_on", ToProto(request->requested_on), ToProto(answered_on)));
  ProposedEvent proposed = Propose(practice->region, answered_on);
  ev::DataRequestAnswered& event = *proposed.event.mutable_data_request_answered();
  event.set_request_id(request->request_id);
  event.set_practice_id(practice->id);
  *event.mutable_answered_on() = ToProto(answered_on);
  event.set_text_sha256(command.text_sha256());
  return Events{proposed};
}

Decision Decide(const Situation& s, const cmd::SignStatement& command) {
  ASSIGN_OR_RETURN(const Form form, GetForm(s, command.practice_id(), command.period(), "signed_on",
                                            command.signed_on()));
  ASSIGN_OR_RETURN(const regioplan::v1::Obligation* obligation,
                   GetObligation(*form.region, command.obligation_id()));
  RETURN_IF_ERROR(CheckOptionalHash("text_sha256", command.text_sha256()));
  if (!AsksForSignature(*obligation)) {
    return Invalid("NOT_A_STATEMENT",
                   absl::StrCat(obligation->id(),
                                " asks for no signed statement; record what it "
                                "asks for instead"),
                   {{"field", "obligation_id"}});
  }
  RETURN_IF_ERROR(CheckHoldsFor(*obligation, command.period()));
  ProposedEvent proposed = Propose(form.region->id, form.given_on);
  ev::StatementSigned& event = *proposed.event.mutable_statement_signed();
  event.set_practice_id(form.practice->id);
  event.set_obligation_id(obligation->id());
  event.set_period(command.period());
  *event.mutable_signed_on() = ToProto(form.given_on);
  event.set_text_sha256(command.text_sha256());
  return Events{proposed};
}

}  // namespace logboek::domain
