#include "services/server/access.h"

#include <memory>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::server {
namespace {

using testing::ElementsAre;

api::Sight SightOf() {
  auto caller = std::make_shared<auth::Principal>();
  caller->grant.set_principal("coordinator-1");
  caller->credential = "token tk_1";
  api::Sight sight;
  sight.visit.caller = std::move(caller);
  sight.visit.method = "PracticeService/GetPractice";
  sight.visit.request_id = "r1";
  sight.at = absl::FromUnixMillis(1'776'672'000'125);
  sight.people = {"jan", "mee"};
  sight.names_shown = true;
  sight.acting_for = "board";
  sight.region = "utrecht";
  sight.practice_id = "p1";
  sight.practices = {"p1", "p2"};
  return sight;
}

TEST(RecordOf, HasEveryFieldOfARecord) {
  const access::v1::AccessRecord record = RecordOf(SightOf());
  EXPECT_EQ(record.at().seconds(), 1'776'672'000);
  EXPECT_EQ(record.at().nanos(), 125'000'000);
  EXPECT_EQ(record.method(), "/logboek.v1.PracticeService/GetPractice");
  EXPECT_THAT(record.person_ids(), ElementsAre("jan", "mee"));
  EXPECT_EQ(record.principal(), "coordinator-1");
  EXPECT_EQ(record.credential(), "token tk_1");
  EXPECT_EQ(record.acting_for(), "board");
  EXPECT_EQ(record.request_id(), "r1");
  EXPECT_EQ(record.region(), "utrecht");
  EXPECT_EQ(record.practice_id(), "p1");
  EXPECT_EQ(record.shown(), access::v1::SHOWN_NAMES);
  EXPECT_EQ(record.outcome(), access::v1::ACCESS_OUTCOME_ANSWERED);
  EXPECT_EQ(record.refused_because(), "");
  EXPECT_THAT(record.practice_ids(), ElementsAre("p1", "p2"));
  // A field that somebody adds is filled in, too.
  const auto& reflection = *record.GetReflection();
  for (int i = 0; i < record.GetDescriptor()->field_count(); ++i) {
    const auto& field = *record.GetDescriptor()->field(i);
    const bool filled = field.is_repeated() ? reflection.FieldSize(record, &field) > 0
                                            : reflection.HasField(record, &field);
    EXPECT_EQ(filled, field.name() != "refused_because") << field.name();
  }
}

TEST(RecordOf, TellsWhatWasShownAndWhatWasRefused) {
  api::Sight sight = SightOf();
  sight.names_shown = false;
  EXPECT_EQ(RecordOf(sight).shown(), access::v1::SHOWN_PSEUDONYMS);
  sight.refused_because = "UNKNOWN_PERSON";
  const access::v1::AccessRecord refused = RecordOf(sight);
  EXPECT_EQ(refused.outcome(), access::v1::ACCESS_OUTCOME_REFUSED);
  EXPECT_EQ(refused.refused_because(), "UNKNOWN_PERSON");
  EXPECT_EQ(refused.shown(), access::v1::SHOWN_UNSPECIFIED);
  EXPECT_THAT(refused.person_ids(), ElementsAre("jan", "mee"));
}

}  // namespace
}  // namespace logboek::server
