#include "clients/icalendar/words.h"

namespace logboek::icalendar {
namespace {

constexpr Words kDutch = {.sessions = "Bijeenkomsten",
                          .academy = "Academie",
                          .series = "Reeks",
                          .session = "Bijeenkomst",
                          .cancelled = "Afgelast"};
constexpr Words kEnglish = {.sessions = "Sessions",
                            .academy = "Academy",
                            .series = "Series",
                            .session = "Session",
                            .cancelled = "Cancelled"};

struct KindRow {
  event::v1::OfferingKind kind;
  const char* dutch;
  const char* english;
};

constexpr KindRow kKinds[] = {
    {event::v1::OFFERING_KIND_EXCHANGE_MEETING, "uitwisselingsbijeenkomst", "exchange meeting"},
    {event::v1::OFFERING_KIND_KBZ_MEETING, "bijeenkomst Krachtige basiszorg", "KBZ meeting"},
    {event::v1::OFFERING_KIND_REFLECTION_MEETING, "reflectiebijeenkomst", "reflection meeting"},
    {event::v1::OFFERING_KIND_INTERVISION, "intervisie", "intervision"},
    {event::v1::OFFERING_KIND_PROGRESS_SESSION, "voortgangssessie", "progress session"},
    {event::v1::OFFERING_KIND_PRACTICE_MANAGER_MEETING, "bijeenkomst praktijkmanagers",
     "practice managers' meeting"},
    {event::v1::OFFERING_KIND_ASSISTANT_NETWORK_MEETING, "netwerkbijeenkomst assistenten",
     "assistants' network meeting"},
    {event::v1::OFFERING_KIND_INFORMATION_MEETING, "informatiebijeenkomst", "information meeting"},
    {event::v1::OFFERING_KIND_QUESTION_HOUR, "vragenuur", "question hour"},
    {event::v1::OFFERING_KIND_COURSE_OPEN, "scholing, open inschrijving", "course, open enrolment"},
    {event::v1::OFFERING_KIND_COURSE_INCOMPANY, "scholing in de praktijk", "in-company course"},
    {event::v1::OFFERING_KIND_E_LEARNING, "e-learning", "e-learning"},
    {event::v1::OFFERING_KIND_COACHING, "coaching", "coaching"},
    {event::v1::OFFERING_KIND_WEBINAR, "webinar", "webinar"},
    {event::v1::OFFERING_KIND_UNSPECIFIED, "bijeenkomst", "session"},
};

}  // namespace

const Words& WordsIn(Language language) { return language == Language::kDutch ? kDutch : kEnglish; }

std::string KindIn(Language language, event::v1::OfferingKind kind) {
  const KindRow* found = kKinds;
  while (found->kind != kind && found->kind != event::v1::OFFERING_KIND_UNSPECIFIED) ++found;
  return language == Language::kDutch ? found->dutch : found->english;
}

}  // namespace logboek::icalendar
