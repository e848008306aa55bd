// For tests that look at every method there is.
#pragma once

#include "logboek/v1/access_service.pb.h"
#include "logboek/v1/admin_service.pb.h"
#include "logboek/v1/audit_service.pb.h"
#include "logboek/v1/calendar_service.pb.h"
#include "logboek/v1/compliance_service.pb.h"
#include "logboek/v1/overview_service.pb.h"
#include "logboek/v1/practice_service.pb.h"
#include "logboek/v1/privacy_service.pb.h"
#include "logboek/v1/registration_service.pb.h"
#include "logboek/v1/report_service.pb.h"

namespace logboek::permission {

// Has the linker keep the descriptions of all services, so that they can be found by name.
inline void KeepServices() {
  v1::WhoAmIRequest::descriptor();
  v1::GetStatusRequest::descriptor();
  v1::GetHistoryRequest::descriptor();
  v1::GetSessionRequest::descriptor();
  v1::GetPracticeComplianceRequest::descriptor();
  v1::ListVisitsRequest::descriptor();
  v1::GetPracticeRequest::descriptor();
  v1::ListRetentionRequest::descriptor();
  v1::EnrolRequest::descriptor();
  v1::GetEvidenceRequest::descriptor();
}

}  // namespace logboek::permission
