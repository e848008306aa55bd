// The questions about verdicts that ComplianceService answers beside the verdicts themselves: each
// checks the request, asks, and converts the answer.
#pragma once

#include "absl/status/status.h"
#include "logboek/v1/compliance_service.pb.h"
#include "services/api/backend.h"
#include "services/queries/region_watch.h"
#include "services/queries/verdict_change.h"
#include "services/registrar/registrar.h"
#include "services/rpc/chain.h"

namespace logboek::api {

using registrar::KeepGoing;

absl::Status ListTodo(const Backend& backend, const v1::ListTodoRequest& request,
                      const KeepGoing& keep_going, v1::ListTodoResponse* response);
absl::Status ListAtRisk(const Backend& backend, const v1::ListAtRiskRequest& request,
                        const KeepGoing& keep_going, v1::ListAtRiskResponse* response);
absl::Status ListInvitees(const Backend& backend, const v1::ListInviteesRequest& request,
                          const KeepGoing& keep_going, v1::ListInviteesResponse* response);
absl::Status ExplainPractice(const Backend& backend, const v1::ExplainPracticeRequest& request,
                             const KeepGoing& keep_going, v1::ExplainPracticeResponse* response);
absl::Status CompareVerdicts(const Backend& backend, const v1::CompareVerdictsRequest& request,
                             const KeepGoing& keep_going, v1::CompareVerdictsResponse* response);
absl::Status GetSeatsNeeded(const Backend& backend, const v1::GetSeatsNeededRequest& request,
                            const KeepGoing& keep_going, v1::GetSeatsNeededResponse* response);
absl::Status WhatWouldChange(const Backend& backend, const v1::WhatWouldChangeRequest& request,
                             const rpc::Call& call, v1::WhatWouldChangeResponse* response);
absl::Status ListClosedYearDifferences(const Backend& backend,
                                       const v1::ListClosedYearDifferencesRequest& request,
                                       const KeepGoing& keep_going,
                                       v1::ListClosedYearDifferencesResponse* response);

void ToProto(const queries::VerdictChange& change, v1::VerdictChange* proto);
void ToProto(const queries::WatchedCount& count, v1::StatusCount* proto);

}  // namespace logboek::api
