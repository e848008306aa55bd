// For tests of questions that are answered with a list, whatever is asked.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli_fixture.h"
#include "clients/cli/exit_codes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {

class ListFixture : public CliTest {
 protected:
  // One more page of the method's answer, in protobuf's text format.
  template <typename Response>
  void Serve(const std::string& method, const std::string& text) {
    server_.list_pages[method].push_back(Parse<Response>(text).SerializeAsString());
  }

  // The last request.
  template <typename Request>
  Request Sent() {
    Request request;
    EXPECT_TRUE(request.ParseFromString(server_.last_list()));
    return request;
  }

  // Compares both languages and every format with their golden files.
  void ShowAll(std::vector<std::string> arguments, const std::string& golden) {
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".nl.txt", out_);
    arguments.push_back("--lang=en");
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    ExpectGolden(golden + ".en.txt", out_);
    for (const char* output : {"json", "csv", "excel-csv"}) {
      std::vector<std::string> data = arguments;
      data.push_back(absl::StrCat("--format=", output));
      EXPECT_EQ(Run(data), kExitOk) << err_;
      ExpectGolden(absl::StrCat(golden, ".", output), out_);
    }
    arguments.push_back("--format=xlsx");
    EXPECT_EQ(Run(arguments), kExitOk) << err_;
    EXPECT_THAT(out_, testing::StartsWith("PK"));
  }
};

}  // namespace logboek::cli
