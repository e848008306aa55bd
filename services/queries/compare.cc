#include "services/queries/compare.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/domain/dates.h"
#include "services/domain/event_codec.h"
#include "services/queries/refusals.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"
#include "storage/event_log.h"

namespace logboek::queries {
namespace {

using regioplan::PracticeFacts;

// Both sides of the comparison, at one date.
struct Sides {
  Snapshot before;
  Snapshot after;
  absl::CivilDay at;
};

absl::Status CheckOrder(uint64_t from, uint64_t until) {
  if (from <= until) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "POSITIONS_REVERSED",
      absl::StrCat("from position ", from, " lies behind until position ", until,
                   "; give the earlier one first"),
      {{"from_position", absl::StrCat(from)}, {"until_position", absl::StrCat(until)}});
}

absl::StatusOr<std::string> RegionOf(const Registers& registers, const CompareQuestion& question) {
  if (question.practice_id.empty()) return question.region;
  std::shared_ptr<const domain::Practice> practice;
  registers.live().Read([&](const domain::Register& reg) {
    practice = domain::Find(reg.practices, question.practice_id);
  });
  if (practice == nullptr) return UnknownPractice(question.practice_id);
  return practice->region;
}

absl::StatusOr<Sides> SidesOf(const Registers& registers, const CompareQuestion& question,
                              const List& list) {
  Sides sides{.after = list.snapshot(), .at = list.at()};
  RETURN_IF_ERROR(CheckOrder(question.from_position, sides.after.position));
  ASSIGN_OR_RETURN(sides.before, registers.At({.position = question.from_position},
                                              list.region().id, question.frame.keep_going));
  return sides;
}

std::set<std::string> PracticesOf(const Sides& sides, const CompareQuestion& question,
                                  const std::string& region) {
  if (!question.practice_id.empty()) return {question.practice_id};
  std::set<std::string> ids;
  for (const Snapshot* side : {&sides.before, &sides.after}) {
    const auto found = side->reg->regions.find(region);
    if (found == side->reg->regions.end()) continue;
    ids.insert(found->second->practice_ids.begin(), found->second->practice_ids.end());
  }
  return ids;
}

// Which rows an event may have changed, by what the event is tagged with.
class Causes {
 public:
  explicit Causes(std::vector<ComparedVerdict>* rows) : rows_(*rows) {}

  // The row is about the practice of these facts.
  void Watch(const PracticeFacts& facts, size_t row) {
    if (facts.practice == nullptr) return;
    WatchId(facts.practice->id, row, &practices_);
    WatchId(facts.practice->region, row, &regions_);
    for (const auto& [id, partner] : facts.partners) WatchId(id, row, &practices_);
    for (const auto& person : facts.persons) WatchId(person->id, row, &persons_);
    for (const auto& [id, session] : facts.sessions) WatchId(id, row, &sessions_);
    for (const auto& [id, offering] : facts.offerings) WatchId(id, row, &offerings_);
    if (!IsAboutPlaces(rows_[row].change)) return;
    for (const auto& [kind, sessions] : facts.coming->by_kind) {
      for (const auto& session : sessions) WatchId(session->id, row, &sessions_);
    }
  }

  void Add(const event::v1::Envelope& envelope) {
    if (!CanMatter(envelope.event())) return;
    std::set<size_t> rows;
    const domain::EventTags tags = domain::TagsOf(envelope.event());
    Collect(practices_, tags.practices, &rows);
    Collect(persons_, tags.persons, &rows);
    Collect(sessions_, tags.sessions, &rows);
    Collect(offerings_, OfferingsIn(envelope.event()), &rows);
    Collect(regions_, RegionsIn(envelope), &rows);
    for (const size_t row : rows) AddTo(envelope, &rows_[row]);
  }

