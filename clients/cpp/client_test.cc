#include "clients/cpp/client.h"

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/errors.h"
#include "clients/cpp/fake_server.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "storage/base/error.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"

namespace logboek::client {
namespace {

using base::Refuses;
using base::StatusIs;
using testing::ElementsAre;

command::v1::Command MakeCommand(int number) {
  command::v1::Command command;
  command.set_source("test");
  command.set_source_id(absl::StrCat("c", number));
  command.mutable_assign_cohort()->set_practice_id("p1");
  return command;
}

// Quick to try again, patient otherwise.
PushOptions QuickPush() {
  return {.unanswered_max = 8,
          .answer_timeout = absl::Seconds(20),
          .backoff_min = absl::Milliseconds(1),
          .backoff_max = absl::Milliseconds(2)};
}

class ClientTest : public testing::Test {
 protected:
  // Pushes commands 1 to `count` and answers how the push ended; answers_ holds what came.
  absl::Status Push(int count, PushOptions options = QuickPush()) {
    const auto stream = client_.OpenPush(
        std::move(options), [&](const PushAnswer& answer) { answers_.push_back(answer); });
    for (int i = 1; i <= count; ++i) {
      const absl::Status sent = stream->Send(MakeCommand(i), i);
      if (!sent.ok()) return sent;
    }
    return stream->Finish();
  }

  std::vector<uint64_t> AnsweredTags() const {
    std::vector<uint64_t> tags;
    for (const PushAnswer& answer : answers_) tags.push_back(answer.tag);
    return tags;
  }

  std::vector<std::string> RecordedIds() const {
    std::vector<std::string> ids;
    for (const auto& command : server_.recorded()) ids.push_back(command.source_id());
    return ids;
  }

  static std::vector<uint64_t> Tags(int count) {
    std::vector<uint64_t> tags;
    for (int i = 1; i <= count; ++i) tags.push_back(i);
    return tags;
  }

  static std::vector<std::string> Ids(int count) {
    std::vector<std::string> ids;
    for (int i = 1; i <= count; ++i) ids.push_back(absl::StrCat("c", i));
    return ids;
  }

  FakeServer server_;
  base::SystemClock clock_;
  Client client_{{.server = server_.address(), .backoff_min = absl::Milliseconds(1)}, &clock_};
  std::vector<PushAnswer> answers_;
};

TEST(Errors, KeepReasonAndNumbersBothWays) {
  const absl::Status error = base::MakeError(absl::StatusCode::kFailedPrecondition, "SESSION_FULL",
                                             "full", {{"capacity", "12"}});
  const absl::Status back = ToAbslStatus(ToRpcStatus(error));
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(back.message(), "full");
  ASSERT_TRUE(base::ReasonOf(back).has_value());
  EXPECT_EQ(base::ReasonOf(back)->reason, "SESSION_FULL");
  EXPECT_EQ(base::ReasonOf(back)->metadata.at("capacity"), "12");
}

TEST(Errors, NameTheTransport) {
  EXPECT_THAT(ToAbslStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "down")),
              Refuses("SERVER_UNREACHABLE"));
  EXPECT_THAT(ToAbslStatus(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "late")),
              Refuses("NO_ANSWER_IN_TIME"));
  EXPECT_FALSE(
      base::ReasonOf(ToAbslStatus(grpc::Status(grpc::StatusCode::INTERNAL, "odd"))).has_value());
}

TEST(Errors, AnUnknownCodeIsUnknown) {
  google::rpc::Status status;
  status.set_code(1234);
  EXPECT_THAT(ToAbslStatus(status), StatusIs(absl::StatusCode::kUnknown));
}

TEST_F(ClientTest, AnswersCarryTheServersReason) {
  v1::GetPracticeRequest request;
  request.set_practice_id("nobody");
  const auto response = client_.GetPractice(request);
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(response, Refuses("UNKNOWN_PRACTICE"));
}

absl::Status ComeBackAfter(const std::string& millis) {
  return base::MakeError(absl::StatusCode::kResourceExhausted, "CALLER_LIMIT", "slower",
                         {{"retry_after_millis", millis}});
}

