#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "deploy/demo/twente.h"

namespace logboek::demo::twente {
namespace {

constexpr ChoiceMode kNew = ChoiceMode::CHOICE_MODE_NEW;
constexpr ChoiceMode kDeepen = ChoiceMode::CHOICE_MODE_DEEPEN;
// The period of the plan: 2026 and 2027 together.
constexpr uint32_t kPlanPeriod = 0;
constexpr absl::CivilDay kSpring(2026, 3, 2);

std::vector<const char*> WorkDifferently() {
  return {"speech-recognition", "triage-supporter",   "triage-training", "soh-task-shifting",
          "frequent-attenders", "lean-admin",         "thuisarts-use",   "digital-fitness",
          "portal-use",         "effective-meetings", "good-employer",   "time-for-gp"};
}
// Collaboration with the pharmacy is told one by one: it asks for a plan (TW-18).
std::vector<const char*> Network() {
  return {"social-domain", "mdo-case-table", "start-stop-medication", "pharmacist-consult"};
}
std::vector<const char*> Conversation() {
  return {"solution-focused", "positive-health", "solk-alk", "meaning-talk", "connection-noise"};
}

struct Wish {
  const char* slug;
  ChoiceMode mode = kNew;
  bool with_text = false;
};

// What these choose is told; a unit is a practice or a joint plan.
std::map<std::string, std::vector<Wish>> ToldWishes() {
  return {
      {"tw-joint-boekel", {{"triage-training"}, {"lean-admin"}, {"social-domain"}, {"solk-alk"}}},
      {"tw-joint-almelo",
       {{"digital-fitness", kDeepen},
        {"portal-use"},
        {"mdo-case-table", kDeepen},
        {"positive-health", kDeepen}}},
      // One where two are asked.
      {"tw-035", {{"speech-recognition"}, {"social-domain"}, {"positive-health", kDeepen}}},
      // Own interventions: never worked out, worked out at once; one is worked out later on.
      {"tw-036",
       {{"own-intervention"}, {"lean-admin"}, {"mdo-case-table"}, {"solution-focused", kDeepen}}},
      {"tw-037",
       {{"thuisarts-use"},
        {"lean-admin", kDeepen},
        {"own-intervention-network", kNew, true},
        {"solk-alk", kDeepen}}},
      // A continuing practice may do one new and one further (S42); an entrant only new ones.
      {"tw-041",
       {{"good-employer"},
        {"triage-training", kDeepen},
        {"social-domain", kDeepen},
        {"positive-health", kDeepen}}},
      {"tw-042", {{"lean-admin"}, {"time-for-gp"}, {"meaning-talk"}}},
      {"tw-043", {{"lean-admin"}, {"time-for-gp", kDeepen}, {"social-domain"}}},
      {"tw-044",
       {{"frequent-attenders"}, {"effective-meetings"}, {"pharmacy"}, {"solk-alk", kDeepen}}},
      {"tw-045",
       {{"good-employer"}, {"triage-training", kDeepen}, {"social-domain"}, {"positive-health"}}},
      {"tw-046",
       {{"good-employer"}, {"triage-training"}, {"mdo-case-table"}, {"solution-focused"}}},
      {"tw-047", {{"thuisarts-use"}, {"portal-use"}, {"pharmacy"}, {"positive-health"}}},
      {"tw-048",
       {{"thuisarts-use"}, {"lean-admin"}, {"social-domain", kDeepen}, {"solk-alk", kDeepen}}},
      // Chosen before it left the menu.
      {"tw-050", {{"touch-typing"}, {"portal-use"}, {"social-domain"}, {"meaning-talk"}}},
      {"tw-056", {}},
  };
}

void ChooseAll(History* history, const std::string& unit, const std::vector<Wish>& wishes,
               absl::CivilDay on) {
  for (const Wish& wish : wishes) {
    history->Choose({.unit_id = unit,
                     .period = kPlanPeriod,
                     .menu_slug = wish.slug,
                     .mode = wish.mode,
                     .on = on,
                     .with_text = wish.with_text});
  }
}

// Two, one and one (TW-06 to TW-08); new ones, and further ones where that counts (TW-10).
void ChooseSome(History* history, int practice, absl::CivilDay on) {
  std::vector<Wish> wishes;
  std::vector<std::pair<std::vector<const char*>, int>> pools = {
      {WorkDifferently(), 2}, {Network(), 1}, {Conversation(), 1}};
  for (auto& [slugs, lines] : pools) {
    history->random().Shuffle(&slugs);
    for (int i = 0; i < lines; ++i) {
      const bool further = !IsEntrant(practice) && history->random().Chance(55);
      wishes.push_back({slugs[static_cast<size_t>(i)], further ? kDeepen : kNew});
    }
  }
  ChooseAll(history, history->PracticeId(practice), wishes, on);
}

// Lines that did not stay what they were.
void TellChangedLines(History* history) {
  const auto choose = [&](const char* unit, const char* slug, ChoiceMode mode) {
    return history->Choose(
        {.unit_id = unit, .period = kPlanPeriod, .menu_slug = slug, .mode = mode, .on = kSpring});
  };
  choose("tw-038", "lean-admin", kNew);
  const std::string own = choose("tw-038", "own-intervention", kNew);
  choose("tw-038", "social-domain", kDeepen);
  choose("tw-038", "solk-alk", kDeepen);
  history->JustifyLine(own, absl::CivilDay(2026, 9, 14));

  choose("tw-039", "good-employer", kNew);
  const std::string dropped = choose("tw-039", "digital-fitness", kNew);
  choose("tw-039", "mdo-case-table", kNew);
  choose("tw-039", "positive-health", kDeepen);
  history->WithdrawLine(dropped, absl::CivilDay(2026, 8, 24));

  choose("tw-040", "thuisarts-use", kNew);
  const std::string changed = choose("tw-040", "lean-admin", kNew);
  choose("tw-040", "social-domain", kDeepen);
  choose("tw-040", "solk-alk", kDeepen);
  history->ChangeLine(changed, "ai-reporting", absl::CivilDay(2026, 9, 7));
}

bool IsInJointPlan(int practice) {
  return practice == 3 || practice == 4 || practice == 23 || practice == 24;
}

void TellChoices(History* history) {
  const std::map<std::string, std::vector<Wish>> told = ToldWishes();
  for (const auto& [unit, wishes] : told) ChooseAll(history, unit, wishes, kSpring);
  TellChangedLines(history);
  for (int practice = 1; practice <= kPractices; ++practice) {
    const bool changed = 38 <= practice && practice <= 40;
    const bool has_told = told.count(history->PracticeId(practice)) != 0;
    if (changed || has_told || IsInJointPlan(practice)) continue;
    ChooseSome(history, practice, kSpring + history->random().Between(-40, 60));
  }
}

// The plan stays at the practice (TW-02): tw-032, tw-033 and tw-056 have not made one, tw-034 was
// reminded, and tw-051 made its plan anew in autumn.
void TellPracticePlans(History* history) {
  const std::set<int> without = {32, 33, 34, 56};
  for (const char* const unit : {"tw-joint-boekel", "tw-joint-almelo"}) {
    history->SubmitPlan(unit, kPlanPeriod, absl::CivilDay(2026, 1, 20), /*kept_locally=*/true);
  }
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (IsInJointPlan(practice) || without.count(practice) != 0) continue;
    history->SubmitPlan(history->PracticeId(practice), kPlanPeriod,
                        kSpring + history->random().Between(-50, 50), /*kept_locally=*/true);
  }
  history->SubmitPlan("tw-051", kPlanPeriod, absl::CivilDay(2026, 10, 20), /*kept_locally=*/true);
  for (const char* const id : {"tw-032", "tw-033", "tw-034"}) {
    history->Remind(id, "TW-02", kPlanPeriod, absl::CivilDay(2026, 9, 28));
  }
  history->Remind("tw-012", "TW-04", 2026, absl::CivilDay(2026, 10, 26));
}

// What can be told but is not asked, or holds for some only.
void TellStatements(History* history) {
  for (int practice = 1; practice <= kPractices; ++practice) {
    const std::string id = history->PracticeId(practice);
    if (practice == 1 || history->random().Chance(60)) {
      history->DeclareIntent(id, kPlanPeriod, {"positive-health", "aggression"},
                             kSpring + history->random().Between(0, 60));
    }
    if (practice == 1 || (!IsEntrant(practice) && history->random().Chance(70))) {
      history->SignStatement(id, "TW-05", kPlanPeriod, kSpring + history->random().Between(0, 60));
    }
  }
  history->SignStatement("tw-047", "TW-18", kPlanPeriod, absl::CivilDay(2026, 6, 22));
}

}  // namespace

