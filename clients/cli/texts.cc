#include "clients/cli/texts.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/texts_exchange.h"
#include "storage/base/check.h"

namespace logboek::cli {
namespace {

// In groups by their prefix. What is the same in both languages (option names, values) is not
// translated.
constexpr TextRow kTexts[] = {
    // The program.
    {"app.help",
     "logboek: het register van Meer Tijd Voor de Patiënt op de opdrachtregel.\n"
     "Vraag welke praktijk voldoet en wat er nog moet, stuur deelname en presentie in,\n"
     "en speel de geschiedenis na.",
     "logboek: the register of Meer Tijd Voor de Patiënt on the command line.\n"
     "Ask which practice complies and what it must still do, push enrolments and\n"
     "attendance, and replay the history."},
    {"app.footer",
     "Voorbeelden:\n"
     "  logboek compliance ut-006                      waarom voldoet deze praktijk (niet)?\n"
     "  logboek compliance --region utrecht_sterkzorg  de stand van een regio\n"
     "  logboek push presentie.jsonl --source hus      presentie insturen, herhaalbaar\n"
     "  logboek <opdracht> --help                      uitleg en voorbeelden per opdracht\n"
     "\n"
     "Uitkomst (exit status):\n"
     "  0   alles in orde\n"
     "  1   een of meer opdrachten geweigerd, of regels onleesbaar\n"
     "  2   verkeerd aangeroepen, of een vraag die niet kan\n"
     "  3   server onbereikbaar, of geen antwoord op tijd\n"
     "  4   niet gevonden\n"
     "  5   andere fout van de server\n"
     "  6   het antwoord, of een gevraagd bestand, is niet te schrijven\n"
     "  10  compliance --exit-status: een oordeel is niet voldaan of in gevaar\n"
     "  130 afgebroken met Ctrl-C\n"
     "\n"
     "Datums: jjjj-mm-dd, ook dd-mm-jjjj. --format json volgt de protobuf-berichten van\n"
     "de server (proto/logboek); csv is voor programma's (RFC 4180, vaste Engelse namen),\n"
     "excel-csv en xlsx zijn voor mensen. Alleen xlsx houdt nullen vooraan codes altijd vast.",
     "Examples:\n"
     "  logboek compliance ut-006                      why does this practice (not) comply?\n"
     "  logboek compliance --region utrecht_sterkzorg  how a region stands\n"
     "  logboek push attendance.jsonl --source hus     push attendance, safe to repeat\n"
     "  logboek <command> --help                       explanation and examples of a command\n"
     "\n"
     "Exit status:\n"
     "  0   all well\n"
     "  1   some commands were refused, or some lines could not be read\n"
     "  2   wrong usage, or a question that cannot be asked\n"
     "  3   server unreachable, or no answer in time\n"
     "  4   not found\n"
     "  5   another error of the server\n"
     "  6   the answer, or a file asked for, cannot be written\n"
     "  10  compliance --exit-status: a verdict is not met or at risk\n"
     "  130 interrupted with Ctrl-C\n"
     "\n"
     "Dates: yyyy-mm-dd, dd-mm-yyyy too. --format json follows the protobuf messages of\n"
     "the server (proto/logboek); csv is for programs (RFC 4180, fixed English names),\n"
     "excel-csv and xlsx are for people. Only xlsx always keeps zeros in front of codes."},
    {"option.help", "Toon deze uitleg", "Show this help"},
    {"option.version", "Toon de versie", "Show the version"},
    {"option.server", "Adres van de server (anders LOGBOEK_SERVER,\nanders 127.0.0.1:4777)",
     "Address of the server (else LOGBOEK_SERVER,\nelse 127.0.0.1:4777)"},
    {"option.format",
     "Vorm van het antwoord, standaard table; excel-csv\n"
     "opent goed in een Nederlandse Excel",
     "Form of the answer, default table; excel-csv\nopens well in a Dutch Excel"},
    {"option.output", "Schrijf het antwoord in dit bestand", "Write the answer to this file"},
    {"option.lang", "Taal (anders LC_ALL, LC_MESSAGES of LANG,\nanders nl)",
     "Language (else LC_ALL, LC_MESSAGES or LANG,\nelse nl)"},
    {"option.at", "Peildatum, standaard vandaag", "Reference date, default today"},
    {"option.known_at", "Wat het register toen wist: een positie, of\nhet eind van een dag",
     "What the register knew then: a position, or\nthe end of a day"},
    {"option.source", "Bron (anders die van de aanvrager)", "Source (else the caller's own)"},
    {"option.region", "Regio, bijvoorbeeld utrecht_sterkzorg",
     "Region, for example utrecht_sterkzorg"},

    // Parts of the help.
    {"label.usage", "Gebruik", "Usage"},
    {"label.OPTIONS", "OPTIES", "OPTIONS"},
    {"label.COMMAND", "OPDRACHT", "COMMAND"},
    {"label.arguments", "Argumenten", "Arguments"},
    {"label.options", "Opties", "Options"},
    {"label.commands", "Opdrachten", "Commands"},
    {"type.date", "DATUM", "DATE"},
    {"type.known_at", "POSITIE|DATUM", "POSITION|DATE"},
    {"type.position", "POSITIE", "POSITION"},
    {"type.region", "REGIO", "REGION"},
    {"type.practice", "PRAKTIJK", "PRACTICE"},
    {"type.session", "BIJEENKOMST", "SESSION"},
    {"type.obligation", "VERPLICHTING", "OBLIGATION"},
    {"type.role", "FUNCTIE", "ROLE"},
    {"type.status", "STATUS", "STATUS"},
    {"type.kind", "SOORT", "KIND"},
    {"type.id", "ID", "ID"},
    {"type.event_type", "TYPE", "TYPE"},
    {"type.file", "BESTAND", "FILE"},
    {"type.source", "BRON", "SOURCE"},
    {"type.source_id", "BRON_ID", "SOURCE_ID"},
    {"type.json", "JSON", "JSON"},
    {"type.period", "PERIODE", "PERIOD"},
    {"type.funding", "FONDS", "FUND"},
    {"type.year", "JAAR", "YEAR"},
    {"type.map", "KOLOM=VELD", "COLUMN=FIELD"},
    {"type.set", "VELD=WAARDE", "FIELD=VALUE"},

    {"help.everywhere",
     "Overal: --server, --format table|json|csv|excel-csv|xlsx, --output BESTAND, --lang nl|en\n"
     "(zie logboek --help).",
     "Everywhere: --server, --format table|json|csv|excel-csv|xlsx, --output FILE, --lang nl|en\n"
     "(see logboek --help)."},

    // Wrong usage.
    {"usage.hint", "Zie logboek --help, of logboek <opdracht> --help.",
     "See logboek --help, or logboek <command> --help."},
    {"usage.extras", "onbekend of te veel: $0", "unknown or too many: $0"},
    {"usage.required", "$0 ontbreekt", "$0 is missing"},
    {"usage.command_missing", "een opdracht ontbreekt", "a command is missing"},
    {"usage.value_missing", "$0: een waarde ontbreekt of is te veel",
     "$0: a value is missing or too many"},
    {"usage.conversion", "geen geldige waarde: $0", "not a valid value: $0"},
    {"usage.number", "\"$0\" is geen getal", "\"$0\" is not a number"},
    {"usage.date", "\"$0\" is geen datum; geef jjjj-mm-dd of dd-mm-jjjj, 2000 tot en met 2100",
     "\"$0\" is not a date; give yyyy-mm-dd or dd-mm-yyyy, 2000 to 2100"},
    {"usage.known_at",
     "\"$0\" is geen positie, datum of tijdstip; geef bijvoorbeeld 4711, 2026-04-01 of "
     "2026-04-01T12:00:00Z",
     "\"$0\" is no position, date or instant; give for example 4711, 2026-04-01 or "
     "2026-04-01T12:00:00Z"},
    {"usage.one_of", "\"$0\" kan niet; kies uit: $1", "\"$0\" will not do; choose from: $1"},
    {"usage.form_of_others", "deze opdracht heeft geen vorm $0; zie logboek --help",
     "this command has no form $0; see logboek --help"},
    {"usage.xlsx_needs_file", "een xlsx past niet op een scherm; geef --output BESTAND",
     "an xlsx does not fit a screen; give --output FILE"},
    {"usage.output_is_file",
     "--output is een bestand; de vorm heet --format $0 (een bestand dat zo heet: ./$0)",
     "--output is a file; the form is --format $0 (a file of that name: ./$0)"},
    {"error.open", "kan $0 niet openen: $1", "cannot open $0: $1"},
    {"error.read", "kan $0 niet verder lezen: $1", "cannot read on in $0: $1"},
    {"error.longer_than_a_token", "het is langer dan een token ($0 tekens)",
     "it is longer than a token ($0 characters)"},
    {"error.write", "kan $0 niet schrijven: $1", "cannot write $0: $1"},
    {"error.unreachable", "server $0 is niet bereikbaar; draait logboekd, en klopt --server? ($1)",
     "server $0 cannot be reached; does logboekd run, and is --server right? ($1)"},

    // push, do, lookup.
    {"push.help", "Stuur opdrachten in bulk in: een opdracht per regel, als JSON",
     "Push commands in bulk: one command a line, as JSON"},
    {"push.examples",
     "Elke regel is een logboek.command.v1.Command in protobuf-JSON, met source en sourceId;\n"
     "lege regels en regels met # worden overgeslagen. Opnieuw insturen kan altijd: wat er al\n"
     "is, wordt herhaald gemeld en niet dubbel opgeslagen.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek push presentie.jsonl\n"
     "  zcat jaar.jsonl.gz | logboek push - --quiet --receipts bonnen.jsonl\n"
     "  logboek push presentie.jsonl --source hus-academie --stop-on-error",
     "Every line is a logboek.command.v1.Command in protobuf JSON, with source and sourceId;\n"
     "empty lines and lines with # are skipped. Pushing again is always safe: what is there\n"
     "already is reported as repeated and not recorded twice.\n"
     "\n"
     "Examples:\n"
     "  logboek push attendance.jsonl\n"
     "  zcat year.jsonl.gz | logboek push - --quiet --receipts receipts.jsonl\n"
     "  logboek push attendance.jsonl --source hus-academy --stop-on-error"},
    {"push.file", "Bestand met JSON-regels; - is de standaardinvoer",
     "File of JSON lines; - is the standard input"},
    {"push.source", "Bron voor opdrachten die er geen noemen", "Source of commands that name none"},
    {"push.receipts", "Voeg voor elke regel een JSON-bon toe aan\ndit bestand",
     "Append a JSON receipt for each line to\nthis file"},
    {"push.stop_on_error",
     "Stop met lezen na de eerste geweigerde of\nonleesbare regel (wat al onderweg is, telt)",
     "Stop reading after the first refused or\nmalformed line (what is under way counts)"},
    {"push.no_progress", "Geen voortgang", "No progress"},
    {"push.quiet", "Geen voortgang, en alleen bonnen van\ngeweigerde en onleesbare regels",
     "No progress, and only receipts of refused\nand malformed lines"},
    {"push.progress", "$0 beantwoord, $1 per seconde, $2 met problemen",
     "$0 answered, $1 a second, $2 in trouble"},
    {"push.summary", "$0 regels: $1 nieuw, $2 herhaald, $3 geweigerd, $4 onleesbaar.",
     "$0 lines: $1 new, $2 repeated, $3 refused, $4 malformed."},
    {"push.repeated_after_break",
     "Van de herhaalde zijn er $0 opnieuw verstuurd na een verbroken verbinding; deze run kan ze "
     "zelf hebben vastgelegd.",
     "Of the repeated, $0 were sent again after a broken connection; this run may have recorded "
     "them itself."},
    {"push.unanswered", "$0 opdrachten zijn verstuurd maar niet beantwoord.",
     "$0 commands were sent but not answered."},
    {"push.resume",
     "Voer dezelfde opdracht nog eens uit om verder te gaan: niets wordt dubbel vastgelegd.",
     "Run the same command again to go on: nothing is recorded twice."},
    {"push.stopped",
     "Gestopt na de eerste fout (--stop-on-error); verbeter de regel en voer de opdracht nog eens "
     "uit.",
     "Stopped after the first error (--stop-on-error); mend the line and run the command again."},
    {"do.help", "Voer een enkele opdracht uit, gegeven als JSON",
     "Carry out a single command, given as JSON"},
    {"do.examples",
     "Voor verbeteringen en alles wat een opdracht is; de bon wordt getoond.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek do '{\"source\":\"hus\",\"sourceId\":\"k-12\",\"correctAttendance\":{\n"
     "      \"sessionId\":\"ut-exchange-2025-11-04\",\"personId\":\"p-000509\",\n"
     "      \"status\":\"ATTENDANCE_STATUS_ABSENT\",\n"
     "      \"reason\":\"verkeerd afgetekend\",\"decidedBy\":\"coord-3\"}}'\n"
     "  logboek do --source hus "
     "'{\"sourceId\":\"a-7\",\"cancelEnrolment\":{\"enrolmentId\":\"ut-e-00164\"}}'",
     "For corrections and whatever else is a command; the receipt is shown.\n"
     "\n"
     "Examples:\n"
     "  logboek do '{\"source\":\"hus\",\"sourceId\":\"k-12\",\"correctAttendance\":{\n"
     "      \"sessionId\":\"ut-exchange-2025-11-04\",\"personId\":\"p-000509\",\n"
     "      \"status\":\"ATTENDANCE_STATUS_ABSENT\",\n"
     "      \"reason\":\"signed by mistake\",\"decidedBy\":\"coord-3\"}}'\n"
     "  logboek do --source hus "
     "'{\"sourceId\":\"a-7\",\"cancelEnrolment\":{\"enrolmentId\":\"ut-e-00164\"}}'"},
    {"do.json", "Een logboek.command.v1.Command in protobuf-JSON",
     "A logboek.command.v1.Command in protobuf JSON"},
    {"lookup.help", "Zoek op wat er van een eerdere opdracht is geworden",
     "Look up what became of an earlier command"},
    {"lookup.examples",
     "Niet gevonden (uitkomst 4) betekent: nooit aangekomen, of geweigerd.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek lookup hus-academie attendance/ut-exchange-2025-11-04/p-000510\n"
     "  logboek lookup plan-file utrecht_sterkzorg/year-3/1 --format json",
     "Not found (exit status 4) means: it never arrived, or was refused.\n"
     "\n"
     "Examples:\n"
     "  logboek lookup hus-academie attendance/ut-exchange-2025-11-04/p-000510\n"
     "  logboek lookup plan-file utrecht_sterkzorg/year-3/1 --format json"},
    {"lookup.source", "De bron van de opdracht", "The source of the command"},
    {"lookup.source_id", "Het kenmerk dat de bron eraan gaf", "The id the source gave it"},
    {"lookup.command", "Vergelijk met deze opdracht, als JSON; uitkomst\n1 als de inhoud anders is",
     "Compare with this command, as JSON; exit status\n1 when the content differs"},
    {"outcome.new", "nieuw", "new"},
    {"outcome.repeated", "herhaald", "repeated"},
    {"outcome.refused", "geweigerd", "refused"},
    {"outcome.malformed", "onleesbaar", "malformed"},
    {"receipt.rank", "plaats $0 in de rij", "place $0 in line"},
    {"receipt.promoted", "doorgeschoven: $0", "moved up: $0"},

    // practice.
    {"practice.help", "Praktijken zoals ze in het register staan", "Practices as registered"},
    {"practice.examples", "Voorbeelden:\n  logboek practice show ut-006 --at 2025-12-31",
     "Examples:\n  logboek practice show ut-006 --at 2025-12-31"},
    {"practice.show.help", "Toon een praktijk: startmoment, trajecten, plannen en medewerkers",
     "Show a practice: cohort, tracks, joint plans and staff"},
    {"practice.show.examples",
     "Voorbeelden:\n"
     "  logboek practice show ut-006\n"
     "  logboek practice show ut-006 --at 31-12-2025 --format csv",
     "Examples:\n"
     "  logboek practice show ut-006\n"
     "  logboek practice show ut-006 --at 31-12-2025 --format csv"},
    {"practice.id", "De praktijk", "The practice"},
    {"practice.since", "sinds $0", "since $0"},
    {"practice.no_cohort", "neemt nog niet deel", "does not take part yet"},
    {"practice.year", "programmajaar $0", "programme year $0"},
    {"practice.calendar_year", "kalenderjaar $0", "calendar year $0"},
    {"practice.plan_period", "planperiode", "plan period"},
    {"practice.plan_period_short", "plan", "plan"},
    {"practice.never_confirmed", "nog nooit", "never"},
    {"practice.no_staff", "Geen medewerkers op deze dag.", "No staff on this day."},

    // compliance.
    {"compliance.help", "Welke praktijk voldoet, waarom, en wat er nog moet",
     "Which practice complies, why, and what it must still do"},
    {"compliance.examples",
     "Een praktijk: elk oordeel, en elk feit dat meetelde of niet, met de reden. Een regio: een\n"
     "regel per praktijk, een kolom per verplichting en jaar, en de aantallen per status.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek compliance ut-006 --at 2026-03-31\n"
     "  logboek compliance ut-006 --known-at 7540 --obligation UT3-03\n"
     "  logboek compliance --region utrecht_sterkzorg --status not_met,at_risk\n"
     "  logboek compliance --region midden_brabant_primacura --format csv > brabant.csv",
     "One practice: every verdict, and every fact that counted or did not, with the reason. A\n"
     "region: a row for each practice, a column for each obligation and year, and the counts.\n"
     "\n"
     "Examples:\n"
     "  logboek compliance ut-006 --at 2026-03-31\n"
     "  logboek compliance ut-006 --known-at 7540 --obligation UT3-03\n"
     "  logboek compliance --region utrecht_sterkzorg --status not_met,at_risk\n"
     "  logboek compliance --region midden_brabant_primacura --format csv > brabant.csv"},
    {"compliance.practice", "De praktijk, als het er om een gaat",
     "The practice, when it is about one"},
    {"compliance.region", "Alle praktijken van deze regio", "All practices of this region"},
    {"compliance.status",
     "Alleen deze: met, open, at_risk, not_met,\nnot_applicable, undetermined, waived",
     "Only these: met, open, at_risk, not_met,\nnot_applicable, undetermined, waived"},
    {"compliance.obligation", "Alleen deze verplichtingen", "Only these obligations"},
    {"compliance.explain",
     "Toon de onderbouwing (bij een praktijk vanzelf;\nbij csv een regel per feit)",
     "Show the evidence (of one practice by default;\nwith csv a row for each fact)"},
    {"compliance.no_explain", "Alleen de tabel", "The table only"},
    {"compliance.exit_status", "Uitkomst 10 als een getoond oordeel niet voldaan\nof in gevaar is",
     "Exit with 10 when a verdict shown is not met\nor at risk"},
    {"compliance.one_of", "geef een praktijk, of --region; niet allebei",
     "give a practice, or --region; not both"},
    {"compliance.missing", "nog $0 nodig", "$0 more needed"},
    {"compliance.short", "$0 te weinig", "$0 short"},
    {"compliance.was_by", "moest uiterlijk $0", "was due by $0"},
    {"compliance.numbers_reported", "$0 van $1", "$0 of $1"},
    {"compliance.by", "uiterlijk $0", "by $0"},
    {"compliance.bookable", "$0 te boeken voor die dag", "$0 can still be booked before then"},
    {"compliance.window", "$0 t/m $1", "$0 to $1 inclusive"},
    {"compliance.window_open", "vanaf $0", "from $0 on"},
    {"compliance.waiver", "zonder ontheffing: $0; grond: $1", "without the waiver: $0; ground: $1"},
    {"compliance.year_short", "j$0", "y$0"},
    {"compliance.numbers", "$0 van $1, nodig $2", "$0 of $1, needed $2"},
    {"compliance.shown", "$0 getoond, $1 gevonden", "$0 shown, $1 found"},
    {"compliance.counts", "Praktijken per status, hele regio", "Practices by status, whole region"},
    {"compliance.no_verdicts", "Geen oordelen.", "No verdicts."},
    {"compliance.no_practices", "Geen praktijken.", "No practices."},
    {"evidence.session", "bijeenkomst $0", "session $0"},
    {"evidence.offering", "scholing $0", "course $0"},
    {"evidence.recognition", "erkend: $0", "recognised: $0"},
    {"evidence.choice", "gekozen: $0", "chosen: $0"},
    {"evidence.practice_plan", "praktijkplan", "practice plan"},
    {"evidence.fund_use", "verantwoording van het MTVP-geld", "statement of fund use"},
    {"evidence.survey", "uitvraag $0", "survey $0"},
    {"evidence.training_intent", "opgave van scholing", "training intended"},
    {"evidence.signed", "ondertekende verklaring", "signed statement"},
    {"evidence.visit", "praktijkbezoek", "practice visit"},
    {"evidence.data_request", "gegevensverzoek $0", "data request $0"},
    {"evidence.via", "(via $0)", "(via $0)"},
    {"evidence.credited", "(jaar $0)", "(year $0)"},
    {"evidence.none", "Niets vastgelegd dat hierbij hoort.",
     "Nothing is recorded that bears on this."},

    // session.
    {"session.help", "Bijeenkomsten, plaatsen en presentie", "Sessions, places and attendance"},
    {"session.examples",
     "Voorbeelden:\n"
     "  logboek session show ut-exchange-2026-11-10\n"
     "  logboek session list --region utrecht_sterkzorg --from 2026-04-01",
     "Examples:\n"
     "  logboek session show ut-exchange-2026-11-10\n"
     "  logboek session list --region utrecht_sterkzorg --from 2026-04-01"},
    {"session.show.help", "Toon een bijeenkomst met inschrijvingen, wachtrij en presentie",
     "Show a session with enrolments, waiting line and attendance"},
    {"session.show.examples",
     "Voorbeelden:\n"
     "  logboek session show ut-exchange-2026-11-10\n"
     "  logboek session show ut-exchange-2026-11-10 --format csv",
     "Examples:\n"
     "  logboek session show ut-exchange-2026-11-10\n"
     "  logboek session show ut-exchange-2026-11-10 --format csv"},
    {"session.list.help", "Toon de bijeenkomsten van een regio op datum",
     "List the sessions of a region by date"},
    {"session.list.examples",
     "Voorbeelden:\n"
     "  logboek session list --region utrecht_sterkzorg --from 2026-01-01 --until 2027-01-01\n"
     "  logboek session list --region utrecht_sterkzorg --kind exchange_meeting",
     "Examples:\n"
     "  logboek session list --region utrecht_sterkzorg --from 2026-01-01 --until 2027-01-01\n"
     "  logboek session list --region utrecht_sterkzorg --kind exchange_meeting"},
    {"session.id", "De bijeenkomst", "The session"},
    {"session.from", "Vanaf deze dag", "From this day on"},
    {"session.until", "Tot deze dag, die zelf niet meetelt", "Until this day, itself not included"},
    {"session.kind", "Alleen deze soorten, bijvoorbeeld\nexchange_meeting,intervision",
     "Only these kinds, for example\nexchange_meeting,intervision"},
    {"session.role", "Alleen wat voor deze functies is, bijvoorbeeld\ngp_owner,practice_nurse",
     "Only what is for these roles, for example\ngp_owner,practice_nurse"},
    {"session.seats", "$0 van $1 bezet, $2 vrij, $3 in de wachtrij",
     "$0 of $1 taken, $2 free, $3 waiting"},
    {"session.seats_unlimited", "$0 bezet, geen maximum", "$0 taken, no limit"},
    {"session.cancelled", "afgelast", "cancelled"},
    {"session.list_closed", "lijst gesloten", "list closed"},
    {"session.corrected", "gecorrigeerd", "corrected"},
    {"session.enrolments", "Inschrijvingen", "Enrolments"},
    {"session.attendance", "Presentie", "Attendance"},
    {"session.no_enrolments", "Geen inschrijvingen.", "No enrolments."},
    {"session.no_attendance", "Geen presentie vastgelegd.", "No attendance recorded."},
    {"session.none", "Geen bijeenkomsten.", "No sessions."},

    // list, history.
    {"list.help", "Lijsten over een regio, een praktijk of een bijeenkomst",
     "Lists about a region, a practice or a session"},
    {"list.examples",
     "Voorbeelden:\n  logboek list visits --region midden_brabant_primacura\n  logboek list shares "
     "--region midden_brabant_primacura --format csv",
     "Examples:\n  logboek list visits --region midden_brabant_primacura\n  logboek list shares "
     "--region midden_brabant_primacura --format csv"},
    {"list.shares.help",
     "Aandelen van medewerkers: hoe ver elke praktijk is, nu en toen het voor het eerst lukte",
     "Shares of staff: how far each practice is, now and when it was first reached"},
    {"list.shares.examples",
     "Voorbeeld:\n  logboek list shares --region midden_brabant_primacura --obligation MB-05",
     "Example:\n  logboek list shares --region midden_brabant_primacura --obligation MB-05"},
    {"list.untrained.help", "Wie van een praktijk nog niet meetelt voor een aandeel",
     "Who of a practice does not count yet for a share"},
    {"list.untrained.examples",
     "Voorbeeld:\n  logboek list untrained --practice mb-017 --obligation MB-05",
     "Example:\n  logboek list untrained --practice mb-017 --obligation MB-05"},
    {"list.times.help",
     "Per praktijk hoeveel mensen niets, een keer of vaker iets deden in de periode",
     "Per practice how many people did nothing, something once, or more in the period"},
    {"list.times.examples",
     "Voorbeeld:\n  logboek list times --region midden_brabant_primacura --obligation MB-11",
     "Example:\n  logboek list times --region midden_brabant_primacura --obligation MB-11"},
    {"list.new-staff.help",
     "Nieuwe medewerkers die nog niet zijn geschoold in het gekozen gespreksmodel",
     "New staff not trained yet in the chosen conversation model"},
    {"list.new-staff.examples", "Voorbeeld:\n  logboek list new-staff --region utrecht_sterkzorg",
     "Example:\n  logboek list new-staff --region utrecht_sterkzorg"},
    {"list.shared-people.help",
     "Mensen die bij twee of meer praktijken werken, en waar ze meetellen",
     "People who work at two or more practices, and where they count"},
    {"list.shared-people.examples",
     "Voorbeeld:\n  logboek list shared-people --region utrecht_sterkzorg",
     "Example:\n  logboek list shared-people --region utrecht_sterkzorg"},
    {"list.promotions.help", "Wie er doorschoof van de wachtrij, en waardoor de plaats vrijkwam",
     "Who moved up from the waiting line, and what freed the place"},
    {"list.promotions.examples", "Voorbeeld:\n  logboek list promotions --cancelled ut-e-00164",
     "Example:\n  logboek list promotions --cancelled ut-e-00164"},
    {"list.representation.help",
     "Voor welke praktijken er mensen op een bijeenkomst waren, en via welk plan",
     "For which practices people came to a session, and through which plan"},
    {"list.representation.examples",
     "Voorbeeld:\n  logboek list representation --session ut-exchange-2025-11-04",
     "Example:\n  logboek list representation --session ut-exchange-2025-11-04"},
    {"list.odd-sessions.help",
     "Bijeenkomsten met iets bijzonders: zonder inschrijving, te vol, lijst nog open",
     "Sessions with something odd: walk-ins, too full, list still open"},
    {"list.odd-sessions.examples",
     "Voorbeeld:\n  logboek list odd-sessions --region utrecht_sterkzorg --from 2025-10-01",
     "Example:\n  logboek list odd-sessions --region utrecht_sterkzorg --from 2025-10-01"},
    {"list.credits.help", "Waarvoor elke bijeenkomst van een praktijk is meegeteld, of waarom niet",
     "What each session of a practice was credited to, or why not"},
    {"list.credits.examples", "Voorbeeld:\n  logboek list credits --practice ut-006",
     "Example:\n  logboek list credits --practice ut-006"},
    {"list.quarters.help", "Praktijken in een traject: bijeenkomsten per kwartaal",
     "Practices on a track: meetings by quarter"},
    {"list.quarters.examples", "Voorbeeld:\n  logboek list quarters --region utrecht_sterkzorg",
     "Example:\n  logboek list quarters --region utrecht_sterkzorg"},
    {"list.missing-documents.help",
     "Praktijken zonder plan, bevestigde medewerkers of onderbouwing",
     "Practices without a plan, a confirmed roster or a written ground"},
    {"list.missing-documents.examples",
     "Voorbeeld:\n  logboek list missing-documents --region utrecht_sterkzorg",
     "Example:\n  logboek list missing-documents --region utrecht_sterkzorg"},
    {"list.choices.help", "Hoe vaak elke interventie is gekozen, per periode",
     "How often each intervention was chosen, by period"},
    {"list.choices.examples", "Voorbeeld:\n  logboek list choices --region utrecht_sterkzorg",
     "Example:\n  logboek list choices --region utrecht_sterkzorg"},
    {"list.decisions.help", "Oordelen die rusten op een uitleg van het plan of op een ontheffing",
     "Verdicts that rest on a reading of the plan or on a waiver"},
    {"list.decisions.examples", "Voorbeeld:\n  logboek list decisions --region utrecht_sterkzorg",
     "Example:\n  logboek list decisions --region utrecht_sterkzorg"},
    {"list.visits.help", "Praktijkbezoeken: te doen, uitgenodigd, gehouden",
     "Practice visits: due, invited to, held"},
    {"list.visits.examples", "Voorbeeld:\n  logboek list visits --region midden_brabant_primacura",
     "Example:\n  logboek list visits --region midden_brabant_primacura"},
    {"list.funded-courses.help", "Gevolgde scholing die een fonds betaalt, per praktijk",
     "Courses taken that a fund pays, per practice"},
    {"list.funded-courses.examples",
     "Voorbeeld:\n  logboek list funded-courses --region twente_hzt --funding aof --from "
     "2026-01-01",
     "Example:\n  logboek list funded-courses --region twente_hzt --funding aof --from 2026-01-01"},
    {"list.refusals.help", "Geweigerde opdrachten, zo ver het dagboek teruggaat",
     "Refused commands, as far as the journal goes back"},
    {"list.refusals.examples",
     "Voorbeeld:\n  logboek list refusals --source hus-academie --from 2026-04-20",
     "Example:\n  logboek list refusals --source hus-academie --from 2026-04-20"},
    {"list.practice", "De praktijk", "The practice"},
    {"list.session", "De bijeenkomst", "The session"},
    {"list.cancelled", "Alleen wie doorschoof door het afmelden van\ndeze inschrijving",
     "Only who moved up because this enrolment\nwas cancelled"},
    {"list.obligation", "De verplichting, bijvoorbeeld MB-05", "The obligation, for example MB-05"},
    {"list.source", "Alleen van deze bron", "Only of this source"},
    {"list.period", "De periode: een programmajaar, of een jaartal;\nstandaard de lopende",
     "The period: a programme year, or a calendar\nyear; default the one that runs"},
    {"list.funding", "Wie betaalt: practice, aof of region", "Who pays: practice, aof or region"},
    {"list.nothing", "Niets gevonden.", "Nothing found."},
    {"history.help", "De geschiedenis van een feit, met elke correctie",
     "The history of a fact, with every correction"},
    {"history.examples",
     "Vraag naar een feit (presentie, inschrijving, planregel, afronding), naar alles van een "
     "praktijk,\npersoon of bijeenkomst, of naar het feit waar een gebeurtenis over "
     "gaat.\n\nVoorbeelden:\n  logboek history --session ut-exchange-2025-11-04 --person "
     "p-000509\n  logboek history --offering triage --person p-000509\n  logboek history "
     "--practice ut-006 --known-at 2026-04-01",
     "Ask about a fact (presence, enrolment, line of a plan, completion), about everything of "
     "a\npractice, person or session, or about the fact that an event is about.\n\nExamples:\n  "
     "logboek history --session ut-exchange-2025-11-04 --person p-000509\n  logboek history "
     "--offering triage --person p-000509\n  logboek history --practice ut-006 --known-at "
     "2026-04-01"},
    {"history.practice", "Alles over deze praktijk", "Everything about this practice"},
    {"history.person", "Alles over deze persoon; met --session of\n--offering alleen dat ene feit",
     "Everything about this person; with --session or\n--offering that one fact only"},
    {"history.session", "Alles over deze bijeenkomst", "Everything about this session"},
    {"history.enrolment", "Deze inschrijving", "This enrolment"},
    {"history.line", "Deze regel van een praktijkplan", "This line of a practice plan"},
    {"history.offering", "Het afronden van dit aanbod door --person",
     "The completion of this offering by --person"},
    {"history.event", "Het feit waar deze gebeurtenis over gaat",
     "The fact that this event is about"},
    {"history.at", "Alleen wat gold op deze dag of ervoor",
     "Only what took effect on this day or before"},
    {"history.one_of",
     "geef een van --practice, --person, --session, --enrolment, --line, --offering (met --person) "
     "of --event",
     "give one of --practice, --person, --session, --enrolment, --line, --offering (with --person) "
     "or --event"},
    {"history.nothing", "Geen gebeurtenissen.", "No events."},

    // replay, digest, plan, status.
    {"replay.help", "Speel de vastgelegde gebeurtenissen na, in volgorde",
     "Replay the recorded events, in order"},
    {"replay.examples",
     "Meer filters samen: alleen wat aan alle voldoet. json geeft een regel per gebeurtenis, met\n"
     "de hele inhoud; de tabel kort af.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek replay --practice ut-006\n"
     "  logboek replay --region utrecht_sterkzorg --type attendance_corrected\n"
     "  logboek replay --after 4711 --follow --format json",
     "Several filters: only what fits all of them. json gives a line for each event, with all of\n"
     "its content; the table shortens.\n"
     "\n"
     "Examples:\n"
     "  logboek replay --practice ut-006\n"
     "  logboek replay --region utrecht_sterkzorg --type attendance_corrected\n"
     "  logboek replay --after 4711 --follow --format json"},
    {"replay.practice", "Alleen over deze praktijk", "Only about this practice"},
    {"replay.person", "Alleen over deze persoon", "Only about this person"},
    {"replay.session", "Alleen over deze bijeenkomst", "Only about this session"},
    {"replay.after", "Begin achter deze positie", "Start behind this position"},
    {"replay.until", "Stop bij deze positie", "Stop at this position"},
    {"replay.follow", "Ga door met wat er bij komt, tot Ctrl-C",
     "Go on with what is added, until Ctrl-C"},
    {"replay.type", "Alleen deze typen, bijvoorbeeld\nattendance_recorded",
     "Only these types, for example\nattendance_recorded"},
    {"replay.follow_or_until", "geef --follow of --until, niet allebei",
     "give --follow or --until, not both"},
    {"replay.caught_up", "Bij tot en met positie $0.", "Caught up with position $0."},
    {"digest.help", "Bereken het kenmerk van alle oordelen", "Compute the digest of all verdicts"},
    {"digest.examples",
     "Twee kopieën met dezelfde geschiedenis geven hetzelfde kenmerk.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek digest --at 2026-03-31 --known-at 2026-04-01\n"
     "  logboek digest --region utrecht_sterkzorg --from-zero",
     "Two copies with the same history give the same digest.\n"
     "\n"
     "Examples:\n"
     "  logboek digest --at 2026-03-31 --known-at 2026-04-01\n"
     "  logboek digest --region utrecht_sterkzorg --from-zero"},
    {"digest.region", "Alleen deze regio", "Only this region"},
    {"digest.from_zero", "Bouw alles opnieuw op vanaf de eerste\ngebeurtenis",
     "Build everything again from the first\nevent"},
    {"plan.help", "Regioplannen", "Regional plans"},
    {"plan.examples",
     "Voorbeelden:\n"
     "  logboek plan check deploy/regioplans/*.textproto\n"
     "  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto",
     "Examples:\n"
     "  logboek plan check deploy/regioplans/*.textproto\n"
     "  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto"},
    {"plan.check.help", "Zoek fouten in regioplannen zonder iets te\npubliceren",
     "Look for mistakes in regional plans\nwithout publishing anything"},
    {"plan.check.examples",
     "Elke fout komt op een regel: bestand, regel, kolom, veld, wat er mis is en hoe het te\n"
     "herstellen is. Wat er in een ander plan van de regio mag staan, wordt gezocht in de\n"
     "bestanden ervoor en in de plannen die de server heeft. De afsluitcode is 0 zonder en 1\n"
     "met fouten.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek plan check nieuw.textproto\n"
     "  logboek plan check deploy/regioplans/*.textproto",
     "Each mistake is a line: file, line, column, field, what is wrong and how to mend it. What\n"
     "may stand in another plan of the region is looked for in the files before it and in the\n"
     "plans that the server has. The exit code is 0 without mistakes and 1 with some.\n"
     "\n"
     "Examples:\n"
     "  logboek plan check new.textproto\n"
     "  logboek plan check deploy/regioplans/*.textproto"},
    {"plan.mistake", "niet te lezen", "cannot be read"},
    {"plan.check.right", "geen fouten", "no mistakes"},
    {"plan.check.wrong", "$0 fout(en)", "$0 mistake(s)"},
    {"plan.publish.help", "Publiceer een regioplan uit een bestand",
     "Publish a regional plan from a file"},
    {"plan.publish.examples",
     "Het bestand is een logboek.regioplan.v1.RegionPlan als tekst (textproto). Een fout wordt\n"
     "gemeld met regel en kolom. Hetzelfde bestand nog eens publiceren verandert niets.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto\n"
     "  logboek plan publish nieuw.textproto --format json",
     "The file is a logboek.regioplan.v1.RegionPlan as text (textproto). A mistake is reported\n"
     "with its line and column. Publishing the same file again changes nothing.\n"
     "\n"
     "Examples:\n"
     "  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto\n"
     "  logboek plan publish new.textproto --format json"},
    {"plan.file", "Het plan, als textproto", "The plan, as textproto"},
    {"plan.files", "De plannen, als textproto", "The plans, as textproto"},
    {"plan.too_large", "$0 is groter dan $1 bytes, meer dan een regioplan mag zijn",
     "$0 is larger than $1 bytes, more than a regional plan may be"},
    {"plan.unreadable", "$0 is niet te lezen als regioplan; er is niets gepubliceerd",
     "$0 cannot be read as a regional plan; nothing was published"},
    {"status.help", "Hoe de server ervoor staat", "How the server is doing"},
    {"status.examples",
     "Voorbeelden:\n"
     "  logboek status\n"
     "  logboek status --server logboek.example.org:4777 --format json",
     "Examples:\n"
     "  logboek status\n"
     "  logboek status --server logboek.example.org:4777 --format json"},
    {"status.checkpoint", "tot positie $0, $1 gebeurtenissen geleden ($2)",
     "up to position $0, $1 events ago ($2)"},
    {"status.no_checkpoint", "geen, in het geheugen", "none, in memory"},
    {"status.not_serving", "nu niet", "not now"},
    {"status.not_writable", "nee: er wordt nu niets vastgelegd", "no: nothing is recorded now"},
    {"status.of", "$0 van hoogstens $1", "$0 of $1 at most"},
    {"status.refused", "$0 aanroepen, $1 opdrachten", "$0 calls, $1 commands"},
    {"status.under_way", "$0 aanroepen, $1 stromen; $2 vragen wachten",
     "$0 calls, $1 streams; $2 questions wait"},
    {"word.yes", "ja", "yes"},
    {"word.no", "nee", "no"},
    {"word.standard_output", "de standaarduitvoer", "standard output"},

    // Names before values.
    {"label.academy", "Academie", "Academy"},
    {"label.at", "Peildatum", "Reference date"},
    {"label.bookable", "Mogelijk", "Possible"},
    {"label.centre", "Gezondheidscentrum", "Health centre"},
    {"label.checkpoint", "Laatste controlepunt", "Last checkpoint"},
    {"label.cohort", "Startmoment", "Cohort"},
    {"label.coverage", "Op de peildatum", "On the reference date"},
    {"label.digest", "Kenmerk", "Digest"},
    {"label.events", "Gebeurtenissen", "Events"},
    {"label.first_met", "Voor het eerst voldaan", "First met"},
    {"label.flags", "Let op", "Note"},
    {"label.from", "Sinds", "Since"},
    {"label.joint_plan", "Gezamenlijk plan", "Joint plan"},
    {"label.kind", "Soort", "Kind"},
    {"label.last_recorded", "Laatst vastgelegd", "Last recorded"},
    {"label.menu", "Menukaart", "Menu"},
    {"label.missing", "Nog te doen", "Still to do"},
    {"label.note", "Bijzonderheden", "Note"},
    {"label.offering", "Aanbod", "Offering"},
    {"label.persons", "Personen", "Persons"},
    {"label.plan", "Volgens plan", "By plan"},
    {"label.position", "Positie", "Position"},
    {"label.practices", "Praktijken", "Practices"},
    {"label.queue", "In de rij", "In the queue"},
    {"label.recorded", "Vastgelegd", "Recorded"},
    {"label.refused_since_start", "Geweigerd sinds de start", "Refused since the start"},
    {"label.region", "Regio", "Region"},
    {"label.result", "Uitkomst", "Result"},
    {"label.roles", "Functies", "Roles"},
    {"label.roster_confirmed", "Medewerkers bevestigd", "Roster confirmed"},
    {"label.seats", "Plaatsen", "Places"},
    {"label.series", "Reeks", "Series"},
    {"label.server", "Server", "Server"},
    {"label.serving_since", "Beschikbaar sinds", "Serving since"},
    {"label.source", "Bron", "Source"},
    {"label.started", "Gestart", "Started"},
    {"label.state", "Toestand", "State"},
    {"label.store", "Opslag", "Store"},
    {"label.tracks", "Trajecten", "Tracks"},
    {"label.under_way", "Nu bezig", "Under way"},
    {"label.version", "Versie", "Version"},
    {"label.waiver", "Ontheffing", "Waiver"},
    {"label.when", "Wanneer", "When"},
    {"label.window", "Periode", "Period"},
    {"label.writable", "Legt vast", "Records"},
    {"label.acting_for", "Namens", "On behalf of"},
    {"label.complete_since", "Volledig na", "Complete after"},
    {"label.content", "Inhoud", "Content"},
    {"label.decided_by", "Besloten door", "Decided by"},
    {"label.effective", "Geldt op", "Effective"},
    {"label.event_id", "Gebeurtenis", "Event"},
    {"label.reason", "Reden", "Reason"},
    {"label.sender", "Afzender", "Sender"},
    {"label.supersedes", "Vervangt", "Supersedes"},

    // Heads of columns.
    {"column.attendance", "Presentie", "Attendance"},
    {"column.cohort", "Startmoment", "Cohort"},
    {"column.content", "Inhoud", "Content"},
    {"column.count", "Stand", "Count"},
    {"column.date", "Datum", "Date"},
    {"column.digest", "Kenmerk", "Digest"},
    {"column.effective", "Geldt op", "Effective"},
    {"column.enrolment", "Inschrijving", "Enrolment"},
    {"column.event", "Gebeurtenis", "Event"},
    {"column.fact", "Feit", "Fact"},
    {"column.first_met", "Voldaan op", "First met"},
    {"column.from", "Sinds", "From"},
    {"column.kind", "Soort", "Kind"},
    {"column.label", "Verplichting", "Obligation"},
    {"column.last_day", "Laatste dag", "Last day"},
    {"column.line", "Regel", "Line"},
    {"column.missing", "Nog te doen", "Still to do"},
    {"column.name", "Naam", "Name"},
    {"column.needed", "Nodig", "Needed"},
    {"column.note", "Bijzonderheden", "Note"},
    {"column.obligation", "Nr.", "No."},
    {"column.person", "Persoon", "Person"},
    {"column.plans", "Plannen", "Plans"},
    {"column.position", "Positie", "Position"},
    {"column.practice", "Praktijk", "Practice"},
    {"column.practices", "Praktijken", "Practices"},
    {"column.recorded", "Vastgelegd", "Recorded"},
    {"column.region", "Regio", "Region"},
    {"column.represents", "Namens", "Represents"},
    {"column.result", "Uitkomst", "Result"},
    {"column.role", "Functie", "Role"},
    {"column.seats", "Plaatsen", "Places"},
    {"column.series", "Reeks", "Series"},
    {"column.session", "Bijeenkomst", "Session"},
    {"column.sessions", "Bijeenkomsten", "Sessions"},
    {"column.source", "Bron", "Source"},
    {"column.start", "Begin", "Start"},
    {"column.state", "Toestand", "State"},
    {"column.status", "Status", "Status"},
    {"column.title", "Titel", "Title"},
    {"column.verdicts", "Oordelen", "Verdicts"},
    {"column.waiting", "Wachtrij", "Waiting"},
    {"column.why", "Telt mee?", "Counts?"},
    {"column.year", "Jaar", "Year"},
    {"column.absent_enrolled", "Afgemeld noch gekomen", "Enrolled, absent"},
    {"column.actor", "Door", "By"},
    {"column.by_practice", "Door mensen van", "By people of"},
    {"column.cause", "Waardoor", "Cause"},
    {"column.cause_enrolment", "Afgemelde inschrijving", "Cancelled enrolment"},
    {"column.command", "Opdracht", "Command"},
    {"column.completions", "Afgerond", "Completed"},
    {"column.counts_for", "Telt mee voor", "Counts for"},
    {"column.decided_by", "Besloten door", "Decided by"},
    {"column.decided_on", "Besloten op", "Decided on"},
    {"column.denominator", "Van", "Of"},
    {"column.denominator_now", "Nu van", "Of now"},
    {"column.document", "Ontbreekt", "Missing"},
    {"column.done", "Gedaan", "Done"},
    {"column.element", "Kernelement", "Core element"},
    {"column.ground", "Grond", "Ground"},
    {"column.interpretation", "Uitleg", "Reading"},
    {"column.invited", "Uitgenodigd", "Invited"},
    {"column.list_closed", "Lijst gesloten", "List closed"},
    {"column.menu", "Menukaart", "Menu"},
    {"column.mode", "Vorm", "Mode"},
    {"column.numerator", "Behaald", "Reached"},
    {"column.numerator_now", "Nu", "Now"},
    {"column.offering", "Aanbod", "Offering"},
    {"column.option", "Keuze", "Option"},
    {"column.over_capacity", "Boven maximum", "Over capacity"},
    {"column.path", "Hoe", "How"},
    {"column.people", "Mensen", "People"},
    {"column.plan_line", "Planregel", "Plan line"},
    {"column.present", "Aanwezig", "Present"},
    {"column.quarters", "Kwartalen", "Quarters"},
    {"column.reason", "Reden", "Reason"},
    {"column.reminder", "Laatst herinnerd", "Last reminder"},
    {"column.source_id", "Kenmerk", "Source id"},
    {"column.through", "Via", "Through"},
    {"column.times_more", "Vaker", "More"},
    {"column.times_none", "Geen", "None"},
    {"column.times_one", "Een keer", "Once"},
    {"column.topics", "Onderwerpen", "Topics"},
    {"column.unrecorded_enrolled", "Niets vastgelegd", "Nothing recorded"},
    {"column.walk_ins", "Zonder inschrijving", "Walk-ins"},
    {"enum.unspecified", "-", "-"},
    {"enum.unknown", "onbekend ($0)", "unknown ($0)"},
};

const absl::flat_hash_map<absl::string_view, const TextRow*>& Index() {
  static const auto& index = *[] {
    auto* rows = new absl::flat_hash_map<absl::string_view, const TextRow*>;
    for (const TextRow& row : AllTexts()) CHECK(rows->emplace(row.key, &row).second, "a key twice");
    return rows;
  }();
  return index;
}

}  // namespace

absl::Span<const TextRow> AllTexts() {
  static const auto& all = *[] {
    auto* rows = new std::vector<TextRow>(std::begin(kTexts), std::end(kTexts));
    for (const absl::Span<const TextRow> more : {QuestionTexts(), ExchangeTexts(), AccessTexts(),
                                                 PrivacyTexts(), BackupTexts(), WordTexts()}) {
      rows->insert(rows->end(), more.begin(), more.end());
    }
    return rows;
  }();
  return all;
}

absl::optional<Language> ParseLanguage(absl::string_view text) {
  const absl::string_view language = text.substr(0, text.find_first_of("_.@-"));
  if (absl::EqualsIgnoreCase(language, "nl")) return Language::kDutch;
  if (absl::EqualsIgnoreCase(language, "en")) return Language::kEnglish;
  return absl::nullopt;
}

Language LanguageOf(const std::function<std::string(const std::string&)>& environment) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = environment(name);
    if (!value.empty()) return ParseLanguage(value).value_or(Language::kDutch);
  }
  return Language::kDutch;
}

