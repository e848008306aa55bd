#include "services/gateway/entity_tag.h"

#include "gtest/gtest.h"

namespace logboek::gateway {
namespace {

HttpResponse Answer(const std::string& if_none_match, const std::string& body = "body") {
  const HttpRequest request{.headers = {{"if-none-match", if_none_match}}};
  HttpResponse response{.body = body};
  AddEntityTag(request, &response);
  return response;
}

TEST(EntityTag, WhoHasItIsNotGivenItAgain) {
  const std::string tag = Answer("").headers["etag"];
  EXPECT_EQ(Answer("").status, 200);
  EXPECT_EQ(Answer("").body, "body");
  for (const std::string& known : {tag, "\"other\", W/" + tag, std::string("*")}) {
    EXPECT_EQ(Answer(known).status, 304) << known;
    EXPECT_EQ(Answer(known).body, "") << known;
    EXPECT_EQ(Answer(known).headers["etag"], tag);
  }
  EXPECT_EQ(Answer(tag, "another body").status, 200);
  EXPECT_EQ(Answer("\"other\"").status, 200);
}

}  // namespace
}  // namespace logboek::gateway
