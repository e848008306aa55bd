#include "services/gateway/calendar_feed.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "clients/icalendar/icalendar.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "grpcpp/client_context.h"
#include "services/auth/token.h"
#include "services/gateway/calls.h"
#include "services/gateway/entity_tag.h"
#include "services/gateway/message_codec.h"
#include "services/gateway/static_files.h"
#include "services/rpc/forwarded.h"
#include "services/rpc/wire_status.h"
#include "storage/base/error.h"
#include "storage/base/status_macros.h"

namespace logboek::gateway {
namespace {

constexpr char kNothingHere[] =
    "There is no calendar at this address. An administrator makes one with\n"
    "    logboek token create NAME --role calendar --region REGION\n"
    "and its address is /calendar/TOKEN.ics; tokens of other roles open none.\n";

HttpResponse Page(const HttpRequest& request, int status, absl::string_view text) {
  HttpResponse response{.status = status, .headers = SecurityHeaders(request.secure)};
  response.headers["content-type"] = "text/plain; charset=utf-8";
  response.headers["cache-control"] = "no-store";
  response.body = std::string(text);
  return response;
}

std::string In(const std::map<std::string, std::string>& query, const std::string& key) {
  const auto found = query.find(key);
  return found == query.end() ? "" : found->second;
}

// The values of a list such as "intervision,coaching", by their names in lower case without what
// all of them begin with.
template <typename Enum>
absl::Status ParseValues(const std::string& list, absl::string_view reason, absl::string_view key,
                         absl::string_view prefix, google::protobuf::RepeatedField<int>* values) {
  const google::protobuf::EnumDescriptor& type = *google::protobuf::GetEnumDescriptor<Enum>();
  for (const absl::string_view name : absl::StrSplit(list, ',', absl::SkipEmpty())) {
    const auto* const value =
        type.FindValueByName(absl::StrCat(prefix, absl::AsciiStrToUpper(name)));
    if (value != nullptr && value->number() != 0) {
      values->Add(value->number());
      continue;
    }
    std::vector<std::string> known;
    for (int i = 1; i < type.value_count(); ++i) {
      known.push_back(
          absl::AsciiStrToLower(absl::StripPrefix(type.value(i)->name(), std::string(prefix))));
    }
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, reason,
        absl::StrCat(key, " names one that is not known; it takes, with commas between: ",
                     absl::StrJoin(known, ", ")));
  }
  return absl::OkStatus();
}

google::type::Date ToDate(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

HttpResponse CalendarOf(const HttpRequest& request, const FeedQuestion& question,
                        const v1::GetFeedResponse& feed) {
  HttpResponse response{.headers = SecurityHeaders(request.secure)};
  response.body = icalendar::ToICalendar(feed.sessions(),
                                         {.language = question.language,
                                          .regions = {feed.regions().begin(), feed.regions().end()},
                                          .made_at = question.today,
                                          .refresh = kFeedRefresh});
  response.headers["content-type"] = "text/calendar; charset=utf-8";
  response.headers["content-disposition"] = "attachment; filename=\"logboek.ics\"";
  response.headers["cache-control"] =
      absl::StrCat("private, max-age=", absl::ToInt64Seconds(kFeedAgeMax));
  response.headers["vary"] = "Accept-Encoding";
  AddEntityTag(request, &response);
  // What is packed is another form of the same: the tag names both, so it is a weak one.
  response.headers["etag"] = absl::StrCat("W/", response.headers["etag"]);
  if (!response.body.empty() && AcceptsGzip(HeaderOf(request.headers, "accept-encoding"))) {
    response.body = Gzip(response.body);
    response.headers["content-encoding"] = "gzip";
  }
  return response;
}

HttpResponse FeedRefusal(const HttpRequest& request, const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::NOT_FOUND:
      return Page(request, 404, kNothingHere);
    default:
      HttpResponse response = ErrorResponse(status);
      response.headers["cache-control"] = "no-store";
      return response;
  }
}

}  // namespace

