// Calendars that are subscribed to by their address, as calendar programs do: without a header, and
// for years. Programs keep such an address, show it and pass it on, so the token in it is one of
// the role CALENDAR, which may do nothing else; the token of any other role opens nothing here.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/icalendar/words.h"
#include "grpcpp/channel.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "services/gateway/connect.h"
#include "services/gateway/http.h"
#include "services/gateway/open_calls.h"
#include "storage/base/clock.h"

namespace logboek::gateway {

inline constexpr char kCalendarFolder[] = "/calendar/";

// What a calendar shows: sessions from this many days before today, in Amsterdam, to that many
// after it.
inline constexpr int kFeedDaysBefore = 365;
inline constexpr int kFeedDaysAfter = 731;
// How often programs are asked to look again, and for how long an answer may be kept meanwhile.
inline constexpr absl::Duration kFeedRefresh = absl::Hours(1);
inline constexpr absl::Duration kFeedAgeMax = absl::Minutes(5);

// What an address asks for.
struct FeedQuestion {
  std::string token;
  icalendar::Language language = icalendar::Language::kDutch;
  v1::GetFeedRequest request;
  // The beginning of the day; calendars made on it are the same when their sessions are.
  absl::Time today;
};

// "/calendar/TOKEN.ics", and of the query:
//   lang=nl|en                the language; nl when it is not said
//   kind=exchange_meeting,... only these kinds of sessions (OfferingKind without its prefix)
//   role=gp_owner,...         only what counts for one of these roles (Role without its prefix)
// Other keys are passed over, for programs and proxies add some of their own. NOT_FOUND: there is
// nothing that could be a token. INVALID_ARGUMENT: BAD_LANGUAGE, BAD_KIND, BAD_ROLE.
absl::StatusOr<FeedQuestion> ParseFeed(const Target& target, absl::Time now);

struct CalendarFeedsOptions {
  // To the server itself.
  std::shared_ptr<grpc::Channel> channel;
  // Of all that call over it. Once it is closed, what comes is refused with Stopping().
  OpenCalls* open = nullptr;
  // What the server believes the gateway by (services/rpc/forwarded.h).
  std::string secret;
  // Must outlive it.
  const base::Clock* clock = nullptr;
};

// Thread-safe.
class CalendarFeeds {
 public:
  explicit CalendarFeeds(CalendarFeedsOptions options);
  // Waits until no call of `open` is under way. Calls end when the server does.
  ~CalendarFeeds() { options_.open->WaitUntilNone(); }

  // Answers GET and HEAD: 200 with the calendar, 304 when the caller has it, 400 for a query that
  // has no meaning, 405; 404 with the same words for what is no token, for one that nobody has,
  // that has ended or is of another role. What else goes wrong is answered as for any call: 429 and
  // 503 say when to come back.
  void Handle(const Target& target, std::shared_ptr<HttpExchange> exchange);

 private:
  class Fetch;

  const CalendarFeedsOptions options_;
  const std::unique_ptr<v1::CalendarService::Stub> stub_;
};

}  // namespace logboek::gateway
