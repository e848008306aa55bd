// What is looked at when somebody asks, as families of Prometheus.
#pragma once

#include <memory>

#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"
#include "services/metrics/families.h"
#include "services/metrics/metrics.h"

namespace logboek::metrics {

// The family as its row has it, without a value.
prometheus::MetricFamily EmptyFamily(FamilyId id);

// Thread-safe. Collect asks `look` and reads the numbers of this process.
std::unique_ptr<prometheus::Collectable> MakeReadingsCollector(Metrics::Look look);

}  // namespace logboek::metrics
