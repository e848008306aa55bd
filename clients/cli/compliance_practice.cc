#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/compliance_view.h"
#include "clients/cli/dates.h"

namespace logboek::cli {
namespace {

constexpr size_t kExplainIndent = 2;

std::string Fraction(uint32_t numerator, uint32_t denominator) {
  return absl::StrCat(numerator, "/", denominator);
}

// "2 more needed, by 2026-03-31"; once the window is over, how many it was short.
std::string MissingText(const Texts& texts, const v1::Verdict& verdict) {
  if (!verdict.has_missing()) return "";
  const bool over = verdict.status() == v1::VERDICT_STATUS_NOT_MET;
  std::string text =
      texts.Get(over ? "compliance.short" : "compliance.missing", verdict.missing().count());
  if (verdict.has_deadline()) {
    absl::StrAppend(
        &text, ", ",
        texts.Get(over ? "compliance.was_by" : "compliance.by", DateText(verdict.deadline())));
  }
  return text;
}

std::string BookableText(const Texts& texts, const v1::Verdict& verdict) {
  const bool open =
      verdict.status() == v1::VERDICT_STATUS_OPEN || verdict.status() == v1::VERDICT_STATUS_AT_RISK;
  if (!verdict.has_missing() || !open) return "";
  return texts.Get("compliance.bookable", verdict.missing().bookable());
}

template <typename Flags>
std::string FlagWords(const Texts& texts, const Flags& flags) {
  std::vector<std::string> words;
  for (const int flag : flags) words.push_back(texts.Word(static_cast<v1::VerdictFlag>(flag)));
  return absl::StrJoin(words, "; ");
}

std::string RoleWords(const Texts& texts, const v1::Verdict& verdict) {
  std::vector<std::string> words;
  for (const int role : verdict.roles()) {
    words.push_back(texts.Word(static_cast<event::v1::Role>(role)));
  }
  return absl::StrJoin(words, ", ");
}

Table VerdictTable(const Texts& texts, const v1::PracticeCompliance& compliance) {
  Table table({{texts.Get("column.obligation")},
               {texts.Get("column.label"), false, true},
               {texts.Get("column.year"), true},
               {texts.Get("column.status")},
               {texts.Get("column.count"), true},
               {texts.Get("column.needed"), true},
               {texts.Get("column.first_met")},
               {texts.Get("column.missing"), false, true}});
  for (const auto& verdict : compliance.verdicts()) {
    table.Add({verdict.obligation_id(),
               LabelOf(texts, verdict),
               PeriodShort(texts, verdict.programme_year()),
               {StatusWord(texts, verdict), StatusTone(verdict)},
               Fraction(verdict.numerator(), verdict.denominator()),
               IsReported(verdict) ? "" : absl::StrCat(verdict.threshold()),
               DateText(verdict.first_met_on()),
               MissingText(texts, verdict)});
  }
  return table;
}

// "survey:habit" in words; as it stands when it is newer than this program.
std::string SubjectText(const Texts& texts, const std::string& subject) {
  static constexpr const char* kKnown[] = {
      "practice_plan", "fund_use", "survey", "training_intent", "signed", "visit", "data_request"};
  const std::vector<std::string> parts = absl::StrSplit(subject, absl::MaxSplits(':', 1));
  for (const char* known : kKnown) {
    if (parts.front() == known) return texts.Get(absl::StrCat("evidence.", known), parts.back());
  }
  return subject;
}

std::string WhatOf(const Texts& texts, const v1::Evidence& evidence) {
  if (!evidence.session_id().empty()) {
    return texts.Get("evidence.session", evidence.session_id());
  }
  if (!evidence.offering_id().empty()) {
    return texts.Get("evidence.offering", evidence.offering_id());
  }
  if (!evidence.subject().empty()) {
    return SubjectText(texts, evidence.subject());
  }
  // What was recognised is about a person, what was chosen about the practice.
  return texts.Get(evidence.person_id().empty() ? "evidence.choice" : "evidence.recognition",
                   evidence.menu_slug());
}

std::string ReasonOf(const Texts& texts, const v1::Evidence& evidence) {
  std::string text = texts.Word(evidence.reason());
  if (evidence.credited_year() > 0) {
    absl::StrAppend(&text, " ", texts.Get("evidence.credited", evidence.credited_year()));
  }
  const std::string flags = FlagWords(texts, evidence.flags());
  return flags.empty() ? text : absl::StrCat(text, "; ", flags);
}

std::string EvidenceTable(const Context& context, const std::string& practice_id,
                          const v1::Verdict& verdict) {
  const Texts& texts = context.texts;
  Table table({{""},
               {texts.Get("column.date")},
               {texts.Get("column.fact"), false, true},
               {texts.Get("column.person")},
               {texts.Get("column.why"), false, true},
               {texts.Get("column.position"), true}});
  for (const auto& evidence : verdict.evidence()) {
    const bool counted = evidence.reason() == v1::EVIDENCE_REASON_COUNTED;
    const bool elsewhere = !evidence.practice_id().empty() && evidence.practice_id() != practice_id;
    std::string person = evidence.person_id();
    if (elsewhere) {
      absl::StrAppend(&person, " ", texts.Get("evidence.via", evidence.practice_id()));
    }
    table.Add({{counted ? "✓" : "✗", counted ? Tone::kGood : Tone::kDim},
               DateText(evidence.date()),
               WhatOf(texts, evidence),
               person,
               ReasonOf(texts, evidence),
               absl::StrCat(evidence.position())});
  }
  if (table.empty()) {
    return absl::StrCat(std::string(kExplainIndent, ' '), texts.Get("evidence.none"), "\n");
  }
  Style style = context.style;
  style.indent = kExplainIndent;
  return table.Render(style);
}

std::string Indented(const std::string& text) {
  return text.empty() ? "" : absl::StrCat(std::string(kExplainIndent, ' '), text, "\n");
}

std::string Labelled(const Texts& texts, const char* label, const std::string& text) {
  return text.empty() ? "" : Indented(absl::StrCat(texts.Get(label), ": ", Printable(text)));
}

std::string WindowText(const Texts& texts, const v1::Verdict& verdict) {
  if (!verdict.has_window_from()) return "";
  if (!verdict.has_window_until()) {
    return texts.Get("compliance.window_open", DateText(verdict.window_from()));
  }
  return texts.Get("compliance.window", DateText(verdict.window_from()),
                   LastDayText(verdict.window_until()));
}

std::string NumbersText(const Texts& texts, const v1::Verdict& verdict) {
  if (IsReported(verdict)) {
    return texts.Get("compliance.numbers_reported", verdict.numerator(), verdict.denominator());
  }
  return texts.Get("compliance.numbers", verdict.numerator(), verdict.denominator(),
                   verdict.threshold());
}

std::string CoverageText(const v1::Verdict& verdict) {
  if (!verdict.has_coverage_now()) return "";
  return Fraction(verdict.coverage_now().numerator(), verdict.coverage_now().denominator());
}

std::string SourceText(const v1::Verdict& verdict) {
  std::string text = absl::StrCat(verdict.plan_id(), " ", verdict.plan_version());
  if (!verdict.section().empty()) absl::StrAppend(&text, ", ", verdict.section());
  return text;
}

std::string WaiverText(const Texts& texts, const v1::Verdict& verdict) {
  if (verdict.status() != v1::VERDICT_STATUS_WAIVED) return "";
  return texts.Get("compliance.waiver", texts.Word(verdict.computed_status()),
                   verdict.waiver_ground());
}

}  // namespace

std::string ExplainVerdict(const Context& context, const std::string& practice_id,
                           const v1::Verdict& verdict) {
  const Texts& texts = context.texts;
  const std::string title =
      Printable(absl::StrCat(verdict.obligation_id(), " ", LabelOf(texts, verdict), ", ",
                             PeriodText(texts, verdict.programme_year()), ": "));
  std::string text =
      absl::StrCat(Paint(title, Tone::kBold, context.style.colour),
                   Paint(StatusWord(texts, verdict), StatusTone(verdict), context.style.colour),
                   " (", NumbersText(texts, verdict), ")\n");
  absl::StrAppend(&text, Indented(Printable(texts.Of(verdict.text()))),
                  Labelled(texts, "label.missing", MissingText(texts, verdict)),
                  Labelled(texts, "label.bookable", BookableText(texts, verdict)),
                  Labelled(texts, "label.window", WindowText(texts, verdict)),
                  Labelled(texts, "label.first_met", DateText(verdict.first_met_on())));
  absl::StrAppend(&text, Labelled(texts, "label.coverage", CoverageText(verdict)),
                  Labelled(texts, "label.roles", RoleWords(texts, verdict)),
                  Labelled(texts, "label.flags", FlagWords(texts, verdict.flags())),
                  Labelled(texts, "label.waiver", WaiverText(texts, verdict)),
                  Labelled(texts, "label.plan", SourceText(verdict)),
                  EvidenceTable(context, practice_id, verdict));
  return text;
}

void ShowPracticeCompliance(const Context& context,
                            const v1::GetPracticeComplianceResponse& response, bool explain) {
  const Texts& texts = context.texts;
  const v1::PracticeCompliance& compliance = response.compliance();
  *context.out << context.Heading(
                      absl::StrCat(compliance.practice_name(), " (", compliance.practice_id(), ")"))
               << "\n"
               << KeyValues({{texts.Get("label.region"), compliance.region()},
                             {texts.Get("label.cohort"), compliance.cohort_id()},
                             {texts.Get("label.at"), DateText(response.at())},
                             {texts.Get("label.position"), absl::StrCat(response.position())}})
               << "\n";
  const Table table = VerdictTable(texts, compliance);
  *context.out << (table.empty() ? texts.Get("compliance.no_verdicts") + "\n"
                                 : table.Render(context.style));
  if (!explain) return;
  for (const auto& verdict : compliance.verdicts()) {
    *context.out << "\n" << ExplainVerdict(context, compliance.practice_id(), verdict);
  }
}

}  // namespace logboek::cli
