// A small region in the middle of its first year, for the tests of questions about regions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "logboek/event/v1/event.pb.h"
#include "services/queries/known.h"
#include "services/queries/register_fixture.h"
#include "services/regioplan/evaluate.h"

namespace logboek::queries {

// Its cohort, whose first year runs to the end of March 2027; today is 30 November 2026.
inline constexpr char kRunningCohort[] = "2026-04-01";

// The test plan with kRunningCohort: T-01 wants half of the assistants trained, T-02 two exchange
// meetings. Courses "triage" and exchange meetings "meet" are on offer.
class RegionFixture : public RegisterFixture {
 public:
  RegionFixture();

  // A practice of the cohort with a confirmed roster: assistants "<id>a" and "<id>b", owner
  // "<id>o".
  void AddPractice(const std::string& id);
  // Its first assistant completes the course.
  void Train(const std::string& id);
  // Exchange meetings "x1", "x2" ... on the coming days, with so many places each; 0 = no limit.
  void AddMeetings(int count, uint32_t capacity = 0);
  // Puts an event into the log that no command makes, and starts the registrar again.
  void Record(const event::v1::Event& event, absl::CivilDay effective_on);

  const Registers& registers() const { return *registers_; }

 private:
  std::unique_ptr<Registers> registers_;
};

}  // namespace logboek::queries