  void Finish() {
    for (ComparedVerdict& row : rows_) {
      std::stable_sort(
          row.events.begin(), row.events.end(), [](const CausingEvent& a, const CausingEvent& b) {
            return std::tuple(!a.in_evidence, a.position) < std::tuple(!b.in_evidence, b.position);
          });
      if (row.events.size() > kCausingEventsMax) row.events.resize(kCausingEventsMax);
    }
  }

 private:
  using RowsById = absl::flat_hash_map<std::string, std::vector<size_t>>;

  // Nobody did more or less, so what can be booked has changed.
  static bool IsAboutPlaces(const VerdictChange& change) {
    if (!change.before.has_value() || !change.after.has_value()) return false;
    return change.before->numerator == change.after->numerator &&
           change.before->denominator == change.after->denominator;
  }

  static void WatchId(const std::string& id, size_t row, RowsById* rows) {
    std::vector<size_t>& list = (*rows)[id];
    if (list.empty() || list.back() != row) list.push_back(row);
  }

  static void Collect(const RowsById& watched, const std::vector<std::string>& ids,
                      std::set<size_t>* rows) {
    for (const std::string& id : ids) {
      const auto found = watched.find(id);
      if (found != watched.end()) rows->insert(found->second.begin(), found->second.end());
    }
  }

  // What no verdict looks at cannot have changed one.
  static bool CanMatter(const event::v1::Event& event) {
    switch (event.kind_case()) {
      case event::v1::Event::kAttendanceListClosed:
      case event::v1::Event::kAuditReplayPerformed:
      case event::v1::Event::kReleaseDecided:
      case event::v1::Event::kReminderSent:
      case event::v1::Event::kReportIssued:
      case event::v1::Event::kYearClosed:
        return false;
      default:
        return true;
    }
  }

  static std::vector<std::string> OfferingsIn(const event::v1::Event& event) {
    if (!event.has_offering_published()) return {};
    return {event.offering_published().offering_id()};
  }

  // A plan, its menu and its interpretation concern every practice of the region.
  static std::vector<std::string> RegionsIn(const event::v1::Envelope& envelope) {
    const event::v1::Event& event = envelope.event();
    const bool rules = event.has_plan_published() || event.has_menu_item_published() ||
                       event.has_menu_item_retired() || event.has_interpretation_decided();
    return rules ? std::vector<std::string>{envelope.region()} : std::vector<std::string>();
  }

  static void AddTo(const event::v1::Envelope& envelope, ComparedVerdict* row) {
    ++row->events_total;
    const bool in_evidence = row->change.evidence.contains(envelope.position());
    // A fact of the evidence is never left out for one that is not.
    const auto others = static_cast<size_t>(
        std::count_if(row->events.begin(), row->events.end(),
                      [](const CausingEvent& event) { return !event.in_evidence; }));
    const size_t alike = in_evidence ? row->events.size() - others : others;
    if (alike >= kCausingEventsMax) return;
    row->events.push_back({.position = envelope.position(),
                           .event_id = envelope.event_id(),
                           .type = envelope.type(),
                           .recorded_at = absl::FromUnixSeconds(envelope.recorded_at().seconds()) +
                                          absl::Nanoseconds(envelope.recorded_at().nanos()),
                           .effective_on = domain::FromProto(envelope.effective_on()),
                           .in_evidence = in_evidence});
  }

