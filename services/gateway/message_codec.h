// Messages as JSON and as protobuf's bytes, and gzip.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace logboek::gateway {

// The proto3 JSON of a message of this type as its bytes. A name that the message has not is an
// error, and so is a name that comes twice in one object. INVALID_ARGUMENT, BAD_JSON: what and
// where. RESOURCE_EXHAUSTED, MESSAGE_TOO_LARGE: it has more than 100,000 values. `type` is of a
// message that is compiled into the program.
absl::StatusOr<std::string> JsonToBytes(const google::protobuf::Descriptor* type,
                                        absl::string_view json);

// As proto3 JSON on one line; fields without a value are left out. INTERNAL: the bytes are no such
// message.
absl::StatusOr<std::string> BytesToJson(const google::protobuf::Descriptor* type,
                                        absl::string_view bytes);

std::string Gzip(absl::string_view bytes);

// INVALID_ARGUMENT, BAD_GZIP: it is none, or not whole. RESOURCE_EXHAUSTED, MESSAGE_TOO_LARGE:
// more than `bytes_max`.
absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t bytes_max);

}  // namespace logboek::gateway
