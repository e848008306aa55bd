// What a command runs with: where it writes, what language it speaks, whom it asks.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/exit_codes.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/table.h"
#include "clients/cli/texts.h"
#include "clients/cpp/client.h"
#include "storage/base/clock.h"

namespace logboek::cli {

enum class Output { kTable, kJson, kCsv, kExcelCsv, kXlsx, kIcs, kHtml };

// The forms of clients/cli/data_table.h: rows and columns, for other programs.
inline bool IsData(Output output) {
  return output == Output::kCsv || output == Output::kExcelCsv || output == Output::kXlsx;
}

struct Context {
  int in_fd = 0;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool err_is_terminal = false;
  Output output = Output::kTable;
  // The arguments the program was called with, without those about server, form and file.
  std::string question;
  Style style;
  // Of err; 0 when it is no terminal.
  size_t err_width = 0;
  bool err_colour = false;
  Texts texts{Language::kDutch};
  client::Client* client = nullptr;
  const base::Clock* clock = nullptr;
  Interrupt* interrupt = nullptr;

  // Heading of a block, in bold.
  std::string Heading(absl::string_view text) const {
    return Paint(Printable(text), Tone::kBold, style.colour);
  }
};

// Tells what went wrong, in words where the reason is known, then in the server's own.
void TellError(const Context& context, const absl::Status& status);

// TellError, and what to exit with.
int Fail(const Context& context, const absl::Status& status);

// A mistake in how the program was called.
int FailUsage(const Context& context, absl::string_view text);

// Why a stream that is bad could not be written, in the system's words.
std::string WhyUnwritable(std::ostream* stream);

// "name  value" lines under each other; rows without a value are left out.
std::string KeyValues(const std::vector<std::pair<std::string, std::string>>& rows);

}  // namespace logboek::cli
