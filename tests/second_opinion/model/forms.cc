// What is handed in, answered or held (R4): practice plans and other forms, visits, data on
// request. Each is worked out as it stood on every day of the window.
#include <algorithm>
#include <functional>
#include <optional>

#include "absl/strings/str_cat.h"
#include "tests/second_opinion/model/review.h"

namespace logboek::second_opinion {
namespace {

// The first day of the window, up to `at`, on which it was so.
std::optional<absl::CivilDay> FirstDay(const Review& review, const Period& window,
                                       const std::function<bool(absl::CivilDay)>& is_so) {
  for (absl::CivilDay day = window.from; day <= review.at; ++day) {
    if (is_so(day)) return day;
  }
  return std::nullopt;
}

// R15: of a row that has not begun nothing is shown.
void ShowFact(const Review& review, const Line& line, Row* row) {
  if (review.at >= row->opinion.window.from) row->opinion.lines.push_back(line);
}

class StatementJudge {
 public:
  StatementJudge(const Review& review, Row* row)
      : review_(review),
        row_(row),
        measure_(row->obligation->statement()),
        ours_(OursIn(review, *row)) {
    for (const Form& form : review.world.forms) {
      if (IsMeant(form)) forms_.push_back(&form);
    }
  }

  void Run() {
    Opinion& opinion = row_->opinion;
    opinion.window = row_->year.real;
    opinion.threshold = opinion.denominator = IsNumber() ? measure_.minimum() : 1;
    const Form* last = LastOn(review_.at);
    if (last != nullptr) opinion.numerator = IsNumber() ? last->count : Passes(*last);
    SettleForm(review_, &opinion);
    if (opinion.status == "met") {
      opinion.first_met_on = FirstDay(review_, opinion.window, [&](absl::CivilDay day) {
        const Form* form = LastOn(day);
        return form != nullptr && Passes(*form);
      });
    }
    const bool is_survey = measure_.form() == rp::STATEMENT_FORM_SURVEY;
    if (is_survey && last == nullptr && opinion.status == "not_met") {
      AddFlag("awaiting_answer", &opinion.flags);
    }
    for (const Form* form : forms_) {
      if (form->given_on <= review_.at) ShowFact(review_, LineOf(*form, last), row_);
    }
  }

 private:
  bool IsNumber() const {
    return measure_.form() == rp::STATEMENT_FORM_SURVEY && measure_.test() == rp::SURVEY_TEST_COUNT;
  }

  bool IsMeant(const Form& form) const {
    std::string about;
    if (measure_.form() == rp::STATEMENT_FORM_SURVEY) about = measure_.survey();
    if (measure_.form() == rp::STATEMENT_FORM_SIGNED) about = row_->obligation->id();
    return form.form == measure_.form() && form.about == about &&
           form.period == row_->year.number && !OursOf(form).empty();
  }

  // The first of our practices it is for; empty = none.
  std::string OursOf(const Form& form) const {
    for (const std::string& ours : ours_) {
      if (Contains(form.practices, ours)) return ours;
    }
    return "";
  }

  // R4: after the period only an answer that may come late.
  bool IsInTime(const Form& form) const {
    return measure_.may_come_after() || form.given_on < row_->year.real.until;
  }

  // The version that counts on the day: a later one takes the place of the one before.
  const Form* LastOn(absl::CivilDay day) const {
    const Form* last = nullptr;
    for (const Form* form : forms_) {
      if (IsInTime(*form) && form->given_on <= day) last = form;
    }
    return last;
  }

  bool Passes(const Form& form) const {
    if (form.kept_locally && !measure_.kept_locally_counts()) return false;
    if (measure_.form() != rp::STATEMENT_FORM_SURVEY) return true;
    if (measure_.test() == rp::SURVEY_TEST_YES) return form.yes;
    return measure_.test() != rp::SURVEY_TEST_COUNT || form.count >= measure_.minimum();
  }

  std::string Subject() const {
    switch (measure_.form()) {
      case rp::STATEMENT_FORM_PRACTICE_PLAN:
        return "practice_plan";
      case rp::STATEMENT_FORM_FUND_USE:
        return "fund_use";
      case rp::STATEMENT_FORM_SURVEY:
        return "survey:" + measure_.survey();
      case rp::STATEMENT_FORM_TRAINING_INTENT:
        return "training_intent";
      default:
        return "signed";
    }
  }

  Line LineOf(const Form& form, const Form* last) const {
    Line line{form.given_on, form.position, "", OursOf(form), Subject()};
    line.reason = "DUPLICATE";
    if (!IsInTime(form)) line.reason = "OUTSIDE_WINDOW";
    if (&form == last) line.reason = Passes(form) ? "COUNTED" : "NOT_RECOGNISED";
    return line;
  }

  const Review& review_;
  Row* const row_;
  const rp::Statement& measure_;
  const std::vector<std::string> ours_;
  // What was given for this row.
  std::vector<const Form*> forms_;
};

class VisitJudge {
 public:
  VisitJudge(const Review& review, Row* row)
      : review_(review),
        row_(row),
        measure_(row->obligation->visit()),
        ours_(OursIn(review, *row)) {}

