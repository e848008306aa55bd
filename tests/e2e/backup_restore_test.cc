// A backup that was taken under load, restored after the server was killed: nothing is missing,
// nothing is doubled, and the verdicts are the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "tests/testing/authorized_channel.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/page_commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"
#include "tests/testing/wire.h"

namespace logboek::test {
namespace {

namespace ev = logboek::event::v1;
namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kPortals = 2;
constexpr char kDay[] = "2024-04-01";
// One caller asks for everything at once, which a slow build takes for too much.
const std::vector<std::string> kNoLimit = {"--caller-calls-per-second", "1e9"};

std::string PracticeOf(int portal) { return absl::StrCat("practice-", portal); }

std::vector<command::v1::Command> Beginning() {
  std::vector<command::v1::Command> commands = {
      PublishPlan(TestPlan()),
      PublishOffering("triage", ev::OFFERING_KIND_COURSE_OPEN, {"triage-basic"})};
  for (int portal = 0; portal < kPortals; ++portal) {
    commands.push_back(RegisterPractice(PracticeOf(portal)));
    commands.push_back(AssignCohort(PracticeOf(portal), kCohort));
  }
  return commands;
}

// The n-th assistant: registered, engaged, and every second one trained.
void AddAssistant(int portal, int n, std::vector<command::v1::Command>* commands) {
  const std::string id = absl::StrCat("assistant-", portal, "-", n);
  commands->push_back(RegisterPerson(id, absl::StrCat("Bea de Vries the ", n)));
  commands->push_back(
      StartEngagement(id, PracticeOf(portal), ev::ROLE_MEDICAL_ASSISTANT, "2023-01-01"));
  if (n % 2 == 0) commands->push_back(CompleteCourse("triage", id, "2023-06-01"));
}

// Sends without pause until the server is gone, and remembers what it sent.
class Portal {
 public:
  explicit Portal(int number) : number_(number) {}

  void Work(const std::shared_ptr<grpc::Channel>& channel, std::atomic<int>* acknowledged) {
    for (int n = 0;; n += 10) {
      std::vector<command::v1::Command> commands;
      for (int i = n; i < n + 10; ++i) AddAssistant(number_, i, &commands);
      sent_.insert(sent_.end(), commands.begin(), commands.end());
      const std::vector<v1::PushResponse> responses = PushAll(channel, commands, 16);
      for (const v1::PushResponse& response : responses) {
        if (response.has_receipt()) ++*acknowledged;
      }
      if (responses.size() < commands.size() || responses.back().has_error()) return;
    }
  }

  const std::vector<command::v1::Command>& sent() const { return sent_; }

 private:
  const int number_;
  std::vector<command::v1::Command> sent_;
};

void MustPush(const ServerProcess& server, const std::vector<command::v1::Command>& commands) {
  const auto responses = PushAll(server.NewChannel(), commands);
  ASSERT_EQ(responses.size(), commands.size());
  for (const v1::PushResponse& response : responses) {
    ASSERT_TRUE(response.has_receipt()) << response.error().message();
  }
}

// What `logboek backup` answered.
v1::BackupResponse TakeBackup(const ServerProcess& server, std::vector<std::string> flags = {}) {
  std::vector<std::string> command = {Program("logboek"), "--server",      server.address(),
                                      "backup",           "--format=json", "--quiet"};
  command.insert(command.end(), flags.begin(), flags.end());
  const RunResult result = RunProgram(command);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  v1::BackupResponse taken;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.output, &taken).ok())
      << result.output;
  return taken;
}

// Of what was known at the position.
std::string DigestAt(const ServerProcess& server, uint64_t position) {
  v1::GetVerdictDigestRequest request;
  *request.mutable_at() = Date(Day(kDay));
  request.mutable_known()->set_position(position);
  request.set_from_zero(true);
  v1::GetVerdictDigestResponse response;
  EXPECT_THAT(v1::AuditService::NewStub(server.NewChannel())
                  ->GetVerdictDigest(CallContext().get(), request, &response),
              IsGrpcOk());
  return response.digest();
}

// Positions without a gap, and no push twice.
void ExpectWhole(const std::vector<ev::Envelope>& log) {
  std::map<std::string, uint64_t> found;
  for (size_t i = 0; i < log.size(); ++i) {
    ASSERT_EQ(log[i].position(), i + 1);
    ASSERT_TRUE(found.emplace(absl::StrCat(log[i].source_id(), "/", log[i].index()), i + 1).second)
        << log[i].source_id() << " stands twice";
  }
}

