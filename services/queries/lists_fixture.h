// For tests of lists: a region whose plan asks a bit of everything, looked at on 30 November 2026,
// in the fourth programme year (from 1 April 2026) of its one cohort.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "services/queries/known.h"
#include "services/queries/register_fixture.h"
#include "tests/testing/commands/commands.h"

namespace logboek::queries {

// TestPlan with, in year 4: a plan (P-01), choices with grounds (C-01), a visit (V-01), quarters on
// track kbz (K-01), new staff (N-01) and two intervisions for half of the owners (T-03).
// Interpretation O5 was decided otherwise for T-01. "positive-health" is paid by the fund.
regioplan::v1::RegionPlan ListsPlan();

class ListsTest : public ::testing::Test {
 protected:
  ListsTest();

  // A practice that takes part since 1 April 2023.
  void AddPractice(const std::string& id);
  void AddPerson(const std::string& person_id, const std::string& practice_id, domain::Role role,
                 const std::string& from = "2023-04-01");
  void Push(const std::vector<command::v1::Command>& commands) { fixture_.Push(commands); }
  // Before the first question.
  void Record(const std::vector<std::string>& events) { fixture_.RecordTexts(events); }

  template <typename Question>
  auto AskAbout(const Question& question) {
    return Ask(registers(), question);
  }
  const Registers& registers();

  RegisterFixture fixture_;

 private:
  std::unique_ptr<Registers> registers_;
};

}  // namespace logboek::queries
