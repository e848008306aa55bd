#include "services/queries/lists_fixture.h"

#include "google/protobuf/text_format.h"
#include "storage/base/check.h"

namespace logboek::queries {
namespace {

constexpr char kMore[] = R"(
  menu { slug: "positive-health" name { nl: "PG" en: "PH" }
         core_element: CORE_ELEMENT_GOOD_CONVERSATION funding: FUNDING_AOF }
  menu { slug: "own-intervention" name { nl: "Eigen" en: "Own" }
         core_element: CORE_ELEMENT_WORK_DIFFERENTLY needs_text: true }
  obligations {
    id: "P-01" strength: STRENGTH_REQUIRED applies { years: 4 }
    statement { form: STATEMENT_FORM_PRACTICE_PLAN }
  }
  obligations {
    id: "C-01" strength: STRENGTH_REQUIRED applies { years: 4 }
    intervention_choice {
      core_elements: CORE_ELEMENT_WORK_DIFFERENTLY
      rules { lines: 1 deepening_needs_justification: true }
    }
  }
  obligations {
    id: "V-01" strength: STRENGTH_REQUIRED applies { years: 4 } visit { visits: 1 }
  }
  obligations {
    id: "K-01" strength: STRENGTH_REQUIRED applies { years: 4 required_track: "kbz" }
    quarter_count { session_kinds: OFFERING_KIND_KBZ_MEETING track: "kbz" sessions_max: 4 }
  }
  obligations {
    id: "N-01" strength: STRENGTH_REPORTED applies { years: 4 }
    new_staff_training { core_element: CORE_ELEMENT_GOOD_CONVERSATION }
  }
  obligations {
    id: "T-03" strength: STRENGTH_REQUIRED applies { years: 4 }
    staff_share {
      denominator_roles: ROLE_GP_OWNER session_kinds: OFFERING_KIND_INTERVISION times: 2
      share_numerator: 1 share_denominator: 2 moment: SHARE_MOMENT_ACHIEVED_ONCE
    }
  }
  interpretations {
    id: "O5" option: "hidha_counts" obligation_ids: "T-01" decided_by: "board" ground: "as asked"
    decided_on { year: 2024 month: 1 day: 15 }
  }
)";

}  // namespace

regioplan::v1::RegionPlan ListsPlan() {
  regioplan::v1::RegionPlan plan = test::TestPlan();
  regioplan::v1::RegionPlan more;
  CHECK(google::protobuf::TextFormat::ParseFromString(kMore, &more));
  plan.MergeFrom(more);
  return plan;
}

ListsTest::ListsTest() {
  event::v1::Event event;
  event::v1::PlanPublished& published = *event.mutable_plan_published();
  published.set_region(test::kRegion);
  published.set_plan_id("plan");
  published.set_version("1");
  published.set_plan(ListsPlan().SerializeAsString());
  fixture_.Record({event});
}

void ListsTest::AddPractice(const std::string& id) {
  Push({test::RegisterPractice(id), test::AssignCohort(id, test::kCohort)});
}

void ListsTest::AddPerson(const std::string& person_id, const std::string& practice_id,
                          domain::Role role, const std::string& from) {
  Push(
      {test::RegisterPerson(person_id), test::StartEngagement(person_id, practice_id, role, from)});
}

const Registers& ListsTest::registers() {
  if (registers_ == nullptr) {
    registers_ =
        std::make_unique<Registers>(fixture_.registrar.get(), &fixture_.log, &fixture_.clock);
  }
  return *registers_;
}

}  // namespace logboek::queries
