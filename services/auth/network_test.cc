#include "services/auth/network.h"

#include <gtest/gtest.h>

namespace logboek::auth {
namespace {

TEST(NetworkTest, OfIpv6ItIsTheFirst64Bits) {
  for (const char* const address :
       {"ipv6:2001:db8:0:1::", "ipv6:2001:db8:0:1::1", "ipv6:2001:db8:0:1:ffff:ffff:ffff:ffff",
        "ipv6:[2001:db8:0:1::1]", "ipv6:%5B2001:db8:0:1::1%5D", "ipv6:2001:0DB8:0000:0001::7%eth0",
        "ipv6:%5B2001:db8:0:1::1%25eth0%5D"}) {
    EXPECT_EQ(NetworkOf(address), "ipv6:2001:db8:0:1::/64") << address;
  }
  EXPECT_EQ(NetworkOf("ipv6:2001:db8:0:2::1"), "ipv6:2001:db8:0:2::/64");
  EXPECT_EQ(NetworkOf("ipv6:::1"), "ipv6:::/64");
}

TEST(NetworkTest, OfIpv4ItIsTheWholeAddressInEitherForm) {
  EXPECT_EQ(NetworkOf("ipv4:192.0.2.1"), "ipv4:192.0.2.1");
  EXPECT_EQ(NetworkOf("ipv6:::ffff:192.0.2.1"), "ipv4:192.0.2.1");
  EXPECT_EQ(NetworkOf("ipv6:%5B::ffff:192.0.2.2%5D"), "ipv4:192.0.2.2");
}

TEST(NetworkTest, WhatIsNoAddressStaysAsItIs) {
  for (const char* const text : {"", "ipv6:", "ipv6:no", "ipv6:1::2::3", "unix:/run/a", "a"}) {
    EXPECT_EQ(NetworkOf(text), text);
  }
}

}  // namespace
}  // namespace logboek::auth
