#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/demo/midden_brabant.h"

namespace logboek::demo::midden_brabant {
namespace {

constexpr char kList[] = "frequent-attenders-list";
constexpr char kPlans[] = "frequent-attenders-plans";
constexpr char kFlexible[] = "flex-consult";

absl::CivilDay EndOf(int practice, int year) {
  const absl::CivilDay start = StartOf(practice);
  return absl::CivilDay(start.year() + year, start.month(), 1);
}

// Handed in around the start (MB-13); mb-012 never did, mb-021 after its first year.
void TellPlans(History* history) {
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (practice == 12) continue;
    const absl::CivilDay on =
        practice == 21 ? EndOf(21, 1) + 9 : StartOf(practice) + history->random().Between(-14, 60);
    history->SubmitPlan(history->PracticeId(practice), 1, on);
  }
}

struct Asked {
  const char* survey;
  bool yes = true;
  uint32_t count = 0;
};

// What most answer, and what README.md names (MB-03, MB-04, MB-08).
Asked AnswerOf(History* history, const char* survey, int practice, int year) {
  Asked asked{.survey = survey, .yes = true, .count = 0};
  if (survey == kPlans) asked.count = static_cast<uint32_t>(history->random().Between(5, 11));
  if (survey == kPlans && practice == 10) asked.count = 4;
  if (survey == kPlans && practice == 13 && year == 1) asked.count = 3;
  if (survey == kList && practice == 7 && year == 2) asked.yes = false;
  if (survey == kFlexible && practice == 5) asked.yes = false;
  return asked;
}

// Asked once the year is over. mb-024 has not answered.
void TellSurveys(History* history) {
  for (const int year : {1, 2}) {
    for (int practice = 1; practice <= kPractices; ++practice) {
      if (practice == 24) continue;
      const absl::CivilDay on = EndOf(practice, year) + history->random().Between(4, 20);
      for (const char* const survey : {kList, kPlans, kFlexible}) {
        if (survey == kFlexible && year == 2) continue;
        const Asked asked = AnswerOf(history, survey, practice, year);
        history->AnswerSurvey({.practice_id = history->PracticeId(practice),
                               .survey = asked.survey,
                               .period = static_cast<uint32_t>(year),
                               .on = on,
                               .yes = asked.yes,
                               .count = asked.count});
      }
    }
  }
}

// One a year (MB-14), mostly with the time-out referral on the table (MB-07).
void TellVisits(History* history) {
  for (const int year : {1, 2}) {
    for (int practice = 1; practice <= kPractices; ++practice) {
      if (!history->random().Chance(88)) continue;
      std::vector<std::string> topics = {"practice-plan"};
      if (history->random().Chance(75)) topics.emplace_back("time-out-referral");
      history->Visit(history->PracticeId(practice), topics,
                     EndOf(practice, year) - history->random().Between(30, 300));
    }
  }
}

void TellStatements(History* history) {
  for (int practice = 1; practice <= kPractices; ++practice) {
    for (const char* const obligation : {"MB-06", "MB-10"}) {
      if (!history->random().Chance(70)) continue;
      history->SignStatement(history->PracticeId(practice), obligation, 1,
                             EndOf(practice, 1) - history->random().Between(10, 120));
    }
  }
}

// Four weeks after each year. mb-020's second year would end otherwise now: its presence was
// corrected five days later. mb-013 counted its plans once more, and its year was closed again.
void CloseYears(History* history) {
  for (const int year : {1, 2}) {
    for (int practice = 1; practice <= kPractices; ++practice) {
      history->CloseYear(history->PracticeId(practice), static_cast<uint32_t>(year),
                         EndOf(practice, year) + 28);
    }
  }
  history->AnswerSurvey({.practice_id = "mb-013",
                         .survey = kPlans,
                         .period = 1,
                         .on = EndOf(13, 1) + 45,
                         .yes = true,
                         .count = 6});
  history->CloseYear("mb-013", 1, EndOf(13, 1) + 50);
}

// What goes to insurers: practice rows once that was released, names never (MB-17, R3).
void TellReports(History* history) {
  history->Release(ReportScope::REPORT_SCOPE_PRACTICE_ROWS, true,
                   {.reason = "Jaargesprek met de verzekeraars; praktijken zijn geraadpleegd.",
                    .decided_by = "bestuur-primacura",
                    .on = absl::CivilDay(2024, 11, 12)});
  history->IssueReport({.id = "mb-region-2024",
                        .scope = ReportScope::REPORT_SCOPE_REGION,
                        .recipient_class = RecipientClass::RECIPIENT_CLASS_REGIONAL_ORGANISATION,
                        .recipient = "bestuur-primacura",
                        .filter = "jaar 1",
                        .at = absl::CivilDay(2024, 11, 18)});
  for (const char* const insurer : {"cz", "vgz"}) {
    history->IssueReport({.id = absl::StrCat("mb-practices-2024-", insurer),
                          .scope = ReportScope::REPORT_SCOPE_PRACTICE_ROWS,
                          .recipient_class = RecipientClass::RECIPIENT_CLASS_INSURER,
                          .recipient = insurer,
                          .filter = "MB-05, MB-09, MB-11, jaar 1",
                          .at = absl::CivilDay(2024, 11, 18)});
  }
  history->Release(ReportScope::REPORT_SCOPE_NAMES, false,
                   {.reason = "Namen van deelnemers zijn voor het jaargesprek niet nodig.",
                    .decided_by = "bestuur-primacura",
                    .on = absl::CivilDay(2025, 11, 11)});
}

}  // namespace

void TellForms(History* history) {
  TellPlans(history);
  TellSurveys(history);
  TellVisits(history);
  TellStatements(history);
  // The roster as it is now, and an answer.
  history->Remind("mb-006", "", 0, absl::CivilDay(2024, 2, 12));
  history->Remind("mb-017", "", 0, absl::CivilDay(2024, 2, 12));
  history->Remind("mb-024", "MB-04", 1, EndOf(24, 1) + 21);
  CloseYears(history);
  TellReports(history);
}

}  // namespace logboek::demo::midden_brabant