void TellPlans(History* history) {
  TellPracticePlans(history);
  TellChoices(history);
  TellStatements(history);
}

void TellRequests(History* history) {
  const absl::CivilDay asked(2026, 9, 1), due(2026, 10, 1);
  const char* const subject = "Aantal medewerkers met een scholing uit het praktijkplan";
  const auto request = [&](const char* id) {
    return history->RequestData(id, subject, asked, due);
  };
  history->AnswerData(request("tw-048"), absl::CivilDay(2026, 9, 17));
  request("tw-049");
  history->RequestData("tw-050", subject, absl::CivilDay(2026, 11, 10),
                       absl::CivilDay(2026, 12, 15));
  // Three weeks late, but it is there.
  history->AnswerData(request("tw-051"), absl::CivilDay(2026, 10, 22));
  history->AnswerData(request("tw-052"), absl::CivilDay(2026, 9, 22));
  history->RequestData("tw-052", "Ervaringen met de reflectiebijeenkomst", asked, due);
  request("tw-053");
  history->Waive("tw-053", "TW-11", kPlanPeriod,
                 {.reason = "Brand in de praktijk; de gegevens zijn verloren.",
                  .decided_by = "coordinator-hzt",
                  .on = absl::CivilDay(2026, 10, 12)});
  history->Remind("tw-049", "TW-11", kPlanPeriod, absl::CivilDay(2026, 10, 5));
  for (const char* const id : {"tw-002", "tw-008", "tw-014", "tw-027", "tw-044"}) {
    history->AnswerData(request(id), asked + history->random().Between(5, 28));
  }
}

}  // namespace logboek::demo::twente
