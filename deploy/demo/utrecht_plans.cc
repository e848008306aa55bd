#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "deploy/demo/utrecht.h"

namespace logboek::demo::utrecht {
namespace {

constexpr ChoiceMode kNew = ChoiceMode::CHOICE_MODE_NEW;
constexpr ChoiceMode kDeepen = ChoiceMode::CHOICE_MODE_DEEPEN;
constexpr char kNorthEast[] = "ut-joint-noordoost";
constexpr char kSouth[] = "ut-joint-zuid";

// Year 4 begins for everybody on one day (UT4-01).
absl::CivilDay YearStart(int practice, int year) {
  const absl::CivilDay start = StartOf(practice);
  if (year >= 4) return absl::CivilDay(2026 + year - 4, 4, 1);
  return absl::CivilDay(start.year() + year - 1, start.month(), 1);
}

struct Wish {
  int year;
  const char* slug;
  ChoiceMode mode = kNew;
  bool with_text = false;
};

// The conversation model of those that were trained together, and of ut-002, where an assistant who
// came later was not (UT4-12); empty = whichever.
std::string ModelOf(int practice) {
  static const auto* const together = new std::set<int>{1, 4, 6, 10, 15, 19, 23, 26, 33, 37};
  if (practice == 2) return "motivational-interviewing";
  return together->count(practice) != 0 ? "positive-health" : "";
}

// Lines that do what the plans ask in all four years, the deepened ones of year 3 with their
// ground.
std::vector<Wish> Dutiful(History* history, const std::string& model) {
  std::vector<const char*> work = {"flex-consult", "triage-training", "task-shifting",
                                   "lean",         "digital-contact", "three-way-talk"};
  std::vector<const char*> network = {"case-discussions", "district-team", "alk-programme",
                                      "social-domain-access"};
  std::vector<const char*> talk = {"four-domains", "positive-health", "solution-focused",
                                   "motivational-interviewing"};
  for (auto* const pool : {&work, &network, &talk}) history->random().Shuffle(pool);
  std::stable_partition(talk.begin(), talk.end(), [&](const char* slug) { return slug == model; });
  return {{1, work[0]},
          {1, talk[0]},
          {2, work[1]},
          {2, network[0]},
          {2, network[1]},
          {2, talk[0], kDeepen},
          {3, work[0], kDeepen, true},
          {3, network[2]},
          {3, talk[0], kDeepen},
          {4, work[2]},
          {4, network[0], kDeepen}};
}

void Drop(int year, const std::set<std::string>& slugs, std::vector<Wish>* wishes) {
  std::erase_if(*wishes, [&](const Wish& wish) {
    return wish.year == year && (slugs.empty() || slugs.count(wish.slug) != 0);
  });
}

// What README.md names.
std::vector<Wish> WishesOf(History* history, int practice) {
  std::vector<Wish> wishes = Dutiful(history, ModelOf(practice));
  switch (practice) {
    case 14:
      // One partner in two years (UT3-13).
      Drop(2, {wishes[4].slug}, &wishes);
      break;
    case 23:
      // In year 4 nothing about the network yet (UT4-05).
      wishes.pop_back();
      break;
    case 28:
    case 31:
      // A ground is missing (UT3-12); ut-028 hands it in later.
      wishes[6].with_text = false;
      break;
    case 32:
      Drop(3, {}, &wishes);
      break;
    case 36:
      // Another model in year 2, where the first was to be deepened (UT3-14).
      wishes[5] = {2, "children-decide"};
      break;
    default:
      break;
  }
  return wishes;
}

// Chosen in the first months of each year; year 3 of the last cohort has no more than three.
void ChooseAll(History* history, int practice, const std::string& unit) {
  const std::vector<Wish> wishes = WishesOf(history, practice);
  for (int year = 1; year <= 4; ++year) {
    const absl::CivilDay on = YearStart(practice, year) + history->random().Between(12, 70);
    for (const Wish& wish : wishes) {
      if (wish.year != year) continue;
      const std::string line = history->Choose({.unit_id = unit,
                                                .period = static_cast<uint32_t>(year),
                                                .menu_slug = wish.slug,
                                                .mode = wish.mode,
                                                .on = on,
                                                .with_text = wish.with_text});
      const bool needs_ground = year == 3 && wish.mode == kDeepen && !wish.with_text;
      if (practice == 28 && needs_ground && wish.slug == wishes[6].slug) {
        history->JustifyLine(line, on + 60);
      }
    }
  }
}

// On the format of each year; the two joint plans are handed in for all who are in them that day.
// ut-005 came into its joint plan later and handed in nothing for year 3.
void SubmitPlans(History* history) {
  const std::map<int, std::set<int>> without = {{3, {5, 9, 14, 24, 31, 32, 36}},
                                                {4, {9, 24, 32, 35, 39}}};
  history->SubmitPlan(kNorthEast, 3, absl::CivilDay(2025, 3, 24));
  history->SubmitPlan(kNorthEast, 4, absl::CivilDay(2026, 4, 20));
  history->SubmitPlan(kSouth, 3, absl::CivilDay(2025, 10, 6));
  history->SubmitPlan(kSouth, 4, absl::CivilDay(2026, 5, 4));
  for (const auto& [year, practices] : without) {
    for (int practice = 1; practice <= kPractices; ++practice) {
      const bool joint = (2 <= practice && practice <= 5) || practice == 29 || practice == 30;
      if (joint || practices.count(practice) != 0) continue;
      history->SubmitPlan(history->PracticeId(practice), static_cast<uint32_t>(year),
                          YearStart(practice, year) + history->random().Between(-20, 65));
    }
  }
  for (const char* const id : {"ut-009", "ut-024", "ut-032"}) {
    history->Remind(id, "UT4-03", 4, absl::CivilDay(2026, 10, 5));
  }
}

// From the spring of 2026 on, one district after the other; those of the last cohort come later
// (UT4-04).
void HoldTalks(History* history) {
  for (int practice = 1; practice <= 32; ++practice) {
    const std::string id = history->PracticeId(practice);
    const absl::CivilDay invited = absl::CivilDay(2026, 4, 13) + 5 * practice;
    history->Invite(id, invited);
    if (practice == 9 || (practice != 10 && !history->random().Chance(60))) continue;
    history->Visit(id, {"practice-plan", "exchange"}, invited + history->random().Between(14, 45));
  }
}

void TellStatements(History* history) {
  for (int practice = 1; practice <= kPractices; ++practice) {
    const std::string id = history->PracticeId(practice);
    if (history->random().Chance(45)) {
      history->SignStatement(id, "UT3-17", 3, YearStart(practice, 3) + 70);
    }
    // The others have until the end of the year (UT4-15).
    if (practice == 1 || practice == 10 || history->random().Chance(30)) {
      history->StateFundUse(id, 2026, absl::CivilDay(2026, 11, 2) + practice % 14);
    }
  }
}

}  // namespace

void TellPlans(History* history) {
  // Joined for some months, long before its third year.
  history->StartTrack("ut-037", "kbz", absl::CivilDay(2024, 3, 1));
  history->EndTrack("ut-037", "kbz", absl::CivilDay(2025, 1, 1));
  SubmitPlans(history);
  for (int practice = 1; practice <= kPractices; ++practice) {
    ChooseAll(history, practice, history->PracticeId(practice));
  }
  HoldTalks(history);
  TellStatements(history);
  // What of it would be otherwise now: ut-006 by a list that came later, ut-007 by a correction.
  for (int practice = 1; practice <= 14; ++practice) {
    history->CloseYear(history->PracticeId(practice), 3, absl::CivilDay(2026, 4, 15));
  }
}

}  // namespace logboek::demo::utrecht
