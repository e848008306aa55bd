#include "storage/base/canonical.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "google/protobuf/descriptor.pb.h"

namespace logboek::base {
namespace {

// What was signed once must give the same bytes for ever.
TEST(CanonicalTest, TheFormDoesNotChange) {
  google::protobuf::DescriptorProto message;
  message.set_name("A");
  auto& range = *message.add_extension_range();
  range.set_start(-1);
  range.set_end(258);
  message.add_reserved_name("x");
  message.add_reserved_name("");
  message.mutable_options()->set_deprecated(true);
  EXPECT_EQ(absl::BytesToHexString(CanonicalBytes(message)),
            "00000001"
            "0000000141"  // name
            "00000005"
            "00000001"
            "00000018"  // extension_range
            "00000001"
            "ffffffffffffffff"
            "00000002"
            "0000000000000102"
            "00000007"
            "0000000c"
            "00000003"
            "0000000000000001"  // options
            "0000000a"
            "00000002"
            "0000000178"
            "00000000");  // reserved_name
}

TEST(CanonicalTest, WhatIsNotSetLeavesNoTrace) {
  google::protobuf::DescriptorProto message;
  EXPECT_EQ(CanonicalBytes(message), "");
  message.set_name("");
  EXPECT_NE(CanonicalBytes(message), "") << "set, though empty";
}

TEST(CanonicalTest, TextsDoNotRunIntoEachOther) {
  google::protobuf::DescriptorProto one;
  one.add_reserved_name("ab");
  one.add_reserved_name("c");
  google::protobuf::DescriptorProto other;
  other.add_reserved_name("a");
  other.add_reserved_name("bc");
  EXPECT_NE(CanonicalBytes(one), CanonicalBytes(other));
}

}  // namespace
}  // namespace logboek::base
