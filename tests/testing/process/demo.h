// The programs on the demo, and what the command line answers about it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/testing/process/process.h"

namespace logboek::test {

// A row of an answer: its cells by the names of the columns.
using Row = std::map<std::string, std::string>;

// logboekd on a store of its own with the plans and the history of the demo, told by the command
// line. For one thread.
class DemoServer {
 public:
  DemoServer();

  // `logboek` with these arguments, in English.
  RunResult Run(std::vector<std::string> arguments) const;

  // The rows of the answer as CSV. The command fails the test when it does not exit with 0.
  std::vector<Row> Ask(std::vector<std::string> arguments) const;

  const std::string& address() const { return server_.address(); }
  const std::string& http_address() const { return server_.http_address(); }
  // Of its administrator.
  std::string token() const { return server_.token(); }
  // Of the test, gone with it.
  const TempFolder& folder() const { return folder_; }

 private:
  TempFolder folder_;
  ServerProcess server_;
};

// The rows that have at least these cells.
std::vector<Row> Where(const std::vector<Row>& rows, const Row& cells);

}  // namespace logboek::test