absl::StatusOr<FeedQuestion> ParseFeed(const Target& target, absl::Time now) {
  absl::string_view name = absl::StripPrefix(target.path, kCalendarFolder);
  FeedQuestion question;
  const bool named = absl::ConsumeSuffix(&name, ".ics");
  question.token = std::string(name);
  if (!named || !auth::CheckToken(name).ok()) return absl::NotFoundError(kNothingHere);
  const std::string language = In(target.query, "lang");
  if (!language.empty() && language != "nl" && language != "en") {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_LANGUAGE", "lang is nl or en");
  }
  if (language == "en") question.language = icalendar::Language::kEnglish;
  v1::GetFeedRequest& request = question.request;
  RETURN_IF_ERROR(ParseValues<event::v1::OfferingKind>(In(target.query, "kind"), "BAD_KIND", "kind",
                                                       "OFFERING_KIND_", request.mutable_kinds()));
  RETURN_IF_ERROR(ParseValues<event::v1::Role>(In(target.query, "role"), "BAD_ROLE", "role",
                                               "ROLE_", request.mutable_roles()));
  const absl::CivilDay today = absl::ToCivilDay(now, base::Amsterdam());
  question.today = absl::FromCivil(today, base::Amsterdam());
  *request.mutable_from() = ToDate(today - kFeedDaysBefore);
  *request.mutable_until() = ToDate(today + kFeedDaysAfter);
  return question;
}

// One request from its question to its answer; deletes itself.
class CalendarFeeds::Fetch {
 public:
  static void Start(CalendarFeeds* feeds, FeedQuestion question,
                    std::shared_ptr<HttpExchange> exchange) {
    auto* const fetch = new Fetch(feeds, std::move(question), std::move(exchange));
    grpc::ClientContext& context = fetch->context_;
    context.AddMetadata("authorization", absl::StrCat("Bearer ", fetch->question_.token));
    context.AddMetadata(rpc::kForwardedSecretKey, feeds->options_.secret);
    context.AddMetadata(rpc::kForwardedAddressKey, fetch->exchange_->request().address);
    const bool made = feeds->options_.open->Make([feeds, fetch, &context] {
      feeds->stub_->async()->GetFeed(&context, &fetch->question_.request, &fetch->feed_,
                                     [fetch](const grpc::Status& status) { fetch->Done(status); });
    });
    if (!made) fetch->Done(rpc::ToGrpcStatus(Stopping()));
  }

 private:
  Fetch(CalendarFeeds* feeds, FeedQuestion question, std::shared_ptr<HttpExchange> exchange)
      : feeds_(feeds), question_(std::move(question)), exchange_(std::move(exchange)) {
    feeds_->options_.open->Begin();
  }

  void Done(const grpc::Status& status) {
    const HttpRequest& request = exchange_->request();
    exchange_->Answer(status.ok() ? CalendarOf(request, question_, feed_)
                                  : FeedRefusal(request, status));
    exchange_.reset();
    feeds_->options_.open->Finish();
    delete this;
  }

  CalendarFeeds* const feeds_;
  const FeedQuestion question_;
  std::shared_ptr<HttpExchange> exchange_;
  grpc::ClientContext context_;
  v1::GetFeedResponse feed_;
};

CalendarFeeds::CalendarFeeds(CalendarFeedsOptions options)
    : options_(std::move(options)), stub_(v1::CalendarService::NewStub(options_.channel)) {}

void CalendarFeeds::Handle(const Target& target, std::shared_ptr<HttpExchange> exchange) {
  const HttpRequest& request = exchange->request();
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse response = Page(request, 405, "A calendar is read with GET.\n");
    response.headers["allow"] = "GET, HEAD";
    return exchange->Answer(std::move(response));
  }
  absl::StatusOr<FeedQuestion> question = ParseFeed(target, options_.clock->Now());
  if (question.ok()) return Fetch::Start(this, *std::move(question), std::move(exchange));
  if (absl::IsNotFound(question.status())) {
    return exchange->Answer(Page(request, 404, kNothingHere));
  }
  exchange->Answer(Page(request, 400, absl::StrCat(question.status().message(), "\n")));
}

}  // namespace logboek::gateway
