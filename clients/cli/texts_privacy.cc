// For privacy officers: words.
#include "clients/cli/texts.h"

namespace logboek::cli {
namespace {

constexpr TextRow kPrivacyTexts[] = {
    {"option.acting_for", "Namens wie u vraagt; staat bij wie er keek",
     "In whose name you ask; kept with who looked"},
    {"privacy.person", "De persoon, onder welk pseudoniem ook", "The person, by any pseudonym"},
    {"privacy.linked", "Andere pseudoniemen", "Other pseudonyms"},
    {"privacy.erasure", "Wissen", "Erasure"},
    {"privacy.retention", "Bewaartermijn", "Retention"},
    {"privacy.still_needed", "nog nodig: er loopt een dienstverband",
     "still needed: an engagement runs on"},
    {"privacy.kept_until", "voor het laatst nodig op $0, bewaard ($1 jaar) tot $2",
     "last needed on $0, kept ($1 years) until $2"},
    {"privacy.kept_ended", "voor het laatst nodig op $0, verstreken ($1 jaar) op $2",
     "last needed on $0, ended ($1 years) on $2"},
    {"erasure.help", "Iemand vergeten: verzoek, sleutel vernietigen, bevestigen",
     "Forget somebody: request, destroy the key, confirm"},
    {"erasure.examples",
     "In deze volgorde; wat iemand deed blijft staan, zonder naam:\n"
     "  logboek erasure request p-000517 --ground \"verzoek van 3 mei\" \\\n"
     "      --requested-by betrokkene --by fg\n"
     "  logboek erasure destroy p-000517 --by fg\n"
     "  logboek erasure confirm p-000517 --by fg",
     "In this order; what somebody did stays, without a name:\n"
     "  logboek erasure request p-000517 --ground \"asked on 3 May\" \\\n"
     "      --requested-by person --by officer\n"
     "  logboek erasure destroy p-000517 --by officer\n"
     "  logboek erasure confirm p-000517 --by officer"},
    {"erasure.status.help", "Hoe ver het wissen is, en tot wanneer de naam bewaard blijft",
     "How far the erasure is, and until when the name is kept"},
    {"erasure.status.examples", "Voorbeelden:\n  logboek erasure status p-000517",
     "Examples:\n  logboek erasure status p-000517"},
    {"erasure.request.help", "Leg vast dat iemand vergeten moet worden",
     "Record that somebody is to be forgotten"},
    {"erasure.request.examples",
     "Voorbeelden:\n"
     "  logboek erasure request p-000517 --ground \"verzoek van 3 mei\" \\\n"
     "      --requested-by betrokkene --by fg\n"
     "Voor het einde van de bewaartermijn alleen met --override-ground. Namen horen niet in\n"
     "deze teksten: wat daar staat is niet te wissen.",
     "Examples:\n"
     "  logboek erasure request p-000517 --ground \"asked on 3 May\" \\\n"
     "      --requested-by person --by officer\n"
     "Before the retention has ended only with --override-ground. Names do not belong in\n"
     "these texts: what stands there cannot be erased."},
    {"erasure.destroy.help", "Vernietig de sleutels; niet terug te draaien",
     "Destroy the keys; cannot be undone"},
    {"erasure.destroy.examples",
     "Voorbeelden:\n  logboek erasure destroy p-000517 --by fg\n"
     "Antwoordt als de sleutels op geen schijf meer staan. Lukte dat niet: nog eens.",
     "Examples:\n  logboek erasure destroy p-000517 --by officer\n"
     "Answers when the keys are on no disk any more. When that failed: once more."},
    {"erasure.confirm.help", "Stel vast dat er geen sleutel meer is",
     "Establish that no key is left"},
    {"erasure.confirm.examples", "Voorbeelden:\n  logboek erasure confirm p-000517 --by fg",
     "Examples:\n  logboek erasure confirm p-000517 --by officer"},
    {"erasure.ground", "Waarom", "Why"},
    {"erasure.requested_by", "Wie erom vraagt: een functie of pseudoniem",
     "Who asks: a function or a pseudonym"},
    {"erasure.override_ground", "Waarom de bewaartermijn niet telt",
     "Why the retention does not matter"},
    {"erasure.by", "Wie besluit: een functie of pseudoniem",
     "Who decides: a function or a pseudonym"},
    {"retention.help", "Van wie de naam nergens meer voor nodig is",
     "Whose name is needed for nothing any more"},
    {"retention.examples",
     "Voorbeelden:\n"
     "  logboek retention --region utrecht_sterkzorg --open\n"
     "  logboek retention --region utrecht_sterkzorg --at 2027-01-01",
     "Examples:\n"
     "  logboek retention --region utrecht_sterkzorg --open\n"
     "  logboek retention --region utrecht_sterkzorg --at 2027-01-01"},
    {"retention.at", "Peildatum, ook in de toekomst; standaard vandaag",
     "Reference date, may lie ahead; default today"},
    {"retention.open", "Zonder wie al gewist is", "Without those who are erased"},
    {"retention.all", "Ook wie nog nodig is", "Those who are still needed, too"},
    {"accesses.help", "Wie naar wie keek", "Who looked at whom"},
    {"accesses.examples",
     "Voorbeelden:\n"
     "  logboek accesses --person p-000517 --from 2026-01-01\n"
     "  logboek accesses --principal rho-utrecht\n"
     "  logboek accesses --practice ut-006\n"
     "Nieuwste eerst, van vijf jaar. Een praktijk vraagt dit over zichzelf.",
     "Examples:\n"
     "  logboek accesses --person p-000517 --from 2026-01-01\n"
     "  logboek accesses --principal rho-utrecht\n"
     "  logboek accesses --practice ut-006\n"
     "Newest first, of five years. A practice asks this about itself."},
    {"accesses.person", "Wie keek naar deze persoon", "Who looked at this person"},
    {"accesses.principal", "Naar wie deze gebruiker keek", "At whom this user looked"},
    {"accesses.practice", "Wie keek naar de mensen van deze praktijk",
     "Who looked at the people of this practice"},
    {"accesses.one_of", "geef een van --person, --principal en --practice",
     "give one of --person, --principal and --practice"},
    {"export.help", "Alles wat van één persoon bewaard wordt, met naam",
     "Everything that is kept of one person, with the name"},
    {"export.examples",
     "Voorbeelden:\n"
     "  logboek export-person p-000517\n"
     "  logboek export-person p-000517 --format json --output p-000517.json\n"
     "Het bestand is alleen voor u leesbaar (0600). Dat u keek, wordt vastgelegd.",
     "Examples:\n"
     "  logboek export-person p-000517\n"
     "  logboek export-person p-000517 --format json --output p-000517.json\n"
     "Nobody but you can read the file (0600). That you looked is recorded."},
    {"export.title", "Wat er bewaard wordt van $0", "What is kept of $0"},
    {"export.sheet", "Persoon", "Person"},
    {"export.none", "(niets)", "(nothing)"},
    {"export.events", "Genoemd in $0 gebeurtenissen, op de posities: $1",
     "Named in $0 events, at the positions: $1"},
    {"export.part", "Onderdeel", "Part"},
    {"export.row", "Rij", "Row"},
    {"export.field", "Gegeven", "Field"},
    {"export.value", "Waarde", "Value"},
    {"export.personal_data", "Naam en gegevens", "Name and data"},
    {"export.pseudonyms", "Pseudoniemen", "Pseudonyms"},
    {"export.engagements", "Dienstverbanden", "Engagements"},
    {"export.enrolments", "Inschrijvingen", "Enrolments"},
    {"export.attendances", "Aanwezigheid", "Attendance"},
    {"export.trainings", "Scholing", "Training"},
    {"export.erasure_steps", "Wissen", "Erasure"},
    {"export.accesses", "Wie keek", "Who looked"},
    {"column.step", "Stap", "Step"},
    {"column.requested_by", "Gevraagd door", "Asked by"},
    {"column.override_ground", "Ondanks bewaartermijn", "Despite retention"},
    {"column.after_restore", "Na terugzetten", "After a restore"},
    {"column.last_need", "Laatst nodig", "Last needed"},
    {"column.retention_years", "Jaren", "Years"},
    {"column.retained_until", "Bewaard tot", "Kept until"},
    {"column.retention_ended", "Verstreken", "Ended"},
    {"column.looked_at", "Wanneer", "When"},
    {"column.method", "Wat", "What"},
    {"column.shown", "Getoond", "Shown"},
    {"column.outcome", "Uitkomst", "Outcome"},
    {"column.request_id", "Vraag", "Request"},
    {"column.email", "E-mail", "E-mail"},
    {"column.big_number", "BIG-nummer", "BIG number"},
    {"column.registered_on", "Geregistreerd", "Registered"},
    {"column.linked_to", "Gekoppeld aan", "Linked to"},
    {"column.until", "Tot", "Until"},
    {"column.engagement", "Dienstverband", "Engagement"},
    {"column.requested_on", "Gevraagd", "Requested"},
    {"column.participation", "Deelname", "Participation"},
    {"column.confirmed_on", "Plaats sinds", "Place since"},
    {"column.ended_on", "Beëindigd", "Ended"},
    {"column.handed_over", "Overgedragen", "Handed over"},
    {"column.corrected", "Gecorrigeerd", "Corrected"},
    {"column.voided", "Vervallen", "Voided"},
    {"column.certificate", "Certificaat", "Certificate"},
    {"column.certificate_sha256", "SHA-256 certificaat", "Certificate's SHA-256"},
    {"column.declared_by", "Opgegeven door", "Declared by"},
    {"ErasureStatus.none", "niet gevraagd", "not requested"},
    {"ErasureStatus.requested", "gevraagd", "requested"},
    {"ErasureStatus.key_destroyed", "sleutel vernietigd", "key destroyed"},
    {"ErasureStatus.confirmed", "bevestigd", "confirmed"},
    {"TrainingKind.completed", "afgerond", "completed"},
    {"TrainingKind.revoked", "ingetrokken", "revoked"},
    {"TrainingKind.declared", "opgegeven", "declared"},
    {"TrainingKind.recognised", "erkend", "recognised"},
    {"TrainingKind.refused", "niet erkend", "refused"},
    {"Shown.pseudonyms", "pseudoniemen", "pseudonyms"},
    {"Shown.names", "namen", "names"},
    {"AccessOutcome.answered", "beantwoord", "answered"},
    {"AccessOutcome.refused", "geweigerd", "refused"},
};

}  // namespace

absl::Span<const TextRow> PrivacyTexts() { return kPrivacyTexts; }

}  // namespace logboek::cli
