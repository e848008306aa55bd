// The commands of a privacy officer: what they ask, what they show, and to whom.
#include <sys/stat.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/list_fixture.h"
#include "clients/cli/source_id.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/v1/access_service.pb.h"
#include "logboek/v1/privacy_service.pb.h"
#include "storage/base/error.h"

namespace logboek::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class PrivacyTest : public ListFixture {
 protected:
  // What others may do with a file.
  static mode_t ModeOf(const std::string& path) {
    struct stat file = {};
    EXPECT_EQ(stat(path.c_str(), &file), 0) << path;
    return file.st_mode & 0777;
  }
};

constexpr char kReceipt[] = R"(
receipt { source: "officer" source_id: "erasure-request/jan" first_position: 7 position: 7
          recorded_at { seconds: 1776672000 } event_ids: "event-7" }
)";

TEST_F(PrivacyTest, AnErasureTakesThreeSteps) {
  Serve<v1::WhoAmIResponse>("WhoAmI", "grant { principal: 'officer' }");
  Serve<v1::RequestErasureResponse>("RequestErasure", kReceipt);
  Serve<v1::DestroyPersonKeyResponse>("DestroyPersonKey", kReceipt);
  Serve<v1::ConfirmErasureResponse>("ConfirmErasure", kReceipt);
  EXPECT_EQ(Run({"erasure", "request", "jan", "--ground", "asked on 3 May", "--requested-by",
                 "person", "--by", "fg", "--override-ground", "a mistake"}),
            kExitOk)
      << err_;
  ExpectGolden("erasure_request.nl.txt", out_);
  const auto request = Sent<v1::RequestErasureRequest>();
  EXPECT_EQ(request.origin().source(), "officer");
  EXPECT_EQ(request.origin().source_id(), "erasure-request/jan");
  EXPECT_EQ(request.command().person_id(), "jan");
  EXPECT_EQ(request.command().ground(), "asked on 3 May");
  EXPECT_EQ(request.command().requested_by(), "person");
  EXPECT_EQ(request.command().decided_by(), "fg");
  EXPECT_EQ(request.command().override_ground(), "a mistake");

  EXPECT_EQ(Run({"erasure", "destroy", "jan", "--by", "fg", "--acting-for", "board"}), kExitOk);
  const auto destroy = Sent<v1::DestroyPersonKeyRequest>();
  EXPECT_EQ(destroy.origin().source_id(), "erasure-destroy/jan");
  EXPECT_EQ(destroy.origin().acting_for(), "board");
  EXPECT_EQ(destroy.command().decided_by(), "fg");
  EXPECT_EQ(Run({"erasure", "confirm", "jan", "--by", "fg", "--source", "mine"}), kExitOk);
  const auto confirm = Sent<v1::ConfirmErasureRequest>();
  EXPECT_EQ(confirm.origin().source(), "mine");
  EXPECT_EQ(confirm.command().person_id(), "jan");
}

TEST_F(PrivacyTest, TheSourceIsTheFirstOfTheCallers) {
  Serve<v1::WhoAmIResponse>("WhoAmI", "grant { principal: 'officer' sources: 'fg' sources: 'x' }");
  Serve<v1::ConfirmErasureResponse>("ConfirmErasure", kReceipt);
  EXPECT_EQ(Run({"erasure", "confirm", "jan", "--by", "fg"}), kExitOk) << err_;
  EXPECT_EQ(Sent<v1::ConfirmErasureRequest>().origin().source(), "fg");
}

TEST_F(PrivacyTest, ARefusedStepIsARefusal) {
  server_.failure = base::MakeError(absl::StatusCode::kFailedPrecondition, "RETENTION_NOT_REACHED",
                                    "kept until 2031-01-01");
  EXPECT_EQ(Run({"erasure", "request", "jan", "--ground", "g", "--requested-by", "p", "--by", "fg",
                 "--source", "mine"}),
            kExitRefused);
  EXPECT_THAT(err_, HasSubstr("(RETENTION_NOT_REACHED): kept until 2031-01-01"));
  server_.failure =
      base::MakeError(absl::StatusCode::kUnavailable, "KEY_STORE_UNREACHABLE", "once more");
  EXPECT_EQ(Run({"erasure", "destroy", "jan", "--by", "fg", "--source", "mine"}), kExitUnreachable);
}