RunResult Restore(const std::string& backups, const std::string& store,
                  std::vector<std::string> flags = {}) {
  std::vector<std::string> command = {Program("logboekd"), "--restore", backups, "--store", store};
  command.insert(command.end(), flags.begin(), flags.end());
  return RunProgram(command);
}

std::string NameOf(const ServerProcess& server, const std::string& person_id) {
  v1::GetPracticeRequest request;
  request.set_practice_id(PracticeOf(0));
  v1::GetPracticeResponse response;
  EXPECT_THAT(v1::PracticeService::NewStub(server.NewChannel())
                  ->GetPractice(CallContext().get(), request, &response),
              IsGrpcOk());
  for (const v1::StaffMember& member : response.practice().staff()) {
    if (member.person_id() == person_id) return member.name();
  }
  return "nobody";
}

class BackupRestoreTest : public testing::Test {
 protected:
  std::vector<std::string> Flags() const {
    std::vector<std::string> flags = {"--backup-folder", backups_};
    flags.insert(flags.end(), kNoLimit.begin(), kNoLimit.end());
    return flags;
  }
  // What no backup holds, put beside the restored store.
  void PutBeside(const std::string& store) const {
    fs::copy_file(store_ + ".key", store + ".key");
    const RunResult renewed =
        RunProgram({Program("logboekd"), "--store", store, "--renew-first-token"});
    ASSERT_EQ(renewed.exit_code, 0) << renewed.errors;
  }

  const TempFolder folder_;
  const std::string store_ = folder_ / "store";
  const std::string backups_ = folder_ / "backups";
  const std::string restored_ = folder_ / "restored";
};