  void Run() {
    Opinion& opinion = row_->opinion;
    opinion.window = row_->year.real;
    opinion.threshold = opinion.denominator = measure_.visits();
    const std::optional<absl::CivilDay> invited = InvitedOn();
    if (measure_.only_when_invited()) {
      if (!invited.has_value() && review_.at >= opinion.window.from) {
        opinion.status = "not_applicable";
        return;
      }
      if (invited.has_value()) opinion.window.from = std::max(opinion.window.from, *invited);
    }
    for (const Visit& visit : review_.world.visits) {
      if (!IsMeant(visit) || visit.on > review_.at) continue;
      Line line{visit.on, visit.position, "", visit.practice, "visit", ReasonOf(visit, invited)};
      if (line.reason == "COUNTED") ++opinion.numerator;
      ShowFact(review_, line, row_);
    }
    SettleForm(review_, &opinion);
    if (opinion.status != "met") return;
    opinion.first_met_on = FirstDay(review_, opinion.window, [&](absl::CivilDay day) {
      uint32_t held = 0;
      for (const Visit& visit : review_.world.visits) {
        held += IsMeant(visit) && visit.on <= day && ReasonOf(visit, invited) == "COUNTED";
      }
      return held >= measure_.visits();
    });
  }

 private:
  // About the period it names, else the one in which it was.
  template <typename Fact>
  bool IsMeant(const Fact& fact) const {
    if (!Contains(ours_, fact.practice)) return false;
    return fact.period.has_value() ? *fact.period == row_->year.number
                                   : row_->year.real.Has(fact.on);
  }

  // The first invitation up to `at`; after the period nobody can be asked for it any more.
  std::optional<absl::CivilDay> InvitedOn() const {
    std::optional<absl::CivilDay> first;
    for (const Invitation& invitation : review_.world.invitations) {
      if (!IsMeant(invitation) || invitation.on > review_.at) continue;
      if (invitation.on >= row_->year.real.until) continue;
      if (!first.has_value() || invitation.on < *first) first = invitation.on;
    }
    return first;
  }

  // R4: before the period it names it counts, too; UT4-04: before the invitation it was another.
  std::string ReasonOf(const Visit& visit, const std::optional<absl::CivilDay>& invited) const {
    if (visit.on >= row_->year.real.until) return "OUTSIDE_WINDOW";
    const bool asked = !measure_.only_when_invited() || (invited && *invited <= visit.on);
    if (!asked) return "OUTSIDE_WINDOW";
    const bool discussed = measure_.topic().empty() || Contains(visit.topics, measure_.topic());
    return discussed ? "COUNTED" : "NOT_ON_MENU";
  }

  const Review& review_;
  Row* const row_;
  const rp::Visit& measure_;
  const std::vector<std::string> ours_;
};

// How many of the period's requests there were on the day, and how many were answered by then.
struct Requests {
  uint32_t made = 0;
  uint32_t answered = 0;
  bool overdue = false;
};

Requests RequestsOn(const Review& review, const Row& row, absl::CivilDay day) {
  Requests requests;
  for (const DataRequest& request : review.world.data_requests) {
    if (!Contains(OursIn(review, row), request.practice)) continue;
    if (request.requested_on > day || !row.year.real.Has(request.requested_on)) continue;
    ++requests.made;
    if (request.answered_on <= day) ++requests.answered;
    // The last day to answer is over.
    requests.overdue |= request.answered_on > day && request.due_on < day;
  }
  return requests;
}

}  // namespace

void SettleForm(const Review& review, Opinion* opinion) {
  opinion->missing = opinion->threshold - std::min(opinion->threshold, opinion->numerator);
  const bool begun = review.at >= opinion->window.from;
  if (!begun) {
    opinion->status = "open";
    AddFlag("not_started", &opinion->flags);
  } else if (opinion->missing == 0) {
    opinion->status = "met";
    if (opinion->numerator > opinion->threshold) AddFlag("surplus", &opinion->flags);
  } else {
    opinion->status = review.at < opinion->window.until ? "open" : "not_met";
  }
}

void JudgeStatement(const Review& review, Row* row) { StatementJudge(review, row).Run(); }

void JudgeVisit(const Review& review, Row* row) { VisitJudge(review, row).Run(); }

// TW-11. An answer that comes late counts once it is there.
void JudgeDataDelivery(const Review& review, Row* row) {
  Opinion& opinion = row->opinion;
  const Requests now = RequestsOn(review, *row, review.at);
  opinion.numerator = now.answered;
  opinion.denominator = opinion.threshold = now.made;
  opinion.missing = now.made - now.answered;
  for (const DataRequest& request : review.world.data_requests) {
    if (!Contains(OursIn(review, *row), request.practice) || request.answered_on > review.at ||
        !row->year.real.Has(request.requested_on)) {
      continue;
    }
    ShowFact(review,
             {request.answered_on, request.position, "", request.practice,
              "data_request:" + request.id, "COUNTED"},
             row);
  }
  if (review.at < row->year.real.from) {
    opinion.status = "open";
    AddFlag("not_started", &opinion.flags);
  } else if (now.made == 0) {
    opinion.status = "not_applicable";
  } else if (opinion.missing == 0) {
    opinion.status = "met";
    opinion.first_met_on = FirstDay(review, row->year.real, [&](absl::CivilDay day) {
      const Requests then = RequestsOn(review, *row, day);
      return then.made > 0 && then.answered == then.made;
    });
  } else {
    opinion.status = now.overdue ? "not_met" : "open";
  }
}

}  // namespace logboek::second_opinion
