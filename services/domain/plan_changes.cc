#include "services/domain/plan_changes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/domain/interpretations.h"

namespace logboek::domain {
namespace {

namespace ev = logboek::event::v1;
namespace rp = logboek::regioplan::v1;

// The newest version of the plan is what new commands go by.
void SetNewest(const std::string& plan_id, Region* region) {
  region->plans[plan_id] = region->plan_versions.at(plan_id).rbegin()->second;
}

bool Lists(const RegionPlan& plan, const std::string& interpretation_id) {
  const auto& listed = plan.interpretations();
  return std::any_of(listed.begin(), listed.end(), [&](const rp::Interpretation& interpretation) {
    return interpretation.id() == interpretation_id;
  });
}

rp::Interpretation InterpretationOf(const FactRef& ref, const ev::InterpretationDecided& event) {
  rp::Interpretation decided;
  decided.set_id(event.interpretation_id());
  decided.set_option(event.option());
  decided.set_decided_by(event.decided_by());
  *decided.mutable_decided_on() = event.decided_on();
  decided.set_ground(event.ground());
  decided.set_event_id(ref.event_id);
  return decided;
}

using VersionPtr = std::shared_ptr<const PublishedPlan>;

// The version with the change made in what was written. An option that takes the place of another
// finds the fields as they were before that one.
template <typename Change>
VersionPtr Changed(const VersionPtr& version, const Change& change) {
  auto changed = std::make_shared<PublishedPlan>(*version);
  change(changed.get());
  changed->plan = changed->written;
  ApplyInterpretations(&changed->plan);
  return changed;
}

// Makes the change in every version of every plan of the region, and in what is newest.
template <typename Change>
void ChangeAll(Region* region, const Change& change) {
  for (auto& [plan_id, versions] : region->plan_versions) {
    for (auto& [valid_from, version] : versions) version = Changed(version, change);
    SetNewest(plan_id, region);
  }
}

}  // namespace

void AddVersion(const FactRef& ref, const ev::PlanPublished& event, Region* region) {
  auto published = std::make_shared<PublishedPlan>();
  published->ref = ref;
  // Bytes were checked when the plan was published.
  published->written.ParseFromString(event.plan());
  published->plan = published->written;
  ApplyInterpretations(&published->plan);
  region->versions.emplace(event.plan_id(), event.version());
  PlanVersions& versions = region->plan_versions[event.plan_id()];
  versions[FromProto(published->plan.valid_from())] = std::move(published);
  SetNewest(event.plan_id(), region);
}

void AddDecision(const FactRef& ref, const ev::InterpretationDecided& event, Region* region) {
  const absl::CivilDay valid_from = FromProto(event.valid_from());
  const rp::Interpretation decided = InterpretationOf(ref, event);
  const auto decide = [&](PublishedPlan* version) {
    if (!Lists(version->plan, event.interpretation_id())) return;
    version->ref = ref;
    version->written.set_version(
        absl::StrCat(version->plan.version(), "+", decided.id(), "=", decided.option()));
    SetOption(decided, &version->written);
  };
  for (auto& [plan_id, versions] : region->plan_versions) {
    const auto after = versions.upper_bound(valid_from);
    // Before its first version a plan holds as that one has it: it goes on so until the decision.
    if (after == versions.begin() && Lists(after->second->plan, decided.id())) {
      const VersionPtr first = after->second;
      versions.try_emplace(absl::CivilDay::min(), first);
      versions.try_emplace(valid_from, first);
    } else if (after != versions.begin() && Lists(std::prev(after)->second->plan, decided.id())) {
      // Until now the version before was valid on that day, too. Inserting moves what `after` sees.
      const VersionPtr before = std::prev(after)->second;
      versions.try_emplace(valid_from, before);
    }
    for (auto later = versions.lower_bound(valid_from); later != versions.end(); ++later) {
      later->second = Changed(later->second, decide);
    }
    SetNewest(plan_id, region);
  }
}

void AddMenuItem(const ev::MenuItemPublished& event, Region* region) {
  rp::MenuItem item;
  item.ParseFromString(event.menu_item());
  ChangeAll(region, [&](PublishedPlan* version) {
    if (version->plan.plan_id() != event.plan_id()) return;
    *version->written.add_menu() = item;
    for (rp::Obligation& obligation : *version->written.mutable_obligations()) {
      const auto& ids = event.obligation_ids();
      if (std::find(ids.begin(), ids.end(), obligation.id()) == ids.end()) continue;
      if (!obligation.has_staff_share()) continue;
      auto* slugs = obligation.mutable_staff_share()->mutable_menu_slugs();
      if (std::find(slugs->begin(), slugs->end(), item.slug()) == slugs->end()) {
        *slugs->Add() = item.slug();
      }
    }
  });
}

void EndMenuItem(const ev::MenuItemRetired& event, Region* region) {
  const absl::CivilDay last = FromProto(event.until()) - 1;
  ChangeAll(region, [&](PublishedPlan* version) {
    for (rp::MenuItem& item : *version->written.mutable_menu()) {
      const bool begun = IsAbsent(item.valid_from()) || FromProto(item.valid_from()) <= last;
      if (item.slug() != event.menu_slug() || !begun) continue;
      if (last < UntilFromProto(item.valid_until())) *item.mutable_valid_until() = event.until();
    }
  });
}

}  // namespace logboek::domain
