#include "services/queries/known.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/domain/event_codec.h"
#include "services/queries/refusals.h"
#include "services/queries/region_scope.h"
#include "storage/base/check.h"
#include "storage/base/status_macros.h"

namespace logboek::queries {
namespace {

// What a copy of the register weighs, in map entries.
size_t RecordsIn(const domain::Register& reg) {
  return reg.practices.size() + reg.persons.size() + reg.offerings.size() + reg.sessions.size() +
         reg.series.size() + reg.joint_plans.size() + reg.health_centres.size() +
         reg.enrolments.size() + reg.engagement_persons.size() + reg.agb_practices.size();
}

}  // namespace

std::string TextOf(const AsKnown& known) {
  if (known.position.has_value()) return absl::StrCat("position ", *known.position);
  if (known.time.has_value()) return absl::StrCat("time ", absl::ToUnixNanos(*known.time));
  return "now";
}

Registers::Registers(const registrar::Registrar* registrar, const storage::EventLog* log,
                     const base::Clock* clock, RegistersOptions options)
    : registrar_(registrar), log_(log), clock_(clock), options_(options) {}

absl::CivilDay Registers::Today() const { return base::LocalDate(clock_->Now()); }

Snapshot Registers::Now() const {
  std::shared_ptr<const domain::Register> current;
  {
    base::MutexLock lock(&mutex_);
    current = now_;
  }
  // The copy is made outside mutex_, so that nobody waits for the register's lock behind it.
  std::shared_ptr<const domain::Register> made;
  registrar_->Read([&current, &made](const domain::Register& reg) {
    if (current != nullptr && current->position == reg.position) return;
    made = std::make_shared<const domain::Register>(reg);
  });
  if (made != nullptr) {
    current = made;
    base::MutexLock lock(&mutex_);
    if (now_ == nullptr || now_->position < made->position) now_.swap(made);
  }
  return {.reg = current,
          .position = current->position,
          .recorded_at = current->recorded_at,
          .default_at = Today()};
}

absl::StatusOr<Snapshot> Registers::At(const AsKnown& known, absl::string_view region,
                                       const registrar::KeepGoing& keep_going) const {
  if (known.IsNow()) return Now();
  ASSIGN_OR_RETURN(Snapshot snapshot, Resolve(known));
  const absl::string_view scope = ScopeOf(region, snapshot.position);
  bool exact = false;
  snapshot.reg = Nearest(scope, snapshot.position, &exact);
  if (!exact) {
    ASSIGN_OR_RETURN(snapshot.reg, FoldFrom(snapshot.reg, scope, snapshot.position, keep_going));
    Keep(scope, snapshot.position, snapshot.reg);
  }
  return snapshot;
}

absl::StatusOr<Snapshot> Registers::FromFirstEvent(const AsKnown& known, absl::string_view region,
                                                   const registrar::KeepGoing& keep_going) const {
  ASSIGN_OR_RETURN(Snapshot snapshot, Resolve(known));
  ASSIGN_OR_RETURN(snapshot.reg, FoldFrom(nullptr, ScopeOf(region, snapshot.position),
                                          snapshot.position, keep_going));
  return snapshot;
}

absl::string_view Registers::ScopeOf(absl::string_view region, uint64_t position) const {
  if (region.empty()) return region;
  {
    base::MutexLock lock(&mutex_);
    const auto known = scopes_.find(region);
    // Facts are never forgotten: a region that does not stand alone never will again, and one that
    // does, did before.
    if (known != scopes_.end() && !known->second.alone) return absl::string_view();
    if (known != scopes_.end() && known->second.position >= position) return region;
  }
  const Snapshot now = Now();
  const bool alone = now.position >= position && StandsAlone(*now.reg, region);
  if (now.position >= position && now.reg->regions.contains(region)) {
    base::MutexLock lock(&mutex_);
    scopes_[region] = {.position = now.position, .alone = alone};
  }
  // Nearly always it does, and its own events are a fraction of the log.
  return alone ? region : absl::string_view();
}

absl::StatusOr<Snapshot> Registers::Resolve(const AsKnown& known) const {
  CHECK(!known.position.has_value() || !known.time.has_value());
  // The log's, not the register's: who follows the log may ask about an event before the register
  // shows it.
  const uint64_t head = log_->head().value;
  Snapshot snapshot{.reg = nullptr, .position = head, .default_at = Today()};
  if (known.position.has_value()) {
    if (*known.position > head) return PositionAhead(*known.position, head);
    snapshot.position = *known.position;
  } else if (known.time.has_value()) {
    ASSIGN_OR_RETURN(snapshot.position, PositionAt(*known.time, head));
    snapshot.default_at = base::LocalDate(*known.time);
  }
  if (snapshot.position == 0) return snapshot;
  ASSIGN_OR_RETURN(snapshot.recorded_at, RecordedAt(snapshot.position));
  if (known.position.has_value()) snapshot.default_at = base::LocalDate(snapshot.recorded_at);
  return snapshot;
}

absl::StatusOr<absl::Time> Registers::RecordedAt(uint64_t position) const {
  storage::ReadOptions options;
  options.after = {position - 1};
  options.until = {position};
  options.events_max = 1;
  ASSIGN_OR_RETURN(const storage::ReadPage page, log_->Read(options));
  if (page.events.size() != 1) return absl::DataLossError("a position of the log is missing");
  ASSIGN_OR_RETURN(const event::v1::Envelope envelope,
                   domain::DecodeEnvelope(page.events[0].bytes));
  return absl::FromUnixSeconds(envelope.recorded_at().seconds()) +
         absl::Nanoseconds(envelope.recorded_at().nanos());
}

absl::StatusOr<uint64_t> Registers::PositionAt(absl::Time time, uint64_t head) const {
  // Recorded time never runs backwards, so halving the range finds the last event in some twenty
  // reads.
  uint64_t reached = 0;
  uint64_t beyond = head + 1;
  while (beyond - reached > 1) {
    const uint64_t middle = reached + (beyond - reached) / 2;
    ASSIGN_OR_RETURN(const absl::Time recorded_at, RecordedAt(middle));
    (recorded_at <= time ? reached : beyond) = middle;
  }
  return reached;
}

absl::StatusOr<std::shared_ptr<const domain::Register>> Registers::FoldFrom(
    std::shared_ptr<const domain::Register> base, absl::string_view region, uint64_t position,
    const registrar::KeepGoing& keep_going) const {
  auto reg = base == nullptr ? std::make_shared<domain::Register>()
                             : std::make_shared<domain::Register>(*base);
  std::vector<storage::Tag> tags;
  if (!region.empty()) tags.push_back({storage::TagKind::kRegion, std::string(region)});
  // To Replay 0 means the head; the state before the first event is the empty register.
  if (position > 0)
    RETURN_IF_ERROR(registrar::Replay(*log_, tags, position, reg.get(), keep_going));
  return reg;
}

std::shared_ptr<const domain::Register> Registers::Nearest(absl::string_view region,
                                                           uint64_t position, bool* exact) const {
  base::MutexLock lock(&mutex_);
  auto best = folds_.end();
  for (auto fold = folds_.begin(); fold != folds_.end(); ++fold) {
    if (fold->region != region || fold->position > position) continue;
    if (best == folds_.end() || fold->position > best->position) best = fold;
  }
  if (best == folds_.end()) return nullptr;
  *exact = best->position == position;
  // To fold on from it is not to ask for it.
  if (*exact) folds_.splice(folds_.begin(), folds_, best);
  return best->reg;
}

void Registers::Keep(absl::string_view region, uint64_t position,
                     std::shared_ptr<const domain::Register> reg) const {
  const size_t records = RecordsIn(*reg);
  if (records > options_.records_max || options_.folds_max == 0) return;
  base::MutexLock lock(&mutex_);
  for (const Fold& fold : folds_) {
    // Somebody folded the same at the same moment.
    if (fold.region == region && fold.position == position) return;
  }
  folds_.push_front({std::string(region), position, std::move(reg), records});
  records_ += records;
  while (folds_.size() > options_.folds_max || records_ > options_.records_max) {
    records_ -= folds_.back().records;
    folds_.pop_back();
  }
}

}  // namespace logboek::queries