// Not the server's fault and not a refusal: the same will do after a while.
TEST_F(PrivacyTest, WhoAsksTooMuchCanComeBack) {
  server_.failure =
      base::MakeError(absl::StatusCode::kResourceExhausted, "CALLER_LIMIT", "more slowly");
  EXPECT_EQ(Run({"accesses", "--person", "jan"}), kExitUnreachable);
  EXPECT_EQ(Run({"erasure", "destroy", "jan", "--by", "fg", "--source", "mine"}), kExitUnreachable);
  EXPECT_THAT(err_, HasSubstr("(CALLER_LIMIT): more slowly"));
}

TEST_F(PrivacyTest, WhatAStepNeedsIsAskedFor) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"erasure"},
        {"erasure", "request", "jan", "--ground", "g", "--requested-by", "p"},
        {"erasure", "request", "jan", "--by", "fg", "--requested-by", "p"},
        {"erasure", "request", "jan", "--by", "fg", "--ground", "g"},
        {"erasure", "destroy", "jan"},
        {"erasure", "confirm", "--by", "fg"},
        {"erasure", "status"},
        {"retention"},
        {"export-person"}}) {
    EXPECT_EQ(Run(wrong), kExitUsage) << absl::StrJoin(wrong, " ");
  }
}

constexpr char kErasure[] = R"(
person_id: "jan" linked_person_ids: "jansen" erasure: ERASURE_STATUS_KEY_DESTROYED
steps { status: ERASURE_STATUS_REQUESTED on { year: 2026 month: 5 day: 3 } decided_by: "fg"
        ground: "asked on 3 May" requested_by: "person" override_ground: "a mistake" position: 7 }
steps { status: ERASURE_STATUS_KEY_DESTROYED on { year: 2026 month: 5 day: 4 } decided_by: "fg"
        after_restore: true position: 9 }
retention { last_need_on { year: 2025 month: 1 day: 31 } retention_years: 7
            retained_until { year: 2032 month: 2 day: 1 } }
at { year: 2026 month: 11 day: 30 } position: 4711 token: "t"
)";

TEST_F(PrivacyTest, HowFarAnErasureIs) {
  Serve<v1::GetErasureResponse>("GetErasure", kErasure);
  ShowAll({"erasure", "status", "jan"}, "erasure_status");
  EXPECT_EQ(Sent<v1::GetErasureRequest>().person_id(), "jan");
  server_.list_pages.clear();
  Serve<v1::GetErasureResponse>("GetErasure",
                                "person_id: 'mee' erasure: ERASURE_STATUS_NONE "
                                "retention { retention_years: 7 }");
  EXPECT_EQ(Run({"erasure", "status", "mee", "--lang=en"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("not requested"), HasSubstr("an engagement runs on")));
  server_.failure = base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PERSON", "none");
  EXPECT_EQ(Run({"erasure", "status", "mee"}), kExitNotFound);
}

TEST_F(PrivacyTest, Retention) {
  Serve<v1::ListRetentionResponse>("ListRetention", R"(
    rows { person_id: "jan" linked_person_ids: "jansen" erasure: ERASURE_STATUS_REQUESTED
           retention { last_need_on { year: 2018 month: 1 day: 31 } retention_years: 7 ended: true
                       retained_until { year: 2025 month: 2 day: 1 } } }
    rows { person_id: "mee" erasure: ERASURE_STATUS_NONE retention { retention_years: 7 } }
    at { year: 2026 month: 11 day: 30 } position: 4711 token: "t")");
  ShowAll({"retention", "--region", "utrecht", "--open", "--all"}, "retention");
  const auto request = Sent<v1::ListRetentionRequest>();
  EXPECT_TRUE(request.open_only());
  EXPECT_TRUE(request.with_retained());
  EXPECT_GT(request.page_size(), 0);
  EXPECT_EQ(Run({"retention", "--region", "utrecht", "--at", "2027-01-01", "--known-at", "99"}),
            kExitOk);
  EXPECT_EQ(Sent<v1::ListRetentionRequest>().at().year(), 2027);
  EXPECT_EQ(Sent<v1::ListRetentionRequest>().known().position(), 99u);
  EXPECT_FALSE(Sent<v1::ListRetentionRequest>().open_only());
}

constexpr char kLooks[] = R"(
records {
  at { seconds: 1776672000 } method: "/logboek.v1.PracticeService/GetPractice" person_ids: "jan"
  principal: "rho" credential: "token tk_1" acting_for: "board" request_id: "r1" region: "utrecht"
  practice_id: "ut-001" practice_ids: "ut-001" shown: SHOWN_NAMES
  outcome: ACCESS_OUTCOME_ANSWERED
}
records {
  at { seconds: 1776582000 } method: "/logboek.v1.AuditService/GetHistory" person_ids: "jan"
  principal: "portal" credential: "token tk_2" request_id: "r2"
  outcome: ACCESS_OUTCOME_REFUSED refused_because: "UNKNOWN_PERSON"
}
)";

