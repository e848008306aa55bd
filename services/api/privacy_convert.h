// From what is kept of people to what a privacy officer sees.
#pragma once

#include "logboek/v1/privacy_service.pb.h"
#include "services/queries/erasure.h"
#include "services/queries/export_person.h"
#include "services/queries/retention.h"

namespace logboek::api {

void ToProto(const queries::RetentionRow& row, v1::RetentionRow* proto);
// All but the moment of the answer, as the next one.
void ToProto(const queries::HumanErasure& erasure, v1::GetErasureResponse* proto);
void ToProto(const queries::PersonExport& all, v1::ExportPersonResponse* proto);

}  // namespace logboek::api
