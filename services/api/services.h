// The gRPC services: each converts, calls and converts back.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/impl/codegen/service_type.h"
#include "services/api/backend.h"

namespace logboek::api {

// `backend` must outlive the service, and the service the server it is registered with.
std::unique_ptr<grpc::Service> MakeRegistrationService(const Backend* backend);
std::unique_ptr<grpc::Service> MakePracticeService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeComplianceService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeOverviewService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeReportService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeCalendarService(const Backend* backend);
std::unique_ptr<grpc::Service> MakePrivacyService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeAuditService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeAccessService(const Backend* backend);
std::unique_ptr<grpc::Service> MakeAdminService(const Backend* backend);

struct NamedService {
  // For example "logboek.v1.AdminService".
  std::string name;
  std::unique_ptr<grpc::Service> service;
};

// All of the above.
std::vector<NamedService> MakeServices(const Backend* backend);

}  // namespace logboek::api
