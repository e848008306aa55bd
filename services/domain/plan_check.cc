#include "services/domain/plan_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/domain/fields.h"

namespace logboek::domain {
namespace {

namespace rp = logboek::regioplan::v1;

constexpr size_t kLabelCharactersMax = 18;
// As for a series; a plan that runs longer is a new plan.
constexpr uint32_t kProgrammeYearMax = 20;
// More help nobody, and a plan made to be wrong everywhere must not fill the memory.
constexpr size_t kProblemsMax = 100;

// Characters, not bytes, of UTF-8 text.
size_t Characters(absl::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string At(absl::string_view list, int index, absl::string_view field) {
  return absl::StrCat(list, "[", index, "]", field.empty() ? "" : ".", field);
}

DateRange ValidityOf(const rp::MenuItem& item) {
  return {IsAbsent(item.valid_from()) ? absl::CivilDay::min() : FromProto(item.valid_from()),
          UntilFromProto(item.valid_until())};
}

bool Overlap(const DateRange& a, const DateRange& b) { return !Intersect(a, b).empty(); }

template <typename Message>
bool Differ(const Message& a, const Message& b) {
  return !google::protobuf::util::MessageDifferencer::Equals(a, b);
}

// Names that obligations may refer to, from this plan and the region's others.
struct Known {
  std::set<std::string> cohorts;
  std::set<std::string> tracks;
  std::set<std::string> menu;
  std::set<std::string> foreign_obligations;

  void Add(const RegionPlan& plan) {
    for (const rp::Cohort& cohort : plan.cohorts()) cohorts.insert(cohort.id());
    for (const rp::Track& track : plan.tracks()) tracks.insert(track.id());
    for (const rp::MenuItem& item : plan.menu()) menu.insert(item.slug());
  }
};

class PlanChecker {
 public:
  PlanChecker(const RegionPlan& plan, const Region* region) : plan_(plan) {
    known_.Add(plan);
    if (region == nullptr) return;
    for (const auto& [plan_id, published] : region->plans) {
      if (plan_id == plan.plan_id()) continue;
      known_.Add(published->plan);
      others_.push_back(&published->plan);
      for (const rp::Obligation& obligation : published->plan.obligations()) {
        known_.foreign_obligations.insert(obligation.id());
      }
    }
  }

  std::vector<PlanProblem> Run() {
    CheckHead();
    CheckCohorts();
    CheckTracks();
    CheckSeries();
    CheckMenu();
    CheckSessionRules();
    CheckObligations();
    CheckRows();
    return std::move(problems_);
  }

 private:
  void Report(std::string field, std::string message) {
    if (problems_.size() >= kProblemsMax) return;
    problems_.push_back({std::move(field), std::move(message)});
  }

  // Takes over what a field check says.
  void Take(const std::string& field, const absl::Status& status) {
    if (!status.ok()) Report(field, std::string(status.message()));
  }

  void CheckBoth(const std::string& field, const rp::Text& text) {
    Take(field + ".nl", CheckText(field + ".nl", text.nl()));
    Take(field + ".en", CheckText(field + ".en", text.en()));
  }

  void CheckUnique(const std::string& field, const std::string& id, std::set<std::string>* seen) {
    Take(field, CheckIdentifier(field, id));
    if (!seen->insert(id).second) {
      Report(field, absl::StrCat("\"", id, "\" stands twice; every id is used once"));
    }
  }

  void CheckKnown(const std::string& field, const std::string& id, absl::string_view what,
                  const std::set<std::string>& known) {
    if (known.count(id) == 0) {
      Report(field, absl::StrCat("there is no ", what, " \"", id,
                                 "\" in the plans of the region; "
                                 "add it or correct the name"));
    }
  }

  void CheckYear(const std::string& field, uint32_t year) {
    if (year > 0 && year <= kProgrammeYearMax) return;
    Report(field, absl::StrCat("there is no programme year ", year,
                               "; years are counted from 1 to ", kProgrammeYearMax));
  }

  void CheckHead() {
    Take("region", CheckIdentifier("region", plan_.region()));
    const bool plain = std::all_of(plan_.region().begin(), plan_.region().end(), [](char c) {
      return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
    });
    if (!plain) Report("region", "a region is named in lower case letters, digits and _");
    Take("plan_id", CheckIdentifier("plan_id", plan_.plan_id()));
    Take("version", CheckIdentifier("version", plan_.version()));
    Take("source", CheckText("source", plan_.source()));
    Take("valid_from", CheckDate("valid_from", plan_.valid_from()));
    CheckBoth("title", plan_.title());
    CheckBoth("region_name", plan_.region_name());
    Take("disclosure", CheckEnum("disclosure", plan_.disclosure(), rp::Disclosure_IsValid));
    for (int i = 0; i < plan_.year_overrides_size(); ++i) {
      const rp::YearOverride& over = plan_.year_overrides(i);
      CheckYear(At("year_overrides", i, "year"), over.year());
      const std::string field = At("year_overrides", i, "starts_on");
      Take(field, CheckDate(field, over.starts_on()));
    }
  }

  void CheckCohorts() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.cohorts_size(); ++i) {
      const rp::Cohort& cohort = plan_.cohorts(i);
      CheckUnique(At("cohorts", i, "id"), cohort.id(), &seen);
      const std::string field = At("cohorts", i, "start_on");
      Take(field, CheckDate(field, cohort.start_on()));
      CheckBoth(At("cohorts", i, "name"), cohort.name());
      for (const RegionPlan* other : others_) {
        for (const rp::Cohort& theirs : other->cohorts()) {
          if (theirs.id() != cohort.id() || !Differ(theirs, cohort)) continue;
          ReportOther(At("cohorts", i, "id"), cohort.id(), *other);
        }
      }
    }
    if (known_.cohorts.empty()) {
      Report("cohorts", "the region has no cohort; a practice takes part through one");
    }
  }

