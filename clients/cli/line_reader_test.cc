#include "clients/cli/line_reader.h"

#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace logboek::cli {
namespace {

using testing::ElementsAre;

// Feeds a text through a pipe, as standard input is one.
class LineReaderTest : public testing::Test {
 protected:
  std::vector<std::string> Read(const std::string& text, size_t line_bytes_max = 1000) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    std::thread writer([&] {
      size_t written = 0;
      while (written < text.size()) {
        const ssize_t more = write(ends[1], text.data() + written, text.size() - written);
        if (more <= 0) break;
        written += more;
      }
      close(ends[1]);
    });
    LineReader reader(ends[0], line_bytes_max, &interrupt_);
    std::vector<std::string> lines;
    Line line;
    while (reader.Next(&line) == LineReader::Result::kLine) {
      EXPECT_EQ(line.number, lines.size() + 1);
      lines.push_back(line.too_long ? "TOO LONG" : line.text);
    }
    writer.join();
    close(ends[0]);
    EXPECT_EQ(reader.bytes(), text.size());
    return lines;
  }

  Interrupt interrupt_;
};

TEST_F(LineReaderTest, TakesLinesOfEveryKind) {
  EXPECT_THAT(Read("a\r\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(Read("a\n"), ElementsAre("a"));
  EXPECT_THAT(Read(""), ElementsAre());
  EXPECT_THAT(Read("\xEF\xBB\xBF{}\nx\n"), ElementsAre("{}", "x"));
}

TEST_F(LineReaderTest, LinesMayBeLongerThanABlock) {
  const std::string large(200'000, 'x');
  EXPECT_THAT(Read(absl::StrCat(large, "\nb\n"), 300'000), ElementsAre(large, "b"));
}

TEST_F(LineReaderTest, ATooLongLineIsSkippedAndTheNextIsRead) {
  EXPECT_THAT(Read(absl::StrCat("a\n", std::string(200'000, 'x'), "\nb\n"), 5),
              ElementsAre("a", "TOO LONG", "b"));
  EXPECT_THAT(Read("12345\n123456\n", 5), ElementsAre("12345", "TOO LONG"));
}

TEST_F(LineReaderTest, AnInterruptEndsTheWait) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  LineReader reader(ends[0], 100, &interrupt_);
  std::thread raiser([&] { interrupt_.Raise(); });
  Line line;
  EXPECT_EQ(reader.Next(&line), LineReader::Result::kInterrupted);
  raiser.join();
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace logboek::cli