  std::vector<ComparedVerdict>& rows_;
  RowsById practices_;
  RowsById persons_;
  RowsById sessions_;
  RowsById offerings_;
  RowsById regions_;
};

std::vector<ComparedVerdict> RowsOf(const PracticeFacts& before, const PracticeFacts& after,
                                    absl::CivilDay at) {
  const auto lines = [at](const PracticeFacts& facts) {
    return facts.practice == nullptr ? std::vector<VerdictLine>()
                                     : LinesOf(regioplan::Evaluate(facts, at));
  };
  std::vector<ComparedVerdict> rows;
  const auto practice = after.practice != nullptr ? after.practice : before.practice;
  for (VerdictChange& change : ChangesBetween(practice, lines(before), lines(after))) {
    rows.push_back({.change = std::move(change)});
  }
  return rows;
}

absl::Status ReadCauses(const CompareQuestion& question, const Sides& sides, Causes* causes) {
  // By position and not by the region's tag: somebody may have been trained elsewhere.
  storage::ReadOptions options;
  options.after = {sides.before.position};
  options.until = {sides.after.position};
  while (options.after < options.until) {
    if (question.frame.keep_going) RETURN_IF_ERROR(question.frame.keep_going());
    ASSIGN_OR_RETURN(const storage::ReadPage page, question.log->Read(options));
    for (const storage::StoredEvent& stored : page.events) {
      ASSIGN_OR_RETURN(const event::v1::Envelope envelope, domain::DecodeEnvelope(stored.bytes));
      causes->Add(envelope);
    }
    if (page.done) break;
    options.after = page.resume;
  }
  causes->Finish();
  return absl::OkStatus();
}

// The rows of the page with the facts of their practices, which say what may have caused them.
class Comparison {
 public:
  Comparison(const Sides& sides, const std::string& region)
      : sides_(sides),
        coming_before_(regioplan::GatherComing(*sides.before.reg, region, sides.at)),
        coming_after_(regioplan::GatherComing(*sides.after.reg, region, sides.at)) {}

  absl::Status Compare(const std::set<std::string>& practice_ids,
                       const registrar::KeepGoing& keep_going) {
    for (const std::string& id : practice_ids) {
      if (keep_going) RETURN_IF_ERROR(keep_going());
      for (ComparedVerdict& row : RowsOf(Before(id), After(id), sides_.at)) {
        rows.push_back(std::move(row));
      }
    }
    return absl::OkStatus();
  }

  PracticeFacts Before(const std::string& id) const {
    return regioplan::GatherFacts(*sides_.before.reg, id, coming_before_);
  }
  PracticeFacts After(const std::string& id) const {
    return regioplan::GatherFacts(*sides_.after.reg, id, coming_after_);
  }

  std::vector<ComparedVerdict> rows;

 private:
  const Sides& sides_;
  const std::shared_ptr<const regioplan::ComingSessions> coming_before_;
  const std::shared_ptr<const regioplan::ComingSessions> coming_after_;
};

size_t WeightOfRow(const ComparedVerdict& row) {
  constexpr size_t kEventBytes = 160;
  return WeightOf(row.change) + kCausingEventsMax * kEventBytes;
}

}  // namespace

absl::StatusOr<CompareAnswer> Ask(const Registers& registers, const CompareQuestion& question) {
  ASSIGN_OR_RETURN(const std::string region, RegionOf(registers, question));
  ListFrame frame = question.frame;
  frame.known = {.position = question.until_position};
  // The date of today, not of the later position: what changed is asked about one day.
  frame.default_at = registers.Today();
  ASSIGN_OR_RETURN(const List list, List::Open(registers, frame, region,
                                               {"compare", question.practice_id,
                                                absl::StrCat(question.from_position)}));
  ASSIGN_OR_RETURN(const Sides sides, SidesOf(registers, question, list));
  Comparison comparison(sides, region);
  RETURN_IF_ERROR(comparison.Compare(PracticesOf(sides, question, region), frame.keep_going));
  CompareAnswer answer{.rows_total = comparison.rows.size(),
                       .at = sides.at,
                       .from_position = sides.before.position,
                       .until_position = sides.after.position};
  answer.next_page_token = list.Cut(WeightOfRow, &comparison.rows);
  answer.rows = std::move(comparison.rows);
  Causes causes(&answer.rows);
  for (size_t row = 0; row < answer.rows.size(); ++row) {
    const std::string& id = answer.rows[row].change.practice->id;
    causes.Watch(comparison.Before(id), row);
    causes.Watch(comparison.After(id), row);
  }
  RETURN_IF_ERROR(ReadCauses(question, sides, &causes));
  return answer;
}

}  // namespace logboek::queries
