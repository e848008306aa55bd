#include "services/queries/promotions.h"

#include <map>
#include <utility>
#include <vector>

#include "services/domain/dates.h"
#include "services/domain/event_codec.h"
#include "services/queries/refusals.h"

namespace logboek::queries {
namespace {

using event::v1::Envelope;

// Where somebody can have moved up when the enrolment was cancelled.
absl::StatusOr<std::vector<std::string>> SessionsOf(const Registers& registers,
                                                    const std::string& enrolment_id) {
  std::shared_ptr<const domain::EnrolmentRecord> enrolment;
  std::vector<std::string> sessions;
  registers.live().Read([&](const domain::Register& reg) {
    enrolment = domain::Find(reg.enrolments, enrolment_id);
    if (enrolment == nullptr) return;
    if (!enrolment->session_id.empty()) sessions.push_back(enrolment->session_id);
    const auto series = domain::Find(reg.series, enrolment->series_id);
    if (series != nullptr) sessions = series->session_ids;
  });
  if (enrolment == nullptr || sessions.empty()) return UnknownEnrolment(enrolment_id);
  return sessions;
}

// The first event of the command the event came by.
absl::StatusOr<Envelope> BeginningOf(const storage::EventLog& log, const Envelope& envelope) {
  const uint64_t first = envelope.position() - envelope.index();
  ASSIGN_OR_RETURN(const storage::ReadPage page,
                   log.Read({.after = {first - 1}, .until = {first}, .events_max = 1}));
  if (page.events.empty()) return absl::DataLossError("a position of the log is missing");
  return domain::DecodeEnvelope(page.events.front().bytes);
}

absl::StatusOr<PromotionRow> RowOf(const storage::EventLog& log, Envelope promoted) {
  PromotionRow row;
  if (promoted.index() > 0) {
    ASSIGN_OR_RETURN(const Envelope cause, BeginningOf(log, promoted));
    if (!cause.event().has_enrolment_promoted()) {
      row.cause_type = cause.type();
      row.cause_event_id = cause.event_id();
      row.cause_enrolment_id = cause.event().enrolment_cancelled().enrolment_id();
    }
  }
  row.envelope = std::move(promoted);
  return row;
}

// By position: who moved up in a series did so at each of its sessions.
using Found = std::map<uint64_t, PromotionRow>;

absl::Status Collect(const List& list, const storage::EventLog& log, const std::string& session_id,
                     Found* found) {
  storage::ReadOptions options{.until = {list.position()},
                               .tags = {{storage::TagKind::kSession, session_id}},
                               .types = {domain::TypeNumberOf("enrolment_promoted")}};
  for (bool done = list.position() == 0; !done;) {
    RETURN_IF_ERROR(list.KeepGoing());
    ASSIGN_OR_RETURN(const storage::ReadPage page, log.Read(options));
    for (const storage::StoredEvent& stored : page.events) {
      ASSIGN_OR_RETURN(Envelope envelope, domain::DecodeEnvelope(stored.bytes));
      if (domain::FromProto(envelope.effective_on()) > list.at()) continue;
      ASSIGN_OR_RETURN((*found)[stored.position.value], RowOf(log, std::move(envelope)));
    }
    options.after = page.resume;
    done = page.done;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ListAnswer<PromotionRow>> Ask(const Registers& registers,
                                             const PromotionsQuestion& question) {
  const std::string& enrolment_id = question.cancelled_enrolment_id;
  std::vector<std::string> sessions = {question.session_id};
  if (!enrolment_id.empty()) {
    ASSIGN_OR_RETURN(sessions, SessionsOf(registers, enrolment_id));
  }
  ASSIGN_OR_RETURN(const List list,
                   List::OpenForSession(registers, question.frame, sessions.front(),
                                        {"promotions", enrolment_id}));
  Found found;
  for (const std::string& session_id : sessions) {
    RETURN_IF_ERROR(Collect(list, registers.log(), session_id, &found));
  }
  std::vector<PromotionRow> rows;
  for (auto& [position, row] : found) {
    if (!enrolment_id.empty() && row.cause_enrolment_id != enrolment_id) continue;
    rows.push_back(std::move(row));
  }
  return list.Page(rows);
}

}  // namespace logboek::queries
