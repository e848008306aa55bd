#include "services/auth/http_fetch.h"

#include <httplib.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/auth/fetch_url.h"
#include "storage/base/status_macros.h"

namespace logboek::auth {
namespace {

// A body on its way in, held to the limits.
struct Body {
  std::string text = {};
  bool too_large = false;
  bool too_slow = false;
};

void Configure(const HttpFetchOptions& options, httplib::Client* client) {
  const auto timeout = absl::ToChronoMilliseconds(options.timeout);
  client->set_connection_timeout(timeout);
  client->set_read_timeout(timeout);
  client->set_write_timeout(timeout);
  client->set_follow_location(false);
  client->set_decompress(false);
  client->enable_server_certificate_verification(true);
  if (!options.authorities_file.empty()) client->set_ca_cert_path(options.authorities_file);
}

// Sends the request to where `url` points and takes in the answer.
absl::StatusOr<HttpAnswer> Send(const HttpFetchOptions& options, const std::string& url,
                                httplib::Request request) {
  ASSIGN_OR_RETURN(const FetchUrl parsed, ParseFetchUrl(url));
  httplib::Client client(parsed.origin);
  Configure(options, &client);
  const absl::Time deadline = options.clock->Now() + options.timeout;
  Body body;
  request.path = parsed.path;
  request.headers.emplace("Accept", "application/json");
  request.headers.emplace("Accept-Encoding", "identity");
  request.content_receiver = [&](const char* data, size_t size, uint64_t /*at*/, uint64_t /*of*/) {
    body.too_large = body.text.size() + size > options.bytes_max;
    body.too_slow = options.clock->Now() > deadline;
    if (body.too_large || body.too_slow) return false;
    body.text.append(data, size);
    return true;
  };
  const httplib::Result result = client.send(request);
  if (body.too_large) {
    return absl::ResourceExhaustedError(
        absl::StrCat(url, ": more than ", options.bytes_max, " bytes, the limit"));
  }
  if (body.too_slow) return absl::UnavailableError(absl::StrCat(url, ": it takes too long"));
  if (!result) {
    return absl::UnavailableError(absl::StrCat(url, ": ", httplib::to_string(result.error())));
  }
  return HttpAnswer{.status = result->status, .body = std::move(body.text)};
}

absl::StatusOr<std::string> Fetch(const HttpFetchOptions& options, const std::string& url) {
  httplib::Request request;
  request.method = "GET";
  ASSIGN_OR_RETURN(HttpAnswer answer, Send(options, url, std::move(request)));
  if (answer.status == 200) return std::move(answer.body);
  return absl::UnavailableError(absl::StrCat(url, ": answered with status ", answer.status));
}

absl::StatusOr<HttpAnswer> Post(const HttpFetchOptions& options, const HttpForm& form) {
  httplib::Request request;
  request.method = "POST";
  request.headers.emplace("Content-Type", "application/x-www-form-urlencoded");
  if (!form.authorization.empty()) request.headers.emplace("Authorization", form.authorization);
  request.body = form.form;
  return Send(options, form.url, std::move(request));
}

}  // namespace

FetchFunction NewHttpFetch(HttpFetchOptions options) {
  return [options = std::move(options)](const std::string& url) { return Fetch(options, url); };
}

PostFunction NewHttpPost(HttpFetchOptions options) {
  return [options = std::move(options)](const HttpForm& form) { return Post(options, form); };
}

}  // namespace logboek::auth
