// The real programs as child processes, and folders that clean up after themselves.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"

namespace logboek::test {

// A new empty folder; removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(absl::string_view name) const;

 private:
  std::string path_;
};

// A file beside the running test program, for example "logboekd".
std::string Program(absl::string_view name);

// A child whose standard input is a pipe, open until CloseInput, and whose standard output is read;
// its standard error goes to `log` (empty: to this program's). Ctrl-C does not reach it; it gets
// SIGTERM when the thread that made it ends.
class Process {
 public:
  // The first word is the program's path.
  explicit Process(const std::vector<std::string>& command, const std::string& log = "");
  // Kills it when it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // To its standard input; waits while the pipe is full.
  void Write(absl::string_view text);
  void CloseInput();
  // The next line without its end; empty when the output has ended.
  std::string ReadLine();
  // Everything up to the end of the output.
  std::string ReadAll();
  void Signal(int signal);
  // The exit code, or 128 + the signal that ended it.
  int Wait();
  bool running();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  int exit_code_ = -1;
  std::string buffer_;
};

// What a program printed and how it ended; its input was empty.
struct RunResult {
  int exit_code = -1;
  std::string output;
  // Standard error.
  std::string errors;
};
RunResult RunProgram(const std::vector<std::string>& command);

// logboekd on a RocksDB store, on a free port.
class ServerProcess {
 public:
  // Returns when it says it is ready; a server that does not start fails a CHECK with its log.
  explicit ServerProcess(const std::string& store, const std::vector<std::string>& flags = {});

  const std::string& address() const { return address_; }
  // Of HTTP; "" without the flag.
  const std::string& http_address() const { return http_address_; }
  // Of its administrator.
  std::string token() const;
  // A connection of its own, made, as the administrator; the server must be there.
  std::shared_ptr<grpc::Channel> NewChannel() const;
  Process& process() { return *process_; }
  // No warning, no clean-up.
  void Kill();
  // As Ctrl-C; the exit code.
  int Stop();

 private:
  const std::string token_file_;
  std::unique_ptr<Process> process_;
  std::string address_;
  std::string http_address_;
};

}  // namespace logboek::test
