// Calendar dates and local times as the commands carry them.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace logboek::demo {

google::type::Date ToProto(absl::CivilDay day);

// The instant of a local time in Amsterdam.
google::protobuf::Timestamp ToProto(absl::CivilMinute local);

// "2026-04-01".
std::string ToIso(absl::CivilDay day);

}  // namespace logboek::demo
