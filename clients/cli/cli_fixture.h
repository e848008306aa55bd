// For tests: the program run in this process against a fake server, and golden files.
#pragma once

#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/app.h"
#include "clients/cpp/fake_server.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "storage/base/clock.h"

namespace logboek::cli {

// A message from protobuf's text format; a mistake in it fails the test.
template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// Compares with clients/cli/golden/<name>; UPDATE_GOLDEN=1 writes it instead.
void ExpectGolden(const std::string& name, const std::string& actual);

class CliTest : public testing::Test {
 protected:
  CliTest();
  ~CliTest() override;

  // Runs `logboek` with the server's address; out_ and err_ hold what it wrote.
  int Run(const std::vector<std::string>& arguments);
  // The same, without naming a server.
  int RunBare(const std::vector<std::string>& arguments);
  // The server knows the caller as this.
  void ServeAs(const std::string& grant);
  // A file of this test with this content.
  std::string WriteFile(const std::string& name, const std::string& content);
  static std::string ReadFile(const std::string& path);

  client::FakeServer server_;
  std::map<std::string, std::string> environment_;
  // As if standard output were a terminal of this many columns; 0 = it is none.
  size_t terminal_width_ = 0;
  int in_fd_ = -1;
  // Instead of out_, if set.
  std::ostream* out_stream_ = nullptr;
  Interrupt interrupt_;
  std::string out_;
  std::string err_;

 private:
  base::SystemClock clock_;
  std::string folder_;
};

}  // namespace logboek::cli
