// What the fuzz targets share.
//
// A target is one function over any bytes. libFuzzer calls it with bytes of its own making (preset
// fuzz, `./dev fuzz`), corpus_test.cc with every file of tests/fuzz/corpus/<target>.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "logboek/event/v1/envelope.pb.h"
#include "services/domain/register.h"

// Dies when the bytes break something that must hold for all bytes; otherwise 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace logboek::fuzz {

inline absl::string_view ToText(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Dies unless the status is a refusal with this reason; without one, with any reason at all.
void CheckRefused(const absl::Status& status, absl::string_view reason = "");

// Dies unless the message is the same after a way over the wire.
void CheckTravels(const google::protobuf::Message& message);

// The story of tests/compatibility, in which every type of event happens, and the register it
// makes.
const std::vector<event::v1::Envelope>& StoryEvents();
const domain::Register& StoryRegister();

}  // namespace logboek::fuzz
