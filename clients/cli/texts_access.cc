// Who may call: words.
#include "clients/cli/texts.h"

namespace logboek::cli {
namespace {

constexpr TextRow kAccessTexts[] = {
    {"option.token_file",
     "Bestand met het token (anders LOGBOEK_TOKEN,\nLOGBOEK_TOKEN_FILE, of dat van de eigen "
     "server)",
     "File with the token (else LOGBOEK_TOKEN,\nLOGBOEK_TOKEN_FILE, or that of your own server)"},
    {"option.tls", "Versleuteld, met de autoriteiten van de machine",
     "Encrypted, with the machine's authorities"},
    {"option.ca", "Autoriteiten van de server, PEM\n(anders LOGBOEK_CA); ook --tls",
     "Authorities of the server, PEM\n(else LOGBOEK_CA); means --tls"},
    {"option.certificate", "Eigen certificaat, PEM\n(anders LOGBOEK_CERTIFICATE)",
     "Your certificate, PEM\n(else LOGBOEK_CERTIFICATE)"},
    {"option.key", "De sleutel daarvan, PEM (anders LOGBOEK_KEY)",
     "Its key, PEM (else LOGBOEK_KEY)"},
    {"usage.certificate_and_key", "--certificate en --key horen bij elkaar",
     "--certificate and --key go together"},
    {"usage.not_printable",
     "$0 heeft meer dan gewone letters, cijfers en tekens (ASCII) en kan zo niet worden gestuurd",
     "$0 has more than plain letters, digits and signs (ASCII), and cannot be sent like that"},
    {"type.principal", "NAAM", "NAME"},
    {"type.token_id", "TOKEN", "TOKEN"},
    {"type.caller_role", "ROL", "ROLE"},
    {"type.text", "TEKST", "TEXT"},
    {"type.days", "DAGEN", "DAYS"},
    {"token.help", "Tokens van portalen en scripts: maken, tonen, wisselen, intrekken, inwisselen",
     "Tokens of portals and scripts: make, show, rotate, revoke, exchange"},
    {"token.examples",
     "Voorbeelden:\n"
     "  logboek token create hus-portaal --role academy --academy hus --region utrecht_sterkzorg\n"
     "  logboek token list",
     "Examples:\n"
     "  logboek token create hus-portal --role academy --academy hus --region utrecht_sterkzorg\n"
     "  logboek token list"},
    {"token.create.help", "Een nieuw token; het verschijnt deze ene keer",
     "A new token; it is shown this once"},
    {"token.create.examples",
     "Voorbeelden:\n"
     "  (umask 077; logboek token create hus-portaal --role academy --academy hus \\\n"
     "      --region utrecht_sterkzorg --source hus-academie --days 365 > hus.token)\n"
     "  logboek token create rho-utrecht --role coordinator --region utrecht_sterkzorg\n"
     "\n"
     "Een agenda om op te abonneren (leest de bijeenkomsten, en kan niets anders):\n"
     "  logboek token create agenda-utrecht --role calendar --region utrecht_sterkzorg",
     "Examples:\n"
     "  (umask 077; logboek token create hus-portal --role academy --academy hus \\\n"
     "      --region utrecht_sterkzorg --source hus-academie --days 365 > hus.token)\n"
     "  logboek token create rho-utrecht --role coordinator --region utrecht_sterkzorg\n"
     "\n"
     "A calendar to subscribe to (reads the sessions, and can do nothing else):\n"
     "  logboek token create calendar-utrecht --role calendar --region utrecht_sterkzorg"},
    {"token.list.help", "Alle tokens die er waren, zonder het token zelf",
     "Every token there was, without itself"},
    {"token.list.examples", "Voorbeelden:\n  logboek token list\n  logboek token list --format csv",
     "Examples:\n  logboek token list\n  logboek token list --format csv"},
    {"token.rotate.help", "Een nieuw token met dezelfde rechten",
     "A new token with the same rights"},
    {"token.rotate.examples",
     "Voorbeelden:\n"
     "  (umask 077; logboek token rotate tk_0123456789ab --grace-days 7 > nieuw.token)",
     "Examples:\n"
     "  (umask 077; logboek token rotate tk_0123456789ab --grace-days 7 > new.token)"},
    {"token.revoke.help", "Een token geldt niet meer, meteen",
     "A token is no longer good, at once"},
    {"token.revoke.examples", "Voorbeelden:\n  logboek token revoke tk_0123456789ab",
     "Examples:\n  logboek token revoke tk_0123456789ab"},
    {"token.exchange.help", "Een kort token in ruil voor een aanmeldtoken, voor wie vaak aanroept",
     "A short token in place of an access token, for who calls often"},
    {"token.exchange.examples",
     "Voorbeelden:\n"
     "  (umask 077; logboek --token-file aanmelding.jwt token exchange > kort.token)\n"
     "  logboek --token-file kort.token whoami",
     "Examples:\n"
     "  (umask 077; logboek --token-file sign-in.jwt token exchange > short.token)\n"
     "  logboek --token-file short.token whoami"},
    {"token.principal", "Hoe de afzender in elke gebeurtenis staat",
     "How the sender stands in every event"},
    {"token.role", "Wat de afzender is", "What the sender is"},
    {"token.academy", "Academie waar het over gaat", "Academy it is about"},
    {"token.practice", "Praktijk waar het over gaat", "Practice it is about"},
    {"token.region", "Regio waar het over gaat", "Region it is about"},
    {"token.source", "Bron die opgegeven mag worden (anders de naam)",
     "Source it may give (else the name)"},
    {"token.acting_for", "Namens wie gehandeld mag worden", "In whose name it may act"},
    {"token.note", "Waar het voor is", "What it is for"},
    {"token.days", "Hoe lang het geldt (anders zonder einde)",
     "How long it is good (else without an end)"},
    {"token.grace", "Hoe lang het oude nog geldt (anders niet)",
     "How long the old one stays good (else not)"},
    {"token.id", "Het token, zoals \"token list\" het noemt",
     "The token, as \"token list\" names it"},
    {"token.made", "token $0; bewaar het, het is niet opnieuw op te vragen",
     "token $0; keep it, it cannot be asked for again"},
    {"token.exchanged", "geldig tot $0, of tot de server opnieuw start; wissel daarna opnieuw in",
     "good until $0, or until the server starts anew; exchange again after that"},
    {"token.calendar",
     "Het adres van de agenda is /calendar/TOKEN.ics, achter https:// en de naam van de server "
     "(--http-listen);\n"
     "?lang=en erachter geeft Engels, ?kind=intervision alleen die soort.",
     "The calendar's address is /calendar/TOKEN.ics, behind https:// and the name of the server "
     "(--http-listen);\n"
     "?lang=en behind it gives English, ?kind=intervision only that kind."},
    {"token.revoked", "token $0 is ingetrokken", "token $0 is revoked"},
    {"whoami.help", "Als wie de server u kent", "Whom the server takes you for"},
    {"whoami.examples", "Voorbeelden:\n  logboek whoami\n  logboek whoami --token-file hus.token",
     "Examples:\n  logboek whoami\n  logboek whoami --token-file hus.token"},
    {"whoami.credential", "Gekend door", "Known by"},
    {"whoami.methods", "Methoden", "Methods"},
    {"column.token_id", "Token", "Token"},
    {"column.caller_role", "Rol", "Role"},
    {"column.about", "Over", "About"},
    {"column.academies", "Academies", "Academies"},
    {"column.regions", "Regio's", "Regions"},
    {"column.purpose", "Waarvoor", "For"},
    {"column.created_at", "Gemaakt", "Made"},
    {"column.expires_at", "Geldig tot", "Good until"},
    {"column.last_used_at", "Laatst gebruikt", "Last used"},
    {"column.revoked_at", "Ingetrokken", "Revoked"},
    {"CallerRole.academy", "academie", "academy"},
    {"CallerRole.practice", "praktijk", "practice"},
    {"CallerRole.coordinator", "coördinator", "coordinator"},
    {"CallerRole.auditor", "controleur", "auditor"},
    {"CallerRole.privacy_officer", "privacyfunctionaris", "privacy officer"},
    {"CallerRole.administrator", "beheerder", "administrator"},
    {"CallerRole.calendar", "agenda", "calendar"},
    {"reason.TOO_MANY_SESSIONS", "te veel bijeenkomsten voor één agenda",
     "too many sessions for one calendar"},
    {"reason.NO_CREDENTIAL", "geen token of certificaat", "no token or certificate"},
    {"reason.UNKNOWN_TOKEN", "onbekend token", "unknown token"},
    {"reason.EXPIRED_TOKEN", "token is verlopen", "token has expired"},
    {"reason.REVOKED_TOKEN", "token is ingetrokken", "token was revoked"},
    {"reason.ROTATED_TOKEN", "token is al gewisseld", "token was rotated already"},
    {"reason.TOO_MANY_TOKENS", "te veel tokens", "too many tokens"},
    {"reason.EXPIRY_IN_THE_PAST", "einde ligt in het verleden", "expiry lies in the past"},
    {"reason.GRACE_OUT_OF_RANGE", "overgangstijd is te lang", "grace is too long"},
    {"reason.BAD_DURATION", "duur is niet mogelijk", "duration is not possible"},
    {"reason.MISSING_SCOPE", "het gebied van de rol ontbreekt", "the role's scope is missing"},
    {"reason.SCOPE_OF_ANOTHER_ROLE", "gebied hoort bij een andere rol",
     "scope belongs to another role"},
    {"reason.BAD_ACCESS_TOKEN", "aanmelding is niet geldig", "sign-in is not valid"},
    {"reason.BAD_CLIENT_SECRET", "clientgeheim is onbruikbaar", "client secret cannot be used"},
    {"reason.BAD_ID_TOKEN", "aanmelding elders is niet geldig", "sign-in elsewhere is not valid"},
    {"reason.EXCHANGED_TOKEN_ENDED", "kort token geldt niet meer", "exchanged token has ended"},
    {"reason.NOT_AN_ACCESS_TOKEN", "geen aanmeldtoken om in te wisselen",
     "not an access token to exchange"},
    {"reason.TOO_MANY_EXCHANGED_TOKENS", "te veel ingewisselde tokens",
     "too many exchanged tokens"},
    {"reason.EXPIRED_ACCESS_TOKEN", "aanmelding is verlopen", "sign-in has expired"},
    {"reason.RECIPIENT_NOT_YOURS", "ontvanger is niet deze aanvrager",
     "recipient is not this caller"},
    {"reason.NO_ROLE", "geen rol bij deze aanmelding", "no role for this sign-in"},
    {"reason.KEYS_NOT_FETCHED", "sleutels van de aanmelddienst ontbreken nog",
     "keys of the sign-in are not there yet"},
    {"reason.TOO_MANY_WRONG_TOKENS", "te veel ongeldige aanmeldingen vanaf dit adres",
     "too many wrong sign-ins from this address"},
    {"reason.GRANT_CHANGED", "rechten zijn gewijzigd", "rights have changed"},
    {"reason.PRINCIPAL_RESERVED", "naam is van een aanmelddienst", "name belongs to a sign-in"},
    {"reason.PRINCIPAL_TAKEN", "naam is al van een token", "name belongs to a token"},
    {"reason.TOKEN_STILL_GOOD", "token is nog geldig", "token is still good"},
    {"reason.BAD_KEY_SET", "sleutelbestand is onleesbaar", "key set cannot be read"},
    {"reason.BAD_URL", "adres mag niet", "address is not allowed"},
    {"reason.BAD_POLICY", "toegangsregels hebben fouten", "policy has mistakes"},
    {"reason.BAD_CERTIFICATE", "certificaat is onleesbaar", "certificate cannot be read"},
    {"reason.EXPIRED_CERTIFICATE", "certificaat is verlopen", "certificate has expired"},
    {"reason.UNKNOWN_CERTIFICATE", "onbekend certificaat", "unknown certificate"},
};

}  // namespace

absl::Span<const TextRow> AccessTexts() { return kAccessTexts; }

}  // namespace logboek::cli
