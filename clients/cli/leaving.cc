#include "clients/cli/leaving.h"

#include <ostream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "clients/cli/dates.h"
#include "clients/cli/source_id.h"
#include "storage/base/status_macros.h"

namespace logboek::cli {
namespace {

std::string MomentText(const Context& context, const LeavingFlags& flags) {
  std::string known;
  if (flags.known_at.has_value() && flags.known_at->has_position()) {
    known = absl::StrCat(flags.known_at->position());
  } else if (flags.known_at.has_value()) {
    known = InstantText(flags.known_at->time());
  }
  const std::string today = absl::FormatCivilTime(base::LocalDate(context.clock->Now()));
  return absl::StrCat(flags.at.has_value() ? DateText(*flags.at) : today, "/", known);
}

}  // namespace

void AddLeaving(const Menu& menu, CLI::App* command, LeavingFlags* flags) {
  menu.Text(command, "--recipient", &flags->recipient, "leaving.recipient", "name");
  menu.Number(command, "--edition", &flags->edition, "leaving.edition", "number");
  menu.Text(command, "--source", &flags->source, "option.source", "source");
  menu.Date(command, "--at", &flags->at, "option.at");
  menu.KnownAt(command, "--known-at", &flags->known_at, "option.known_at");
}

absl::StatusOr<v1::Origin> OriginOf(const Context& context, absl::string_view question,
                                    const LeavingFlags& flags) {
  ASSIGN_OR_RETURN(std::string source, SourceOf(*context.client, flags.source));
  v1::Origin origin;
  origin.set_source(std::move(source));
  origin.set_source_id(absl::StrCat(question, "/", flags.recipient, "/", MomentText(context, flags),
                                    "/", flags.edition));
  return origin;
}

std::vector<std::pair<std::string, std::string>> DisclosureRows(const Context& context,
                                                                const v1::Disclosure& disclosure) {
  const Texts& texts = context.texts;
  std::string recorded =
      absl::StrCat(disclosure.recorded_position(), ", ", SecondText(disclosure.recorded_at()));
  if (disclosure.repeated()) absl::StrAppend(&recorded, " (", texts.Get("leaving.repeated"), ")");
  return {{texts.Get("leaving.report"), disclosure.report_id()},
          {texts.Get("leaving.for"), disclosure.recipient()},
          {texts.Get("leaving.recorded"), recorded},
          {"SHA-256", absl::BytesToHexString(disclosure.sha256())}};
}

void TellDisclosure(const Context& context, const v1::Disclosure& disclosure) {
  *context.err << KeyValues(DisclosureRows(context, disclosure)) << std::flush;
}

}  // namespace logboek::cli
