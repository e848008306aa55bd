#include "services/metrics/metrics.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "logboek/command/v1/command.pb.h"
#include "prometheus/text_serializer.h"
#include "services/metrics/readings.h"
#include "services/rpc/methods.h"
#include "storage/base/check.h"

namespace logboek::metrics {
namespace {

// From what is answered from memory to what waits for a whole region.
const prometheus::Histogram::BucketBoundaries kRequestSeconds = {
    5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
// From a disk with a battery to one in trouble.
const prometheus::Histogram::BucketBoundaries kAppendSeconds = {
    1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
const prometheus::Histogram::BucketBoundaries kGroupSizes = {1,  2,   4,   8,   16,   32,
                                                             64, 128, 256, 512, 1024, 2048};

// More than there are in the program; see metrics.h.
constexpr size_t kReasonsMax = 250;
constexpr size_t kReasonBytesMax = 64;
constexpr char kOtherReason[] = "OTHER";

bool IsReason(absl::string_view text) {
  return !text.empty() && text.size() <= kReasonBytesMax &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

double Seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

absl::string_view NameOf(registrar::CommandOutcome outcome) {
  switch (outcome) {
    case registrar::CommandOutcome::kRecorded:
      return "recorded";
    case registrar::CommandOutcome::kRepeated:
      return "repeated";
    case registrar::CommandOutcome::kRefused:
      return "refused";
    case registrar::CommandOutcome::kNotTaken:
      return "not_taken";
  }
  return "not_taken";
}

std::string NameOfKind(int kind) {
  const auto* const field = command::v1::Command::descriptor()->FindFieldByNumber(kind);
  return field == nullptr ? "none" : field->name();
}

// One more than the largest number of a kind.
size_t KindSlotCount() {
  const auto* const kinds = command::v1::Command::descriptor()->FindOneofByName("kind");
  int largest = 0;
  for (int i = 0; i < kinds->field_count(); ++i) {
    largest = std::max(largest, kinds->field(i)->number());
  }
  return static_cast<size_t>(largest) + 1;
}

prometheus::Labels LabelsOf(FamilyId id, absl::string_view first, absl::string_view second = {}) {
  const FamilyRow& row = RowOf(id);
  prometheus::Labels labels;
  labels.emplace(std::string(row.labels[0]), std::string(first));
  if (!row.labels[1].empty()) labels.emplace(std::string(row.labels[1]), std::string(second));
  return labels;
}

}  // namespace

void ReasonCounters::Count(absl::string_view reason) {
  total_.fetch_add(1, std::memory_order_relaxed);
  Find(IsReason(reason) ? reason : kOtherReason)->Increment();
}

prometheus::Counter* ReasonCounters::Find(absl::string_view reason) {
  base::MutexLock lock(&mutex_);
  auto found = counters_.find(reason);
  if (found != counters_.end()) return found->second;
  if (counters_.size() >= kReasonsMax) reason = kOtherReason;
  prometheus::Counter*& counter = counters_[std::string(reason)];
  if (counter == nullptr) counter = &family_->Add({{"reason", std::string(reason)}});
  return counter;
}

prometheus::Family<prometheus::Counter>& Metrics::CounterFamily(FamilyId id) {
  const FamilyRow& row = RowOf(id);
  CHECK(row.type == FamilyType::kCounter);
  return prometheus::BuildCounter()
      .Name(std::string(row.name))
      .Help(std::string(row.help))
      .Register(registry_);
}

prometheus::Family<prometheus::Histogram>& Metrics::HistogramFamily(FamilyId id) {
  const FamilyRow& row = RowOf(id);
  CHECK(row.type == FamilyType::kHistogram);
  return prometheus::BuildHistogram()
      .Name(std::string(row.name))
      .Help(std::string(row.help))
      .Register(registry_);
}

Metrics::Metrics(Look look)
    : requests_(CounterFamily(FamilyId::kRequests)),
      request_duration_(HistogramFamily(FamilyId::kRequestDuration)),
      commands_(CounterFamily(FamilyId::kCommands)),
      refusals_(&CounterFamily(FamilyId::kRefusals)),
      command_refusals_(&CounterFamily(FamilyId::kCommandRefusals)),
      group_commands_(HistogramFamily(FamilyId::kGroupCommands).Add({}, kGroupSizes)),
      group_events_(HistogramFamily(FamilyId::kGroupEvents).Add({}, kGroupSizes)),
      append_duration_(HistogramFamily(FamilyId::kAppendDuration).Add({}, kAppendSeconds)),
      append_failures_(CounterFamily(FamilyId::kAppendFailures).Add({})),
      methods_(rpc::Methods().size()),
      kinds_(KindSlotCount()),
      readings_(MakeReadingsCollector(std::move(look))) {}

Metrics::~Metrics() = default;

prometheus::Histogram& Metrics::DurationOf(size_t method) {
  std::atomic<prometheus::Histogram*>& slot = methods_[method].duration;
  prometheus::Histogram* histogram = slot.load(std::memory_order_acquire);
  if (histogram == nullptr) {
    histogram = &request_duration_.Add(
        LabelsOf(FamilyId::kRequestDuration, rpc::Methods()[method].name), kRequestSeconds);
    slot.store(histogram, std::memory_order_release);
  }
  return *histogram;
}

void Metrics::CallEnded(const rpc::EndedCall& call) {
  CHECK(call.method < methods_.size());
  const rpc::MethodRow& row = rpc::Methods()[call.method];
  const size_t code = std::min(static_cast<size_t>(call.code), kCodes - 1);
  CounterSlot& slot = methods_[call.method].by_code[code];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &requests_.Add(
        LabelsOf(FamilyId::kRequests, row.name, absl::StatusCodeToString(call.code)));
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  // How long a stream stays open is its client's wish and says nothing.
  if (row.kind != rpc::MethodKind::kStream) {
    DurationOf(call.method).Observe(Seconds(call.duration));
  }
  if (!call.reason.empty()) refusals_.Count(call.reason);
}

void Metrics::CommandAnswered(const registrar::AnsweredCommand& command) {
  const bool known = command.kind > 0 && static_cast<size_t>(command.kind) < kinds_.size();
  const int kind = known ? command.kind : 0;
  const size_t outcome = std::min(static_cast<size_t>(command.outcome), kOutcomes - 1);
  CounterSlot& slot = kinds_[static_cast<size_t>(kind)].by_outcome[outcome];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter =
        &commands_.Add(LabelsOf(FamilyId::kCommands, NameOfKind(kind), NameOf(command.outcome)));
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  const bool refused = command.outcome == registrar::CommandOutcome::kRefused ||
                       command.outcome == registrar::CommandOutcome::kNotTaken;
  if (refused) command_refusals_.Count(command.reason);
}

void Metrics::GroupAppended(const registrar::AppendedGroup& group) {
  group_commands_.Observe(static_cast<double>(group.commands));
  group_events_.Observe(static_cast<double>(group.events));
  append_duration_.Observe(Seconds(group.duration));
  if (!group.kept) append_failures_.Increment();
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> collected = registry_.Collect();
  for (prometheus::MetricFamily& family : readings_->Collect()) {
    collected.push_back(std::move(family));
  }
  absl::flat_hash_map<std::string, prometheus::MetricFamily*> by_name;
  for (prometheus::MetricFamily& family : collected) by_name.emplace(family.name, &family);
  std::vector<prometheus::MetricFamily> families;
  for (const FamilyRow& row : Families()) {
    const auto found = by_name.find(row.name);
    families.push_back(found == by_name.end() ? EmptyFamily(row.id) : std::move(*found->second));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace logboek::metrics
