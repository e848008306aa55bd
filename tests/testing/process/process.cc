#include "tests/testing/process/process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "grpcpp/security/credentials.h"
#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "tests/testing/authorized_channel.h"

namespace logboek::test {

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "logboek-XXXXXX").string();
  CHECK(mkdtemp(pattern.data()) != nullptr, "no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::operator/(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

std::string Program(absl::string_view name) {
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  return (self.parent_path() / std::string(name)).string();
}

// The programs of this test find each other, and nobody else's.
void KeepToOurselves() {
  static const TempFolder* const runtime = [] {
    static const TempFolder folder;
    setenv("XDG_RUNTIME_DIR", folder.path().c_str(), /*overwrite=*/1);
    return &folder;
  }();
  CHECK(!runtime->path().empty(), "there is a folder");
}

Process::Process(const std::vector<std::string>& command, const std::string& log) {
  KeepToOurselves();
  int ends[2];
  int input_ends[2];
  CHECK(pipe2(ends, O_CLOEXEC) == 0 && pipe2(input_ends, O_CLOEXEC) == 0, "no pipe");
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_ = fork();
  CHECK(pid_ >= 0, "no child process");
  if (pid_ == 0) {
    // Ctrl-C is for the parent; the child is told when that has ended.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(input_ends[0], STDIN_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    if (!log.empty()) {
      const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      if (file >= 0) dup2(file, STDERR_FILENO);
    }
    execv(words[0], words.data());
    _exit(127);
  }
  close(ends[1]);
  close(input_ends[0]);
  output_ = ends[0];
  input_ = input_ends[1];
}

Process::~Process() {
  if (running()) Signal(SIGKILL);
  Wait();
  CloseInput();
  close(output_);
}

void Process::Write(absl::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(input_, text.data(), text.size());
    CHECK(count > 0, "the child does not read");
    text.remove_prefix(static_cast<size_t>(count));
  }
}

void Process::CloseInput() {
  if (input_ >= 0) close(std::exchange(input_, -1));
}

std::string Process::ReadLine() {
  while (true) {
    const size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    char bytes[4096];
    const ssize_t count = read(output_, bytes, sizeof bytes);
    if (count <= 0) return std::exchange(buffer_, "");
    buffer_.append(bytes, static_cast<size_t>(count));
  }
}

std::string Process::ReadAll() {
  std::string all = std::exchange(buffer_, "");
  char bytes[4096];
  ssize_t count = 0;
  while ((count = read(output_, bytes, sizeof bytes)) > 0) {
    all.append(bytes, static_cast<size_t>(count));
  }
  return all;
}

void Process::Signal(int signal) {
  if (exit_code_ < 0) kill(pid_, signal);
}

int Process::Wait() {
  if (exit_code_ >= 0) return exit_code_;
  int status = 0;
  CHECK_EQ(waitpid(pid_, &status, 0), pid_);
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_code_;
}

bool Process::running() {
  if (exit_code_ >= 0) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

RunResult RunProgram(const std::vector<std::string>& command) {
  const TempFolder folder;
  Process process(command, folder / "errors");
  process.CloseInput();
  std::string output = process.ReadAll();
  const int exit_code = process.Wait();
  std::stringstream errors;
  errors << std::ifstream(folder / "errors").rdbuf();
  return {exit_code, std::move(output), errors.str()};
}

ServerProcess::ServerProcess(const std::string& store, const std::vector<std::string>& flags)
    : token_file_(store + ".token") {
  const std::string log = store + ".log";
  std::vector<std::string> command = {Program("logboekd"), "--store", store, "--listen",
                                      "127.0.0.1:0"};
  command.insert(command.end(), flags.begin(), flags.end());
  process_ = std::make_unique<Process>(command, log);
  constexpr char kReady[] = "logboekd: ready, address ";
  std::string line = process_->ReadLine();
  constexpr char kHttp[] = "logboekd: HTTP at ";
  while (!line.empty() && !absl::StartsWith(line, kReady)) {
    if (absl::StartsWith(line, kHttp)) http_address_ = std::string(absl::StripPrefix(line, kHttp));
    line = process_->ReadLine();
  }
  if (line.empty()) std::cerr << std::ifstream(log).rdbuf();
  CHECK(!line.empty(), "logboekd did not start");
  address_ = std::string(absl::StripPrefix(line, kReady));
}

std::string ServerProcess::token() const { return FirstTokenIn(token_file_); }

std::shared_ptr<grpc::Channel> ServerProcess::NewChannel() const {
  auto channel = AuthorizedChannel(address_, grpc::InsecureChannelCredentials(), token());
  // gRPC 1.51 looks at errno late after connect (grpc/grpc#35064): when many connect at once, a
  // first try counts as failed now and then.
  CHECK(channel->WaitForConnected(absl::ToChronoTime(base::SystemClock().Now() + absl::Minutes(1))),
        "the server takes no connection");
  return channel;
}

void ServerProcess::Kill() {
  process_->Signal(SIGKILL);
  process_->Wait();
}

int ServerProcess::Stop() {
  process_->Signal(SIGINT);
  return process_->Wait();
}

}  // namespace logboek::test