TEST_F(ClientTest, AsksAgainWhenTheServerSaysWhen) {
  v1::LookUpPushRequest request;
  request.set_source_id("never sent");
  server_.look_up_failures = {ComeBackAfter("1"), ComeBackAfter("1")};
  EXPECT_THAT(client_.LookUpPush(request), Refuses("UNKNOWN_PUSH"));
  EXPECT_TRUE(server_.look_up_failures.empty());
  // Not for ever, and not when it does not say when.
  server_.look_up_failures.assign(7, ComeBackAfter("1"));
  EXPECT_THAT(client_.LookUpPush(request), Refuses("CALLER_LIMIT"));
  EXPECT_EQ(server_.look_up_failures.size(), 2u);
  server_.look_up_failures = {ComeBackAfter("soon")};
  EXPECT_THAT(client_.LookUpPush(request), Refuses("CALLER_LIMIT"));
}

TEST_F(ClientTest, NobodyListeningIsUnavailable) {
  Client client({.server = "unix:/nonexistent/logboek"}, &clock_);
  EXPECT_THAT(client.GetStatus({}), Refuses("SERVER_UNREACHABLE"));
}

TEST_F(ClientTest, PrivacyQuestionsAndTheirRefusals) {
  v1::ListRetentionResponse answer;
  answer.add_rows()->set_person_id("jan");
  server_.list_pages["ListRetention"] = {answer.SerializeAsString()};
  v1::ListRetentionRequest request;
  request.set_region("utrecht");
  ASSERT_OK_AND_ASSIGN(const auto response,
                       client_.Ask(&v1::PrivacyService::Stub::ListRetention, request));
  EXPECT_EQ(response.rows(0).person_id(), "jan");
  EXPECT_EQ(server_.last_list(), request.SerializeAsString());
  server_.failure = base::MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PERSON", "none");
  EXPECT_THAT(client_.Ask(&v1::PrivacyService::Stub::ExportPerson, v1::ExportPersonRequest()),
              Refuses("UNKNOWN_PERSON"));
}

TEST_F(ClientTest, QuestionsSayInWhoseNameTheyAreAsked) {
  server_.list_pages["ListRetention"] = {""};
  ASSERT_OK(client_.Ask(&v1::PrivacyService::Stub::ListRetention, v1::ListRetentionRequest()));
  EXPECT_EQ(server_.last_acting_for(), "");
  Client client({.server = server_.address(), .acting_for = "board"}, &clock_);
  ASSERT_OK(client.Ask(&v1::PrivacyService::Stub::ListRetention, v1::ListRetentionRequest()));
  EXPECT_EQ(server_.last_acting_for(), "board");
}

TEST_F(ClientTest, DoGivesTheReceiptOrTheRefusal) {
  server_.refuse = [](const command::v1::Command& command) {
    return command.source_id() == "c2"
               ? base::MakeError(absl::StatusCode::kFailedPrecondition, "SESSION_FULL", "full")
               : absl::OkStatus();
  };
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, client_.Do(MakeCommand(1)));
  EXPECT_EQ(receipt.position(), 1u);
  EXPECT_THAT(client_.Do(MakeCommand(2)), Refuses("SESSION_FULL"));
}

TEST_F(ClientTest, PushAnswersEveryCommandInOrder) {
  ASSERT_OK(Push(100));
  EXPECT_EQ(AnsweredTags(), Tags(100));
  EXPECT_EQ(RecordedIds(), Ids(100));
  EXPECT_EQ(server_.push_streams(), 1);
}

TEST_F(ClientTest, PushWithoutCommandsOpensNoStream) {
  ASSERT_OK(Push(0));
  EXPECT_EQ(server_.push_streams(), 0);
}

TEST_F(ClientTest, PushSendsAgainWhatABrokenStreamLeftUnanswered) {
  server_.stream_faults = {{.after_commands = 10, .answers_lost = 3},
                           {.after_commands = 1, .answers_lost = 1},
                           {.after_commands = 0}};
  ASSERT_OK(Push(40));
  EXPECT_EQ(AnsweredTags(), Tags(40));
  EXPECT_EQ(RecordedIds(), Ids(40)) << "each once, in order";
  EXPECT_EQ(server_.push_streams(), 4);
  EXPECT_GT(server_.received(), 40);
  // The first of the lost answers: recorded by the first stream, answered by the last.
  EXPECT_TRUE(answers_[7].response.receipt().repeated());
  EXPECT_GT(answers_[7].sends, 1);
  EXPECT_EQ(answers_[0].sends, 1);
}

TEST_F(ClientTest, PushAsksAgainWhenTheServerIsBusy) {
  server_.stream_faults = {{.after_commands = 5, .busy_once = true}};
  ASSERT_OK(Push(20));
  EXPECT_EQ(AnsweredTags(), Tags(20));
  EXPECT_EQ(server_.push_streams(), 2);
  for (const PushAnswer& answer : answers_) EXPECT_TRUE(answer.response.has_receipt());
}

