#include "services/api/services.h"

#include <utility>

#include "logboek/v1/access_service.grpc.pb.h"
#include "logboek/v1/admin_service.grpc.pb.h"
#include "logboek/v1/audit_service.grpc.pb.h"
#include "logboek/v1/calendar_service.grpc.pb.h"
#include "logboek/v1/compliance_service.grpc.pb.h"
#include "logboek/v1/overview_service.grpc.pb.h"
#include "logboek/v1/practice_service.grpc.pb.h"
#include "logboek/v1/privacy_service.grpc.pb.h"
#include "logboek/v1/registration_service.grpc.pb.h"
#include "logboek/v1/report_service.grpc.pb.h"

namespace logboek::api {

std::vector<NamedService> MakeServices(const Backend* backend) {
  std::vector<NamedService> services;
  const auto add = [&services](const char* name, std::unique_ptr<grpc::Service> service) {
    services.push_back({.name = name, .service = std::move(service)});
  };
  add(v1::RegistrationService::service_full_name(), MakeRegistrationService(backend));
  add(v1::PracticeService::service_full_name(), MakePracticeService(backend));
  add(v1::ComplianceService::service_full_name(), MakeComplianceService(backend));
  add(v1::OverviewService::service_full_name(), MakeOverviewService(backend));
  add(v1::ReportService::service_full_name(), MakeReportService(backend));
  add(v1::CalendarService::service_full_name(), MakeCalendarService(backend));
  add(v1::PrivacyService::service_full_name(), MakePrivacyService(backend));
  add(v1::AuditService::service_full_name(), MakeAuditService(backend));
  add(v1::AccessService::service_full_name(), MakeAccessService(backend));
  add(v1::AdminService::service_full_name(), MakeAdminService(backend));
  return services;
}

}  // namespace logboek::api
