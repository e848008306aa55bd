// A regional plan as a file: read, checked, printed and read again, and evaluated when it holds.
#include "clients/cli/plan_file.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/domain/plan_check.h"
#include "services/domain/register_harness.h"
#include "services/queries/digest.h"
#include "storage/base/check.h"
#include "tests/fuzz/fuzz.h"

namespace logboek::fuzz {
namespace {

using domain::PlanProblem;
using regioplan::v1::RegionPlan;

constexpr char kPractice[] = "fuzzed";

std::unique_ptr<cli::PlanFile> Read(const std::string& text) {
  std::vector<cli::PlanMistake> mistakes;
  auto file = cli::PlanFile::Parse(text, &mistakes);
  CHECK_EQ(file == nullptr, !mistakes.empty());
  for (const cli::PlanMistake& mistake : mistakes) {
    CHECK(mistake.place.line >= 1 && mistake.place.column >= 1 && !mistake.message.empty());
  }
  return file;
}

std::vector<PlanProblem> Check(const cli::PlanFile& file, const domain::Region* region) {
  std::vector<PlanProblem> problems = domain::CheckPlan(file.plan(), region);
  CHECK(problems.size() <= 100);
  for (const PlanProblem& problem : problems) {
    CHECK(!problem.field.empty() && !problem.reason.empty() && !problem.message.empty());
    file.Find(problem.field);
  }
  return problems;
}

// Perhaps it is refused.
void Try(domain::RegisterHarness* h, const command::v1::Command& command) {
  h->When(command).IgnoreError();
}

// Somebody of each role at the practice, who came to a session of each kind.
void LetWork(domain::RegisterHarness* h, const RegionPlan& plan) {
  for (int role = event::v1::Role_MIN + 1; role < event::v1::Role_ARRAYSIZE; ++role) {
    const std::string person = absl::StrCat("person-", role);
    Try(h, test::RegisterPerson(person, "", plan.region()));
    Try(h,
        test::StartEngagement(person, kPractice, static_cast<event::v1::Role>(role), "2023-02-01"));
  }
  for (int kind = 1; kind < event::v1::OfferingKind_ARRAYSIZE; ++kind) {
    const std::string id = absl::StrCat("kind-", kind);
    std::vector<std::string> slugs;
    for (int i = 0; i < std::min(plan.menu_size(), 3); ++i) slugs.push_back(plan.menu(i).slug());
    Try(h, test::PublishOffering(id, static_cast<event::v1::OfferingKind>(kind), slugs,
                                 plan.region()));
    Try(h, test::ScheduleSession(id, id, "2024-01-05"));
    Try(h, test::ScheduleSession(id + "-later", id, "2024-04-05"));
    Try(h, test::RecordAttendance(id, "person-1", kPractice));
    Try(h, test::CompleteCourse(id, "person-2", "2024-01-06"));
  }
}

void CheckVerdicts(const RegionPlan& plan) {
  domain::RegisterHarness h;
  h.GivenPlan(plan);
  Try(&h, test::RegisterPractice(kPractice, plan.region()));
  if (!plan.cohorts().empty()) {
    Try(&h, test::AssignCohort(kPractice, plan.cohorts(0).id()));
  }
  LetWork(&h, plan);
  for (const int year : {2024, 2027, 2100}) {
    CHECK(queries::DigestRegion(h.reg(), plan.region(), absl::CivilDay(year, 2, 28)).ok());
  }
}

}  // namespace
}  // namespace logboek::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace logboek;
  const auto file = fuzz::Read(std::string(fuzz::ToText(data, size)));
  if (file == nullptr) return 0;
  fuzz::CheckTravels(file->plan());
  std::string printed;
  CHECK(google::protobuf::TextFormat::PrintToString(file->plan(), &printed));
  const auto again = fuzz::Read(printed);
  CHECK(again != nullptr);
  CHECK(google::protobuf::util::MessageDifferencer::Equals(again->plan(), file->plan()));
  fuzz::Check(*file, fuzz::StoryRegister().regions.at("test_region").get());
  const size_t problems = fuzz::Check(*file, nullptr).size();
  CHECK_EQ(fuzz::Check(*again, nullptr).size(), problems);
  if (problems == 0) fuzz::CheckVerdicts(file->plan());
  return 0;
}
