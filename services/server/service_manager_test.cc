#include "services/server/service_manager.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/base/log.h"
#include "storage/base/mutex.h"
#include "storage/testing/temp_folder.h"
#include "tests/testing/commands/commands.h"
#include "tests/testing/gated_log.h"
#include "tests/testing/test_server.h"
#include "tests/testing/wire.h"

namespace logboek::server {
namespace {

using ::testing::HasSubstr;

// Far more than a busy machine needs; only a test that fails waits so long.
constexpr time_t kPatienceSeconds = 60;
// The manager's patience: four looks, each of a few milliseconds.
constexpr char kWatchdogMicroseconds[] = "8000";
// So many looks without an answer tell that none comes.
constexpr int kLooksEnough = 12;

// The other end: a datagram socket that NOTIFY_SOCKET names, as long as this is there.
class Manager {
 public:
  Manager() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const std::string path = folder_.Sub("notify");
    std::strncpy(name.sun_path, path.c_str(), sizeof name.sun_path - 1);
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Manager() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    close(socket_);
  }

  void WantsWatchdogOf(pid_t pid) const {
    setenv("WATCHDOG_USEC", kWatchdogMicroseconds, 1);
    setenv("WATCHDOG_PID", absl::StrCat(pid).c_str(), 1);
  }

  // The next message; empty when none comes.
  std::string Hear(int flags = 0) const {
    std::string text(4096, '\0');
    const ssize_t count = recv(socket_, text.data(), text.size(), flags);
    text.resize(count > 0 ? static_cast<size_t>(count) : 0);
    return text;
  }
  // What was said up to now.
  std::vector<std::string> HeardByNow() const {
    std::vector<std::string> all;
    for (std::string text = Hear(MSG_DONTWAIT); !text.empty(); text = Hear(MSG_DONTWAIT)) {
      all.push_back(text);
    }
    return all;
  }
  // The next message that is no sign of life.
  std::string HearNews() const {
    std::string text = Hear();
    while (text == "WATCHDOG=1") text = Hear();
    return text;
  }

