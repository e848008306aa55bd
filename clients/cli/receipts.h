// Receipts in words, as JSON and as CSV.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/context.h"
#include "clients/cli/data_table.h"
#include "logboek/v1/registration_service.pb.h"

namespace logboek::cli {

// What became of one command.
enum class Outcome { kNew, kRepeated, kRefused, kMalformed };

// Refused or done; a line that could not be read never becomes a PushResponse of the server.
Outcome OutcomeOf(const v1::PushResponse& response);

// "new", "repeated", "refused", "malformed".
std::string OutcomeSlug(Outcome outcome);
std::string OutcomeWord(const Texts& texts, Outcome outcome);
Tone OutcomeTone(Outcome outcome);

// What a receipt says beyond its position: the place it gave, who moved up, what is worth a look.
// Or why not.
std::string NoteOf(const Texts& texts, const v1::Receipt& receipt);
std::string NoteOf(const Texts& texts, const google::rpc::Status& error);

std::vector<DataColumn> ReceiptColumns();
DataRow ReceiptRow(const Texts& texts, Outcome outcome, const v1::PushResponse& response);

// One receipt by itself, in the output asked for; what to exit with.
int ShowReceipt(const Context& context, const v1::Receipt& receipt);

}  // namespace logboek::cli
