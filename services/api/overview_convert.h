// From the rows of lists to what clients see.
#pragma once

#include "logboek/v1/overview_service.pb.h"
#include "services/queries/choices.h"
#include "services/queries/credit_ledger.h"
#include "services/queries/decisions_in_use.h"
#include "services/queries/funded_courses.h"
#include "services/queries/missing_documents.h"
#include "services/queries/new_staff.h"
#include "services/queries/promotions.h"
#include "services/queries/quarter_matrix.h"
#include "services/queries/representation.h"
#include "services/queries/session_oddities.h"
#include "services/queries/shared_people.h"
#include "services/queries/staff_shares.h"
#include "services/queries/visits.h"

namespace logboek::api {

void ToProto(const queries::StaffShareRow& row, v1::StaffShareRow* proto);
void ToProto(const queries::UntrainedRow& row, v1::UntrainedRow* proto);
void ToProto(const queries::TimesRow& row, v1::TimesRow* proto);
void ToProto(const queries::PromotionRow& row, v1::PromotionRow* proto);
void ToProto(const queries::MissingDocumentRow& row, v1::MissingDocumentRow* proto);
void ToProto(const queries::RepresentationRow& row, v1::RepresentationRow* proto);
void ToProto(const queries::SessionOddityRow& row, v1::SessionOddityRow* proto);
void ToProto(const queries::CreditRow& row, v1::CreditRow* proto);
void ToProto(const queries::QuarterMatrixRow& row, v1::QuarterMatrixRow* proto);
void ToProto(const queries::NewStaffRow& row, v1::NewStaffRow* proto);
void ToProto(const queries::ChoiceRow& row, v1::ChoiceRow* proto);
void ToProto(const queries::SharedPersonRow& row, v1::SharedPersonRow* proto);
void ToProto(const queries::DecisionInUseRow& row, v1::DecisionInUseRow* proto);
void ToProto(const queries::VisitRow& row, v1::VisitRow* proto);
void ToProto(const queries::FundedCourseRow& row, v1::FundedCourseRow* proto);

}  // namespace logboek::api
