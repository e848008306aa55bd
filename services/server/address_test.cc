#include "services/server/address.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server/master_key.h"
#include "storage/base/status_matchers.h"

namespace logboek::server {
namespace {

using base::Refuses;

// HOST:PORT in two parts, so that no test names a port that could be taken.
std::string At(absl::string_view host, absl::string_view port) {
  return absl::StrCat(host, ":", port);
}

TEST(Address, LoopbackIsTakenInEverySpelling) {
  for (const char* host : {"127.0.0.1", "127.8.9.10", "localhost", "[::1]"}) {
    ASSERT_OK_AND_ASSIGN(const Address address, ParseAddress(At(host, "4777")));
    EXPECT_EQ(address.port, 4777);
    EXPECT_OK(CheckLoopback(address));
    EXPECT_EQ(address.ToString(), At(host, "4777"));
  }
  ASSERT_OK_AND_ASSIGN(const Address any, ParseAddress(At("localhost", "0")));
  EXPECT_EQ(any.port, 0);
}

TEST(Address, WhatOtherMachinesReachIsRefused) {
  for (const char* host : {"0.0.0.0", "[::]", "192.168.1.2", "example.nl", "127.0.0.256", "127.0.0",
                           "127.0.0.1.example.nl", "127.x.0.1"}) {
    ASSERT_OK_AND_ASSIGN(const Address address, ParseAddress(At(host, "4777")));
    EXPECT_THAT(CheckLoopback(address), Refuses("NOT_LOOPBACK")) << host;
  }
}

TEST(Address, MustBeHostAndPort) {
  for (const char* text : {"", ":", "4777", "localhost", "localhost:", ":4777", "localhost:x",
                           "localhost:-1", "localhost:+1", "localhost: 1", "::1:4777"}) {
    EXPECT_THAT(ParseAddress(text), Refuses("BAD_ADDRESS")) << text;
  }
  EXPECT_THAT(ParseAddress(At("localhost", "65536")), Refuses("BAD_ADDRESS"));
  EXPECT_THAT(ParseAddress(At("localhost", "99999999999")), Refuses("BAD_ADDRESS"));
}

TEST(MasterKey, StandsBesideTheStoreNotInIt) {
  EXPECT_EQ(DefaultMasterKeyPath("/var/lib/logboek/store"), "/var/lib/logboek/store.key");
  EXPECT_EQ(DefaultMasterKeyPath("/var/lib/logboek/store//"), "/var/lib/logboek/store.key");
  EXPECT_EQ(DefaultMasterKeyPath("store"), "store.key");
  EXPECT_EQ(DefaultErasedPath("/var/lib/logboek/store/"), "/var/lib/logboek/store.erased");
}

}  // namespace
}  // namespace logboek::server
