#include "clients/cli/texts.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
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
     "Datums: jjjj-mm-dd, ook dd-mm-jjjj. --output json volgt de protobuf-berichten van\n"
     "de server (proto/logboek), csv heeft een kopregel met vaste Engelse namen (RFC 4180).",
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
     "Dates: yyyy-mm-dd, dd-mm-yyyy too. --output json follows the protobuf messages of\n"
     "the server (proto/logboek), csv has a header with fixed English names (RFC 4180)."},
    {"option.help", "Toon deze uitleg", "Show this help"},
    {"option.version", "Toon de versie", "Show the version"},
    {"option.server", "Adres van de server (anders LOGBOEK_SERVER,\nanders 127.0.0.1:4777)",
     "Address of the server (else LOGBOEK_SERVER,\nelse 127.0.0.1:4777)"},
    {"option.output",
     "Vorm van het antwoord, standaard table; csv zet\neen ' voor tekst die begint met = + - of @",
     "Form of the answer, default table; csv puts a '\nbefore text that begins with = + - or @"},
    {"option.lang", "Taal (anders LC_ALL, LC_MESSAGES of LANG,\nanders nl)",
     "Language (else LC_ALL, LC_MESSAGES or LANG,\nelse nl)"},
    {"option.at", "Peildatum, standaard vandaag", "Reference date, default today"},
    {"option.known_at", "Wat het register toen wist: een positie, of\nhet eind van een dag",
     "What the register knew then: a position, or\nthe end of a day"},
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
    {"type.status", "STATUS", "STATUS"},
    {"type.kind", "SOORT", "KIND"},
    {"type.id", "ID", "ID"},
    {"type.event_type", "TYPE", "TYPE"},
    {"type.file", "BESTAND", "FILE"},
    {"type.source", "BRON", "SOURCE"},
    {"type.source_id", "BRON_ID", "SOURCE_ID"},
    {"type.json", "JSON", "JSON"},

    {"help.everywhere",
     "Overal: --server, --output table|json|csv, --lang nl|en (zie logboek --help).",
     "Everywhere: --server, --output table|json|csv, --lang nl|en (see logboek --help)."},

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
    {"error.open", "kan $0 niet openen: $1", "cannot open $0: $1"},
    {"error.read", "kan $0 niet verder lezen: $1", "cannot read on in $0: $1"},
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
     "  logboek lookup plan-file utrecht_sterkzorg/year-3/1 --output json",
     "Not found (exit status 4) means: it never arrived, or was refused.\n"
     "\n"
     "Examples:\n"
     "  logboek lookup hus-academie attendance/ut-exchange-2025-11-04/p-000510\n"
     "  logboek lookup plan-file utrecht_sterkzorg/year-3/1 --output json"},
    {"lookup.source", "De bron van de opdracht", "The source of the command"},
    {"lookup.source_id", "Het kenmerk dat de bron eraan gaf", "The id the source gave it"},
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
     "  logboek practice show ut-006 --at 31-12-2025 --output csv",
     "Examples:\n"
     "  logboek practice show ut-006\n"
     "  logboek practice show ut-006 --at 31-12-2025 --output csv"},
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
     "  logboek compliance ut-006 --known-at 6861 --obligation UT3-03\n"
     "  logboek compliance --region utrecht_sterkzorg --status not_met,at_risk\n"
     "  logboek compliance --region midden_brabant_primacura --output csv > brabant.csv",
     "One practice: every verdict, and every fact that counted or did not, with the reason. A\n"
     "region: a row for each practice, a column for each obligation and year, and the counts.\n"
     "\n"
     "Examples:\n"
     "  logboek compliance ut-006 --at 2026-03-31\n"
     "  logboek compliance ut-006 --known-at 6861 --obligation UT3-03\n"
     "  logboek compliance --region utrecht_sterkzorg --status not_met,at_risk\n"
     "  logboek compliance --region midden_brabant_primacura --output csv > brabant.csv"},
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
     "  logboek session show ut-exchange-2026-11-10 --output csv",
     "Examples:\n"
     "  logboek session show ut-exchange-2026-11-10\n"
     "  logboek session show ut-exchange-2026-11-10 --output csv"},
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
     "  logboek replay --after 4711 --follow --output json",
     "Several filters: only what fits all of them. json gives a line for each event, with all of\n"
     "its content; the table shortens.\n"
     "\n"
     "Examples:\n"
     "  logboek replay --practice ut-006\n"
     "  logboek replay --region utrecht_sterkzorg --type attendance_corrected\n"
     "  logboek replay --after 4711 --follow --output json"},
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
     "Voorbeelden:\n  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto",
     "Examples:\n  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto"},
    {"plan.publish.help", "Publiceer een regioplan uit een bestand",
     "Publish a regional plan from a file"},
    {"plan.publish.examples",
     "Het bestand is een logboek.regioplan.v1.RegionPlan als tekst (textproto). Een fout wordt\n"
     "gemeld met regel en kolom. Hetzelfde bestand nog eens publiceren verandert niets.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto\n"
     "  logboek plan publish nieuw.textproto --output json",
     "The file is a logboek.regioplan.v1.RegionPlan as text (textproto). A mistake is reported\n"
     "with its line and column. Publishing the same file again changes nothing.\n"
     "\n"
     "Examples:\n"
     "  logboek plan publish deploy/regioplans/utrecht_sterkzorg-year-3.textproto\n"
     "  logboek plan publish new.textproto --output json"},
    {"plan.file", "Het plan, als textproto", "The plan, as textproto"},
    {"plan.too_large", "$0 is groter dan $1 bytes, meer dan een regioplan mag zijn",
     "$0 is larger than $1 bytes, more than a regional plan may be"},
    {"plan.unreadable", "$0 is niet te lezen als regioplan; er is niets gepubliceerd",
     "$0 cannot be read as a regional plan; nothing was published"},
    {"status.help", "Hoe de server ervoor staat", "How the server is doing"},
    {"status.examples",
     "Voorbeelden:\n"
     "  logboek status\n"
     "  logboek status --server logboek.example.org:4777 --output json",
     "Examples:\n"
     "  logboek status\n"
     "  logboek status --server logboek.example.org:4777 --output json"},
    {"status.not_writable", "nee: er wordt nu niets vastgelegd", "no: nothing is recorded now"},
    {"word.yes", "ja", "yes"},
    {"word.standard_output", "de standaarduitvoer", "standard output"},

    // Names before values.
    {"label.academy", "Academie", "Academy"},
    {"label.at", "Peildatum", "Reference date"},
    {"label.bookable", "Mogelijk", "Possible"},
    {"label.centre", "Gezondheidscentrum", "Health centre"},
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
    {"label.region", "Regio", "Region"},
    {"label.result", "Uitkomst", "Result"},
    {"label.roles", "Functies", "Roles"},
    {"label.roster_confirmed", "Medewerkers bevestigd", "Roster confirmed"},
    {"label.seats", "Plaatsen", "Places"},
    {"label.series", "Reeks", "Series"},
    {"label.server", "Server", "Server"},
    {"label.source", "Bron", "Source"},
    {"label.started", "Gestart", "Started"},
    {"label.state", "Toestand", "State"},
    {"label.store", "Opslag", "Store"},
    {"label.tracks", "Trajecten", "Tracks"},
    {"label.version", "Versie", "Version"},
    {"label.waiver", "Ontheffing", "Waiver"},
    {"label.when", "Wanneer", "When"},
    {"label.window", "Periode", "Period"},
    {"label.writable", "Legt vast", "Records"},

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

    // Values of enums: the enum's name and the slug.
    {"VerdictStatus.met", "voldaan", "met"},
    {"VerdictStatus.open", "open", "open"},
    {"VerdictStatus.at_risk", "in gevaar", "at risk"},
    {"VerdictStatus.not_met", "niet voldaan", "not met"},
    {"VerdictStatus.not_applicable", "n.v.t.", "n/a"},
    {"VerdictStatus.undetermined", "onbepaald", "undetermined"},
    {"VerdictStatus.waived", "ontheven", "waived"},
    {"VerdictStatus.reported", "gemeld", "reported"},
    {"EvidenceReason.counted", "telt mee", "counted"},
    {"EvidenceReason.outside_window", "buiten de periode", "outside the period"},
    {"EvidenceReason.absent", "afwezig", "absent"},
    {"EvidenceReason.voided", "ongeldig verklaard", "voided"},
    {"EvidenceReason.duplicate", "dubbel", "duplicate"},
    {"EvidenceReason.not_on_menu", "staat niet op de menukaart voor deze verplichting",
     "not on the menu for this obligation"},
    {"EvidenceReason.role_not_counted", "functie telt niet mee", "role does not count"},
    {"EvidenceReason.not_on_roster", "toen niet in dienst bij de praktijk",
     "not engaged at the practice then"},
    {"EvidenceReason.not_represented", "praktijk toen niet vertegenwoordigd",
     "practice not represented then"},
    {"EvidenceReason.already_credited", "al gebruikt voor een ander jaar",
     "already used for another year"},
    {"EvidenceReason.not_recognised", "scholing niet afgerond of niet erkend",
     "training not completed or not recognised"},
    {"VerdictFlag.provisional", "voorlopig: medewerkers niet bevestigd",
     "provisional: roster not confirmed"},
    {"VerdictFlag.not_started", "nog niet begonnen", "not started yet"},
    {"VerdictFlag.surplus", "meer dan nodig", "more than needed"},
    {"VerdictFlag.roster_emptied", "aan het eind heeft niemand meer deze functie",
     "nobody holds the role at the end"},
    {"VerdictFlag.cross_series", "uit de reeks van een ander startmoment",
     "from the series of another cohort"},
    {"VerdictFlag.same_quarter", "alles in een kwartaal", "all in one quarter"},
    {"VerdictFlag.empty_quarter", "een kwartaal zonder bijeenkomst", "a quarter without a meeting"},
    {"VerdictFlag.organiser_cancelled", "organisator heeft een bijeenkomst afgelast",
     "the organiser cancelled a session"},
    {"VerdictFlag.unusual_role", "deelnemer had een andere functie dan gebruikelijk",
     "the participant had an unusual role"},
    {"VerdictFlag.awaiting_answer", "wacht op antwoord op de uitvraag",
     "the survey was not answered yet"},
    {"VerdictFlag.participation_ended", "de deelname is beëindigd", "participation has ended"},
    {"VerdictFlag.merged", "gaat verder bij de praktijk waarmee is gefuseerd",
     "goes on at the practice it was merged into"},
    {"Role.gp_owner", "praktijkhoudend huisarts", "GP, practice owner"},
    {"Role.gp_locum_permanent", "vaste waarnemer", "permanent locum"},
    {"Role.gp_locum", "waarnemend huisarts", "locum GP"},
    {"Role.gp_employed", "huisarts in dienst (hidha)", "employed GP"},
    {"Role.basic_doctor", "basisarts", "basic doctor"},
    {"Role.practice_nurse", "praktijkondersteuner (POH)", "practice nurse"},
    {"Role.medical_assistant", "doktersassistent", "medical assistant"},
    {"Role.soh", "spreekuurondersteuner (SOH)", "consultation assistant"},
    {"Role.triage_supporter", "triage-ondersteuner", "triage supporter"},
    {"Role.physician_assistant", "physician assistant", "physician assistant"},
    {"Role.nurse_specialist", "verpleegkundig specialist", "nurse specialist"},
    {"Role.practice_manager", "praktijkmanager", "practice manager"},
    {"Role.pharmacist", "apotheker", "pharmacist"},
    {"OfferingKind.exchange_meeting", "uitwisselingsbijeenkomst", "exchange meeting"},
    {"OfferingKind.kbz_meeting", "bijeenkomst Krachtige basiszorg", "KBZ meeting"},
    {"OfferingKind.reflection_meeting", "reflectiebijeenkomst", "reflection meeting"},
    {"OfferingKind.intervision", "intervisie", "intervision"},
    {"OfferingKind.progress_session", "voortgangssessie", "progress session"},
    {"OfferingKind.practice_manager_meeting", "bijeenkomst praktijkmanagers",
     "practice managers' meeting"},
    {"OfferingKind.assistant_network_meeting", "netwerkbijeenkomst assistenten",
     "assistants' network meeting"},
    {"OfferingKind.information_meeting", "informatiebijeenkomst", "information meeting"},
    {"OfferingKind.question_hour", "vragenuur", "question hour"},
    {"OfferingKind.course_open", "scholing, open inschrijving", "course, open enrolment"},
    {"OfferingKind.course_incompany", "scholing in de praktijk", "in-company course"},
    {"OfferingKind.e_learning", "e-learning", "e-learning"},
    {"OfferingKind.coaching", "coaching", "coaching"},
    {"OfferingKind.webinar", "webinar", "webinar"},
    {"AttendanceStatus.present", "aanwezig", "present"},
    {"AttendanceStatus.absent", "afwezig", "absent"},
    {"Participation.participant", "deelnemer", "participant"},
    {"Participation.facilitator", "begeleider", "facilitator"},
    {"Flag.walk_in", "zonder inschrijving", "without enrolment"},
    {"Flag.over_capacity", "meer dan het maximum", "over capacity"},
    {"Flag.after_list_closed", "na sluiting van de lijst", "after the list was closed"},
    {"Flag.not_engaged_on_date", "toen niet in dienst bij de praktijk",
     "not engaged at the practice then"},
    {"Flag.representation_not_held", "sprak niet voor een genoemde praktijk",
     "did not speak for a practice named"},
    {"Flag.sessions_not_attended", "niet bij elke bijeenkomst aanwezig",
     "not present at every session"},
    {"Flag.deepen_by_entrant", "verdieping in het eerste jaar", "deepening in the first year"},
    {"Flag.capacity_below_confirmed", "minder plaatsen dan bevestigd",
     "fewer places than are confirmed"},
    {"Flag.chosen_before", "eerder al gekozen", "chosen before"},
    {"Flag.not_participating", "praktijk was toen gesloten of samengevoegd",
     "practice was closed or merged then"},
    {"EnrolmentState.confirmed", "bevestigd", "confirmed"},
    {"EnrolmentState.waiting", "wacht op een plaats", "waiting"},
    {"EnrolmentState.cancelled", "afgemeld", "cancelled"},
    {"EnrolmentState.rejected", "afgewezen", "rejected"},
    {"ChoiceMode.new", "nieuw", "new"},
    {"ChoiceMode.deepen", "verdieping", "deepening"},
    {"ReportScope.region", "regio als geheel", "region as a whole"},
    {"ReportScope.practice_rows", "per praktijk", "practice by practice"},
    {"ReportScope.names", "met namen", "with names"},
    {"RecipientClass.regional_organisation", "regionale organisatie", "regional organisation"},
    {"RecipientClass.insurer", "zorgverzekeraar", "insurer"},
    {"RecipientClass.practice", "praktijk", "practice"},
    {"enum.unspecified", "-", "-"},
    {"enum.unknown", "onbekend ($0)", "unknown ($0)"},

    // Types of events.
    {"event.plan_published", "regioplan gepubliceerd", "plan published"},
    {"event.practice_registered", "praktijk ingeschreven", "practice registered"},
    {"event.cohort_assigned", "startmoment toegekend", "cohort assigned"},
    {"event.track_started", "traject begonnen", "track started"},
    {"event.track_ended", "traject beëindigd", "track ended"},
    {"event.joint_plan_registered", "gezamenlijk plan", "joint plan registered"},
    {"event.joint_plan_member_added", "bij gezamenlijk plan", "joint plan member added"},
    {"event.joint_plan_member_removed", "uit gezamenlijk plan", "joint plan member removed"},
    {"event.health_centre_linked", "bij gezondheidscentrum", "health centre linked"},
    {"event.health_centre_unlinked", "uit gezondheidscentrum", "health centre unlinked"},
    {"event.person_registered", "persoon ingeschreven", "person registered"},
    {"event.engagement_started", "in dienst", "engagement started"},
    {"event.engagement_role_changed", "functie gewijzigd", "role changed"},
    {"event.engagement_ended", "uit dienst", "engagement ended"},
    {"event.roster_confirmed", "medewerkers bevestigd", "roster confirmed"},
    {"event.offering_published", "aanbod gepubliceerd", "offering published"},
    {"event.series_defined", "reeks vastgelegd", "series defined"},
    {"event.session_scheduled", "bijeenkomst gepland", "session scheduled"},
    {"event.session_moved", "bijeenkomst verplaatst", "session moved"},
    {"event.session_cancelled", "bijeenkomst afgelast", "session cancelled"},
    {"event.enrolment_confirmed", "inschrijving bevestigd", "enrolment confirmed"},
    {"event.enrolment_waitlisted", "op de wachtrij", "enrolment waitlisted"},
    {"event.enrolment_promoted", "doorgeschoven", "enrolment promoted"},
    {"event.enrolment_cancelled", "afgemeld", "enrolment cancelled"},
    {"event.enrolment_rejected", "afgewezen", "enrolment rejected"},
    {"event.attendance_recorded", "presentie vastgelegd", "attendance recorded"},
    {"event.attendance_corrected", "presentie gecorrigeerd", "attendance corrected"},
    {"event.attendance_voided", "presentie ongeldig", "attendance voided"},
    {"event.attendance_list_closed", "presentielijst gesloten", "attendance list closed"},
    {"event.course_completed", "scholing afgerond", "course completed"},
    {"event.completion_revoked", "afronding ingetrokken", "completion revoked"},
    {"event.prior_training_recognised", "eerdere scholing erkend", "prior training recognised"},
    {"event.requirement_waived", "ontheffing verleend", "requirement waived"},
    {"event.practice_identifier_changed", "AGB-code gewijzigd", "AGB code changed"},
    {"event.practice_closed", "praktijk gesloten", "practice closed"},
    {"event.practices_merged", "praktijken samengevoegd", "practices merged"},
    {"event.participation_ended", "deelname beëindigd", "participation ended"},
    {"event.persons_linked", "personen gekoppeld", "persons linked"},
    {"event.participant_substituted", "deelnemer vervangen", "participant substituted"},
    {"event.session_capacity_changed", "aantal plaatsen gewijzigd", "capacity changed"},
    {"event.menu_item_published", "op de menukaart gezet", "menu item published"},
    {"event.menu_item_retired", "van de menukaart gehaald", "menu item retired"},
    {"event.external_training_declared", "eigen scholing opgegeven", "external training declared"},
    {"event.recognition_refused", "erkenning geweigerd", "recognition refused"},
    {"event.practice_plan_submitted", "praktijkplan ingediend", "practice plan submitted"},
    {"event.intervention_chosen", "interventie gekozen", "intervention chosen"},
    {"event.intervention_changed", "interventie gewijzigd", "intervention changed"},
    {"event.intervention_justified", "interventie onderbouwd", "intervention justified"},
    {"event.training_intent_declared", "scholing voorgenomen", "training intent declared"},
    {"event.fund_use_stated", "besteding verantwoord", "use of funds stated"},
    {"event.survey_answered", "uitvraag beantwoord", "survey answered"},
    {"event.data_requested", "gegevens gevraagd", "data requested"},
    {"event.data_request_answered", "gegevens geleverd", "data request answered"},
    {"event.statement_signed", "verklaring getekend", "statement signed"},
    {"event.practice_invited", "praktijk uitgenodigd", "practice invited"},
    {"event.practice_visit_held", "praktijkbezoek gehouden", "practice visit held"},
    {"event.interpretation_decided", "uitleg besloten", "interpretation decided"},
    {"event.year_closed", "jaar afgesloten", "year closed"},
    {"event.release_decided", "vrijgave besloten", "release decided"},
    {"event.report_issued", "verslag verstrekt", "report issued"},
    {"event.reminder_sent", "herinnering gestuurd", "reminder sent"},

    // Reasons of errors: what went wrong; the server's message says the rest.
    {"reason.AGB_CHANGED_LATER", "AGB-code is later al gewijzigd",
     "AGB code was changed later already"},
    {"reason.AGB_IN_USE", "AGB-code is al in gebruik", "AGB code is in use"},
    {"reason.AGB_UNCHANGED", "AGB-code is al zo", "AGB code is so already"},
    {"reason.ALREADY_ANSWERED", "al beantwoord", "answered already"},
    {"reason.ALREADY_ASSIGNED", "praktijk neemt al deel", "practice takes part already"},
    {"reason.ALREADY_CHOSEN", "interventie is al gekozen", "intervention was chosen already"},
    {"reason.ALREADY_CLOSED", "praktijk is al gesloten", "practice is closed already"},
    {"reason.ALREADY_COMPLETED", "al afgerond", "completed already"},
    {"reason.ALREADY_DECLARED", "scholing is al opgegeven", "training was declared already"},
    {"reason.ALREADY_ENROLLED", "al ingeschreven", "enrolled already"},
    {"reason.ALREADY_IN_CENTRE", "al in een gezondheidscentrum", "in a health centre already"},
    {"reason.ALREADY_IN_JOINT_PLAN", "al in een gezamenlijk plan", "in a joint plan already"},
    {"reason.ALREADY_LINKED", "persoon is al gekoppeld", "person is linked already"},
    {"reason.ALREADY_MERGED", "praktijk is al samengevoegd", "practice was merged already"},
    {"reason.ALREADY_PUBLISHED", "al gepubliceerd", "published already"},
    {"reason.ALREADY_RECOGNISED", "al erkend", "recognised already"},
    {"reason.ALREADY_RECORDED", "al vastgelegd", "recorded already"},
    {"reason.ALREADY_REGISTERED", "al ingeschreven in het register", "registered already"},
    {"reason.ALREADY_RETIRED", "al van de menukaart", "off the menu already"},
    {"reason.ALREADY_WAIVED", "al ontheven", "waived already"},
    {"reason.ANSWER_OUT_OF_ORDER", "antwoorden in de verkeerde volgorde", "answers out of order"},
    {"reason.BAD_AGB", "geen AGB-code", "no AGB code"},
    {"reason.BAD_BIG_NUMBER", "geen BIG-nummer", "no BIG number"},
    {"reason.BAD_CHARACTERS", "verboden tekens", "forbidden characters"},
    {"reason.BAD_DATE", "geen datum", "no date"},
    {"reason.BAD_DIGEST", "geen SHA-256-kenmerk", "no SHA-256 digest"},
    {"reason.BAD_EMAIL", "geen e-mailadres", "no e-mail address"},
    {"reason.BAD_HASH", "geen SHA-256-kenmerk", "no SHA-256 digest"},
    {"reason.BAD_PAGE_SIZE", "geen aantal per pagina", "no page size"},
    {"reason.BAD_PAGE_TOKEN", "onbekende pagina", "unknown page"},
    {"reason.BAD_POSITION", "positie bestaat niet", "no such position"},
    {"reason.BAD_PROGRAMME_YEAR", "geen programmajaar", "no programme year"},
    {"reason.BAD_TIMESTAMP", "geen tijdstip", "no instant"},
    {"reason.BEFORE_CHOICE", "datum ligt voor de keuze", "date lies before the choice"},
    {"reason.BEFORE_REGISTRATION", "datum ligt voor de inschrijving",
     "date lies before the registration"},
    {"reason.BEHIND_HEAD", "positie bestaat nog niet", "position does not exist yet"},
    {"reason.CANCELLED", "afgebroken", "cancelled"},
    {"reason.CAPACITY_ABOVE_LIMIT", "meer plaatsen dan de regio toestaat",
     "more places than the region allows"},
    {"reason.CAPACITY_BELOW_CONFIRMED", "minder plaatsen dan bevestigd",
     "fewer places than are confirmed"},
    {"reason.CAPACITY_UNCHANGED", "aantal plaatsen is al zo", "capacity is so already"},
    {"reason.CLOSED_YEARS_CHANGE", "afgesloten jaren zouden veranderen",
     "closed years would change"},
    {"reason.CLOSE_YEAR_NOT_OFFERED", "jaren afsluiten kan deze server niet",
     "this server cannot close years"},
    {"reason.COMMAND_TOO_LARGE", "opdracht is te groot", "command is too large"},
    {"reason.CONFLICT", "zelfde kenmerk, andere inhoud", "same id, other content"},
    {"reason.COUNT_DIFFERS", "aantal klopt niet met de lijst", "count differs from the list"},
    {"reason.DATE_IN_FUTURE", "datum ligt in de toekomst", "date lies in the future"},
    {"reason.DATE_OUT_OF_RANGE", "datum buiten 2000 tot en met 2100", "date outside 2000 to 2100"},
    {"reason.DEADLINE_EXCEEDED", "niet op tijd klaar", "not done in time"},
    {"reason.DECIDED_BY_ATTENDEE", "besluit van de betrokkene zelf",
     "decided by the person concerned"},
    {"reason.DECIDED_BY_DECLARER", "besluit van wie het opgaf", "decided by who declared it"},
    {"reason.DISCLOSURE_NOT_ALLOWED", "regioplan staat dit niet toe",
     "plan does not allow this disclosure"},
    {"reason.DISK_FAILED", "opslag kan niet schrijven", "store cannot write"},
    {"reason.DRAINING", "server stopt", "server is stopping"},
    {"reason.DUPLICATE_MEMBER", "lid staat er dubbel", "member stands twice"},
    {"reason.ENDS_BEFORE_REQUEST", "afgemeld voor de aanmelding",
     "cancelled before it was asked for"},
    {"reason.END_BEFORE_START", "einde ligt voor het begin", "end lies before the start"},
    {"reason.ENGAGEMENTS_RUNNING", "er werken nog mensen", "people still work there"},
    {"reason.ENGAGEMENT_ENDED", "dienstverband is al beëindigd", "engagement has ended"},
    {"reason.ENROLMENTS_ACTIVE", "er zijn nog inschrijvingen", "there still are enrolments"},
    {"reason.ENROLMENT_ENDED", "inschrijving is al beëindigd", "enrolment has ended"},
    {"reason.EVENT_TOO_LARGE", "opdracht is te groot", "command is too large"},
    {"reason.EVENT_UNREADABLE", "gebeurtenis is onleesbaar", "event cannot be read"},
    {"reason.FIELDS_CONTRADICT", "velden passen niet bij elkaar", "fields do not fit together"},
    {"reason.FOLLOW_HAS_NO_END", "volgen heeft geen eind", "following has no end"},
    {"reason.LINE_TOO_LONG", "regel is te lang", "line is too long"},
    {"reason.LINE_UNCHANGED", "keuze is al zo", "line is so already"},
    {"reason.LINE_WITHDRAWN", "keuze is ingetrokken", "line was withdrawn"},
    {"reason.LINK_CIRCLE", "persoon is aan zichzelf gekoppeld", "person linked to itself"},
    {"reason.LOG_NOT_WRITABLE", "opslag kan niet schrijven", "store cannot write"},
    {"reason.LOG_RECOVERING", "opslag herstelt zich", "store is recovering"},
    {"reason.MALFORMED_JSON", "geen geldige JSON-opdracht", "no valid JSON command"},
    {"reason.LIST_TOO_LONG", "lijst is te lang", "list is too long"},
    {"reason.MENU_OVERLAP", "staat dan al op de menukaart", "on the menu then already"},
    {"reason.MERGE_CIRCLE", "praktijk is dubbel genoemd", "practice is named twice"},
    {"reason.MESSAGE_TOO_LARGE", "bericht is te groot", "message is too large"},
    {"reason.MISSING_COMMAND", "opdracht ontbreekt", "command is missing"},
    {"reason.MISSING_FIELD", "veld ontbreekt", "field is missing"},
    {"reason.MISSING_SOURCE", "bron ontbreekt", "source is missing"},
    {"reason.MISSING_SOURCE_ID", "kenmerk van de bron ontbreekt", "source id is missing"},
    {"reason.NAMED_TWICE", "staat er dubbel", "stands twice"},
    {"reason.NOTHING_NAMED", "niets genoemd", "nothing named"},
    {"reason.NOTHING_TO_RELEASE", "regioverslag hoeft geen vrijgave",
     "region report needs no release"},
    {"reason.NOT_A_COURSE", "bijeenkomst is geen scholing", "meeting is no course"},
    {"reason.NOT_A_MEMBER", "praktijk is geen lid", "practice is no member"},
    {"reason.NOT_A_SHARE", "verplichting telt geen scholing", "obligation counts no training"},
    {"reason.NOT_A_STATEMENT", "verplichting vraagt geen verklaring",
     "obligation asks for no statement"},
    {"reason.NOT_COMPLETED", "scholing is niet afgerond", "course was not completed"},
    {"reason.NOT_DECLARED", "scholing is niet opgegeven", "training was not declared"},
    {"reason.NOT_ENGAGED_ON_DATE", "toen niet in dienst bij de praktijk",
     "not engaged at the practice then"},
    {"reason.NOT_IN_YEAR", "verplichting geldt niet in dat jaar",
     "obligation does not hold in that year"},
    {"reason.NOT_ON_MENU", "staat niet op de menukaart", "not on the menu"},
    {"reason.NOT_ON_TRACK", "praktijk zit niet in het traject", "practice is not on the track"},
    {"reason.NOT_PARTICIPATING", "praktijk neemt dan niet deel",
     "practice does not take part then"},
    {"reason.NOT_RECORDED", "niet vastgelegd", "not recorded"},
    {"reason.NOT_RELEASED", "niet vrijgegeven", "not released"},
    {"reason.NO_ANSWER_IN_TIME", "geen antwoord op tijd", "no answer in time"},
    {"reason.NO_MEMBERS", "gezamenlijk plan heeft dan geen leden",
     "joint plan has no members then"},
    {"reason.NO_SUCH_PERIOD", "periode bestaat niet in het regioplan",
     "no such period in the plan"},
    {"reason.NO_VERDICT", "verplichting krijgt geen oordeel", "obligation gets no verdict"},
    {"reason.NUMBER_OUT_OF_RANGE", "getal dat niet kan", "impossible number"},
    {"reason.OPTION_DIFFERS", "anders dan de eerste lezing", "unlike the first reading"},
    {"reason.OTHER_PLAN_DIFFERS", "anders dan in een ander plan", "unlike another plan"},
    {"reason.OTHER_REGION", "hoort bij een andere regio", "belongs to another region"},
    {"reason.OUTSIDE_ENGAGEMENT", "buiten het dienstverband", "outside the engagement"},
    {"reason.OVERLAPPING_ENGAGEMENT", "overlapt een ander dienstverband",
     "overlaps another engagement"},
    {"reason.PERIOD_UNCLEAR", "niet één soort periode", "not one kind of period"},
    {"reason.PLAN_INVALID", "regioplan heeft fouten", "plan has mistakes"},
    {"reason.POSITION_AHEAD", "positie bestaat nog niet", "position does not exist yet"},
    {"reason.PRACTICE_CLOSED", "praktijk is dan gesloten", "practice is closed then"},
    {"reason.PRACTICE_MERGED", "praktijk is dan samengevoegd", "practice is merged then"},
    {"reason.QUEUE_FULL", "server heeft het te druk", "server is too busy"},
    {"reason.REPRESENTATION_NOT_ALLOWED", "vertegenwoordiging mag niet",
     "representation is not allowed"},
    {"reason.ROLE_UNCHANGED", "functie is al zo", "role is so already"},
    {"reason.ROSTER_DIFFERS", "medewerkers kloppen niet met het register",
     "staff differs from the register"},
    {"reason.SERVER_UNREACHABLE", "server is niet bereikbaar", "server cannot be reached"},
    {"reason.SESSION_CANCELLED", "bijeenkomst is afgelast", "session was cancelled"},
    {"reason.SESSION_FULL", "bijeenkomst is vol", "session is full"},
    {"reason.SESSION_HELD", "bijeenkomst is al geweest", "session was held already"},
    {"reason.SESSION_IN_SERIES", "bijeenkomst zit al in een reeks",
     "session is in a series already"},
    {"reason.SESSION_NOT_STARTED", "bijeenkomst is nog niet begonnen", "session has not begun"},
    {"reason.SESSION_STARTED", "bijeenkomst is al begonnen", "session has begun"},
    {"reason.SHUTTING_DOWN", "server stopt", "server is stopping"},
    {"reason.STREAM_ENDED", "verbinding is beëindigd", "connection was ended"},
    {"reason.STREAM_ENDED_EARLY", "verbinding eindigde te vroeg", "connection ended early"},
    {"reason.TEXT_TOO_LONG", "tekst is te lang", "text is too long"},
    {"reason.TOKEN_AHEAD", "server loopt achter op het token", "server is behind the token"},
    {"reason.TOKEN_MALFORMED", "onleesbaar token", "token cannot be read"},
    {"reason.TOKEN_OF_OTHER_STORE", "token van een andere opslag", "token of another store"},
    {"reason.TOO_FEW_MEMBERS", "te weinig leden", "too few members"},
    {"reason.TOO_MANY_CALLS", "te veel vragen tegelijk", "too many calls at once"},
    {"reason.TRACK_OVERLAP", "overlapt hetzelfde traject", "overlaps the same track"},
    {"reason.UNKNOWN_COHORT", "onbekend startmoment", "unknown cohort"},
    {"reason.UNKNOWN_DATA_REQUEST", "onbekende gegevensvraag", "unknown data request"},
    {"reason.UNKNOWN_ENGAGEMENT", "onbekend dienstverband", "unknown engagement"},
    {"reason.UNKNOWN_ENROLMENT", "onbekende inschrijving", "unknown enrolment"},
    {"reason.UNKNOWN_ENUM_VALUE", "onbekende waarde", "unknown value"},
    {"reason.UNKNOWN_EVENT_TYPE", "onbekend type gebeurtenis", "unknown type of event"},
    {"reason.UNKNOWN_HEALTH_CENTRE", "onbekend gezondheidscentrum", "unknown health centre"},
    {"reason.UNKNOWN_INTERPRETATION", "onbekende uitleg", "unknown interpretation"},
    {"reason.UNKNOWN_JOINT_PLAN", "onbekend gezamenlijk plan", "unknown joint plan"},
    {"reason.UNKNOWN_LINE", "onbekende keuze", "unknown line"},
    {"reason.UNKNOWN_MENU_ITEM", "staat niet op de menukaart", "not on the menu"},
    {"reason.UNKNOWN_NAME", "onbekende naam", "unknown name"},
    {"reason.UNKNOWN_OBLIGATION", "onbekende verplichting", "unknown obligation"},
    {"reason.UNKNOWN_OFFERING", "onbekend aanbod", "unknown offering"},
    {"reason.UNKNOWN_OPTION", "onbekende mogelijkheid", "unknown option"},
    {"reason.UNKNOWN_PERSON", "onbekende persoon", "unknown person"},
    {"reason.UNKNOWN_PLAN", "onbekend regioplan", "unknown plan"},
    {"reason.UNKNOWN_PRACTICE", "onbekende praktijk", "unknown practice"},
    {"reason.UNKNOWN_PUSH", "nooit vastgelegd", "never recorded"},
    {"reason.UNKNOWN_REGION", "onbekende regio", "unknown region"},
    {"reason.UNKNOWN_SERIES", "onbekende reeks", "unknown series"},
    {"reason.UNKNOWN_SESSION", "onbekende bijeenkomst", "unknown session"},
    {"reason.UNKNOWN_SURVEY", "onbekende uitvraag", "unknown survey"},
    {"reason.UNKNOWN_TRACK", "onbekend traject", "unknown track"},
    {"reason.WITHDRAW_OR_CHANGE", "intrekken of wijzigen, niet beide",
     "withdraw or change, not both"},
    {"reason.WORKERS_BUSY", "server heeft het te druk", "server is too busy"},
    {"reason.YEAR_NOT_OVER", "periode is nog niet voorbij", "period is not over yet"},
    {"reason.YEAR_OUT_OF_RANGE", "jaar dat er niet is", "no such year"},
};

const absl::flat_hash_map<absl::string_view, const TextRow*>& Index() {
  static const auto& index = *[] {
    auto* rows = new absl::flat_hash_map<absl::string_view, const TextRow*>;
    for (const TextRow& row : kTexts) CHECK(rows->emplace(row.key, &row).second, "a key twice");
    return rows;
  }();
  return index;
}

}  // namespace

absl::Span<const TextRow> AllTexts() { return kTexts; }

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
