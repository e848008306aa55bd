// What was answered once is answered again: the answers of a server while a random history comes
// in, and the answers to the same questions at the end about what was known then.
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/domain/dates.h"
#include "tests/second_opinion/generator.h"
#include "tests/testing/test_server.h"

namespace logboek::second_opinion {
namespace {

constexpr uint64_t kFirstSeed = 20261126;
constexpr int kHistories = 6;

struct Answer {
  v1::GetPracticeComplianceRequest request;
  v1::GetPracticeComplianceResponse response;
  // Absent when more was recorded at that very instant.
  std::optional<absl::Time> asked_at;
};

absl::StatusCode Ask(const test::TestServer& server,
                     const v1::GetPracticeComplianceRequest& request,
                     v1::GetPracticeComplianceResponse* response) {
  grpc::ClientContext context;
  return static_cast<absl::StatusCode>(
      server.compliance->GetPracticeCompliance(&context, request, response).error_code());
}

// A history told to a server of its own, with a question about some practice and day now and then.
class Told {
 public:
  explicit Told(uint64_t seed) : random_(seed), generated_(Generate(seed)) {
    const std::vector<TimedCommand>& commands = generated_.history.commands();
    for (size_t i = 0; i < commands.size(); ++i) {
      server_.clock().Set(commands[i].now);
      server_.MustPush({commands[i].command});
      const bool alone = i + 1 == commands.size() || commands[i + 1].now > commands[i].now;
      AskSomething(alone);
      AskSomething(alone);
    }
  }

  const std::vector<Answer>& answers() const { return answers_; }
  const test::TestServer& server() const { return server_; }

 private:
  template <typename Values>
  const auto& AnyOf(const Values& values) {
    return values[std::uniform_int_distribution<size_t>(0, values.size() - 1)(random_)];
  }

  void AskSomething(bool alone) {
    Answer answer;
    answer.request.set_practice_id(AnyOf(generated_.practices));
    *answer.request.mutable_at() = domain::ToProto(AnyOf(generated_.days));
    if (alone) answer.asked_at = server_.clock().Now();
    // The practice may not have been registered yet.
    if (Ask(server_, answer.request, &answer.response) == absl::StatusCode::kOk) {
      answers_.push_back(answer);
    }
  }

  std::mt19937_64 random_;
  const Generated generated_;
  test::TestServer server_;
  std::vector<Answer> answers_;
};

TEST(KnownAtTest, AnswersComeBackAsTheyWereGiven) {
  size_t compared = 0;
  size_t compared_by_time = 0;
  size_t changed = 0;
  for (uint64_t seed = kFirstSeed; seed < kFirstSeed + kHistories; ++seed) {
    const Told told(seed);
    for (const Answer& answer : told.answers()) {
      v1::GetPracticeComplianceResponse now;
      ASSERT_EQ(Ask(told.server(), answer.request, &now), absl::StatusCode::kOk);
      const std::string then = answer.response.compliance().SerializeAsString();
      changed += now.compliance().SerializeAsString() != then ? 1 : 0;

      auto request = answer.request;
      request.mutable_known()->set_position(answer.response.position());
      v1::GetPracticeComplianceResponse again;
      ASSERT_EQ(Ask(told.server(), request, &again), absl::StatusCode::kOk);
      EXPECT_EQ(again.compliance().SerializeAsString(), then)
          << "seed " << seed << " known at position " << answer.response.position() << "\n"
          << request.ShortDebugString() << "\nwas " << answer.response.ShortDebugString()
          << "\nis  " << again.ShortDebugString();

      ++compared;
      if (!answer.asked_at.has_value()) continue;
      const int64_t nanos = absl::ToUnixNanos(*answer.asked_at);
      request.mutable_known()->mutable_time()->set_seconds(nanos / 1'000'000'000);
      request.mutable_known()->mutable_time()->set_nanos(
          static_cast<int32_t>(nanos % 1'000'000'000));
      ASSERT_EQ(Ask(told.server(), request, &again), absl::StatusCode::kOk);
      EXPECT_EQ(again.compliance().SerializeAsString(), then)
          << "seed " << seed << " known at " << *answer.asked_at;
      ++compared_by_time;
    }
  }
  // Most of what was said early is no longer so.
  EXPECT_GT(compared, 500u);
  EXPECT_GT(compared_by_time, 100u);
  EXPECT_GT(changed, compared / 4);
}

}  // namespace
}  // namespace logboek::second_opinion
