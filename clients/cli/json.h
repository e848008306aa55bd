// Messages as JSON and back, in protobuf's own mapping: the protos are its documentation.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "logboek/event/v1/event.pb.h"

namespace logboek::cli {

// Every field is there, whatever its value; 64-bit numbers are strings. On one line, or with line
// feeds.
std::string ToJson(const google::protobuf::Message& message);
std::string ToPrettyJson(const google::protobuf::Message& message);

// On one line, fields that are zero or empty left out: for people.
std::string ToShortJson(const google::protobuf::Message& message);

// The message inside the event; null when its type is newer than this program.
const google::protobuf::Message* PayloadOf(const event::v1::Event& event);

// INVALID_ARGUMENT with the parser's reason, on one line; unknown fields are an error.
absl::Status FromJson(absl::string_view text, google::protobuf::Message* message);

}  // namespace logboek::cli