TEST_F(ClientTest, PushLeavesAServerThatNoLongerAnswers) {
  server_.stream_faults = {{.after_commands = 3, .hang = true}};
  PushOptions options = QuickPush();
  options.answer_timeout = absl::Milliseconds(300);
  ASSERT_OK(Push(20, options));
  EXPECT_EQ(AnsweredTags(), Tags(20));
  EXPECT_EQ(server_.push_streams(), 2);
}

TEST_F(ClientTest, PushGivesUpWithTheReason) {
  server_.failure = base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "bye");
  EXPECT_THAT(Push(3), Refuses("SHUTTING_DOWN"));
  server_.failure = base::MakeError(absl::StatusCode::kPermissionDenied, "NOT_ALLOWED", "no");
  EXPECT_THAT(Push(3), Refuses("NOT_ALLOWED"));
  EXPECT_TRUE(answers_.empty());
}

TEST_F(ClientTest, PushComesBackWhenItWasTooFastAndOnlyThen) {
  server_.failure = base::MakeError(absl::StatusCode::kResourceExhausted, "CALLER_LIMIT", "slower");
  EXPECT_THAT(Push(3), Refuses("CALLER_LIMIT"));
  const int streams = server_.push_streams();
  EXPECT_GT(streams, 1);
  server_.failure = base::MakeError(absl::StatusCode::kResourceExhausted, "TOO_LARGE", "less");
  EXPECT_THAT(Push(3), Refuses("TOO_LARGE"));
  EXPECT_EQ(server_.push_streams(), streams + 1);
}

TEST_F(ClientTest, PushNeverHasMoreUnansweredThanAllowed) {
  server_.stream_faults = {{.after_commands = 0, .hang = true}};
  std::atomic<bool> stop = false;
  PushOptions options = QuickPush();
  options.unanswered_max = 5;
  options.interrupted = [&] { return stop.load(); };
  const auto stream = client_.OpenPush(options, [](const PushAnswer&) {});
  for (int i = 1; i <= 5; ++i) ASSERT_OK(stream->Send(MakeCommand(i), i));
  stop = true;
  EXPECT_THAT(stream->Send(MakeCommand(6), 6), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(stream->unanswered(), 5u);
  EXPECT_THAT(stream->Finish(absl::Milliseconds(1)), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(ClientTest, PushBoundsTheBytesUnanswered) {
  server_.stream_faults = {{.after_commands = 0, .hang = true}};
  PushOptions options = QuickPush();
  options.unanswered_bytes_max = 1000;
  options.interrupted = [] { return true; };
  const auto stream = client_.OpenPush(options, [](const PushAnswer&) {});
  command::v1::Command large = MakeCommand(1);
  large.set_correlation_id(std::string(2000, 'x'));
  ASSERT_OK(stream->Send(large, 1));
  EXPECT_THAT(stream->Send(MakeCommand(2), 2), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ClientTest, ReplayGoesOnBehindABreak) {
  for (uint64_t position = 1; position <= 6; ++position) {
    event::v1::Envelope envelope;
    envelope.set_position(position);
    server_.history.push_back(envelope);
  }
  server_.replay_breaks_after = 3;
  std::vector<uint64_t> seen;
  uint64_t caught_up = 0;
  ASSERT_OK(client_.Replay({}, [&](const ReplayItem& item) {
    if (item.envelope != nullptr) seen.push_back(item.envelope->position());
    caught_up = item.caught_up_position;
    return true;
  }));
  EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(caught_up, 6u);
}

TEST_F(ClientTest, ReplayStopsWhenTheTakerHasEnough) {
  for (uint64_t position = 1; position <= 6; ++position) {
    server_.history.emplace_back().set_position(position);
  }
  int seen = 0;
  ASSERT_OK(client_.Replay({}, [&](const ReplayItem&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_F(ClientTest, FollowingEndsWhenInterrupted) {
  server_.history.emplace_back().set_position(1);
  v1::ReplayRequest request;
  request.set_follow(true);
  std::atomic<bool> stop = false;
  const absl::Status ended = client_.Replay(
      request,
      [&](const ReplayItem& item) {
        stop = item.envelope == nullptr;
        return true;
      },
      [&] { return stop.load(); });
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace logboek::client