TEST_F(BackupRestoreTest, TakenUnderLoadItContinuesWhereItWas) {
  std::vector<Portal> portals;
  for (int i = 0; i < kPortals; ++i) portals.emplace_back(i);
  const std::vector<command::v1::Command> beginning = Beginning();
  v1::BackupResponse first;
  v1::BackupResponse second;
  {
    ServerProcess server(store_, Flags());
    MustPush(server, beginning);
    // What the first backup copies and the second need not.
    std::vector<command::v1::Command> history;
    for (int n = 0; n < 4'000; ++n) AddAssistant(0, 1'000'000 + n, &history);
    MustPush(server, history);
    std::atomic<int> acknowledged{0};
    std::vector<std::thread> threads;
    for (Portal& portal : portals) {
      threads.emplace_back(
          [&, channel = server.NewChannel()] { portal.Work(channel, &acknowledged); });
    }
    const auto await_more = [&] {
      const int enough = acknowledged.load() + 50;
      while (acknowledged.load() < enough) std::this_thread::yield();
    };
    await_more();
    first = TakeBackup(server);
    await_more();
    second = TakeBackup(server);
    await_more();
    server.Kill();
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_GT(first.backup().position(), 10'000u);
  EXPECT_GT(second.backup().position(), first.backup().position());
  EXPECT_LT(second.backup().bytes_copied() * 3, first.backup().bytes_copied());

  const RunResult restore = Restore(backups_, restored_);
  ASSERT_EQ(restore.exit_code, 0) << restore.errors;
  const uint64_t position = second.backup().position();
  EXPECT_THAT(restore.output, AllOf(HasSubstr(absl::StrCat("position      ", position, "\n")),
                                    HasSubstr("restored.key: MISSING")));
  PutBeside(restored_);

  ServerProcess original(store_, kNoLimit);
  ServerProcess server(restored_, kNoLimit);
  const std::vector<ev::Envelope> log = ReplayAll(server.NewChannel());
  ASSERT_EQ(log.size(), position);
  ExpectWhole(log);
  // With the keys that the events need.
  EXPECT_EQ(NameOf(server, "assistant-0-1000007"), "Bea de Vries the 1000007");
  const std::string digest = DigestAt(original, position);
  EXPECT_EQ(DigestOf(server.NewChannel(), kDay, /*from_zero=*/false), digest);
  EXPECT_EQ(DigestOf(server.NewChannel(), kDay, /*from_zero=*/true), digest);

  // Everybody repeats all they ever sent, to both.
  for (const ServerProcess* each : {&original, &server}) {
    MustPush(*each, beginning);
    for (const Portal& portal : portals) MustPush(*each, portal.sent());
  }
  const std::vector<ev::Envelope> after = ReplayAll(server.NewChannel());
  EXPECT_GT(after.size(), position);
  ExpectWhole(after);
  EXPECT_EQ(after.size(), ReplayAll(original.NewChannel()).size());
  EXPECT_EQ(DigestOf(server.NewChannel(), kDay, /*from_zero=*/false),
            DigestOf(server.NewChannel(), kDay, /*from_zero=*/true));
}

TEST_F(BackupRestoreTest, WhoIsErasedStaysErased) {
  std::vector<command::v1::Command> commands = Beginning();
  AddAssistant(0, 1, &commands);
  AddAssistant(0, 2, &commands);
  {
    ServerProcess server(store_, Flags());
    MustPush(server, commands);
    TakeBackup(server);
    MustPush(server, {RequestErasure("assistant-0-1", "asked by the person"),
                      DestroyPersonKey("assistant-0-1")});
    // Its list of erased persons is newer than the backup that is restored.
    TakeBackup(server);
    EXPECT_EQ(server.Stop(), 0);
  }
  const RunResult restore = Restore(backups_, restored_, {"--backup", "1"});
  ASSERT_EQ(restore.exit_code, 0) << restore.errors;
  EXPECT_THAT(restore.output, HasSubstr("1 person,"));
  PutBeside(restored_);
  ServerProcess server(restored_, kNoLimit);
  EXPECT_EQ(NameOf(server, "assistant-0-1"), "");
  EXPECT_EQ(NameOf(server, "assistant-0-2"), "Bea de Vries the 2");
}

TEST_F(BackupRestoreTest, NoTokenOfTheBackupLetsAnybodyIn) {
  std::vector<std::string> tokens;
  {
    ServerProcess server(store_, Flags());
    MustPush(server, Beginning());
    const auto access = v1::AccessService::NewStub(server.NewChannel());
    v1::CreateTokenRequest create;
    create.mutable_grant()->set_principal("portal");
    create.mutable_grant()->set_role(access::v1::CALLER_ROLE_ADMINISTRATOR);
    v1::CreateTokenResponse stolen;
    ASSERT_THAT(access->CreateToken(CallContext().get(), create, &stolen), IsGrpcOk());
    tokens = {server.token(), stolen.token()};
    TakeBackup(server);
    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(stolen.record().token_id());
    v1::RevokeTokenResponse revoked;
    ASSERT_THAT(access->RevokeToken(CallContext().get(), revoke, &revoked), IsGrpcOk());
    EXPECT_EQ(server.Stop(), 0);
  }
  const RunResult restore = Restore(backups_, restored_);
  ASSERT_EQ(restore.exit_code, 0) << restore.errors;
  EXPECT_THAT(restore.output,
              AllOf(HasSubstr("every token of the backup is revoked now: 2"),
                    HasSubstr("ieder token uit de reservekopie is nu ingetrokken: 2"),
                    HasSubstr(absl::StrCat("--store ", restored_, " --renew-first-token"))));
  PutBeside(restored_);
  ServerProcess server(restored_, kNoLimit);
  for (const std::string& token : tokens) {
    const auto channel =
        AuthorizedChannel(server.address(), grpc::InsecureChannelCredentials(), token);
    v1::WhoAmIResponse response;
    EXPECT_THAT(v1::AccessService::NewStub(channel)->WhoAmI(CallContext().get(), {}, &response),
                GrpcRefuses(grpc::StatusCode::UNAUTHENTICATED, "REVOKED_TOKEN"));
  }
  MustPush(server, {RegisterPractice("practice-of-later")});
}

TEST_F(BackupRestoreTest, NoSecretOfTheStoreIsInABackup) {
  ServerProcess server(store_, Flags());
  MustPush(server, Beginning());
  TakeBackup(server);
  for (const char* ending : {".key", ".sign", ".token"}) {
    std::stringstream secret;
    secret << std::ifstream(store_ + ending, std::ios::binary).rdbuf();
    ASSERT_GE(secret.str().size(), 32u) << ending;
    for (const auto& entry : fs::recursive_directory_iterator(backups_)) {
      if (!entry.is_regular_file()) continue;
      std::stringstream bytes;
      bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      EXPECT_FALSE(absl::StrContains(bytes.str(), secret.str().substr(0, 32)))
          << ending << " stands in " << entry.path();
    }
  }
}

TEST_F(BackupRestoreTest, ADamagedOneIsToldAndNotRestored) {
  {
    ServerProcess server(store_, Flags());
    MustPush(server, Beginning());
    TakeBackup(server);
    EXPECT_EQ(server.Stop(), 0);
  }
  const std::vector<std::string> check = {Program("logboekd"), "--check-backups", backups_};
  const RunResult good = RunProgram(check);
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  EXPECT_THAT(good.output, HasSubstr("good"));
  // The largest table of the log.
  std::string path;
  uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(backups_ + "/log/shared_checksum")) {
    if (entry.file_size() > bytes) path = entry.path();
    bytes = std::max<uint64_t>(bytes, entry.file_size());
  }
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(bytes / 2));
  file.put(static_cast<char>(file.peek() ^ 1));
  file.close();
  const RunResult damaged = RunProgram(check);
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_THAT(damaged.output, HasSubstr("damaged"));
  const RunResult restore = Restore(backups_, restored_);
  EXPECT_EQ(restore.exit_code, 1);
  EXPECT_THAT(restore.errors, HasSubstr("damaged"));
  EXPECT_FALSE(fs::exists(restored_));
}

TEST_F(BackupRestoreTest, ABackupIsNeverRestoredOverAStore) {
  {
    ServerProcess server(store_, Flags());
    MustPush(server, Beginning());
    TakeBackup(server);
    EXPECT_EQ(server.Stop(), 0);
  }
  const RunResult restore = Restore(backups_, store_);
  EXPECT_EQ(restore.exit_code, 1);
  EXPECT_THAT(restore.errors, HasSubstr("there already"));
  EXPECT_EQ(RunProgram({Program("logboekd"), "--restore", backups_}).exit_code, 2) << "no --store";
}

// A server that the pages start and stop as a service, and the programs they call.
std::string Service(const TempFolder& folder) {
  return absl::StrCat("STORE='", folder / "store", "'\nBACKUPS='", folder / "backups",
                      "'\nKEY_COPY='", folder / "safe/store.key", "'\nmkdir safe\nlogboekd() { '",
                      Program("logboekd"), "' \"$@\"; }\nlogboek() { '", Program("logboek"),
                      "' --server \"$address\" --lang en \"$@\"; }\n",
                      R"(
systemctl() {
  case "$1" in
    start)
      coproc SERVICE { exec )",
                      "'", Program("logboekd"), R"(' --store "$STORE" --backup-folder "$BACKUPS" \
        --listen 127.0.0.1:0 2>>service.log; }
      read -r line <&"${SERVICE[0]}"
      pid=$SERVICE_PID
      address="${line##* }"
      ;;
    stop)
      kill "$pid"
      wait "$pid" || true
      ;;
  esac
}
trap 'kill "$pid" 2>/dev/null || true' EXIT
systemctl start logboekd
)");
}

