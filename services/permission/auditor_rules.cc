#include "services/permission/auditor_rules.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/permission/subjects.h"

namespace logboek::permission {
namespace {

using google::protobuf::FieldDescriptor;

constexpr AuditorSees kAsItIs = AuditorSees::kAsItIs;
constexpr AuditorSees kPseudonym = AuditorSees::kPseudonym;
constexpr AuditorSees kNothing = AuditorSees::kNothing;

constexpr absl::string_view kOfAPlan = "what a plan names, and the register reads it as that alone";
constexpr absl::string_view kOfTheServer = "a word, a number or a digest of the server's own";
constexpr absl::string_view kOfTheAuditor = "the auditor's own, or of who may see everything";
constexpr absl::string_view kOfAPractice =
    "of a document or a statement of a practice, no person's";

constexpr AuditorRule kAuditorRules[] = {
    // Who did something: a function, but it may be a person.
    {"acting_for", kPseudonym},
    {"actor", kPseudonym},
    {"closed_by", kPseudonym},
    {"created_by", kPseudonym},
    {"decided_by", kPseudonym},
    {"declared_by", kPseudonym},
    {"held_by", kPseudonym},
    {"principal", kPseudonym},
    {"requested_by", kPseudonym},
    {"revoked_by", kPseudonym},
    {"submitted_by", kPseudonym},
    {"Actor.id", kPseudonym},
    // Without sources in its grant, a caller's source is its principal.
    {"source", kPseudonym},
    // The sender's own bookkeeping, and ids made from it.
    {"correlation_id", kPseudonym},
    {"source_id", kPseudonym},
    {"supersedes", kPseudonym},
    // The ids of records, under another name of the field.
    {"Evidence.subject", AuditorSees::kPseudonymBehindColon},
    {"Fix.item_id", AuditorSees::kPseudonymWithoutForm},
    // In a sender's own words.
    {"certificate_ref", kNothing},
    {"filter", kNothing},
    {"ground", kNothing},
    {"message", kNothing},
    {"note", kNothing},
    {"override_ground", kNothing},
    {"reason", kNothing},
    {"title", kNothing},
    {"topics", kNothing},
    {"waiver_ground", kNothing},
    {"DataRequested.subject", kNothing},
    {"ReportIssued.recipient", kNothing},
    // A certificate is one person's, and may lie with others, too.
    {"certificate_sha256", kNothing},
    // May hold anything.
    {"Any.type_url", kNothing},
    {"Any.value", kNothing},
    {"PlanProblem.field", kNothing},
    // Of answers that auditors do not get.
    {"credential", kNothing},
    {"refused_because", kNothing},
    {"Refusal.command", kNothing},
    {"TokenRecord.rotated_to", kNothing},
    {"TokenRecord.sha256", kNothing},
    {"TokenRecord.token_id", kNothing},

    {"cohort_id", kAsItIs, kOfAPlan},
    {"cohort_ids", kAsItIs, kOfAPlan},
    {"interpretation_id", kAsItIs, kOfAPlan},
    {"menu_slug", kAsItIs, kOfAPlan},
    {"menu_slugs", kAsItIs, kOfAPlan},
    {"obligation_id", kAsItIs, kOfAPlan},
    {"obligation_ids", kAsItIs, kOfAPlan},
    {"plan_id", kAsItIs, kOfAPlan},
    {"plan_version", kAsItIs, kOfAPlan},
    {"DecisionInUseRow.option", kAsItIs, kOfAPlan},
    {"InterpretationDecided.option", kAsItIs, kOfAPlan},
    {"EvidenceBundle.plans", kAsItIs, kOfAPlan},
    {"GetRegionReportResponse.plans", kAsItIs, kOfAPlan},
    {"MenuItemPublished.menu_item", kAsItIs, kOfAPlan},
    {"PlanPublished.plan", kAsItIs, kOfAPlan},
    {"PlanPublished.version", kAsItIs, kOfAPlan},
    {"PlanStatus.version", kAsItIs, kOfAPlan},
    {"SurveyAnswered.survey", kAsItIs, kOfAPlan},
    {"Text.en", kAsItIs, kOfAPlan},
    {"Text.nl", kAsItIs, kOfAPlan},
    {"TrackEnded.track", kAsItIs, kOfAPlan},
    {"TrackMembership.track", kAsItIs, kOfAPlan},
    {"TrackStarted.track", kAsItIs, kOfAPlan},
    {"Verdict.section", kAsItIs, kOfAPlan},

    {"token", kAsItIs, kOfTheServer},
    {"AccessRecord.method", kAsItIs, kOfTheServer},
    {"AuditReplayPerformed.method", kAsItIs, kOfTheServer},
    {"CausingEvent.type", kAsItIs, kOfTheServer},
    {"CommandOutcome.event_types", kAsItIs, kOfTheServer},
    {"DryRunAccepted.event_types", kAsItIs, kOfTheServer},
    {"Envelope.command_digest", kAsItIs, "a digest under a key that nobody else has"},
    {"Envelope.type", kAsItIs, kOfTheServer},
    {"EvidenceBundle.verdict_digest", kAsItIs, kOfTheServer},
    {"GetStatusResponse.engine", kAsItIs, kOfTheServer},
    {"GetStatusResponse.signing_key", kAsItIs, kOfTheServer},
    {"GetStatusResponse.version", kAsItIs, kOfTheServer},
    {"GetVerdictDigestResponse.digest", kAsItIs, kOfTheServer},
    {"PromotionRow.cause_type", kAsItIs, kOfTheServer},
    {"RegionDigest.digest", kAsItIs, kOfTheServer},
    {"ReportIssued.report_sha256", kAsItIs, kOfTheServer},
    {"SignedEvidence.part_sha256", kAsItIs, kOfTheServer},
    {"SignedEvidence.public_key", kAsItIs, kOfTheServer},
    {"SignedEvidence.sha256", kAsItIs, kOfTheServer},
    {"SignedEvidence.signature", kAsItIs, kOfTheServer},
    {"StoredBackup.version", kAsItIs, kOfTheServer},
    {"WhoAmIResponse.methods", kAsItIs, kOfTheServer},
    {"YearClosed.verdict_sha256", kAsItIs, kOfTheServer},
    {"report_id", kAsItIs, kOfTheServer},
    {"store_id", kAsItIs, kOfTheServer},
    {"next_page_token", kAsItIs, "positions, days and ids of practices; of others' answers, more"},
    {"ReplayResponse.envelope", kAsItIs, "each event is looked at before it is written there"},

    {"Disclosure.recipient", kAsItIs, kOfTheAuditor},
    {"Disclosure.sha256", kAsItIs, kOfTheAuditor},
    {"ExchangeTokenResponse.token", kAsItIs, kOfTheAuditor},
    {"Grant.academies", kAsItIs, kOfTheAuditor},
    {"Grant.acting_for", kAsItIs, kOfTheAuditor},
    {"Grant.practices", kAsItIs, kOfTheAuditor},
    {"Grant.principal", kAsItIs, kOfTheAuditor},
    {"Grant.regions", kAsItIs, kOfTheAuditor},
    {"Grant.sources", kAsItIs, kOfTheAuditor},
    {"WhoAmIResponse.credential", kAsItIs, kOfTheAuditor},

    {"practice_name", kAsItIs, "a practice's, which stands beside its id"},
    {"Practice.name", kAsItIs, "a practice's, which stands beside its id"},
    {"PracticeRegistered.name", kAsItIs, "a practice's, which stands beside its id"},
    {"GetFeedResponse.regions", kAsItIs, "regions"},
    {"GroupMembership.group_id", kAsItIs, "a joint plan or a health centre"},
    {"RepresentationRow.through_id", kAsItIs, "a joint plan or a health centre"},
    {"AttendanceListClosed.list_sha256", kAsItIs, "of the list of a session, to hold beside it"},
    {"document_sha256", kAsItIs, kOfAPractice},
    {"text_sha256", kAsItIs, kOfAPractice},
    {"ParticipationRow.names", kAsItIs, "read only where the region released names to insurers"},
};

}  // namespace

absl::Span<const AuditorRule> AuditorRules() { return kAuditorRules; }

const AuditorRule* FindAuditorRule(const FieldDescriptor& field) {
  static const auto* const by_field = [] {
    auto* const rules = new absl::flat_hash_map<absl::string_view, const AuditorRule*>;
    for (const AuditorRule& rule : kAuditorRules) rules->emplace(rule.field, &rule);
    return rules;
  }();
  const std::string in_message = absl::StrCat(field.containing_type()->name(), ".", field.name());
  auto found = by_field->find(in_message);
  if (found == by_field->end()) found = by_field->find(field.name());
  return found == by_field->end() ? nullptr : found->second;
}

AuditorSees AuditorSeesOf(const FieldDescriptor& field) {
  switch (KindOf(field)) {
    case SubjectKind::kPerson:
    case SubjectKind::kEngagement:
    case SubjectKind::kEnrolment:
    case SubjectKind::kLine:
    case SubjectKind::kDataRequest:
    case SubjectKind::kEvent:
      return AuditorSees::kPseudonym;
    case SubjectKind::kRegion:
    case SubjectKind::kAcademy:
    case SubjectKind::kPractice:
    case SubjectKind::kAgb:
    case SubjectKind::kOffering:
    case SubjectKind::kSeries:
    case SubjectKind::kSession:
    case SubjectKind::kJointPlan:
    case SubjectKind::kCentre:
      return AuditorSees::kAsItIs;
    case SubjectKind::kNone:
      break;
  }
  const AuditorRule* const rule = FindAuditorRule(field);
  return rule == nullptr ? AuditorSees::kNothing : rule->sees;
}

}  // namespace logboek::permission
