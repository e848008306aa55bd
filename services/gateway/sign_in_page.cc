#include "services/gateway/sign_in_page.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/gateway/connect.h"
#include "services/gateway/static_files.h"

namespace logboek::gateway {
namespace {

struct Explanation {
  std::vector<absl::string_view> reasons;
  const char* dutch;
  const char* english;
};

const std::vector<Explanation>& Explanations() {
  static const auto* const explanations = new std::vector<Explanation>{
      {{"UNKNOWN_SIGN_IN", "OTHER_BROWSER", "GRANT_ENDED"},
       "Deze aanmelding is niet in deze browser begonnen, duurde te lang of is al afgerond. Meld u "
       "opnieuw aan.",
       "This sign-in did not begin in this browser, took too long, or has ended. Please sign in "
       "again."},
      {{"SIGN_IN_REFUSED"},
       "De aanmelding is afgebroken of geweigerd waar u zich aanmeldt.",
       "The sign-in was broken off, or refused where you sign in."},
      {{"NO_ROLE"},
       "U bent aangemeld, maar hebt hier geen rol. Vraag de beheerder om een rol.",
       "You have signed in, but you have no role here. Please ask the administrator for one."},
      {{"ISSUER_NOT_USABLE", "KEYS_NOT_FETCHED", "STOPPING", "WORKERS_BUSY"},
       "Aanmelden kan nu even niet. Probeer het over een minuut opnieuw.",
       "Signing in is not possible at the moment. Please try again in a minute."},
      {{"TOO_MANY_SIGN_INS", "TOO_MANY_WRONG_TOKENS"},
       "Vanaf uw adres wordt te vaak aangemeld. Probeer het over een minuut opnieuw.",
       "There are too many sign-ins from your address. Please try again in a minute."},
      {{"CLIENT_REFUSED", "BAD_CLIENT_SECRET", "BAD_ID_TOKEN", "BAD_ISSUER", "BAD_ACCESS_TOKEN",
        "EXPIRED_ACCESS_TOKEN"},
       "De aanmelding kan niet worden vertrouwd. Geef de code hieronder door aan de beheerder.",
       "The sign-in cannot be trusted. Please tell the administrator the code below."},
      {{"UNKNOWN_PROVIDER"},
       "Daar kunt u zich niet aanmelden. Kies een andere manier van aanmelden.",
       "You cannot sign in there. Please choose another way to sign in."},
  };
  return *explanations;
}

const Explanation& ExplanationOf(absl::string_view reason) {
  static const auto* const other =
      new Explanation{{},
                      "Aanmelden is niet gelukt. Geef de code hieronder door aan de beheerder.",
                      "Signing in failed. Please tell the administrator the code below."};
  for (const Explanation& text : Explanations()) {
    for (const absl::string_view known : text.reasons) {
      if (known == reason) return text;
    }
  }
  return *other;
}

}  // namespace

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& any : details.details()) {
      google::rpc::ErrorInfo info;
      if (any.Is<google::rpc::ErrorInfo>() && any.UnpackTo(&info)) return info.reason();
    }
  }
  return absl::AsciiStrToUpper(CodeName(status.error_code()));
}

HttpResponse SignInErrorPage(const grpc::Status& status, bool secure) {
  const std::string reason = ReasonOf(status);
  const Explanation& text = ExplanationOf(reason);
  HttpResponse response{.status = HttpStatusOf(status.error_code()),
                        .headers = SecurityHeaders(secure)};
  response.headers["content-type"] = "text/html; charset=utf-8";
  response.headers["cache-control"] = "no-store";
  response.body = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"nl\">\n<head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>Logboek</title></head>\n"
      "<body>\n<h1>Aanmelden bij Logboek</h1>\n<p>",
      text.dutch, "</p>\n<p lang=\"en\">", text.english, "</p>\n<p>Code: <code>", reason,
      "</code></p>\n<p><a href=\"/\">Terug / <span lang=\"en\">Back</span></a></p>\n"
      "</body>\n</html>\n");
  return response;
}

}  // namespace logboek::gateway