std::string ToLines(const std::vector<command::v1::Command>& commands) {
  std::string lines;
  for (const command::v1::Command& command : commands) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(command, &json).ok());
    absl::StrAppend(&lines, json, "\n");
  }
  return lines;
}

TEST_F(BackupRestoreTest, TheRunbooksWorkAsTheyStand) {
  std::vector<command::v1::Command> commands = Beginning();
  AddAssistant(0, 1, &commands);
  std::ofstream(folder_ / "before.jsonl") << ToLines(commands);
  commands.clear();
  AddAssistant(0, 2, &commands);
  std::ofstream(folder_ / "after.jsonl") << ToLines(commands);
  const RunResult result = RunCommands(
      folder_, Service(folder_) + "logboek push --quiet before.jsonl\n",
      absl::StrCat(CommandsIn("deploy/runbooks/backup.md"),
                   "logboek push --quiet after.jsonl\n"
                   "echo AND NOW TO RESTORE\nrm \"$STORE.key\"\n",
                   CommandsIn("deploy/runbooks/restore.md"),
                   "logboek push --quiet after.jsonl\nlogboek push --quiet before.jsonl\n"
                   "logboek digest --from-zero\nlogboek status\nsystemctl stop logboekd\n"));
  const std::string restored = result.output.substr(result.output.find("AND NOW TO RESTORE"));
  EXPECT_THAT(restored,
              AllOf(HasSubstr("good"), HasSubstr("was made out of backup"), HasSubstr("MISSING")));
  ServerProcess server(store_, kNoLimit);
  const std::vector<ev::Envelope> log = ReplayAll(server.NewChannel());
  EXPECT_EQ(log.size(), 11u) << "six of the beginning, two and three of the assistants";
  ExpectWhole(log);
  EXPECT_EQ(NameOf(server, "assistant-0-1"), "Bea de Vries the 1");
}

}  // namespace
}  // namespace logboek::test
