#include "clients/cli/compliance_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/dates.h"

namespace logboek::cli {
namespace {

// Periods from here on are calendar years.
constexpr uint32_t kCalendarYearMin = 2000;

std::string NumberIf(bool there, uint32_t number) { return there ? absl::StrCat(number) : ""; }

template <typename Flags>
std::string FlagSlugs(const Flags& flags) {
  std::vector<std::string> slugs;
  for (const int flag : flags) slugs.push_back(Slug(static_cast<v1::VerdictFlag>(flag)));
  return absl::StrJoin(slugs, " ");
}

std::vector<std::string> VerdictCsv(const v1::PracticeCompliance& practice,
                                    const v1::Verdict& verdict) {
  return {practice.practice_id(),
          practice.practice_name(),
          practice.region(),
          practice.cohort_id(),
          verdict.obligation_id(),
          absl::StrCat(verdict.programme_year()),
          Slug(verdict.strength()),
          Slug(verdict.status()),
          absl::StrCat(verdict.numerator()),
          absl::StrCat(verdict.denominator()),
          absl::StrCat(verdict.threshold()),
          DateText(verdict.window_from()),
          DateText(verdict.window_until()),
          DateText(verdict.first_met_on()),
          NumberIf(verdict.has_missing(), verdict.missing().count()),
          NumberIf(verdict.has_missing(), verdict.missing().bookable()),
          DateText(verdict.deadline()),
          FlagSlugs(verdict.flags()),
          verdict.plan_id(),
          verdict.plan_version()};
}

std::vector<std::string> EvidenceCsv(const v1::Evidence& evidence) {
  return {evidence.event_id(),
          absl::StrCat(evidence.position()),
          DateText(evidence.date()),
          evidence.person_id(),
          evidence.practice_id(),
          evidence.session_id(),
          evidence.offering_id(),
          evidence.menu_slug(),
          Slug(evidence.reason()),
          FlagSlugs(evidence.flags()),
          NumberIf(evidence.credited_year() > 0, evidence.credited_year())};
}

// What came to the columns later, and so stands last.
std::vector<std::string> StandingCsv(const v1::Verdict& verdict) {
  const bool coverage = verdict.has_coverage_now();
  const bool waived = verdict.status() == v1::VERDICT_STATUS_WAIVED;
  return {NumberIf(coverage, verdict.coverage_now().numerator()),
          NumberIf(coverage, verdict.coverage_now().denominator()),
          waived ? Slug(verdict.computed_status()) : "", verdict.waiver_ground()};
}

std::vector<std::string> Joined(const std::vector<std::vector<std::string>>& parts) {
  std::vector<std::string> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

const std::vector<std::string>& VerdictCsvHeader() {
  static const auto& header = *new std::vector<std::string>{
      "practice_id", "practice_name", "region",       "cohort_id",    "obligation_id",
      "year",        "strength",      "status",       "numerator",    "denominator",
      "threshold",   "window_from",   "window_until", "first_met_on", "missing",
      "bookable",    "deadline",      "flags",        "plan_id",      "plan_version"};
  return header;
}

const std::vector<std::string>& EvidenceCsvHeader() {
  static const auto& header = *new std::vector<std::string>{
      "event_id",    "position",  "date",   "person_id",      "recorded_for", "session_id",
      "offering_id", "menu_slug", "reason", "evidence_flags", "credited_year"};
  return header;
}

const std::vector<std::string>& StandingCsvHeader() {
  static const auto& header = *new std::vector<std::string>{
      "coverage_now_numerator", "coverage_now_denominator", "computed_status", "waiver_ground"};
  return header;
}

}  // namespace

bool IsReported(const v1::Verdict& verdict) {
  return verdict.strength() != regioplan::v1::STRENGTH_REQUIRED;
}

std::string PeriodText(const Texts& texts, uint32_t period) {
  if (period == 0) return texts.Get("practice.plan_period");
  return texts.Get(period < kCalendarYearMin ? "practice.year" : "practice.calendar_year", period);
}

std::string PeriodShort(const Texts& texts, uint32_t period) {
  return period == 0 ? texts.Get("practice.plan_period_short") : absl::StrCat(period);
}

std::string StatusWord(const Texts& texts, const v1::Verdict& verdict) {
  return texts.Word(verdict.status());
}

std::string StatusSymbol(v1::VerdictStatus status) {
  switch (status) {
    case v1::VERDICT_STATUS_MET:
      return "✓";
    case v1::VERDICT_STATUS_OPEN:
      return "○";
    case v1::VERDICT_STATUS_AT_RISK:
      return "!";
    case v1::VERDICT_STATUS_NOT_MET:
      return "✗";
    case v1::VERDICT_STATUS_NOT_APPLICABLE:
      return "-";
    case v1::VERDICT_STATUS_WAIVED:
      return "~";
    case v1::VERDICT_STATUS_REPORTED:
      return "#";
    default:
      return "?";
  }
}

std::string StatusSymbol(const v1::Verdict& verdict) {
  if (verdict.status() != v1::VERDICT_STATUS_REPORTED) return StatusSymbol(verdict.status());
  if (verdict.strength() != regioplan::v1::STRENGTH_STATEMENT) {
    return absl::StrCat(verdict.numerator());
  }
  return verdict.numerator() > 0 ? "✓" : "·";
}

Tone StatusTone(v1::VerdictStatus status) {
  switch (status) {
    case v1::VERDICT_STATUS_MET:
      return Tone::kGood;
    case v1::VERDICT_STATUS_NOT_MET:
      return Tone::kBad;
    case v1::VERDICT_STATUS_AT_RISK:
    case v1::VERDICT_STATUS_UNDETERMINED:
      return Tone::kWarning;
    case v1::VERDICT_STATUS_NOT_APPLICABLE:
    case v1::VERDICT_STATUS_WAIVED:
    case v1::VERDICT_STATUS_REPORTED:
      return Tone::kDim;
    default:
      return Tone::kPlain;
  }
}

Tone StatusTone(const v1::Verdict& verdict) {
  return IsReported(verdict) ? Tone::kDim : StatusTone(verdict.status());
}

std::string LabelOf(const Texts& texts, const v1::Verdict& verdict) {
  const std::string label = texts.Of(verdict.label());
  return label.empty() ? verdict.obligation_id() : label;
}

std::string ComplianceCsv(const std::vector<v1::PracticeCompliance>& practices,
                          const google::type::Date& at, uint64_t position, bool with_evidence) {
  const std::vector<std::string> no_evidence(with_evidence ? EvidenceCsvHeader().size() : 0);
  const std::vector<std::string> answer = {DateText(at), absl::StrCat(position)};
  std::string csv = CsvLine(Joined({VerdictCsvHeader(),
                                    with_evidence ? EvidenceCsvHeader() : no_evidence,
                                    StandingCsvHeader(),
                                    {"at", "as_of_position"}}));
  for (const auto& practice : practices) {
    for (const auto& verdict : practice.verdicts()) {
      const std::vector<std::string> fields = VerdictCsv(practice, verdict);
      const std::vector<std::string> standing = StandingCsv(verdict);
      // A verdict without evidence keeps its row.
      if (!with_evidence || verdict.evidence().empty()) {
        absl::StrAppend(&csv, CsvLine(Joined({fields, no_evidence, standing, answer})));
        continue;
      }
      for (const auto& evidence : verdict.evidence()) {
        absl::StrAppend(&csv, CsvLine(Joined({fields, EvidenceCsv(evidence), standing, answer})));
      }
    }
  }
  return csv;
}

}  // namespace logboek::cli
