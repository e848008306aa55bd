// Which metrics the rules and the dashboard ask for, and which a server has.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace logboek::monitoring {

// The metrics a PromQL expression names: every word that is neither a function, an operator, a
// label nor inside quotes.
std::set<std::string> MetricsIn(absl::string_view expression);

// The expressions of a file of rules, those on several lines (">-") joined.
std::vector<std::string> RuleExpressions(absl::string_view yaml);
// The values of a key of its rules, "alert" for example.
std::vector<std::string> RuleValues(absl::string_view yaml, absl::string_view key);

// The expressions of a dashboard's panels and of its variables. INVALID_ARGUMENT: no JSON.
absl::StatusOr<std::vector<std::string>> DashboardExpressions(absl::string_view json);

// The series that have a value in a text of Prometheus.
std::set<std::string> SeriesIn(absl::string_view text);

// What the expressions name and the server has not; but for what Prometheus itself knows ("up").
std::set<std::string> MissingIn(const std::vector<std::string>& expressions,
                                const std::set<std::string>& series);

}  // namespace logboek::monitoring
