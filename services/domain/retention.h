// How long the name of a person is needed. Pure.
//
// Something needs a person up to the last day of what was recorded about them: an engagement, a
// session they were enrolled in or came to, a course, a recognition, and the closing of a year
// whose verdicts may rest on them. The name is kept some years longer, as the strictest plan of the
// regions concerned says; then it may be erased. All of it is about the human: every pseudonym that
// is linked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"

namespace logboek::domain {

// Where no plan says it.
inline constexpr uint32_t kRetentionYearsDefault = 7;
inline constexpr uint32_t kRetentionYearsMax = 30;

struct Retention {
  // The kept one first.
  std::vector<std::string> pseudonyms;
  // The last day on which something needs the human; kNoEnd = an engagement runs on. Somebody about
  // whom nothing was recorded is needed on the day of the registration.
  absl::CivilDay last_need_on;
  uint32_t years = kRetentionYearsDefault;
  // The first day on which the name may be erased; kNoEnd = an engagement runs on.
  absl::CivilDay retained_until;

  bool HasEnded(absl::CivilDay day) const { return retained_until <= day; }
};

// The retention of people of one register, which must not change meanwhile and outlive it.
class Retentions {
 public:
  // Walks over every enrolment once.
  explicit Retentions(const Register& reg);

  // Of the human behind the pseudonym, which the register knows.
  Retention Of(const std::string& person_id) const;

 private:
  const Register& reg_;
  // Of each pseudonym: the last day that an enrolment is about.
  absl::flat_hash_map<std::string, absl::CivilDay> enrolment_days_;
};

}  // namespace logboek::domain
