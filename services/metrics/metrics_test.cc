#include "services/metrics/metrics.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/command/v1/command.pb.h"
#include "services/rpc/methods.h"

namespace logboek::metrics {
namespace {

using registrar::CommandOutcome;
using std::chrono::microseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using Command = command::v1::Command;

const size_t kGetStatus = rpc::MethodIndex("AdminService/GetStatus");
const size_t kPush = rpc::MethodIndex("RegistrationService/Push");

// The lines of the text that begin with the word, without it.
std::vector<std::string> Values(const Metrics& metrics, const std::string& word) {
  std::vector<std::string> values;
  for (absl::string_view line : absl::StrSplit(metrics.Text(), '\n')) {
    if (absl::ConsumePrefix(&line, word)) values.emplace_back(line);
  }
  return values;
}

void End(Metrics* metrics, size_t method, absl::StatusCode code, absl::string_view reason = "") {
  metrics->CallEnded(
      {.method = method, .code = code, .reason = reason, .duration = microseconds(300)});
}

TEST(Metrics, CallsByMethodAndCode) {
  Metrics metrics({});
  End(&metrics, kGetStatus, absl::StatusCode::kOk);
  End(&metrics, kGetStatus, absl::StatusCode::kOk);
  End(&metrics, kGetStatus, absl::StatusCode::kUnauthenticated, "NO_CREDENTIAL");
  EXPECT_THAT(Values(metrics, "logboek_requests_total{"),
              testing::UnorderedElementsAre(
                  "code=\"OK\",method=\"AdminService/GetStatus\"} 2",
                  "code=\"UNAUTHENTICATED\",method=\"AdminService/GetStatus\"} 1"));
}

TEST(Metrics, DurationsFallIntoTheirBuckets) {
  Metrics metrics({});
  const std::string of = "logboek_request_duration_seconds";
  const std::string label = "{method=\"AdminService/GetStatus\"";
  metrics.CallEnded({.method = kGetStatus, .duration = microseconds(60)});
  metrics.CallEnded({.method = kGetStatus, .duration = microseconds(300)});
  metrics.CallEnded({.method = kGetStatus, .duration = std::chrono::seconds(20)});
  EXPECT_THAT(Values(metrics, of + "_bucket" + label + ",le=\"5e-05\"}"), ElementsAre(" 0"));
  EXPECT_THAT(Values(metrics, of + "_bucket" + label + ",le=\"0.0001\"}"), ElementsAre(" 1"));
  EXPECT_THAT(Values(metrics, of + "_bucket" + label + ",le=\"0.0005\"}"), ElementsAre(" 2"));
  EXPECT_THAT(Values(metrics, of + "_bucket" + label + ",le=\"10\"}"), ElementsAre(" 2"));
  EXPECT_THAT(Values(metrics, of + "_bucket" + label + ",le=\"+Inf\"}"), ElementsAre(" 3"));
  EXPECT_THAT(Values(metrics, of + "_count" + label + "}"), ElementsAre(" 3"));
  EXPECT_EQ(Values(metrics, of + "_sum" + label + "} 20.00036").size(), 1u);
}

TEST(Metrics, AStreamIsCountedButNotTimed) {
  Metrics metrics({});
  End(&metrics, kPush, absl::StatusCode::kOk);
  EXPECT_THAT(Values(metrics, "logboek_requests_total{"),
              ElementsAre("code=\"OK\",method=\"RegistrationService/Push\"} 1"));
  EXPECT_THAT(Values(metrics, "logboek_request_duration_seconds_count"), testing::IsEmpty());
}

TEST(Metrics, RefusalsByReason) {
  Metrics metrics({});
  End(&metrics, kGetStatus, absl::StatusCode::kNotFound, "UNKNOWN_PRACTICE");
  End(&metrics, kPush, absl::StatusCode::kUnavailable, "DRAINING");
  End(&metrics, kPush, absl::StatusCode::kUnavailable, "DRAINING");
  EXPECT_THAT(
      Values(metrics, "logboek_refusals_total"),
      testing::UnorderedElementsAre("{reason=\"DRAINING\"} 2", "{reason=\"UNKNOWN_PRACTICE\"} 1"));
  EXPECT_EQ(metrics.refused_calls(), 3u);
}

// Whatever goes wrong elsewhere, nothing a caller sent becomes a label, and series are bounded.
TEST(Metrics, WhatIsNoReasonIsCountedAsOther) {
  Metrics metrics({});
  for (const char* text : {"Jan Jansen", "jan", "A\"} 1\nx",
                           "0123456789012345678901234567890123456"
                           "789012345678901234567890123456789"}) {
    End(&metrics, kGetStatus, absl::StatusCode::kNotFound, text);
  }
  EXPECT_THAT(Values(metrics, "logboek_refusals_total"), ElementsAre("{reason=\"OTHER\"} 4"));
  for (int i = 0; i < 2'000; ++i) {
    End(&metrics, kGetStatus, absl::StatusCode::kNotFound, absl::StrCat("REASON_", i));
  }
  EXPECT_LE(Values(metrics, "logboek_refusals_total").size(), 251u);
  EXPECT_EQ(metrics.refused_calls(), 2'004u);
}

TEST(Metrics, CommandsByKindAndOutcome) {
  Metrics metrics({});
  const int enrol = Command::kEnrolFieldNumber;
  metrics.CommandAnswered({.kind = enrol, .outcome = CommandOutcome::kRecorded});
  metrics.CommandAnswered({.kind = enrol, .outcome = CommandOutcome::kRepeated});
  metrics.CommandAnswered(
      {.kind = enrol, .outcome = CommandOutcome::kRefused, .reason = "SESSION_FULL"});
  metrics.CommandAnswered(
      {.kind = 0, .outcome = CommandOutcome::kNotTaken, .reason = "QUEUE_FULL"});
  // Of a program that knows kinds this one does not.
  metrics.CommandAnswered({.kind = 100'000, .outcome = CommandOutcome::kRecorded});
  EXPECT_THAT(Values(metrics, "logboek_commands_total"),
              testing::UnorderedElementsAre("{kind=\"enrol\",outcome=\"recorded\"} 1",
                                            "{kind=\"enrol\",outcome=\"repeated\"} 1",
                                            "{kind=\"enrol\",outcome=\"refused\"} 1",
                                            "{kind=\"none\",outcome=\"not_taken\"} 1",
                                            "{kind=\"none\",outcome=\"recorded\"} 1"));
  EXPECT_THAT(
      Values(metrics, "logboek_command_refusals_total"),
      testing::UnorderedElementsAre("{reason=\"SESSION_FULL\"} 1", "{reason=\"QUEUE_FULL\"} 1"));
  EXPECT_EQ(metrics.refused_commands(), 2u);
}

TEST(Metrics, GroupsAndAppends) {
  Metrics metrics({});
  metrics.GroupAppended(
      {.commands = 3, .events = 5, .duration = std::chrono::milliseconds(2), .kept = true});
  metrics.GroupAppended(
      {.commands = 1, .events = 1, .duration = std::chrono::milliseconds(40), .kept = false});
  EXPECT_THAT(Values(metrics, "logboek_group_commands_sum"), ElementsAre(" 4"));
  EXPECT_THAT(Values(metrics, "logboek_group_events_sum"), ElementsAre(" 6"));
  EXPECT_THAT(Values(metrics, "logboek_append_duration_seconds_bucket{le=\"0.0025\"}"),
              ElementsAre(" 1"));
  EXPECT_THAT(Values(metrics, "logboek_append_duration_seconds_count"), ElementsAre(" 2"));
  EXPECT_THAT(Values(metrics, "logboek_append_failures_total"), ElementsAre(" 1"));
}

Readings SomeReadings() {
  Readings readings;
  readings.version = "1.2.3";
  readings.engine = "rocksdb";
  readings.now = absl::FromUnixSeconds(1'000'000);
  readings.open_requests = 7;
  readings.queued_commands = 11;
  readings.max_queued_commands = 100;
  readings.log_position = 250;
  readings.register_position = 240;
  readings.writable = true;
  readings.serving = true;
  readings.checkpoint = {.position = {200}, .at = absl::FromUnixSeconds(999'940)};
  readings.engine_stats =
      storage::EngineStats{.block_cache_hits = 42, .stalled = absl::Milliseconds(1'500)};
  readings.filesystem_size_bytes = uint64_t{1} << 40;
  return readings;
}

TEST(Metrics, WhatIsLookedAtIsAsItIsWhenAsked) {
  Readings readings = SomeReadings();
  Metrics metrics([&readings] { return readings; });
  EXPECT_THAT(Values(metrics, "logboek_build_info"),
              ElementsAre("{version=\"1.2.3\",engine=\"rocksdb\"} 1"));
  EXPECT_THAT(Values(metrics, "logboek_open_requests "), ElementsAre("7"));
  EXPECT_THAT(Values(metrics, "logboek_queued_commands "), ElementsAre("11"));
  EXPECT_THAT(Values(metrics, "logboek_max_queued_commands "), ElementsAre("100"));
  EXPECT_THAT(Values(metrics, "logboek_log_position "), ElementsAre("250"));
  EXPECT_THAT(Values(metrics, "logboek_register_position "), ElementsAre("240"));
  EXPECT_THAT(Values(metrics, "logboek_checkpoint_lag_events "), ElementsAre("50"));
  EXPECT_THAT(Values(metrics, "logboek_checkpoint_age_seconds "), ElementsAre("60"));
  EXPECT_THAT(Values(metrics, "logboek_rocksdb_block_cache_hits_total "), ElementsAre("42"));
  EXPECT_THAT(Values(metrics, "logboek_rocksdb_stall_seconds_total "), ElementsAre("1.5"));
  EXPECT_THAT(Values(metrics, "logboek_filesystem_size_bytes "), ElementsAre("1099511627776"));
  readings.writable = false;
  readings.queued_commands = 12;
  EXPECT_THAT(Values(metrics, "logboek_writable "), ElementsAre("0"));
  EXPECT_THAT(Values(metrics, "logboek_queued_commands "), ElementsAre("12"));
}

TEST(Metrics, ACheckpointIsNeverAheadOfTheLogNorOfTheClock) {
  Readings readings = SomeReadings();
  readings.checkpoint = {.position = {251}, .at = readings.now + absl::Seconds(1)};
  Metrics metrics([&readings] { return readings; });
  EXPECT_THAT(Values(metrics, "logboek_checkpoint_lag_events "), ElementsAre("0"));
  EXPECT_THAT(Values(metrics, "logboek_checkpoint_age_seconds "), ElementsAre("0"));
}

TEST(Metrics, WithoutAnythingToLookAtItIsNotServing) {
  Metrics metrics([] { return std::nullopt; });
  EXPECT_THAT(Values(metrics, "logboek_health_serving "), ElementsAre("0"));
  EXPECT_THAT(Values(metrics, "logboek_log_position "), testing::IsEmpty());
  EXPECT_EQ(Values(metrics, "process_resident_memory_bytes ").size(), 1u);
}

TEST(Metrics, TheTextHasEveryFamilyOnceInOrder) {
  Metrics metrics([] { return SomeReadings(); });
  std::vector<std::string> expected;
  for (const FamilyRow& row : Families()) {
    const absl::string_view type = row.type == FamilyType::kCounter ? "counter"
                                   : row.type == FamilyType::kGauge ? "gauge"
                                                                    : "histogram";
    expected.push_back(absl::StrCat(row.name, " ", type));
  }
  EXPECT_EQ(Values(metrics, "# TYPE "), expected);
  EXPECT_EQ(Values(metrics, "# HELP ").size(), expected.size());
}

TEST(Metrics, IsScrapedWhileCallsEnd) {
  Metrics metrics([] { return SomeReadings(); });
  constexpr int kThreads = 4;
  constexpr int kCalls = 2'000;
  std::atomic<bool> done = false;
  std::thread scraper([&] {
    while (!done.load()) EXPECT_THAT(metrics.Text(), HasSubstr("logboek_requests_total"));
  });
  std::vector<std::thread> callers;
  for (int i = 0; i < kThreads; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < kCalls; ++call) {
        const bool ok = call % 4 != 0;
        End(&metrics, static_cast<size_t>(call) % 20,
            ok ? absl::StatusCode::kOk : absl::StatusCode::kNotFound, ok ? "" : "UNKNOWN_PRACTICE");
        metrics.CommandAnswered({.kind = call % 30});
        metrics.GroupAppended(
            {.commands = 1, .events = 1, .duration = microseconds(200), .kept = true});
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  done.store(true);
  scraper.join();
  EXPECT_EQ(metrics.refused_calls(), static_cast<uint64_t>(kThreads * kCalls / 4));
  EXPECT_THAT(Values(metrics, "logboek_append_duration_seconds_count "),
              ElementsAre(absl::StrCat(kThreads * kCalls)));
  uint64_t calls = 0;
  for (const std::string& line : Values(metrics, "logboek_requests_total{")) {
    calls += std::stoull(line.substr(line.rfind(' ')));
  }
  EXPECT_EQ(calls, static_cast<uint64_t>(kThreads * kCalls));
}

}  // namespace
}  // namespace logboek::metrics
