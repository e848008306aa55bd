#include <map>
#include <string>
#include <vector>

#include "deploy/demo/gelders.h"

namespace logboek::demo::gelders {
namespace {

constexpr ChoiceMode kNew = ChoiceMode::CHOICE_MODE_NEW;
constexpr ChoiceMode kDeepen = ChoiceMode::CHOICE_MODE_DEEPEN;

struct Wish {
  int year;
  const char* slug;
  ChoiceMode mode = kNew;
};

// Lines that do what the plan asks in all three years.
std::vector<Wish> Dutiful(History* history) {
  std::vector<const char*> work = {"triage-assertiveness", "lean-training", "soh-surgery",
                                   "ehealth-econsult",     "flex-consult",  "time-out-referral"};
  std::vector<const char*> network = {"social-domain-ozo", "district-ggz",
                                      "welfare-on-prescription"};
  std::vector<const char*> talk = {"positive-health-solution-focused", "solk-alk",
                                   "frequent-attenders"};
  for (auto* const pool : {&work, &network, &talk}) history->random().Shuffle(pool);
  return {{1, work[0]},
          {1, talk[0]},
          {2, work[1]},
          {2, talk[0], kDeepen},
          {2, network[0]},
          {2, network[1]},
          {3, history->random().Chance(50) ? work[0] : work[1], kDeepen},
          {3, network[history->random().Below(2)], kDeepen},
          {3, talk[0], kDeepen}};
}

// Year 3 as most do it; the stories of years 1 and 2 add it.
std::vector<Wish> WithYearThree(std::vector<Wish> wishes) {
  wishes.push_back({3, "flex-consult"});
  wishes.push_back({3, "district-ggz", kDeepen});
  wishes.push_back({3, "solk-alk"});
  return wishes;
}

// Years 1 and 2 as most do them; the stories of year 3 come after.
std::vector<Wish> AfterTwoYears(const std::vector<Wish>& wishes) {
  std::vector<Wish> all = {{1, "lean-training"},        {1, "solk-alk"},
                           {2, "triage-assertiveness"}, {2, "solk-alk", kDeepen},
                           {2, "social-domain-ozo"},    {2, "district-ggz"}};
  all.insert(all.end(), wishes.begin(), wishes.end());
  return all;
}

// GR-02, GR-04 and GR-05: years 1 and 2.
std::map<int, std::vector<Wish>> EarlyStories() {
  const char* const lean = "lean-training";
  const char* const triage = "triage-assertiveness";
  const char* const positive = "positive-health-solution-focused";
  const char* const ozo = "social-domain-ozo";
  const char* const ggz = "district-ggz";
  const Wish talk{1, positive}, deepened{2, positive, kDeepen}, two{2, ozo}, three{2, ggz};
  return {
      // Two at once in year 1 are enough for both years.
      {2, WithYearThree({{1, lean}, {1, triage}, talk, deepened, two, three})},
      // Nothing more in year 2; the same once more.
      {3, WithYearThree({{1, lean}, talk, deepened, two, three})},
      {4, WithYearThree({{1, lean}, talk, {2, lean}, deepened, two, three})},
      // Another model where the first was to be developed; and the first developed.
      {5, WithYearThree({{1, lean}, {2, triage}, talk, {2, "solk-alk"}, two, three})},
      {6, WithYearThree({{1, lean}, {2, triage}, talk, deepened, two, three})},
      // Both partners found in year 1; only one in two years.
      {7, WithYearThree({{1, lean}, {2, triage}, talk, deepened, {1, ozo}, {1, ggz}})},
      {8, WithYearThree({{1, lean}, {2, triage}, talk, deepened, two})},
      // Nothing at all in year 1.
      {23, WithYearThree({{2, lean}, {2, triage}, deepened, two, three})},
      // One partner each; merged in year 2 they have two.
      {20, WithYearThree({{1, lean}, {2, triage}, talk, deepened, two})},
      {21, {{1, triage}, talk, three}},
  };
}

// GR-01: year 3.
std::map<int, std::vector<Wish>> LateStories() {
  const Wish work{3, "flex-consult"}, network{3, "social-domain-ozo", kDeepen};
  const Wish talk{3, "solk-alk", kDeepen};
  return {
      {9, AfterTwoYears({work, talk})},
      // Its third line is chosen after the year, that of gr-011 before.
      {10, AfterTwoYears({work, talk})},
      {11, AfterTwoYears({work, talk})},
      // Two of one element are not one of another.
      {12, AfterTwoYears({work, {3, "soh-surgery"}, talk})},
      // Nobody asks for the ground of a deepening here.
      {13, AfterTwoYears({{3, "lean-training", kDeepen}, network, talk})},
      // Frequent attenders belong to the good conversation here.
      {14, AfterTwoYears({work, network, {3, "frequent-attenders"}})},
      // Staff capacity is free (GR-03).
      {15, AfterTwoYears({work, talk, {3, "vacancy-support"}})},
      // Takes its line about the network back.
      {16, AfterTwoYears({work, talk})},
      {17, AfterTwoYears({})},
      {18, AfterTwoYears({})},
  };
}

absl::CivilDay SomeDayOf(History* history, int practice, int year) {
  return YearStart(practice, year) + history->random().Between(14, 110);
}

void ChooseAll(History* history, int practice, const std::string& unit,
               const std::vector<Wish>& wishes) {
  for (int year = 1; year <= 3; ++year) {
    const absl::CivilDay on = SomeDayOf(history, practice, year);
    if (IsGoneBy(practice, on)) return;
    for (const Wish& wish : wishes) {
      if (wish.year != year) continue;
      history->Choose({.unit_id = unit,
                       .period = static_cast<uint32_t>(year),
                       .menu_slug = wish.slug,
                       .mode = wish.mode,
                       .on = on});
    }
  }
}

// Lines whose day, or end, is what matters.
void TellDays(History* history) {
  const auto choose = [&](const char* id, absl::CivilDay on) {
    return history->Choose({.unit_id = id,
                            .period = 3,
                            .menu_slug = "welfare-on-prescription",
                            .mode = kNew,
                            .on = on});
  };
  choose("gr-010", YearStart(10, 4) + 12);
  choose("gr-011", YearStart(11, 3) - 20);
  history->WithdrawLine(choose("gr-016", YearStart(16, 3) + 60), YearStart(16, 3) + 290);
}

}  // namespace

void TellPlans(History* history) {
  std::map<int, std::vector<Wish>> told = EarlyStories();
  for (auto& [practice, wishes] : LateStories()) told[practice] = wishes;
  for (int practice = 1; practice <= kPractices; ++practice) {
    if (practice == 29 || practice == 30) continue;
    const auto found = told.find(practice);
    ChooseAll(history, practice, history->PracticeId(practice),
              found == told.end() ? Dutiful(history) : found->second);
  }
  // Both practices of the joint plan choose the same.
  ChooseAll(history, 29, "gr-joint-bommelerwaard", Dutiful(history));
  TellDays(history);
}

}  // namespace logboek::demo::gelders