TEST_F(PrivacyTest, WhoLookedAtSomebody) {
  Serve<v1::ListAccessResponse>("ListAccess", kLooks);
  ShowAll({"accesses", "--person", "jan", "--from", "2026-04-01", "--until", "2026-05-01"},
          "accesses");
  const auto request = Sent<v1::ListAccessRequest>();
  EXPECT_EQ(request.person_id(), "jan");
  // Days begin in Amsterdam, in summer two hours before they do in Greenwich.
  EXPECT_EQ(request.from().seconds(), 1774994400);
  EXPECT_EQ(request.until().seconds(), 1777586400);
}

TEST_F(PrivacyTest, LooksOfAUserAndAtAPracticeOverAllPages) {
  Serve<v1::ListAccessResponse>("ListAccess", absl::StrCat(kLooks, "next_page_token: 'more'"));
  Serve<v1::ListAccessResponse>("ListAccess", "records { principal: 'rho' request_id: 'last' }");
  EXPECT_EQ(Run({"accesses", "--principal", "rho", "--format=csv"}), kExitOk) << err_;
  EXPECT_EQ(Sent<v1::ListAccessRequest>().principal(), "rho");
  EXPECT_EQ(Sent<v1::ListAccessRequest>().page_token(), "more");
  EXPECT_THAT(out_, AllOf(HasSubstr(",r1"), HasSubstr(",r2"), HasSubstr(",last")));
  Serve<v1::ListPracticeAccessResponse>("ListPracticeAccess", "");
  EXPECT_EQ(Run({"accesses", "--practice", "ut-001"}), kExitOk) << err_;
  EXPECT_EQ(out_, "Niets gevonden.\n");
  EXPECT_EQ(Sent<v1::ListPracticeAccessRequest>().practice_id(), "ut-001");
  EXPECT_FALSE(Sent<v1::ListPracticeAccessRequest>().has_from());
}

TEST_F(PrivacyTest, LooksAreAboutOneThing) {
  EXPECT_EQ(Run({"accesses"}), kExitUsage);
  EXPECT_THAT(err_, HasSubstr("--person, --principal en --practice"));
  EXPECT_EQ(Run({"accesses", "--person", "jan", "--practice", "p"}), kExitUsage);
}

constexpr char kExport[] = R"(
person_id: "jan" linked_person_ids: "jansen"
personal_data { person_id: "jan" data { name: "Jan ’t Hart" email: "=jan@example.nl"
                                        big_number: "01912345601" } }
pseudonyms { person_id: "jan" region: "utrecht" registered_on { year: 2024 month: 1 day: 2 } }
pseudonyms { person_id: "jansen" kept_person_id: "jan" decided_by: "coord-3" }
erasure: ERASURE_STATUS_REQUESTED
erasure_steps { status: ERASURE_STATUS_REQUESTED on { year: 2026 month: 5 day: 3 }
                decided_by: "fg" ground: "asked" requested_by: "person" position: 7 }
retention { last_need_on { year: 2018 month: 1 day: 31 } retention_years: 7 ended: true
            retained_until { year: 2025 month: 2 day: 1 } }
engagements { engagement_id: "e-1" person_id: "jan" practice_id: "ut-001" practice_name: "De Wijk"
              role: ROLE_GP_OWNER from { year: 2024 month: 1 day: 2 }
              until { year: 2025 month: 2 day: 1 } }
enrolments { enrolment_id: "en-1" person_id: "jan" session_id: "s-1" practice_id: "ut-001"
             participation: PARTICIPATION_PARTICIPANT state: ENROLMENT_STATE_CANCELLED
             requested_on { year: 2024 month: 3 day: 1 } role: ROLE_GP_OWNER represents: "ut-002"
             confirmed_on { year: 2024 month: 3 day: 1 } ended_on { year: 2024 month: 4 day: 1 }
             date { year: 2024 month: 5 day: 1 } title: "Uitwisseling" handed_over: true }
