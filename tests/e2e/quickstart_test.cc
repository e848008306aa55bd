// The programs of docs/quickstart as a portal runs them, against the real server; and that the page
// about them shows what is run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "storage/base/check.h"
#include "storage/base/mutex.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFolder[] = "docs/quickstart/";
// Longer than what a program waits before its first repeat when it is not told.
constexpr int kRetryAfterSeconds = 2;

std::string TextOf(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

// Stands before the server, sees what comes, and can turn it away as a busy server does.
class Front {
 public:
  struct Request {
    std::string body;
    steady_clock::time_point time;
  };

  explicit Front(const std::string& server) : server_(absl::StrCat("http://", server)) {
    front_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      Answer(request, &response);
    });
    port_ = front_.bind_to_any_port("127.0.0.1");
    CHECK(port_ > 0, "a free port");
    thread_ = std::thread([this] { front_.listen_after_bind(); });
  }
  ~Front() {
    front_.stop();
    thread_.join();
  }
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_); }
  // The next call is answered with this status.
  void TurnAwayOnce(int status) {
    base::MutexLock lock(&mutex_);
    turn_away_ = status;
  }
  // Since the last time this was asked.
  std::vector<Request> TakeRequests() {
    base::MutexLock lock(&mutex_);
    return std::exchange(requests_, {});
  }

 private:
  int Note(const std::string& body) {
    base::MutexLock lock(&mutex_);
    requests_.push_back({body, steady_clock::now()});
    return std::exchange(turn_away_, 0);
  }

  void Answer(const httplib::Request& request, httplib::Response* response) {
    if (const int status = Note(request.body); status != 0) {
      response->status = status;
      response->set_header("Retry-After", std::to_string(kRetryAfterSeconds));
      return;
    }
    httplib::Client client(server_);
    const auto answer = client.Post(request.path.c_str(),
                                    {{"Authorization", request.get_header_value("Authorization")}},
                                    request.body, request.get_header_value("Content-Type").c_str());
    CHECK(answer, "the server answers");
    response->status = answer->status;
    if (answer->has_header("Retry-After")) {
      response->set_header("Retry-After", answer->get_header_value("Retry-After"));
    }
    response->set_content(answer->body, "application/json");
  }

  const std::string server_;
  httplib::Server front_;
  int port_ = 0;
  std::thread thread_;
  base::Mutex mutex_;
  int turn_away_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Request> requests_ ABSL_GUARDED_BY(mutex_);
};

class QuickstartTest : public ::testing::Test {
 protected:
  QuickstartTest()
      : server_(folder_ / "store", {"--http-listen", "127.0.0.1:0"}),
        front_(server_.http_address()) {
    auto offering = PublishOffering("o1", ev::OFFERING_KIND_INTERVISION);
    offering.mutable_publish_offering()->set_academy("hus-academie");
    auto full = ScheduleSession("full", "o1", "2090-03-01", /*capacity=*/1);
    full.mutable_schedule_session()->set_without_waiting_list(true);
    std::vector<command::v1::Command> world = {
        PublishPlan(TestPlan()),
        RegisterPractice("p1"),
        RegisterPerson("gp", "Jan"),
        StartEngagement("gp", "p1", ev::ROLE_GP_OWNER, "2020-01-01"),
        offering,
        ScheduleSession("s1", "o1", "2090-03-01"),
        RegisterPerson("gp2", "Piet"),
        StartEngagement("gp2", "p1", ev::ROLE_GP_OWNER, "2020-01-01"),
        full,
        Enrol("gp2", "p1", "full")};
    size_t taken = 0;
    for (const auto& answer : PushAll(server_.NewChannel(), world)) {
      CHECK(answer.has_receipt(), "what the tests are about is registered");
      ++taken;
    }
    CHECK_EQ(taken, world.size());
    const RunResult token =
        RunProgram({Program("logboek"), "--server", server_.address(), "token", "create",
                    "hus-portal", "--role", "academy", "--academy", "hus-academie", "--region",
                    kRegion, "--source", "hus-academie", "--days", "365"});
    CHECK_EQ(token.exit_code, 0);
    token_ = token.output.substr(0, token.output.find('\n'));
  }

  RunResult Run(std::vector<std::string> program, const std::string& number,
                const std::string& person, const std::string& session = "s1") const {
    program.insert(program.begin(), {"/usr/bin/env", "LOGBOEK_URL=" + front_.url(),
                                     "LOGBOEK_TOKEN=" + token_, "LOGBOEK_SOURCE=hus-academie"});
    program.insert(program.end(), {number, session, person, "p1"});
    return RunProgram(program);
  }

  nlohmann::json ReceiptOf(const RunResult& result) const {
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    const auto answer = nlohmann::json::parse(result.output, nullptr, /*allow_exceptions=*/false);
    return answer.is_object() ? answer.value("receipt", nlohmann::json::object())
                              : nlohmann::json::object();
  }

  void IsTakenOnce(const std::vector<std::string>& program) const {
    const nlohmann::json first = ReceiptOf(Run(program, "4711", "gp"));
    nlohmann::json again = ReceiptOf(Run(program, "4711", "gp"));
    EXPECT_EQ(first["enrolmentState"], "ENROLMENT_STATE_CONFIRMED");
    EXPECT_FALSE(first.contains("repeated"));
    EXPECT_EQ(again["repeated"], true);
    again.erase("repeated");
    EXPECT_EQ(again, first);
  }

