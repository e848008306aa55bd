#include "services/gateway/message_codec.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "storage/base/check.h"
#include "storage/base/error.h"

namespace logboek::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

// Of zlib: the largest window, and the head of gzip instead of zlib's own.
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemoryLevel = 8;
constexpr size_t kPieceBytes = 16 << 10;
// To read them takes tens of milliseconds; a few KB of gzip can hold 1,000,000.
constexpr size_t kJsonValuesMax = 100'000;

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  const Message* const prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  CHECK(prototype != nullptr, "a message of the services");
  return std::unique_ptr<Message>(prototype->New());
}

Bytef* Bytes(const char* bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes)); }

class Inflater {
 public:
  explicit Inflater(absl::string_view bytes) {
    stream_.next_in = Bytes(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    CHECK_EQ(inflateInit2(&stream_, kGzipWindow), Z_OK);
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;

  // Appends what comes next; Z_OK, Z_STREAM_END, or an error.
  int Next(std::string* bytes) {
    const size_t size = bytes->size();
    bytes->resize(size + kPieceBytes);
    stream_.next_out = Bytes(bytes->data() + size);
    stream_.avail_out = kPieceBytes;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    bytes->resize(bytes->size() - stream_.avail_out);
    return code;
  }
  bool has_more() const { return stream_.avail_in > 0; }

 private:
  z_stream stream_ = {};
};

// At least as many as there are; strings stand between quotes of either kind, as protobuf's reader
// takes them.
size_t CountJsonValues(absl::string_view json) {
  size_t values = 1;
  char quote = 0;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ',' || c == '{' || c == '[') {
      ++values;
    }
  }
  return values;
}

}  // namespace

absl::StatusOr<std::string> JsonToBytes(const Descriptor* type, absl::string_view json) {
  if (CountJsonValues(json) > kJsonValuesMax) {
    return base::MakeError(
        absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
        absl::StrCat("the message has more than ", kJsonValuesMax, " values; send it in parts"),
        {{"limit", absl::StrCat(kJsonValuesMax)}});
  }
  const std::unique_ptr<Message> message = NewMessage(type);
  const auto parsed =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, message.get());
  if (!parsed.ok()) {
    return base::MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_JSON",
        absl::StrCat("the body is not the JSON of ", type->full_name(), ": ",
                     absl::string_view(parsed.message().data(), parsed.message().size())));
  }
  return message->SerializeAsString();
}

absl::StatusOr<std::string> BytesToJson(const Descriptor* type, absl::string_view bytes) {
  const std::unique_ptr<Message> message = NewMessage(type);
  std::string json;
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return absl::InternalError(absl::StrCat("an answer is no ", type->full_name()));
  }
  return json;
}

std::string Gzip(absl::string_view bytes) {
  z_stream stream = {};
  CHECK_EQ(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                        Z_DEFAULT_STRATEGY),
           Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = Bytes(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = Bytes(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int code = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  CHECK_EQ(code, Z_STREAM_END);
  return packed;
}

absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t bytes_max) {
  Inflater inflater(bytes);
  std::string plain;
  int code = Z_OK;
  while (code == Z_OK && plain.size() <= bytes_max) code = inflater.Next(&plain);
  if (plain.size() > bytes_max) {
    return base::MakeError(
        absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
        absl::StrCat("the message is more than ", bytes_max, " bytes; send it in parts"),
        {{"limit", absl::StrCat(bytes_max)}});
  }
  if (code != Z_STREAM_END || inflater.has_more()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "BAD_GZIP",
                           "the body is said to be gzip and is not, or not whole");
  }
  return plain;
}

}  // namespace logboek::gateway