 private:
  storage::TempFolder folder_;
  const int socket_;
};

// A server whose answers the test gives, and that counts how often it is looked at.
class FakeWatched {
 public:
  Watched watched() {
    return {.address = "127.0.0.1:0",
            .probe =
                [this](std::function<void(bool)> answered) {
                  base::MutexLock lock(&mutex_);
                  ++probes_;
                  answered_ = std::move(answered);
                  changed_.SignalAll();
                },
            .writable =
                [this] {
                  base::MutexLock lock(&mutex_);
                  ++looks_;
                  changed_.SignalAll();
                  return writable_;
                }};
  }
  void Answer(bool works) {
    std::function<void(bool)> answered;
    {
      base::MutexLock lock(&mutex_);
      while (answered_ == nullptr) changed_.Wait(&mutex_);
      answered = std::exchange(answered_, nullptr);
    }
    answered(works);
  }
  void SetWritable(bool writable) {
    base::MutexLock lock(&mutex_);
    writable_ = writable;
  }
  void AwaitMoreLooks(int count) {
    base::MutexLock lock(&mutex_);
    const int enough = looks_ + count;
    while (looks_ < enough) changed_.Wait(&mutex_);
  }
  int probes() {
    base::MutexLock lock(&mutex_);
    return probes_;
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  int probes_ ABSL_GUARDED_BY(mutex_) = 0;
  int looks_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writable_ ABSL_GUARDED_BY(mutex_) = true;
  std::function<void(bool)> answered_ ABSL_GUARDED_BY(mutex_);
};

TEST(ServiceManagerTest, WithoutAManagerNothingIsAsked) {
  unsetenv("NOTIFY_SOCKET");
  setenv("WATCHDOG_USEC", kWatchdogMicroseconds, 1);
  FakeWatched fake;
  {
    ServiceManager manager;
    manager.TellStatus("opening");
    manager.TellReady(fake.watched());
    manager.TellStopping();
  }
  unsetenv("WATCHDOG_USEC");
  EXPECT_EQ(fake.probes(), 0);
}

TEST(ServiceManagerTest, TellsStatusReadyAndStopping) {
  const Manager manager;
  FakeWatched fake;
  ServiceManager told;
  told.TellStatus("opening the store");
  EXPECT_EQ(manager.Hear(), "STATUS=opening the store");
  told.TellReady(fake.watched());
  EXPECT_EQ(manager.Hear(), "READY=1\nSTATUS=serving at 127.0.0.1:0");
  told.TellStopping();
  EXPECT_EQ(manager.Hear(), "STOPPING=1\nSTATUS=stopping");
  // A manager that wants no signs of life gets none.
  EXPECT_EQ(fake.probes(), 0);
}

TEST(ServiceManagerTest, ASignOfLifeFollowsAnAnswerOnly) {
  const Manager manager;
  manager.WantsWatchdogOf(getpid());
  FakeWatched fake;
  ServiceManager told;
  told.TellReady(fake.watched());
  EXPECT_THAT(manager.Hear(), HasSubstr("READY=1"));
  // Whoever does not answer is not alive, however long one waits, and is asked once.
  fake.AwaitMoreLooks(kLooksEnough);
  EXPECT_THAT(manager.HeardByNow(), testing::IsEmpty());
  EXPECT_EQ(fake.probes(), 1);
  fake.Answer(true);
  EXPECT_EQ(manager.Hear(), "WATCHDOG=1");
  // One answer is good for one sign.
  fake.AwaitMoreLooks(kLooksEnough);
  EXPECT_THAT(manager.HeardByNow(), testing::IsEmpty());
  fake.Answer(false);
  fake.AwaitMoreLooks(kLooksEnough);
  EXPECT_THAT(manager.HeardByNow(), testing::IsEmpty());
  fake.Answer(true);
  EXPECT_EQ(manager.Hear(), "WATCHDOG=1");
}

TEST(ServiceManagerTest, TheWatchdogOfAnotherProcessIsNotOurs) {
  const Manager manager;
  manager.WantsWatchdogOf(getppid());
  FakeWatched fake;
  ServiceManager told;
  told.TellReady(fake.watched());
  told.TellStopping();
  EXPECT_EQ(fake.probes(), 0);
}

TEST(ServiceManagerTest, SaysWhenTheLogCannotBeWrittenAndWhenItCan) {
  const Manager manager;
  manager.WantsWatchdogOf(getpid());
  FakeWatched fake;
  ServiceManager told;
  told.TellReady(fake.watched());
  EXPECT_THAT(manager.Hear(), HasSubstr("READY=1"));
  fake.SetWritable(false);
  EXPECT_THAT(manager.Hear(), HasSubstr("STATUS=the log cannot be written"));
  fake.SetWritable(true);
  EXPECT_EQ(manager.Hear(), "STATUS=serving at 127.0.0.1:0");
}

TEST(ServiceManagerTest, AnAnswerMayComeWhenNobodyWaitsForItAnyMore) {
  const Manager manager;
  manager.WantsWatchdogOf(getpid());
  FakeWatched fake;
  {
    ServiceManager told;
    told.TellReady(fake.watched());
    fake.AwaitMoreLooks(2);
  }
  fake.Answer(true);
}

Watched WatchedServer(Server* server) {
  return {.address = server->address(),
          .probe = [server](auto answered) { server->Probe(std::move(answered)); },
          .writable = [server] { return server->writable(); }};
}

TEST(ServiceManagerTest, AServerWhoseWriterHangsIsSilentUntilItGoesOn) {
  const Manager manager;
  manager.WantsWatchdogOf(getpid());
  auto owned = std::make_unique<test::GatedLog>();
  test::GatedLog* const log = owned.get();
  ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(owned);
  test::TestServer server(std::move(options));
  const Watched real = WatchedServer(&server.server());
  FakeWatched counter;
  ServiceManager told;
  told.TellReady({.address = real.address, .probe = real.probe, .writable = [&] {
                    return counter.watched().writable() && real.writable();
                  }});
  EXPECT_THAT(manager.Hear(), HasSubstr("READY=1"));
  for (int sign = 0; sign < 3; ++sign) EXPECT_EQ(manager.Hear(), "WATCHDOG=1");
  log->Hold();
  std::thread pushes([&server] { server.MustPush({test::PublishPlan(test::TestPlan())}); });
  // What was asked before the writer hangs may still be answered.
  bool silent = false;
  while (!silent) {
    counter.AwaitMoreLooks(kLooksEnough);
    silent = manager.HeardByNow().empty();
  }
  log->Release();
  pushes.join();
  EXPECT_EQ(manager.Hear(), "WATCHDOG=1");
}

TEST(ServiceManagerTest, ADiskThatFailsIsNoReasonToBeRestarted) {
  const Manager manager;
  manager.WantsWatchdogOf(getpid());
  auto owned = std::make_unique<test::GatedLog>();
  test::GatedLog* const log = owned.get();
  ServerOptions options = test::TestServer::MemoryOptions();
  options.log = std::move(owned);
  options.registrar.recover_interval = absl::Milliseconds(1);
  test::TestServer server(std::move(options));
  ServiceManager told;
  told.TellReady(WatchedServer(&server.server()));
  EXPECT_THAT(manager.Hear(), HasSubstr("READY=1"));
  // The failing disk is what this test is about, not news.
  base::SetLogLevel(static_cast<base::LogLevel>(static_cast<int>(base::LogLevel::kError) + 1));
  log->Break();
  EXPECT_EQ(server.Push({test::PublishPlan(test::TestPlan())}).size(), 1u);
  EXPECT_THAT(manager.HearNews(), HasSubstr("STATUS=the log cannot be written"));
  for (int sign = 0; sign < 3; ++sign) EXPECT_EQ(manager.Hear(), "WATCHDOG=1");
  log->Mend();
  EXPECT_THAT(manager.HearNews(), HasSubstr("STATUS=serving at "));
  base::SetLogLevel(base::LogLevel::kInfo);
}

TEST(ProbeTest, LeavesNoTrace) {
  test::TestServer server;
  server.MustPush({test::PublishPlan(test::TestPlan())});
  v1::GetStatusResponse before;
  ASSERT_THAT(test::Call(*server.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(),
                         &before),
              test::IsGrpcOk());
  for (int i = 0; i < 3; ++i) {
    base::Mutex mutex;
    base::CondVar changed;
    bool done = false;
    server.server().Probe([&](bool works) {
      EXPECT_TRUE(works);
      base::MutexLock lock(&mutex);
      done = true;
      changed.SignalAll();
    });
    base::MutexLock lock(&mutex);
    while (!done) changed.Wait(&mutex);
  }
  v1::GetStatusResponse after;
  ASSERT_THAT(
      test::Call(*server.admin, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest(), &after),
      test::IsGrpcOk());
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
}

}  // namespace
}  // namespace logboek::server