  void SendsARefusedOneOnce(const std::vector<std::string>& program) {
    front_.TakeRequests();
    const RunResult unknown = Run(program, "4712", "nobody");
    EXPECT_EQ(unknown.exit_code, 1) << unknown.errors;
    EXPECT_THAT(unknown.output, IsEmpty());
    EXPECT_THAT(unknown.errors, HasSubstr("UNKNOWN_PERSON: "));
    EXPECT_THAT(front_.TakeRequests(), SizeIs(1));
    // RESOURCE_EXHAUSTED, and no repeat would help.
    const RunResult full = Run(program, "4713", "gp", "full");
    EXPECT_EQ(full.exit_code, 1) << full.errors;
    EXPECT_THAT(full.errors, HasSubstr("SESSION_FULL: "));
    EXPECT_THAT(front_.TakeRequests(), SizeIs(1));
  }

  void ComesBackWhenToldTo(const std::vector<std::string>& program, int status) {
    front_.TurnAwayOnce(status);
    EXPECT_EQ(ReceiptOf(Run(program, "4711", "gp"))["enrolmentState"], "ENROLMENT_STATE_CONFIRMED");
    const std::vector<Front::Request> requests = front_.TakeRequests();
    ASSERT_THAT(requests, SizeIs(2));
    EXPECT_EQ(requests[0].body, requests[1].body);
    EXPECT_GE(requests[1].time - requests[0].time, std::chrono::seconds(kRetryAfterSeconds));
  }

  void DoesWhatAPortalMust(const std::vector<std::string>& program) {
    IsTakenOnce(program);
    SendsARefusedOneOnce(program);
    ComesBackWhenToldTo(program, 503);
    ComesBackWhenToldTo(program, 429);
  }

  // What says why there is no receipt.
  void TellsTheReceiptOrWhyNot(const std::vector<std::string>& program) const {
    IsTakenOnce(program);
    const RunResult refused = Run(program, "4712", "nobody");
    EXPECT_THAT(absl::StrCat(refused.output, refused.errors), HasSubstr("UNKNOWN_PERSON"));
  }

  // A program of the folder as JavaScript.
  std::string Compiled(const std::string& name) const {
    std::ofstream(folder_ / "package.json") << R"({"type": "module"})";
    const std::string node = "tests/node/node_modules/";
    const RunResult compiled =
        RunProgram({"/usr/bin/env", "node", absl::StrCat(node, "typescript/bin/tsc"), "--strict",
                    "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler",
                    "--typeRoots", absl::StrCat(node, "@types"), "--types", "node", "--outDir",
                    folder_.path(), absl::StrCat(kFolder, name, ".ts")});
    EXPECT_EQ(compiled.exit_code, 0)
        << compiled.output << compiled.errors << "(./dev setup node brings the compiler)";
    return folder_ / (name + ".js");
  }

  const TempFolder folder_;
  ServerProcess server_;
  Front front_;
  std::string token_;
};

TEST_F(QuickstartTest, Curl) { DoesWhatAPortalMust({"/bin/bash", "docs/quickstart/enrol.sh"}); }

TEST_F(QuickstartTest, Php) { DoesWhatAPortalMust({"php", "docs/quickstart/enrol.php"}); }

TEST_F(QuickstartTest, Python) {
  DoesWhatAPortalMust({"/usr/bin/python3", "docs/quickstart/enrol.py"});
}

TEST_F(QuickstartTest, TypeScript) { DoesWhatAPortalMust({"node", Compiled("enrol")}); }

TEST_F(QuickstartTest, CurlInTenLines) {
  TellsTheReceiptOrWhyNot({"/bin/bash", "docs/quickstart/first.sh"});
}

TEST_F(QuickstartTest, PhpInTenLines) {
  TellsTheReceiptOrWhyNot({"php", "docs/quickstart/first.php"});
}

TEST_F(QuickstartTest, PythonInTenLines) {
  TellsTheReceiptOrWhyNot({"/usr/bin/python3", "docs/quickstart/first.py"});
}

TEST_F(QuickstartTest, TypeScriptInTenLines) {
  TellsTheReceiptOrWhyNot({"node", Compiled("first")});
}

TEST(QuickstartPageTest, ShowsTheProgramsAsTheyAre) {
  struct Shown {
    std::string file;
    std::string language;
  };
  const Shown programs[] = {{"first.sh", "bash"},   {"first.php", "php"}, {"first.py", "python"},
                            {"first.ts", "ts"},     {"enrol.sh", "bash"}, {"enrol.php", "php"},
                            {"enrol.py", "python"}, {"enrol.ts", "ts"}};
  for (const char* page : {"docs/quickstart.md", "docs/quickstart.nl.md"}) {
    const std::string text = TextOf(page);
    for (const Shown& program : programs) {
      const std::string block =
          absl::StrCat("```", program.language, "\n", TextOf(kFolder + program.file), "```\n");
      EXPECT_TRUE(absl::StrContains(text, block))
          << page << " does not show " << kFolder << program.file
          << " as it is; copy the file into its ```" << program.language << " block";
    }
  }
}

TEST(QuickstartPageTest, TenLinesAreTen) {
  for (const char* program : {"first.sh", "first.php", "first.py", "first.ts"}) {
    const std::string text = TextOf(absl::StrCat(kFolder, program));
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 10) << program;
  }
}

}  // namespace
}  // namespace logboek::test
