// The canonical form of a message, the bytes that a hash of it is taken of. Protobuf's own encoding
// is not canonical: other versions of it may write the same message otherwise.
//
//   message = for each field that is set, in order of number: u32 number, then the value; of a
//             repeated field u32 count, then each value
//   value   = numbers, enums and bools as u64 (negative ones as two's complement); text and bytes
//             as u32 length and the bytes; a message as u32 length and its canonical form
//
// All numbers are big endian. Fields this program does not know are left out.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace logboek::base {

// Dies when the message has a map, a group or a floating-point number.
std::string CanonicalBytes(const google::protobuf::Message& message);

}  // namespace logboek::base
