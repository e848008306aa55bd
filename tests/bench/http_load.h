// The same calls as JSON over HTTP.
#pragma once

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "tests/bench/load.h"

namespace logboek::bench {

struct HttpTarget {
  // HOST:PORT.
  std::string address;
  std::string token;
};

// POSTs the JSON of a message, one connection a client. `next` makes the request of a client's call
// number n; it is called by one thread at a time for each client. Every call must succeed.
Figures MeasureJson(const HttpTarget& target, const std::string& method, int clients,
                    absl::Duration duration,
                    const std::function<std::string(int client, size_t n)>& next);

std::string ToJson(const google::protobuf::Message& message);

}  // namespace logboek::bench
