#include "clients/cli/cli_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "logboek/v1/access_service.pb.h"

namespace logboek::cli {

void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = absl::StrCat("clients/cli/golden/", name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file.is_open()) << path << " is missing; UPDATE_GOLDEN=1 writes it";
  const std::string expected((std::istreambuf_iterator<char>(file)),
                             std::istreambuf_iterator<char>());
  EXPECT_EQ(actual, expected) << path << "; UPDATE_GOLDEN=1 rewrites it";
}

CliTest::CliTest() {
  std::string folder = absl::StrCat(testing::TempDir(), "/logboek-cli-XXXXXX");
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  folder_ = folder;
}

CliTest::~CliTest() { std::filesystem::remove_all(folder_); }

void CliTest::ServeAs(const std::string& grant) {
  v1::WhoAmIResponse response;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(grant, response.mutable_grant()));
  server_.list_pages["WhoAmI"] = {response.SerializeAsString()};
}

int CliTest::Run(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--server", server_.address()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return RunBare(all);
}

int CliTest::RunBare(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const World world{.in_fd = in_fd_,
                    .out = out_stream_ != nullptr ? out_stream_ : &out,
                    .err = &err,
                    .out_is_terminal = terminal_width_ > 0,
                    .err_is_terminal = false,
                    .out_width = terminal_width_,
                    .err_width = 0,
                    .environment = [this](const std::string& name) { return environment_[name]; },
                    .interrupt = &interrupt_,
                    .clock = &clock_};
  const int code = RunApp(arguments, world);
  out_ = out.str();
  err_ = err.str();
  return code;
}

std::string CliTest::WriteFile(const std::string& name, const std::string& content) {
  const std::string path = absl::StrCat(folder_, "/", name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string CliTest::ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

}  // namespace logboek::cli
