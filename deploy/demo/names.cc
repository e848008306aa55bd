#include "deploy/demo/names.h"

#include <cctype>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace logboek::demo {
namespace {

// First and family names that are usually heard together, and how many in a hundred carry them.
struct Origin {
  int percent;
  std::vector<std::string> first;
  std::vector<std::string> family;
};

Origin Dutch() {
  return {.percent = 62,
          .first = {"Annelies", "Bart",   "Carla",   "Daan",      "Eefje",   "Floor",   "Gijs",
                    "Hanneke",  "Ilse",   "Jeroen",  "Karin",     "Lotte",   "Maarten", "Nienke",
                    "Olaf",     "Petra",  "Quirine", "Rianne",    "Sander",  "Tessa",   "Ursula",
                    "Vera",     "Wouter", "Yvonne",  "Zoë",       "Anouk",   "Bram",    "Corine",
                    "Dirk",     "Esther", "Femke",   "Gerard",    "Heleen",  "Inge",    "Joost",
                    "Kim",      "Linda",  "Marieke", "Niels",     "Oscar",   "Pauline", "Ruben",
                    "Sanne",    "Thomas", "Veerle",  "Willemijn", "Marloes", "Jasper",  "Saskia",
                    "Mirjam",   "Roos",   "Stijn",   "Elly",      "Danique", "Judith",  "Koen"},
          .family = {"van den Broek", "Verhagen",   "de Wit",       "Jansen",         "van Dongen",
                     "Smulders",      "Brouwers",   "van der Aa",   "Hoekstra",       "Mulder",
                     "Vermeer",       "Pijnenburg", "van Gestel",   "Kuipers",        "de Graaf",
                     "Schouten",      "Timmermans", "van Riel",     "Wolters",        "Peeters",
                     "van de Ven",    "Koster",     "ter Horst",    "Bosch",          "Willems",
                     "van Iersel",    "Dekker",     "Huijbregts",   "de Laat",        "Visser",
                     "Boonstra",      "van Vliet",  "Klaassen",     "Oomen",          "van Beek",
                     "Scholten",      "Meijer",     "van den Berg", "Evers",          "Hendriks",
                     "de Ruiter",     "Prins",      "van Zanten",   "Akkermans",      "Blom",
                     "van Loon",      "Groeneveld", "Nijhof",       "van der Linden", "Post"}};
}

std::vector<Origin> Origins() {
  return {Dutch(),
          {.percent = 12,
           .first = {"Fatima", "Youssef", "Samira", "Karim", "Naima", "Hamza", "Loubna", "Ilias",
                     "Hanane", "Bilal", "Soumaya", "Mounir"},
           .family = {"el Amrani", "Bouzidi", "Ait Lahcen", "el Khattabi", "Benali", "Ouali",
                      "Azzouzi", "el Idrissi", "Chafik", "Tahiri"}},
          {.percent = 10,
           .first = {"Elif", "Emre", "Zeynep", "Murat", "Ayşe", "Deniz", "Selin", "Hakan", "Esra",
                     "Kemal"},
           .family = {"Yılmaz", "Demir", "Kaya", "Çelik", "Aydın", "Öztürk", "Arslan", "Doğan",
                      "Polat", "Korkmaz"}},
          {.percent = 8,
           .first = {"Anjali", "Rishi", "Chantal", "Dwayne", "Priya", "Soraya", "Romano", "Shanti",
                     "Ruth", "Delano"},
           .family = {"Ramdin", "Jagroep", "Pinas", "Kalloe", "Wijngaarde", "Bissessar", "Tjon",
                      "Sewradj", "Martina", "Doorson"}},
          {.percent = 8,
           .first = {"Agnieszka", "Tomasz", "Elena", "Marek", "Ana", "João", "Ioana", "Katarzyna",
                     "Luca", "Irina"},
           .family = {"Nowak", "Wójcik", "Popescu", "Silva", "Ferreira", "Mazur", "Ionescu",
                      "Rossi", "Horvat", "Lewandowska"}}};
}

// Letters of the pools that an address can't hold.
std::string AsciiOf(const std::string& text) {
  return absl::StrReplaceAll(text, {{"ë", "e"},
                                    {"ş", "s"},
                                    {"ı", "i"},
                                    {"Ç", "C"},
                                    {"ç", "c"},
                                    {"Ö", "O"},
                                    {"ö", "o"},
                                    {"ü", "u"},
                                    {"ğ", "g"},
                                    {"ã", "a"},
                                    {"ó", "o"},
                                    {" ", ""}});
}

std::string EmailOf(const std::string& first, const std::string& family) {
  std::string local = absl::StrCat(AsciiOf(first), ".", AsciiOf(family));
  for (char& letter : local) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return absl::StrCat(local, "@example.nl");
}

const Origin& PickOrigin(Random* random) {
  static const auto* const origins = new std::vector<Origin>(Origins());
  int left = random->Between(1, 100);
  for (const Origin& origin : *origins) {
    left -= origin.percent;
    if (left <= 0) return origin;
  }
  CHECK(false, "the shares of the origins add up to 100");
  return origins->front();
}

}  // namespace

Name NameMaker::Make(Random* random) {
  // The pools hold some 3,500 names and a demo some hundreds of people, so a free one turns up
  // soon.
  while (true) {
    const Origin& origin = PickOrigin(random);
    const std::string& first = random->Pick(origin.first);
    const std::string& family =
        random->Chance(90) ? random->Pick(origin.family) : random->Pick(PickOrigin(random).family);
    std::string full = absl::StrCat(first, " ", family);
    if (!used_.insert(full).second) continue;
    return {.full = std::move(full), .email = EmailOf(first, family)};
  }
}

std::string MakeBigNumber(Random* random) {
  std::string digits = "9";
  while (digits.size() < 11) absl::StrAppend(&digits, random->Below(10));
  return digits;
}

}  // namespace logboek::demo
