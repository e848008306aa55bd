#include "services/gateway/static_files.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/testing/temp_folder.h"

namespace logboek::gateway {
namespace {

using ::testing::HasSubstr;

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    std::filesystem::create_directories(folder_.Sub("site/app"));
    Write("site/index.html", "<p>the first page");
    Write("site/app/main.js", "start()");
    Write("site/.secret", "hidden");
    Write("outside.txt", "not for anybody");
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.Sub(name)) << text;
  }
  HttpResponse Get(const std::string& path, Headers headers = {}) const {
    return files_.Get(path, {.method = "GET", .target = path, .headers = std::move(headers)});
  }

  storage::TempFolder folder_;
  StaticFiles files_{folder_.Sub("site")};
};

TEST_F(StaticFilesTest, AFileIsGivenWithItsType) {
  const HttpResponse page = Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<p>the first page");
  EXPECT_EQ(HeaderOf(page.headers, "content-type"), "text/html; charset=utf-8");
  const HttpResponse script = Get("/app/main.js");
  EXPECT_EQ(script.body, "start()");
  EXPECT_EQ(HeaderOf(script.headers, "content-type"), "text/javascript; charset=utf-8");
}

TEST_F(StaticFilesTest, NothingElseIsGiven) {
  std::filesystem::create_symlink(folder_.Sub("outside.txt"), folder_.Sub("site/link.txt"));
  std::filesystem::create_directory(folder_.Sub("site2"));
  Write("site2/x.txt", "a neighbour whose name begins alike");
  for (const std::string& path :
       {std::string("/nothing"), std::string("/.secret"), std::string("/../outside.txt"),
        std::string("/app/../../outside.txt"), std::string("/app/.."), std::string("/app"),
        std::string("/link.txt"), std::string("/../site2/x.txt"), std::string("/index.html\0", 12),
        std::string("/..\\outside.txt")}) {
    const HttpResponse response = Get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.body, "there is nothing at this address\n");
  }
  EXPECT_EQ(StaticFiles("").Get("/etc/passwd", {.method = "GET"}).status, 404);
}

TEST_F(StaticFilesTest, WhoHasTheFileIsNotGivenItAgain) {
  const std::string tag(HeaderOf(Get("/").headers, "etag"));
  const HttpResponse again = Get("/", {{"if-none-match", "\"other\", W/" + tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  Write("site/index.html", "<p>another page");
  EXPECT_EQ(Get("/", {{"if-none-match", tag}}).status, 200);
}

TEST_F(StaticFilesTest, EveryAnswerKeepsThePageToItself) {
  for (const char* const path : {"/", "/nothing"}) {
    const HttpResponse response = Get(path);
    const std::string policy(HeaderOf(response.headers, "content-security-policy"));
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(HeaderOf(response.headers, "x-content-type-options"), "nosniff");
    EXPECT_EQ(HeaderOf(response.headers, "strict-transport-security"), "");
  }
  const HttpResponse secure = files_.Get("/", {.method = "GET", .secure = true});
  EXPECT_THAT(std::string(HeaderOf(secure.headers, "strict-transport-security")),
              HasSubstr("max-age="));
}

}  // namespace
}  // namespace logboek::gateway
