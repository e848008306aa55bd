#include "deploy/demo/dates.h"

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "storage/base/clock.h"

namespace logboek::demo {

google::type::Date ToProto(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

google::protobuf::Timestamp ToProto(absl::CivilMinute local) {
  google::protobuf::Timestamp instant;
  instant.set_seconds(absl::ToUnixSeconds(absl::FromCivil(local, base::Amsterdam())));
  return instant;
}

std::string ToIso(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

}  // namespace logboek::demo
