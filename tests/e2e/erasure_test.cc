// An erased person is nowhere: not in answers, not in what the system wrote, not in a backup that
// is put back.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "storage/base/check.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/process/process.h"
#include "tests/testing/process/rpc.h"
#include "tests/testing/wire.h"

namespace logboek::test {
namespace {

namespace fs = std::filesystem;
using command::v1::Command;

// No text of the demo, of RocksDB or of the programs has it.
constexpr char kMark[] = "Zyxwv";
constexpr char kToday[] = "2026-11-30";

// The demo, with names that can be found again.
std::vector<Command> MarkedDemo() {
  std::vector<Command> commands;
  std::vector<std::string> plans;
  std::vector<std::string> histories;
  for (const auto& entry : fs::directory_iterator("deploy/regioplans")) {
    if (entry.path().extension() == ".textproto") plans.push_back(entry.path());
  }
  for (const auto& entry : fs::directory_iterator("deploy/demo")) {
    if (entry.path().extension() == ".jsonl") histories.push_back(entry.path());
  }
  std::sort(plans.begin(), plans.end());
  std::sort(histories.begin(), histories.end());
  for (const std::string& path : plans) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    regioplan::v1::RegionPlan plan;
    CHECK(google::protobuf::TextFormat::ParseFromString(text.str(), &plan), "a plan of the demo");
    commands.push_back(PublishPlan(plan));
  }
  for (const std::string& path : histories) {
    std::ifstream lines(path);
    for (std::string line; std::getline(lines, line);) {
      Command& command = commands.emplace_back();
      CHECK(google::protobuf::util::JsonStringToMessage(line, &command).ok(), "a line of the demo");
      if (!command.has_register_person()) continue;
      const std::string id = command.register_person().person_id();
      event::v1::PersonalData& data = *command.mutable_register_person()->mutable_personal_data();
      data.set_name(absl::StrCat(kMark, " ", id));
      data.set_email(absl::StrCat(kMark, "@", id, ".example.nl"));
    }
  }
  return commands;
}

// Every file below the folder in which the mark stands.
std::vector<std::string> FilesWithMark(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::stringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    if (absl::StrContains(bytes.str(), kMark)) found.push_back(entry.path());
  }
  return found;
}

std::string NameOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& practice_id,
                   const std::string& person_id) {
  v1::GetPracticeRequest request;
  request.set_practice_id(practice_id);
  v1::GetPracticeResponse response;
  const auto stub = v1::PracticeService::NewStub(channel);
  EXPECT_THAT(stub->GetPractice(CallContext().get(), request, &response), IsGrpcOk());
  for (const v1::StaffMember& member : response.practice().staff()) {
    if (member.person_id() == person_id) return member.name();
  }
  return "nobody";
}

// Everything that is kept of the person.
v1::ExportPersonResponse ExportOf(const std::shared_ptr<grpc::Channel>& channel,
                                  const std::string& person_id) {
  v1::ExportPersonRequest request;
  request.set_person_id(person_id);
  v1::ExportPersonResponse response;
  const auto stub = v1::PrivacyService::NewStub(channel);
  EXPECT_THAT(stub->ExportPerson(CallContext().get(), request, &response), IsGrpcOk());
  return response;
}

std::vector<Command> Erasure(const std::string& person_id) {
  std::vector<Command> commands = {RequestErasure(person_id, "asked by the person"),
                                   DestroyPersonKey(person_id), ConfirmErasure(person_id)};
  for (size_t i = 0; i < commands.size(); ++i) {
    commands[i] = With(commands[i], "privacy-officer", absl::StrCat(person_id, "/", i));
  }
  return commands;
}

class ErasureTest : public testing::Test {
 protected:
  // One caller asks for everything at once, which a slow build takes for too much.
  void Start() {
    server_ = std::make_unique<ServerProcess>(
        folder_ / "store", std::vector<std::string>{"--caller-calls-per-second", "1e9"});
  }
  void Stop() {
    EXPECT_EQ(server_->Stop(), 0);
    server_.reset();
  }
  void Push(const std::vector<Command>& commands) {
    const auto answers = PushAll(server_->NewChannel(), commands);
    ASSERT_EQ(answers.size(), commands.size());
    for (const v1::PushResponse& answer : answers) {
      ASSERT_TRUE(answer.has_receipt()) << answer.error().message();
    }
  }
  // Somebody of the demo who works somewhere.
  void FindSomebody() {
    for (const Command& command : demo_) {
      if (!command.has_start_engagement() || command.start_engagement().has_until()) continue;
      person_ = command.start_engagement().person_id();
      practice_ = command.start_engagement().practice_id();
      return;
    }
    FAIL() << "nobody works in the demo";
  }

  const TempFolder folder_;
  const std::vector<Command> demo_ = MarkedDemo();
  std::string person_;
  std::string practice_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(ErasureTest, AnErasedPersonIsNowhere) {
  FindSomebody();
  Start();
  Push(demo_);
  const std::string name = absl::StrCat(kMark, " ", person_);
  EXPECT_EQ(NameOf(server_->NewChannel(), practice_, person_), name);
  EXPECT_EQ(ExportOf(server_->NewChannel(), person_).personal_data(0).data().name(), name);
  const std::string digest = DigestOf(server_->NewChannel(), kToday, /*from_zero=*/false);
  Stop();
  // Names are sealed from the beginning: no file has one, the server's log among them.
  EXPECT_THAT(FilesWithMark(folder_.path()), testing::IsEmpty());
  fs::copy(folder_ / "store", folder_ / "backup", fs::copy_options::recursive);

  Start();
  Push(Erasure(person_));
  EXPECT_EQ(NameOf(server_->NewChannel(), practice_, person_), "");
  EXPECT_EQ(DigestOf(server_->NewChannel(), kToday, /*from_zero=*/false), digest);
  EXPECT_EQ(DigestOf(server_->NewChannel(), kToday, /*from_zero=*/true), digest);
  const v1::ExportPersonResponse all = ExportOf(server_->NewChannel(), person_);
  EXPECT_FALSE(absl::StrContains(all.SerializeAsString(), kMark));
  EXPECT_EQ(all.erasure(), v1::ERASURE_STATUS_CONFIRMED);
  EXPECT_GT(all.engagements_size(), 0);
  EXPECT_GT(all.accesses_size(), 0) << "looks from before the stop";
  for (const event::v1::Envelope& envelope : ReplayAll(server_->NewChannel())) {
    ASSERT_FALSE(absl::StrContains(envelope.SerializeAsString(), kMark));
  }
  Stop();
  EXPECT_THAT(FilesWithMark(folder_.path()), testing::IsEmpty());

  // The store of before; what stands beside it stays.
  fs::remove_all(folder_ / "store");
  fs::rename(folder_ / "backup", folder_ / "store");
  Start();
  EXPECT_EQ(NameOf(server_->NewChannel(), practice_, person_), "");
  EXPECT_EQ(ExportOf(server_->NewChannel(), person_).personal_data_size(), 0);
  EXPECT_EQ(DigestOf(server_->NewChannel(), kToday, /*from_zero=*/true), digest);
  Stop();
}

}  // namespace
}  // namespace logboek::test