std::string Slug(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* const value = type.FindValueByNumber(number);
  if (value == nullptr) return absl::StrCat(number);
  // The zero value shows the prefix: ROLE_UNSPECIFIED.
  absl::string_view prefix = type.value(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  return absl::AsciiStrToLower(absl::StripPrefix(value->name(), prefix));
}

absl::optional<std::string> Texts::Find(absl::string_view key) const {
  const auto found = Index().find(key);
  if (found == Index().end()) return absl::nullopt;
  return language_ == Language::kDutch ? found->second->dutch : found->second->english;
}

std::string Texts::Get(absl::string_view key) const {
  const absl::optional<std::string> text = Find(key);
  CHECK(text.has_value(), "no such text");
  return *text;
}

std::string Texts::WordOf(const google::protobuf::EnumDescriptor& type, int number) const {
  if (number == 0) return Get("enum.unspecified");
  const auto word = Find(absl::StrCat(type.name(), ".", Slug(type, number)));
  return word.has_value() ? *word : Get("enum.unknown", number);
}

std::string Texts::EventType(absl::string_view type) const {
  return Find(absl::StrCat("event.", type)).value_or(std::string(type));
}

std::string Texts::ErrorReason(absl::string_view reason) const {
  return Find(absl::StrCat("reason.", reason)).value_or(std::string(reason));
}

std::string Texts::Of(const regioplan::v1::Text& text) const {
  const std::string& wanted = language_ == Language::kDutch ? text.nl() : text.en();
  if (!wanted.empty()) return wanted;
  return language_ == Language::kDutch ? text.en() : text.nl();
}

}  // namespace logboek::cli
