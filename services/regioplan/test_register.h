// Only for tests: a register of one region, built fact by fact, and verdicts as one line of text.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/domain/register.h"
#include "services/regioplan/evaluate.h"

namespace logboek::regioplan {

// "2026-04-01"; dies when it is no date.
absl::CivilDay Day(absl::string_view iso);

// deploy/regioplans/<name>.textproto; dies when it does not parse.
v1::RegionPlan ReadPlan(absl::string_view name);

inline constexpr char kMiddenBrabant[] = "midden_brabant_primacura-2023";
inline constexpr char kUtrecht3[] = "utrecht_sterkzorg-year-3";
inline constexpr char kUtrecht45[] = "utrecht_sterkzorg-years-4-5";

struct Stay {
  absl::string_view from;
  // Empty = no end known.
  absl::string_view until = {};
};

// Every fact gets the next log position. Nothing is checked: a test may build what no command would
// accept.
class TestRegister {
 public:
  explicit TestRegister(std::initializer_list<absl::string_view> plans);
  explicit TestRegister(v1::RegionPlan plan);

  // Reads every share on the last day of the window only (O3).
  TestRegister& Strict();
  TestRegister& Publish(v1::RegionPlan plan);
  // The cohort is named by its start date.
  TestRegister& Practice(absl::string_view id, absl::string_view cohort);
  TestRegister& Confirm(absl::string_view practice, absl::string_view as_of);
  TestRegister& Track(absl::string_view practice, absl::string_view track, Stay stay);
  TestRegister& Waive(absl::string_view practice, absl::string_view obligation, uint32_t year,
                      absl::string_view decided_on, absl::string_view ground = "ground");
  TestRegister& Engage(absl::string_view person, absl::string_view practice, domain::Role role,
                       Stay stay);
  // Every practice a member from the first date to the second.
  TestRegister& JointPlan(absl::string_view id, absl::string_view submitted_on,
                          const std::vector<std::pair<absl::string_view, Stay>>& members);
  TestRegister& Link(absl::string_view centre, absl::string_view practice, bool single_plan,
                     Stay stay);
  TestRegister& Offering(absl::string_view id, domain::OfferingKind kind,
                         std::initializer_list<absl::string_view> slugs = {});
  // An offering of the same name is made when there is none.
  TestRegister& Session(absl::string_view id, domain::OfferingKind kind, absl::string_view date,
                        uint32_t capacity = 0);
  TestRegister& SessionOf(absl::string_view offering, absl::string_view id, absl::string_view date,
                          uint32_t capacity = 0);
  // As if by people of other practices.
  TestRegister& TakePlaces(absl::string_view session, uint32_t places);
  // Only these roles take a place.
  TestRegister& CountRoles(absl::string_view session, std::vector<domain::Role> roles);
  TestRegister& CancelSession(absl::string_view session);
  TestRegister& Series(absl::string_view id, uint32_t year,
                       std::initializer_list<absl::string_view> cohorts,
                       std::initializer_list<absl::string_view> sessions);
  // In force from `stay.from` until `stay.until`.
  TestRegister& Enrol(absl::string_view session, absl::string_view person,
                      absl::string_view practice, Stay stay = {"2020-01-01"});
  TestRegister& EnrolSeries(absl::string_view series, absl::string_view person,
                            absl::string_view practice, Stay stay = {"2020-01-01"});
  // In the waiting line of a session or a series.
  TestRegister& Wait(absl::string_view session_or_series, absl::string_view person,
                     absl::string_view practice);
  TestRegister& Attend(absl::string_view session, absl::string_view person,
                       absl::string_view practice,
                       domain::AttendanceStatus status = event::v1::ATTENDANCE_STATUS_PRESENT);
  TestRegister& Void(absl::string_view session, absl::string_view person);
  TestRegister& Complete(absl::string_view offering, absl::string_view person,
                         absl::string_view date);
  TestRegister& Revoke(absl::string_view offering, absl::string_view person);
  TestRegister& Recognise(absl::string_view slug, absl::string_view person,
                          absl::string_view done_on, absl::string_view decided_on);

  // Any event, as the log would bring it; `date` is when it takes effect.
  TestRegister& Apply(event::v1::Event event, absl::string_view date = "2020-01-01");
  // The event of that name, its fields in text format: Apply("data_requested", "request_id: 'r1'").
  TestRegister& Apply(absl::string_view type, absl::string_view fields,
                      absl::string_view date = "2020-01-01");

  const domain::Register& get() const { return register_; }
  domain::Register& edit() { return register_; }
  std::vector<Verdict> All(absl::string_view practice, absl::string_view at) const;
  // Dies when there is no such row.
  Verdict Get(absl::string_view practice, absl::string_view obligation, uint32_t year,
              absl::string_view at) const;
  bool Has(absl::string_view practice, absl::string_view obligation, uint32_t year,
           absl::string_view at) const;
  // Summary(Get(...)).
  std::string Line(absl::string_view practice, absl::string_view obligation, uint32_t year,
                   absl::string_view at) const;
  // EvidenceOf(Get(...)).
  std::vector<std::string> Why(absl::string_view practice, absl::string_view obligation,
                               uint32_t year, absl::string_view at) const;

 private:
  domain::FactRef NextRef();
  domain::Region& region();
  domain::Person& person(absl::string_view id);
  void TakePlace(absl::string_view session, const domain::EnrolmentRecord& enrolment);
  domain::EnrolmentRecord& AddEnrolment(absl::string_view person, absl::string_view practice,
                                        Stay stay);

  domain::Register register_;
  std::string region_id_;
  uint64_t position_ = 0;
};

// "met 2/4 since 2023-09-02 now 2/5 missing 1 bookable 3 [provisional]"; parts that say nothing are
// left out.
std::string Summary(const Verdict& verdict);

// "2025-04-15 anna s1 COUNTED (surplus)", one line an item.
std::vector<std::string> EvidenceOf(const Verdict& verdict);

}  // namespace logboek::regioplan
