// The share of MB-05 against a model that walks every day, on random practices. LOGBOEK_SEED
// repeats a run.
#include <cstdlib>
#include <optional>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/regioplan/test_register.h"

namespace logboek::regioplan {
namespace {

using event::v1::OFFERING_KIND_COURSE_OPEN;
using event::v1::ROLE_MEDICAL_ASSISTANT;
using event::v1::ROLE_PRACTICE_NURSE;

constexpr absl::CivilDay kFrom(2023, 4, 1);
constexpr absl::CivilDay kUntil(2024, 4, 1);

struct ModelStay {
  domain::DateRange period;
  bool counted = false;
};

struct ModelPerson {
  std::vector<ModelStay> stays;
  std::vector<absl::CivilDay> courses;
};

struct Model {
  std::vector<ModelPerson> people;

  // Straight from P5, P8 and P9.
  Coverage On(absl::CivilDay day) const {
    Coverage coverage;
    for (const ModelPerson& person : people) {
      bool here = false;
      for (const ModelStay& stay : person.stays) here |= stay.counted && stay.period.Contains(day);
      bool trained = false;
      for (const absl::CivilDay date : person.courses) {
        trained |= kFrom <= date && date < kUntil && date <= day;
      }
      coverage.denominator += here;
      coverage.numerator += here && trained;
    }
    return coverage;
  }

  // P6, P7: what the verdict should be, in the words of Summary without what can still be booked.
  std::string Expected(absl::CivilDay at, bool strict) const {
    const absl::CivilDay last = std::min(at, kUntil - 1);
    std::optional<absl::CivilDay> met;
    bool had_roster = false;
    for (absl::CivilDay day = kFrom; day <= last; ++day) {
      const Coverage coverage = On(day);
      had_roster |= coverage.denominator > 0;
      const bool half = coverage.denominator > 0 && 2 * coverage.numerator >= coverage.denominator;
      if (half && !met.has_value() && (!strict || day == kUntil - 1)) met = day;
    }
    const Coverage shown = On(met.value_or(last));
    const Coverage now = On(at);
    const uint32_t threshold = (shown.denominator + 1) / 2;
    const uint32_t missing = threshold > shown.numerator ? threshold - shown.numerator : 0;
    std::string status = "not_met";
    if (met.has_value()) {
      status = "met";
    } else if (shown.denominator == 0) {
      status = "not_applicable";
    } else if (at < kUntil) {
      // There is nothing to book.
      status = missing > 0 ? "at_risk" : "open";
    }
    std::string line = absl::StrCat(status, " ", shown.numerator, "/", shown.denominator);
    if (met.has_value()) absl::StrAppend(&line, " since ", domain::ToIso(*met));
    absl::StrAppend(&line, " now ", now.numerator, "/", now.denominator);
    if (missing > 0) absl::StrAppend(&line, " missing ", missing);
    if (status == "not_applicable" && had_roster) absl::StrAppend(&line, " [roster_emptied]");
    return line;
  }
};

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  int Upto(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  absl::CivilDay AnyDay() { return absl::CivilDay(2023, 1, 1) + Upto(600); }

  // Few people and few dates, so that things fall on the same day.
  Model Practice() {
    Model model;
    const int people = Upto(5);
    for (int i = 0; i < people; ++i) {
      ModelPerson person;
      absl::CivilDay from = Upto(1) == 0 ? absl::CivilDay(2020, 1, 1) : AnyDay();
      const int stays = 1 + Upto(2);
      for (int s = 0; s < stays; ++s) {
        const bool ends = Upto(2) > 0;
        const absl::CivilDay until = ends ? from + Upto(1500) : domain::kNoEnd;
        person.stays.push_back({{from, until}, Upto(4) > 0});
        if (!ends) break;
        // The next role begins at once, later, or while this one runs.
        from = until + (Upto(2) - 1) * Upto(60);
      }
      const int courses = Upto(2);
      for (int c = 0; c < courses; ++c) person.courses.push_back(AnyDay());
      model.people.push_back(std::move(person));
    }
    return model;
  }

 private:
  std::mt19937 random_;
};

TestRegister Build(const Model& model) {
  TestRegister reg({kMiddenBrabant});
  reg.Practice("p", "2023-04-01").Confirm("p", "2020-01-01");
  int number = 0;
  for (const ModelPerson& person : model.people) {
    const std::string id = absl::StrCat("person-", ++number);
    for (const ModelStay& stay : person.stays) {
      const std::string from = domain::ToIso(stay.period.from);
      const std::string until = domain::ToIso(stay.period.until);
      reg.Engage(id, "p", stay.counted ? ROLE_MEDICAL_ASSISTANT : ROLE_PRACTICE_NURSE,
                 {from, until});
    }
    for (const absl::CivilDay date : person.courses) {
      const std::string course = absl::StrCat("course-", ++number);
      reg.Offering(course, OFFERING_KIND_COURSE_OPEN, {"triage-basic"});
      reg.Complete(course, id, domain::ToIso(date));
    }
  }
  return reg;
}

uint32_t Seed() {
  uint32_t seed = 0;
  const char* given = std::getenv("LOGBOEK_SEED");
  if (given != nullptr && absl::SimpleAtoi(given, &seed)) return seed;
  return std::random_device()();
}

TEST(StaffShareModel, ChangePointsSayWhatEveryDaySays) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("LOGBOEK_SEED=", seed));
  Generator generator(seed);
  for (int round = 0; round < 300; ++round) {
    const Model model = generator.Practice();
    TestRegister reg = Build(model);
    for (const bool strict : {false, true}) {
      if (strict) reg.Strict();
      for (int look = 0; look < 3; ++look) {
        const absl::CivilDay at = look == 0 ? kUntil : std::max(kFrom, generator.AnyDay());
        ASSERT_EQ(reg.Line("p", "MB-05", 1, domain::ToIso(at)), model.Expected(at, strict))
            << "round " << round << " strict " << strict << " at " << at;
      }
    }
  }
}

}  // namespace
}  // namespace logboek::regioplan
