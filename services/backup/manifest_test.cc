#include "services/backup/manifest.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/status_matchers.h"

namespace logboek::backup {
namespace {

using base::Refuses;

Manifest Example() {
  Manifest manifest;
  manifest.id = 3;
  manifest.store_id = "0123456789abcdef0123456789abcdef";
  manifest.store_format = 1;
  manifest.position = 12'345;
  manifest.taken_at = absl::FromUnixSeconds(1'795'000'000);
  manifest.program = "1.0.0";
  manifest.bytes = 5'000;
  manifest.bytes_copied = 40;
  manifest.databases = {{"log", 4}, {"tokens", 3}};
  manifest.files = {{.name = "refusals", .bytes = 3, .sha256 = Sha256("abc")}};
  return manifest;
}

// With a sum that fits.
std::string Summed(const std::string& lines) {
  return absl::StrCat(lines, "sum ", Sha256(lines), "\n");
}

std::string WithoutSum(const std::string& text) { return text.substr(0, text.rfind("sum ")); }

TEST(Manifest, IsReadAsItWasWritten) {
  const Manifest example = Example();
  ASSERT_OK_AND_ASSIGN(const Manifest read, ReadManifest(WriteManifest(example)));
  EXPECT_EQ(read.id, example.id);
  EXPECT_EQ(read.store_id, example.store_id);
  EXPECT_EQ(read.store_format, example.store_format);
  EXPECT_EQ(read.position, example.position);
  EXPECT_EQ(read.taken_at, example.taken_at);
  EXPECT_EQ(read.program, example.program);
  EXPECT_EQ(read.bytes, example.bytes);
  EXPECT_EQ(read.bytes_copied, example.bytes_copied);
  EXPECT_EQ(read.databases, example.databases);
  ASSERT_EQ(read.files.size(), 1u);
  EXPECT_EQ(read.files[0].name, "refusals");
  EXPECT_EQ(read.files[0].bytes, 3u);
  EXPECT_EQ(read.files[0].sha256, Sha256("abc"));
}

// What stands here is what backups of released versions have: it may not change.
TEST(Manifest, LooksLikeThis) {
  const std::string lines = WithoutSum(WriteManifest(Example()));
  EXPECT_EQ(lines,
            "logboek-backup 1\nid 3\nstore 0123456789abcdef0123456789abcdef\nformat 1\n"
            "position 12345\ntaken 2026-11-18T11:06:40+00:00\nprogram 1.0.0\nbytes 5000\n"
            "copied 40\ndatabase log 4\ndatabase tokens 3\n"
            "file refusals 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
}

TEST(Manifest, AnyChangeIsTold) {
  const std::string text = WriteManifest(Example());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(ReadManifest(damaged).ok()) << i;
    EXPECT_FALSE(ReadManifest(text.substr(0, i)).ok()) << i;
  }
}

TEST(Manifest, ANewerOneIsRefusedAsSuch) {
  const std::string newer = absl::StrReplaceAll(WithoutSum(WriteManifest(Example())),
                                                {{"logboek-backup 1", "logboek-backup 2"}});
  EXPECT_THAT(ReadManifest(Summed(newer)), Refuses("BACKUP_TOO_NEW"));
  EXPECT_THAT(ReadManifest("logboek-backup 2\nnothing else as we know it"),
              Refuses("BACKUP_TOO_NEW"));
}

TEST(Manifest, NamesNoFileElsewhere) {
  for (const char* name : {"../refusals", "a/b", ".", ".."}) {
    const std::string files = absl::StrReplaceAll(WithoutSum(WriteManifest(Example())),
                                                  {{"file refusals", absl::StrCat("file ", name)}});
    EXPECT_THAT(ReadManifest(Summed(files)), Refuses("BACKUP_DAMAGED")) << name;
    const std::string databases = absl::StrReplaceAll(
        WithoutSum(WriteManifest(Example())), {{"database log", absl::StrCat("database ", name)}});
    EXPECT_THAT(ReadManifest(Summed(databases)), Refuses("BACKUP_DAMAGED")) << name;
  }
}

TEST(Manifest, WhatItDoesNotKnowItPassesOver) {
  const std::string lines = absl::StrCat(WithoutSum(WriteManifest(Example())), "later yes\n");
  EXPECT_OK(ReadManifest(Summed(lines)));
}

}  // namespace
}  // namespace logboek::backup
