#include "storage/testing/test_record.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace logboek::storage {
namespace {

absl::Status NoRecord(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("no test record: ", what));
}

absl::Status ReadNumber(absl::string_view text, uint32_t* number) {
  if (!absl::SimpleAtoi(text, number)) return NoRecord("not a number");
  return absl::OkStatus();
}

absl::Status ReadLine(absl::string_view line, IndexEntry* entry) {
  const std::pair<absl::string_view, absl::string_view> field =
      absl::StrSplit(line, absl::MaxSplits('=', 1));
  const auto [name, value] = field;
  if (name == "type") return ReadNumber(value, &entry->type);
  if (name == "source") entry->source = std::string(value);
  if (name == "id") entry->source_id = std::string(value);
  if (name == "digest") entry->command_digest = std::string(value);
  if (name == "place") return ReadNumber(value, &entry->push_index);
  if (name == "count") return ReadNumber(value, &entry->push_count);
  if (name.size() == 4 && name.substr(0, 3) == "tag") {
    entry->tags.push_back(Tag{static_cast<TagKind>(name[3] - '0'), std::string(value)});
  }
  return absl::OkStatus();
}

constexpr uint64_t kNumberedPractices = 7;

// Reads everything that matches and compares it with the numbered records at `expected`.
std::string WrongInPages(const EventLog& log, ReadOptions options,
                         const std::vector<uint64_t>& expected) {
  size_t seen = 0;
  bool done = false;
  while (!done) {
    const absl::StatusOr<ReadPage> page = log.Read(options);
    if (!page.ok()) return page.status().ToString();
    for (const StoredEvent& event : page->events) {
      const uint64_t position = event.position.value;
      if (seen >= expected.size() || expected[seen++] != position) {
        return absl::StrCat("event ", position, " is not expected here");
      }
      if (event.bytes != EncodeTestRecord(NumberedRecord(position))) {
        return absl::StrCat("event ", position, " has other bytes");
      }
    }
    options.after = page->resume;
    done = page->done;
  }
  if (seen != expected.size()) return absl::StrCat(seen, " events instead of ", expected.size());
  return "";
}

}  // namespace

std::string EncodeTestRecord(const TestRecord& record) {
  const IndexEntry& index = record.index;
  std::string bytes =
      absl::StrCat("type=", index.type, "\nsource=", index.source, "\nid=", index.source_id,
                   "\ndigest=", index.command_digest, "\nplace=", index.push_index,
                   "\ncount=", index.push_count, "\n");
  for (const Tag& tag : index.tags) {
    absl::StrAppend(&bytes, "tag", static_cast<int>(tag.kind), "=", tag.value, "\n");
  }
  absl::StrAppend(&bytes, "\n", record.payload);
  return bytes;
}

absl::StatusOr<IndexEntry> IndexTestRecord(absl::string_view bytes) {
  const size_t end = bytes.find("\n\n");
  if (end == absl::string_view::npos) return NoRecord("no end of the index lines");
  IndexEntry entry;
  for (const absl::string_view line : absl::StrSplit(bytes.substr(0, end), '\n')) {
    const absl::Status status = ReadLine(line, &entry);
    if (!status.ok()) return status;
  }
  return entry;
}

AppendRequest TestGroup(Position head, const std::vector<TestRecord>& records) {
  AppendRequest request;
  request.first = Position{head.value + 1};
  for (const TestRecord& record : records) {
    request.records.push_back(EncodeTestRecord(record));
    request.index.push_back(record.index);
  }
  return request;
}

TestRecord PlainRecord(absl::string_view payload) {
  TestRecord record;
  record.index.type = 1;
  record.payload = std::string(payload);
  return record;
}

TestRecord NumberedRecord(uint64_t position) {
  TestRecord record =
      PlainRecord(absl::StrCat("event ", position, std::string(position % 50, '.')));
  record.index.type = static_cast<uint32_t>(position % 3 + 1);
  record.index.tags = {Tag{TagKind::kRegion, "everywhere"}, NumberedPractice(position)};
  record.index.source = "numbers";
  record.index.source_id = absl::StrCat(position);
  record.index.command_digest = absl::StrCat("digest ", position);
  return record;
}

Tag NumberedPractice(uint64_t position) {
  return Tag{TagKind::kPractice, absl::StrCat("practice ", position % kNumberedPractices)};
}

AppendRequest NumberedGroup(Position head, uint64_t count) {
  std::vector<TestRecord> records;
  for (uint64_t i = 1; i <= count; ++i) records.push_back(NumberedRecord(head.value + i));
  return TestGroup(head, records);
}

std::string WrongInNumberedLog(const EventLog& log) {
  const uint64_t head = log.head().value;
  for (uint64_t practice = 0; practice <= kNumberedPractices; ++practice) {
    // The last round reads without tags, the others by one practice and two of the three types.
    const bool everything = practice == kNumberedPractices;
    ReadOptions options;
    if (!everything) options.tags = {NumberedPractice(practice)};
    if (!everything) options.types = {1, 3};
    std::vector<uint64_t> expected;
    for (uint64_t p = 1; p <= head; ++p) {
      if (everything || (p % kNumberedPractices == practice && p % 3 != 1)) expected.push_back(p);
    }
    const std::string wrong = WrongInPages(log, options, expected);
    if (!wrong.empty()) return wrong;
  }
  for (uint64_t p = 1; p <= head; ++p) {
    const auto push = log.FindPush("numbers", absl::StrCat(p));
    if (!push.ok()) return push.status().ToString();
    if (!push->has_value() || (*push)->first != Position{p})
      return absl::StrCat("push ", p, " is not found");
  }
  return "";
}

}  // namespace logboek::storage
