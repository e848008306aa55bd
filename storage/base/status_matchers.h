// Matchers for absl::Status and absl::StatusOr, with the shapes of abseil's own (which came later).
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "storage/base/error.h"

namespace logboek::base {

inline const absl::Status& GetStatus(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& GetStatus(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).ok();
}

MATCHER_P(StatusIs, code, "has status code " + absl::StatusCodeToString(code)) {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == code;
}

// Refused with this stable reason (storage/base/error.h).
MATCHER_P(Refuses, reason, "is refused with reason " + std::string(reason)) {
  *result_listener << GetStatus(arg).ToString();
  const auto found = ::logboek::base::ReasonOf(GetStatus(arg));
  return found.has_value() && found->reason == reason;
}

MATCHER_P(IsOkAndHolds, matcher, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return testing::ExplainMatchResult(matcher, *arg, result_listener);
}

}  // namespace logboek::base

#define ASSERT_OK(expression) ASSERT_THAT(expression, ::logboek::base::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT(expression, ::logboek::base::IsOk())
// ASSERT_OK_AND_ASSIGN(auto log, OpenLog());
#define ASSERT_OK_AND_ASSIGN(declaration, expression) \
  ASSERT_OK_AND_ASSIGN_IMPL(LOGBOEK_TEST_CONCAT(status_or_, __LINE__), declaration, expression)
#define ASSERT_OK_AND_ASSIGN_IMPL(result, declaration, expression) \
  auto result = (expression);                                      \
  ASSERT_THAT(result, ::logboek::base::IsOk());                    \
  declaration = *std::move(result)
#define LOGBOEK_TEST_CONCAT_INNER(a, b) a##b
#define LOGBOEK_TEST_CONCAT(a, b) LOGBOEK_TEST_CONCAT_INNER(a, b)
