// The texts of the questions about verdicts.
#include "clients/cli/texts.h"

namespace logboek::cli {
namespace {

constexpr TextRow kQuestionTexts[] = {
    {"question.table_or_json", "dit antwoord is er als table of json; kies --format",
     "this answer comes as table or json; choose --format"},
    {"answer.sheet", "Antwoord", "Answer"},
    {"column.plan", "Plan", "Plan"},
    {"column.before_reached", "Was behaald", "Was reached"},
    {"column.before_of", "Was van", "Was of"},
    {"column.after_reached", "Nu behaald", "Now reached"},
    {"column.after_of", "Nu van", "Now of"},
    {"question.no_limit", "geen maximum", "no limit"},

    {"todo.help", "Wat een praktijk nog moet doen, en met wie en waar dat kan",
     "What a practice must still do, with whom and where it can"},
    {"todo.examples",
     "Per verplichting: hoeveel er nog nodig is, wie het kan vullen, en de bijeenkomsten die nog\n"
     "te boeken zijn en hier mee zouden tellen.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek todo ut-006\n"
     "  logboek todo ut-006 --before 2027-01-01",
     "For each obligation: how much is still needed, who could fill it, and the sessions that can\n"
     "be booked and would count here.\n"
     "\n"
     "Examples:\n"
     "  logboek todo ut-006\n"
     "  logboek todo ut-006 --before 2027-01-01"},
    {"todo.before", "Alleen wat voor deze dag moet", "Only what must be done before this day"},
    {"todo.none", "Niets meer te doen.", "Nothing left to do."},
    {"todo.more_sessions", "en nog $0 bijeenkomsten", "and $0 more sessions"},

    {"explain.help", "Waarom een praktijk niet voldoet, en wat het meest helpt",
     "Why a practice does not comply, and what would help most"},
    {"explain.examples",
     "Alleen wat niet voldaan, in gevaar, open of onbepaald is: elk feit met de reden waarom het\n"
     "wel of niet meetelt, en de stap die het meest helpt.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek explain ut-006\n"
     "  logboek explain ut-006 --at 2026-03-31",
     "Only what is not met, at risk, open or undetermined: every fact with the reason why it does\n"
     "or does not count, and the step that would help most.\n"
     "\n"
     "Examples:\n"
     "  logboek explain ut-006\n"
     "  logboek explain ut-006 --at 2026-03-31"},
    {"explain.none", "Deze praktijk voldoet aan alles wat nu gevraagd wordt.",
     "This practice complies with everything that is asked now."},

    {"at_risk.help", "Welke praktijken in gevaar zijn, de krapste eerst",
     "Which practices are at risk, the tightest first"},
    {"at_risk.examples",
     "Ruimte = te boeken plaatsen min wat er nog nodig is.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek at-risk --region utrecht_sterkzorg\n"
     "  logboek at-risk --region utrecht_sterkzorg --all --format json",
     "Slack = places that can be booked less what is still needed.\n"
     "\n"
     "Examples:\n"
     "  logboek at-risk --region utrecht_sterkzorg\n"
     "  logboek at-risk --region utrecht_sterkzorg --all --format json"},
    {"at_risk.all", "Ook wat open is en niet in gevaar", "What is open and not at risk, too"},
    {"at_risk.none", "Geen praktijk is in gevaar.", "No practice is at risk."},

    {"invite.help", "Wie uit te nodigen voor een bijeenkomst", "Whom to invite to a session"},
    {"invite.examples",
     "Praktijken die met deze bijeenkomst verder komen: wie in gevaar is eerst, dan wie de minste\n"
     "andere mogelijkheden heeft. Wie al een plaats heeft, staat apart.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek invite ut-exchange-2026-11-10",
     "Practices that this session would help: those at risk first, then those with the fewest\n"
     "other possibilities. Who has a place already is shown apart.\n"
     "\n"
     "Examples:\n"
     "  logboek invite ut-exchange-2026-11-10"},
    {"invite.none", "Niemand heeft deze bijeenkomst nog nodig.", "Nobody needs this session."},
    {"invite.enrolled", "Al ingeschreven", "Enrolled already"},
    {"invite.other_cohort", "reeks is voor een ander startmoment", "series is for another cohort"},

    {"seats.help", "Hoeveel plaatsen en bijeenkomsten een regio nog nodig heeft",
     "How many places and sessions a region still needs"},
    {"seats.examples",
     "Per soort bijeenkomst of scholing: wat de praktijken samen nog nodig hebben, wat er vrij "
     "is,\n"
     "het tekort, en hoeveel bijeenkomsten van de gebruikelijke grootte dat zijn.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek seats --region midden_brabant_primacura",
     "For each sort of session or course: what the practices still need together, what is free,\n"
     "the shortage, and how many sessions of the usual size that is.\n"
     "\n"
     "Examples:\n"
     "  logboek seats --region midden_brabant_primacura"},
    {"seats.none", "Er is niets meer nodig.", "Nothing is needed any more."},

    {"changes.help", "Wat er tussen twee posities in de oordelen veranderde, en waardoor",
     "What changed in the verdicts between two positions, and by what"},
    {"changes.examples",
     "Feiten uit de onderbouwing staan vooraan. json noemt meer oorzaken dan de tabel.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek changes --region utrecht_sterkzorg --from 4711\n"
     "  logboek changes ut-006 --from 4711 --until 7540 --at 2026-03-31",
     "Facts of the evidence come first. json names more causes than the table.\n"
     "\n"
     "Examples:\n"
     "  logboek changes --region utrecht_sterkzorg --from 4711\n"
     "  logboek changes ut-006 --from 4711 --until 7540 --at 2026-03-31"},
    {"changes.from", "De oordelen volgens de gebeurtenissen tot en\nmet deze positie",
     "The verdicts by the events up to this\nposition"},
    {"changes.until", "Vergeleken met deze positie, anders met nu",
     "Compared with this position, else with now"},
    {"changes.between", "$0 en $1", "$0 and $1"},
    {"changes.more", "en nog $0", "and $0 more"},
    {"changes.none", "Geen oordeel is veranderd.", "No verdict has changed."},

    {"what_if.help", "Wat er in de oordelen zou veranderen door een paar opdrachten",
     "What some commands would change in the verdicts"},
    {"what_if.examples",
     "Er wordt niets vastgelegd. Het bestand heeft een opdracht per regel, als JSON, zoals bij "
     "push;\n"
     "source en sourceId mogen ontbreken.\n"
     "\n"
     "Voorbeelden:\n"
     "  echo '{\"moveSession\":{\"sessionId\":\"s-1\",\"startsAt\":\"2027-01-12T18:00:00Z\",\n"
     "      \"endsAt\":\"2027-01-12T20:00:00Z\"}}' | logboek what-if - --region twente_hzt",
     "Nothing is recorded. The file has one command a line, as JSON, as for push; source and\n"
     "sourceId may be left out.\n"
     "\n"
     "Examples:\n"
     "  echo '{\"moveSession\":{\"sessionId\":\"s-1\",\"startsAt\":\"2027-01-12T18:00:00Z\",\n"
     "      \"endsAt\":\"2027-01-12T20:00:00Z\"}}' | logboek what-if - --region twente_hzt"},
    {"what_if.file", "Bestand met JSON-regels; - is de standaardinvoer",
     "File of JSON lines; - is the standard input"},
    {"what_if.line", "regel $0 is geen opdracht: $1", "line $0 is no command: $1"},
    {"what_if.none", "Geen oordeel zou veranderen.", "No verdict would change."},

    {"close_year.help", "Sluit een jaar af: de oordelen van nu blijven bewaard",
     "Close a year: the verdicts of now are kept"},
    {"close_year.examples",
     "Alleen een periode die voorbij is; elke praktijk krijgt een bon. Nog eens afsluiten doet\n"
     "niets, behalve met een volgende --edition.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek close-year --region utrecht_sterkzorg --period 3 --by \"A. de Vries\"\n"
     "  logboek close-year ut-006 --period 3 --edition 2 --by \"A. de Vries\"\n"
     "  logboek closed --region utrecht_sterkzorg      wat er sindsdien anders is",
     "Only a period that is over; each practice gets a receipt. Closing again does nothing, "
     "unless\n"
     "with a next --edition.\n"
     "\n"
     "Examples:\n"
     "  logboek close-year --region utrecht_sterkzorg --period 3 --by \"A. de Vries\"\n"
     "  logboek close-year ut-006 --period 3 --edition 2 --by \"A. de Vries\"\n"
     "  logboek closed --region utrecht_sterkzorg      what has changed since"},
    {"close_year.period", "Een programmajaar, een jaartal, of 0 voor de\nduur van het plan",
     "A programme year, a calendar year, or 0 for\nthe time of the plan"},
    {"close_year.by", "Wie het besluit", "Who decides it"},
    {"close_year.edition", "De hoeveelste afsluiting het is, standaard 1",
     "Which closing of the period it is, default 1"},
    {"close_year.none", "geen praktijk van $0 heeft een periode $1 die voorbij is",
     "no practice of $0 has a period $1 that is over"},
    {"close_year.running", "voor $0 praktijken loopt periode $1 nog; die blijft open",
     "for $0 practices period $1 still runs; it stays open"},
    {"type.name", "NAAM", "NAME"},
    {"type.number", "GETAL", "NUMBER"},
    {"closed.help", "Afgesloten jaren waarvan het oordeel nu anders zou zijn",
     "Closed years whose verdict would be another now"},
    {"closed.examples", "Voorbeelden:\n  logboek closed --region utrecht_sterkzorg",
     "Examples:\n  logboek closed --region utrecht_sterkzorg"},
    {"closed.none", "Geen verschil.", "No difference."},
    {"closed.looked_at", "Bekeken: $0 afgesloten perioden.", "Looked at: $0 closed periods."},

    {"watch.help", "Volg de oordelen van een regio, tot Ctrl-C",
     "Watch the verdicts of a region, until Ctrl-C"},
    {"watch.examples",
     "Eerst de stand, daarna een regel voor elk oordeel dat verandert.\n"
     "\n"
     "Voorbeelden:\n"
     "  logboek watch --region utrecht_sterkzorg\n"
     "  logboek watch --region utrecht_sterkzorg --format json",
     "The counts first, then a line for each verdict that changes.\n"
     "\n"
     "Examples:\n"
     "  logboek watch --region utrecht_sterkzorg\n"
     "  logboek watch --region utrecht_sterkzorg --format json"},
    {"watch.counts", "$0, positie $1: $2 praktijken; $3", "$0, position $1: $2 practices; $3"},
    {"watch.change", "$0  $1  $2: $3 -> $4", "$0  $1  $2: $3 -> $4"},

    {"fix.ask_waiver", "de periode is voorbij; alleen een ontheffing kan nog helpen",
     "the period is over; only a waiver can still help"},
    {"fix.confirm_roster", "bevestig de medewerkers van de praktijk",
     "confirm the roster of the practice"},
    {"fix.record_completion", "leg vast dat $0 scholing $1 heeft afgerond (was er op $2)",
     "record that $0 completed course $1 (was there at $2)"},
    {"fix.record_attendance", "leg vast of $0 er was bij $1", "record whether $0 was at $1"},
    {"fix.attend_session", "ga naar $0; er is al een plaats", "go to $0; there is a place already"},
    {"fix.book_session", "boek $0", "book $0"},
    {"fix.train_person", "laat $0 meedoen aan $1", "let $0 take part in $1"},
    {"fix.ask_session", "er is geen plaats te boeken; vraag de academie om een bijeenkomst",
     "there is no place to book; ask the academy for a session"},
    {"fix.submit_plan", "dien het praktijkplan in", "submit the practice plan"},
    {"fix.choose_intervention", "kies een interventie ($0)", "choose an intervention ($0)"},
    {"fix.justify_intervention", "lever de onderbouwing van regel $0 in",
     "hand in the justification of line $0"},
    {"fix.hand_in_form", "lever in: $0", "hand in: $0"},
    {"fix.hold_visit", "plan het praktijkgesprek", "plan the practice talk"},
    {"fix.answer_data_request", "beantwoord gegevensvraag $0 (uiterlijk $1)",
     "answer data request $0 (by $1)"},

    {"label.fix", "Eerste stap", "First step"},
    {"label.free", "Vrij", "Free"},
    {"label.last_day", "Uiterlijk", "By"},
    {"label.people", "Wie kan", "Who can"},
    {"label.positions", "Tussen posities", "Between positions"},
    {"column.after", "Nu", "After"},
    {"column.before", "Was", "Before"},
    {"column.bookable", "Te boeken", "Bookable"},
    {"column.causes", "Door", "By"},
    {"column.closed_on", "Afgesloten", "Closed"},
    {"column.days_left", "Dagen", "Days"},
    {"column.extra_sessions", "Extra nodig", "Extra"},
    {"column.free", "Vrij", "Free"},
    {"column.held", "Geboekt", "Booked"},
    {"column.needs", "Helpt bij", "Helps with"},
    {"column.other_bookable", "Anders", "Others"},
    {"column.shortage", "Tekort", "Shortage"},
    {"column.slack", "Ruimte", "Slack"},
    {"column.sort", "Soort", "Sort"},
    {"column.usual_capacity", "Grootte", "Size"},

    {"FixKind.ask_waiver", "ontheffing vragen", "ask for a waiver"},
    {"FixKind.confirm_roster", "medewerkers bevestigen", "confirm the roster"},
    {"FixKind.record_completion", "afronding vastleggen", "record a completion"},
    {"FixKind.record_attendance", "presentie vastleggen", "record attendance"},
    {"FixKind.attend_session", "naar een bijeenkomst gaan", "attend a session"},
    {"FixKind.book_session", "een bijeenkomst boeken", "book a session"},
    {"FixKind.train_person", "iemand scholen", "train somebody"},
    {"FixKind.ask_session", "om een bijeenkomst vragen", "ask for a session"},
    {"FixKind.submit_plan", "praktijkplan indienen", "submit the plan"},
    {"FixKind.choose_intervention", "interventie kiezen", "choose an intervention"},
    {"FixKind.justify_intervention", "keuze onderbouwen", "justify a choice"},
    {"FixKind.hand_in_form", "formulier inleveren", "hand in a form"},
    {"FixKind.hold_visit", "praktijkgesprek houden", "hold the practice talk"},
    {"FixKind.answer_data_request", "gegevensvraag beantwoorden", "answer a data request"},
    {"StatementForm.practice_plan", "praktijkplan", "practice plan"},
    {"StatementForm.fund_use", "verantwoording van MTVP-geld", "statement of fund use"},
    {"StatementForm.survey", "uitvraag", "survey"},
    {"StatementForm.training_intent", "opgave van scholing", "training intent"},
    {"StatementForm.signed", "ondertekende verklaring", "signed statement"},

    {"reason.POSITIONS_REVERSED", "posities staan in de verkeerde volgorde",
     "positions are the wrong way round"},
    {"reason.REGION_OR_PRACTICE", "geef een regio of een praktijk", "give a region or a practice"},
};

}  // namespace

absl::Span<const TextRow> QuestionTexts() { return kQuestionTexts; }

}  // namespace logboek::cli
