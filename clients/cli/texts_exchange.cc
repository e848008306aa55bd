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
    {"calendar.name", "Bijeenkomsten $0", "Sessions $0"},
    {"calendar.session", "Bijeenkomst", "Session"},
    {"calendar.cancelled", "Afgelast: $0", "Cancelled: $0"},
    {"report.help", "Rapporten", "Reports"},
    {"report.examples",
     "Voorbeelden:\n"
     "  logboek report region --region utrecht_sterkzorg --output rapport.html",
     "Examples:\n"
     "  logboek report region --region utrecht_sterkzorg --output report.html"},
    {"report.region.help", "Hoeveel praktijken van een regio elke verplichting halen",
     "How many practices of a region meet each obligation"},
    {"report.region.examples",
     "Er staat geen praktijk in. Met --for insurer zijn aantallen onder de 5 niet te zien, en\n"
     "wat nodig is om ze niet te kunnen uitrekenen evenmin. Als html is het een pagina om af te\n"
     "drukken; csv, excel-csv en xlsx kunnen ook.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek report region --region utrecht_sterkzorg --output rapport.html\n"
     "  logboek report region --region utrecht_sterkzorg --for insurer --year 3 --format xlsx \\\n"
     "      --output rapport.xlsx",
     "It names no practice. With --for insurer numbers below 5 are not shown, nor what it takes\n"
     "to keep them from being worked out. As html it is a page to print; csv, excel-csv and xlsx\n"
     "will do as well.\n"
     "\n"
     "Examples:\n"
     "  logboek report region --region utrecht_sterkzorg --output report.html\n"
     "  logboek report region --region utrecht_sterkzorg --for insurer --year 3 --format xlsx \\\n"
     "      --output report.xlsx"},
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
    {"report.small_cells",
     "<$0: minder dan $0 praktijken. ·: niet getoond, omdat een kleiner aantal eruit zou volgen.",
     "<$0: fewer than $0 practices. ·: not shown, because a smaller number would follow from it."},

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
