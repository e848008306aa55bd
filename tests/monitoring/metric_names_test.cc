#include "tests/monitoring/metric_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::monitoring {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MetricNames, AreFoundInAnExpression) {
  EXPECT_THAT(MetricsIn("up{job=\"logboek\"} == 0 or absent(up)"), ElementsAre("up"));
  EXPECT_THAT(MetricsIn("histogram_quantile(0.99, sum by (instance, le) (\n"
                        "rate(a_seconds_bucket{code=~\"X|Y }\"}[5m]))) > 0.25"),
              ElementsAre("a_seconds_bucket"));
  EXPECT_THAT(MetricsIn("a / on (job) group_left (x) b > 1e3 and delta(c[5m] offset 1h) == 0"),
              ElementsAre("a", "b", "c"));
  EXPECT_THAT(MetricsIn("topk(8, sum(rate(d[$__rate_interval])) without(x))"), ElementsAre("d"));
  EXPECT_THAT(MetricsIn("vector(0) + 1 - 2.5"), IsEmpty());
}

TEST(MetricNames, ExpressionsOfRules) {
  constexpr char kRules[] =
      "groups:\n"
      "  - name: g\n"
      "    rules:\n"
      "      - alert: One\n"
      "        expr: a > 0\n"
      "        for: 1m\n"
      "      - alert: Two\n"
      "        expr: >-\n"
      "          b\n"
      "          / c\n"
      "        for: 1m\n";
  EXPECT_THAT(RuleExpressions(kRules), ElementsAre("a > 0", "b / c "));
  EXPECT_THAT(RuleValues(kRules, "alert"), ElementsAre("One", "Two"));
}

TEST(MetricNames, ExpressionsOfADashboard) {
  ASSERT_OK_AND_ASSIGN(const auto found, DashboardExpressions(R"json({
    "templating": {"list": [
      {"name": "datasource", "type": "datasource", "query": "prometheus"},
      {"name": "instance", "type": "query", "query": "label_values(a_info{x=\"y\"}, instance)"}]
}
, "panels" : [ {"type" : "row", "panels" : []}, {"targets" : [ {"expr" : "b"}, {"expr" : "c"} ]} ]
})json"));
  std::set<std::string> metrics;
  for (const std::string& expression : found) metrics.merge(MetricsIn(expression));
  EXPECT_THAT(metrics, ElementsAre("a_info", "b", "c"));
  EXPECT_FALSE(DashboardExpressions("{").ok());
}

TEST(MetricNames, SeriesOfAText) {
  EXPECT_THAT(SeriesIn("# HELP a x\n# TYPE a gauge\na 1\n# TYPE c counter\nb{x=\"y\"} 2\n"),
              ElementsAre("a", "b"));
}

TEST(MetricNames, WhatAServerHasNotIsFound) {
  EXPECT_THAT(MissingIn({"up == 0", "a + wrong_total > 0"}, {"a"}), ElementsAre("wrong_total"));
  EXPECT_THAT(MissingIn({"a"}, {"a"}), IsEmpty());
}

}  // namespace
}  // namespace logboek::monitoring
