#include "tests/testing/process/demo.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "clients/cli/csv_file.h"
#include "gtest/gtest.h"
#include "storage/base/check.h"

namespace logboek::test {
namespace {

// In the order of their names, in which they build on each other.
std::vector<std::string> FilesIn(const std::string& folder, const std::string& extension) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

// What is loaded at once is more than the share of one caller beside another.
DemoServer::DemoServer()
    : server_(folder_ / "store",
              {"--http-listen", "127.0.0.1:0", "--shared-calls-per-second", "100000"}) {
  for (const std::string& plan : FilesIn("deploy/regioplans", ".textproto")) {
    CHECK_EQ(Run({"plan", "publish", plan}).exit_code, 0);
  }
  for (const std::string& file : FilesIn("deploy/demo", ".jsonl")) {
    CHECK_EQ(Run({"push", "--quiet", file}).exit_code, 0);
  }
}

RunResult DemoServer::Run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(),
                   {Program("logboek"), "--server", server_.address(), "--lang=en"});
  return RunProgram(arguments);
}

std::vector<Row> DemoServer::Ask(std::vector<std::string> arguments) const {
  arguments.push_back("--format=csv");
  const RunResult result = Run(std::move(arguments));
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const auto file = cli::ReadCsv(result.output);
  std::vector<Row> rows;
  // A table without rows is no file to read.
  if (!file.ok()) return rows;
  for (const cli::CsvRow& line : file->rows) {
    Row row;
    for (size_t i = 0; i < file->header.cells.size(); ++i) {
      row[file->header.cells[i]] = i < line.cells.size() ? line.cells[i] : "";
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> Where(const std::vector<Row>& rows, const Row& cells) {
  std::vector<Row> found;
  for (const Row& row : rows) {
    const bool fits = std::all_of(cells.begin(), cells.end(), [&](const auto& cell) {
      const auto there = row.find(cell.first);
      return there != row.end() && there->second == cell.second;
    });
    if (fits) found.push_back(row);
  }
  return found;
}

}  // namespace logboek::test
