// From the answers of the register to what clients see.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "logboek/v1/calendar_service.pb.h"
#include "logboek/v1/common.pb.h"
#include "logboek/v1/compliance_service.pb.h"
#include "logboek/v1/practice_service.pb.h"
#include "services/queries/calendar.h"
#include "services/queries/compliance.h"
#include "services/queries/practice.h"
#include "services/queries/region_rows.h"
#include "services/registrar/registrar.h"

namespace logboek::api {

google::protobuf::Timestamp ToProto(absl::Time time);

// The token of an answer that looks at `position` of this store.
std::string TokenOf(absl::string_view store_id, uint64_t position);

v1::EnrolmentState EnrolmentStateOf(domain::EnrolmentStatus status);

void ToProto(const registrar::Receipt& receipt, absl::string_view store_id, v1::Receipt* proto);
void ToProto(const regioplan::Verdict& verdict, v1::Verdict* proto);
void ToProto(const queries::PracticeVerdicts& practice, v1::PracticeCompliance* proto);
void ToProto(const queries::StatusCount& count, v1::StatusCount* proto);
void ToProto(const queries::ObligationPeriod& obligation, v1::ObligationPeriod* proto);
void ToProto(const queries::SessionView& view, v1::SessionSummary* proto);
void ToProto(const queries::EnrolmentLine& line, v1::EnrolmentRow* proto);
void ToProto(const domain::Attendance& attendance, v1::AttendanceRow* proto);
void ToProto(const queries::PracticeRecord& record, v1::Practice* proto);

}  // namespace logboek::api