attendances { session_id: "s-2" person_id: "jan" date { year: 2024 month: 6 day: 1 }
              kind: OFFERING_KIND_EXCHANGE_MEETING title: "Uitwisseling" practice_id: "ut-001"
              status: ATTENDANCE_STATUS_ABSENT flags: FLAG_WALK_IN corrected: true
              reason: "read wrongly" decided_by: "coord-3" }
trainings { kind: TRAINING_KIND_RECOGNISED person_id: "jan" menu_slug: "lean" region: "utrecht"
            done_on { year: 2023 month: 6 day: 1 } decided_on { year: 2024 month: 6 day: 1 }
            decided_by: "coord-3" }
accesses { at { seconds: 1776672000 } method: "/logboek.v1.PracticeService/GetPractice"
           person_ids: "jan" principal: "rho" credential: "token tk_1" request_id: "r1"
           region: "utrecht" practice_id: "ut-001" practice_ids: "ut-001" shown: SHOWN_NAMES
           outcome: ACCESS_OUTCOME_ANSWERED }
event_positions: 3 event_positions: 12
at { year: 2026 month: 11 day: 30 } position: 4711 token: "t"
)";

TEST_F(PrivacyTest, EverythingOfOnePerson) {
  Serve<v1::ExportPersonResponse>("ExportPerson", kExport);
  ShowAll({"export-person", "jan"}, "export_person");
  EXPECT_EQ(Sent<v1::ExportPersonRequest>().person_id(), "jan");
  EXPECT_EQ(Run({"export-person", "jan", "--acting-for", "the person"}), kExitOk);
  EXPECT_EQ(server_.last_acting_for(), "the person");
  server_.failure = base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PERSON", "none");
  EXPECT_EQ(Run({"export-person", "nobody"}), kExitNotFound);
  EXPECT_THAT(err_, HasSubstr("UNKNOWN_PERSON"));
}

TEST_F(PrivacyTest, OfAnErasedPersonItIsSaidThatThereIsNoName) {
  Serve<v1::ExportPersonResponse>("ExportPerson",
                                  "person_id: 'jan' erasure: ERASURE_STATUS_CONFIRMED");
  EXPECT_EQ(Run({"export-person", "jan"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("Naam en gegevens\n(niets)\n"));
}

TEST_F(PrivacyTest, AnExportedFileIsForItsOwnerAlone) {
  Serve<v1::ExportPersonResponse>("ExportPerson", kExport);
  // Also where there was a file that everybody could read.
  const std::string path = WriteFile("jan.json", "old");
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_EQ(Run({"export-person", "jan", "--format=json", "--output", path}), kExitOk) << err_;
  EXPECT_EQ(ModeOf(path), 0600u);
  EXPECT_THAT(ReadFile(path), HasSubstr("Jan ’t Hart"));
  EXPECT_EQ(out_, "");
  // What is no secret is as readable as ever.
  Serve<v1::ListRetentionResponse>("ListRetention", "");
  const mode_t mask = umask(022);
  EXPECT_EQ(Run({"retention", "--region=r", "--output", path + ".list"}), kExitOk) << err_;
  umask(mask);
  EXPECT_EQ(ModeOf(path + ".list"), 0644u);
}

TEST_F(PrivacyTest, AnExportThatFailsLeavesTheFormerFile) {
  server_.failure = base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PERSON", "none");
  const std::string path = WriteFile("jan.txt", "former");
  EXPECT_EQ(Run({"export-person", "jan", "--output", path}), kExitNotFound);
  EXPECT_EQ(ReadFile(path), "former");
}

TEST(SourceIdOf, IsReadableWhereItFitsAndNeverTheSameForTwo) {
  EXPECT_EQ(SourceIdOf("erasure-request", {"jan"}), "erasure-request/jan");
  const std::string longest(128, 'x');
  const std::string hashed = SourceIdOf("erasure-request", {longest});
  EXPECT_LE(hashed.size(), 128u);
  EXPECT_EQ(hashed, SourceIdOf("erasure-request", {longest}));
  EXPECT_NE(hashed, SourceIdOf("erasure-request", {longest + "y"}));
  EXPECT_NE(SourceIdOf("a", {"b/c"}), SourceIdOf("a", {"b", "c"}));
}

}  // namespace
}  // namespace logboek::cli
