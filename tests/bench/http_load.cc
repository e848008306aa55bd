#include "tests/bench/http_load.h"

#include <cstdio>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "httplib.h"
#include "storage/base/check.h"

namespace logboek::bench {

Figures MeasureJson(const HttpTarget& target, const std::string& method, int clients,
                    absl::Duration duration,
                    const std::function<std::string(int client, size_t n)>& next) {
  std::vector<std::unique_ptr<httplib::Client>> connections;
  for (int i = 0; i < clients; ++i) {
    auto client = std::make_unique<httplib::Client>("http://" + target.address);
    client->set_keep_alive(true);
    client->set_tcp_nodelay(true);
    client->set_default_headers({{"Authorization", "Bearer " + target.token}});
    connections.push_back(std::move(client));
  }
  const std::string path = absl::StrCat("/logboek.v1.", method);
  return RunClosedLoop(clients, duration, [&](int client, size_t n) {
    const auto answer =
        connections[static_cast<size_t>(client)]->Post(path, next(client, n), "application/json");
    if (answer && answer->status != 200) std::fprintf(stderr, "%s\n", answer->body.c_str());
    CHECK(answer && answer->status == 200, "a call over HTTP failed");
  });
}

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  CHECK(google::protobuf::util::MessageToJsonString(message, &json).ok());
  return json;
}

}  // namespace logboek::bench
