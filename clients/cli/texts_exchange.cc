#include "clients/cli/texts_exchange.h"

namespace logboek::cli {
namespace {

constexpr TextRow kExchangeTexts[] = {
    // calendar, report.
    {"calendar.help", "De bijeenkomsten van een regio als agenda (iCalendar)",
     "The sessions of a region as a calendar (iCalendar)"},
    {"calendar.examples",
     "Elke agenda leest het bestand (RFC 5545). Wie het later opnieuw inleest, ziet verplaatste "
     "en\n"
     "afgelaste bijeenkomsten veranderen en niets dubbel.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek calendar --region utrecht_sterkzorg --output utrecht.ics\n"
     "  logboek calendar --region utrecht_sterkzorg --role gp_owner --from 2026-04-01",
     "Every calendar reads the file (RFC 5545). Who takes it in again later sees sessions that\n"
     "were moved or cancelled change, and nothing twice.\n"
     "\n"
     "Examples:\n"
     "  logboek calendar --region utrecht_sterkzorg --output utrecht.ics\n"
     "  logboek calendar --region utrecht_sterkzorg --role gp_owner --from 2026-04-01"},
    {"calendar.role", "Alleen wat voor deze functies meetelt, bijvoorbeeld\ngp_owner",
     "Only what counts for these roles, for example\ngp_owner"},
    {"report.help", "Rapporten", "Reports"},
    {"report.examples",
     "Voorbeelden:\n"
     "  logboek report region --region utrecht_sterkzorg --output rapport.html\n"
     "  logboek report practices --region midden_brabant_primacura --year 1",
     "Examples:\n"
     "  logboek report region --region utrecht_sterkzorg --output report.html\n"
     "  logboek report practices --region midden_brabant_primacura --year 1"},
    {"report.region.help", "Hoeveel praktijken van een regio elke verplichting halen",
     "How many practices of a region meet each obligation"},
    {"report.region.examples",
     "Er staat geen praktijk in. Met --for insurer toont de server geen aantallen onder de 5, en\n"
     "niets waaruit ze te berekenen zijn, ook niet met de rapporten van eerder ernaast. De server\n"
     "legt vast wat hij geeft voordat hij het geeft. Wie op dezelfde dag dezelfde vraag stelt,\n"
     "krijgt hetzelfde rapport; een nieuw krijgt een andere --edition. Als html is het een pagina\n"
     "om af te drukken; csv, excel-csv en xlsx kunnen ook.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek report region --region utrecht_sterkzorg --output rapport.html\n"
     "  logboek report region --region utrecht_sterkzorg --for insurer --recipient vgz \\\n"
     "      --year 3 --format xlsx --output rapport.xlsx",
     "It names no practice. With --for insurer the server shows no numbers below 5, and nothing\n"
     "from which they could be worked out, even beside the reports from before. It records what\n"
     "it gives before it gives it. Who asks the same on the same day gets the same report; a new\n"
     "one has another --edition. As html it is a page to print; csv, excel-csv and xlsx will do\n"
     "as well.\n"
     "\n"
     "Examples:\n"
     "  logboek report region --region utrecht_sterkzorg --output report.html\n"
     "  logboek report region --region utrecht_sterkzorg --for insurer --recipient vgz \\\n"
     "      --year 3 --format xlsx --output report.xlsx"},
    {"report.practices.help", "Deelname per praktijk en verplichting, in aantallen",
     "Participation by practice and obligation, in numbers"},
    {"report.practices.examples",
     "Naar een verzekeraar gaat de lijst alleen als het plan van de regio dat toelaat en de regio\n"
     "haar heeft vrijgegeven; met namen alleen als ook die zijn vrijgegeven. De server legt vast\n"
     "wat hij geeft.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek report practices --region midden_brabant_primacura --year 1\n"
     "  logboek report practices --region midden_brabant_primacura --year 1 --for insurer \\\n"
     "      --recipient cz --format xlsx --output deelname.xlsx",
     "To an insurer the list goes only when the region's plan allows it and the region has\n"
     "released it; with names only when those were released, too. The server records what it\n"
     "gives.\n"
     "\n"
     "Examples:\n"
     "  logboek report practices --region midden_brabant_primacura --year 1\n"
     "  logboek report practices --region midden_brabant_primacura --year 1 --for insurer \\\n"
     "      --recipient cz --format xlsx --output participation.xlsx"},
    {"report.practices.sheet", "Deelname", "Participation"},
    {"report.names", "Met de namen van de deelnemers", "With the names of those who took part"},
    {"leaving.recipient", "Naam van de ontvanger; wordt vastgelegd",
     "Name of the recipient; it is recorded"},
    {"leaving.edition", "Een nieuwe, als er vandaag al een was",
     "A new one, if there was one today"},
    {"leaving.no_recipient", "--recipient is nodig: wie de ontvanger is, wordt vastgelegd",
     "--recipient is needed: who receives it is recorded"},
    {"leaving.report", "Rapport", "Report"},
    {"leaving.for", "Voor", "For"},
    {"leaving.recorded", "Vastgelegd op positie", "Recorded at position"},
    {"leaving.repeated", "was al vastgelegd", "was recorded already"},
    {"evidence.help", "Wat een praktijk zelf kan laten zien, ondertekend, als bestand",
     "What a practice can show of itself, signed, as a file"},
    {"evidence.examples",
     "Alle oordelen met wat ervoor telt. Wie het bestand krijgt, ziet met logboek verify zonder\n"
     "server dat er niets in veranderd is. De server legt vast wat hij geeft.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek evidence --practice mb-002 --out bewijs.json\n"
     "  logboek evidence --practice mb-002 --obligation MB-05 --recipient cz --out bewijs.json",
     "Every verdict with what counts for it. Whoever gets the file can see with logboek verify,\n"
     "without a server, that nothing in it was changed. The server records what it gives.\n"
     "\n"
     "Examples:\n"
     "  logboek evidence --practice mb-002 --out evidence.json\n"
     "  logboek evidence --practice mb-002 --obligation MB-05 --recipient cz --out evidence.json"},
    {"evidence.practice", "Praktijk, bijvoorbeeld mb-002", "Practice, for example mb-002"},
    {"evidence.out", "Waar het bestand komt", "Where the file goes"},
    {"evidence.obligation", "Alleen deze verplichtingen", "Only these obligations"},
    {"evidence.written", "$0: $1 oordelen, ondertekend", "$0: $1 verdicts, signed"},
    {"verify.help", "Is een bestand met bewijs zoals het ondertekend is?",
     "Is a file of evidence as it was signed?"},
    {"verify.examples",
     "Daar is geen server voor nodig. De sleutel van een server toont logboek status; vraag hem\n"
     "aan wie de server beheert, niet aan wie het bestand gaf.\n"
     "\n"
     "Voorbeeld:\n"
     "  logboek verify bewijs.json --key \"$SLEUTEL\"",
     "That takes no server. The key of a server is shown by logboek status; ask those who run the\n"
     "server for it, not who gave the file.\n"
     "\n"
     "Example:\n"
     "  logboek verify evidence.json --key \"$KEY\""},
    {"verify.file", "Het bestand", "The file"},
    {"verify.key", "De sleutel waarmee het ondertekend moet zijn",
     "The key it must be signed with"},
    {"verify.unreadable", "$0 is geen bestand met bewijs: $1", "$0 is no file of evidence: $1"},
    {"verify.changed", "$0 is niet zoals het ondertekend is:", "$0 is not as it was signed:"},
    {"verify.head",
     "veranderd: waar het over gaat (opslag, rapport, praktijk, datum, positie, plannen of "
     "kenmerk)",
     "changed: what it is about (store, report, practice, date, position, plans or digest)"},
    {"verify.verdict", "veranderd of toegevoegd: het oordeel over $0, $1",
     "changed or added: the verdict on $0, $1"},
    {"verify.left_out", "weggelaten: $0 oordelen", "left out: $0 verdicts"},
    {"verify.order", "veranderd: de volgorde van de oordelen",
     "changed: the order of the verdicts"},
    {"verify.hashes", "veranderd: de controlegetallen", "changed: the checksums"},
    {"verify.signature",
     "de handtekening past niet: die is veranderd, of van een andere sleutel of ander bewijs",
     "the signature does not fit: it was changed, or is of another key or of other evidence"},
    {"verify.other_key", "ondertekend met een andere sleutel: $0", "signed with another key: $0"},
    {"verify.as_signed", "Zoals ondertekend, met deze sleutel.", "As signed, with this key."},
    {"verify.no_key",
     "Zoals ondertekend. Of de sleutel van de server is, is niet nagegaan: geef hem met --key.",
     "As signed. Whether the key is the server's was not checked: give it with --key."},
    {"label.signing_key", "Sleutel van bewijs", "Key of evidence"},
    {"type.key", "SLEUTEL", "KEY"},
    {"report.year", "Alleen dit programmajaar", "Only this programme year"},
    {"report.for", "Voor wie het is, standaard region", "Whom it is for, default region"},
    {"report.title", "Regiorapport", "Region report"},
    {"report.sheet", "Regiorapport", "Region report"},
    {"report.empty", "Er is in deze regio niets gevraagd.", "Nothing was asked in this region."},
    {"report.asked",
     "Gevraagd: de praktijken waarvoor de verplichting in dat jaar geldt, met die een ontheffing "
     "hebben. Deel voldaan: voldaan ten opzichte van gevraagd.",
     "Asked: the practices to which the obligation applies in that year, those with a waiver "
     "included. Share met: met out of asked."},
    {"counts.hidden",
     "·: niet getoond aan auditors, omdat rapporten over de regio het verbergen kunnen.",
     "·: not shown to auditors, because reports of the region may hide it."},
    {"report.hidden",
     "·: niet getoond, omdat eruit zou kunnen volgen hoe het met minder dan vijf praktijken staat, "
     "hier of naast een eerder rapport.",
     "·: not shown, because it could tell how fewer than five practices stand, here or beside an "
     "earlier report."},

    // import.
    {"import.help", "Lees een lijst in: een rij per deelnemer, als CSV",
     "Import a list: one row for each participant, as CSV"},
    {"import.examples",
     "Het bestand is CSV zoals Excel het opslaat (puntkomma, komma of tab; UTF-8 of\n"
     "Windows-1252; datums dd-mm-jjjj). De eerste rij noemt de kolommen; gangbare namen worden\n"
     "herkend, andere wijst --map aan. Een praktijk staat er met haar id of haar AGB-code.\n"
     "Velden per soort:\n"
     "  attendance   session_id person_id practice_id|agb [represents] [status]\n"
     "  enrolments   session_id|series_id person_id practice_id|agb [represents]\n"
     "               [participation] [requested_on] [enrolment_id]\n"
     "  staff        person_id practice_id|agb role from [until|last_day] [engagement_id]\n"
     "               [region name email big_number]\n"
     "  completions  offering_id person_id practice_id|agb completed_on [certificate_ref]\n"
     "Elke rij krijgt een vast kenmerk, dus hetzelfde bestand nog eens inlezen verdubbelt niets.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek import lijst.csv --as attendance --set session_id=s-0415 --dry-run\n"
     "  logboek import lijst.csv --as attendance --set session_id=s-0415 --receipt bon.csv\n"
     "  logboek import team.csv --as staff --map \"Soort medewerker=role\" --map 3=from",
     "The file is CSV as Excel saves it (semicolon, comma or tab; UTF-8 or Windows-1252; dates\n"
     "dd-mm-yyyy). The first row names the columns; common names are recognised, --map tells the\n"
     "others. A practice is given by its id or its AGB code.\n"
     "Fields of each kind:\n"
     "  attendance   session_id person_id practice_id|agb [represents] [status]\n"
     "  enrolments   session_id|series_id person_id practice_id|agb [represents]\n"
     "               [participation] [requested_on] [enrolment_id]\n"
     "  staff        person_id practice_id|agb role from [until|last_day] [engagement_id]\n"
     "               [region name email big_number]\n"
     "  completions  offering_id person_id practice_id|agb completed_on [certificate_ref]\n"
     "Each row gets a fixed id, so importing the same file again doubles nothing.\n"
     "\n"
     "Examples:\n"
     "  logboek import list.csv --as attendance --set session_id=s-0415 --dry-run\n"
     "  logboek import list.csv --as attendance --set session_id=s-0415 --receipt receipt.csv\n"
     "  logboek import team.csv --as staff --map \"Kind of worker=role\" --map 3=from"},
    {"import.file", "De lijst; - is standaardinvoer", "The list; - is standard input"},
    {"import.as", "Wat de lijst is", "What the list is"},
    {"import.source", "Van welk systeem de lijst is, standaard csv",
     "Which system the list is from, default csv"},
    {"import.map", "Een kolom (naam of nummer) en haar veld;\nmeermaals",
     "A column (title or number) and its field;\nrepeatable"},
    {"import.map_file", "Zulke regels uit een bestand", "Such lines from a file"},
    {"import.set", "Een veld dat in elke rij hetzelfde is;\nmeermaals",
     "A field that is the same in every row;\nrepeatable"},
    {"import.dry_run", "Toon per rij wat er zou gebeuren; leg niets vast",
     "Show row by row what would happen; record nothing"},
    {"import.receipt", "Schrijf hier een ontvangstbewijs per rij (CSV)",
     "Write a receipt for each row here (CSV)"},
    {"import.sheet", "Rijen", "Rows"},
    {"import.unused", "Niet gebruikte kolommen: $0", "Columns not used: $0"},
    {"import.too_large", "$0 is groter dan $1 MiB; knip de lijst in stukken",
     "$0 is larger than $1 MiB; cut the list in pieces"},
    {"import.in_parts",
     "Getoetst in delen van $0 opdrachten: een deel houdt geen rekening met de delen ervoor.",
     "Checked in parts of $0 commands: a part takes no account of those before it."},
    {"import.outcome.new", "nieuw", "new"},
    {"import.outcome.repeated", "al vastgelegd", "already recorded"},
    {"import.outcome.refused", "geweigerd", "refused"},
    {"import.outcome.malformed", "onleesbaar", "malformed"},
    {"import.outcome.unanswered", "geen antwoord", "no answer"},
    {"import.summary", "$0 rijen: $1 nieuw, $2 al vastgelegd, $3 geweigerd, $4 onleesbaar.",
     "$0 rows: $1 new, $2 already recorded, $3 refused, $4 malformed."},
    {"import.dry_summary",
     "$0 rijen getoetst op positie $5: $1 nieuw, $2 al vastgelegd, $3 geweigerd, $4 onleesbaar. "
     "Er is niets vastgelegd.",
     "$0 rows checked at position $5: $1 new, $2 already recorded, $3 refused, $4 malformed. "
     "Nothing was recorded."},
    {"import.unanswered",
     "Van $0 rijen kwam geen antwoord; lees hetzelfde bestand nog eens in, dat verdubbelt niets.",
     "There was no answer about $0 rows; import the same file again, that doubles nothing."},

    // Titles of columns in a spreadsheet.
    {"data.practice_id", "Praktijk", "Practice"},
    {"data.practice_name", "Naam praktijk", "Name of practice"},
    {"data.agb", "AGB-code", "AGB code"},
    {"data.region", "Regio", "Region"},
    {"data.cohort_id", "Startmoment", "Cohort"},
    {"data.obligation_id", "Verplichting", "Obligation"},
    {"data.label", "Omschrijving", "Label"},
    {"data.year", "Jaar", "Year"},
    {"data.programme_year", "Programmajaar", "Programme year"},
    {"data.strength", "Telt als", "Counts as"},
    {"data.status", "Stand", "Status"},
    {"data.numerator", "Behaald", "Achieved"},
    {"data.denominator", "Van", "Out of"},
    {"data.threshold", "Nodig", "Needed"},
    {"data.window_from", "Periode vanaf", "Period from"},
    {"data.window_until", "Periode tot", "Period until"},
    {"data.first_met_on", "Voor het eerst voldaan", "First met"},
    {"data.missing", "Ontbreekt nog", "Still missing"},
    {"data.bookable", "Nog te boeken", "Still bookable"},
    {"data.deadline", "Uiterlijk", "By"},
    {"data.flags", "Let op", "Note"},
    {"data.plan_id", "Plan", "Plan"},
    {"data.plan_version", "Planversie", "Plan version"},
    {"data.event_id", "Gebeurtenis", "Event"},
    {"data.position", "Positie", "Position"},
    {"data.date", "Datum", "Date"},
    {"data.person_id", "Persoon", "Person"},
    {"data.recorded_for", "Vastgelegd voor", "Recorded for"},
    {"data.session_id", "Bijeenkomst", "Session"},
    {"data.offering_id", "Aanbod", "Offering"},
    {"data.menu_slug", "Menukaart", "Menu"},
    {"data.reason", "Waarom", "Why"},
    {"data.evidence_flags", "Let op bij bewijs", "Note on evidence"},
    {"data.credited_year", "Meegeteld in jaar", "Credited in year"},
    {"data.coverage_now_numerator", "Nu: behaald", "Now: achieved"},
    {"data.coverage_now_denominator", "Nu: van", "Now: out of"},
    {"data.computed_status", "Stand zonder ontheffing", "Status without waiver"},
    {"data.waiver_ground", "Grond ontheffing", "Ground of waiver"},
    {"data.at", "Peildatum", "Reference date"},
    {"data.as_of_position", "Positie register", "Position of register"},
    {"data.name", "Naam", "Name"},
    {"data.role", "Functie", "Role"},
    {"data.from", "Vanaf", "From"},
    {"data.until", "Tot", "Until"},
    {"data.record", "Soort regel", "Kind of row"},
    {"data.enrolment_id", "Inschrijving", "Enrolment"},
    {"data.state", "Toestand", "State"},
    {"data.waiting_rank", "Plek in wachtrij", "Place in line"},
    {"data.represents", "Vertegenwoordigt", "Represents"},
    {"data.corrected", "Gecorrigeerd", "Corrected"},
    {"data.participation", "Deelname", "Participation"},
    {"data.series_id", "Reeks", "Series"},
    {"data.title", "Titel", "Title"},
    {"data.academy", "Academie", "Academy"},
    {"data.kind", "Soort", "Kind"},
    {"data.starts_at", "Begin", "Start"},
    {"data.ends_at", "Einde", "End"},
    {"data.cancelled", "Afgelast", "Cancelled"},
    {"data.list_closed", "Lijst gesloten", "List closed"},
    {"data.capacity", "Plaatsen", "Places"},
    {"data.confirmed", "Bezet", "Taken"},
    {"data.waiting", "Wachtend", "Waiting"},
    {"data.free", "Vrij", "Free"},
    {"data.digest", "Kenmerk", "Digest"},
    {"data.practices", "Praktijken", "Practices"},
    {"data.verdicts", "Oordelen", "Verdicts"},
    {"data.store_id", "Opslag", "Store"},
    {"data.writable", "Legt vast", "Records"},
    {"data.sessions", "Bijeenkomsten", "Sessions"},
    {"data.plans", "Plannen", "Plans"},
    {"data.line", "Regel", "Line"},
    {"data.result", "Uitkomst", "Result"},
    {"data.source", "Bron", "Source"},
    {"data.source_id", "Kenmerk bij de bron", "Id at the source"},
    {"data.first_position", "Eerste positie", "First position"},
    {"data.recorded_at", "Vastgelegd op", "Recorded at"},
    {"data.enrolment_state", "Inschrijving is", "Enrolment is"},
    {"data.error_reason", "Foutcode", "Error code"},
    {"data.error_message", "Foutmelding", "Error message"},
    {"data.effective_on", "Geldt op", "Effective on"},
    {"data.type", "Type", "Type"},
    {"data.index", "Nummer", "Number"},
    {"data.count", "Van aantal", "Of"},
    {"data.correlation_id", "Samenhang", "Correlation"},
    {"data.supersedes", "Vervangt", "Supersedes"},
    {"data.payload", "Inhoud", "Content"},
    {"data.actor", "Door", "By"},
    {"data.acting_for", "Namens", "On behalf of"},
    {"data.people", "Mensen", "People"},
    {"data.courses", "Scholingen", "Courses"},
    {"data.names", "Namen", "Names"},
    {"data.asked", "Gevraagd", "Asked"},
    {"data.met", "Voldaan", "Met"},
    {"data.open", "Open", "Open"},
    {"data.at_risk", "In gevaar", "At risk"},
    {"data.not_met", "Niet voldaan", "Not met"},
    {"data.reported", "Gemeld", "Reported"},
    {"data.not_applicable", "Niet van toepassing", "Not applicable"},
    {"data.undetermined", "Onbepaald", "Undetermined"},
    {"data.waived", "Ontheven", "Waived"},
    {"data.share_met", "Deel voldaan", "Share met"},
    {"data.row", "Rij", "Row"},
    {"data.outcome", "Uitkomst", "Outcome"},
    {"data.events", "Gebeurtenissen", "Events"},
    {"data.message", "Toelichting", "Message"},
    {"Strength.required", "verplicht", "required"},
    {"Strength.reported", "gemeld", "reported"},
    {"Strength.statement", "verklaring", "statement"},
    {"compliance.sheet", "Oordelen", "Verdicts"},
    {"practice.sheet", "Medewerkers", "Staff"},
    {"session.sheet", "Deelname", "Participation"},
    {"session.list_sheet", "Bijeenkomsten", "Sessions"},
    {"session.enrolment", "inschrijving", "enrolment"},
    {"status.sheet", "Regio's", "Regions"},
    {"receipt.sheet", "Ontvangstbewijzen", "Receipts"},
    {"replay.sheet", "Gebeurtenissen", "Events"},
    {"provenance.sheet", "Verantwoording", "Provenance"},
    {"provenance.filter", "Vraag", "Question"},
    {"provenance.known_at", "Bekend op", "Known at"},
    {"provenance.now", "nu", "now"},
    {"provenance.position", "positie $0", "position $0"},
    {"provenance.plans", "Planversies", "Plan versions"},
    {"provenance.made_at", "Gemaakt op", "Made at"},
};

}  // namespace

absl::Span<const TextRow> ExchangeTexts() { return kExchangeTexts; }

}  // namespace logboek::cli