  void ReportOther(const std::string& field, const std::string& id, const RegionPlan& other) {
    Report(field, absl::StrCat("\"", id, "\" stands otherwise in the plan \"", other.plan_id(),
                               "\" of the region; leave it out, repeat it unchanged or rename it"));
  }

  void CheckTracks() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.tracks_size(); ++i) {
      CheckUnique(At("tracks", i, "id"), plan_.tracks(i).id(), &seen);
      CheckBoth(At("tracks", i, "name"), plan_.tracks(i).name());
    }
  }

  void CheckSeries() {
    std::set<std::string> seen;
    for (int i = 0; i < plan_.series_size(); ++i) {
      const rp::PrintedSeries& series = plan_.series(i);
      CheckUnique(At("series", i, "id"), series.id(), &seen);
      CheckYear(At("series", i, "programme_year"), series.programme_year());
      for (const std::string& cohort : series.cohort_ids()) {
        CheckKnown(At("series", i, "cohort_ids"), cohort, "cohort", known_.cohorts);
      }
      for (const google::type::Date& date : series.dates()) {
        Take(At("series", i, "dates"), CheckDate("dates", date));
      }
    }
  }

  void CheckMenu() {
    // The rows of each slug whose dates can be compared.
    std::map<std::string, std::vector<int>> rows;
    for (int i = 0; i < plan_.menu_size(); ++i) {
      const rp::MenuItem& item = plan_.menu(i);
      Take(At("menu", i, "slug"), CheckIdentifier("slug", item.slug()));
      const bool comparable = (!item.has_valid_from() || IsRealDate(item.valid_from())) &&
                              (!item.has_valid_until() || IsRealDate(item.valid_until()));
      if (comparable) rows[item.slug()].push_back(i);
      CheckBoth(At("menu", i, "name"), item.name());
      const std::string element = At("menu", i, "core_element");
      Take(element, CheckEnum(element, item.core_element(), rp::CoreElement_IsValid));
      const std::string from = At("menu", i, "valid_from");
      const std::string until = At("menu", i, "valid_until");
      Take(from, CheckOptionalDate(from, item.valid_from()));
      Take(until, CheckOptionalDate(until, item.valid_until()));
      if (item.has_valid_from() && item.has_valid_until() && IsRealDate(item.valid_from()) &&
          IsRealDate(item.valid_until())) {
        Take(until, CheckOrder(until, item.valid_from(), item.valid_until()));
      }
      if (!rp::Funding_IsValid(item.funding())) {
        Take(At("menu", i, "funding"), UnknownEnum("funding", item.funding()));
      }
    }
    for (auto& [slug, indices] : rows) CheckOneRowADay(&indices);
    CheckMenuOfOthers(rows);
  }

  // A slug may come back later, but on any day it is one row.
  void CheckOneRowADay(std::vector<int>* indices) {
    const auto validity = [&](int i) { return ValidityOf(plan_.menu(i)); };
    std::stable_sort(indices->begin(), indices->end(),
                     [&](int a, int b) { return validity(a).from < validity(b).from; });
    for (size_t k = 1; k < indices->size(); ++k) {
      const int i = (*indices)[k];
      if (!Overlap(validity((*indices)[k - 1]), validity(i))) continue;
      Report(At("menu", i, "slug"),
             absl::StrCat("\"", plan_.menu(i).slug(),
                          "\" stands twice on the same day; end the one row before the other"));
    }
  }

  void CheckMenuOfOthers(const std::map<std::string, std::vector<int>>& rows) {
    for (const RegionPlan* other : others_) {
      for (const rp::MenuItem& theirs : other->menu()) {
        const auto found = rows.find(theirs.slug());
        if (found == rows.end()) continue;
        for (const int i : found->second) {
          const rp::MenuItem& ours = plan_.menu(i);
          if (!Overlap(ValidityOf(theirs), ValidityOf(ours)) || !Differ(theirs, ours)) continue;
          ReportOther(At("menu", i, "slug"), ours.slug(), *other);
        }
      }
    }
  }

  void CheckSessionRules() {
    std::set<int> seen;
    for (int i = 0; i < plan_.session_rules_size(); ++i) {
      const rp::SessionRule& rule = plan_.session_rules(i);
      CheckKind(At("session_rules", i, "kind"), rule.kind());
      if (!seen.insert(rule.kind()).second) {
        Report(At("session_rules", i, "kind"), "a kind has one rule; merge them");
      }
      for (const int role : rule.counted_roles()) {
        CheckRole(At("session_rules", i, "counted_roles"), role);
      }
    }
  }

  void CheckKind(const std::string& field, int kind) {
    Take(field, CheckEnum(field, static_cast<OfferingKind>(kind), event::v1::OfferingKind_IsValid));
  }

  void CheckRole(const std::string& field, int role) {
    Take(field, CheckEnum(field, static_cast<Role>(role), event::v1::Role_IsValid));
  }

  void CheckObligations() {
    std::set<std::string> seen = known_.foreign_obligations;
    for (int i = 0; i < plan_.obligations_size(); ++i) {
      const rp::Obligation& obligation = plan_.obligations(i);
      const std::string at = At("obligations", i, "");
      CheckUnique(at + ".id", obligation.id(), &seen);
      CheckLabel(at + ".label", obligation.label());
      CheckBoth(at + ".text", obligation.text());
      Take(at + ".section", CheckText(at + ".section", obligation.section()));
      Take(at + ".strength",
           CheckEnum(at + ".strength", obligation.strength(), rp::Strength_IsValid));
      CheckApplicability(at + ".applies", obligation.applies());
      CheckMeasure(at, obligation);
    }
  }

  void CheckLabel(const std::string& field, const rp::Text& label) {
    CheckBoth(field, label);
    for (const std::string& text : {label.nl(), label.en()}) {
      if (Characters(text) > kLabelCharactersMax) {
        Report(field, absl::StrCat("\"", text, "\" has ", Characters(text), " characters, limit ",
                                   kLabelCharactersMax, "; it heads a column"));
      }
    }
  }

  void CheckApplicability(const std::string& at, const rp::Applicability& applies) {
    if (applies.years().empty()) Report(at + ".years", "name at least one programme year");
    std::set<uint32_t> seen;
    for (const uint32_t year : applies.years()) {
      CheckYear(at + ".years", year);
      if (!seen.insert(year).second) {
        Report(at + ".years", absl::StrCat("year ", year, " stands twice; name it once"));
      }
    }
    for (int i = 0; i < applies.cohort_ids_size(); ++i) {
      CheckKnown(absl::StrCat(at, ".cohort_ids[", i, "]"), applies.cohort_ids(i), "cohort",
                 known_.cohorts);
    }
    for (const auto& [field, track] :
         {std::pair(at + ".required_track", applies.required_track()),
          std::pair(at + ".replaced_by_track", applies.replaced_by_track())}) {
      if (!track.empty()) CheckKnown(field, track, "track", known_.tracks);
    }
  }

  void CheckMeasure(const std::string& at, const rp::Obligation& obligation) {
    switch (obligation.measure_case()) {
      case rp::Obligation::kStaffShare:
        return CheckShare(at + ".staff_share", obligation.staff_share());
      case rp::Obligation::kSessionCount:
        return CheckCount(at + ".session_count", obligation.session_count());
      case rp::Obligation::kQuarterCount:
        return CheckQuarters(at + ".quarter_count", obligation.quarter_count());
      case rp::Obligation::MEASURE_NOT_SET:
        return Report(at, "the obligation has no measure; set one");
      default:
        return;
    }
  }

  void CheckKinds(const std::string& at, const google::protobuf::RepeatedField<int>& kinds) {
    for (int i = 0; i < kinds.size(); ++i) CheckKind(absl::StrCat(at, "[", i, "]"), kinds.Get(i));
  }

  void CheckShare(const std::string& at, const rp::StaffShare& share) {
    if (share.denominator_roles().empty()) {
      Report(at + ".denominator_roles", "name at least one role");
    }
    for (int i = 0; i < share.denominator_roles_size(); ++i) {
      CheckRole(absl::StrCat(at, ".denominator_roles[", i, "]"), share.denominator_roles(i));
    }
    for (int i = 0; i < share.menu_slugs_size(); ++i) {
      CheckKnown(absl::StrCat(at, ".menu_slugs[", i, "]"), share.menu_slugs(i), "menu item",
                 known_.menu);
    }
    CheckKinds(at + ".session_kinds", share.session_kinds());
    if (share.menu_slugs().empty() && share.session_kinds().empty()) {
      Report(at, "nothing counts; name menu_slugs or session_kinds");
    }
    if (share.times() == 0) Report(at + ".times", "times is at least 1");
    if (share.share_denominator() == 0 || share.share_numerator() == 0 ||
        share.share_numerator() > share.share_denominator()) {
      Report(at + ".share_numerator",
             absl::StrCat("the share ", share.share_numerator(), "/", share.share_denominator(),
                          " is not above 0 and at most 1; half is 1/2"));
    }
    Take(at + ".moment", CheckEnum(at + ".moment", share.moment(), rp::ShareMoment_IsValid));
  }

  void CheckCount(const std::string& at, const rp::SessionCount& count) {
    if (count.sessions() == 0) Report(at + ".sessions", "sessions is at least 1");
    if (count.session_kinds().empty()) {
      Report(at + ".session_kinds", "name at least one kind of session");
    }
    CheckKinds(at + ".session_kinds", count.session_kinds());
    CheckKinds(at + ".represented_kinds", count.represented_kinds());
    const auto& kinds = count.session_kinds();
    for (int i = 0; i < count.represented_kinds_size(); ++i) {
      if (std::find(kinds.begin(), kinds.end(), count.represented_kinds(i)) != kinds.end())
        continue;
      Report(
          absl::StrCat(at, ".represented_kinds[", i, "]"),
          "nobody can be spoken for at a kind that does not count; name it in session_kinds too");
    }
    for (int i = 0; i < count.expected_roles_size(); ++i) {
      CheckRole(absl::StrCat(at, ".expected_roles[", i, "]"), count.expected_roles(i));
    }
  }

  void CheckQuarters(const std::string& at, const rp::QuarterCount& quarters) {
    if (quarters.session_kinds().empty()) {
      Report(at + ".session_kinds", "name at least one kind of session");
    }
    CheckKinds(at + ".session_kinds", quarters.session_kinds());
    if (quarters.sessions_max() == 0) Report(at + ".sessions_max", "sessions_max is at least 1");
    CheckKnown(at + ".track", quarters.track(), "track", known_.tracks);
  }

  void CheckRows() {
    // A row of the paper is either measured or explained.
    std::set<std::string> seen;
    for (const rp::Obligation& obligation : plan_.obligations()) seen.insert(obligation.id());
    for (int i = 0; i < plan_.rows_size(); ++i) {
      const rp::Row& row = plan_.rows(i);
      CheckUnique(At("rows", i, "id"), row.id(), &seen);
      CheckBoth(At("rows", i, "text"), row.text());
      Take(At("rows", i, "kind"), CheckEnum("kind", row.kind(), rp::RowKind_IsValid));
    }
  }

  const RegionPlan& plan_;
  // The newest versions of the region's other plans.
  std::vector<const RegionPlan*> others_;
  Known known_;
  std::vector<PlanProblem> problems_;
};

}  // namespace

std::vector<PlanProblem> CheckPlan(const RegionPlan& plan, const Region* region) {
  return PlanChecker(plan, region).Run();
}

}  // namespace logboek::domain
