#include "clients/cli/compliance_view.h"

#include <set>

#include "absl/strings/str_cat.h"

namespace logboek::cli {
namespace {

// Periods from here on are calendar years.
constexpr uint32_t kCalendarYearMin = 2000;

DataRow VerdictRow(const Texts& texts, const v1::PracticeCompliance& practice,
                   const v1::Verdict& verdict) {
  return {practice.practice_id(),
          practice.practice_name(),
          practice.region(),
          practice.cohort_id(),
          verdict.obligation_id(),
          uint64_t{verdict.programme_year()},
          WordOf(texts, verdict.strength()),
          WordOf(texts, verdict.status()),
          uint64_t{verdict.numerator()},
          uint64_t{verdict.denominator()},
          uint64_t{verdict.threshold()},
          verdict.window_from(),
          verdict.window_until(),
          verdict.first_met_on(),
          NumberIf(verdict.has_missing(), verdict.missing().count()),
          NumberIf(verdict.has_missing(), verdict.missing().bookable()),
          verdict.deadline(),
          WordsOf<v1::VerdictFlag>(texts, verdict.flags()),
          verdict.plan_id(),
          verdict.plan_version()};
}

DataRow EvidenceRow(const Texts& texts, const v1::Evidence& evidence) {
  return {evidence.event_id(),
          evidence.position(),
          evidence.date(),
          evidence.person_id(),
          evidence.practice_id(),
          evidence.session_id(),
          evidence.offering_id(),
          evidence.menu_slug(),
          WordOf(texts, evidence.reason()),
          WordsOf<v1::VerdictFlag>(texts, evidence.flags()),
          NumberIf(evidence.credited_year() > 0, evidence.credited_year())};
}

// What came to the columns later, and so stands last.
DataRow StandingRow(const Texts& texts, const v1::Verdict& verdict) {
  const bool coverage = verdict.has_coverage_now();
  const bool waived = verdict.status() == v1::VERDICT_STATUS_WAIVED;
  return {NumberIf(coverage, verdict.coverage_now().numerator()),
          NumberIf(coverage, verdict.coverage_now().denominator()),
          waived ? WordOf(texts, verdict.computed_status()) : Value(), verdict.waiver_ground()};
}

template <typename T>
std::vector<T> Joined(const std::vector<std::vector<T>>& parts) {
  std::vector<T> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

const std::vector<DataColumn>& VerdictColumns() {
  static const auto& columns =
      *new std::vector<DataColumn>{{"practice_id", Kind::kCode},   {"practice_name"},
                                   {"region", Kind::kCode},        {"cohort_id", Kind::kCode},
                                   {"obligation_id", Kind::kCode}, {"year", Kind::kNumber},
                                   {"strength", Kind::kWord},      {"status", Kind::kWord},
                                   {"numerator", Kind::kNumber},   {"denominator", Kind::kNumber},
                                   {"threshold", Kind::kNumber},   {"window_from", Kind::kDate},
                                   {"window_until", Kind::kDate},  {"first_met_on", Kind::kDate},
                                   {"missing", Kind::kNumber},     {"bookable", Kind::kNumber},
                                   {"deadline", Kind::kDate},      {"flags", Kind::kWord},
                                   {"plan_id", Kind::kCode},       {"plan_version", Kind::kCode}};
  return columns;
}

const std::vector<DataColumn>& EvidenceColumns() {
  static const auto& columns = *new std::vector<DataColumn>{
      {"event_id", Kind::kCode},       {"position", Kind::kNumber},     {"date", Kind::kDate},
      {"person_id", Kind::kCode},      {"recorded_for", Kind::kCode},   {"session_id", Kind::kCode},
      {"offering_id", Kind::kCode},    {"menu_slug", Kind::kCode},      {"reason", Kind::kWord},
      {"evidence_flags", Kind::kWord}, {"credited_year", Kind::kNumber}};
  return columns;
}

const std::vector<DataColumn>& StandingColumns() {
  static const auto& columns =
      *new std::vector<DataColumn>{{"coverage_now_numerator", Kind::kNumber},
                                   {"coverage_now_denominator", Kind::kNumber},
                                   {"computed_status", Kind::kWord},
                                   {"waiver_ground"}};
  return columns;
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

std::vector<std::string> PlansIn(const std::vector<v1::PracticeCompliance>& practices) {
  std::set<std::string> plans;
  for (const auto& practice : practices) {
    for (const auto& verdict : practice.verdicts()) {
      if (verdict.plan_id().empty()) continue;
      plans.insert(absl::StrCat(verdict.plan_id(), " ", verdict.plan_version()));
    }
  }
  return {plans.begin(), plans.end()};
}

int ShowComplianceData(const Context& context, const std::vector<v1::PracticeCompliance>& practices,
                       const Provenance& provenance, bool with_evidence) {
  const Texts& texts = context.texts;
  const std::vector<DataColumn> evidence_columns =
      with_evidence ? EvidenceColumns() : std::vector<DataColumn>();
  const DataRow no_evidence(evidence_columns.size());
  const DataRow answer = {provenance.at, provenance.position};
  const auto writer =
      StartData(context, texts.Get("compliance.sheet"),
                Joined<DataColumn>({VerdictColumns(),
                                    evidence_columns,
                                    StandingColumns(),
                                    {{"at", Kind::kDate}, {"as_of_position", Kind::kNumber}}}));
  for (const auto& practice : practices) {
    for (const auto& verdict : practice.verdicts()) {
      const DataRow fields = VerdictRow(texts, practice, verdict);
      const DataRow standing = StandingRow(texts, verdict);
      // A verdict without evidence keeps its row.
      if (!with_evidence || verdict.evidence().empty()) {
        writer->Add(Joined<Value>({fields, no_evidence, standing, answer}));
        continue;
      }
      for (const auto& evidence : verdict.evidence()) {
        writer->Add(Joined<Value>({fields, EvidenceRow(texts, evidence), standing, answer}));
      }
    }
  }
  return FinishData(context, writer.get(), provenance);
}

}  // namespace logboek::cli
