// For tests of decisions, given / when / then.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/domain/decide.h"
#include "services/domain/register_harness.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/reasons/reasons.h"

namespace logboek::domain {

namespace ev = logboek::event::v1;
namespace t = logboek::test;

using base::Refuses;
using command::v1::Command;
using event::v1::Envelope;
using event::v1::Event;
using Types = std::vector<std::string>;

class DecideTest : public ::testing::Test {
 protected:
  // What the command became, by type name, or the refusal.
  Types TypesOf(const Command& command) {
    const auto envelopes = h_.When(command);
    if (!envelopes.ok()) return {envelopes.status().ToString()};
    Types types;
    for (const Envelope& envelope : *envelopes) types.push_back(envelope.type());
    return types;
  }

  // The first event the command became; an empty one and a failure when it was refused.
  Event EventOf(const Command& command) {
    const auto envelopes = h_.When(command);
    EXPECT_OK(envelopes);
    return envelopes.ok() ? envelopes->front().event() : Event();
  }

  // The refusal leaves the register where it was.
  void ExpectRefused(const Command& command, const std::string& reason) {
    const uint64_t before = h_.reg().position;
    const absl::Status refusal = h_.When(command).status();
    EXPECT_THAT(refusal, Refuses(reason));
    EXPECT_EQ(t::WhatIsNotListed(t::MethodOf(command), refusal.code(), reason), "");
    EXPECT_EQ(h_.reg().position, before);
  }

  // The same command, its body spoilt.
  template <typename Body, typename Spoil>
  void ExpectSpoilt(Command command, Body* (Command::*body)(), const Spoil& spoil,
                    const std::string& reason) {
    spoil((command.*body)());
    ExpectRefused(command, reason);
  }

  // A region with the test plan, and its practice "far".
  void GivenElsewhere() {
    regioplan::v1::RegionPlan plan = t::TestPlan();
    plan.set_region("elsewhere");
    h_.Given(t::PublishPlan(plan));
    h_.Given(t::RegisterPractice("far", "elsewhere"));
  }

  const Practice& PracticeOf(const std::string& id) { return *h_.reg().practices.at(id); }

  RegisterHarness h_;
};

}  // namespace logboek::domain
