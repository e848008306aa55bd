#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/scenarios/scenario.h"

namespace logboek::test {

std::vector<Statement> ParseStatements(absl::string_view text) {
  std::vector<Statement> statements;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    Statement statement{.line = number, .indent = line.find_first_not_of(' '), .words = {}};
    for (absl::string_view word : absl::StrSplit(line, ' ', absl::SkipWhitespace())) {
      statement.words.emplace_back(word);
    }
    if (!statement.words.empty()) statements.push_back(std::move(statement));
  }
  return statements;
}

}  // namespace logboek::test
