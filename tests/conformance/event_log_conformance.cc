#include "tests/conformance/event_log_conformance.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "storage/append_check.h"
#include "storage/base/mutex.h"
#include "storage/base/status_matchers.h"
#include "storage/follower.h"

namespace logboek::storage {
namespace {

using ::logboek::base::Refuses;
using ::logboek::base::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Tag kUtrecht{TagKind::kRegion, "utrecht"};
const Tag kTwente{TagKind::kRegion, "twente"};
const Tag kFirstPractice{TagKind::kPractice, "p1"};
const Tag kSecondPractice{TagKind::kPractice, "p2"};

TestRecord Record(std::vector<Tag> tags, uint32_t type, std::string payload = "x") {
  TestRecord record;
  record.index.tags = std::move(tags);
  record.index.type = type;
  record.payload = std::move(payload);
  return record;
}

TestRecord Pushed(absl::string_view source, absl::string_view source_id, uint32_t place,
                  uint32_t count) {
  TestRecord record = PlainRecord("pushed");
  record.index.source = std::string(source);
  record.index.source_id = std::string(source_id);
  record.index.command_digest = absl::StrCat("digest of ", source_id);
  record.index.push_index = place;
  record.index.push_count = count;
  return record;
}

bool Matches(const TestRecord& record, const ReadOptions& options) {
  const IndexEntry& index = record.index;
  for (const Tag& tag : options.tags) {
    if (std::find(index.tags.begin(), index.tags.end(), tag) == index.tags.end()) return false;
  }
  return options.types.empty() ||
         std::find(options.types.begin(), options.types.end(), index.type) != options.types.end();
}

std::vector<uint64_t> PositionsOf(const ReadPage& page) {
  std::vector<uint64_t> positions;
  for (const StoredEvent& event : page.events) positions.push_back(event.position.value);
  return positions;
}

std::vector<uint64_t> ReadPositions(EventLog* log, const ReadOptions& options) {
  const auto page = log->Read(options);
  EXPECT_OK(page);
  return page.ok() ? PositionsOf(*page) : std::vector<uint64_t>();
}

std::vector<std::string> KeyIds(EventLog* log) {
  std::vector<std::string> ids;
  const auto keys = log->ListKeys();
  EXPECT_OK(keys);
  if (!keys.ok()) return ids;
  for (const KeyEntry& key : *keys) ids.push_back(key.id);
  return ids;
}

ReadOptions ByTags(std::vector<Tag> tags, std::vector<uint32_t> types = {}) {
  ReadOptions options;
  options.tags = std::move(tags);
  options.types = std::move(types);
  return options;
}

uint32_t Seed() {
  uint32_t seed = std::random_device()();
  const char* fixed = std::getenv("LOGBOEK_SEED");
  if (fixed != nullptr && !absl::SimpleAtoi(fixed, &seed))
    ADD_FAILURE() << "LOGBOEK_SEED: " << fixed;
  std::cout << "LOGBOEK_SEED=" << seed << "\n";
  return seed;
}

}  // namespace

ReadPage ModelRead(const std::vector<TestRecord>& records, const ReadOptions& options) {
  const uint64_t head = records.size();
  const uint64_t until = options.until.value == 0 ? head : options.until.value;
  const uint64_t before =
      options.before.value == 0 ? head + 1 : std::min(options.before.value, head + 1);
  std::vector<uint64_t> range;
  for (uint64_t p = 1; p <= head; ++p) {
    if (options.backwards ? p < before : p > options.after.value && p <= until) range.push_back(p);
  }
  if (options.backwards) std::reverse(range.begin(), range.end());
  ReadPage page;
  size_t bytes = 0;
  for (const uint64_t p : range) {
    if (!Matches(records[p - 1], options)) continue;
    const std::string event = EncodeTestRecord(records[p - 1]);
    const bool full =
        page.events.size() >= options.events_max || bytes + event.size() > options.bytes_max;
    if (full && !page.events.empty()) {
      page.resume = page.events.back().position;
      return page;
    }
    bytes += event.size();
    page.events.push_back({Position{p}, event});
  }
  page.done = true;
  page.resume = options.backwards ? Position{1} : std::max(options.after, Position{until});
  return page;
}

void EventLogConformance::MustAppend(const std::vector<TestRecord>& records) {
  ASSERT_OK(log()->Append(TestGroup(Position{records_.size()}, records)));
  records_.insert(records_.end(), records.begin(), records.end());
}

void EventLogConformance::ExpectRead(const ReadOptions& options) {
  ASSERT_OK_AND_ASSIGN(const ReadPage page, log()->Read(options));
  const ReadPage expected = ModelRead(records_, options);
  EXPECT_EQ(PositionsOf(page), PositionsOf(expected));
  EXPECT_EQ(page.resume.value, expected.resume.value);
  EXPECT_EQ(page.done, expected.done);
  ASSERT_EQ(page.events.size(), expected.events.size());
  for (size_t i = 0; i < page.events.size(); ++i) {
    EXPECT_EQ(page.events[i].bytes, expected.events[i].bytes);
  }
}

TEST_P(EventLogConformance, AnEmptyLogHasHeadZeroAndAStoreIdThatStays) {
  EXPECT_EQ(log()->head(), Position{0});
  const std::string id = log()->store_id();
  EXPECT_THAT(id, testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(log()->store_id(), id);
  EXPECT_THAT(log()->engine(), testing::AnyOf("memory", "rocksdb"));
  ExpectRead({});
  ReadOptions backwards;
  backwards.backwards = true;
  ExpectRead(backwards);
}

TEST_P(EventLogConformance, ServesTheBytesAsTheyWereGiven) {
  const std::string odd("\0\n\n\xff\x00tail", 9);
  MustAppend({PlainRecord(odd), PlainRecord(std::string(200'000, 'b'))});
  EXPECT_EQ(log()->head(), Position{2});
  ASSERT_OK_AND_ASSIGN(const ReadPage page, log()->Read({}));
  ASSERT_EQ(page.events.size(), 2u);
  EXPECT_EQ(page.events[0].bytes, EncodeTestRecord(PlainRecord(odd)));
  EXPECT_EQ(page.events[1].bytes, EncodeTestRecord(PlainRecord(std::string(200'000, 'b'))));
  EXPECT_TRUE(page.done);
  EXPECT_EQ(page.resume, Position{2});
}

TEST_P(EventLogConformance, PagesForwards) {
  for (int group = 0; group < 4; ++group)
    MustAppend({PlainRecord("a"), PlainRecord("b"), PlainRecord("c")});
  ReadOptions options;
  options.events_max = 5;
  ASSERT_OK_AND_ASSIGN(ReadPage page, log()->Read(options));
  EXPECT_THAT(PositionsOf(page), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_FALSE(page.done);
  EXPECT_EQ(page.resume, Position{5});
  options.after = page.resume;
  options.until = Position{10};
  ASSERT_OK_AND_ASSIGN(page, log()->Read(options));
  EXPECT_THAT(PositionsOf(page), ElementsAre(6, 7, 8, 9, 10));
  EXPECT_TRUE(page.done) << "a page that ends exactly at the end says so";
  EXPECT_EQ(page.resume, Position{10});
  options.after = Position{50};
  options.until = Position{0};
  ExpectRead(options);
}

TEST_P(EventLogConformance, PagesBackwards) {
  for (int group = 0; group < 4; ++group)
    MustAppend({PlainRecord("a"), PlainRecord("b"), PlainRecord("c")});
  ReadOptions options;
  options.backwards = true;
  options.events_max = 5;
  ASSERT_OK_AND_ASSIGN(ReadPage page, log()->Read(options));
  EXPECT_THAT(PositionsOf(page), ElementsAre(12, 11, 10, 9, 8));
  EXPECT_EQ(page.resume, Position{8});
  options.before = Position{6};
  ASSERT_OK_AND_ASSIGN(page, log()->Read(options));
  EXPECT_THAT(PositionsOf(page), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_TRUE(page.done);
  EXPECT_EQ(page.resume, Position{1}) << "0 would begin again from the head";
  options.before = Position{1};
  ASSERT_OK_AND_ASSIGN(page, log()->Read(options));
  EXPECT_THAT(PositionsOf(page), IsEmpty());
  EXPECT_TRUE(page.done);
}

TEST_P(EventLogConformance, APageEndsAtItsBytesButHoldsAtLeastOneEvent) {
  MustAppend({PlainRecord(std::string(1000, 'a')), PlainRecord(std::string(1000, 'b')),
              PlainRecord(std::string(1000, 'c'))});
  ReadOptions options;
  options.bytes_max = 10;
  EXPECT_THAT(ReadPositions(log(), options), ElementsAre(1));
  options.bytes_max = 2500;
  EXPECT_THAT(ReadPositions(log(), options), ElementsAre(1, 2));
  options.bytes_max = 0;
  options.events_max = 0;
  EXPECT_THAT(ReadPositions(log(), options), ElementsAre(1));
}

TEST_P(EventLogConformance, UntilBehindTheHeadIsRefused) {
  MustAppend({PlainRecord("a")});
  ReadOptions options;
  options.until = Position{2};
  EXPECT_THAT(log()->Read(options), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(log()->Read(options), Refuses("BEHIND_HEAD"));
}

TEST_P(EventLogConformance, FindsByAllTagsAndOneOfTheTypes) {
  MustAppend({Record({kUtrecht, kFirstPractice}, 1), Record({kUtrecht, kSecondPractice}, 2),
              Record({kTwente, kFirstPractice}, 1)});
  MustAppend({Record({kUtrecht, kFirstPractice}, 3), Record({}, 2), Record({kUtrecht}, 1)});
  EXPECT_THAT(ReadPositions(log(), ByTags({kUtrecht})), ElementsAre(1, 2, 4, 6));
  EXPECT_THAT(ReadPositions(log(), ByTags({kUtrecht, kFirstPractice})), ElementsAre(1, 4));
  EXPECT_THAT(ReadPositions(log(), ByTags({kUtrecht, kUtrecht})), ElementsAre(1, 2, 4, 6));
  EXPECT_THAT(ReadPositions(log(), ByTags({kUtrecht}, {1, 3})), ElementsAre(1, 4, 6));
  EXPECT_THAT(ReadPositions(log(), ByTags({}, {2})), ElementsAre(2, 5));
  EXPECT_THAT(ReadPositions(log(), ByTags({}, {2, 3, 2})), ElementsAre(2, 4, 5));
  EXPECT_THAT(ReadPositions(log(), ByTags({kTwente, kSecondPractice})), IsEmpty());
  EXPECT_THAT(ReadPositions(log(), ByTags({Tag{TagKind::kPerson, "p1"}})), IsEmpty())
      << "the kind is part of the tag";
  EXPECT_THAT(ReadPositions(log(), ByTags({Tag{TagKind::kPractice, "p"}})), IsEmpty())
      << "a tag is not a prefix";
  ReadOptions backwards = ByTags({kUtrecht}, {1, 3});
  backwards.backwards = true;
  backwards.events_max = 2;
  EXPECT_THAT(ReadPositions(log(), backwards), ElementsAre(6, 4));
}

TEST_P(EventLogConformance, AnEventThatNamesATagTwiceIsFoundOnce) {
  MustAppend({Record({kUtrecht, kUtrecht}, 1), Record({kUtrecht}, 1)});
  EXPECT_THAT(ReadPositions(log(), ByTags({kUtrecht})), ElementsAre(1, 2));
}

TEST_P(EventLogConformance, FindsPushes) {
  MustAppend(
      {Pushed("academy", "1", 0, 2), Pushed("academy", "1", 1, 2), Pushed("academy", "2", 0, 1)});
  MustAppend({PlainRecord("by no one"), Pushed("portal", "1", 0, 1)});
  ASSERT_OK_AND_ASSIGN(auto push, log()->FindPush("academy", "1"));
  ASSERT_TRUE(push.has_value());
  EXPECT_EQ(push->first, Position{1});
  EXPECT_EQ(push->count, 2u);
  EXPECT_EQ(push->command_digest, "digest of 1");
  ASSERT_OK_AND_ASSIGN(push, log()->FindPush("portal", "1"));
  ASSERT_TRUE(push.has_value());
  EXPECT_EQ(push->first, Position{5});
  ASSERT_OK_AND_ASSIGN(push, log()->FindPush("portal", "2"));
  EXPECT_FALSE(push.has_value());
  ASSERT_OK_AND_ASSIGN(push, log()->FindPush("", ""));
  EXPECT_FALSE(push.has_value());
}

TEST_P(EventLogConformance, KeepsKeysWithTheirEvents) {
  AppendRequest request = TestGroup(Position{0}, {PlainRecord("needs a key")});
  const std::string wrapped("\x01\0\x02", 3);
  request.keys = {{"person-1", wrapped}, {"person-2", "other"}};
  ASSERT_OK(log()->Append(std::move(request)));
  EXPECT_THAT(log()->FindKey("person-1"), base::IsOkAndHolds(testing::Optional(wrapped)));
  EXPECT_THAT(log()->FindKey("person-2"),
              base::IsOkAndHolds(testing::Optional(std::string("other"))));
  EXPECT_THAT(log()->FindKey("person"), base::IsOkAndHolds(testing::Eq(std::nullopt)));
}

TEST_P(EventLogConformance, DestroysKeysWithTheirEvents) {
  AppendRequest request = TestGroup(Position{0}, {PlainRecord("two people")});
  request.keys = {{"person-1", "wrapped 1"}, {"person-2", "wrapped 2"}};
  ASSERT_OK(log()->Append(std::move(request)));
  request = TestGroup(Position{1}, {PlainRecord("one comes and goes, one goes")});
  request.keys = {{"person-3", "wrapped 3"}, {"person-4", "wrapped 4"}};
  request.destroyed_keys = {"person-1", "person-3", "nobody"};
  ASSERT_OK(log()->Append(std::move(request)));
  EXPECT_THAT(log()->FindKey("person-1"), base::IsOkAndHolds(testing::Eq(std::nullopt)));
  EXPECT_THAT(KeyIds(log()), ElementsAre("person-2", "person-4"));
  EXPECT_OK(log()->PurgeDestroyedKeys());
  EXPECT_OK(log()->PurgeDestroyedKeys());
  EXPECT_THAT(log()->FindKey("person-2"),
              base::IsOkAndHolds(testing::Optional(std::string("wrapped 2"))));
  EXPECT_THAT(KeyIds(log()), ElementsAre("person-2", "person-4"));
  EXPECT_EQ(log()->head(), Position{2});
}

TEST_P(EventLogConformance, ARefusedGroupDestroysNoKey) {
  AppendRequest request = TestGroup(Position{0}, {PlainRecord("a")});
  request.keys = {{"person-1", "wrapped 1"}};
  ASSERT_OK(log()->Append(std::move(request)));
  request = TestGroup(Position{5}, {PlainRecord("b")});
  request.destroyed_keys = {"person-1"};
  EXPECT_THAT(log()->Append(std::move(request)), Refuses("NOT_AT_HEAD"));
  EXPECT_THAT(KeyIds(log()), ElementsAre("person-1"));
}

TEST_P(EventLogConformance, ChangesKeysWithoutAnEventAllOrNothing) {
  AppendRequest request = TestGroup(Position{0}, {PlainRecord("a")});
  request.keys = {{"person-1", "old 1"}, {"person-2", "old 2"}, {"person-3", "old 3"}};
  ASSERT_OK(log()->Append(std::move(request)));
  EXPECT_THAT(log()->ChangeKeys({.replaced = {{"person-1", "new 1"}, {"nobody", "new"}},
                                 .destroyed = {"person-2"}}),
              Refuses("UNKNOWN_KEY"));
  EXPECT_THAT(log()->FindKey("person-1"),
              base::IsOkAndHolds(testing::Optional(std::string("old 1"))));
  ASSERT_OK(log()->ChangeKeys({.replaced = {{"person-1", "new 1"}, {"person-3", "new 3"}},
                               .destroyed = {"person-2", "nobody"}}));
  ASSERT_OK(log()->PurgeDestroyedKeys());
  ASSERT_OK_AND_ASSIGN(const std::vector<KeyEntry> keys, log()->ListKeys());
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].wrapped, "new 1");
  EXPECT_EQ(keys[1].wrapped, "new 3");
  EXPECT_EQ(log()->head(), Position{1});
  records_ = {PlainRecord("a")};
  MustAppend({PlainRecord("b")});
  ExpectRead({});
}

TEST_P(EventLogConformance, PurgesWhileItGrows) {
  EventLog* const log = steady_log();
  std::atomic<bool> written = false;
  std::thread purger([&] {
    do {
      EXPECT_OK(log->PurgeDestroyedKeys());
    } while (!written);
  });
  for (uint64_t p = 0; p < 120; ++p) {
    AppendRequest request = TestGroup(Position{p}, {PlainRecord("x")});
    request.keys = {{absl::StrCat("person-", p), "wrapped"}};
    if (p % 3 == 2) request.destroyed_keys = {absl::StrCat("person-", p - 1)};
    ASSERT_OK(log->Append(std::move(request)));
  }
  written = true;
  purger.join();
  EXPECT_OK(log->PurgeDestroyedKeys());
  EXPECT_THAT(KeyIds(log), testing::SizeIs(80));
}

TEST_P(EventLogConformance, RefusesWhatDoesNotFollowTheHead) {
  MustAppend({PlainRecord("a")});
  for (const uint64_t head : {0u, 2u}) {
    AppendRequest request = TestGroup(Position{head}, {PlainRecord("b")});
    request.keys = {{"key", "value"}};
    const absl::Status status = log()->Append(std::move(request));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(status, Refuses("NOT_AT_HEAD"));
  }
  EXPECT_EQ(log()->head(), Position{1});
  EXPECT_THAT(log()->FindKey("key"), base::IsOkAndHolds(testing::Eq(std::nullopt)));
}

TEST_P(EventLogConformance, RefusesBadGroupsWhole) {
  EXPECT_THAT(log()->Append(TestGroup(Position{0}, {})), Refuses("GROUP_EMPTY"));
  AppendRequest request = TestGroup(Position{0}, {PlainRecord("a"), PlainRecord("b")});
  request.records[1].clear();
  EXPECT_THAT(log()->Append(request), Refuses("RECORD_EMPTY"));
  request.records[1] = std::string(kRecordBytesMax + 1, 'x');
  EXPECT_THAT(log()->Append(request), Refuses("RECORD_TOO_LARGE"));
  request.records.pop_back();
  EXPECT_THAT(log()->Append(request), Refuses("INDEX_MISMATCH"));
  request.index.pop_back();
  request.index[0].tags = {Tag{TagKind::kRegion, ""}};
  EXPECT_THAT(log()->Append(request), Refuses("TAG_INVALID"));
  request.index[0].tags = {Tag{TagKind::kRegion, std::string("a\0b", 3)}};
  EXPECT_THAT(log()->Append(request), Refuses("TAG_INVALID"));
  request.index[0].tags.clear();
  request.index[0].push_index = 1;
  EXPECT_THAT(log()->Append(request), Refuses("PUSH_PLACE_INVALID"));
  EXPECT_EQ(log()->head(), Position{0});
  ExpectRead({});
}

TEST_P(EventLogConformance, TakesARecordOfTheLargestSize) {
  TestRecord record = PlainRecord("");
  record.payload = std::string(kRecordBytesMax - EncodeTestRecord(record).size(), 'x');
  MustAppend({record});
  ExpectRead({});
}

TEST_P(EventLogConformance, RecoverOfAHealthyLogChangesNothing) {
  MustAppend({PlainRecord("a")});
  EXPECT_OK(log()->Recover());
  EXPECT_EQ(log()->head(), Position{1});
  MustAppend({PlainRecord("b")});
  ExpectRead({});
}

TEST_P(EventLogConformance, CallsListenersInOrderUntilTheyAreGone) {
  EventLog* const log = steady_log();
  std::vector<uint64_t> first_heads;
  std::vector<uint64_t> second_heads;
  auto first = log->Subscribe([&](Position head) { first_heads.push_back(head.value); });
  ASSERT_OK(log->Append(TestGroup(Position{0}, {PlainRecord("a"), PlainRecord("b")})));
  EXPECT_THAT(first_heads, ElementsAre(2)) << "called before Append returns";
  auto second = log->Subscribe([&](Position head) { second_heads.push_back(head.value); });
  ASSERT_OK(log->Append(TestGroup(Position{2}, {PlainRecord("c")})));
  first.reset();
  ASSERT_OK(log->Append(TestGroup(Position{3}, {PlainRecord("d")})));
  EXPECT_FALSE(log->Append(TestGroup(Position{3}, {PlainRecord("refused")})).ok());
  EXPECT_THAT(first_heads, ElementsAre(2, 3));
  EXPECT_THAT(second_heads, ElementsAre(3, 4));
}

// Follows until `last` and gives the positions, waiting for a wake-up whenever there is nothing.
std::vector<uint64_t> FollowUntil(EventLog* log, FollowerOptions options, Position last) {
  base::Mutex mutex;
  base::CondVar woken;
  bool wake = false;
  Follower follower(log, std::move(options), [&] {
    base::MutexLock lock(&mutex);
    wake = true;
    woken.Signal();
  });
  std::vector<uint64_t> positions;
  while (follower.position() < last) {
    const auto page = follower.Next();
    EXPECT_OK(page);
    if (!page.ok()) break;
    for (const uint64_t position : PositionsOf(*page)) positions.push_back(position);
    if (!page->events.empty() || page->resume >= last) continue;
    base::MutexLock lock(&mutex);
    while (!wake && woken.WaitFor(&mutex, absl::Seconds(60))) {
    }
    EXPECT_TRUE(wake) << "behind " << page->resume.value << " a wake-up got lost";
    if (!wake) break;
    wake = false;
  }
  return positions;
}

TEST_P(EventLogConformance, FollowersNeitherSkipNorRepeat) {
  constexpr uint64_t kEvents = 600;
  EventLog* const log = steady_log();
  std::vector<uint64_t> all;
  std::vector<uint64_t> odd;
  std::vector<uint64_t> expected_all;
  std::vector<uint64_t> expected_odd;
  std::thread follow_all([&] {
    FollowerOptions options;
    options.events_max = 7;
    all = FollowUntil(log, options, Position{kEvents});
  });
  std::thread follow_odd([&] {
    FollowerOptions options;
    options.tags = {kUtrecht};
    odd = FollowUntil(log, options, Position{kEvents});
  });
  for (uint64_t head = 0; head < kEvents; head += 2) {
    ASSERT_OK(
        log->Append(TestGroup(Position{head}, {Record({kUtrecht}, 1), Record({kTwente}, 1)})));
    expected_all.insert(expected_all.end(), {head + 1, head + 2});
    expected_odd.push_back(head + 1);
  }
  follow_all.join();
  follow_odd.join();
  EXPECT_EQ(all, expected_all);
  EXPECT_EQ(odd, expected_odd);
}

// Position p has the tag of practice p % kPractices and the type p % 2 + 1.
constexpr uint64_t kPractices = 5;

Tag PracticeOf(uint64_t position) {
  return Tag{TagKind::kPractice, absl::StrCat("practice-", position % kPractices)};
}

// Reads all of one practice's events of one type up to the head in small pages and compares.
void ExpectExactPages(EventLog* log, uint64_t practice, bool backwards) {
  const Position head = log->head();
  if (head.value == 0) return;
  ReadOptions options = ByTags({PracticeOf(practice)}, {1});
  options.events_max = 9;
  options.backwards = backwards;
  options.until = backwards ? Position{0} : head;
  options.before = backwards ? Position{head.value + 1} : Position{0};
  std::vector<uint64_t> positions;
  bool done = false;
  while (!done) {
    ASSERT_OK_AND_ASSIGN(const ReadPage page, log->Read(options));
    for (const uint64_t position : PositionsOf(page)) positions.push_back(position);
    (backwards ? options.before : options.after) = page.resume;
    done = page.done;
  }
  std::vector<uint64_t> expected;
  for (uint64_t p = 1; p <= head.value; ++p) {
    if (p % kPractices == practice && p % 2 == 0) expected.push_back(p);
  }
  if (backwards) std::reverse(expected.begin(), expected.end());
  ASSERT_EQ(positions, expected);
}

TEST_P(EventLogConformance, ReadersSeeAWholeLogWhileItGrows) {
  constexpr uint64_t kEvents = 900;
  EventLog* const log = steady_log();
  std::atomic<bool> written = false;
  std::vector<std::thread> readers;
  for (const bool backwards : {false, true}) {
    readers.emplace_back([&, backwards] {
      for (uint64_t round = 0; !written || round < kPractices; ++round) {
        ExpectExactPages(log, round % kPractices, backwards);
        const std::string id = absl::StrCat(log->head().value);
        const auto push = log->FindPush("academy", id);
        EXPECT_OK(push);
        if (id != "0" && push.ok()) {
          EXPECT_TRUE(push->has_value()) << id;
        }
      }
    });
  }
  for (uint64_t p = 1; p <= kEvents; p += 3) {
    std::vector<TestRecord> group;
    for (uint64_t q = p; q < p + 3; ++q) {
      group.push_back(Pushed("academy", absl::StrCat(q), 0, 1));
      group.back().index.tags = {PracticeOf(q)};
      group.back().index.type = q % 2 + 1;
    }
    ASSERT_OK(log->Append(TestGroup(Position{p - 1}, group)));
  }
  written = true;
  for (std::thread& reader : readers) reader.join();
}

// Random operations; everything small so that tags, types, pushes and page ends meet often.
class Randomly {
 public:
  explicit Randomly(uint32_t seed) : random_(seed) {}

  uint64_t Below(uint64_t limit) {
    return std::uniform_int_distribution<uint64_t>(0, limit - 1)(random_);
  }

  Tag AnyTag() {
    return Tag{static_cast<TagKind>(1 + Below(5)), absl::StrCat("v", Below(3) == 0 ? Below(3) : 0)};
  }

  std::vector<TestRecord> Group(std::map<std::string, PushRecord>* pushes, uint64_t head) {
    std::vector<TestRecord> group;
    const auto count = static_cast<uint32_t>(1 + Below(6));
    const std::string id = absl::StrCat(Below(60));
    for (uint32_t i = 0; i < count; ++i) {
      TestRecord record = Pushed("s", id, i, count);
      record.payload = std::string(Below(80), 'p');
      record.index.type = static_cast<uint32_t>(1 + Below(4));
      for (uint64_t tags = Below(4); tags > 0; --tags) record.index.tags.push_back(AnyTag());
      group.push_back(std::move(record));
    }
    (*pushes)[id] = PushRecord{.first = Position{head + 1},
                               .count = count,
                               .command_digest = group[0].index.command_digest};
    return group;
  }

  ReadOptions Options(uint64_t head) {
    ReadOptions options;
    options.backwards = Below(2) == 0;
    options.after = Position{Below(head + 3)};
    options.before = Position{Below(head + 3)};
    options.until = Position{Below(2) == 0 ? 0 : Below(head + 1)};
    for (uint64_t tags = Below(3); tags > 0; --tags) options.tags.push_back(AnyTag());
    for (uint64_t types = Below(3); types > 0; --types) {
      options.types.push_back(static_cast<uint32_t>(1 + Below(5)));
    }
    options.events_max = 1 + Below(20);
    if (Below(3) == 0) options.bytes_max = Below(1000);
    return options;
  }

 private:
  std::mt19937 random_;
};

TEST_P(EventLogConformance, BehavesAsAVectorDoes) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("LOGBOEK_SEED=", seed));
  Randomly random(seed);
  std::map<std::string, PushRecord> pushes;
  const int steps = GetParam().reopens ? 60 : 600;
  for (int step = 0; step < steps && !HasFailure(); ++step) {
    SCOPED_TRACE(absl::StrCat("step ", step));
    if (random.Below(3) == 0) MustAppend(random.Group(&pushes, records_.size()));
    ExpectRead(random.Options(records_.size()));
    const std::string id = absl::StrCat(random.Below(60));
    ASSERT_OK_AND_ASSIGN(const auto push, log()->FindPush("s", id));
    ASSERT_EQ(push.has_value(), pushes.contains(id)) << id;
    if (!push.has_value()) continue;
    EXPECT_EQ(push->first, pushes[id].first) << id;
    EXPECT_EQ(push->count, pushes[id].count) << id;
  }
}

}  // namespace logboek::storage
