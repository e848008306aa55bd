// What the answers for privacy officers share.
#pragma once

#include <string>

#include "clients/cli/list_view.h"
#include "clients/cli/texts.h"
#include "logboek/v1/privacy_service.pb.h"

namespace logboek::cli {

// Until when a name is kept, in a sentence.
std::string RetentionText(const Texts& texts, const v1::Retention& retention);

// Steps of an erasure, and looks, in the field `rows` of an answer.
ListTable StepTable(const char* rows);
ListTable LookTable(const char* rows);

}  // namespace logboek::cli
