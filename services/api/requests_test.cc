#include "services/api/requests.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "logboek/v1/calendar_service.pb.h"
#include "logboek/v1/compliance_service.pb.h"
#include "storage/base/error.h"
#include "storage/base/status_matchers.h"
#include "tests/testing/commands/commands.h"

namespace logboek::api {
namespace {

using base::Refuses;

google::type::Date RawDate(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

std::string FieldOf(const absl::Status& status) {
  const auto reason = base::ReasonOf(status);
  return reason.has_value() && reason->metadata.contains("field") ? reason->metadata.at("field")
                                                                  : "";
}

TEST(CheckFields, DatesMustBeRealOrAbsent) {
  v1::ListSessionsRequest request;
  EXPECT_OK(CheckFields(request));
  *request.mutable_from() = RawDate(0, 0, 0);
  EXPECT_OK(CheckFields(request));
  for (const auto& good : {RawDate(2000, 1, 1), RawDate(2024, 2, 29), RawDate(2100, 12, 31)}) {
    *request.mutable_from() = good;
    EXPECT_OK(CheckFields(request));
  }
  for (const auto& bad :
       {RawDate(2025, 2, 29), RawDate(2025, 13, 1), RawDate(2025, 0, 1), RawDate(0, 5, 1)}) {
    *request.mutable_from() = bad;
    EXPECT_THAT(CheckFields(request), Refuses("BAD_DATE")) << bad.ShortDebugString();
    EXPECT_EQ(FieldOf(CheckFields(request)), "from");
  }
  for (const auto& far : {RawDate(1999, 12, 31), RawDate(2101, 1, 1)}) {
    *request.mutable_from() = far;
    EXPECT_THAT(CheckFields(request), Refuses("DATE_OUT_OF_RANGE")) << far.ShortDebugString();
    EXPECT_EQ(FieldOf(CheckFields(request)), "from");
  }
}

TEST(CheckFields, MessageOfMoreThanFourMebibytesIsRefused) {
  v1::ListSessionsRequest request;
  request.set_page_token(std::string(kMessageBytesMax - 8, 'x'));
  EXPECT_OK(CheckFields(request));
  request.mutable_page_token()->append(8, 'x');
  EXPECT_THAT(CheckFields(request), Refuses("MESSAGE_TOO_LARGE"));
}

TEST(Require, IdentifiersHaveTheirLimit) {
  EXPECT_THAT(Require("id", ""), Refuses("MISSING_FIELD"));
  EXPECT_OK(Require("id", std::string(128, 'x')));
  EXPECT_THAT(Require("id", std::string(129, 'x')), Refuses("TEXT_TOO_LONG"));
}

TEST(CheckFields, UnknownEnumNumbersAreNamedWithTheirPlace) {
  v1::ListRegionComplianceRequest request;
  request.add_statuses(v1::VERDICT_STATUS_MET);
  EXPECT_OK(CheckFields(request));
  request.add_statuses(static_cast<v1::VerdictStatus>(99));
  EXPECT_THAT(CheckFields(request), Refuses("UNKNOWN_ENUM_VALUE"));
  EXPECT_EQ(FieldOf(CheckFields(request)), "statuses[1]");
}

TEST(CheckCommand, LooksInsideTheCommandButNotInsideAPlan) {
  command::v1::Command command =
      test::StartEngagement("p-1", "pr-1", event::v1::ROLE_MEDICAL_ASSISTANT, "2024-01-01");
  EXPECT_OK(CheckCommand(command));
  command.mutable_start_engagement()->set_role(static_cast<event::v1::Role>(77));
  EXPECT_EQ(FieldOf(CheckCommand(command)), "command.start_engagement.role");
  command.mutable_start_engagement()->set_role(event::v1::ROLE_GP_OWNER);
  *command.mutable_start_engagement()->mutable_until() = RawDate(2024, 2, 30);
  EXPECT_THAT(CheckCommand(command), Refuses("BAD_DATE"));
  EXPECT_EQ(FieldOf(CheckCommand(command)), "command.start_engagement.until");

  command::v1::Command plan = test::PublishPlan(test::TestPlan());
  *plan.mutable_publish_plan()->mutable_plan()->mutable_valid_from() = RawDate(2024, 2, 30);
  EXPECT_OK(CheckCommand(plan));
}

TEST(CheckCommand, NeedsItsKeyAndItsKind) {
  command::v1::Command command;
  EXPECT_EQ(FieldOf(CheckCommand(command)), "command.source");
  command.set_source("s");
  EXPECT_EQ(FieldOf(CheckCommand(command)), "command.source_id");
  command.set_source_id("1");
  EXPECT_EQ(FieldOf(CheckCommand(command)), "command.kind");
}

TEST(PageSize, ZeroIsTheDefaultAndMuchIsCapped) {
  EXPECT_THAT(PageSizeOf(0), base::IsOkAndHolds(100u));
  EXPECT_THAT(PageSizeOf(1), base::IsOkAndHolds(1u));
  EXPECT_THAT(PageSizeOf(1000), base::IsOkAndHolds(1000u));
  EXPECT_THAT(PageSizeOf(1001), base::IsOkAndHolds(1000u));
  EXPECT_THAT(PageSizeOf(-1), Refuses("BAD_PAGE_SIZE"));
}

TEST(Known, InstantsMustLieInTheYearsOfATimestamp) {
  v1::AsKnown known;
  ASSERT_OK_AND_ASSIGN(queries::AsKnown now, KnownOf(known));
  EXPECT_TRUE(now.IsNow());
  known.set_position(0);
  ASSERT_OK_AND_ASSIGN(queries::AsKnown zero, KnownOf(known));
  EXPECT_EQ(zero.position, 0u);
  known.mutable_time()->set_seconds(1'700'000'000);
  ASSERT_OK_AND_ASSIGN(queries::AsKnown instant, KnownOf(known));
  EXPECT_FALSE(instant.position.has_value());
  EXPECT_EQ(instant.time, absl::FromUnixSeconds(1'700'000'000));
  known.mutable_time()->set_nanos(-1);
  EXPECT_THAT(KnownOf(known), Refuses("BAD_TIMESTAMP"));
  known.mutable_time()->set_nanos(0);
  known.mutable_time()->set_seconds(300'000'000'000);
  EXPECT_THAT(KnownOf(known), Refuses("BAD_TIMESTAMP"));
}

}  // namespace
}  // namespace logboek::api
