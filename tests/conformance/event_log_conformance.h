// What every event log must do, told once. An implementation joins with one line:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, EventLogConformance, testing::Values(Implementation{"memory",
//   MakeMemory}));
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/event_log.h"
#include "storage/testing/test_record.h"

namespace logboek::storage {

// A log and what it needs to live.
class LogUnderTest {
 public:
  virtual ~LogUnderTest() = default;
  // The open log; lives until the next Reopen.
  virtual EventLog* log() = 0;
  // Closes the log and opens it again. Does nothing where a log does not outlive its object.
  virtual void Reopen() = 0;
};

struct Implementation {
  std::string name;
  std::function<std::unique_ptr<LogUnderTest>()> make;
  // The log is reopened before every operation of a test that does not hold on to it.
  bool reopens = false;
};

inline void PrintTo(const Implementation& implementation, std::ostream* out) {
  *out << implementation.name;
}

class EventLogConformance : public testing::TestWithParam<Implementation> {
 protected:
  EventLogConformance() : under_test_(GetParam().make()) {}

  // The log for one operation.
  EventLog* log() {
    if (GetParam().reopens) under_test_->Reopen();
    return under_test_->log();
  }
  // The log for a test that holds on to it.
  EventLog* steady_log() { return under_test_->log(); }

  // Appends behind the head and remembers in `records_`.
  void MustAppend(const std::vector<TestRecord>& records);
  // Reads and compares with what `records_` says.
  void ExpectRead(const ReadOptions& options);

  // Everything appended; position p at [p - 1].
  std::vector<TestRecord> records_;

 private:
  std::unique_ptr<LogUnderTest> under_test_;
};

// What Read must answer when the log holds these records.
ReadPage ModelRead(const std::vector<TestRecord>& records, const ReadOptions& options);

}  // namespace logboek::storage
